//! Every importer against damaged files: whatever the bytes, the outcome is articles and a report, never
//! a panic. Each file is read twice: in the test's own thread, so that a fault of a reader fails it, and as
//! the program reads it, in a child where its format asks for one; both give the same. What says that a
//! reader died fails it as well. No file and no record is lost in silence. Real files of the shared data are
//! damaged too, where they are on this machine. All of it runs within a bound on memory, which children
//! inherit, and each file within a bound on time.
//! `DATELINE_FUZZ` sets the number of cases (64), `DATELINE_FUZZ_SECONDS` repeats all of it for so long.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may stop at the first surprise"
)]

mod common;
#[path = "fuzz/samples.rs"]
mod small;

use std::path::Path;
use std::sync::Once;
use std::time::{Duration, Instant};

use dateline::corpus::{Draft, ProblemKind, SourceSpec};
use dateline::import::{FoundFile, Outlet, read_file, read_file_unprotected, sandbox};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use small::{downloads, gzipped, samples, zipped};

fn cases() -> u32 {
    std::env::var("DATELINE_FUZZ")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(64)
}

/// What came of a file.
struct Outcome {
    articles: u64,
    problems: Vec<ProblemKind>,
    /// What came otherwise of it in a child, or took too long.
    wrong: Option<String>,
}

/// The longest time for one damaged file of some KB, in either place: no reader needs a hundredth of it,
/// and one that works in proportion to what a file claims needs more.
const LONGEST: Duration = Duration::from_secs(20);

/// Names the program for children, and bounds the memory of this process and of those.
fn confine() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        sandbox::use_program(env!("CARGO_BIN_EXE_dateline").into());
        #[cfg(unix)]
        {
            use rustix::process::{Resource, Rlimit, setrlimit};
            // A Zstandard frame may ask for a window of 2 GB, which is not used where little comes of it; the
            // readers of two tests work at once for each processor.
            let threads = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
            let most = Some((threads + 1) << 31);
            let limit = Rlimit {
                current: most,
                maximum: most,
            };
            setrlimit(Resource::As, limit).unwrap();
        }
    });
}

impl Outcome {
    /// Articles and problems, each record that is counted only as one.
    fn accounted(&self) -> u64 {
        let of = |kind: &ProblemKind| match kind {
            ProblemKind::More(n) => *n,
            _ => 1,
        };
        self.articles + self.problems.iter().map(of).sum::<u64>()
    }

    /// Whether all problems are of single records, so that each record can be accounted for.
    fn is_of_records(&self) -> bool {
        let is = |k: &ProblemKind| matches!(k, ProblemKind::Record(..) | ProblemKind::More(_));
        self.problems.iter().all(is)
    }
}

/// Reads bytes as a file of this name.
fn read(name: &str, bytes: &[u8]) -> Outcome {
    confine();
    let folder = tempfile::tempdir().unwrap();
    let on_disk = folder.path().join("file");
    std::fs::write(&on_disk, bytes).unwrap();
    let file = FoundFile {
        path: name.to_owned(),
        on_disk,
        bytes: bytes.len() as u64,
        changed: None,
        sidecar: None,
        year: None,
    };
    let direct = timed(&file, read_file_unprotected);
    let confined = timed(&file, read_file);
    let mut wrong = None;
    if direct.0 != confined.0 || direct.1 != confined.1 {
        wrong = Some(format!(
            "in this thread {} articles and {:?}, in a child {} and {:?}",
            direct.0.len(),
            direct.1,
            confined.0.len(),
            confined.1
        ));
    }
    let longest = direct.2.max(confined.2);
    if longest > LONGEST {
        wrong = Some(format!("it took {longest:?}"));
    }
    Outcome {
        articles: direct.0.len() as u64,
        problems: direct.1,
        wrong,
    }
}

