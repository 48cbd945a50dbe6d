//! Annotations as JSON, one object a line.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

use super::json::objects;
use super::{Format, Holding};
use crate::exchange::{
    AnnotatedSet, ExportError, ExportRecord, GivenDocument, GivenLink, GivenMark, GivenSet,
    LossReport, OffsetUnit, each_record,
};
use crate::workspace::{Codebook, ReviewStatus};

pub(super) static FORMAT: Format = Format {
    word: "jsonl",
    words: "JSON Lines",
    endings: &["jsonl", "ndjson"],
    holds: &HOLDS,
    is_archive: false,
    read: Some(read),
    write: Some(write),
};

/// What a flat record holds.
pub(super) const HOLDS: [Holding; 14] = [
    Holding::Dates,
    Holding::ArticleStatus,
    Holding::Tags,
    Holding::PlainNotes,
    Holding::WholeArticles,
    Holding::SeveralRanges,
    Holding::SeparateQuotes,
    Holding::Notes,
    Holding::Attributes,
    Holding::Authors,
    Holding::Times,
    Holding::Status,
    Holding::Revisions,
    Holding::Relations,
];

fn write(
    set: &dyn AnnotatedSet,
    out: &mut dyn Write,
    report: &mut LossReport,
) -> Result<(), ExportError> {
    // A line is handed on at once: whoever takes it asks each time whether to go on.
    let mut line = Vec::new();
    each_record(set, report, |record| {
        line.clear();
        serde_json::to_writer(&mut line, record).map_err(|e| ExportError::Io(e.into()))?;
        line.push(b'\n');
        Ok(out.write_all(&line)?)
    })
}

fn read(path: &Path, report: &mut LossReport) -> Result<Box<dyn AnnotatedSet>, String> {
    let mut records = Vec::new();
    for (file, at, object) in objects(path, report)? {
        match serde_json::from_value::<ExportRecord>(object) {
            Ok(record) => records.push(record),
            Err(why) => report.lose(
                "lines that are no annotation",
                format!("{file} {at}: {why}"),
            ),
        }
    }
    Ok(set_of(records, report))
}

/// The set of flat records: they have quotations and ranges, and no texts.
pub(super) fn set_of(records: Vec<ExportRecord>, report: &mut LossReport) -> Box<dyn AnnotatedSet> {
    let mut documents: Vec<GivenDocument> = Vec::new();
    let mut at: HashMap<String, usize> = HashMap::new();
    for record in records {
        let place = *at.entry(record.article.clone()).or_insert_with(|| {
            documents.push(GivenDocument {
                name: record.article.clone(),
                title: record.title.clone(),
                date: record.date.clone(),
                source: record.source.clone(),
                ..GivenDocument::default()
            });
            documents.len() - 1
        });
        let Some(document) = documents.get_mut(place) else {
            continue;
        };
        let links = record.relations.into_iter().map(|r| GivenLink {
            id: r.id,
            name: r.name,
            from: r.from,
            to: r.to,
        });
        document.links.extend(links);
        let status = ReviewStatus::ALL.into_iter();
        document.marks.push(GivenMark {
            id: record.id,
            label: record.tag.map(|t| t.replace(" / ", "/")),
            ranges: record.ranges_bytes,
            quotes: record.quotes,
            note: record.note,
            attributes: record.attributes.into_iter().collect(),
            author: record.author,
            created: Some(record.created),
            modified: Some(record.modified),
            status: status
                .clone()
                .find(|s| s.words() == record.status)
                .unwrap_or_default(),
            revision: record.revision,
        });
    }
    let set = GivenSet::new(documents, Codebook::default(), OffsetUnit::Bytes, report);
    Box::new(set)
}
