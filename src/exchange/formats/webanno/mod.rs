//! WebAnno TSV 3.3 (and 3.2 on reading), which INCEpTION reads and writes: a word a line, annotations in
//! columns. Ranges count units of UTF-16. Text between sentences is not in such files: it is a line end.

mod reading;

use std::collections::BTreeMap;
use std::io::Write;

use super::{Format, Holding};
use crate::exchange::document::{Document, Keeps, each_document, words_and_signs};
use crate::exchange::packed::Packer;
use crate::exchange::{AnnotatedSet, ExportError, LossReport};
use crate::text::{Span, reading_paragraphs, sentences};
use crate::workspace::AnnotationId;

pub(super) static FORMAT: Format = Format {
    word: "webanno-tsv",
    words: "WebAnno TSV 3.3",
    endings: &["webanno.zip", "tsv"],
    holds: &[
        Holding::Texts,
        Holding::Tags,
        Holding::SeparateQuotes,
        Holding::Relations,
    ],
    is_archive: true,
    read: Some(reading::read),
    write: Some(write),
};

/// The layer of relations by which our own files are known: in them a value is a whole path.
const OWN: &str = "DatelineRelation";
const ENTITY: &str = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";

fn escaped(words: &str) -> String {
    let words = words.replace('\\', "\\\\").replace("->", "\\->");
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '[' | ']' | '|' | '_' | ';' | '*' => {
                out.push('\\');
                out.push(c);
            }
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
    out
}

/// A row: a word, or a part of one that an annotation begins or ends in.
struct Row {
    number: String,
    span: Span,
}

fn write(
    set: &dyn AnnotatedSet,
    out: &mut dyn Write,
    report: &mut LossReport,
) -> Result<(), ExportError> {
    let mut archive = Packer::new(out);
    let keeps = Keeps {
        relations: true,
        ..Keeps::default()
    };
    each_document(set, keeps, report, |doc, _| {
        let tsv = tsv(doc);
        archive.file(&format!("{}.tsv", doc.name), tsv.as_bytes())
    })?;
    archive.finish()
}

fn tsv(doc: &Document<'_>) -> String {
    let mut out = format!(
        "#FORMAT=WebAnno TSV 3.3\n#T_SP={ENTITY}|identifier|value\n#T_RL=webanno.custom.{OWN}|name|BT_{ENTITY}\n\n"
    );
    // The first range of each annotation, by a number from 1.
    let spans: Vec<(usize, Span, String)> = doc
        .marks
        .iter()
        .enumerate()
        .filter_map(|(at, mark)| {
            let span = mark.of.spans().next()?;
            Some((at + 1, span, mark.label.clone().unwrap_or_default()))
        })
        .collect();
    let mut first_row: BTreeMap<usize, String> = BTreeMap::new();
    let mut blocks: Vec<(Span, Vec<Row>)> = Vec::new();
    for paragraph in reading_paragraphs(&doc.text, 0) {
        for sentence in sentences(&doc.text, paragraph) {
            let rows = rows(doc, sentence, blocks.len() + 1, &spans);
            for row in &rows {
                for (number, span, _) in &spans {
                    if span.overlaps(row.span) && row_holds(row, *span) {
                        first_row
                            .entry(*number)
                            .or_insert_with(|| row.number.clone());
                    }
                }
            }
            blocks.push((sentence, rows));
        }
    }
    let number_of = |id: AnnotationId| doc.place_of(id).map(|at| at + 1);
    for (sentence, rows) in &blocks {
        let words = sentence.get(&doc.text).unwrap_or_default();
        out.push('\n');
        for line in words.split('\n') {
            out += &format!(
                "#Text={}\n",
                line.replace('\\', "\\\\")
                    .replace('\t', "\\t")
                    .replace('\r', "\\r")
            );
        }
        for row in rows {
            let (start, end) = doc.utf16(row.span);
            let here: Vec<&(usize, Span, String)> = spans
                .iter()
                .filter(|(_, span, _)| span.overlaps(row.span) && row_holds(row, *span))
                .collect();
            let ids: Vec<String> = here.iter().map(|(n, ..)| format!("*[{n}]")).collect();
            let values: Vec<String> = here
                .iter()
                .map(|(n, _, label)| format!("{}[{n}]", escaped(label)))
                .collect();
            let mut names = Vec::new();
            let mut ends = Vec::new();
            for link in &doc.links {
                let (Some(from), Some(to)) = (number_of(link.from), number_of(link.to)) else {
                    continue;
                };
                if first_row.get(&to) == Some(&row.number) {
                    let governor = first_row.get(&from).cloned().unwrap_or_default();
                    names.push(if link.name.is_empty() {
                        "*".to_owned()
                    } else {
                        escaped(&link.name)
                    });
                    ends.push(format!("{governor}[{from}_{to}]"));
                }
            }
            let cell = |all: Vec<String>| {
                if all.is_empty() {
                    "_".to_owned()
                } else {
                    all.join("|")
                }
            };
            let word = row.span.get(&doc.text).unwrap_or_default();
            out += &format!(
                "{}\t{start}-{end}\t{word}\t{}\t{}\t{}\t{}\t\n",
                row.number,
                cell(ids),
                cell(values),
                cell(names),
                cell(ends)
            );
        }
    }
    out
}

/// Whether a row says that an annotation covers it: a word all of which lies inside, or a part of one.
fn row_holds(row: &Row, span: Span) -> bool {
    span.covers(row.span)
}

/// The words of a sentence, each followed by the parts that annotations cut from it.
fn rows(
    doc: &Document<'_>,
    sentence: Span,
    number: usize,
    spans: &[(usize, Span, String)],
) -> Vec<Row> {
    let mut out = Vec::new();
    for (count, span) in (1..).zip(words_and_signs(&doc.text, sentence)) {
        out.push(Row {
            number: format!("{number}-{count}"),
            span,
        });
        let cuts = spans
            .iter()
            .filter(|(_, s, _)| s.overlaps(span) && !s.covers(span))
            .filter_map(|(_, s, _)| s.intersect(span));
        let mut cuts: Vec<Span> = cuts.collect();
        cuts.sort_unstable();
        cuts.dedup();
        out.extend((1..).zip(cuts).map(|(n, span)| Row {
            number: format!("{number}-{count}.{n}"),
            span,
        }));
    }
    out
}
