//! A million articles: import, opening again, queries, regular expressions, memory. The corpus is
//! generated (`benches/generate`), or the one that `DATELINE_BENCH_FILE` names (JSON Lines, also
//! packed); `DATELINE_BENCH_ARTICLES` changes the number. `DATELINE_BENCH_REPEAT` repeats the named file
//! up to that many articles; `DATELINE_BENCH_FILES=1` reads the generated articles from one file each.
//! `cargo bench --bench million`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark may stop at the first surprise"
)]

mod generate;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use dateline::analysis::{BaseInputs, Cache, Cancel, ChartSpec, TimelineView, View as _};
use dateline::analysis::{Grouping, SortKey, Versions, compute};
use dateline::corpus::SourceSpec;
use dateline::corpus::{Corpus, SourceId};
use dateline::import::LoadProgress;
use dateline::index::Engine;
use dateline::library::Library;
use dateline::query::{NoFacts, Prepared, Query};
use dateline::workspace::Filter;
use dateline::workspace::{Slot, Track, TrackId, Workspace};

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(usual)
}

fn seconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64()
}

/// Private memory of this process in MB: mapped files do not count.
fn private_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("RssAnon"));
    let kb = line
        .and_then(|l| l.split_whitespace().nth(1))
        .and_then(|n| n.parse::<u64>().ok());
    kb.unwrap_or(0) / 1024
}

/// The archive to read: generated once, kept in the target folder.
fn archive() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-data");
    std::fs::create_dir_all(&folder).unwrap();
    if let Some(named) = std::env::var_os("DATELINE_BENCH_FILE") {
        let named = PathBuf::from(named);
        return match number("DATELINE_BENCH_REPEAT", 0) {
            0 => named,
            articles => repeated(&named, articles, &folder),
        };
    }
    let articles = number("DATELINE_BENCH_ARTICLES", 1_000_000);
    let file = folder.join(format!("generated-{articles}.jsonl"));
    if !file.exists() {
        let vocabulary = generate::Vocabulary::new(400_000);
        let half = file.with_extension("part");
        let mut out = BufWriter::with_capacity(1 << 20, File::create(&half).unwrap());
        let mut line = String::new();
        for n in 0..articles {
            line.clear();
            generate::json_line(n, &vocabulary, &mut line);
            out.write_all(line.as_bytes()).unwrap();
        }
        out.flush().unwrap();
        std::fs::rename(&half, &file).unwrap();
    }
    file
}

/// The articles of a packed file of JSON lines again and again, each time with other keys.
fn repeated(named: &Path, articles: u64, folder: &Path) -> PathBuf {
    let file = folder.join(format!("repeated-{articles}.jsonl"));
    if file.exists() {
        return file;
    }
    let packed = std::fs::read(named).unwrap();
    let plain = zstd::decode_all(packed.as_slice()).unwrap_or(packed);
    let text = String::from_utf8(plain).unwrap();
    let records: Vec<serde_json::Map<String, serde_json::Value>> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let half = file.with_extension("part");
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&half).unwrap());
    for (n, record) in (0..articles).zip(records.iter().cycle()) {
        let mut record = record.clone();
        record.insert("id".to_owned(), n.into());
        serde_json::to_writer(&mut out, &record).unwrap();
        out.write_all(b"\n").unwrap();
    }
    out.flush().unwrap();
    std::fs::rename(&half, &file).unwrap();
    file
}

/// The generated articles as one file each, a thousand to a folder.
fn single_files(articles: u64) -> PathBuf {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/bench-data/files-{articles}"));
    if folder.join("done").exists() {
        return folder.join("files");
    }
    let vocabulary = generate::Vocabulary::new(400_000);
    let mut line = String::new();
    for n in 0..articles {
        line.clear();
        generate::json_line(n, &vocabulary, &mut line);
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        let part = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let place = folder.join(format!("files/{:04}", n / 1000));
        if n % 1000 == 0 {
            std::fs::create_dir_all(&place).unwrap();
        }
        let article = format!("{}\n\n{}\n", part("title"), part("text"));
        std::fs::write(place.join(format!("{}-{n}.txt", part("date"))), article).unwrap();
    }
    std::fs::write(folder.join("done"), "").unwrap();
    folder.join("files")
}

