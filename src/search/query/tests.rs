use proptest::prelude::*;

use super::*;

fn word(w: &str) -> Query {
    Query::Term(Term::Word(w.into()))
}

fn phrase(words: &[&str]) -> Query {
    Query::Phrase(words.iter().map(ToString::to_string).collect())
}

fn parsed(input: &str) -> Query {
    Query::parse(input).unwrap().unwrap()
}

#[test]
fn words_phrases_prefixes_and_alternatives() {
    assert_eq!(parsed("Bakhmut"), word("bakhmut"));
    assert_eq!(parsed("“Chasiv Yar”"), phrase(&["chasiv", "yar"]));
    assert_eq!(
        parsed("wagner*"),
        Query::Term(Term::Prefix("wagner".into()))
    );
    assert_eq!(
        parsed("(a OR (\"b c\" OR a)) OR d"),
        Query::Or(vec![word("a"), phrase(&["b", "c"]), word("d")])
    );
    assert_eq!(Query::parse("  "), Ok(None));
}

#[test]
fn a_hyphen_between_letters_is_a_phrase() {
    assert_eq!(parsed("fox-it"), phrase(&["fox", "it"]));
    assert_eq!(parsed("Wagner's"), word("wagner"));
    assert_eq!(parsed("12,000"), word("12000"));
}

#[test]
fn lower_case_or_is_a_word() {
    assert!(Query::parse("a or b").is_err());
    assert_eq!(parsed("\"a or b\""), phrase(&["a", "or", "b"]));
}

#[test]
fn what_is_reserved_is_refused_in_words_and_never_looked_for() {
    for input in [
        "a AND b",
        "NOT a",
        "a NEAR/5 b",
        "NEAR",
        "-a",
        "a OR -b",
        "=Bakhmut",
        "zelensky~1",
        "z~",
        "\"a b\"~5",
        "/a.b/",
        "/a b/",
        "title:a",
        "date:>=2023",
        "wag?er",
        "*ner",
        "wa*er",
        "\"joh* doe\"",
        "a**",
        "(a AND b)",
    ] {
        let error = Query::parse(input).expect_err(input);
        assert!(
            error.message.contains("not supported yet"),
            "{input}: {}",
            error.message
        );
        assert!(
            error.span.get(input).is_some_and(|s| !s.is_empty()),
            "{input}: {:?}",
            error.span
        );
    }
}

#[test]
fn mistakes_are_named_at_their_place() {
    for (input, at, words) in [
        ("\"chasiv yar", "\"chasiv yar", "not closed"),
        ("(a OR b", "(", "not closed"),
        ("a)", ")", "without its ("),
        ("a OR", "R", "missing at the end"),
        ("OR a", "OR", "both sides"),
        ("()", ")", "Nothing stands"),
        ("a b", "b", "Put OR between"),
        ("a OR ...", "...", "no letter or digit"),
        ("*", "*", "first letters"),
        ("fox-it*", "fox-it*", "single word"),
    ] {
        let error = Query::parse(input).expect_err(input);
        assert_eq!(error.span.get(input), Some(at), "{input}");
        assert!(error.message.contains(words), "{input}: {}", error.message);
    }
}

#[test]
fn deep_nesting_is_an_error_not_a_crash() {
    assert!(Query::parse(&"(".repeat(100_000)).is_err());
}

fn any_query() -> impl Strategy<Value = Query> {
    let vocabulary = "(bakhmut|o'brien|12000|3\\.5|u\\.s|straße|бахмут|a:b|fox)";
    let leaf = prop_oneof![
        vocabulary.prop_filter_map("a word", |w| Query::of_words(&w)),
        "[a-zа-я]{1,4}".prop_map(|w| Query::Term(Term::Prefix(crate::text::fold(&w).into_owned()))),
        proptest::collection::vec(vocabulary, 2..4)
            .prop_filter_map("words", |ws| Query::of_words(&ws.join(" "))),
    ];
    proptest::collection::vec(leaf, 1..5).prop_map(|parts| {
        let printed: Vec<_> = parts.iter().map(ToString::to_string).collect();
        Query::parse(&printed.join(" OR ")).unwrap().unwrap()
    })
}

proptest! {
    #[test]
    fn printing_then_parsing_gives_the_same_query(query in any_query()) {
        prop_assert_eq!(Query::parse(&query.to_string()), Ok(Some(query)));
    }

    #[test]
    fn any_input_is_a_query_or_an_error_inside_it(input in "([a-z\"()*~:/?=. -]|OR |AND |ё|😊|“){0,24}") {
        match Query::parse(&input) {
            Ok(Some(query)) => prop_assert_eq!(Query::parse(&query.to_string()), Ok(Some(query))),
            Ok(None) => prop_assert!(input.trim().is_empty()),
            Err(error) => prop_assert!(error.span.get(&input).is_some(), "{:?}", error.span),
        }
    }
}
