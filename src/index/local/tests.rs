use std::collections::BTreeMap;
use std::sync::Mutex;

use proptest::prelude::*;

use crate::corpus::Draft;
use crate::corpus::{ArticleIx, SourceId};
use crate::index::local::*;
use crate::query::syntax::FieldTest;
use crate::query::{Facts, Holds, Query, Term, TokenizedText};
use crate::text::{Span, tokens};

/// Texts as they lie in a source; every third has its own language of facts: its words are counted.
fn corpus(texts: &[String]) -> Arc<Corpus> {
    let drafts = texts.iter().enumerate().map(|(i, text)| {
        let draft = Draft {
            text: text.clone(),
            ..Draft::default()
        };
        (format!("{i}.txt"), draft)
    });
    Arc::new(Corpus::of_drafts(1, &SourceId("t".into()), drafts))
}

/// `words:` alone is known here.
struct WordFacts(Arc<Corpus>);

impl Facts for WordFacts {
    fn condition(&self, test: &FieldTest) -> Holds<'_> {
        let test = test.clone();
        Box::new(move |at| holds(&test, self.0.columns().words[at.ix()]))
    }
}

fn holds(test: &FieldTest, words: u32) -> bool {
    matches!(&test.test, crate::query::Test::Number(n) if n.holds(f64::from(words)))
}

/// A reference matcher that shares nothing with the evaluator but the tokenizer and the parser: for
/// every leaf it tries every stretch of words there is.
mod naive {
    use super::*;

    pub struct Text<'t> {
        pub whole: &'t str,
        pub words: Vec<(Span, String, &'t str)>,
        pub title_end: usize,
    }

    fn term(term: &Term, word: &(Span, String, &str)) -> bool {
        match term {
            Term::Word(w) => *w == word.1,
            Term::Exact(w) => w == word.2,
            Term::Fuzzy(w, d) => strsim::osa_distance(w, &word.1) <= usize::from(*d),
            Term::Wildcard(p) => {
                let escaped = regex::escape(p).replace(r"\*", ".*").replace(r"\?", ".");
                regex::Regex::new(&format!("^(?s:{escaped})$"))
                    .unwrap()
                    .is_match(&word.1)
            }
            Term::Any => true,
        }
    }

    /// All stretches of words, first and last, that a query of words can be.
    fn stretches(query: &Query, t: &Text<'_>, limit: usize) -> Vec<(usize, usize)> {
        let n = t.words.len().min(limit);
        let title = t.words.iter().filter(|w| w.0.start() < t.title_end).count();
        let crosses = |a: usize, b: usize| a < title && b >= title;
        let mut out = Vec::new();
        match query {
            Query::Term(wanted) => out.extend(
                (0..n)
                    .filter(|i| term(wanted, &t.words[*i]))
                    .map(|i| (i, i)),
            ),
            Query::Phrase(p) => {
                let mut free = 0;
                for a in 0..n {
                    // The nearest end from here, by trying all.
                    let end = (a..n).find(|b| {
                        let inner: Vec<usize> = (a..=*b).collect();
                        spells(&p.words, &inner, t)
                    });
                    let Some(b) = end else { continue };
                    let fits = b + 1 - a <= p.words.len() + p.extra as usize;
                    if fits && !crosses(a, b) && a >= free {
                        out.push((a, b));
                        free = b + 1;
                    }
                }
            }
            Query::Near(near) => {
                let (left, right) = (
                    stretches(&near.left, t, limit),
                    stretches(&near.right, t, limit),
                );
                let mut pairs = Vec::new();
                for x in &left {
                    for y in &right {
                        let (first, second) = if x.0 <= y.0 { (x, y) } else { (y, x) };
                        if second.0 > first.1
                            && second.0 - first.1 - 1 <= near.between as usize
                            && !crosses(first.0, second.1)
                        {
                            pairs.push((second.0 - first.1 - 1, first.0, second.1));
                        }
                    }
                }
                pairs.sort_unstable();
                for (_, a, b) in pairs {
                    if out.iter().all(|(c, d)| b < *c || *d < a) {
                        out.push((a, b));
                    }
                }
            }
            Query::Or(parts) => out.extend(parts.iter().flat_map(|p| stretches(p, t, limit))),
            _ => unreachable!("not of words"),
        }
        out
    }

