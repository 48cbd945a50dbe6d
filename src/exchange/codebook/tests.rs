//! Codebooks come back as they were, and what a format cannot hold is told.

use super::*;
use crate::workspace::{AttributeKind, AttributeSchema, Slot};

fn read_as(format: &CodebookFormat, text: &str) -> Result<Vec<Tag>, String> {
    (format.read)(text, &mut LossReport::default())
}

fn book() -> Codebook {
    let top = Tag {
        folder: true,
        ..Tag::new(TagId::random(), "claim & counter", Slot::after(3))
    };
    let below = Tag {
        parent: Some(top.id),
        key: TagKey::new('l'),
        definition: "Losses, <killed> or \"wounded\"".into(),
        examples: "=1+1 looks like a formula".into(),
        exclusions: "Prisoners".into(),
        attributes: vec![AttributeSchema {
            name: "claimed by".into(),
            kind: AttributeKind::Choice(vec!["Kyiv".into(), "Moscow".into()]),
            required: true,
            default: "Kyiv".into(),
        }],
        retired: true,
        ..Tag::new(TagId::random(), "losses", Slot::after(7))
    };
    Codebook::new(vec![top, below], 0)
}

#[test]
fn a_codebook_comes_back_from_csv_and_ron_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let book = book();
    for name in ["book.csv", "book.ron"] {
        let path = folder.path().join(name);
        assert_eq!(
            write_codebook(&book, &path).unwrap(),
            LossReport::whole(RecordKind::Tags, 2),
            "{name}"
        );
        let read = read_codebook(&path).unwrap();
        assert_eq!(read.tags, book.tags(), "{name}");
        assert_eq!(take_in(&book, read.tags).added, []);
    }
}

#[test]
fn refi_qda_keeps_names_ids_colours_folders_and_descriptions() {
    let folder = tempfile::tempdir().unwrap();
    let book = book();
    let path = folder.path().join("book.qdc");
    let report = write_codebook(&book, &path).unwrap();
    let lost = [
        "keys of tags",
        "attributes of tags",
        "marks of retired tags",
    ];
    assert_eq!(lost.map(|what| report.lost(what)), [1, 1, 1]);
    let read = read_codebook(&path).unwrap();
    for (a, b) in read.tags.iter().zip(book.tags()) {
        let part = |t: &Tag| (t.id, t.parent, t.name.clone(), t.slot, t.folder);
        assert_eq!(part(a), part(b));
    }
    let said = &read.tags[1].definition;
    assert!(
        said.starts_with("Losses, <killed> or \"wounded\"") && said.contains("Not for: Prisoners")
    );
}

#[test]
fn tags_of_the_same_path_are_the_same_and_keys_stay_where_they_are() {
    let here = book();
    let csv = "tag,description\nclaim & counter / losses,other words\nclaim & counter / ground,new\nnew top,\n";
    let read = read_as(&csv::FORMAT, csv).unwrap();
    let taken = take_in(&here, read);
    let names: Vec<&str> = taken.added.iter().map(|t| &*t.name).collect();
    assert_eq!((names, taken.known), (vec!["ground", "new top"], 2));
    assert_eq!(taken.added[0].parent, Some(here.tags()[0].id));
    // A sub-tag's row may come before that of the tag above it.
    let csv = "path,key,definition\nnews / war,w,fighting\nnews,n,everything\n";
    let read = read_as(&csv::FORMAT, csv).unwrap();
    let [news, war] = &read[..] else {
        panic!("{read:?}")
    };
    assert_eq!(
        (&*news.definition, news.key),
        ("everything", TagKey::new('n'))
    );
    assert_eq!((war.parent, &*war.definition), (Some(news.id), "fighting"));
    assert!(read_as(&csv::FORMAT, "a,b\n1,2\n").is_err());
    assert!(read_as(&qdc::FORMAT, "<CodeBook><Codes/></CodeBook>").is_err());
}

#[test]
fn what_cannot_be_taken_in_is_told() {
    let mut losses = LossReport::default();
    let text =
        "<CodeBook><Codes><Code name=\"a\"/></Codes><Sets><Set name=\"all\"/></Sets></CodeBook>";
    assert_eq!((qdc::FORMAT.read)(text, &mut losses).unwrap().len(), 1);
    assert_eq!(losses.lines(), ["sets of codes: 1 (all)"]);
    let mut losses = LossReport::default();
    let text = "path,attributes\na,nonsense\n";
    assert_eq!((csv::FORMAT.read)(text, &mut losses).unwrap().len(), 1);
    assert_eq!(
        losses.lines(),
        ["attributes of tags that cannot be read: 1 (row 2)"]
    );
}

/// Paths and definitions of what a file holds, and what is said of it.
fn taken(name: &str, bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let read = read_codebook(&path).unwrap_or_else(|e| panic!("{name}: {e}"));
    let book = Codebook::new(read.tags, 0);
    let line = |t: &Tag| format!("{}={}", book.path(t.id).replace(" / ", "/"), t.definition);
    let tags = book.tags().iter().map(line).collect();
    (tags, read.losses.lines())
}

#[test]
fn tables_are_divided_by_whatever_divides_them() {
    let right = ["claim=A claim; bold", "loss=Losses"];
    for text in [
        "Name;Description\nclaim;\"A claim; bold\"\nloss;Losses\n",
        "sep=;\r\nName;Description\r\nclaim;\"A claim; bold\"\r\nloss;Losses\r\n",
        "Name\tDescription\nclaim\tA claim; bold\nloss\tLosses\n",
        "Name|Description\nclaim|A claim; bold\nloss|Losses\n",
        "\u{FEFF}Description,Name\nA claim; bold,claim\nLosses,loss\n",
    ] {
        assert_eq!(taken("a.csv", text.as_bytes()).0, right, "{text}");
    }
    let wide: Vec<u8> = "\u{FEFF}Name\tDescription\nclaim\tA claim; bold\nloss\tLosses\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(taken("a.txt", &wide).0, right);
}

