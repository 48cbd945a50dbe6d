//! Writing a set in a format: to any place, or to a file whole or not at all.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::formats::{Format, Holding};
use super::{AnnotatedSet, ExportError, FurtherRecord, LossReport, RecordKind, SetArticle};
use crate::corpus::ArticleId;
use crate::store::stream_atomically;
use crate::workspace::{Annotation, Codebook, Relation};

/// Writes a set in a format, record by record, and says what became of all that was in it. Cancelling is
/// heard between any two annotations, and between any two pieces that are written.
///
/// # Errors
/// What the system says, a format that cannot be written, or that it was cancelled: `out` then holds a part.
pub fn write_set(
    format: &Format,
    set: &dyn AnnotatedSet,
    out: &mut dyn Write,
    cancel: &AtomicBool,
) -> Result<LossReport, ExportError> {
    let Some(write) = format.write else {
        return Err(ExportError::ReadOnlyFormat(format.words));
    };
    let watched = Watched::new(format, set, cancel);
    let mut report = LossReport::default();
    let mut stoppable = Stoppable { out, cancel };
    let outcome = write(&watched, &mut stoppable, &mut report);
    if outcome.is_ok() {
        beside_annotations(format, &watched, &mut report);
    }
    // What the writer made of it does not matter any more, nor what was counted.
    if cancel.load(Ordering::Relaxed) {
        return Err(ExportError::Cancelled);
    }
    outcome?;
    stoppable.flush()?;
    report.add(watched.report.into_inner());
    Ok(report)
}

/// Writes a set to a file: the file is there whole, or as it was before. A missing folder is not made.
///
/// # Errors
/// As [`write_set`]; nothing is left behind.
pub fn write_set_to(
    format: &Format,
    set: &dyn AnnotatedSet,
    path: &Path,
    cancel: &AtomicBool,
) -> Result<LossReport, ExportError> {
    stream_atomically(
        path,
        |out| write_set(format, set, out, cancel),
        |_| {
            // The last flush takes its time too.
            if cancel.load(Ordering::Relaxed) {
                return Err(ExportError::Cancelled);
            }
            Ok(())
        },
    )
}

/// Counts what is neither article nor annotation, and tells what of it the format does not hold.
fn beside_annotations(format: &Format, set: &dyn AnnotatedSet, report: &mut LossReport) {
    let what = Holding::TagDefinitions;
    if !format.holds(what) {
        let tags = set.codebook().tags();
        let first = tags.first().map(|tag| set.codebook().path(tag.id));
        if !tags.is_empty() {
            report.lose_many(what.words(), tags.len(), first);
        }
    }
    for id in set.articles_left_out() {
        report.lose(
            "statuses, dates and memos of articles without an annotation",
            id.as_str(),
        );
    }
    for relation in set.relations() {
        report.give(RecordKind::Relations, 1);
        if !format.holds(Holding::Relations) {
            report.lose(Holding::Relations.words(), relation.id.to_string());
        }
    }
    for relation in set.relations_cut_off() {
        report.give(RecordKind::Relations, 1);
        report.lose(
            "relations to annotations that are not exported",
            relation.id.to_string(),
        );
    }
    for record in set.further() {
        report.give(RecordKind::Further(record.kind), 1);
        if !format.holds(Holding::Further(record.kind)) {
            report.lose(record.kind, record.id);
        }
    }
}

/// A set that is looked at while it is written: what the format does not hold is counted, and it ends when
/// the writing is cancelled.
struct Watched<'s> {
    set: &'s dyn AnnotatedSet,
    /// What the format does not hold.
    missing: Vec<Holding>,
    cancel: &'s AtomicBool,
    report: RefCell<LossReport>,
    /// Whether the articles have been asked for: a second pass is not counted again.
    is_counted: Cell<bool>,
}

impl<'s> Watched<'s> {
    fn new(format: &Format, set: &'s dyn AnnotatedSet, cancel: &'s AtomicBool) -> Self {
        Self {
            set,
            missing: format.lacks().collect(),
            cancel,
            report: RefCell::default(),
            is_counted: Cell::new(false),
        }
    }