    /// Whether the first and last of these places are the first and last word, the others between.
    fn spells(wanted: &[Term], places: &[usize], t: &Text<'_>) -> bool {
        let Some((first, rest)) = wanted.split_first() else {
            return false;
        };
        if places.is_empty() || !term(first, &t.words[places[0]]) {
            return false;
        }
        if rest.is_empty() {
            return places.len() == 1;
        }
        (1..places.len()).any(|i| spells(rest, &places[i..], t))
    }

    pub fn find(query: &Query, t: &Text<'_>, title_only: bool) -> Option<Vec<Span>> {
        let title = t.words.iter().filter(|w| w.0.start() < t.title_end).count();
        let limit = if title_only { title } else { usize::MAX };
        match query {
            Query::Term(_) | Query::Phrase(_) | Query::Near(_) => {
                let found = stretches(query, t, limit);
                let spans: Vec<Span> = found
                    .iter()
                    .map(|(a, b)| t.words[*a].0.union(t.words[*b].0))
                    .collect();
                (!spans.is_empty()).then_some(spans)
            }
            Query::Regex(pattern) => {
                let end = if title_only {
                    t.title_end
                } else {
                    t.whole.len()
                };
                let regex = pattern.compile().unwrap();
                let spans: Vec<Span> = regex
                    .find_iter(&t.whole.as_bytes()[..end])
                    .filter(|m| !m.is_empty())
                    .map(|m| Span::new(m.start(), m.end()))
                    .collect();
                (!spans.is_empty()).then_some(spans)
            }
            Query::Title(inner) => find(inner, t, true).map(|_| Vec::new()),
            Query::Field(test) => holds(test, t.words.len() as u32).then(Vec::new),
            Query::Not(inner) => find(inner, t, title_only).is_none().then(Vec::new),
            Query::And(parts) => {
                let all: Option<Vec<_>> = parts.iter().map(|p| find(p, t, title_only)).collect();
                all.map(|a| a.concat())
            }
            Query::Or(parts) => {
                let any: Vec<_> = parts
                    .iter()
                    .filter_map(|p| find(p, t, title_only))
                    .collect();
                (!any.is_empty()).then(|| any.concat())
            }
        }
    }

    pub fn mentions(query: &Query, text: &str, title_end: usize) -> Option<Vec<Span>> {
        let words = tokens(text)
            .map(|w| (w.span, w.folded().into_owned(), w.surface))
            .collect();
        let mut found = find(
            query,
            &Text {
                whole: text,
                words,
                title_end,
            },
            false,
        )?;
        found.sort_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
        let mut out: Vec<Span> = Vec::new();
        for span in found {
            if out.last().is_none_or(|last| last.end <= span.start) {
                out.push(span);
            }
        }
        Some(out)
    }
}

const VOCABULARY: [&str; 8] = [
    "Yar",
    "yar",
    "Wagner’s",
    "WAGNER",
    "Zelénskyy",
    "12,000",
    "fox-it",
    "an",
];

fn any_text() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(&VOCABULARY[..]);
    let separator = proptest::sample::select(&[" ", " ", " ", ", ", "\n\n", ". "][..]);
    proptest::collection::vec((word, separator), 1..20)
        .prop_map(|pairs| pairs.into_iter().flat_map(|(w, s)| [w, s]).collect())
}

