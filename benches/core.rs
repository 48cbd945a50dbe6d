//! Loading, indexing, matching, saving: the figures of the design beside what is measured.
//!
//! Text is generated: words of a Zipf-like vocabulary, dates over ten years. `cargo bench --bench core`.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark may stop at the first surprise"
)]

use std::sync::Arc;

use dateline::corpus::{Corpus, SourceId, SourceSpec};
use dateline::import::{LoadProgress, decode, draft_from_text};
use dateline::index::{Engine as _, Index};
use dateline::library::Library;
use dateline::query::{NoFacts, Prepared, Query, TokenizedText};
use dateline::store;
use divan::{Bencher, black_box};

fn main() {
    println!(
        "targets: import and index 40 MB/s of text; a word, prefix or rare phrase 10 ms at 1 million articles"
    );
    divan::main();
}

/// A small deterministic generator; the same text on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    /// A rank from 0, small ones far more often.
    fn rank(&mut self) -> u64 {
        let share = (self.next() % 1_000_000) as f64 / 1_000_000.0;
        (20_000_f64.powf(share) - 1.0) as u64
    }
}

fn text(number: u64, words: usize) -> String {
    let mut random = Random(number);
    let month = random.next() % 12 + 1;
    let mut out = format!(
        " date {}-{month:02}-{:02} ",
        2013 + number % 10,
        random.next() % 28 + 1
    );
    for i in 0..words {
        match random.rank() {
            0 => out.push_str("the"),
            1 => out.push_str("of"),
            rank => out.push_str(&format!("w{rank:x}")),
        }
        out.push_str(if i % 17 == 16 { ".\n\n" } else { " " });
    }
    out
}

fn corpus(articles: u64) -> Arc<Corpus> {
    let drafts = (0..articles).map(|n| {
        let path = format!("{n}.txt");
        let text = text(n, 160);
        let (draft, _) = draft_from_text(&path, decode(text.as_bytes()).unwrap()).unwrap();
        (path, draft)
    });
    Arc::new(Corpus::of_drafts(1, &SourceId("bench".into()), drafts))
}

#[divan::bench(sample_count = 5)]
fn load_and_index_2000_files(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = 0_usize;
    for n in 0..2000 {
        let text = text(n, 160);
        bytes += text.len();
        std::fs::write(folder.path().join(format!("{n}.txt")), text).unwrap();
    }
    let sources = [SourceSpec {
        id: SourceId("b".into()),
        root: folder.path().to_owned(),
        ..SourceSpec::default()
    }];
    bencher
        .counter(divan::counter::BytesCount::new(bytes))
        .bench(|| {
            let mut library = Library::in_memory().unwrap();
            library
                .update(black_box(&sources), &LoadProgress::default(), |_| ())
                .unwrap()
        });
}

#[divan::bench(args = ["the", "wff", "w1*", "\"the of\"", "the NEAR/5 of"], sample_count = 20)]
fn count_in_20000_articles(bencher: Bencher<'_, '_>, query: &str) {
    let index = Index::in_memory(corpus(20_000)).unwrap();
    let query = Query::parse(query).unwrap().unwrap();
    bencher.bench(|| index.count(&Prepared::new(black_box(&query), &NoFacts).unwrap()));
}

#[divan::bench(sample_count = 10)]
fn open_an_article_of_1_mb(bencher: Bencher<'_, '_>) {
    let text = text(7, 180_000);
    let query = Query::parse("the OR w1*").unwrap().unwrap();
    bencher
        .counter(divan::counter::BytesCount::new(text.len()))
        .bench(|| TokenizedText::new(black_box(text.as_str()), 0).mentions(&query));
}

#[divan::bench(sample_count = 10)]
fn write_and_read_the_sample_workspace(bencher: Bencher<'_, '_>) {
    let workspace = store::workspace_from_ron(store::SAMPLE_WORKSPACE)
        .unwrap()
        .0;
    bencher.bench(|| {
        store::workspace_from_ron(&store::workspace_to_ron(black_box(&workspace), 0).unwrap())
    });
}