#[test]
fn codebooks_of_other_programs_keep_their_hierarchy_and_comments() {
    let nvivo = "Name,Description,Files,References\nNodes\\\\claim,A claim,2,5\nNodes\\\\claim\\loss/gain,Both,1,2\n";
    assert_eq!(
        taken("n.csv", nvivo.as_bytes()),
        (
            vec!["claim=A claim".into(), "claim/loss-gain=Both".into()],
            vec![
                "columns: 2 (Files, References)".into(),
                "the “/” of names (it became a “-”): 1 (loss/gain)".into()
            ]
        )
    );
    let maxqda = "Color;Parent code;Code;Code memo;Cod. seg. (all documents)\n#4477AA;;claim;A claim;3\n#CC4459;claim;loss;Losses;1\n;claim > loss;heavy;;0\n";
    let (tags, said) = taken("m.csv", maxqda.as_bytes());
    assert_eq!(
        tags,
        ["claim=A claim", "claim/loss=Losses", "claim/loss/heavy="]
    );
    assert_eq!(said, ["columns: 1 (Cod. seg. (all documents))"]);
    let atlas =
        "Code,Comment,Code Group 1\nclaim: loss,Losses of a party,claim\nground,Ground gained,\n";
    let (tags, said) = taken("a.csv", atlas.as_bytes());
    assert_eq!(
        tags,
        ["claim: loss=Losses of a party", "ground=Ground gained"]
    );
    assert_eq!(said, ["groups of codes: 1 (claim)"]);
    let qualcoder =
        "cid,name,memo,catid,owner\n7,loss,Losses,3,ann\n3,claim,A claim,,ann\n9,lost child,,44,\n";
    let (tags, said) = taken("q.csv", qualcoder.as_bytes());
    assert_eq!(tags, ["claim=A claim", "claim/loss=Losses", "lost child="]);
    assert_eq!(
        said,
        [
            "columns: 1 (owner)",
            "tags above others that the file does not hold: 1 (lost child)"
        ]
    );
}

#[test]
fn colours_and_flags_of_other_programs_are_read() {
    let text = "tag,color,folder,retired\na,#cc4459,0,no\nb,#2E8,1,TRUE\nc,red,,0\n";
    let mut losses = LossReport::default();
    let tags = (csv::FORMAT.read)(text, &mut losses).unwrap();
    let flags: Vec<(bool, bool)> = tags.iter().map(|t| (t.folder, t.retired)).collect();
    assert_eq!(flags, [(false, false), (true, true), (false, false)]);
    assert_eq!(tags[0].slot, Slot::new(2).unwrap());
    assert_eq!(losses.lines(), ["colours that cannot be read: 1 (red)"]);
    let qdc = r#"<CodeBook><Codes><Code name="a" isCodable="0"/><Code name="b" isCodable="1"/></Codes></CodeBook>"#;
    let tags = read_as(&qdc::FORMAT, qdc).unwrap();
    assert_eq!((tags[0].folder, tags[1].folder), (true, false));
}

#[test]
fn what_is_merged_renamed_or_skipped_is_said() {
    let (tags, said) = taken(
        "d.csv",
        b"name,description\nother,Of claims\nother,Of sources\nother,Of claims\n",
    );
    assert_eq!(tags, ["other=Of claims", "other 2=Of sources"]);
    assert_eq!(
        said,
        [
            "names that another tag beside has (a number was added): 1 (other 2)",
            "tags that stand there twice (once is enough): 1 (other)"
        ]
    );
    let guid = "11111111-1111-1111-1111-111111111111";
    let qdc = format!(
        r#"<Project><CodeBook><Codes><Code guid="{guid}" name="tanks/armour"><Code guid="{guid}" name="heavy"/></Code><Code name="heavy"/><Code name="heavy"/></Codes></CodeBook><Sources><TextSource><PlainTextSelection><Coding/></PlainTextSelection></TextSource></Sources></Project>"#
    );
    let (tags, said) = taken("d.qdc", qdc.as_bytes());
    assert_eq!(
        tags,
        ["tanks-armour=", "tanks-armour/heavy=", "heavy=", "heavy 2="]
    );
    assert_eq!(
        said,
        [
            "codings of passages: 1",
            "ids that another tag of the file has (a new one was given): 1 (heavy)",
            "names that another tag beside has (a number was added): 1 (heavy 2)",
            "the “/” of names (it became a “-”): 1 (tanks/armour)"
        ]
    );
}

#[test]
fn a_circle_of_parents_is_opened_and_loses_nothing() {
    let text = "id,parent id,code\n1,2,a\n2,1,b\n3,3,c\n";
    let tags = read_as(&csv::FORMAT, text).unwrap();
    assert_eq!(tags.len(), 3);
    assert!(tags.iter().any(|t| t.parent.is_none()));
}

#[test]
fn a_format_is_found_by_its_ending_and_no_two_share_one() {
    for format in CODEBOOK_FORMATS {
        for ending in format.endings {
            let path = format!("book.{}", ending.to_uppercase());
            let found = CodebookFormat::by_ending(Path::new(&path)).unwrap();
            assert_eq!(found.words, format.words);
        }
    }
    assert!(CodebookFormat::by_ending(Path::new("book.pdf")).is_none());
}
