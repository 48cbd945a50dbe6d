//! The same work by other programs: ripgrep on the same text file, SQLite FTS5 and plain tantivy on the
//! same articles. A program that is not installed is passed over. Run `cargo bench --bench million`
//! first, which makes the archive. `cargo bench --bench beside`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark may stop at the first surprise"
)]

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use tantivy::collector::{Count, TopDocs};
use tantivy::query::QueryParser;
use tantivy::schema::{INDEXED, STORED, Schema, TEXT};
use tantivy::{Index, doc};

fn main() {
    let articles: u64 = std::env::var("DATELINE_BENCH_ARTICLES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(1_000_000);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-data");
    let archive = folder.join(format!("generated-{articles}.jsonl"));
    if !archive.exists() {
        println!("there is no archive yet: run `cargo bench --bench million` first");
        return;
    }
    let text = folder.join("generated.txt");
    if !text.exists() {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(&text).unwrap());
        for line in texts(&archive) {
            out.write_all(line.as_bytes()).unwrap();
            out.write_all(b"\n").unwrap();
        }
        out.flush().unwrap();
    }
    ripgrep(&text);
    plain_tantivy(&archive, &folder.join("plain-tantivy"));
    sqlite(&text, &folder.join("fts5.db"));
}

/// Title and text of every article, on one line each.
fn texts(archive: &Path) -> impl Iterator<Item = String> + use<> {
    let lines = BufReader::with_capacity(1 << 20, File::open(archive).unwrap()).lines();
    lines.map(|line| {
        let value: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let part = |name: &str| value[name].as_str().unwrap_or_default().replace('\n', " ");
        format!("{} {}", part("title"), part("text"))
    })
}

fn queries() -> Vec<(String, String)> {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench/queries.tsv");
    let list = std::fs::read_to_string(list).unwrap();
    let lines = list.lines().filter(|l| !l.starts_with('#'));
    lines
        .filter_map(|l| l.split_once('\t'))
        .filter(|(kind, _)| ["word", "phrase", "common phrase"].contains(kind))
        .map(|(kind, query)| (kind.to_owned(), query.to_owned()))
        .collect()
}

fn report(program: &str, times: &[(String, f64)]) {
    for kind in ["word", "phrase", "common phrase"] {
        let of_kind = times.iter().filter(|(k, _)| k == kind);
        let mut of_kind: Vec<f64> = of_kind.map(|(_, t)| *t).collect();
        of_kind.sort_by(f64::total_cmp);
        let at = |part: f64| {
            let last = of_kind.len().saturating_sub(1) as f64;
            of_kind
                .get((last * part).round() as usize)
                .copied()
                .unwrap_or(f64::NAN)
        };
        println!(
            "{program:20} {kind:14} {:4} queries  median {:8.2} ms  p99 {:8.2} ms",
            of_kind.len(),
            at(0.5),
            at(0.99)
        );
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Counts of matches over the text file, the whole process.
fn ripgrep(text: &Path) {
    let mb = std::fs::metadata(text).unwrap().len() as f64 / 1e6;
    for (what, arguments) in [
        ("tanker", &["tanker"][..]),
        ("tanker, any case", &["-i", "tanker"]),
        ("word tanker, any case", &["-i", "-w", "tanker"]),
        ("[0-9]{4}", &["[0-9]{4}"]),
        ("evacuat\\w+ of", &["-i", "evacuat\\w+ of"]),
        ("oil\\s+price", &["-i", "oil\\s+price"]),
    ] {
        let run = || {
            let since = Instant::now();
            let output = Command::new("rg")
                .args(["--count-matches", "--no-config"])
                .args(arguments)
                .arg(text)
                .stderr(Stdio::null())
                .output();
            output.ok().map(|_| since.elapsed().as_secs_f64())
        };
        let Some(first) = run() else {
            println!("ripgrep is not installed: passed over");
            return;
        };
        let took = median(vec![first, run().unwrap(), run().unwrap()]);
        println!(
            "ripgrep {what:24} {:.0} ms, {:.2} GB/s",
            took * 1000.0,
            mb / 1000.0 / took
        );
    }
}

/// The index that tantivy makes with its usual text field: numbers of articles and the best hundred.
fn plain_tantivy(archive: &Path, folder: &Path) {
    drop(std::fs::remove_dir_all(folder));
    std::fs::create_dir_all(folder).unwrap();
    let mut schema = Schema::builder();
    let text = schema.add_text_field("text", TEXT);
    let number = schema.add_u64_field("number", INDEXED | STORED);
    let index = Index::create_in_dir(folder, schema.build()).unwrap();
    let since = Instant::now();
    let mut writer = index.writer_with_num_threads(2, 512 << 20).unwrap();
    for (n, line) in (0_u64..).zip(texts(archive)) {
        writer
            .add_document(doc!(text => line, number => n))
            .unwrap();
    }
    writer.commit().unwrap();
    writer.wait_merging_threads().unwrap();
    println!(
        "plain tantivy import {:.1} s",
        since.elapsed().as_secs_f64()
    );
    let searcher = index.reader().unwrap().searcher();
    let parser = QueryParser::for_index(&index, vec![text]);
    let mut times = Vec::new();
    for (kind, query) in queries() {
        let parsed = parser.parse_query(&query).unwrap();
        let run = || {
            let since = Instant::now();
            let best = TopDocs::with_limit(100).order_by_score();
            let found = searcher.search(&parsed, &(Count, best)).unwrap();
            std::hint::black_box(found.0);
            since.elapsed().as_secs_f64() * 1000.0
        };
        times.push((kind, median(vec![run(), run(), run()])));
    }
    report("plain tantivy", &times);
}

/// FTS5 with positions and without a second copy of the text: numbers of articles, then the best hundred.
fn sqlite(text: &Path, database: &PathBuf) {
    drop(std::fs::remove_file(database));
    let script = |commands: &str| -> Option<String> {
        let mut child = Command::new("sqlite3")
            .arg(database)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        child.stdin.take()?.write_all(commands.as_bytes()).ok()?;
        let output = child.wait_with_output().ok()?;
        String::from_utf8(output.stdout).ok()
    };
    let since = Instant::now();
    let import = format!(
        "pragma journal_mode=off; pragma synchronous=off; pragma cache_size=-500000;\n\
         create virtual table raw using fts5(line, content='', tokenize=\"unicode61\");\n\
         .mode ascii\n.separator \"\\037\" \"\\n\"\n.import '{}' raw\n",
        text.display()
    );
    if script(&import).is_none() {
        println!("sqlite3 is not installed: passed over");
        return;
    }
    println!("SQLite FTS5 import  {:.1} s", since.elapsed().as_secs_f64());
    let all = queries();
    let mut commands = String::from(".timer on\n");
    for (_, query) in &all {
        let query = if query.starts_with('"') {
            query.clone()
        } else {
            format!("\"{query}\"")
        };
        let query = query.replace('\'', "''");
        for _ in 0..3 {
            commands += &format!("select count(*) from raw where raw match '{query}';\n");
        }
    }
    let output = script(&commands).unwrap();
    let seconds: Vec<f64> = output
        .lines()
        .filter_map(|l| l.strip_prefix("Run Time: real "))
        .filter_map(|l| l.split_whitespace().next()?.parse().ok())
        .collect();
    let times: Vec<(String, f64)> = all
        .into_iter()
        .zip(seconds.chunks(3))
        .map(|((kind, _), three)| (kind, median(three.to_vec()) * 1000.0))
        .collect();
    report("SQLite FTS5, counts", &times);
}
