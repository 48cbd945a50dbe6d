use std::collections::HashMap;

use super::*;
use crate::corpus::{Corpus, Draft, SourceId};
use crate::query::{Facts, Prepared};
use crate::text::fold;

/// Two articles; one column is called Place, one source like a field that does not exist.
fn facts() -> WorkspaceFacts {
    let drafts = [("a.txt", "usa", "400"), ("b.txt", "uk", "9")].map(|(path, place, views)| {
        let draft = Draft {
            text: format!("Bakhmut and {place}"),
            publisher: Some("wire".to_owned()),
            fields: vec![
                ("Place".to_owned(), place.to_owned()),
                ("views".to_owned(), views.to_owned()),
            ],
            ..Draft::default()
        };
        (path.to_owned(), draft)
    });
    let corpus = Arc::new(Corpus::of_drafts(1, &SourceId("s".into()), drafts));
    let derived = crate::enrich::run_only(&[crate::enrich::language::NAME], &corpus);
    WorkspaceFacts::new(corpus, Arc::default(), derived, HashMap::new())
}

fn parsed(query: &str) -> Query {
    Query::parse(query).unwrap().unwrap()
}

fn refused(facts: &WorkspaceFacts, query: &str) -> QueryError {
    let parsed = parsed(query);
    let error = Prepared::new(&parsed, facts).err().expect(query);
    // Looking it over first says the same.
    assert_eq!(facts.check(&parsed), Err(error.clone()), "{query}");
    error
}

#[test]
fn a_name_that_is_no_field_is_refused_with_the_nearest_at_its_place() {
    let facts = facts();
    for (query, at, words) in [
        (
            "bakhmut daet:2022",
            "daet",
            "There is no field daet; did you mean date?",
        ),
        ("(tga:claim OR x)", "tga", "did you mean tag?"),
        ("langauge:en", "langauge", "did you mean language?"),
        ("plaec:usa", "plaec", "did you mean place?"),
        ("-titel:x", "titel", "did you mean title?"),
        (
            "nonsense:x",
            "nonsense",
            "there are: title, source, author, file, date",
        ),
        ("nonsense:x", "nonsense", "Place, views"),
        ("wire:x", "wire", "There is no field wire"),
    ] {
        let error = refused(&facts, query);
        assert_eq!(error.span.get(query), Some(at), "{query}");
        assert!(error.message.contains(words), "{query}: {}", error.message);
    }
}

#[test]
fn columns_are_fields_whatever_their_case() {
    let facts = facts();
    for (query, expected) in [
        ("place:usa", [true, false]),
        ("PLACE:u*", [true, true]),
        ("views:>100", [true, false]),
        ("views:5..10", [false, true]),
        ("NOT place:usa", [false, true]),
    ] {
        let query = parsed(query);
        let prepared = Prepared::new(&query, &facts).unwrap();
        let holds = |at: u32| {
            let article = crate::corpus::ArticleIx(at);
            let text = facts.corpus.text(article).unwrap();
            let words = crate::query::TokenizedText::new(text, 0);
            prepared.find(&words, article).is_some()
        };
        assert_eq!([holds(0), holds(1)], expected, "{query}");
    }
    assert!(
        refused(&facts, "views:>many")
            .message
            .contains("a number or a date")
    );
}

#[test]
fn while_articles_are_to_come_an_unknown_column_holds_nowhere_and_is_no_mistake() {
    let growing = facts().while_growing(true);
    let query = parsed("later:x");
    assert_eq!(growing.check(&query), Ok(()));
    let field = &query.fields()[0];
    let holds = growing.condition(field).unwrap();
    assert!(!holds(crate::corpus::ArticleIx(0)));
    // Nor is it one before columns are known at all.
    assert_eq!(check(&query, None), Ok(()));
    let none: [Arc<str>; 0] = [];
    assert!(check(&query, Some(&none)).is_err());
    // But what the table knows is read by its kind even then.
    assert!(check(&parsed("status:x"), None).is_ok());
}

