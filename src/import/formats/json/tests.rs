//! Objects and lists: which of them are records, without any of them being built first.

use super::*;
use crate::corpus::Draft;
use crate::import::archive::Budget;
use crate::import::head::FileHead;

/// Texts of the articles, and what was wrong.
fn outcome(text: &str) -> (Vec<String>, Vec<String>) {
    let mut texts = Vec::new();
    let mut take = |drafts: Vec<Draft>, _| {
        texts.extend(drafts.into_iter().map(|d| d.text));
        true
    };
    let mut outlet = Outlet::new(&mut take);
    let head = FileHead::new("a.json", text.as_bytes());
    let mut context = ReadContext {
        head: &head,
        bytes: text.len() as u64,
        mapping: None,
        of_folder: false,
        budget: &mut Budget::new(),
    };
    let outcome = read(Input::Bytes(text.as_bytes()), &mut context, &mut outlet);
    let problems = outlet.into_problems().into_iter().chain(outcome.err());
    let problems = problems.map(|p| p.to_string()).collect();
    (texts, problems)
}

#[test]
fn the_list_of_an_object_is_read_and_its_neighbours_are_told() {
    let text = r#"{"total":2,"zoo":[{"title":"no"}],"articles":[{"title":"Road"},7,{"title":"Rail"}],"tags":["a"]}"#;
    let (texts, problems) = outcome(text);
    assert_eq!(texts, ["Road", "Rail"]);
    assert!(problems[0].contains("record 2"), "{problems:?}");
    assert!(
        problems[1].contains("“articles” is read, beside it there is “zoo”"),
        "{problems:?}"
    );
}

#[test]
fn an_object_with_a_text_is_a_record_whatever_lists_it_holds() {
    let body = "cut ".repeat(60);
    let text = format!(r#"{{"pictures":[{{"title":"no"}}],"title":"Road","text":"{body}"}}"#);
    let (texts, problems) = outcome(&text);
    assert_eq!((texts.len(), problems.len()), (1, 0), "{problems:?}");
    assert!(texts[0].starts_with("Road\n\ncut"));
    assert_eq!(outcome(r#"{"title":"Road"}"#).0, ["Road"]);
}

#[test]
fn what_lies_too_deep_is_told_and_what_came_before_is_loaded() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let (texts, problems) = outcome(&format!(
        r#"[{{"title":"Road"}},{{"title":"x","a":{deep}}}]"#
    ));
    assert_eq!(texts, ["Road"]);
    assert!(problems[0].contains("128 deep"), "{problems:?}");
    // One that is not a record is passed over, however deep.
    let (texts, problems) = outcome(&format!(
        r#"{{"a":{deep},"articles":[{{"title":"Road"}}]}}"#
    ));
    assert_eq!((texts.len(), problems.len()), (1, 0), "{problems:?}");
}

/// The values of a list are counted for each record, not for the list.
#[test]
fn a_list_of_any_length_is_read_record_by_record() {
    let list = "{},".repeat(5_000);
    let (texts, problems) = outcome(&format!(r#"{{"x":[{list}{{"title":"Road"}}]}}"#));
    assert_eq!(texts, ["Road"]);
    assert!(
        problems.iter().any(|p| p.contains("has 4980 more records")),
        "{problems:?}"
    );
}
