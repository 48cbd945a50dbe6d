//! Tables as programs write them, and what must not be lost of them.

use super::*;
use crate::import::formats::testing;

/// Articles and what was said of a table of this name.
fn outcome(name: &str, text: &[u8]) -> (Vec<Draft>, Vec<String>) {
    testing::outcome(name, text, read)
}

fn texts(name: &str, text: &str) -> Vec<String> {
    let (drafts, _) = outcome(name, text.as_bytes());
    drafts.into_iter().map(|d| d.text).collect()
}

#[test]
fn quotation_marks_that_are_never_closed_take_no_other_record_with_them() {
    for (name, table, all) in [
        (
            "a.csv",
            "id,date,title,text\n1,2023-02-20,One,Alpha.\n2,2023-02-21,Two,\"Bravo never closed\n3,2023-02-22,Three,Charlie.\n4,2023-02-23,Four,Delta.\n",
            vec![
                "One\n\nAlpha.",
                "Two\n\n\"Bravo never closed",
                "Three\n\nCharlie.",
                "Four\n\nDelta.",
            ],
        ),
        (
            "a.csv",
            "id,date,title,text\n1,2023-02-20,One,\"Bravo never closed\n2,2023-02-21,Two,\"Alpha, beta.\"\n3,2023-02-22,Three,Charlie.\n",
            vec![
                "One\n\n\"Bravo never closed",
                "Two\n\nAlpha, beta.",
                "Three\n\nCharlie.",
            ],
        ),
        (
            "a.tsv",
            "id\ttitle\ttext\n1\tOne\t\"We go,\" he said\n2\t\"Two\" it is\tBravo \"x\"\n3\tThree\tCharlie\"\n",
            vec![
                "One\n\n\"We go,\" he said",
                "\"Two\" it is\n\nBravo \"x\"",
                "Three\n\nCharlie\"",
            ],
        ),
        (
            "a.tsv",
            "id\ttitle\ttext\n1\tOne\t\"Alpha\n2\tTwo\t\"Bravo\"\n3\tThree\tCharlie\n",
            vec!["One\n\n\"Alpha", "Two\n\n\"Bravo\"", "Three\n\nCharlie"],
        ),
    ] {
        assert_eq!(texts(name, table), all, "{table}");
    }
    let (_, said) = outcome(
        "a.csv",
        b"id,date,text\n1,2023-02-20,\"open\n2,2023-02-21,b\n",
    );
    assert!(
        said[0].contains("quotation mark") && said[0].contains("line 2"),
        "{said:?}"
    );
}

#[test]
fn fields_in_marks_are_what_stands_between_them() {
    for (name, table, all) in [
        (
            "a.csv",
            "id,title,text\n1,A,\"Line one.\nLine two, with comma.\n\nLine \"\"four\"\".\"\n2,B,\"\"\n",
            vec![
                "A\n\nLine one.\nLine two, with comma.\n\nLine \"four\".",
                "B",
            ],
        ),
        (
            "a.csv",
            "id,title,text\n1,A,\"He said \\\"no repair\\\", then left.\"\n2,B,\"C:\\\\dir\"\n",
            vec!["A\n\nHe said \"no repair\", then left.", "B\n\nC:\\dir"],
        ),
        // A backslash is a sign like any other where no mark is escaped by one.
        (
            "a.csv",
            "id,title,text\n1,A,\"C:\\dir\\\"\n2,B,b\n",
            vec!["A\n\nC:\\dir\\", "B\n\nb"],
        ),
        (
            "a.csv",
            "id;title;text\r\n1; \"A; a\" ;\"x\ry\"\r\n",
            vec!["A; a\n\nx\ry"],
        ),
        ("a.tsv", "\"id\"\t\"text\"\n\"1\"\t\"Road\"\n", vec!["Road"]),
        (
            "a.tsv",
            "id\ttext\n1\t\"Two\nlines\"\n2\t\"a\"\"b\"\n",
            vec!["Two\nlines", "a\"b"],
        ),
        ("a.csv", "id,text\r1,Road\r2,Rail\r", vec!["Road", "Rail"]),
        // A table of numbers inside a text.
        (
            "a.csv",
            "id,title,text,url\n2,A,a,u\n3,B,\"Spent\n2,470, 000,1,2\n045\",u\n",
            vec!["A\n\na", "B\n\nSpent\n2,470, 000,1,2\n045"],
        ),
    ] {
        assert_eq!(texts(name, table), all, "{table}");
    }
}

