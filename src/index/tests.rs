use std::sync::Arc;

use proptest::prelude::*;

use crate::corpus::Draft;
use crate::corpus::{ArticleIx, SourceId};
use crate::index::*;
use crate::query::{Query, TokenizedText};

/// Texts as they lie in a source.
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

#[test]
fn expansion_is_never_cut() {
    let texts: Vec<String> = (0..3000)
        .map(|i| format!("prefix{i} x prefix{i}"))
        .collect();
    let corpus = corpus(&texts);
    let index = Index::in_memory(Arc::clone(&corpus)).unwrap();
    let count = |query: &str| {
        let query = Query::parse(query).unwrap().unwrap();
        index
            .count(&Prepared::new(&query, &crate::query::NoFacts).unwrap())
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
    let index = Index::in_memory(Arc::clone(&corpus)).unwrap();
    for (query, expected) in [
        ("=Bakhmut", [1, 0]),
        ("=bakhmut", [1, 2]),
        ("=BAKHMUT", [1, 0]),
        ("bakhmut", [3, 2]),
    ] {
        let query = Query::parse(query).unwrap().unwrap();
        let counts = index
            .count(&Prepared::new(&query, &crate::query::NoFacts).unwrap())
            .unwrap();
        assert_eq!(counts.per_article(), expected, "{query}");
    }
    assert_eq!(
        corpus.find(&corpus.id(ArticleIx(1)).unwrap()),
        Some(ArticleIx(1))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn both_engines_know_the_same_words(texts in proptest::collection::vec("((Yar|yard|wagner|vagner|Wagners|bakhmut|bahkmut|ё) ){0,9}", 1..5)) {
        let corpus = corpus(&texts);
        let index = Index::in_memory(Arc::clone(&corpus)).unwrap();
        let scan = Scan::new(corpus);
        for stem in ["", "y", "wag", "ba", "е", "nothing"] {
            for limit in [2, 40] {
                prop_assert_eq!(index.words_with_prefix(stem, limit).unwrap(), scan.words_with_prefix(stem, limit).unwrap());
            }
        }
        for (word, distance) in [("yar", 1), ("wagner", 2), ("bakhmut", 1)] {
            prop_assert_eq!(index.near_spellings(word, distance).unwrap(), scan.near_spellings(word, distance).unwrap());
        }
    }
}

/// An index whose files are gone: no list of words and no count, but an error.
#[test]
fn an_engine_that_cannot_answer_says_so() {
    #[derive(Debug, Default)]
    struct Gone(Arc<Corpus>);
    impl Engine for Gone {
        fn corpus(&self) -> &Arc<Corpus> {
            &self.0
        }
        fn count(&self, _: &Prepared<'_>) -> Result<MentionCounts, EngineError> {
            Err(EngineError::NoText(ArticleIx(3)))
        }
        fn words_with_prefix(&self, _: &str, _: usize) -> Result<Vec<(String, u64)>, EngineError> {
            Err(EngineError::NoText(ArticleIx(3)))
        }
        fn near_spellings(&self, _: &str, _: u8) -> Result<Vec<(String, u64)>, EngineError> {
            Err(EngineError::NoText(ArticleIx(3)))
        }
    }
    let query = Query::parse("a").unwrap().unwrap();
    let prepared = Prepared::new(&query, &crate::query::NoFacts).unwrap();
    let page = Gone::default().page(&prepared, ArticleIx(0), 5);
    assert!(matches!(page, Err(EngineError::NoText(_))));
}
