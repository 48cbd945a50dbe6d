//! Queries of every form, drawn so that they hit.

use dateline::query::{Query, Term};
use proptest::prelude::*;

use crate::stories::VOCABULARY;

/// Every form that must occur, conditions by their names.
pub const FORMS: [&str; 22] = [
    "word",
    "exact",
    "wildcard",
    "fuzzy",
    "gaps",
    "wild phrase",
    "phrase",
    "near",
    "except",
    "regex",
    "title",
    "and",
    "or",
    "not",
    "words",
    "date",
    "status",
    "tag",
    "language",
    "place",
    "views",
    "track",
];

fn one_of(all: &'static [&'static str]) -> impl Strategy<Value = String> {
    proptest::sample::select(all).prop_map(str::to_owned)
}

fn any_condition() -> impl Strategy<Value = String> {
    prop_oneof![
        one_of(&["words:>8", "words:<=5", "words:3..12", "words:>20"]),
        one_of(&[
            "date:2022",
            "date:2022-10..2023-02",
            "date:none",
            "date:any",
            "date:>=2023",
            "date:<2022"
        ]),
        one_of(&[
            "status:unseen",
            "status:*seen",
            "status:reviewed",
            "status:dis*"
        ]),
        one_of(&[
            "tag:claim",
            "tag:=claim",
            "tag:hard",
            "tag:cl?im",
            "tag:supply"
        ]),
        one_of(&[
            "language:en",
            "language:eng",
            "language:English",
            "lang:uk",
            "language:french",
            "language:unknown"
        ]),
        one_of(&["place:usa", "PLACE:=usa", "place:\"new york\"", "place:u*"]),
        one_of(&["views:>100", "views:10..100", "views:>10"]),
        one_of(&["track:town", "track:group", "track:*"]),
    ]
}

fn any_words() -> impl Strategy<Value = String> {
    let word = || proptest::sample::select(&VOCABULARY[..]);
    let words = || proptest::collection::vec(word(), 2..4).prop_map(|w| w.join(" "));
    prop_oneof![
        4 => word().prop_map(str::to_owned),
        2 => word().prop_map(|w| format!("=\"{w}\"")),
        3 => words().prop_map(|w| format!("\"{w}\"")),
        2 => one_of(&["wa*", "z*", "*r", "y?r", "1*0", "?n", "w*n*r"]),
        2 => one_of(&["yra~1", "wagner~2", "zelensky~2", "ann~1"]),
        2 => one_of(&["\"y* wagner\"", "\"* yar\"", "\"an * yar\"", "\"wa* *\""]),
        2 => (words(), 0_u32..4).prop_map(|(w, n)| format!("\"{w}\"~{n}")),
        2 => (word(), 0_u32..5, word()).prop_map(|(a, n, b)| format!("{a} NEAR/{n} {b}")),
        1 => (word(), word(), 0_u32..5, word()).prop_map(|(a, c, n, b)| format!("({a} OR \"{c} an\") NEAR/{n} {b}")),
        2 => (word(), one_of(&["\"an yar\"", "wagner", "/r,/", "an OR yar NEAR/1 wagner"]))
            .prop_map(|(of, but)| format!("({of} OR wa* OR zelenskyy) EXCEPT ({but})")),
        2 => one_of(&["/y.r/", "/wagner|yar/", "/(?-i)Yar/", "/n\\s+y/", "/[0-9,]+/"]),
        2 => word().prop_map(|w| format!("title:\"{w}\"")),
    ]
}

/// Combinations of these.
fn combined(leaves: BoxedStrategy<String>) -> impl Strategy<Value = Query> {
    let tree = leaves.prop_recursive(3, 12, 3, |inner| {
        let inner = inner.boxed();
        let joined = |glue: &'static str| {
            proptest::collection::vec(inner.clone(), 2..4)
                .prop_map(move |p| format!("({})", p.join(glue)))
        };
        prop_oneof![
            3 => joined(" OR "),
            2 => joined(" AND "),
            1 => inner.clone().prop_map(|q| format!("NOT ({q})"))
        ]
    });
    tree.prop_map(|q| {
        let parsed = Query::parse(&q).unwrap_or_else(|e| panic!("{q}: {e}"));
        parsed.unwrap()
    })
}

/// Of words and conditions.
pub fn any_query() -> impl Strategy<Value = Query> {
    combined(prop_oneof![5 => any_words(), 4 => any_condition()].boxed())
}

/// Of words alone.
pub fn query_of_words() -> impl Strategy<Value = Query> {
    combined(any_words().boxed())
}

/// The forms that occur in a query.
pub fn forms(query: &Query) -> Vec<String> {
    query.all_parts().into_iter().map(form).collect()
}

fn form(part: &Query) -> String {
    let name = match part {
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
        Query::Except(_) => "except",
        Query::Regex(_) => "regex",
        Query::Title(_) => "title",
        Query::Field(test) if test.name == "lang" => "language",
        Query::Field(test) => &test.name,
        Query::And(_) => "and",
        Query::Or(_) => "or",
        Query::Not(_) => "not",
    };
    name.to_owned()
}
