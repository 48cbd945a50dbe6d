//! Whole frames in motion: all panels, a million rows, an article of 1 MB with 10,000 overlapping
//! annotations, accessibility on, while scrolling, hovering, changing the selection, dragging the reader's
//! edge, and going to the next article and back with jobs on threads; and a workspace of 1,500 tags and
//! 100,000 annotations with codebook and annotations shown.
//!
//! Prints the median and the 99th percentile of a frame's processor time beside the target.
//! `cargo bench --bench frames`.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark may stop at the first surprise"
)]

use std::sync::Arc;
use std::time::Instant;

use dateline::app::command::ViewCommand;
use dateline::app::{Command, Settings, State};
use dateline::corpus::{ArticleIx, Corpus, SourceId};
use dateline::import::{decode, draft_from_text};
use dateline::index::Index;
use dateline::jobs::RunMode;
use dateline::session::Project;
use dateline::store::Access;
use dateline::text::Span;
use dateline::ui::Workbench;
use dateline::workspace::{
    Annotation, AnnotationId, Change, Codebook, Edit, ReviewStatus, Slot, Swap, Tag, TagId, Track,
    TrackId, Workspace,
};
use egui::{
    Context, Event, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, RawInput,
    Rect, TouchPhase, Vec2,
};
use jiff::Timestamp;

const FRAMES: usize = 400;

fn main() {
    println!("target for every line: median 3 ms, p99 8 ms");
    let rows: u64 = std::env::var("DATELINE_BENCH_ROWS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(1_000_000);
    for (name, in_one_paragraph) in [("spread", false), ("in one paragraph", true)] {
        let sizes = Sizes {
            rows,
            in_one_paragraph,
            ..Sizes::default()
        };
        let mut bench = Bench::new(sizes, RunMode::InPlace);
        println!("{rows} rows, 10,000 annotations {name}:");
        for (motion, events) in MOTIONS {
            bench.measure(motion, *events);
        }
    }
    let mut bench = Bench::new(
        Sizes {
            rows,
            ..Sizes::default()
        },
        RunMode::Threads,
    );
    println!("{rows} rows, jobs on threads, each frame while results arrive:");
    bench.measure("next article and back", next_and_back);
    let sizes = Sizes {
        rows: rows.min(100_000),
        tags: 1_500,
        annotations: 100_000,
        in_one_paragraph: false,
    };
    for (panel, key) in [
        ("annotations", egui::Key::Num3),
        ("codebook", egui::Key::Num4),
    ] {
        let mut bench = Bench::new(sizes, RunMode::Threads);
        println!("1,500 tags, 100,000 annotations, {panel} shown:");
        bench.frame(key_with(key, Modifiers::COMMAND));
        for (motion, events) in TAGGED {
            bench.measure(motion, *events);
        }
    }
}

/// How much there is.
#[derive(Clone, Copy)]
struct Sizes {
    rows: u64,
    tags: usize,
    annotations: usize,
    in_one_paragraph: bool,
}

impl Default for Sizes {
    fn default() -> Self {
        Self {
            rows: 1_000_000,
            tags: 12,
            annotations: 10_000,
            in_one_paragraph: false,
        }
    }
}

type Motion = fn(usize) -> Vec<Event>;

const MOTIONS: &[(&str, Motion)] = &[
    ("at rest", |_| Vec::new()),
    ("scrolling the reader", |i| {
        wheel(
            Pos2::new(750.0, 400.0),
            if i % 80 < 40 { -90.0 } else { 90.0 },
        )
    }),
    ("scrolling the table", |i| {
        wheel(
            Pos2::new(250.0, 400.0),
            if i % 80 < 40 { -2000.0 } else { 1500.0 },
        )
    }),
    ("hovering over the text", |i| {
        vec![Event::PointerMoved(Pos2::new(
            560.0 + (i % 380) as f32,
            200.0 + (i % 370) as f32,
        ))]
    }),
    ("hovering over the chart", |i| {
        vec![Event::PointerMoved(Pos2::new(
            220.0 + (i * 3 % 1150) as f32,
            740.0,
        ))]
    }),
    ("selecting in the text", selecting),
    ("dragging the reader's edge", dragging_the_edge),
    ("next article and back", next_and_back),
];

/// Motions over a large codebook.
const TAGGED: &[(&str, Motion)] = &[
    ("at rest", |_| Vec::new()),
    ("scrolling the panel", |i| {
        wheel(
            Pos2::new(1300.0, 300.0),
            if i % 80 < 40 { -200.0 } else { 150.0 },
        )
    }),
    ("hovering over the panel", |i| {
        let y = 150.0 + (i % 400) as f32;
        vec![Event::PointerMoved(Pos2::new(1300.0, y))]
    }),
    ("next article and back", next_and_back),
];

fn next_and_back(i: usize) -> Vec<Event> {
    key(if i.is_multiple_of(2) {
        egui::Key::J
    } else {
        egui::Key::K
    })
}

/// The split between table and text, to and fro: every frame has another width to lay the page out in.
fn dragging_the_edge(i: usize) -> Vec<Event> {
    // Where the split of a new window lies, of 1440 points.
    let at = |offset: f32| Pos2::new(1440.0 * 0.372 + offset, 400.0);
    let button = |pressed| Event::PointerButton {
        pos: at(0.0),
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    let offset = ((i % 100) as f32 - 50.0).abs() - 50.0;
    match i {
        0 => vec![Event::PointerMoved(at(0.0))],
        1 => vec![button(true)],
        _ if i + 1 == FRAMES => vec![Event::PointerMoved(at(0.0)), button(false)],
        _ => vec![Event::PointerMoved(at(offset))],
    }
}

fn wheel(pos: Pos2, points: f32) -> Vec<Event> {
    let wheel = Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: Vec2::new(0.0, points),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    };
    vec![Event::PointerMoved(pos), wheel]
}

fn selecting(i: usize) -> Vec<Event> {
    let pos = Pos2::new(560.0 + (i * 7 % 380) as f32, 250.0 + (i % 300) as f32);
    let button = |pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    match i % 50 {
        0 => vec![Event::PointerMoved(pos), button(true)],
        49 => vec![button(false)],
        _ => vec![Event::PointerMoved(pos)],
    }
}

fn key(key: egui::Key) -> Vec<Event> {
    key_with(key, Modifiers::NONE)
}

fn key_with(key: egui::Key, modifiers: Modifiers) -> Vec<Event> {
    [true, false]
        .map(|pressed| Event::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers,
        })
        .to_vec()
}