/// One file an article: listed, read and indexed.
fn files() {
    let articles = number("DATELINE_BENCH_ARTICLES", 1_000_000);
    let root = single_files(articles);
    let specs = [SourceSpec {
        id: SourceId("bench".into()),
        root: root.clone(),
        ..SourceSpec::default()
    }];
    let cache = root.with_file_name("cache");
    drop(std::fs::remove_dir_all(&cache));
    // Only the system's administrator may; otherwise the files are warm.
    let cold = std::fs::write("/proc/sys/vm/drop_caches", "3").is_ok();
    let since = Instant::now();
    let mut library = Library::open(&cache, &root.join("workspace.ron")).unwrap();
    let changes = library
        .update(&specs, &LoadProgress::default(), |_| ())
        .unwrap();
    println!(
        "one file an article                {:.1} s for {} files, file cache {} (target 90 s for 1 million, cold)",
        seconds(since),
        changes.read,
        if cold { "cold" } else { "warm" }
    );
    let since = Instant::now();
    library
        .update(&specs, &LoadProgress::default(), |_| ())
        .unwrap();
    println!("files checked                      {:.2} s", seconds(since));
}

fn inputs(
    corpus: &Arc<Corpus>,
    index: &Arc<dyn Engine>,
    query: Option<Query>,
    cache: &Cache,
) -> BaseInputs {
    BaseInputs {
        corpus: Arc::clone(corpus),
        index: Arc::clone(index),
        derived: Arc::default(),
        growing: false,
        workspace: Arc::default(),
        versions: Versions::default(),
        query,
        filter: Filter::default(),
        sort: vec![SortKey::NEWEST_FIRST],
        grouping: Grouping::Article,
        annotation_search: String::new(),
        cache: cache.clone(),
        fields: Vec::new(),
        cancel: Cancel::default(),
    }
}

fn percentile(sorted: &[f64], part: f64) -> f64 {
    let at = ((sorted.len() as f64 - 1.0) * part).round() as usize;
    sorted.get(at).copied().unwrap_or(f64::NAN)
}

fn report(name: &str, mut times: Vec<f64>, target: &str) {
    times.sort_by(f64::total_cmp);
    println!(
        "{name:34} {:5} queries  median {:7.2} ms  p99 {:7.2} ms  worst {:7.2} ms   (target {target})",
        times.len(),
        percentile(&times, 0.5),
        percentile(&times, 0.99),
        percentile(&times, 1.0)
    );
}

fn main() {
    if number("DATELINE_BENCH_FILES", 0) > 0 {
        files();
        return;
    }
    let file = archive();
    let bytes = std::fs::metadata(&file).unwrap().len();
    let root = file.parent().unwrap().to_owned();
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let specs = [SourceSpec {
        id: SourceId("bench".into()),
        root: root.clone(),
        files: vec![name],
        ..SourceSpec::default()
    }];
    let ids = [SourceId("bench".into())];
    let cache = root.join("cache");
    drop(std::fs::remove_dir_all(&cache));
    println!("{} ({} MB)", file.display(), bytes >> 20);

    let since = Instant::now();
    let mut first = None;
    {
        let mut library = Library::open(&cache, &file).unwrap();
        library
            .update(&specs, &LoadProgress::default(), |library| {
                first.get_or_insert_with(|| {
                    let corpus = library.snapshot(1, &ids).unwrap().corpus;
                    (seconds(since), corpus.len())
                });
            })
            .unwrap();
    }
    let took = seconds(since);
    let text_mb = std::fs::metadata(cache.join("articles/texts"))
        .unwrap()
        .len() as f64
        / 1e6;
    println!(
        "import and index                   {took:.1} s, {:.1} MB/s of text, private memory at the end {} MB (target 40 MB/s, 1 million in 30 s)",
        text_mb / took,
        private_mb()
    );
    if let Some((at, articles)) = first {
        println!("first usable                       {at:.1} s with {articles} articles");
    }

    let before = private_mb();
    let since = Instant::now();
    let library = Library::open(&cache, &file).unwrap();
    let snapshot = library.snapshot(2, &ids).unwrap();
    let (corpus, index) = (snapshot.corpus, snapshot.index);
    let kept = Cache::default();
    let results = compute(&inputs(&corpus, &index, None, &kept));
    println!(
        "open again, with the first snapshot {:.2} s: {} articles, {} rows (target 1 s)",
        seconds(since),
        corpus.len(),
        results.rows.len()
    );
    println!(
        "private memory of it               {} MB more (target below 700 MB)",
        private_mb().saturating_sub(before)
    );
    let since = Instant::now();
    let mut checking = library;
    checking
        .update(&specs, &LoadProgress::default(), |_| ())
        .unwrap();
    println!("files checked                      {:.2} s", seconds(since));
    let since = Instant::now();
    checking.verify().unwrap();
    println!("cache compared with its hashes     {:.2} s", seconds(since));

    queries(&corpus, &index);
    tracks(&corpus, &index);
    expressions(&corpus, &index, text_mb);
    let since = Instant::now();
    let derived = dateline::enrich::run_only(&[dateline::enrich::language::NAME], &corpus);
    assert!(derived.has_languages());
    println!("languages                          {:.1} s", seconds(since));
    let since = Instant::now();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let before = private_mb();
    let groups = dateline::enrich::near_duplicates(&corpus, &stop).unwrap();
    println!(
        "near-duplicates                    {:.1} s: {} groups, {} MB more",
        seconds(since),
        groups.iter().max().unwrap_or(&0),
        private_mb().saturating_sub(before)
    );
}

