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
fn mentions_that_are_part_of_others_are_taken_out() {
    let except = |of, but| Query::Except(Box::new(Except { of, but }));
    let bill = || phrase(&["bill", "clinton"]);
    assert_eq!(
        parsed("clinton EXCEPT \"bill clinton\""),
        except(word("clinton"), bill())
    );
    // From left to right, looser than NEAR, tighter than AND.
    assert_eq!(
        parsed("a EXCEPT b EXCEPT c d"),
        Query::And(vec![
            except(except(word("a"), word("b")), word("c")),
            word("d")
        ])
    );
    assert_eq!(
        parsed("a NEAR/2 b EXCEPT c NEAR/3 d"),
        parsed("(a NEAR/2 b) EXCEPT (c NEAR/3 d)")
    );
    for printed in [
        "a EXCEPT b EXCEPT c",
        "a EXCEPT (b EXCEPT c)",
        "(a OR b) EXCEPT (c AND d)",
        "NOT (a EXCEPT b)",
        "title:(a EXCEPT b)",
        "a EXCEPT /b/ OR c",
    ] {
        assert_eq!(parsed(printed).to_string(), printed);
    }
}

#[test]
fn what_other_programs_write_is_understood_where_it_is_certain() {
    for (theirs, ours) in [
        ("a and b", "a AND b"),
        ("a or b", "a OR b"),
        ("a Or (b And c)", "a OR (b AND c)"),
        ("a and not b", "a AND NOT b"),
        ("a && b || c", "(a AND b) OR c"),
        ("a & b | c", "(a AND b) OR c"),
        ("!a", "NOT a"),
        ("a !b", "a AND NOT b"),
        ("a (!\"b c\")", "a AND NOT \"b c\""),
        ("a near/5 b", "a NEAR/5 b"),
        ("a NEAR5 b", "a NEAR/5 b"),
        ("/x/i", "/x/"),
        ("/x/gi a", "/x/ a"),
        ("'a b'", "\"a b\""),
        ("‘a b’ c", "\"a b\" c"),
        ("‚a b‘", "\"a b\""),
        ("«a b»", "\"a b\""),
        ("»a b«", "\"a b\""),
        ("„a b“", "\"a b\""),
        ("「a b」~3", "\"a b\"~3"),
        ("＂a b＂", "\"a b\""),
        ("=«A b»", "=\"A b\""),
        ("='A b'", "=\"A b\""),
        ("-'a b' c", "-\"a b\" c"),
        ("tag:'casualty claim'", "tag:\"casualty claim\""),
        ("source:«BBC News» a", "source:\"BBC News\" a"),
        ("'the dog’s bark'", "\"the dog bark\""),
    ] {
        assert_eq!(parsed(theirs), parsed(ours), "{theirs}");
    }
    assert_eq!(
        parsed("source.name:torvik").to_string(),
        "source.name:\"torvik\""
    );
}

#[test]
fn what_other_programs_write_is_never_taken_for_words() {
    for (theirs, at, words) in [
        ("a w/5 b", "w/5", "NEAR/5"),
        ("a W/5 b", "W/5", "NEAR/5"),
        ("a w/s b", "w/s", "NEAR/10"),
        ("a pre/5 b", "pre/5", "\"a b\"~5"),
        ("a ADJ5 b", "ADJ5", "\"a b\"~5"),
        ("a adj3 b", "adj3", "\"a b\"~3"),
        ("a ADJ b", "ADJ", "follow each other"),
        ("a SENTENCE b", "SENTENCE", "NEAR/10"),
        ("a XOR b", "XOR", "(a OR b)"),
        ("a xor b", "xor", "(a OR b)"),
        ("a ODER b", "ODER", "a OR b"),
        ("a date>2022", "date>2022", "date:>2022"),
        ("hl=bakhmut", "hl=bakhmut", "hl:bakhmut"),
        ("a near b", "near", "NEAR/10"),
        ("a except b", "except", "EXCEPT"),
        ("a not b", "not", "-a or NOT a"),
        ("not guilty", "not", "\"not\""),
        ("a or not b", "not", "-a or NOT a"),
        ("and a", "and", "both sides"),
        ("a or", "r", "missing"),
        ("shell!", "shell!", "shell*"),
        ("shell$ a", "shell$", "shell*"),
        ("a shell%", "shell%", "shell*"),
        ("C++", "C++", r"/C\+\+/"),
        ("=C#", "=C#", "not searched"),
        ("bakhmut^2", "bakhmut^2", "no weights"),
        ("a|b", "a|b", "a OR b"),
        ("a&&b c", "a&&b", "a AND b"),
        ("/x/s", "s", "(?s)"),
        ("/home/user", "user", "quotation marks"),
        ("pubdate:[2022 TO 2023]", "[2022", "two dots"),
        ("words:{1 TO 3}", "{1", "two dots"),
        ("«a b", "«a b", "not closed"),
        ("*:*", "*:*", "at least one letter"),
        ("a EXCEPT -b", "-", "Behind EXCEPT"),
        ("a EXCEPT (b tag:c)", "(", "Behind EXCEPT"),
        ("tag:c EXCEPT b", "tag:", "Before EXCEPT"),
        ("a EXCEPT", "T", "missing at the end"),
        ("a NEAR/3 (b EXCEPT c)", "(", "NEAR works between"),
    ] {
        let error = Query::parse(theirs).expect_err(theirs);
        assert_eq!(error.span.get(theirs), Some(at), "{theirs}");
        assert!(error.message.contains(words), "{theirs}: {}", error.message);
    }
}