struct Bench {
    ctx: Context,
    app: Workbench,
    time: f64,
}

impl Bench {
    fn new(sizes: Sizes, mode: RunMode) -> Self {
        let ctx = Context::default();
        ctx.enable_accesskit();
        let mut state = State::new(Settings::default(), mode, Arc::new(|| {}));
        let corpus = corpus(sizes.rows, sizes.in_one_paragraph);
        let workspace = workspace(&corpus, &sizes);
        // Nothing is written: the place does not exist and nothing is an edit.
        let project = Project {
            file: "/nowhere/workspace.ron".into(),
            access: Access::ReadWrite,
            lock: None,
            copied_from: None,
        };
        let index = Index::in_memory(Arc::new(corpus)).unwrap();
        state.session.stage(project, workspace, index);
        let mut out = Self {
            app: Workbench::new(&ctx, state, None),
            ctx,
            time: 0.0,
        };
        // Everything is there before the first motion; only its own results arrive during one.
        out.frames_until(|state| state.search.base.rows.len() as u64 == sizes.rows);
        let first = out.app.state.session.corpus().iter().next().unwrap().0;
        out.app.dispatch(Command::View(ViewCommand::Open(first)));
        out.frames_until(|state| state.reading.doc.is_some());
        out.frames_until(|state| !state.is_busy());
        for _ in 0..5 {
            out.frame(Vec::new());
        }
        // What is measured is there to be drawn.
        let state = &out.app.state;
        assert_eq!(state.search.base.rows.len() as u64, sizes.rows);
        let doc = state.reading.doc.as_ref().unwrap();
        assert!(doc.text().len() > 1_000_000);
        assert_eq!(
            state.session.workspace().annotations.len(),
            sizes.annotations
        );
        out
    }

    fn frames_until(&mut self, is_so: impl Fn(&State) -> bool) {
        for _ in 0..10_000 {
            self.frame(Vec::new());
            if is_so(&self.app.state) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        panic!("what is measured did not come");
    }

    /// One frame, layout and tessellation; returns milliseconds.
    fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, Vec2::new(1440.0, 900.0))),
            time: Some(self.time),
            events,
            focused: true,
            ..RawInput::default()
        };
        let start = Instant::now();
        let app = &mut self.app;
        let mut output = self.ctx.run_ui(input, |ui| {
            app.tick(ui);
            app.show(ui);
        });
        let shapes = std::mem::take(&mut output.shapes);
        let meshes = self.ctx.tessellate(shapes, output.pixels_per_point);
        let spent = start.elapsed().as_secs_f64() * 1000.0;
        assert!(!meshes.is_empty());
        output.drop_without_applying_deltas();
        spent
    }

    fn measure(&mut self, name: &str, events: Motion) {
        let mut times: Vec<f64> = (0..FRAMES).map(|i| self.frame(events(i))).collect();
        times.sort_by(f64::total_cmp);
        let at = |share: f64| {
            times
                .get((share * (FRAMES - 1) as f64) as usize)
                .copied()
                .unwrap_or_default()
        };
        println!(
            "  {name:26} median {:6.2} ms   p99 {:6.2} ms   longest {:6.2} ms",
            at(0.5),
            at(0.99),
            at(1.0)
        );
    }
}