/// Counts, first rows and histogram of each published query.
/// The bins of the chart that is drawn beside a snapshot.
fn charted(base: &dateline::analysis::Base) -> usize {
    let chart = TimelineView::compute(base, &ChartSpec::default(), &Cancel::default());
    chart.unwrap().timeline.bins.len()
}

fn queries(corpus: &Arc<Corpus>, index: &Arc<dyn Engine>) {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench/queries.tsv");
    let list = std::fs::read_to_string(list).unwrap();
    let mut by_kind: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let mut rare = Vec::new();
    let mut hard = Vec::new();
    let mut slowest: Vec<(f64, &str)> = Vec::new();
    for line in list.lines().filter(|l| !l.starts_with('#')) {
        let (kind, query) = line.split_once('\t').unwrap();
        let parsed = Query::parse(query).unwrap().unwrap();
        let kept = Cache::default();
        // What does not depend on the query is there already, as it is in the window.
        charted(&compute(&inputs(corpus, index, None, &kept)));
        let mut times: Vec<f64> = (0..3)
            .map(|_| {
                let fresh = kept.without_counts();
                let since = Instant::now();
                let base = compute(&inputs(corpus, index, Some(parsed.clone()), &fresh));
                std::hint::black_box((charted(&base), base.rows.len()));
                seconds(since) * 1000.0
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let median = times[1];
        slowest.push((median, query));
        by_kind.entry(kind).or_default().push(median);
        match kind {
            "word" | "prefix" | "phrase" => rare.push(median),
            "common phrase" | "near" => hard.push(median),
            _ => {}
        }
    }
    for (kind, times) in by_kind {
        report(kind, times, "-");
    }
    report("all words, prefixes, phrases", rare, "median 10, p99 30");
    report("all common phrases and NEAR", hard, "p99 120");
    slowest.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (time, query) in slowest.iter().take(8) {
        println!("    {time:7.2} ms  {query}");
    }
}

fn tracks(corpus: &Arc<Corpus>, index: &Arc<dyn Engine>) {
    let queries = [
        "oil OR opec",
        "troops OR army",
        "\"foreign minister\"",
        "refugee*",
        "grain OR wheat",
    ];
    let workspace = Workspace {
        tracks: queries
            .iter()
            .map(|q| Track {
                id: TrackId::random(),
                name: (*q).into(),
                slot: Slot::after(0),
                query: (*q).into(),
                shown: true,
            })
            .collect(),
        ..Workspace::default()
    };
    let kept = Cache::default();
    charted(&compute(&inputs(corpus, index, None, &kept)));
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let mut inputs = inputs(corpus, index, None, &kept.without_counts());
            inputs.workspace = Arc::new(workspace.clone());
            let since = Instant::now();
            std::hint::black_box(charted(&compute(&inputs)));
            seconds(since) * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!(
        "five tracks together               {:.1} ms (target 100 ms)",
        times[2]
    );
}

fn expressions(corpus: &Arc<Corpus>, index: &Arc<dyn Engine>, text_mb: f64) {
    for pattern in [
        "/tanker/",
        "/(?-i)tanker/",
        "/[0-9]{4}/",
        "/evacuat\\w+ of/",
        "/oil\\s+price/",
    ] {
        let query = Query::parse(pattern).unwrap().unwrap();
        let prepared = Prepared::new(&query, &NoFacts).unwrap();
        let mut times: Vec<Duration> = (0..3)
            .map(|_| {
                let since = Instant::now();
                std::hint::black_box(index.count(&prepared).unwrap().mentions());
                since.elapsed()
            })
            .collect();
        times.sort();
        let took = times[1].as_secs_f64();
        println!(
            "regular expression {pattern:16} {:.0} ms, {:.2} GB/s over {} articles (target 1 GB/s)",
            took * 1000.0,
            text_mb / 1000.0 / took,
            corpus.len()
        );
    }
}
