//! Laws of every format in the table.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::*;
use crate::exchange::sample::{annotation, corpus, set, with_annotations, workspace};
use crate::exchange::{ExportRecord, RecordKind, RelationRecord, write_set};
use crate::workspace::{Attribute, Codebook, Workspace};

fn written(format: &Format, workspace: &Workspace) -> (String, LossReport) {
    let corpus = corpus();
    let mut out = Vec::new();
    let set = set(workspace, &corpus);
    let report = write_set(format, &set, &mut out, &AtomicBool::new(false)).unwrap();
    (as_text(format, &out), report)
}

/// What was written as one text: of an archive its files one after the other.
pub(in crate::exchange) fn as_text(format: &Format, bytes: &[u8]) -> String {
    if !format.is_archive {
        return String::from_utf8(bytes.to_vec()).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("set.zip");
    std::fs::write(&path, bytes).unwrap();
    let files = crate::exchange::packed::files_of(&path).unwrap();
    let all = files
        .into_iter()
        .map(|(name, bytes)| name + "\n" + &String::from_utf8(bytes).unwrap());
    all.collect::<Vec<_>>().join("\n")
}

#[test]
fn words_and_endings_lead_back_to_their_format_and_no_two_share_one() {
    for format in FORMATS.iter().copied() {
        assert_eq!(Format::by_word(format.word), Some(format));
        for ending in format.endings {
            let path = format!("set.{}", ending.to_uppercase());
            assert_eq!(Format::by_ending(Path::new(&path)), Some(format), "{path}");
        }
        assert!(format.endings.contains(&format.extension()));
        assert!(format.read.is_some() || format.write.is_some());
    }
    assert_eq!(Format::by_word("pdf"), None);
    assert_eq!(Format::by_ending(Path::new("jsonl")), None);
}

/// Words of an article that stand beside no annotation.
const FAR_FROM_ANNOTATIONS: &str = "a nurse on her way";

/// Changes one annotation of a workspace.
fn changed(workspace: Workspace, number: u32, change: impl Fn(&mut Annotation)) -> Workspace {
    with_annotations(workspace, |mut one| {
        if one.id == annotation(number) {
            change(&mut one);
        }
        Some(one)
    })
}

/// A workspace that has more of a thing than another, and is the same in everything else.
fn pair(what: Holding) -> (Workspace, Workspace) {
    let before = workspace();
    let mut after = before.clone();
    let article = |name: &str| {
        let articles = before.annotations.articles();
        let mut found = articles.filter(|id| id.as_str().contains(name));
        found.next().unwrap().clone()
    };
    let without = |number| {
        with_annotations(before.clone(), move |a| {
            (a.id != annotation(number)).then_some(a)
        })
    };
    match what {
        Holding::TagDefinitions => {
            let mut tags = after.codebook.tags().to_vec();
            tags[1].definition = "Another meaning.".into();
            after.codebook = Codebook::new(tags, 1);
        }
        // A word that no annotation quotes.
        Holding::Texts => {}
        Holding::Dates => after.overrides[&article("02-")].date = None,
        Holding::ArticleStatus => after.overrides[&article("02-")].status = ReviewStatus::Seen,
        Holding::Memos => after.overrides[&article("01-")].memo = "Another memo.".into(),
        Holding::Tags => after = changed(after, 1, |a| a.tag = None),
        Holding::PlainNotes => after = without(3),
        Holding::WholeArticles => after = without(6),
        Holding::SeveralRanges => {
            after = changed(after, 2, |a| {
                a.anchors.pop();
            });
        }
        Holding::SeparateQuotes => {
            // Words that are nowhere have no ranges: what is left is how they are divided.
            let quoted = |parts: [&'static str; 2]| {
                changed(before.clone(), 2, move |a| {
                    for (anchor, part) in a.anchors.iter_mut().zip(parts) {
                        anchor.quote = part.into();
                    }
                })
            };
            return (quoted(["a", "b … c"]), quoted(["a … b", "c"]));
        }
        Holding::Notes => after = changed(after, 2, |a| a.note = "Another note.".into()),
        Holding::Attributes => {
            after = changed(after, 1, |a| {
                a.attributes.push(Attribute {
                    key: "by".into(),
                    value: "night".into(),
                });
            });
        }
        Holding::Authors => after = changed(after, 1, |a| a.author = "Emmy".into()),
        Holding::Times => {
            after = changed(after, 1, |a| {
                a.modified = "2024-06-01T00:00:00Z".parse().unwrap()
            });
        }
        Holding::Status => after = changed(after, 1, |a| a.status = ReviewStatus::Dismissed),
        Holding::Revisions => after = changed(after, 1, |a| a.revision = 9),
        Holding::Relations => {
            let mut relations: Vec<_> = after.relations.iter().cloned().collect();
            // Of two annotations of one article.
            relations[1].name = "confirms".into();
            after.relations = relations.into_iter().collect();
        }
        Holding::Further(_) => {}
    }
    (before, after)
}

#[test]
fn what_a_format_holds_is_in_what_it_writes_and_what_it_does_not_hold_is_told() {
    let mut wrong = Vec::new();
    for format in Format::writable() {
        for what in Holding::ALL {
            let (before, after) = pair(what);
            let ((one, report), (other, _)) = (written(format, &before), written(format, &after));
            let is_there = match what {
                // Words that stand beside no annotation.
                Holding::Texts => one.contains(FAR_FROM_ANNOTATIONS),
                _ => one != other,
            };
            // Where words without a place are left out, the ranges say how the others are divided.
            let left_out = "annotations of words that are not found in the article as it is now";
            if what == Holding::SeparateQuotes && report.lost(left_out) > 0 {
                continue;
            }
            let (holds, is_told) = (format.holds(what), report.lost(what.words()) > 0);
            if is_there != holds || is_told == holds {
                wrong.push(format!(
                    "{}: {what:?}: there {is_there}, held {holds}, told {is_told}",
                    format.words
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_annotation_has_its_status_and_every_relation_is_there() {
    let workspace = workspace();
    let (text, report) = written(Format::by_word("jsonl").unwrap(), &workspace);
    let records: Vec<ExportRecord> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for record in &records {
        let one = workspace
            .annotations
            .get(record.id.parse().unwrap())
            .unwrap();
        assert_eq!(record.status, one.status.words());
        assert_eq!(
            record.article_status,
            workspace.status(&one.article).words()
        );
    }
    let mut relations: Vec<_> = records.iter().flat_map(|r| &r.relations).collect();
    relations.sort_by(|a, b| a.id.cmp(&b.id));
    let expected: Vec<_> = workspace.relations.iter().collect();
    assert_eq!(relations.len(), expected.len());
    for (got, relation) in relations.iter().zip(expected) {
        let fields = [&got.id, &got.name, &got.from, &got.to].map(String::as_str);
        let ids = [
            relation.id.to_string(),
            relation.from.to_string(),
            relation.to.to_string(),
        ];
        assert_eq!(fields, [&*ids[0], &relation.name, &ids[1], &ids[2]]);
        let start = records.iter().find(|r| r.relations.contains(got)).unwrap();
        assert_eq!(start.id, got.from);
    }
    let (given, taken) = (RecordKind::Annotations, RecordKind::Relations);
    assert_eq!((report.taken(given), report.taken(taken)), (8, 3));
}

#[test]
fn the_three_flat_formats_hold_the_same_records() {
    let workspace = workspace();
    let text = |word| written(Format::by_word(word).unwrap(), &workspace).0;
    let lines: Vec<ExportRecord> = text("jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let list: Vec<ExportRecord> = ::ron::from_str(&text("ron")).unwrap();
    assert_eq!(lines, list);
    let csv = text("csv");
    let mut table = ::csv::Reader::from_reader(csv.as_bytes());
    let head = table.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|h| h == name).unwrap();
    for (row, record) in table.records().map(Result::unwrap).zip(&lines) {
        assert_eq!(
            (&row[at("id")], &row[at("status")]),
            (&*record.id, &*record.status)
        );
        let relations = &row[at("relations")];
        let read: Vec<RelationRecord> = match relations {
            "" => Vec::new(),
            json => serde_json::from_str(json).unwrap(),
        };
        assert_eq!(read, record.relations);
    }
}

#[test]
fn records_written_before_status_and_relations_can_still_be_read() {
    let old = r#"{"id":"a","article":"b","path":"","title":"","date":null,"basis":null,"tag":null,"ranges_chars":[],"ranges_bytes":[],"ranges_utf16":[],"text_start":0,"quotes":[],"quote":"","note":"","attributes":{},"author":"","created":"","modified":""}"#;
    let record: ExportRecord = serde_json::from_str(old).unwrap();
    assert!(record.status.is_empty() && record.relations.is_empty());
}

/// What of an annotation a format can hold.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Projected {
    text: String,
    label: String,
    quotes: Vec<String>,
    spans: Vec<crate::text::Span>,
    note: String,
    attributes: Vec<(String, String)>,
    author: String,
}

/// A set as far as a format holds it.
fn projected(format: &Format, set: &dyn AnnotatedSet) -> (Vec<Projected>, Vec<String>) {
    let holds = |what| format.holds(what);
    let mut out = Vec::new();
    let mut words = std::collections::HashMap::new();
    for article in set.articles() {
        let Some(text) = set.text(&article) else {
            continue;
        };
        for one in set.annotations(&article) {
            if one.tag.is_none() && !holds(Holding::PlainNotes)
                || one.is_whole_article() && !holds(Holding::WholeArticles)
            {
                continue;
            }
            let most = if holds(Holding::SeveralRanges) {
                usize::MAX
            } else {
                1
            };
            let anchors: Vec<_> = one.anchors.iter().take(most).collect();
            let quotes: Vec<String> = anchors.iter().map(|a| a.quote.to_string()).collect();
            words.insert(one.id, quotes.join("|"));
            let path = one.tag.map(|t| set.codebook().path(t)).unwrap_or_default();
            let if_held = |what, value: String| if holds(what) { value } else { String::new() };
            let attributes = one
                .attributes
                .iter()
                .map(|a| (a.key.to_string(), a.value.to_string()));
            let mut attributes: Vec<_> = attributes.collect();
            attributes.sort();
            if !holds(Holding::Attributes) {
                attributes.clear();
            }
            out.push(Projected {
                text: if_held(Holding::Texts, text.to_string()),
                label: path.replace(" / ", "/"),
                spans: if holds(Holding::Texts) {
                    anchors.iter().map(|a| a.span).collect()
                } else {
                    Vec::new()
                },
                quotes,
                note: if_held(Holding::Notes, one.note.to_string()),
                attributes,
                author: if_held(Holding::Authors, one.author.to_string()),
            });
        }
    }
    let mut relations = Vec::new();
    for relation in set.relations().filter(|_| holds(Holding::Relations)) {
        if let Some((from, to)) = words.get(&relation.from).zip(words.get(&relation.to)) {
            relations.push(format!("{from} {} {to}", relation.name));
        }
    }
    out.sort();
    relations.sort();
    (out, relations)
}

#[test]
fn reading_what_was_written_gives_the_set_as_far_as_the_format_holds_it() {
    let (workspace, corpus) = (workspace(), corpus());
    // Within one article, as the files of these formats are; and attributes that every one of them can spell.
    let mut workspace = with_annotations(workspace, |mut one| {
        for attribute in &mut one.attributes {
            attribute.key = attribute.key.replace(' ', "_").into();
            attribute.value = attribute.value.replace(' ', "_").into();
        }
        Some(one)
    });
    let article = |id| workspace.annotations.get(id).map(|a| a.article.clone());
    let same = |r: &&crate::workspace::Relation| article(r.from) == article(r.to);
    workspace.relations = workspace.relations.iter().filter(same).cloned().collect();
    let set = set(&workspace, &corpus);
    // The words of these lines alone stand in their files.
    let cannot_be_compared = ["conll", "webanno-tsv", "w3c", "jsonl", "ron"];
    for format in
        Format::readable().filter(|f| f.write.is_some() && !cannot_be_compared.contains(&f.word))
    {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("set.{}", format.extension()));
        let mut bytes = Vec::new();
        write_set(format, &set, &mut bytes, &AtomicBool::new(false)).unwrap();
        std::fs::write(&path, bytes).unwrap();
        let mut report = LossReport::default();
        let read = (format.read.unwrap())(&path, &mut report).unwrap();
        assert_eq!(report.lines(), Vec::<String>::new(), "{}", format.words);
        let (mut given, relations) = projected(format, &set);
        let (read, relations_read) = projected(format, &*read);
        if format.word == "brat" {
            // A path is one word there.
            for one in &mut given {
                one.label = one.label.replace(' ', "_");
            }
            given.sort();
        }
        assert_eq!(read, given, "{}", format.words);
        assert_eq!(relations_read, relations, "{}", format.words);
        // The same set gives the same bytes.
        let mut again = Vec::new();
        write_set(format, &set, &mut again, &AtomicBool::new(false)).unwrap();
        assert_eq!(again, std::fs::read(&path).unwrap(), "{}", format.words);
    }
}
