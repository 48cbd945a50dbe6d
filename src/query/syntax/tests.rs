use proptest::prelude::*;

use crate::query::syntax::*;

fn word(w: &str) -> Query {
    Query::Term(Term::Word(w.into()))
}

fn wild(w: &str) -> Query {
    Query::Term(Term::Wildcard(w.into()))
}

fn phrase(words: &[&str]) -> Query {
    Query::Phrase(Phrase {
        words: words.iter().map(|w| Term::Word((*w).to_owned())).collect(),
        extra: 0,
    })
}

fn parsed(input: &str) -> Query {
    Query::parse(input)
        .unwrap_or_else(|e| panic!("{input}: {e}"))
        .unwrap()
}

#[test]
fn words_phrases_wildcards_and_alternatives() {
    assert_eq!(parsed("Bakhmut"), word("bakhmut"));
    assert_eq!(parsed("“Chasiv Yar”"), phrase(&["chasiv", "yar"]));
    assert_eq!(parsed("Wagner*"), wild("wagner*"));
    assert_eq!(parsed("*ner**"), wild("*ner*"));
    assert_eq!(
        parsed("(a OR (\"b c\" OR a)) OR d"),
        Query::Or(vec![word("a"), phrase(&["b", "c"]), word("d")])
    );
    assert_eq!(Query::parse("  "), Ok(None));
}

#[test]
fn a_hyphen_between_letters_is_a_phrase_and_before_a_word_means_not() {
    assert_eq!(parsed("fox-it"), phrase(&["fox", "it"]));
    assert_eq!(parsed("Wagner's"), word("wagner"));
    assert_eq!(parsed("12,000"), word("12000"));
    let not_b = Query::Not(Box::new(word("b")));
    assert_eq!(parsed("a -b"), Query::And(vec![word("a"), not_b.clone()]));
    assert_eq!(parsed("-b"), not_b);
    assert_eq!(parsed("a (-b)"), parsed("a AND NOT b"));
}

#[test]
fn side_by_side_means_and_and_or_binds_least() {
    assert_eq!(parsed("a b OR c"), parsed("(a AND b) OR c"));
    assert_eq!(
        parsed("a (b OR c)"),
        parsed(
            "a AND (c OR b OR b)"
                .replace("c OR b OR b", "b OR c")
                .as_str()
        )
    );
    assert_eq!(
        parsed("a or b"),
        Query::And(vec![word("a"), word("or"), word("b")])
    );
}

#[test]
fn nearness_and_gaps() {
    let near = |n| {
        Query::Near(Box::new(Near {
            left: word("a"),
            between: n,
            right: word("b"),
        }))
    };
    assert_eq!(parsed("a NEAR/5 b"), near(5));
    assert_eq!(parsed("a NEAR b"), near(10));
    assert!(matches!(parsed("\"a b\"~3"), Query::Phrase(p) if p.extra == 3));
    assert_eq!(parsed("a NEAR/5 b c"), Query::And(vec![near(5), word("c")]));
}

#[test]
fn case_and_regular_expressions() {
    assert_eq!(
        parsed("=Bakhmut"),
        Query::Term(Term::Exact("Bakhmut".into()))
    );
    assert!(
        matches!(parsed("=\"Chasiv Yar\""), Query::Phrase(p) if p.words[0] == Term::Exact("Chasiv".into()))
    );
    assert_eq!(parsed(r"/a\/b c/"), Query::Regex(Pattern("a/b c".into())));
    assert_eq!(parsed("and/or"), phrase(&["and", "or"]));
}

#[test]
fn fields() {
    for (input, printed) in [
        ("date:2022-10..2023-02", "date:2022-10-01..2023-02-28"),
        ("date:>=2023", "date:>=2023-01-01"),
        ("date:>2023-02", "date:>=2023-03-01"),
        ("date:none", "date:none"),
        ("words:>500", "words:>500"),
        ("words:200..500", "words:200..500"),
        ("tag:claim", "tag:\"claim\""),
        ("tag:=claim", "tag:=\"claim\""),
        ("tag:=\"casualty claim\"", "tag:=\"casualty claim\""),
        ("SOURCE:BBC*", "source:\"bbc*\""),
        ("places:usa", "places:\"usa\""),
        ("views:>=10.5", "views:>=10.5"),
        ("title:(a OR b)", "title:(a OR b)"),
        ("title:=Bakhmut", "title:=Bakhmut"),
        ("-tag:claim a", "NOT tag:\"claim\" AND a"),
    ] {
        assert_eq!(parsed(input).to_string(), printed);
    }
    assert_eq!(parsed("http://a.org"), phrase(&["http", "a.org"]));
    assert_eq!(parsed("12:30"), phrase(&["12", "30"]));
}

