use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;

use super::super::TokenizedText;
use super::*;
use crate::corpus::SourceId;
use crate::corpus::import::{article_from_text, decode};
use crate::text::{Span, fold};

fn corpus(texts: &[String]) -> Corpus {
    let source = SourceId("t".into());
    let articles = texts.iter().enumerate().map(|(i, text)| {
        let decoded = decode(text.as_bytes()).unwrap();
        Arc::new(
            article_from_text(&source, &format!("{i}.txt"), decoded)
                .unwrap()
                .0,
        )
    });
    Corpus::new(1, articles.collect())
}

/// A reference matcher that shares no code with the evaluator but the tokenizer: it tries every
/// token as a start and every alternative there, longest first.
fn naive(query: &Query, text: &str, title_end: usize) -> Vec<Span> {
    let words: Vec<(Span, String)> = tokens(text)
        .map(|t| (t.span, t.folded().into_owned()))
        .collect();
    let alternatives: Vec<&Query> = match query {
        Query::Or(parts) => parts.iter().collect(),
        one => vec![one],
    };
    let length_at = |part: &Query, i: usize| -> usize {
        match part {
            Query::Term(Term::Word(w)) => usize::from(words[i].1 == *w),
            Query::Term(Term::Prefix(p)) => usize::from(words[i].1.get(..p.len()) == Some(p)),
            Query::Phrase(ws) => {
                let here = words[i..].iter().map(|w| &w.1).take(ws.len());
                let fits = here.eq(ws.iter());
                let crosses = fits
                    && words[i].0.start() < title_end
                    && words[i + ws.len() - 1].0.start() >= title_end;
                if fits && !crosses { ws.len() } else { 0 }
            }
            Query::Or(_) => unreachable!("alternatives are flat"),
        }
    };
    let mut out = Vec::new();
    // Each phrase skips its own overlaps before the alternatives meet.
    let mut free_from = vec![0; alternatives.len()];
    let mut next = 0;
    for i in 0..words.len() {
        let mut longest = 0;
        for (part, free) in alternatives.iter().zip(&mut free_from) {
            let n = if i >= *free { length_at(part, i) } else { 0 };
            if n > 0 {
                *free = i + n;
            }
            longest = longest.max(n);
        }
        if longest > 0 && i >= next {
            out.push(words[i].0.union(words[i + longest - 1].0));
            next = i + longest;
        }
    }
    out
}

const VOCABULARY: [&str; 8] = [
    "Yar",
    "chasiv",
    "Wagner’s",
    "WAGNER",
    "Zelenskyý",
    "12,000",
    "fox-it",
    "an",
];

fn any_text() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(&VOCABULARY[..]);
    let separator = proptest::sample::select(&[" ", " ", " ", ", ", "\n\n", ". "][..]);
    proptest::collection::vec((word, separator), 1..24)
        .prop_map(|pairs| pairs.into_iter().flat_map(|(w, s)| [w, s]).collect())
}

fn any_query() -> impl Strategy<Value = Query> {
    let word = proptest::sample::select(&VOCABULARY[..]);
    let leaf = prop_oneof![
        word.clone().prop_filter_map("a word", Query::of_words),
        proptest::collection::vec(word, 2..4)
            .prop_filter_map("words", |ws| Query::of_words(&ws.join(" "))),
        proptest::sample::select(&["wa", "z", "1", "ch", "a"][..])
            .prop_map(|stem| Query::Term(Term::Prefix(fold(stem).into_owned()))),
    ];
    proptest::collection::vec(leaf, 1..4).prop_map(|parts| {
        let printed: Vec<_> = parts.iter().map(ToString::to_string).collect();
        Query::parse(&printed.join(" OR ")).unwrap().unwrap()
    })
}

#[test]
fn index_scan_and_reference_agree() {
    let [cases, hits, words, phrases, prefixes, ors] = std::array::from_fn(|_| AtomicUsize::new(0));
    proptest!(ProptestConfig::with_cases(400), |(texts in proptest::collection::vec(any_text(), 1..5), query in any_query())| {
        let corpus = corpus(&texts);
        let counts = WordIndex::build(&corpus).count(&query);
        for (ix, article) in corpus.iter() {
            let spans = TokenizedText::new(&article.text, article.title.end()).mentions(&query);
            prop_assert_eq!(&spans, &naive(&query, &article.text, article.title.end()), "{} in {:?}", query, article.text);
            prop_assert_eq!(counts.of(ix.ix()) as usize, spans.len());
        }
        cases.fetch_add(1, Ordering::Relaxed);
        hits.fetch_add(usize::from(counts.mentions() > 0), Ordering::Relaxed);
        let flat = match &query { Query::Or(parts) => { ors.fetch_add(1, Ordering::Relaxed); parts.clone() } one => vec![one.clone()] };
        for part in flat {
            let seen = match part { Query::Term(Term::Word(_)) => &words, Query::Term(Term::Prefix(_)) => &prefixes, _ => &phrases };
            seen.fetch_add(1, Ordering::Relaxed);
        }
    });
    let [cases, hits, words, phrases, prefixes, ors] =
        [cases, hits, words, phrases, prefixes, ors].map(AtomicUsize::into_inner);
    assert!(
        hits * 2 >= cases,
        "the generator must hit: {hits} of {cases}"
    );
    assert!(
        words.min(phrases).min(prefixes).min(ors) > 0,
        "every form must occur"
    );
}

fn found(query: &str, text: &str) -> Vec<String> {
    let query = Query::parse(query).unwrap().unwrap();
    TokenizedText::new(text, 0)
        .mentions(&query)
        .iter()
        .map(|s| s.get(text).unwrap().to_owned())
        .collect()
}

#[test]
fn the_longest_of_alternatives_at_one_place_is_one_mention() {
    assert_eq!(
        found(
            "prigozhin OR \"yevgeny prigozhin\"",
            "Yevgeny Prigozhin said"
        ),
        ["Yevgeny Prigozhin"]
    );
}

#[test]
fn phrases_do_not_overlap_themselves_and_span_punctuation() {
    assert_eq!(found("\"a b a\"", "a b a b a, b a"), ["a b a", "a, b a"]);
    assert_eq!(
        found("fox-it", "The Fox, it seems; FOX-IT"),
        ["Fox, it", "FOX-IT"]
    );
}

#[test]
fn phrases_stop_at_the_end_of_the_title() {
    let query = Query::parse("\"chasiv yar\"").unwrap().unwrap();
    let text = "Road to Chasiv\nYar is quiet";
    assert_eq!(TokenizedText::new(text, 14).mentions(&query), []);
    assert_eq!(TokenizedText::new(text, 0).mentions(&query).len(), 1);
}