#[test]
fn the_three_names_of_a_language_mean_the_same() {
    let text =
        "The agency said on Monday that the people who had left their houses would return soon.";
    let draft = Draft {
        text: text.to_owned(),
        ..Draft::default()
    };
    let other = Draft {
        text: "Xq".to_owned(),
        ..Draft::default()
    };
    let drafts = [("a.txt".to_owned(), draft), ("b.txt".to_owned(), other)];
    let corpus = Arc::new(Corpus::of_drafts(1, &SourceId("s".into()), drafts));
    let at = |query: &str| -> Vec<bool> {
        let query = parsed(query);
        let derived = derived_for(&query, &corpus);
        let (corpus, workspace) = (Arc::clone(&corpus), Arc::default());
        let facts = WorkspaceFacts::new(Arc::clone(&corpus), workspace, derived, HashMap::new());
        let holds = facts.condition(&query.fields()[0]).unwrap();
        corpus.places().map(holds).collect()
    };
    for name in ["en", "eng", "English", "ENG", "e*g*"] {
        for field in ["language", "lang", "Language"] {
            assert_eq!(
                at(&format!("{field}:{name}")),
                [true, false],
                "{field}:{name}"
            );
        }
    }
    assert_eq!(at("language:unknown"), [false, true]);
    assert_eq!(at("language:fr"), [false, false]);
}

#[test]
fn the_table_holds_together() {
    let mut seen: Vec<&str> = vec!["title"];
    for field in FIELDS {
        for name in std::iter::once(&field.name).chain(field.aliases) {
            assert_eq!(fold(name), *name);
            assert!(!seen.contains(name), "{name} is taken");
            seen.push(name);
        }
        // Its example runs, and shows it.
        let example = parsed(field.example);
        assert!(asks_for(&example, field.name), "{}", field.example);
        assert_eq!(check(&example, Some(&[])), Ok(()), "{}", field.example);
        assert!(!field.help.is_empty());
        let enrichers = crate::enrich::ENRICHERS.iter();
        let known: Vec<&str> = enrichers.map(|e| e.name()).collect();
        assert!(field.reads.is_none_or(|name| known.contains(&name)));
    }
    // Proposals of every field are values it understands.
    let (workspace, derived) = (Workspace::default(), Derived::default());
    let known = Known {
        workspace: &workspace,
        sources: &[("The Wire".to_owned(), 3)],
        derived: &derived,
    };
    for field in FIELDS {
        for value in (field.values)(&known) {
            let query = parsed(&format!("{}:\"{value}\"", field.name));
            assert_eq!(check(&query, Some(&[])), Ok(()), "{query}");
        }
    }
}

/// A field that is new needs no word of the language: its value is read by its kind.
#[test]
fn a_new_field_is_a_row_of_the_table() {
    static LETTERS: [Field; 1] = [Field {
        name: "letters",
        aliases: &[],
        kind: Kind::Number,
        origin: Origin::Article,
        example: "letters:>100",
        help: "how many bytes its text has",
        reads: None,
        changes_with: &[],
        values: no_values,
        condition: |facts, test| {
            let number = test.number()?;
            let of = |at| facts.corpus().text(at).map_or(0, str::len);
            Ok(Box::new(move |at| number.holds(of(at) as f64)))
        },
    }];
    let facts = facts().with_more_fields(&LETTERS);
    for (query, expected) in [
        ("letters:>14", [true, false]),
        ("letters:14", [false, true]),
        ("letters:1..20", [true, true]),
    ] {
        let query = parsed(query);
        assert_eq!(facts.check(&query), Ok(()));
        let holds = facts.condition(&query.fields()[0]).unwrap();
        let places = facts.corpus().places();
        assert_eq!(places.map(holds).collect::<Vec<_>>(), expected, "{query}");
    }
    let wrong = refused(&facts, "letters:many");
    assert!(wrong.message.starts_with("Write a number here"));
}

#[test]
fn a_track_that_cannot_be_counted_is_no_zero_to_those_that_ask_for_it() {
    let track = |name: &str, query: &str| crate::workspace::Track {
        id: crate::workspace::TrackId::random(),
        name: name.into(),
        slot: crate::workspace::Slot::after(0),
        query: query.into(),
        shown: true,
    };
    let mut facts = facts();
    let workspace = Workspace {
        tracks: vec![
            track("broken", "daet:2022"),
            track("open", "(bakhmut"),
            track("itself", "track:itself"),
            track("town", "bakhmut place:usa"),
        ],
        ..Workspace::default()
    };
    facts.workspace = Arc::new(workspace);
    for (query, words) in [
        (
            "usa track:broken",
            "The track broken cannot be counted. There is no field daet",
        ),
        (
            "track:o*",
            "The track open cannot be counted. This ( is not closed",
        ),
    ] {
        let error = refused(&facts, query);
        assert!(error.message.starts_with(words), "{error}");
        assert!(error.span.get(query).unwrap().starts_with("track:"));
    }
    for query in ["track:town", "track:itself", "track:nothing"] {
        assert_eq!(facts.check(&parsed(query)), Ok(()), "{query}");
    }
}