#[test]
fn mistakes_are_named_at_their_place() {
    for (input, at, words) in [
        ("\"chasiv yar", "\"chasiv yar", "not closed"),
        ("(a OR b", "(", "not closed"),
        ("a)", ")", "without its ("),
        ("a OR", "R", "missing at the end"),
        ("OR a", "OR", "both sides"),
        ("a AND AND b", "AND", "both sides"),
        ("NEAR/5 b", "NEAR/5", "both sides"),
        ("()", ")", "Nothing stands"),
        ("a OR ...", "...", "no letter or digit"),
        ("*", "*", "at least one letter"),
        ("/a b", "/a b", "not closed"),
        ("/a(b/", "/a(b/", "cannot be used"),
        ("//", "//", "between these slashes"),
        ("zelensky~9", "zelensky~9", "1 or 2"),
        ("fox-it~1", "fox-it~1", "single word"),
        ("a NEAR/x b", "NEAR/x", "number of words"),
        ("a NEAR/3 (b AND c)", "(", "NEAR works between"),
        ("date:soon", "date:soon", "Write a date"),
        ("date:2023..2022", "date:2023..2022", "after the last"),
        ("words:many", "words:many", "Write a number"),
        ("tag: x", "tag:", "directly after the colon"),
        ("tag:(a OR b)", "tag:", "one word"),
        ("title:(a tag:b)", "(", "put it beside"),
        ("=a*", "=a*", "no wildcards"),
    ] {
        let error = Query::parse(input).expect_err(input);
        assert_eq!(error.span.get(input), Some(at), "{input}");
        assert!(error.message.contains(words), "{input}: {}", error.message);
    }
}

#[test]
fn deep_nesting_is_an_error_not_a_crash() {
    assert!(Query::parse(&"(".repeat(100_000)).is_err());
    assert!(Query::parse(&format!("{}a", "NOT ".repeat(100_000))).is_err());
    assert!(Query::parse(&vec!["a"; 100_000].join(" NEAR ")).is_err());
}

fn any_leaf() -> impl Strategy<Value = String> {
    let vocabulary = "(bakhmut|o'brien|12000|3\\.5|u\\.s|straße|бахмут|fox)";
    prop_oneof![
        vocabulary.prop_map(|w| w),
        vocabulary.prop_map(|w| format!("={w}")),
        "[a-zа-я]{0,3}[*?][a-zа-я]{1,3}",
        "[a-z]{1,6}~[12]",
        proptest::collection::vec(vocabulary, 1..4).prop_map(|ws| format!("\"{}\"", ws.join(" "))),
        proptest::collection::vec(vocabulary, 2..4)
            .prop_map(|ws| format!("\"{} *\"~2", ws.join(" "))),
        "/[a-z.]{1,3}(\\\\/|\\[a/\\]|\\\\\\\\)?/",
        "(tag|source|places|file):=?[a-z]{1,4}",
        "date:(none|any|>2023|<=2022-10|2022..2023-02)",
        "(words|views):(>=?[1-9]{1,3}|[1-4]\\.\\.[5-9]|<2.5)",
        "title:\"?[a-z]{1,4}\"?".prop_filter("quotes in pairs", |t| t.matches('"').count() != 1),
    ]
}

fn any_query() -> impl Strategy<Value = String> {
    any_leaf().prop_recursive(4, 24, 4, |inner| {
        let joined = |glue: &'static str, inner: &BoxedStrategy<String>| {
            proptest::collection::vec(inner.clone(), 2..4)
                .prop_map(move |parts| format!("({})", parts.join(glue)))
        };
        let inner = inner.boxed();
        prop_oneof![
            joined(" OR ", &inner),
            joined(" AND ", &inner),
            joined(" ", &inner),
            inner.clone().prop_map(|q| format!("-{q}")),
            inner.prop_map(|q| format!("NOT ({q})")),
            ("[a-z]{1,4}", 0..9, "[a-z]{1,4}")
                .prop_map(|(a, n, b)| format!("{a} NEAR/{n} \"{b} c\"")),
        ]
    })
}

proptest! {
    #[test]
    fn printing_then_parsing_gives_the_same_query(input in any_query()) {
        if let Ok(Some(query)) = Query::parse(&input) {
            prop_assert_eq!(Query::parse(&query.to_string()), Ok(Some(query)), "{}", input);
        }
    }

    #[test]
    fn any_input_is_a_query_or_an_error_inside_it(input in "([a-z\"()*~:/?=<>. -]|OR |AND |NOT |NEAR/2 |date:|tag:|title:|ё|😊|“|\\\\){0,24}") {
        match Query::parse(&input) {
            Ok(Some(query)) => prop_assert_eq!(Query::parse(&query.to_string()), Ok(Some(query.clone())), "{}", query),
            Ok(None) => prop_assert!(input.trim().is_empty()),
            Err(error) => prop_assert!(error.span.get(&input).is_some(), "{:?}", error.span),
        }
    }
}
