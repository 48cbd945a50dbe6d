//! Lists and tables of mentions against each other and against what a reader counts by hand.

use super::collocates::{CollocatesSpec, CollocatesView};
use super::concordance::{ConcordanceSpec, ConcordanceView, SortLevel};
use super::dispersion::DispersionView;
use super::hits::Subject;
use super::statistics::{log_likelihood, log_ratio, spread};
use super::tests::{inputs, track};
use super::word_list::{KeynessSpec, KeynessView, WordListView};
use super::*;
use crate::query::Query;
use crate::text::tokens;
use crate::workspace::Workspace;

const TEXTS: [&str; 5] = [
    "The bridge at Alder fell.\n\nThe old bridge was blown up. The bridge stood for years.",
    "A bridge, said Reed, is a road. Nobody crossed the bridge at night.",
    "The road west was open.",
    "Bridge by bridge they went back, and the old bridge burned.",
    "Rain.",
];

fn based(query: &str) -> Base {
    let mut workspace = Workspace::default();
    workspace.tracks.push(track("Road", "road"));
    let mut inputs = inputs(&TEXTS, workspace);
    inputs.query = Query::parse(query).unwrap();
    compute(&inputs)
}

fn concordance(base: &Base, spec: &ConcordanceSpec) -> concordance::Concordance {
    ConcordanceView::compute(base, spec, &Cancel::default()).unwrap()
}

#[test]
fn every_mention_is_a_line_whatever_the_order() {
    let base = based("bridge");
    let found = base.query.as_ref().unwrap();
    let plain = concordance(&base, &ConcordanceSpec::default());
    assert_eq!(plain.lines.len() as u64, found.mentions);
    assert_eq!(plain.articles, base.rows.len());
    let mut places: Vec<_> = plain.lines.clone();
    places.sort_by_key(|hit| (hit.at, hit.span.start));
    for level in SortLevel::ALL {
        let sort = vec![level, SortLevel::Left(1)];
        let spec = ConcordanceSpec {
            sort,
            ..ConcordanceSpec::default()
        };
        let mut sorted = concordance(&base, &spec).lines;
        sorted.sort_by_key(|hit| (hit.at, hit.span.start));
        assert_eq!(sorted, places, "{level:?}");
    }
    let by_left = ConcordanceSpec {
        sort: vec![SortLevel::Left(1)],
        ..ConcordanceSpec::default()
    };
    let table = concordance(&base, &by_left);
    let words = |at: usize| {
        let line = table.line(at, 40).unwrap();
        let last = tokens(&line.left).last();
        last.map_or_else(String::new, |w| w.folded().into_owned())
    };
    let before: Vec<String> = (0..table.lines.len()).map(words).collect();
    assert!(before.is_sorted(), "{before:?}");
    assert_eq!((before[0].as_str(), before.len()), ("", 8));
    let line = table.line(0, 12).unwrap();
    assert_eq!((line.left.as_str(), line.hit.as_str()), ("", "Bridge"));
    assert_eq!(line.right.chars().count(), 12);
}

#[test]
fn a_sample_is_the_same_for_the_same_seed_and_in_the_order_of_the_table() {
    let base = based("bridge OR the");
    let all = concordance(&base, &ConcordanceSpec::default());
    let drawn = |seed| {
        let spec = ConcordanceSpec {
            sample: Some((4, seed)),
            ..ConcordanceSpec::default()
        };
        let table = concordance(&base, &spec);
        assert_eq!((table.lines.len(), table.all), (4, all.lines.len()));
        let places = table.lines.iter();
        let places = places.map(|hit| all.lines.iter().position(|h| h == hit).unwrap());
        let places: Vec<usize> = places.collect();
        assert!(places.is_sorted());
        places
    };
    assert_eq!(drawn(7), drawn(7));
    assert!((0..20).any(|seed| drawn(seed) != drawn(7)));
}

#[test]
fn words_around_mentions_are_those_that_a_reader_finds() {
    let base = based("bridge");
    let table = |crosses_sentences, window| {
        let spec = CollocatesSpec {
            window,
            crosses_sentences,
            least: 1,
            ..CollocatesSpec::default()
        };
        CollocatesView::compute(&base, &spec, &Cancel::default()).unwrap()
    };
    let sides = |table: &collocates::Collocates, word: &str| {
        let row = table.rows.iter().find(|r| &*r.word == word);
        row.map_or((0, 0), |r| r.sides)
    };
    let near = table(false, (1, 1));
    assert_eq!(near.mentions, 8);
    assert_eq!(sides(&near, "the"), (3, 0));
    assert_eq!(sides(&near, "old"), (2, 0));
    assert_eq!(sides(&near, "at"), (0, 2));
    // `bridge by bridge`: each stands once beside the other's word, and "fell" belongs to another sentence.
    assert_eq!(sides(&near, "by"), (1, 1));
    assert_eq!(sides(&table(false, (9, 9)), "fell").0, 0);
    assert!(sides(&table(true, (9, 9)), "fell").0 > 0);
    let old = near.rows.iter().find(|r| &*r.word == "old").unwrap();
    let dice = 14.0 + (2.0 * 2.0 / (8.0 + 2.0_f64)).log2();
    assert!((old.log_dice - dice).abs() < 1e-12 && old.count == 2);
    let by_track = CollocatesSpec {
        subject: Subject::Track(base.workspace.tracks[0].id),
        least: 1,
        ..CollocatesSpec::default()
    };
    let of_road = CollocatesView::compute(&based(""), &by_track, &Cancel::default()).unwrap();
    assert_eq!(of_road.mentions, 0, "another workspace has no such track");
}

