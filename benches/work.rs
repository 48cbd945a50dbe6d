//! The analyst's own data: from an edit to durable, a workspace of a million annotations opened and
//! written, a bulk edit undone. `cargo bench --bench work`; `DATELINE_BENCH_ANNOTATIONS` changes the number.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark may stop at the first surprise"
)]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use dateline::corpus::{ArticleId, SourceId, TextHash};
use dateline::store::{self, RealDisk, WorkspaceLog};
use dateline::text::Span;
use dateline::workspace::{
    Anchor, Annotation, AnnotationId, Change, Codebook, Edit, History, ReviewStatus, Slot, Stamp,
    Swap, Tag, TagId, Workspace,
};
use jiff::Timestamp;

fn annotation(n: usize, tag: TagId) -> Annotation {
    let article = format!("folder/{}.txt", n / 8);
    Annotation {
        id: AnnotationId::random(),
        article: ArticleId::new(&SourceId("bench".into()), &article, None),
        version: TextHash::of(&article),
        tag: Some(tag),
        anchors: vec![Anchor {
            span: Span::new(n % 900, n % 900 + 60),
            quote: format!("the only paved way still wholly in Ukrainian hands, number {n}").into(),
            before: "a stream at Khromove and climbs ".into(),
            after: ", shelled by day and by night, t".into(),
        }],
        note: if n.is_multiple_of(5) {
            "The premise of the whole piece.".into()
        } else {
            Arc::default()
        },
        attributes: Vec::new(),
        author: "bench".into(),
        created: Timestamp::UNIX_EPOCH,
        modified: Timestamp::UNIX_EPOCH,
        status: ReviewStatus::Unseen,
        revision: 0,
    }
}

fn private_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("RssAnon"));
    let kb = line.and_then(|l| l.split_whitespace().nth(1)?.parse::<u64>().ok());
    kb.unwrap_or(0) / 1024
}

fn stamp() -> Stamp {
    Stamp {
        at: Timestamp::UNIX_EPOCH,
        by: "bench".into(),
    }
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

fn anew(folder: &Path) {
    drop(std::fs::remove_dir_all(folder));
    std::fs::create_dir_all(folder).unwrap();
}

fn main() {
    let asked = std::env::var("DATELINE_BENCH_ANNOTATIONS").ok();
    let number: usize = asked.and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-data/work");
    let file = root.join("workspace.ron");
    let tag = Tag::new(TagId::random(), "road", Slot::after(0));
    anew(&root);
    durable(&file, tag.id);
    anew(&root);
    let workspace = written_and_opened(&file, number, tag.clone());
    beside_a_job(&workspace, number, tag.id);
    in_bulk(workspace);
}

/// From an edit to durable, beside what the disk itself needs for a flush.
fn durable(file: &Path, tag: TagId) {
    store::save(file, &Workspace::default(), None, false).unwrap();
    let opened = WorkspaceLog::open(&RealDisk, file, None, true).unwrap();
    let (mut workspace, mut history) = (opened.opened.workspace, opened.history);
    let mut bare = Vec::new();
    let mut whole = Vec::new();
    for n in 0..300 {
        let one = Change::Annotation(Swap {
            before: None,
            after: Some(Arc::new(annotation(n, tag))),
        });
        let since = Instant::now();
        history
            .commit(&mut workspace, Edit::new("tag", vec![one]), None, stamp())
            .unwrap();
        opened.workspace_log.append(&history.take_fresh()).unwrap();
        whole.push(milliseconds(since));
        let probe = file.with_file_name("probe");
        std::fs::write(&probe, [b'x'; 600]).unwrap();
        let probe = std::fs::OpenOptions::new().write(true).open(probe).unwrap();
        let since = Instant::now();
        probe.sync_all().unwrap();
        bare.push(milliseconds(since));
    }
    for (what, times) in [
        ("an edit, durable", &mut whole),
        ("a flush by itself", &mut bare),
    ] {
        times.sort_by(f64::total_cmp);
        println!(
            "{what:20} median {:.2} ms, p99 {:.2} ms (target 20 ms beyond the flush)",
            times[150], times[296]
        );
    }
}

/// A workspace of many annotations: made, written, opened.
fn written_and_opened(file: &Path, number: usize, tag: Tag) -> Workspace {
    let since = Instant::now();
    let id = tag.id;
    let mut large = Workspace {
        codebook: Codebook::new(vec![tag], 0),
        ..Workspace::default()
    };
    large.annotations = (0..number).map(|n| annotation(n, id)).collect();
    let secs = milliseconds(since) / 1000.0;
    println!("made {number} annotations in {secs:.1} s");
    let since = Instant::now();
    store::save(file, &large, None, false).unwrap();
    let mb = std::fs::metadata(file).unwrap().len() >> 20;
    let secs = milliseconds(since) / 1000.0;
    println!("written and read back: {mb} MB in {secs:.1} s");
    drop(large);
    let before = private_mb();
    let since = Instant::now();
    let opened = WorkspaceLog::open(&RealDisk, file, None, true).unwrap();
    println!(
        "opened in {:.1} s, {} MB more private memory (target 4 s, below 600 MB)",
        milliseconds(since) / 1000.0,
        private_mb().saturating_sub(before)
    );
    opened.opened.workspace
}

/// As in the window, where jobs hold the workspace while an edit is made.
fn beside_a_job(workspace: &Workspace, number: usize, tag: TagId) {
    let mut history = History::default();
    let mut shared = Arc::new(workspace.clone());
    let mut times = Vec::new();
    for n in 0..100 {
        let held = Arc::clone(&shared);
        let one = Change::Annotation(Swap {
            before: None,
            after: Some(Arc::new(annotation(number + n, tag))),
        });
        let since = Instant::now();
        let own = Arc::make_mut(&mut shared);
        history
            .commit(own, Edit::new("tag", vec![one]), None, stamp())
            .unwrap();
        times.push(milliseconds(since));
        drop(held);
    }
    times.sort_by(f64::total_cmp);
    println!(
        "an edit while a job holds the workspace: median {:.3} ms, most {:.3} ms (target 16 ms)",
        times[50], times[99]
    );
}

/// Ten thousand annotations changed at once, and undone.
fn in_bulk(mut workspace: Workspace) {
    let mut history = History::default();
    let changes = workspace.annotations.iter().take(10_000).map(|before| {
        let after = Annotation {
            tag: None,
            ..(**before).clone()
        };
        Change::Annotation(Swap {
            before: Some(Arc::clone(before)),
            after: Some(Arc::new(after)),
        })
    });
    let edit = Edit::new("bulk", changes.collect());
    let since = Instant::now();
    history.commit(&mut workspace, edit, None, stamp()).unwrap();
    let made = milliseconds(since);
    let since = Instant::now();
    history.undo(&mut workspace, stamp()).unwrap();
    println!(
        "10,000 annotations changed in {made:.0} ms, undone in {:.0} ms (target 100 ms)",
        milliseconds(since)
    );
}
