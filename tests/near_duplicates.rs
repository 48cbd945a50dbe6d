//! Groups of near-duplicates against pairs that were found by comparing all. The data lies outside the
//! package.

mod common;

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::AtomicBool;

use dateline::corpus::SourceId;
use dateline::corpus::SourceSpec;
use dateline::enrich::near_duplicates;
use dateline::import::LoadProgress;
use dateline::library::Library;

#[test]
fn groups_are_those_of_the_gold_pairs() {
    let (Some(corpora), Some(gold)) = (
        common::shared("corpora/reuters-1987.jsonl.zst"),
        common::shared("gold/near-duplicates/reuters-pairs.csv"),
    ) else {
        return;
    };
    let id = SourceId("reuters".into());
    let spec = SourceSpec {
        id: id.clone(),
        root: corpora.parent().unwrap().to_owned(),
        files: vec!["reuters-1987.jsonl.zst".into()],
        ..SourceSpec::default()
    };
    let mut library = Library::in_memory().unwrap();
    library
        .update(&[spec], &LoadProgress::default(), |_| ())
        .unwrap();
    let corpus = library.snapshot(1, &[id]).unwrap().corpus;
    let groups = near_duplicates(&corpus, &AtomicBool::new(false)).unwrap();
    let mut ours: HashMap<u32, BTreeSet<String>> = HashMap::new();
    for (at, article) in corpus.iter() {
        let group = groups[at.ix()];
        if group > 0 {
            ours.entry(group)
                .or_default()
                .insert(article.record.unwrap());
        }
    }
    // The gold groups: what its pairs connect.
    let mut theirs: Vec<BTreeSet<String>> = Vec::new();
    for row in csv::Reader::from_path(gold).unwrap().records() {
        let row = row.unwrap();
        let pair = BTreeSet::from([row[0].to_owned(), row[1].to_owned()]);
        let (mut joined, others): (Vec<_>, Vec<_>) =
            theirs.into_iter().partition(|g| !g.is_disjoint(&pair));
        joined.push(pair);
        theirs = others;
        theirs.push(joined.into_iter().flatten().collect());
    }
    let ours: BTreeSet<BTreeSet<String>> = ours.into_values().collect();
    let theirs: BTreeSet<BTreeSet<String>> = theirs.into_iter().collect();
    println!("{} groups, {} in the gold pairs", ours.len(), theirs.len());
    let missed: Vec<_> = theirs.difference(&ours).collect();
    let invented: Vec<_> = ours.difference(&theirs).collect();
    assert!(
        missed.is_empty() && invented.is_empty(),
        "missed {missed:?}, invented {invented:?}"
    );
}