#[test]
fn heads_are_found_and_delimiters_told() {
    for table in [
        "sep=;\r\nid;date;title;text\r\n1;2023-02-22;Pier;Pier, quay and road.\r\n",
        "\"sep=;\"\nid;date;title;text\n1;2023-02-22;Pier;Pier, quay and road.\n",
        "id|date|title|text\n1|2023-02-22|Pier|Pier, quay and road.\n",
        "# Export of the archive, 5 May 2024\n# query: pier\nid;date;title;text\n1;2023-02-22;Pier;Pier, quay and road.\n",
        "id,date,title,text\n1,2023-02-22,Pier,Pier, quay and road.\n",
        "Export\n\nid\tdate\ttitle\ttext\n1\t2023-02-22\tPier\tPier, quay and road.\n",
    ] {
        let (drafts, _) = outcome("a.csv", table.as_bytes());
        assert_eq!(drafts.len(), 1, "{table}");
        assert_eq!(drafts[0].text, "Pier\n\nPier, quay and road.", "{table}");
        assert!(drafts[0].date.is_some() && drafts[0].record.as_deref() == Some("1"));
    }
}

#[test]
fn ragged_rows_lose_nothing_and_gain_nothing() {
    let table = "id,date,title,text\n1,2023-02-20,One\n2,2023-02-21,Two,Bravo text, with a comma unquoted\n\n3,2023-02-22,Three,Charlie text.,,,\n";
    let (drafts, said) = outcome("a.csv", table.as_bytes());
    let texts: Vec<&str> = drafts.iter().map(|d| d.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "One",
            "Two\n\nBravo text, with a comma unquoted",
            "Three\n\nCharlie text."
        ]
    );
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("record 2"), "{said:?}");
}

#[test]
fn two_columns_of_a_name_are_two_values() {
    let (drafts, said) = outcome(
        "a.csv",
        b"id,text,text\n1,Alpha text,Bravo text\n2,Charlie,\n",
    );
    assert_eq!(drafts[0].text, "Alpha text");
    assert_eq!(
        drafts[0].fields,
        [("text (2)".to_owned(), "Bravo text".to_owned())]
    );
    assert!(said[0].contains("“text”"), "{said:?}");
}

#[test]
fn rows_are_decoded_one_by_one() {
    let mut table = "id,title,text\n1,Jetée,La jetée est réparée.\n"
        .as_bytes()
        .to_vec();
    table.extend(b"2,Caf\xE9,Le caf\xE9 du port est ferm\xE9.\n3,Pier,Pier\0 closed\n");
    let (drafts, said) = outcome("a.csv", &table);
    assert_eq!(drafts[0].text, "Jetée\n\nLa jetée est réparée.");
    assert_eq!(drafts[1].text, "Café\n\nLe café du port est fermé.");
    assert_eq!(drafts.len(), 3);
    assert_eq!(said.len(), 2, "{said:?}");
    let (wide, _) = outcome(
        "a.csv",
        &"\u{FEFF}id\ttext\n1\tjetée\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>(),
    );
    assert_eq!(wide[0].text, "jetée");
    let (old, said) = outcome(
        "a.csv",
        &encoding_rs::WINDOWS_1251
            .encode("id;text\n1;Причал в порту закрыт на ремонт до весны.\n")
            .0,
    );
    assert_eq!(old[0].text, "Причал в порту закрыт на ремонт до весны.");
    assert_eq!(
        (&*old[0].encoding, old[0].encoding_guessed, said.len()),
        ("windows-1251", true, 0)
    );
    assert!(
        matches!(outcome("a.csv", b"PK\x03\x04xx").1[0].as_str(), said if said.contains("ZIP"))
    );
}

#[test]
fn tables_without_an_ending_are_told_by_their_heads() {
    for text in [
        "id,title,date,text\n1,Road cut,2023-02-22,\"Shelling, again.\"\n",
        "id\ttitle\tdate\ttext\r\n1\tRoad\t2023-02-22\tShelling.\r\n",
        "sep=;\nTitel;Datum;Text\nWehr;23.10.2021;Offen\n",
    ] {
        assert!(dialect::looks_like_table(text), "{text}");
    }
    for text in [
        "Road, bridge and text\nShelling, rain and snow\n",
        "London, Paris, Rome\nOne, two, three\n",
        "Title, text and date are the columns.\nNone, of, this is one.\n",
        "Date: today\nTitle: Road\n",
        "title,text\n",
    ] {
        assert!(!dialect::looks_like_table(text), "{text}");
    }
}

#[test]
fn a_field_over_thousands_of_lines_is_read_in_one_go() {
    let long = "He said \"\"no\"\" to it, again.\n".repeat(20_000);
    let table = format!("id,text\n1,\"{long}\"\n2,b\n");
    let all = texts("a.csv", &table);
    assert_eq!(all.len(), 2);
    assert!(all[0].len() > 400_000 && all[0].starts_with("He said \"no\" to it"));
}