fn any_leaf() -> impl Strategy<Value = String> {
    let word = || proptest::sample::select(&VOCABULARY[..]);
    let words = || proptest::collection::vec(word(), 2..4).prop_map(|w| w.join(" "));
    prop_oneof![
        4 => word().prop_map(str::to_owned),
        2 => word().prop_map(|w| format!("=\"{w}\"")),
        3 => words().prop_map(|w| format!("\"{w}\"")),
        2 => proptest::sample::select(&["wa*", "z*", "*r", "y?r", "1*0", "?n", "w*n*r"][..]).prop_map(str::to_owned),
        2 => proptest::sample::select(&["yra~1", "wagner~2", "zelensky~2", "ann~1"][..]).prop_map(str::to_owned),
        2 => proptest::sample::select(&["\"y* wagner\"", "\"* yar\"", "\"an * yar\"", "\"wa* *\""][..]).prop_map(str::to_owned),
        2 => (words(), 0_u32..4).prop_map(|(w, n)| format!("\"{w}\"~{n}")),
        2 => (word(), 0_u32..5, word()).prop_map(|(a, n, b)| format!("{a} NEAR/{n} {b}")),
        1 => (word(), word(), 0_u32..5, word()).prop_map(|(a, c, n, b)| format!("({a} OR \"{c} an\") NEAR/{n} {b}")),
        2 => proptest::sample::select(&["/y.r/", "/wagner|yar/", "/(?-i)Yar/", "/n\\s+y/", "/[0-9,]+/"][..]).prop_map(str::to_owned),
        1 => proptest::sample::select(&["words:>8", "words:<=5", "words:3..12"][..]).prop_map(str::to_owned),
        1 => word().prop_map(|w| format!("title:\"{w}\"")),
    ]
}

fn any_query() -> impl Strategy<Value = Query> {
    let tree = any_leaf().prop_recursive(3, 12, 3, |inner| {
        let inner = inner.boxed();
        let joined = |glue: &'static str| {
            proptest::collection::vec(inner.clone(), 2..4).prop_map(move |p| format!("({})", p.join(glue)))
        };
        prop_oneof![3 => joined(" OR "), 2 => joined(" AND "), 1 => inner.clone().prop_map(|q| format!("NOT ({q})"))]
    });
    tree.prop_map(|q| {
        Query::parse(&q)
            .unwrap_or_else(|e| panic!("{q}: {e}"))
            .unwrap()
    })
}

fn forms(query: &Query) -> Vec<&'static str> {
    let of = |part: &&Query| match part {
        Query::Term(Term::Word(_)) => "word",
        Query::Term(Term::Exact(_)) => "exact",
        Query::Term(Term::Wildcard(_)) => "wildcard",
        Query::Term(Term::Fuzzy(..)) => "fuzzy",
        Query::Term(Term::Any) => "any",
        Query::Phrase(p) if p.extra > 0 => "gaps",
        Query::Phrase(p)
            if p.words
                .iter()
                .any(|w| matches!(w, Term::Wildcard(_) | Term::Any)) =>
        {
            "wild phrase"
        }
        Query::Phrase(_) => "phrase",
        Query::Near(_) => "near",
        Query::Regex(_) => "regex",
        Query::Title(_) => "title",
        Query::Field(_) => "field",
        Query::And(_) => "and",
        Query::Or(_) => "or",
        Query::Not(_) => "not",
    };
    query.all_parts().iter().map(of).collect()
}