    fn goes_on(&self) -> bool {
        !self.cancel.load(Ordering::Relaxed)
    }

    fn count(&self, article: &SetArticle<'_>) {
        let mut report = self.report.borrow_mut();
        for what in &self.missing {
            if what.is_of_article(article) {
                report.lose(what.words(), article.id.as_str());
            }
        }
        for annotation in self.set.annotations(article).take_while(|_| self.goes_on()) {
            report.give(RecordKind::Annotations, 1);
            for what in self.missing.iter().filter(|what| what.is_of(annotation)) {
                report.lose(what.words(), annotation.id.to_string());
            }
        }
    }
}

impl AnnotatedSet for Watched<'_> {
    fn codebook(&self) -> &Codebook {
        self.set.codebook()
    }

    fn articles(&self) -> Box<dyn Iterator<Item = SetArticle<'_>> + '_> {
        let is_first = !self.is_counted.replace(true);
        let articles = self.set.articles().take_while(|_| self.goes_on());
        Box::new(articles.inspect(move |article| {
            if is_first {
                self.count(article);
            }
        }))
    }

    fn text(&self, article: &SetArticle<'_>) -> Option<Cow<'_, str>> {
        self.set.text(article)
    }

    fn annotations<'s>(
        &'s self,
        article: &'s SetArticle<'_>,
    ) -> Box<dyn Iterator<Item = &'s Annotation> + 's> {
        let annotations = self.set.annotations(article);
        Box::new(annotations.take_while(|_| self.goes_on()))
    }

    fn relations(&self) -> Box<dyn Iterator<Item = &Relation> + '_> {
        Box::new(self.set.relations().take_while(|_| self.goes_on()))
    }

    fn further(&self) -> Box<dyn Iterator<Item = FurtherRecord<'_>> + '_> {
        Box::new(self.set.further().take_while(|_| self.goes_on()))
    }

    fn articles_left_out(&self) -> Box<dyn Iterator<Item = &ArticleId> + '_> {
        Box::new(self.set.articles_left_out().take_while(|_| self.goes_on()))
    }

    fn relations_cut_off(&self) -> Box<dyn Iterator<Item = &Relation> + '_> {
        Box::new(self.set.relations_cut_off().take_while(|_| self.goes_on()))
    }
}

/// A place that takes nothing more once it is cancelled, whoever is writing.
struct Stoppable<'o> {
    out: &'o mut dyn Write,
    cancel: &'o AtomicBool,
}

impl Write for Stoppable<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.cancel.load(Ordering::Relaxed) {
            return Err(io::Error::other("cancelled"));
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::formats::tests::as_text;
    use crate::exchange::sample::{Long, annotation, corpus, set, with_annotations, workspace};