#[test]
fn words_that_only_look_like_operators_stay_words() {
    let all = |words: &[&str]| Query::And(words.iter().map(|w| word(w)).collect());
    assert_eq!(parsed("near bakhmut"), all(&["near", "bakhmut"]));
    assert_eq!(parsed("\"and\""), word("and"));
    assert_eq!(parsed("\"not\" guilty"), all(&["not", "guilty"]));
    assert_eq!(
        parsed("and/or w/o"),
        Query::And(vec![phrase(&["and", "or"]), phrase(&["w", "o"])])
    );
    assert_eq!(parsed("AT&T"), phrase(&["at", "t"]));
    assert_eq!(parsed("10% $5m #x @y"), all(&["10", "5m", "x", "y"]));
    assert_eq!(parsed("N5 w5"), all(&["n5", "w5"]));
    assert_eq!(parsed("'tis o'clock"), all(&["tis", "o'clock"]));
    assert_eq!(
        parsed("tag:and title:or").to_string(),
        "tag:\"and\" AND title:\"or\""
    );
    for word in ["and", "OR", "near", "near5", "adj5", "except"] {
        let query = parsed(&format!("\"{word}\""));
        assert_eq!(parsed(&query.to_string()), query);
    }
}

#[test]
fn words_of_the_house_are_phrases_in_a_query() {
    for (typed, words) in [
        ("l'Ukraine", vec!["l", "ukraine"]),
        ("D’Amato", vec!["d", "amato"]),
        ("Mr.Putin", vec!["mr", "putin"]),
        ("snake_case", vec!["snake", "case"]),
        ("d'aujourd'hui", vec!["d", "aujourd'hui"]),
    ] {
        assert_eq!(parsed(typed), phrase(&words), "{typed}");
    }
    // Small letters do not tell whether a text with capitals has one word or two.
    assert_eq!(
        parsed("mr.putin"),
        Query::Or(vec![word("mr.putin"), phrase(&["mr", "putin"])])
    );
    assert_eq!(parsed("\"example.org\""), word("example.org"));
    assert_eq!(parsed("u.s 3.5 ph.d"), parsed("\"u.s\" \"3.5\" \"ph.d\""));
    assert_eq!(parsed("Łódź"), word("lodz"));
    assert_eq!(parsed("Un\u{AD}ter"), word("unter"));
    assert_eq!(
        parsed("=Un\u{AD}ter"),
        Query::Term(Term::Exact("Unter".into()))
    );
    // A wildcard may stand for nothing: U.S* is still one word.
    assert_eq!(parsed("U.S*"), wild("u.s*"));
    assert_eq!(
        parsed("l'ukrain*"),
        Query::Phrase(Phrase {
            words: vec![Term::Word("l".into()), Term::Wildcard("ukrain*".into())],
            extra: 0
        })
    );
}

#[test]
fn deep_nesting_is_an_error_not_a_crash() {
    assert!(Query::parse(&"(".repeat(100_000)).is_err());
    assert!(Query::parse(&format!("{}a", "NOT ".repeat(100_000))).is_err());
    assert!(Query::parse(&vec!["a"; 100_000].join(" NEAR ")).is_err());
    assert!(Query::parse(&vec!["a"; 100_000].join(" EXCEPT ")).is_err());
}

fn any_leaf() -> impl Strategy<Value = String> {
    let vocabulary =
        "(bakhmut|o'brien|and|near|a\\.bc|near5|l'été|ł|12000|3\\.5|u\\.s|straße|бахмут|fox)";
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
        let other = inner.clone();
        prop_oneof![
            joined(" OR ", &inner),
            joined(" AND ", &inner),
            joined(" ", &inner),
            inner.clone().prop_map(|q| format!("-{q}")),
            inner.prop_map(|q| format!("NOT ({q})")),
            (other, "(fox|\"a b\"|/x/)").prop_map(|(q, b)| format!("({q} OR fox) EXCEPT {b}")),
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
    fn any_input_is_a_query_or_an_error_inside_it(input in "([a-z\"()*~:/?=<>. -]|OR |AND |NOT |NEAR/2 |EXCEPT |and |not |near |l'|['!^|&_+]|«|»|‘|ł|\u{AD}|[A-C]|date:|tag:|title:|ё|😊|“|\\\\){0,24}") {
        match Query::parse(&input) {
            Ok(Some(query)) => prop_assert_eq!(Query::parse(&query.to_string()), Ok(Some(query.clone())), "{}", query),
            Ok(None) => prop_assert!(input.trim().is_empty()),
            Err(error) => prop_assert!(error.span.get(&input).is_some(), "{:?}", error.span),
        }
    }
}
