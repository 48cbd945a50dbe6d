//! The law of searching: the index, the plain scan, a naive reference and the marks of the reader give
//! the same answer to every query, conditions included.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod naive;
mod queries;
mod stories;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use dateline::corpus::{ArticleIx, SourceId, SourceSpec};
use dateline::import::LoadProgress;
use dateline::index::{Engine, Index, Match, Scan};
use dateline::library::Library;
use dateline::query::{NoFacts, Prepared, Query, TokenizedText};
use proptest::prelude::*;
use queries::{FORMS, any_query, forms, query_of_words};
use stories::{World, any_story};

/// All pages of an engine, two articles each.
fn paged(engine: &dyn Engine, query: &Prepared<'_>) -> Vec<Match> {
    let mut out = Vec::new();
    let mut next = Some(ArticleIx(0));
    while let Some(from) = next {
        let page = engine.page(query, from, 2).unwrap();
        assert!(page.matches.len() <= 2 && page.next.is_none_or(|n| n > from));
        out.extend(page.matches);
        next = page.next;
    }
    out
}

#[test]
fn index_scan_reference_and_marks_agree() {
    let seen: Mutex<BTreeMap<String, (u32, u32)>> = Mutex::default();
    let stories = proptest::collection::vec(any_story(), 2..7);
    proptest!(ProptestConfig::with_cases(400), |(stories in stories, query in any_query())| {
        let world = World::new(stories);
        let index = Index::in_memory(Arc::clone(&world.corpus)).unwrap();
        let scan = Scan::new(Arc::clone(&world.corpus));
        let facts = world.facts(|track: &Query| {
            index.count(&Prepared::new(track, &NoFacts).unwrap()).unwrap()
        });
        let prepared = Prepared::new(&query, &facts).unwrap();
        let counts = index.count(&prepared).unwrap();
        prop_assert_eq!(&counts, &scan.count(&prepared).unwrap(), "{}", query);
        prop_assert_eq!(paged(&index, &prepared), paged(&scan, &prepared), "{}", query);
        for at in world.corpus.places() {
            let (text, title_end) = (world.corpus.text(at).unwrap(), world.corpus.title_end(at));
            let marks = prepared.find(&TokenizedText::new(text, title_end), at);
            let expected = naive::mentions(&query, text, title_end, &|test| world.holds(test, at));
            prop_assert_eq!(&marks, &expected, "{} in {:?}", query, world.stories[at.ix()]);
            let n = marks.map(|spans| spans.len() as u32);
            prop_assert_eq!(counts.matches(at).then(|| counts.of(at.ix())), n, "{}", query);
        }
        let matched = counts.matching() > 0;
        let mut seen = seen.lock().unwrap();
        for form in forms(&query).into_iter().chain(["all".to_owned()]) {
            let entry = seen.entry(form).or_default();
            entry.0 += 1;
            entry.1 += u32::from(matched);
        }
    });
    let seen = seen.into_inner().unwrap();
    for form in FORMS {
        let (cases, hits) = seen.get(form).copied().unwrap_or_default();
        assert!(
            hits * 2 >= cases && hits > 8,
            "{form}: {hits} of {cases} match"
        );
    }
    let (cases, hits) = seen["all"];
    assert!(
        hits * 2 >= cases,
        "the generator must hit: {hits} of {cases}"
    );
}

/// The same over several segments with articles that were struck out.
#[test]
fn an_index_that_grew_and_shrank_answers_as_a_scan_of_what_is_there() {
    let texts = || proptest::collection::vec(any_story().prop_map(|s| s.text), 1..5);
    let hits = Mutex::new((0_u32, 0_u32));
    proptest!(ProptestConfig::with_cases(60), |(
        first in texts(), second in texts(), dropped in 0_usize..4, query in query_of_words()
    )| {
        let folder = tempfile::tempdir().unwrap();
        let id = SourceId("s".into());
        let specs = [SourceSpec { id: id.clone(), root: folder.path().to_owned(), ..SourceSpec::default() }];
        let mut library = Library::in_memory().unwrap();
        write(folder.path(), "a", &first);
        library.update(&specs, &LoadProgress::default(), |_| ()).unwrap();
        // New files, changed files, and one that is gone.
        write(folder.path(), "b", &second);
        write(folder.path(), "a", second.get(..1).unwrap());
        drop(std::fs::remove_file(folder.path().join(format!("a{dropped}.txt"))));
        library.update(&specs, &LoadProgress::default(), |_| ()).unwrap();
        let snapshot = library.snapshot(1, &[id]).unwrap();
        let prepared = Prepared::new(&query, &NoFacts).unwrap();
        let counts = snapshot.index.count(&prepared).unwrap();
        let scan = Scan::new(Arc::clone(&snapshot.corpus));
        prop_assert_eq!(&counts, &scan.count(&prepared).unwrap(), "{}", query);
        let mut hits = hits.lock().unwrap();
        hits.0 += 1;
        hits.1 += u32::from(counts.matching() > 0);
    });
    let (cases, hits) = hits.into_inner().unwrap();
    assert!(hits * 2 >= cases, "{hits} of {cases} match");
}

fn write(folder: &Path, name: &str, texts: &[String]) {
    for (i, text) in texts.iter().enumerate() {
        std::fs::write(folder.join(format!("{name}{i}.txt")), text).unwrap();
    }
}
