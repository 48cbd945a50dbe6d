//! Many small web pages, read in a pool of children as the program does it, and in place: what keeping
//! hostile pages apart costs. `cargo bench --bench pages`; `DATELINE_BENCH_PAGES` changes the number.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark may stop at the first surprise"
)]

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use dateline::corpus::SourceSpec;
use dateline::import::limits::{FILES_A_CALL, READERS_A_PROCESSOR};
use dateline::import::{
    FoundFile, Outlet, read_ahead, read_file_after, read_file_unprotected, sandbox,
};

/// How often either way is measured, in turn.
const ROUNDS: usize = 5;

/// Reads some files; gives how many articles came of them.
type Reading = fn(&[FoundFile]) -> usize;

fn in_place(files: &[FoundFile]) -> usize {
    let spec = SourceSpec::default();
    counted(files, &mut |_, file, outlet| {
        read_file_unprotected(&spec, file, outlet)
    })
}

/// As a folder is loaded.
fn in_children(files: &[FoundFile]) -> usize {
    let spec = SourceSpec::default();
    let together = |some: &[FoundFile]| {
        let asked: Vec<_> = some.iter().map(|file| (&spec, file)).collect();
        let mut ahead = read_ahead(&asked, &AtomicBool::new(false));
        counted(some, &mut |at, file, outlet| {
            let ahead = std::mem::take(&mut ahead[at]);
            read_file_after(ahead, &spec, file, outlet);
        })
    };
    files.chunks(FILES_A_CALL).map(together).sum()
}

fn counted(files: &[FoundFile], read: &mut dyn FnMut(usize, &FoundFile, &mut Outlet<'_>)) -> usize {
    let mut articles = 0;
    for (at, file) in files.iter().enumerate() {
        let mut take = |drafts: Vec<_>, _| {
            articles += drafts.len();
            true
        };
        read(at, file, &mut Outlet::new(&mut take));
    }
    articles
}

fn pages(folder: &std::path::Path, number: usize) -> Vec<FoundFile> {
    let sentence =
        "The road to Velmora was cut on Tuesday, and nobody was hurt, a spokeswoman said. ";
    let page = |n: usize| {
        let text = format!("<p>{}</p>", sentence.repeat(6)).repeat(3);
        format!(
            "<!DOCTYPE html><html><head><title>Road {n} cut</title><meta property=\"article:published_time\" content=\"2023-02-22T10:00:00Z\"></head><body><nav><a href=\"/\">Home</a></nav><article><h1>Road {n} cut</h1>{text}</article><footer>The Post</footer></body></html>"
        )
    };
    let one = |n: usize| {
        let on_disk = folder.join(format!("{n}.html"));
        let page = page(n);
        std::fs::write(&on_disk, &page).unwrap();
        FoundFile {
            path: format!("{n}.html"),
            on_disk,
            bytes: page.len() as u64,
            changed: None,
            sidecar: None,
            year: None,
        }
    };
    (0..number).map(one).collect()
}

/// Reads all of them on so many threads.
fn timed(files: &[FoundFile], read: Reading, threads: usize) -> Duration {
    let start = Instant::now();
    let articles: usize = std::thread::scope(|scope| {
        let parts = files.chunks(files.len().div_ceil(threads));
        let threads: Vec<_> = parts.map(|part| scope.spawn(move || read(part))).collect();
        threads.into_iter().map(|t| t.join().unwrap()).sum()
    });
    assert_eq!(articles, files.len());
    start.elapsed()
}

fn main() {
    let asked = std::env::var("DATELINE_BENCH_PAGES").ok();
    let number = asked.and_then(|n| n.parse().ok()).unwrap_or(10_000);
    sandbox::use_program(env!("CARGO_BIN_EXE_dateline").into());
    let folder = tempfile::tempdir().unwrap();
    let files = pages(folder.path(), number);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    // A thread that waits for a child leaves its core free.
    let ways: [(&str, Reading, usize); 2] = [
        ("in place", in_place, cores),
        ("in children", in_children, cores * READERS_A_PROCESSOR),
    ];
    let mut without = None;
    for (name, read, threads) in ways {
        let mut times: Vec<Duration> = (0..ROUNDS).map(|_| timed(&files, read, threads)).collect();
        times.sort_unstable();
        let median = times.get(ROUNDS / 2).copied().unwrap_or_default();
        let first = *without.get_or_insert(median);
        let more = (median.as_secs_f64() / first.as_secs_f64() - 1.0) * 100.0;
        println!("{number} pages, {name:12} {median:7.2?} {more:+6.1} % (target 10 %)");
    }
}
