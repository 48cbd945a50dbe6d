//! CoNLL-2003: a word a line with its tag (IOB2), an empty line between sentences, `-DOCSTART-` between
//! documents. Reads two to many columns, blanks or tabs, IOB1, IOB2 and IOBES.
//!
//! Blanks between words are lost: a text that was read is its words with single blanks, said in the report.

use std::io::Write;
use std::path::Path;

use super::{Format, Holding};
use crate::exchange::document::{Document, Keeps, each_document, words_and_signs};
use crate::exchange::packed::{files_of, text_of};
use crate::exchange::{
    AnnotatedSet, ExportError, GivenDocument, GivenMark, GivenSet, LossReport, OffsetUnit,
    RecordKind,
};
use crate::text::{Span, reading_paragraphs, sentences};
use crate::workspace::Codebook;

pub(super) static FORMAT: Format = Format {
    word: "conll",
    words: "CoNLL-2003 (IOB2)",
    endings: &["conll", "iob", "bio"],
    holds: &[Holding::Tags],
    is_archive: false,
    read: Some(read),
    write: Some(write),
};

fn write(
    set: &dyn AnnotatedSet,
    out: &mut dyn Write,
    report: &mut LossReport,
) -> Result<(), ExportError> {
    each_document(set, Keeps::default(), report, |doc, report| {
        out.write_all(b"-DOCSTART- -X- -X- O\n\n")?;
        let held = held(doc, report);
        let mut lines = String::new();
        let mut cut: std::collections::BTreeSet<Span> = std::collections::BTreeSet::new();
        for paragraph in reading_paragraphs(&doc.text, 0) {
            for sentence in sentences(&doc.text, paragraph) {
                let across = |span: &Span| span.overlaps(sentence) && !sentence.covers(*span);
                cut.extend(held.iter().map(|(span, _)| *span).filter(across));
                let mut any = false;
                let words = words_and_signs(&doc.text, sentence);
                for token in &words {
                    let token = *token;
                    let of = held.iter().find(|(span, _)| span.overlaps(token));
                    let tag = of.map_or_else(
                        || "O".to_owned(),
                        |(span, label)| {
                            let begins = words.iter().find(|t| span.overlaps(**t)) == Some(&token)
                                || token.start <= span.start;
                            format!("{}-{label}", if begins { "B" } else { "I" })
                        },
                    );
                    let word = token.get(&doc.text).unwrap_or_default();
                    lines.push_str(&format!("{word} -X- _ {tag}\n"));
                    any = true;
                }
                if any {
                    lines.push('\n');
                }
            }
        }
        for span in cut {
            let words: String = span
                .get(&doc.text)
                .unwrap_or_default()
                .chars()
                .take(40)
                .collect();
            report.lose(
                "annotations across sentences (they are cut into one a sentence)",
                words,
            );
        }
        Ok(out.write_all(lines.as_bytes())?)
    })
}

/// The annotations that lines can hold: of those that overlap the longest, and no part of a word.
fn held(doc: &Document<'_>, report: &mut LossReport) -> Vec<(Span, String)> {
    let mut all: Vec<(Span, String, String)> = Vec::new();
    for mark in &doc.marks {
        let label = mark.label.clone().unwrap_or_default();
        // No blank may stand in a tag.
        let label: String = label.split_whitespace().collect::<Vec<_>>().join("_");
        for span in mark.of.spans().take(1) {
            all.push((span, label.clone(), mark.of.id.to_string()));
        }
    }
    all.sort_by_key(|(span, ..)| (std::cmp::Reverse(span.len()), *span));
    let mut kept: Vec<(Span, String)> = Vec::new();
    for (span, label, id) in all {
        if kept.iter().any(|(other, _)| other.overlaps(span)) {
            report.lose("overlapping annotations (the longest is kept)", id);
            report.untake(RecordKind::Annotations, 1);
        } else {
            kept.push((span, label));
        }
    }
    kept.sort_unstable();
    kept
}

fn read(path: &Path, report: &mut LossReport) -> Result<Box<dyn AnnotatedSet>, String> {
    let mut documents = Vec::new();
    for (name, bytes) in files_of(path)? {
        let text = match text_of(&name, &bytes) {
            Ok(text) => text,
            Err(why) => {
                report.lose("files that cannot be read", why);
                continue;
            }
        };
        let mut reading = Reading::default();
        for (at, line) in text.lines().enumerate() {
            if line.starts_with("-DOCSTART-") {
                reading.end_document(&name, &mut documents);
                continue;
            }
            if line.trim().is_empty() {
                reading.end_sentence();
                continue;
            }
            let columns: Vec<&str> = if line.contains('\t') {
                line.split('\t').collect()
            } else {
                line.split(' ').collect()
            };
            let columns: Vec<&str> = columns
                .into_iter()
                .map(str::trim)
                .filter(|c| !c.is_empty())
                .collect();
            match columns.as_slice() {
                [word, .., tag] => reading.word(word, tag),
                [word] => {
                    report.lose("lines without a tag", format!("{name} {}", at + 1));
                    reading.word(word, "O");
                }
                [] => {}
            }
        }
        reading.end_document(&name, &mut documents);
    }
    report.note("texts are the words with single blanks: the format keeps no others");
    let set = GivenSet::new(
        documents,
        Codebook::default(),
        OffsetUnit::Characters,
        report,
    );
    Ok(Box::new(set))
}

/// A document while its lines are read.
#[derive(Default)]
struct Reading {
    text: String,
    chars: u32,
    marks: Vec<GivenMark>,
    /// The tag that goes on, with where it began.
    open: Option<(String, u32)>,
    /// Where the last word ended, in characters.
    end: u32,
    in_sentence: bool,
}

impl Reading {
    fn word(&mut self, word: &str, tag: &str) {
        if self.in_sentence {
            self.text.push(' ');
            self.chars += 1;
        }
        let (how, label) = tag.split_once('-').unwrap_or((tag, ""));
        let goes_on = self.open.as_ref().is_some_and(|(open, _)| open == label)
            && matches!(how, "I" | "E" | "L");
        if !goes_on {
            self.close();
        }
        if !label.is_empty() && how != "O" && !goes_on {
            self.open = Some((label.to_owned(), self.chars));
        }
        self.text.push_str(word);
        self.chars += word.chars().count() as u32;
        self.end = self.chars;
        self.in_sentence = true;
        if matches!(how, "S" | "U" | "E" | "L") {
            self.close();
        }
    }

    fn close(&mut self) {
        if let Some((label, start)) = self.open.take() {
            self.marks.push(GivenMark {
                label: Some(label),
                ranges: vec![(start, self.end)],
                ..GivenMark::default()
            });
        }
    }

    fn end_sentence(&mut self) {
        self.close();
        if self.in_sentence {
            self.text.push('\n');
            self.chars += 1;
        }
        self.in_sentence = false;
    }

    fn end_document(&mut self, file: &str, out: &mut Vec<GivenDocument>) {
        self.end_sentence();
        let done = std::mem::take(self);
        if done.text.trim().is_empty() {
            return;
        }
        let number = out.iter().filter(|d| d.name.starts_with(file)).count() + 1;
        out.push(GivenDocument {
            name: if number == 1 {
                file.to_owned()
            } else {
                format!("{file} {number}")
            },
            text: Some(done.text),
            marks: done.marks,
            ..GivenDocument::default()
        });
    }
}