type Reading = fn(&SourceSpec, &FoundFile, &mut Outlet<'_>);

/// What a reading gives, and how long it takes.
fn timed(file: &FoundFile, read: Reading) -> (Vec<Draft>, Vec<ProblemKind>, Duration) {
    let mut articles = Vec::new();
    let mut take = |drafts: Vec<Draft>, _| {
        articles.extend(drafts);
        true
    };
    let mut outlet = Outlet::new(&mut take);
    let start = Instant::now();
    read(&SourceSpec::default(), file, &mut outlet);
    let problems = outlet.into_problems();
    (articles, problems, start.elapsed())
}

/// Says what is wrong with the outcome of a file; nothing where it is as it must be.
fn lost(name: &str, bytes: &[u8], outcome: &Outcome) -> Option<String> {
    if let Some(wrong) = &outcome.wrong {
        return Some(wrong.clone());
    }
    let died = |k: &&ProblemKind| k.to_string().contains("its reader");
    if let Some(kind) = outcome.problems.iter().find(died) {
        return Some(format!("a reader died: {kind}"));
    }
    if outcome.accounted() == 0 {
        return Some("neither an article nor a problem".to_owned());
    }
    let wanted = records_in(name, bytes)?;
    let is = outcome.accounted();
    let fits = wanted.contains(&is) || !outcome.is_of_records();
    (!fits).then(|| format!("{is} articles and problems of {wanted:?} records"))
}

/// How many records there are, where that can be told without the reader.
fn records_in(name: &str, bytes: &[u8]) -> Option<std::ops::RangeInclusive<u64>> {
    match name.rsplit('.').next()? {
        "jsonl" => {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            let lines = bytes.split(|b| *b == b'\n');
            let n = lines.filter(|l| !l.trim_ascii().is_empty()).count() as u64;
            Some(n.max(1)..=n.max(1))
        }
        "json" => {
            let values: Vec<serde_json::Value> = serde_json::from_slice(bytes).ok()?;
            let n = (values.len() as u64).max(1);
            Some(n..=n)
        }
        "csv" => {
            // A quotation mark joins lines; a line of signs alone is a record or none.
            let text = std::str::from_utf8(bytes)
                .ok()
                .filter(|t| !t.contains('"'))?;
            let lines = text.split(['\n', '\r']).filter(|l| !l.is_empty());
            let is_blank = |l: &&str| {
                l.chars()
                    .all(|c| c.is_whitespace() || matches!(c, ',' | ';' | '\t' | '|'))
            };
            let (blank, n) = lines.fold((0, 0), |(blank, n), line| {
                (blank + u64::from(is_blank(&line)), n + 1)
            });
            // The first line names the columns, or is a record itself.
            (blank == 0).then(|| u64::max(n, 2) - 1..=n.max(1))
        }
        "mbox" => {
            let text = std::str::from_utf8(bytes).ok()?;
            // A whole line after an empty one begins a mail; one that is damaged, or that stands elsewhere,
            // may, or is text of the one before.
            let whole = "From a@b Mon Mar  6 10:00:00 2023";
            let (mut starts, mut after_empty, mut before) = (0, true, false);
            let mut sure = 0;
            for line in text.split_inclusive('\n') {
                let words: Vec<&str> = line.split_whitespace().collect();
                // With seconds or without.
                let clock = words.iter().skip(1).any(|w| w.contains(':'));
                if line.starts_with("From ") && clock && words.len() >= 5 {
                    starts += 1;
                    sure += u64::from(after_empty && line.trim_end() == whole);
                    after_empty = false;
                } else {
                    after_empty = line.trim_ascii().is_empty();
                    before |= starts == 0 && !after_empty;
                }
            }
            let most = starts + u64::from(before);
            Some(sure.max(1)..=most.max(1))
        }
        _ => None,
    }
}

/// Most memory that this process ever had, in MB; none where the system does not say.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM"))?;
    let kb: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kb / 1024)
}

/// Damaged samples are a few KB each: whatever they claim of themselves, reading them takes no more than
/// this.
const MOST_MB: u64 = 700;

fn assert_memory_is_bounded() {
    if let Some(peak) = peak_mb() {
        assert!(peak < MOST_MB, "{peak} MB were taken");
    }
}

#[test]
fn whole_samples_are_read() {
    for (name, bytes) in samples() {
        let outcome = read(name, &bytes);
        assert!(outcome.articles > 0, "{name}: {:?}", outcome.problems);
        assert_eq!(lost(name, &bytes, &outcome), None, "{name}");
    }
}

