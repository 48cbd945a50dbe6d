//! Names in sentences: what is found, where, and of what kind.

use super::*;
use crate::corpus::{Draft, SourceId};
use crate::enrich::run_only;

fn names_of(texts: &[&str]) -> (Arc<Corpus>, Arc<Derived>) {
    let drafts = texts.iter().enumerate().map(|(n, text)| {
        let draft = Draft {
            text: (*text).to_owned(),
            ..Draft::default()
        };
        (format!("{n}.txt"), draft)
    });
    let corpus = Arc::new(Corpus::of_drafts(1, &SourceId("s".into()), drafts));
    let derived = run_only(&[NAME], &corpus);
    (corpus, derived)
}

/// The forms that are found in a text of its own, in order.
fn found(text: &str) -> Vec<String> {
    let (_, derived) = names_of(&[text]);
    let names = derived.names().unwrap().find_in(text, 0);
    names.into_iter().map(|n| n.words.into()).collect()
}

fn kind(text: &str, form: &str) -> Option<NameKind> {
    let (_, derived) = names_of(&[text]);
    let names = derived.names().unwrap();
    let number = names.number(form).expect("the form is found");
    names.forms()[number as usize].kind
}

#[test]
fn titles_are_no_part_of_a_name_and_make_a_person() {
    let text = "They met President Ilse Veld and Gen. Aram Orlov near Torvik.";
    assert_eq!(found(text), ["Ilse Veld", "Aram Orlov", "Torvik"]);
    assert_eq!(kind(text, "Ilse Veld"), Some(NameKind::Person));
    assert_eq!(kind(text, "Torvik"), Some(NameKind::Place));
}

#[test]
fn the_words_of_a_body_stay_together() {
    for (text, name) in [
        (
            "It was said by the Institute for the Study of War today.",
            "Institute for the Study of War",
        ),
        (
            "He left the Ministry of Foreign Affairs and Trade in May.",
            "Ministry of Foreign Affairs and Trade",
        ),
        (
            "They belong to the Torvik People’s Republic now.",
            "Torvik People’s Republic",
        ),
        ("A deal with Veld & Orlov was signed.", "Veld & Orlov"),
    ] {
        assert_eq!(found(text), [name], "{text}");
    }
}

#[test]
fn a_capital_that_opens_a_sentence_proves_nothing() {
    let text = "Fighting went on. Harbours closed. The fighting near Torvik and the harbours was lost. Torvik fell.";
    assert_eq!(found(text), ["Torvik", "Torvik"]);
}

#[test]
fn headlines_in_capitals_hold_the_names_that_the_text_knows() {
    let text = "HARBOUR CLOSED AS TORVIK FALLS\n\nThe harbour near Torvik was closed. It falls, they said, and closed.";
    assert_eq!(found(text), ["TORVIK", "Torvik"]);
}

#[test]
fn peoples_days_and_months_are_no_names() {
    let text = "On Friday the Russian army and some French men met in January, as Christian said.";
    assert_eq!(found(text), Vec::<String>::new());
}

#[test]
fn a_possessive_ends_a_name() {
    assert_eq!(
        found("It is Torvik’s Harbour Board that met."),
        ["Torvik", "Harbour Board"]
    );
}

#[test]
fn short_forms_in_brackets_are_noted() {
    let (_, derived) = names_of(&["The Royal Harbour Society (RHS) met. The RHS left."]);
    let names = derived.names().unwrap();
    let words = |n: u32| &*names.forms()[n as usize].words;
    let pairs: Vec<_> = names
        .bracketed()
        .iter()
        .map(|(s, l, n)| (words(*s), words(*l), *n))
        .collect();
    assert_eq!(pairs, [("RHS", "Royal Harbour Society", 1)]);
}

#[test]
fn names_lie_inside_their_text_and_counts_add_up() {
    let texts = [
        "In Torvik, Ilse Veld met Orlov.\r\nThe  Royal\u{a0}Society left İstanbul for Zürich—and Łódź.",
        "",
        "A. B. C. O’Brien-Veld, Jr., of the U.S. (USA)… “Who?” said Al-Harlow.",
        "ΑΘΗΝΑ и Торвик 東京 \u{202e}Torvik\u{202c} de la Veld",
    ];
    let (corpus, derived) = names_of(&texts);
    let names = derived.names().unwrap();
    for (n, text) in texts.iter().enumerate() {
        let at = ArticleIx(n as u32);
        let found = names.find_in(corpus.text(at).unwrap(), corpus.title_end(at));
        let total: u32 = names.of(at).iter().map(|(_, n)| n).sum();
        assert_eq!(total as usize, found.len(), "{text}");
        for name in &found {
            assert!(name.span.get(text).is_some(), "{text}");
            assert!(name.with_title.covers(name.span), "{text}");
        }
        assert!(
            found.windows(2).all(|w| w[0].span.end <= w[1].span.start),
            "{text}"
        );
    }
}