    /// A place that notes how much of a set was asked for when its first bytes came, and cancels then.
    struct FirstBytes<'l> {
        long: &'l Long,
        given: Option<usize>,
        cancel: Option<&'l AtomicBool>,
    }

    impl Write for FirstBytes<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.given.get_or_insert(self.long.given.get());
            if let Some(cancel) = self.cancel {
                cancel.store(true, Ordering::Relaxed);
            }
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn records_are_written_while_the_set_goes_on() {
        for format in Format::writable() {
            let long = Long::new(5_000);
            let mut out = FirstBytes {
                long: &long,
                given: None,
                cancel: None,
            };
            let report = write_set(format, &long, &mut out, &AtomicBool::new(false)).unwrap();
            assert_eq!(report.taken(RecordKind::Annotations), 5_000);
            let given = out.given.unwrap();
            assert!(given < 500, "{}: {given} articles were kept", format.words);
        }
    }

    #[test]
    fn a_cancelled_export_asks_for_no_further_record() {
        for format in Format::writable() {
            let long = Long::new(100_000);
            let cancel = AtomicBool::new(false);
            let mut out = FirstBytes {
                long: &long,
                given: None,
                cancel: Some(&cancel),
            };
            let outcome = write_set(format, &long, &mut out, &cancel);
            assert!(
                matches!(outcome, Err(ExportError::Cancelled)),
                "{outcome:?}"
            );
            let more = long.given.get() - out.given.unwrap();
            assert!(more <= 1, "{}: {more} more articles", format.words);
        }
    }

    #[test]
    fn a_cancelled_export_leaves_the_file_that_was_there_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("set.jsonl");
        let format = Format::by_ending(&path).unwrap();
        let (workspace, corpus) = (workspace(), corpus());
        let whole = set(&workspace, &corpus);
        let go_on = AtomicBool::new(false);
        write_set_to(format, &whole, &path, &go_on).unwrap();
        let before = std::fs::read(&path).unwrap();
        let cancelled = write_set_to(format, &whole, &path, &AtomicBool::new(true));
        assert!(matches!(cancelled, Err(ExportError::Cancelled)));
        assert_eq!(std::fs::read(&path).unwrap(), before);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        // A place that cannot be written is said to be one.
        let nowhere = folder.path().join("no/such/folder/set.jsonl");
        let refused = write_set_to(format, &whole, &nowhere, &go_on);
        assert!(matches!(refused, Err(ExportError::Io(_))), "{refused:?}");
    }

    #[test]
    fn a_part_of_a_set_names_the_relations_that_lead_out_of_it() {
        let (workspace, corpus) = (workspace(), corpus());
        // The second is the start of two relations, one of them to the third.
        let part =
            set(&workspace, &corpus).selecting(|a| [annotation(2), annotation(3)].contains(&a.id));
        for format in Format::writable() {
            let mut out = Vec::new();
            let report = write_set(format, &part, &mut out, &AtomicBool::new(false)).unwrap();
            let counts = [RecordKind::Annotations, RecordKind::Relations]
                .map(|kind| (report.given(kind), report.taken(kind)));
            let cut_off = report.lost("relations to annotations that are not exported");
            assert_eq!(cut_off, 1, "{}", format.words);
            let text = as_text(format, &out);
            assert!(!text.contains("supports"), "{}", format.words);
            // The third is a plain note: where none can be held, neither can what leads to it.
            if format.holds(Holding::PlainNotes) && format.holds(Holding::Relations) {
                assert_eq!(counts, [(2, 2), (2, 1)], "{}", format.words);
                assert_eq!(report.arrived(), "2 annotations and 1 of 2 relations");
                assert!(text.contains("elaborates"), "{}", format.words);
            } else {
                assert_eq!(counts[0].0, 2, "{}", format.words);
            }
        }
    }

    #[test]
    fn annotations_without_a_place_are_written_and_told() {
        let (workspace, corpus) = (workspace(), corpus());
        let format = Format::by_word("jsonl").unwrap();
        let whole = set(&workspace, &corpus);
        let report = write_set(format, &whole, &mut Vec::new(), &AtomicBool::new(false)).unwrap();
        assert_eq!(report.lost("ranges in articles that are not there"), 1);
        assert_eq!(report.taken(RecordKind::Annotations), 8);
    }

    #[test]
    fn what_is_said_of_articles_without_an_annotation_is_told() {
        let (workspace, corpus) = (workspace(), corpus());
        let rumours = |one: Annotation| (!one.article.as_str().contains("02-")).then_some(one);
        let workspace = with_annotations(workspace, rumours);
        let format = Format::by_word("jsonl").unwrap();
        let lost = |set: &dyn AnnotatedSet| {
            let report = write_set(format, set, &mut Vec::new(), &AtomicBool::new(false)).unwrap();
            report.lost("statuses, dates and memos of articles without an annotation")
        };
        assert_eq!(lost(&set(&workspace, &corpus)), 1);
        let part = set(&workspace, &corpus).selecting(|a| a.id == annotation(1));
        assert_eq!(lost(&part), 0);
    }

    #[test]
    fn records_of_a_kind_that_no_format_knows_are_told() {
        let format = Format::by_word("csv").unwrap();
        let long = Long::new(1);
        let report = write_set(format, &long, &mut Vec::new(), &AtomicBool::new(false)).unwrap();
        assert_eq!(report.lost("proposals"), 1);
        assert_eq!(report.arrived(), "1 annotation and 0 of 1 proposals");
    }
}
