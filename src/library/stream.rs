//! Articles read once and let go: for a question to files that have no library.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use crate::corpus::SourceSpec;
use crate::corpus::article_table::ArticleTableWriter;
use crate::corpus::{Corpus, LoadReport, SourceId};
use crate::import::{LoadProgress, files_of};
use crate::library::LibraryError;
use crate::library::ingest::{IngestEvent, PendingFile, read_all};

/// Batches of events that wait at most.
const WAITING: usize = 3;

/// Bytes of articles that are looked at together.
const CHUNK: usize = 16 << 20;

/// Reads all files of the sources in their order and hands their articles on, a small corpus at a
/// time, each in the order of files and records. Memory is bounded by the chunk, not by the files.
///
/// # Errors
/// What `each` gives, which ends the reading.
pub fn stream<E>(
    specs: &[SourceSpec],
    progress: &LoadProgress,
    mut each: impl FnMut(Arc<Corpus>) -> Result<(), E>,
) -> Result<LoadReport, E>
where
    E: From<LibraryError>,
{
    let mut report = LoadReport::default();
    let mut files = Vec::new();
    for (source, spec) in specs.iter().enumerate() {
        let found = files_of(spec, &mut report, progress).unwrap_or_default();
        files.extend(found.into_iter().map(|file| PendingFile {
            source,
            file,
            fingerprint: [0; 16],
            is_new: true,
        }));
    }
    let (sender, receiver) = sync_channel(WAITING);
    std::thread::scope(|scope| -> Result<(), E> {
        let reader = std::thread::Builder::new().name("read files".to_owned());
        reader
            .spawn_scoped(scope, || {
                let sender = sender;
                read_all(specs, &files, progress, &sender);
            })
            .map_err(LibraryError::from)?;
        let mut chunk = Chunk::new(specs);
        // A failure ends the loop; the reader then finds nobody listening.
        for event in receiver.into_iter().flatten() {
            chunk.take(event, &mut report)?;
            if chunk.bytes >= CHUNK {
                each(chunk.finish()?)?;
            }
        }
        if chunk.bytes > 0 {
            each(chunk.finish()?)?;
        }
        Ok(())
    })?;
    report.sort();
    Ok(report)
}

/// Articles that gather.
struct Chunk<'s> {
    specs: &'s [SourceSpec],
    sources: Vec<SourceId>,
    table: ArticleTableWriter,
    bytes: usize,
    number: u64,
    /// The file whose articles come: source, path, size, its number on this table, and how many came.
    file: Option<(usize, String, u64, Option<u32>, u32)>,
}

impl<'s> Chunk<'s> {
    fn new(specs: &'s [SourceSpec]) -> Self {
        Self {
            specs,
            sources: specs.iter().map(|s| s.id.clone()).collect(),
            table: ArticleTableWriter::in_memory(),
            bytes: 0,
            number: 0,
            file: None,
        }
    }

    fn take(&mut self, event: IngestEvent, report: &mut LoadReport) -> Result<(), LibraryError> {
        match event {
            IngestEvent::Start {
                source,
                path,
                bytes,
            } => self.file = Some((source, path, bytes, None, 0)),
            IngestEvent::Articles(articles) => {
                let Some((source, path, bytes, number, record)) = &mut self.file else {
                    return Ok(());
                };
                let Some(spec) = self.specs.get(*source) else {
                    return Ok(());
                };
                let file = match *number {
                    Some(file) => file,
                    None => *number.insert(self.table.start_file(&spec.id, path, *bytes)?),
                };
                for article in articles {
                    self.table.add(&article, file, *record)?;
                    *record += 1;
                    self.bytes += article.into_text().len() + 1;
                }
            }
            IngestEvent::End { problems, .. } => {
                report.problems.extend(problems);
                self.close()?;
                self.file = None;
            }
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), LibraryError> {
        if let Some((.., Some(file), _)) = &self.file {
            self.table.end_file(*file, [0; 16], &[])?;
        }
        Ok(())
    }

    /// The articles so far; a file that goes on does so in the next chunk.
    fn finish(&mut self) -> Result<Arc<Corpus>, LibraryError> {
        self.close()?;
        let table = std::mem::replace(&mut self.table, ArticleTableWriter::in_memory());
        if let Some((.., number, _)) = &mut self.file {
            *number = None;
        }
        self.bytes = 0;
        self.number += 1;
        let corpus = Corpus::new(self.number, table.table()?, &self.sources);
        Ok(Arc::new(corpus))
    }
}
