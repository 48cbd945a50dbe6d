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
