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
fn mentions_that_share_a_byte_with_another_are_taken_out() {
    let text = "Bill Clinton and Hillary Clinton met Clinton’s men";
    assert_eq!(
        found("clinton EXCEPT \"bill clinton\"", text),
        ["Clinton", "Clinton"]
    );
    assert_eq!(found("clinton EXCEPT (bill OR men)", text).len(), 3);
    assert_eq!(
        found("clinton EXCEPT /(bill|hillary) c/", text),
        ["Clinton"]
    );
    // What the other side mentions, not what any part of it could be: \"x y\" is first.
    assert_eq!(found("a EXCEPT (\"x y\" OR \"y a\")", "x y a"), ["a"]);
    // The longest mention goes as a whole.
    assert_eq!(found("(a OR \"a b\") EXCEPT b", "a b a"), ["a"]);
    // An article with nothing left does not match.
    let none = Query::parse("a EXCEPT a").unwrap().unwrap();
    let prepared = Prepared::new(&none, &crate::query::NoFacts).unwrap();
    assert_eq!(
        prepared.find(&TokenizedText::new("a b", 0), ArticleIx(0)),
        None
    );
}

#[test]
fn words_are_found_whatever_stands_around_them() {
    for (query, text, places) in [
        (
            "ukraine",
            "L’Ukraine, d'Ukraine et Ukraine",
            vec!["Ukraine"; 3],
        ),
        ("l'ukraine", "de l‘UKRAINE", vec!["l‘UKRAINE"]),
        (
            "hamburg",
            "\u{200E}Ham\u{AD}burg\u{200F} _Hamburg_",
            vec!["Ham\u{AD}burg", "Hamburg"],
        ),
        ("=Hamburg", "Ham\u{AD}burg hamburg", vec!["Ham\u{AD}burg"]),
        (
            "torvik",
            "gone.Torvik fell; Torvik\u{202F}! EU:Torvik",
            vec!["Torvik"; 3],
        ),
        (
            "mr.putin",
            "Mr.Putin, Mr. Putin",
            vec!["Mr.Putin", "Mr. Putin"],
        ),
        ("lodz", "Łódź ＬＯＤＺ", vec!["Łódź", "ＬＯＤＺ"]),
        ("u.s", "U.S. U.S.Navy", vec!["U.S", "U.S"]),
        ("amato", "D'Amato's", vec!["Amato"]),
    ] {
        assert_eq!(found(query, text), places, "{query} in {text}");
    }
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

/// An index of other fields than ours: what answers from it cannot be read.
fn without_words(corpus: Arc<Corpus>) -> Index {
    let mut schema = tantivy::schema::Schema::builder();
    let fast = tantivy::schema::NumericOptions::default().set_fast();
    let row = schema.add_u64_field(local::schema::ROW, fast);
    let index = tantivy::Index::create_in_ram(schema.build());
    let mut writer: tantivy::IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
    writer.add_document(tantivy::doc!(row => 0_u64)).unwrap();
    writer.commit().unwrap();
    Index::new(&index.reader().unwrap().searcher(), corpus).unwrap()
}

/// Before, each of these was an empty answer.
#[test]
fn an_index_that_cannot_be_read_is_an_error_and_no_empty_answer() {
    let index = without_words(corpus(&["Bakhmut".to_owned()]));
    let query = Query::parse("bakhmut").unwrap().unwrap();
    let prepared = Prepared::new(&query, &crate::query::NoFacts).unwrap();
    let failed = |e: EngineError| e.to_string().contains("the index cannot be read");
    assert!(failed(index.words_with_prefix("ba", 5).unwrap_err()));
    assert!(failed(index.near_spellings("bakhmut", 1).unwrap_err()));
    assert!(failed(index.count(&prepared).unwrap_err()));
    assert!(failed(index.page(&prepared, ArticleIx(0), 5).unwrap_err()));
}
