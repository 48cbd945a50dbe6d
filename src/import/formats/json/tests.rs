//! Which values are records, at whatever depth and with whatever faults.

use super::*;
use crate::import::formats::{sniff, testing};
use crate::import::head::FileHead;

/// Articles and what was said of a file of this name.
fn outcome(name: &str, text: &[u8]) -> (Vec<Draft>, Vec<String>) {
    let head = FileHead::new(name, text);
    testing::outcome(name, text, sniff(&head).read)
}

fn texts(name: &str, text: &str) -> Vec<String> {
    let (drafts, _) = outcome(name, text.as_bytes());
    drafts.into_iter().map(|d| d.text).collect()
}

#[test]
fn records_are_found_at_any_depth() {
    let (a, b) = ("Road cut near Velmora.", "Aid reached Torvik.");
    for text in [
        format!(r#"{{"response":{{"pages":3,"results":[{{"text":"{a}"}},{{"text":"{b}"}}]}}}}"#),
        format!(
            r#"{{"took":3,"hits":{{"total":2,"hits":[{{"_id":"1","_source":{{"text":"{a}"}}}},{{"_id":"2","_source":{{"text":"{b}"}}}}]}}}}"#
        ),
        format!(r#"{{"x1":{{"text":"{a}"}},"x2":{{"text":"{b}"}}}}"#),
        format!(r#"{{"data":{{"x1":{{"body":"{a}"}},"x2":{{"body":"{b}"}}}}}}"#),
        format!(
            r#"[{{"type":"header","version":"5"}},{{"type":"table","name":"posts","data":[{{"text":"{a}"}},{{"text":"{b}"}}]}}]"#
        ),
        format!(
            r#"{{"kind":"Listing","data":{{"children":[{{"kind":"t3","data":{{"selftext":"{a}"}}}},{{"kind":"t3","data":{{"selftext":"{b}"}}}}]}}}}"#
        ),
        format!(
            r#"[{{"content":{{"rendered":"<p>{a}</p>"}}}},{{"content":{{"rendered":"{b}"}}}}]"#
        ),
        format!(
            r#"{{"licence":"{}","sources":[{{"name":"P","url":"u"}}],"posts":[{{"text":"{a}"}}],"pages":[{{"text":"{b}"}}]}}"#,
            "For research only. ".repeat(30)
        ),
        format!("{{\n \"text\": \"{a}\"\n}}\n{{\n \"text\": \"{b}\"\n}}\n"),
        format!("{{\"text\":\"{a}\"}},\n{{\"text\":\"{b}\"}},\n"),
        format!("{{'text': '{a}', 'x': None}}\n{{'text': '{b}', 'x': True}}\n"),
        format!("\u{1E}{{\"text\":\"{a}\"}}\n\u{1E}{{\"text\":\"{b}\"}}\n"),
    ] {
        for name in ["a.json", "a.jsonl", "a.txt", "a"] {
            assert_eq!(texts(name, &text), [a, b], "{name}: {text}");
        }
    }
}

#[test]
fn comments_may_come_first_and_tables_of_statisticians_have_rows() {
    let (a, b) = ("Road cut near Velmora.", "Aid reached Torvik.");
    for text in [
        format!(
            "// exported\n/* by\nhand */ [{{\"text\":\"{a}\"}}, // one\n{{\"text\":\"{b}\"}},]"
        ),
        format!(r#"{{"columns":["id","text"],"index":[0,1],"data":[[1,"{a}"],[2,"{b}"]]}}"#),
        format!(r#"{{"id":{{"0":1,"1":2}},"text":{{"0":"{a}","1":"{b}"}}}}"#),
    ] {
        assert_eq!(texts("a.json", &text), [a, b], "{text}");
    }
}

#[test]
fn what_belongs_to_a_record_is_no_record() {
    let body = "The road was cut again. ".repeat(12);
    for text in [
        format!(r#"{{"title":"Road","text":"{body}","comments":[{{"text":"no"}}]}}"#),
        format!(
            r#"{{"title":"Road","text":"{body}","thread":[{{"text":"{body}"}},{{"text":"{body}"}}]}}"#
        ),
        format!(
            r#"{{"title":"Road","text":"{body}","pictures":[{{"title":"no"}}],"place":{{"name":"x"}}}}"#
        ),
        format!(r#"{{"article":{{"title":"Road","text":"{body}"}}}}"#),
    ] {
        let all = texts("a.json", &text);
        assert_eq!(all.len(), 1, "{text}");
        assert!(all[0].starts_with("Road\n\nThe road"), "{}", all[0]);
    }
}

#[test]
fn sentences_of_a_record_are_its_text() {
    for (list, text) in [
        (
            r#""sentences":[{"text":"One."},{"text":"Two."}]"#,
            "One. Two.",
        ),
        (r#""sentences":["One.","Two."]"#, "One. Two."),
        (
            r#""paragraphs":[{"text":"One."},{"text":"Two."}]"#,
            "One.\n\nTwo.",
        ),
        (
            r#""content":[{"type":"p","text":"One."},{"type":"p","text":"Two."}]"#,
            "One.\n\nTwo.",
        ),
    ] {
        let record = format!(r#"{{"title":"Road","date":"2023-02-22",{list}}}"#);
        for file in [record.clone(), format!("[{record},{record}]")] {
            let all = texts("a.json", &file);
            assert_eq!(all[0], format!("Road\n\n{text}"), "{file}");
        }
    }
    // Records that an answer calls its content.
    let page = r#"{"page":1,"title":"Page","content":[{"title":"A","text":"One."},{"title":"B","text":"Two."}]}"#;
    assert_eq!(texts("a.json", page), ["A\n\nOne.", "B\n\nTwo."]);
}

#[test]
fn texts_given_as_lists_are_whole() {
    for (value, text) in [
        (
            r#"["The pier is closed.","The ferry runs."]"#,
            "The pier is closed.\n\nThe ferry runs.",
        ),
        (
            r#"["Pier near ",{"type":"bold","text":"Alder"},"."]"#,
            "Pier near Alder.",
        ),
        (r#"[{"type":"bold","text":"ONLY"}]"#, "ONLY"),
        (
            r#"[{"type":"paragraph","text":"One."},{"type":"paragraph","text":"Two."}]"#,
            "One.\n\nTwo.",
        ),
        (
            r#"{"content_type":"text","parts":["One.","Two."]}"#,
            "One.\n\nTwo.",
        ),
        (r##"{"#text":"One."}"##, "One."),
    ] {
        assert_eq!(
            texts("a.json", &format!(r#"[{{"id":1,"text":{value}}}]"#)),
            [text],
            "{value}"
        );
    }
    // Short words in a list are labels.
    let (drafts, _) = outcome(
        "a.json",
        br#"[{"text":"x","places":["usa","uk"],"sizes":[{"w":1},{"w":2}]}]"#,
    );
    assert_eq!(
        drafts[0].fields,
        [
            ("places".to_owned(), "usa; uk".to_owned()),
            ("sizes".to_owned(), "1; 2".to_owned())
        ]
    );
}

#[test]
fn broken_json_is_never_an_article() {
    let (drafts, said) = outcome("a.txt", b"[{\"text\":\"Road cut\"},{\"text\":\"cut of");
    assert_eq!(drafts.len(), 1);
    assert!(said.iter().any(|s| s.contains("EOF")), "{said:?}");
    for text in [
        "{\"text\": \"x\" \"y\"}",
        "[{\"text\":]",
        "{\"a\":{\"text\":\"x\"}}}}",
    ] {
        let (drafts, said) = outcome("notes", text.as_bytes());
        assert!(drafts.iter().all(|d| !d.text.contains('{')), "{drafts:?}");
        assert!(!said.is_empty(), "{text}");
    }
    let (drafts, said) = outcome(
        "a.json",
        b"[{\"text\":\"One\",\"n\":NaN},{\"text\":\"Two\"},]",
    );
    assert_eq!(drafts.len(), 2);
    assert!(said[0].contains("mended"), "{said:?}");
}

#[test]
fn records_are_read_once_though_a_fault_comes_late() {
    let many = "{\"text\":\"Road cut\"},".repeat(5000);
    let (drafts, said) = outcome("a.json", format!("[{many}]").as_bytes());
    assert_eq!(drafts.len(), 5000, "{said:?}");
    assert_eq!(drafts.last().unwrap().record.as_deref(), Some("5000"));
}

#[test]
fn the_list_of_an_object_is_read_and_its_neighbours_are_told() {
    let text =
        br#"{"total":2,"zoo":[{"title":"no"}],"articles":[{"title":"Road"},7,{"title":"Rail"}]}"#;
    let (drafts, said) = outcome("a.json", text);
    let texts: Vec<&str> = drafts.iter().map(|d| d.text.as_str()).collect();
    assert_eq!(texts, ["Road", "Rail"]);
    assert!(said[0].contains("record 2"), "{said:?}");
    assert!(said[1].contains("beside it there is “zoo”"), "{said:?}");
}

#[test]
fn other_encodings_are_read_and_said() {
    let lines = "{\"text\":\"La jetée est réparée.\"}\n{\"text\":\"Le port est fermé.\"}\n";
    let wide: Vec<u8> = "\u{FEFF}"
        .encode_utf16()
        .chain(lines.encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(lines);
    for (bytes, encoding) in [(wide, "UTF-16BE"), (latin.into_owned(), "windows-1252")] {
        for name in ["a.jsonl", "a.json", "a.txt"] {
            let (drafts, said) = outcome(name, &bytes);
            assert_eq!(drafts.len(), 2, "{name} {encoding}: {said:?}");
            assert_eq!(drafts[0].text, "La jetée est réparée.");
            assert_eq!((&*drafts[0].encoding, name), (encoding, name));
        }
    }
}

#[test]
fn what_lies_too_deep_is_told_and_what_came_before_is_loaded() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let text = format!(r#"[{{"title":"Road"}},{{"title":"x","a":{deep}}}]"#);
    let (drafts, said) = outcome("a.json", text.as_bytes());
    assert_eq!((drafts.len(), &*drafts[0].text), (1, "Road"));
    assert!(said[0].contains("128 deep"), "{said:?}");
    // One that is not a record is passed over, however deep.
    let text = format!(r#"{{"a":{deep},"articles":[{{"title":"Road"}}]}}"#);
    let (drafts, said) = outcome("a.json", text.as_bytes());
    assert_eq!((drafts.len(), said.len()), (1, 0), "{said:?}");
}

#[test]
fn a_record_of_millions_of_values_is_refused() {
    let many = format!("[{}0]", "{},".repeat(4_000_001));
    let text = format!(r#"{{"x":[{{"title":"Road"}},{{"a":{many}}}]}}"#);
    let (drafts, said) = outcome("a.json", text.as_bytes());
    assert_eq!(drafts.len(), 1);
    assert!(said[0].contains("more than 4000000 values"), "{said:?}");
    // A list of a million records is none.
    let text = format!(r#"{{"x":[{}{{"title":"Road"}}]}}"#, "{},".repeat(1_000_001));
    let (drafts, said) = outcome("a.json", text.as_bytes());
    assert_eq!(drafts.len(), 1);
    assert!(
        said.iter().any(|p| p.contains("has 999981 more records")),
        "{said:?}"
    );
}