/// Bytes changed, cut out, doubled.
fn damaged(bytes: &[u8], wounds: &[(u16, u8, u8)]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for (place, kind, value) in wounds {
        if out.is_empty() {
            break;
        }
        let at = usize::from(*place) * out.len() / 65_536;
        match kind % 4 {
            0 => out[at] = *value,
            1 => out.truncate(at),
            2 => drop(out.drain(at..(at + usize::from(*value)).min(out.len()))),
            _ => {
                let piece = out[at..(at + usize::from(*value)).min(out.len())].to_vec();
                out.splice(at..at, piece);
            }
        }
    }
    out
}

fn wounds() -> impl Strategy<Value = Vec<(u16, u8, u8)>> {
    proptest::collection::vec(any::<(u16, u8, u8)>(), 1..12)
}

/// The same cases each time, unless it is asked for more of them: whether other work lands must not hang on
/// luck.
fn config(cases: u32) -> Config {
    let asked = |name| std::env::var_os(name).is_some();
    let is_random = asked("DATELINE_FUZZ") || asked("DATELINE_FUZZ_SECONDS");
    let default = Config::default();
    Config {
        cases,
        failure_persistence: None,
        rng_seed: if is_random {
            RngSeed::Random
        } else {
            default.rng_seed
        },
        ..default
    }
}

