//! Many small web pages, read in a pool of children as the program does it, and in place: what keeping
//! hostile pages apart costs. `cargo bench --bench pages`; `DATELINE_BENCH_PAGES` changes the number.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark may stop at the first surprise"
)]

use std::time::{Duration, Instant};

use dateline::corpus::SourceSpec;
use dateline::import::{FoundFile, Outlet, read_file, read_file_unprotected, sandbox};

/// How often either way is measured, in turn.
const ROUNDS: usize = 5;

type Reading = fn(&SourceSpec, &FoundFile, &mut Outlet<'_>);

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
        let threads: Vec<_> = parts
            .map(|part| {
                scope.spawn(move || {
                    let mut articles = 0;
                    for file in part {
                        let mut take = |drafts: Vec<_>, _| {
                            articles += drafts.len();
                            true
                        };
                        read(&SourceSpec::default(), file, &mut Outlet::new(&mut take));
                    }
                    articles
                })
            })
            .collect();
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
    let ways: [(&str, Reading, usize); 3] = [
        ("in place", read_file_unprotected, cores),
        ("in children", read_file, cores),
        ("in children, two a core", read_file, 2 * cores),
    ];
    let mut in_place = None;
    for (name, read, threads) in ways {
        let mut times: Vec<Duration> = (0..ROUNDS).map(|_| timed(&files, read, threads)).collect();
        times.sort_unstable();
        let median = times.get(ROUNDS / 2).copied().unwrap_or_default();
        let first = *in_place.get_or_insert(median);
        let more = (median.as_secs_f64() / first.as_secs_f64() - 1.0) * 100.0;
        println!("{number} pages, {name:24} {median:7.2?} {more:+6.1} % (target 10 %)");
    }
}