#[test]
fn words_add_up_to_the_corpus_and_are_spread_as_defined() {
    let base = based("");
    let list = WordListView::compute(&base, &(), &Cancel::default()).unwrap();
    let all: u64 = TEXTS.iter().map(|t| tokens(t).count() as u64).sum();
    assert_eq!(list.words, all);
    assert_eq!(list.rows.iter().map(|r| r.count).sum::<u64>(), all);
    assert_eq!(list.rows.len(), list.different);
    for row in &list.rows {
        let of = |text: &&str| {
            let words = tokens(text).map(|t| t.folded().into_owned());
            let here = words.filter(|w| **w == *row.word).count() as u64;
            (here, tokens(text).count() as u64)
        };
        let parts: Vec<(u64, u64)> = TEXTS.iter().map(of).collect();
        let by_definition = spread(parts.iter().copied()).unwrap();
        assert!((row.dp - by_definition.dp).abs() < 1e-12, "{row:?}");
        assert_eq!(row.articles as usize, by_definition.range);
        assert!((0.0..=1.0).contains(&row.dp));
    }
}

#[test]
fn two_parts_are_compared_by_their_own_counts() {
    let base = based("bridge");
    let spec = KeynessSpec {
        against: "".into(),
        length: 1,
        least: 1,
    };
    let table = KeynessView::compute(&base, &spec, &Cancel::default()).unwrap();
    assert_eq!(table.articles, (3, 2));
    let whole = WordListView::compute(&based(""), &(), &Cancel::default()).unwrap();
    assert_eq!(table.words.0 + table.words.1, whole.words);
    for row in &table.rows {
        let known = whole.rows.iter().find(|w| w.word == row.term).unwrap();
        let (a, b) = row.counts;
        assert_eq!(a + b, known.count);
        let (c, d) = table.words;
        assert!((row.log_likelihood - log_likelihood(a, b, c, d)).abs() < 1e-12);
        assert!((row.log_ratio - log_ratio(a, b, c, d)).abs() < 1e-12);
    }
    // All articles against none is no comparison.
    let nothing = KeynessView::compute(&based(""), &spec, &Cancel::default()).unwrap();
    assert!(nothing.rows.is_empty() && nothing.articles.1 == 0);
    let pairs = KeynessSpec {
        against: "".into(),
        length: 2,
        least: 1,
    };
    let pairs = KeynessView::compute(&base, &pairs, &Cancel::default()).unwrap();
    let old_bridge = pairs
        .rows
        .iter()
        .find(|r| &*r.term == "old bridge")
        .unwrap();
    assert_eq!(old_bridge.counts, (2, 0));
}

#[test]
fn ticks_are_the_mentions_and_the_order_of_articles_changes_no_spread() {
    let base = based("bridge");
    let table = DispersionView::compute(&base, &(), &Cancel::default()).unwrap();
    assert_eq!(table.rows.len(), base.rows.len());
    for (at, series) in table.series.iter().enumerate() {
        let ticks: usize = table.rows.iter().map(|row| row.places[at].len()).sum();
        assert_eq!(ticks as u64, series.mentions, "{}", series.name);
    }
    let search = table.series.last().unwrap();
    assert_eq!(search.mentions, base.query.as_ref().unwrap().mentions);
    let mut turned = inputs(&TEXTS, Workspace::default());
    turned.query = Query::parse("bridge").unwrap();
    turned.sort = vec![SortKey {
        column: SortColumn::Words,
        descending: true,
    }];
    let turned = DispersionView::compute(&compute(&turned), &(), &Cancel::default()).unwrap();
    let again = turned.series.last().unwrap();
    assert!((again.spread.unwrap().dp - search.spread.unwrap().dp).abs() < 1e-12);
}

#[test]
fn tracks_stand_together_where_a_reader_finds_both() {
    use super::together::{TogetherView, Unit};
    let mut workspace = Workspace::default();
    workspace.tracks.push(track("Road", "road"));
    workspace.tracks.push(track("Bridge", "bridge"));
    let base = compute(&inputs(&TEXTS, workspace));
    for (unit, both, of) in [(Unit::Article, 1, (2, 3)), (Unit::Sentence, 1, (2, 6))] {
        let table = TogetherView::compute(&base, &unit, &Cancel::default()).unwrap();
        let [pair] = table.pairs.as_slice() else {
            panic!("{table:?}");
        };
        assert_eq!((pair.both, pair.units), (both, of), "{unit:?}");
        let expected = (of.0 * of.1) as f64 / table.all as f64;
        assert!((pair.expected - expected).abs() < 1e-12);
    }
}