#[test]
fn index_scan_and_reference_agree() {
    let seen: Mutex<BTreeMap<&'static str, (u32, u32)>> = Mutex::default();
    proptest!(ProptestConfig::with_cases(300), |(texts in proptest::collection::vec(any_text(), 1..6), query in any_query())| {
        let corpus = corpus(&texts);
        let facts = WordFacts(Arc::clone(&corpus));
        let prepared = Prepared::new(&query, &facts);
        let counts = Index::in_memory(Arc::clone(&corpus)).count(&prepared).unwrap();
        let mut matched = false;
        for at in corpus.places() {
            let (text, title_end) = (corpus.text(at).unwrap(), corpus.title_end(at));
            let scanned = prepared.find(&TokenizedText::new(text, title_end), at);
            prop_assert_eq!(&scanned, &naive::mentions(&query, text, title_end), "{} in {:?}", query, text);
            let n = scanned.as_ref().map(|s| s.len() as u32);
            prop_assert_eq!(counts.matches(at).then(|| counts.of(at.ix())), n, "{} in {:?}", query, text);
            matched |= scanned.is_some();
        }
        let mut seen = seen.lock().unwrap();
        for form in forms(&query).into_iter().chain(["all"]) {
            let entry = seen.entry(form).or_default();
            entry.0 += 1;
            entry.1 += u32::from(matched);
        }
    });
    let seen = seen.into_inner().unwrap();
    let all = [
        "word",
        "exact",
        "wildcard",
        "fuzzy",
        "gaps",
        "wild phrase",
        "phrase",
        "near",
        "regex",
        "title",
        "field",
        "and",
        "or",
        "not",
    ];
    for form in all {
        let (cases, hits) = seen.get(form).copied().unwrap_or_default();
        assert!(
            hits * 3 >= cases && hits > 8,
            "{form}: {hits} of {cases} match"
        );
    }
    let (cases, hits) = seen["all"];
    assert!(
        hits * 2 >= cases,
        "the generator must hit: {hits} of {cases}"
    );
}

#[test]
fn expansion_is_never_cut() {
    let texts: Vec<String> = (0..3000)
        .map(|i| format!("prefix{i} x prefix{i}"))
        .collect();
    let corpus = corpus(&texts);
    let index = Index::in_memory(Arc::clone(&corpus));
    let count = |query: &str| {
        let query = Query::parse(query).unwrap().unwrap();
        index
            .count(&Prepared::new(&query, &crate::query::NoFacts))
            .unwrap()
            .mentions()
    };
    assert_eq!(count("prefix*"), 6000);
    assert_eq!(count("\"prefix* x\""), 3000);
    assert_eq!(count("*fix12?"), 20);
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
fn phrases_and_nearness_stop_at_the_end_of_the_title() {
    let text = "Road to Chasiv\nYar is quiet";
    for query in ["\"chasiv yar\"", "chasiv NEAR yar", "\"chasiv is\"~3"] {
        let query = Query::parse(query).unwrap().unwrap();
        assert_eq!(TokenizedText::new(text, 14).mentions(&query), []);
        assert_eq!(TokenizedText::new(text, 0).mentions(&query).len(), 1);
    }
}

#[test]
fn the_nearest_pair_is_the_mention() {
    assert_eq!(found("a NEAR/3 b", "a x a b y b"), ["a b"]);
    assert_eq!(found("a NEAR/1 b", "b x a y a b"), ["b x a", "a b"]);
    assert_eq!(found("a NEAR/2 a", "a x a"), ["a x a"]);
}

#[test]
fn the_case_sensitive_form_needs_no_text() {
    let texts = [
        "Bakhmut bakhmut BAKHMUT".to_owned(),
        "bakhmut’s bakhmut".to_owned(),
    ];
    let corpus = corpus(&texts);
    let index = Index::in_memory(Arc::clone(&corpus));
    for (query, expected) in [
        ("=Bakhmut", [1, 0]),
        ("=bakhmut", [1, 2]),
        ("=BAKHMUT", [1, 0]),
        ("bakhmut", [3, 2]),
    ] {
        let query = Query::parse(query).unwrap().unwrap();
        let counts = index
            .count(&Prepared::new(&query, &crate::query::NoFacts))
            .unwrap();
        assert_eq!(counts.per_article(), expected, "{query}");
    }
    assert_eq!(
        corpus.find(&corpus.id(ArticleIx(1)).unwrap()),
        Some(ArticleIx(1))
    );
}