/// One article of 1 MB, and many small ones.
fn corpus(rows: u64, in_one_paragraph: bool) -> Corpus {
    let source = SourceId("bench".into());
    let sentence =
        "The last paved road between the town and the salt mines came under fire again on Monday. ";
    let gap = if in_one_paragraph { "" } else { "\n\n" };
    let long: String = (0..11_500)
        .map(|i| {
            if i % 6 == 5 {
                format!("{sentence}{gap}")
            } else {
                sentence.to_owned()
            }
        })
        .collect();
    let texts = std::iter::once(format!(" date 2023-01-01 A long article\n\n{long}")).chain(
        (1..rows).map(|n| {
            format!(
                " date {}-{:02}-{:02} Article {n} on the road",
                2013 + n % 10,
                n % 12 + 1,
                n % 28 + 1
            )
        }),
    );
    let drafts = texts.enumerate().map(|(n, text)| {
        let path = format!("{n:07}.txt");
        let (draft, _) = draft_from_text(&path, decode(text.as_bytes()).unwrap()).unwrap();
        (path, draft)
    });
    Corpus::of_drafts(1, &source, drafts)
}

fn workspace(corpus: &Corpus, sizes: &Sizes) -> Workspace {
    let slots: Vec<Slot> = Slot::all().collect();
    let numbered = (0..sizes.tags).zip(slots.into_iter().cycle());
    let mut tags: Vec<Tag> = numbered
        .map(|(n, slot)| Tag::new(TagId::random(), &format!("tag {n}"), slot))
        .collect();
    // A tree three deep where there are many.
    let ids: Vec<TagId> = tags.iter().map(|t| t.id).collect();
    if tags.len() > 12 {
        for (n, tag) in tags.iter_mut().enumerate() {
            tag.parent = match n % 20 {
                0 => None,
                1 | 2 => ids.get(n - n % 20).copied(),
                _ => ids.get(n - n % 20 + 1 + n % 2).copied(),
            };
        }
    }
    let article = corpus.get(ArticleIx(0)).unwrap();
    let text = corpus.text(ArticleIx(0)).unwrap();
    let template = Annotation {
        id: AnnotationId::random(),
        article: article.id.clone(),
        version: article.hash,
        tag: None,
        anchors: vec![],
        note: "".into(),
        attributes: vec![],
        author: "bench".into(),
        created: Timestamp::UNIX_EPOCH,
        modified: Timestamp::UNIX_EPOCH,
        status: ReviewStatus::Unseen,
        revision: 0,
    };
    let in_long = sizes.annotations.min(10_000);
    let step = text.len() / (in_long + 100);
    let mut out = Workspace {
        codebook: Codebook::new(tags.clone(), 0),
        ..Workspace::default()
    };
    let changes = (0..in_long).map(|n| {
        let start = 40 + n * step;
        let mut one = Annotation {
            id: AnnotationId::random(),
            tag: tags.get(n % tags.len()).map(|t| t.id),
            ..template.clone()
        };
        let anchor =
            dateline::workspace::Anchor::new(text, Span::new(start, start + 160 + n % 300))
                .unwrap();
        one.anchors = vec![anchor];
        Change::Annotation(Swap {
            before: None,
            after: Some(Arc::new(one)),
        })
    });
    let mut changes: Vec<Change> = changes.collect();
    // The rest lies in the others, one each.
    let others: Vec<_> = corpus.iter().skip(1).collect();
    let others = others.iter().cycle().take(sizes.annotations - in_long);
    for (n, (ix, article)) in others.enumerate() {
        let text = corpus.text(*ix).unwrap();
        let anchor = dateline::workspace::Anchor::new(text, Span::new(0, 7)).unwrap();
        let one = Annotation {
            id: AnnotationId::random(),
            article: article.id.clone(),
            version: article.hash,
            tag: tags.get(n % tags.len()).map(|t| t.id),
            anchors: vec![anchor],
            ..template.clone()
        };
        changes.push(Change::Annotation(Swap {
            before: None,
            after: Some(Arc::new(one)),
        }));
    }
    out.apply(&Edit::new("annotate", changes)).unwrap();
    out.tracks = ["road", "town", "salt OR fire", "\"paved road\"", "mon*"]
        .into_iter()
        .zip(Slot::all())
        .map(|(query, slot)| Track {
            id: TrackId::random(),
            name: query.into(),
            slot,
            query: query.into(),
            shown: true,
        })
        .collect();
    out
}