fn fuzz(files: &[(String, Vec<u8>)], cases: u32) {
    let mut wrong = Vec::new();
    for (name, bytes) in files {
        let mut runner = TestRunner::new(config(cases));
        let outcome = runner.run(&wounds(), |wounds| {
            let bytes = damaged(bytes, &wounds);
            let wrong = lost(name, &bytes, &read(name, &bytes));
            prop_assert_eq!(wrong, None, "{}", name);
            Ok(())
        });
        wrong.extend(outcome.err().map(|e| format!("{name}: {e}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_memory_is_bounded();
}

/// Does it once, or again and again for as long as was asked for.
fn repeated(mut test: impl FnMut()) {
    let seconds = std::env::var("DATELINE_FUZZ_SECONDS").ok();
    let seconds = seconds.and_then(|n| n.parse().ok()).unwrap_or(0);
    let start = Instant::now();
    let mut rounds = 0;
    loop {
        test();
        rounds += 1;
        if start.elapsed() >= Duration::from_secs(seconds) {
            break;
        }
    }
    if rounds > 1 {
        eprintln!("{rounds} rounds in {:?}", start.elapsed());
    }
}

#[test]
fn damaged_samples_give_articles_or_reasons() {
    let files: Vec<_> = samples()
        .into_iter()
        .map(|(n, b)| (n.to_owned(), b))
        .collect();
    repeated(|| fuzz(&files, cases()));
}

/// Tags that parsers treat each in their own way.
const TAGS: [&str; 40] = [
    "a",
    "b",
    "font",
    "nobr",
    "p",
    "div",
    "table",
    "tr",
    "td",
    "caption",
    "select",
    "option",
    "optgroup",
    "ruby",
    "rt",
    "rtc",
    "svg",
    "math",
    "mi",
    "desc",
    "title",
    "foreignObject",
    "annotation-xml",
    "template",
    "script",
    "style",
    "textarea",
    "plaintext",
    "frameset",
    "form",
    "button",
    "ul",
    "li",
    "dd",
    "h1",
    "body",
    "html",
    "br",
    "applet",
    "x-y",
];

/// Pages of tags nested, left open and closed at random, some of them by the thousand.
fn markup() -> impl Strategy<Value = String> {
    let tag = (
        proptest::sample::select(&TAGS[..]),
        proptest::sample::select(&["<T>", "</T>", "<T>x", "<T a=N>", "x</T>", "<T/>"][..]),
        prop_oneof![4 => 1..4_usize, 1 => 1..3_000_usize],
    );
    proptest::collection::vec(tag, 1..20).prop_map(|tags| {
        let mut out = "<html><body>word".to_owned();
        for (tag, shape, times) in tags {
            for n in 0..times {
                out.push_str(&shape.replace('T', tag).replace('N', &n.to_string()));
            }
        }
        out
    })
}

#[test]
fn tags_in_any_order_give_articles_or_reasons() {
    repeated(|| {
        let config = config(cases());
        proptest!(config, |(html in markup())| {
            let feed = format!("<?xml version='1.0'?><rss version='2.0'><channel><item><title>Road</title><description><![CDATA[{html}]]></description></item></channel></rss>");
            for (name, text) in [("a.html", html), ("a.xml", feed)] {
                let bytes = text.into_bytes();
                prop_assert_eq!(lost(name, &bytes, &read(name, &bytes)), None, "{}", name);
            }
        });
    });
}

/// Files that hold nothing, each in its own way.
#[test]
fn what_is_empty_says_so() {
    for (name, bytes) in [
        ("a.json", b"[]".to_vec()),
        ("a.json", b"{\"articles\":[]}".to_vec()),
        ("a.jsonl", b"\n\n".to_vec()),
        ("a.csv", b"id,title,text\n".to_vec()),
        ("a.csv", b"id,title,text\n,,\n".to_vec()),
        (
            "a.xml",
            b"<?xml version='1.0'?><rss version='2.0'><channel><title>P</title></channel></rss>"
                .to_vec(),
        ),
        ("a.mbox", b"\n".to_vec()),
        ("a.zip", zipped(&[])),
        (
            "a.zip",
            zipped(&[("folder/", &b""[..]), (".hidden", &b"Road cut"[..])]),
        ),
        ("a.tar", tar::Builder::new(Vec::new()).into_inner().unwrap()),
        ("a.gz", gzipped(b"")),
        ("a.csv.gz", gzipped(b"id,title,text\n")),
    ] {
        let outcome = read(name, &bytes);
        assert_eq!(outcome.articles, 0, "{name}");
        assert_eq!(outcome.problems.len(), 1, "{name}: {:?}", outcome.problems);
    }
}

#[test]
fn any_bytes_under_any_name_give_articles_or_reasons() {
    const NAMES: [&str; 18] = [
        "a.txt",
        "a.json",
        "a.jsonl",
        "a.zip",
        "a.odt",
        "a.csv",
        "a.html",
        "a.xml",
        "a.eml",
        "a.mbox",
        "a.rtf",
        "a.docx",
        "a.gz",
        "a.zst",
        "a.tar",
        "a.pdf",
        "a.xlsx",
        "a.parquet",
    ];
    const HEADS: [&[u8]; 8] = [
        b"",
        b"PK\x03\x04",
        b"%PDF-1.7\n",
        b"\x1F\x8B\x08",
        b"\x28\xB5\x2F\xFD",
        b"{\\rtf1",
        b"PAR1",
        b"<?xml version='1.0'?><rss>",
    ];
    repeated(|| {
        proptest!(config(cases() * 4), |(name in proptest::sample::select(&NAMES[..]), head in proptest::sample::select(&HEADS[..]), tail in proptest::collection::vec(any::<u8>(), 0..400))| {
        let mut bytes = head.to_vec();
        bytes.extend(tail);
        // A magic number makes another format of it: its records are not counted by its name.
        prop_assert_eq!(lost("", &bytes, &read(name, &bytes)), None, "{}", name);
        });
    });
    assert_memory_is_bounded();
}

#[test]
fn damaged_downloads_give_articles_or_reasons() {
    let samples = downloads();
    for (name, bytes) in samples.iter().take(samples.len() - 3) {
        let outcome = read(name, bytes);
        let text = String::from_utf8_lossy(bytes);
        assert!(outcome.articles > 0, "{text}: {:?}", outcome.problems);
    }
    let files: Vec<_> = samples
        .into_iter()
        .map(|(n, b)| (n.to_owned(), b))
        .collect();
    repeated(|| fuzz(&files, cases()));
}

#[test]
fn damaged_real_downloads_give_articles_or_reasons() {
    let Some(root) = common::shared("downloads") else {
        return;
    };
    let mut files = Vec::new();
    for folder in std::fs::read_dir(root).unwrap() {
        let folder = folder.unwrap().path();
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.metadata().unwrap().len() < 50_000 {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                files.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    repeated(|| fuzz(&files, cases() / 16 + 1));
}

#[test]
fn damaged_real_files_give_articles_or_reasons() {
    let Some(root) = common::shared("corpora/messy") else {
        return;
    };
    let mut files = Vec::new();
    for folder in ["pdf", "office", "tables", "mail", "archives"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            // Damage to a large file is found in a small one as well, and sooner.
            if path.metadata().unwrap().len() < 200_000 {
                let name = Path::new(&path)
                    .file_name()
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                files.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    repeated(|| fuzz(&files, cases() / 8));
}
