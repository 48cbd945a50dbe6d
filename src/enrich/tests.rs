use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::*;
use crate::corpus::{ArticleIx, Corpus, Draft, SourceId};

fn corpus(generation: u64, texts: &[&str]) -> Arc<Corpus> {
    let drafts = texts.iter().enumerate().map(|(i, text)| {
        let draft = Draft {
            text: (*text).to_owned(),
            ..Draft::default()
        };
        (format!("{i}.txt"), draft)
    });
    Arc::new(Corpus::of_drafts(generation, &SourceId("t".into()), drafts))
}

/// Lengths of texts; counts how many it looked at.
#[derive(Default)]
struct Lengths {
    version: u32,
    looked_at: AtomicUsize,
}

struct LengthOf(Box<[usize]>);

impl Enricher for Lengths {
    fn name(&self) -> &'static str {
        "lengths"
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn scope(&self) -> Scope {
        Scope::Article
    }

    fn find(&self, task: &Task<'_>) -> Option<Finding> {
        let before = |earlier: &Derived, at: ArticleIx| {
            let known = earlier.value_of(self)?.downcast_ref::<LengthOf>()?;
            known.0.get(at.ix()).copied()
        };
        let all = task.each_article(before, |text| {
            self.looked_at.fetch_add(1, Ordering::Relaxed);
            text.len()
        })?;
        Some(Arc::new(LengthOf(all)))
    }
}

/// The sum of what [`Lengths`] found; notes what it was given.
#[derive(Default)]
struct Sum(Mutex<Vec<usize>>);

impl Enricher for Sum {
    fn name(&self) -> &'static str {
        "sum"
    }

    fn version(&self) -> u32 {
        1
    }

    fn reads(&self) -> &'static [&'static str] {
        &["lengths"]
    }

    fn scope(&self) -> Scope {
        Scope::Corpus
    }

    fn find(&self, task: &Task<'_>) -> Option<Finding> {
        let sum: usize = task.known().finding::<LengthOf>()?.0.iter().sum();
        self.0.lock().unwrap().push(sum);
        Some(Arc::new(sum))
    }
}

fn run_both(
    lengths: &Lengths,
    sum: &Sum,
    corpus: &Arc<Corpus>,
    previous: &Derived,
) -> Vec<Arc<Derived>> {
    let mut published = Vec::new();
    let never = AtomicBool::new(false);
    run_these(&[lengths, sum], corpus, previous, None, &never, |d| {
        published.push(d);
    });
    published
}

#[test]
fn each_finding_is_published_as_soon_as_it_is_there_under_a_number_of_its_own() {
    let (lengths, sum) = (Lengths::default(), Sum::default());
    let published = run_both(
        &lengths,
        &sum,
        &corpus(1, &["a", "bcd"]),
        &Derived::default(),
    );
    let has: Vec<(bool, bool)> = published
        .iter()
        .map(|d| (d.has("lengths"), d.has("sum")))
        .collect();
    assert_eq!(has, [(true, false), (true, true)]);
    assert!(0 < published[0].version() && published[0].version() < published[1].version());
    assert_eq!(published[1].finding::<usize>(), Some(&4));
    assert_eq!(published[0].finding::<usize>(), None);
}

#[test]
fn what_was_found_of_a_text_is_taken_over_and_only_new_texts_are_looked_at() {
    let (lengths, sum) = (Lengths::default(), Sum::default());
    let first = run_both(
        &lengths,
        &sum,
        &corpus(1, &["a", "bcd"]),
        &Derived::default(),
    );
    let first = first.last().unwrap();
    // The same texts: nothing is looked at, and what hangs on all of them stays too.
    let again = run_both(&lengths, &sum, &corpus(2, &["a", "bcd"]), first);
    assert_eq!(again.len(), 2);
    assert_eq!(lengths.looked_at.load(Ordering::Relaxed), 2);
    assert_eq!(*sum.0.lock().unwrap(), [4]);
    // One is new, and they stand in another order.
    let changed = run_both(&lengths, &sum, &corpus(3, &["bcd", "efghi", "a"]), first);
    assert_eq!(lengths.looked_at.load(Ordering::Relaxed), 3);
    assert_eq!(*sum.0.lock().unwrap(), [4, 9]);
    let found = changed[1].finding::<LengthOf>().unwrap();
    assert_eq!(*found.0, [3, 5, 1]);
}

#[test]
fn what_an_older_version_found_is_found_again() {
    let (lengths, sum) = (Lengths::default(), Sum::default());
    let first = run_both(&lengths, &sum, &corpus(1, &["a"]), &Derived::default());
    let newer = Lengths {
        version: 7,
        ..Lengths::default()
    };
    run_both(&newer, &sum, &corpus(2, &["a"]), first.last().unwrap());
    assert_eq!(newer.looked_at.load(Ordering::Relaxed), 1);
}

#[test]
fn nothing_is_published_once_cancelled() {
    let mut published = 0;
    let stop = AtomicBool::new(true);
    let of = corpus(1, &["a"]);
    run(&of, &Derived::default(), None, &stop, |_| published += 1);
    assert_eq!(published, 0);
}

#[test]
fn enrichers_stand_behind_those_they_read_and_have_names_of_their_own() {
    let mut before: Vec<&str> = Vec::new();
    for enricher in ENRICHERS {
        assert!(enricher.reads().iter().all(|name| before.contains(name)));
        assert!(!before.contains(&enricher.name()));
        before.push(enricher.name());
    }
}

#[test]
fn languages_and_near_duplicates_are_found_on_a_pool_of_their_own() {
    let english = "A head\n\nThe agency said on Monday that the people who had left their houses during the winter would return.";
    let ukrainian = "Агентство повідомило у понеділок, що люди, які залишили свої будинки взимку, зможуть повернутися.";
    let reprint = format!("{english} It gave no date.");
    let of = corpus(1, &[english, ukrainian, &reprint]);
    let mut last = Arc::new(Derived::none_of(Arc::clone(&of)));
    assert!(!last.has_languages() && last.language(ArticleIx(0)).is_empty());
    let (pool, never) = (background_pool(), AtomicBool::new(false));
    run(&of, &Derived::default(), pool.as_ref(), &never, |d| {
        last = d
    });
    let languages: Vec<&str> = of.places().map(|at| last.language(at)).collect();
    assert_eq!(languages, ["eng", "ukr", "eng"]);
    assert_eq!(last.languages_present(), ["eng", "ukr"]);
    let alike: Vec<u32> = of.places().map(|at| last.alike(at)).collect();
    assert_eq!(alike, [2, 1, 2]);
    assert_eq!(last.duplicate_group(ArticleIx(1)), 0);
    // Of another corpus it says nothing.
    let other = last.for_corpus(&corpus(2, &["x"]));
    assert!(!other.has_languages() && other.version() == 0);
}
