//! Bringing a library up to date: new, changed and vanished files.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::mpsc::sync_channel;
use std::time::Instant;

use tantivy::IndexWriter;
use tantivy::indexer::{IndexWriterOptions, NoMergePolicy};

use crate::corpus::LoadReport;
use crate::corpus::SourceSpec;
use crate::corpus::article_table::ArticleTableWriter;
use crate::import::{LoadProgress, files_of, fingerprint};
use crate::index::local::{Doc, schema};
use crate::library::ingest::{IngestEvent, PendingFile, read_all};
use crate::library::{FORMAT, Library, LibraryError, Payload};

/// What an update changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that were read: new ones and changed ones.
    pub read: usize,
    /// Files that are gone or that were read anew.
    pub struck_out: usize,
    /// What was wrong with the folders themselves.
    pub report: LoadReport,
    /// Whether it was stopped before its end.
    pub cancelled: bool,
}

/// Batches of events that wait at most.
const WAITING: usize = 3;

/// Bytes from which the index is written by two threads.
const LARGE: u64 = 16 << 20;
const SMALL_BUDGET: usize = 32 << 20;
const LARGE_BUDGET: usize = 256 << 20;

/// Segments from which the small ones are joined.
const MANY_SEGMENTS: usize = 10;

/// Which part of all files the struck-out ones may be before everything is read anew.
const MOST_STRUCK_OUT: usize = 2;

impl Library {
    /// Compares the files of the sources with what is here and takes in what is new, changed or
    /// gone. `grown` is called after each commit, when a new snapshot can be taken.
    ///
    /// # Errors
    /// The cache cannot be written; what is damaged.
    pub fn update(
        &mut self,
        specs: &[SourceSpec],
        progress: &LoadProgress,
        mut grown: impl FnMut(&Self),
    ) -> Result<Changes, LibraryError> {
        match self.compare(specs, progress)? {
            Some(plan) => self.take_in(specs, plan, progress, &mut grown),
            None => Ok(Changes {
                cancelled: true,
                ..Changes::default()
            }),
        }
    }

    /// Takes in what [`Self::compare`] found. `grown` is called after each commit.
    ///
    /// # Errors
    /// The cache cannot be written.
    pub fn take_in(
        &mut self,
        specs: &[SourceSpec],
        mut plan: Plan,
        progress: &LoadProgress,
        mut grown: impl FnMut(&Self),
    ) -> Result<Changes, LibraryError> {
        let mut changes = Changes {
            report: std::mem::take(&mut plan.report),
            ..Changes::default()
        };
        if plan.pending.is_empty() && plan.gone.is_empty() {
            return Ok(changes);
        }
        let pending_bytes = plan.pending.iter().map(|f| f.file.bytes).sum();
        let mut writing = Writing::begin(self, plan, pending_bytes)?;
        let (sender, receiver) = sync_channel(WAITING);
        let pending = std::mem::take(&mut writing.plan.pending);
        let outcome = std::thread::scope(|scope| -> Result<(), LibraryError> {
            let reader = std::thread::Builder::new().name("read files".to_owned());
            reader.spawn_scoped(scope, || {
                let sender = sender;
                read_all(specs, &pending, progress, &sender);
            })?;
            let mut due = writing.library.first_commit;
            let mut last = Instant::now();
            // A failure ends the loop; the reader then finds nobody listening.
            for events in receiver {
                for event in events {
                    // What nobody waits for is not written either; a file without its end is read again.
                    if progress.cancelled() {
                        return Ok(());
                    }
                    writing.take(specs, event, progress)?;
                }
                if last.elapsed() > due {
                    writing.commit()?;
                    grown(writing.library);
                    due *= 3;
                    last = Instant::now();
                }
            }
            Ok(())
        });
        outcome?;
        changes.cancelled = progress.cancelled();
        changes.read = writing.read;
        changes.struck_out = writing.struck_out;
        if !changes.cancelled {
            writing.strike_out_gone()?;
        }
        writing.finish()?;
        grown(self);
        Ok(changes)
    }

    /// Compares the files of the sources with what is here; `None` when cancelled.
    ///
    /// # Errors
    /// The cache cannot be read or, where most of it does not count any more, begun anew.
    pub fn compare(
        &mut self,
        specs: &[SourceSpec],
        progress: &LoadProgress,
    ) -> Result<Option<Plan>, LibraryError> {
        let table = match self.storage.table_folder() {
            Some(folder) => {
                crate::corpus::article_table::ArticleTable::open(&folder, &self.lengths)?
            }
            None => match &self.table {
                Some(table) => table.table()?,
                None => crate::corpus::article_table::ArticleTable::default(),
            },
        };
        let mut known: HashMap<&str, HashMap<&str, (u32, [u8; 16])>> = HashMap::new();
        for (number, file) in table.live_files() {
            let of_source = known.entry(&file.source).or_default();
            of_source.insert(&file.path, (number, file.fingerprint));
        }
        let mut plan = Plan::default();
        let is_known = |spec: &SourceSpec| known.contains_key(&*spec.id.0);
        plan.begun = specs.iter().map(is_known).collect();
        for (source, spec) in specs.iter().enumerate() {
            let Some(files) = files_of(spec, &mut plan.report, progress) else {
                return Ok(None);
            };
            for file in files {
                if progress.cancelled() {
                    return Ok(None);
                }
                let fingerprint = fingerprint(spec, &file);
                let of_source = known.get_mut(&*spec.id.0);
                let mut is_new = true;
                match of_source.and_then(|k| k.remove(file.path.as_str())) {
                    Some((_, old)) if old == fingerprint => {
                        progress.done.fetch_add(1, Ordering::Relaxed);
                        progress.bytes.fetch_add(file.bytes, Ordering::Relaxed);
                        continue;
                    }
                    Some((number, _)) => {
                        let key = (spec.id.0.to_string(), file.path.clone());
                        plan.replaced.insert(key, number);
                        is_new = false;
                    }
                    None => {}
                }
                plan.pending.push(PendingFile {
                    source,
                    file,
                    fingerprint,
                    is_new,
                });
            }
        }
        let gone = known.into_values().flat_map(HashMap::into_values);
        plan.gone = gone.map(|(number, _)| number).collect();
        plan.gone.sort_unstable();
        let dead = table.files().len() - table.live_files().count();
        plan.mostly_dead = dead > 64 && dead * MOST_STRUCK_OUT > table.files().len();
        if plan.mostly_dead && self.storage.path().is_some() {
            // Less work than carrying on what does not count any more.
            drop(table);
            self.wipe()?;
            progress.restart();
            return self.compare(specs, progress);
        }
        Ok(Some(plan))
    }

    fn wipe(&mut self) -> Result<(), LibraryError> {
        self.storage.wipe()?;
        let (index, reader, lengths) = Self::parts(&self.storage)?;
        self.index = index;
        self.reader = reader;
        self.lengths = lengths;
        self.table = None;
        Ok(())
    }
}

/// What there is to do.
#[derive(Default)]
pub struct Plan {
    /// What was wrong with the folders themselves.
    report: LoadReport,
    /// Which sources had files here before.
    begun: Vec<bool>,
    pending: Vec<PendingFile>,
    /// Numbers of files that pending ones replace.
    replaced: HashMap<(String, String), u32>,
    /// Numbers of files that are not there any more.
    gone: Vec<u32>,
    mostly_dead: bool,
}

impl Plan {
    /// Takes those new files out of the plan of which `wanted` says so, from the number of the source,
    /// whether files of that source were here before, and the path; they stay unread.
    pub fn hold(
        &mut self,
        mut wanted: impl FnMut(usize, bool, &str) -> bool,
        progress: &LoadProgress,
    ) -> Vec<(usize, String)> {
        let mut held = Vec::new();
        let begun = &self.begun;
        self.pending.retain(|pending| {
            let PendingFile { source, file, .. } = pending;
            let begun = begun.get(*source) == Some(&true);
            let holds = pending.is_new && wanted(*source, begun, &file.path);
            if holds {
                held.push((*source, file.path.clone()));
                progress.done.fetch_add(1, Ordering::Relaxed);
                progress.bytes.fetch_add(file.bytes, Ordering::Relaxed);
            }
            !holds
        });
        held
    }
}

/// An update under way.
struct Writing<'l> {
    library: &'l mut Library,
    writer: IndexWriter<Doc>,
    table: ArticleTableWriter,
    schema: tantivy::schema::Schema,
    plan: Plan,
    /// The file whose articles come, and how many came.
    file: Option<(u32, u32)>,
    read: usize,
    struck_out: usize,
}

impl<'l> Writing<'l> {
    fn begin(library: &'l mut Library, plan: Plan, bytes: u64) -> Result<Self, LibraryError> {
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(4));
        let (threads, budget) = if bytes < LARGE {
            (1, SMALL_BUDGET)
        } else {
            (threads, LARGE_BUDGET)
        };
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(budget)
            .num_merge_threads(1)
            .build();
        let writer: IndexWriter<Doc> = library.index.writer_with_options(options)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let table = match library.table.take() {
            Some(table) => table,
            None => library.storage.table(&library.lengths)?,
        };
        Ok(Self {
            library,
            writer,
            table,
            schema: schema(),
            plan,
            file: None,
            read: 0,
            struck_out: 0,
        })
    }

    fn take(
        &mut self,
        specs: &[SourceSpec],
        event: IngestEvent,
        progress: &LoadProgress,
    ) -> Result<(), LibraryError> {
        match event {
            IngestEvent::Start {
                source,
                path,
                bytes,
            } => {
                let Some(spec) = specs.get(source) else {
                    return Ok(());
                };
                let number = self.table.start_file(&spec.id, &path, bytes)?;
                let key = (spec.id.0.to_string(), path);
                if let Some(old) = self.plan.replaced.remove(&key) {
                    self.table.strike_out(old)?;
                    self.struck_out += 1;
                }
                self.file = Some((number, 0));
                self.read += 1;
            }
            IngestEvent::Articles(articles) => {
                let Some((number, record)) = &mut self.file else {
                    return Ok(());
                };
                let count = articles.len() as u64;
                for article in articles {
                    let row = self.table.add(&article, *number, *record)?;
                    *record += 1;
                    let doc = Doc::new(&self.schema, article.into_text(), row)?;
                    self.writer.add_document(doc)?;
                }
                progress.articles.fetch_add(count, Ordering::Relaxed);
            }
            IngestEvent::End {
                fingerprint,
                problems,
            } => {
                if let Some((number, _)) = self.file.take() {
                    self.table.end_file(number, fingerprint, &problems)?;
                }
            }
        }
        Ok(())
    }

    fn strike_out_gone(&mut self) -> Result<(), LibraryError> {
        for number in std::mem::take(&mut self.plan.gone) {
            self.table.strike_out(number)?;
            self.struck_out += 1;
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), LibraryError> {
        let lengths = self.table.flush()?;
        let payload = Payload {
            format: FORMAT,
            words: crate::text::WORDS_VERSION,
            lengths,
        };
        let written = serde_json::to_string(&payload).map_err(std::io::Error::other)?;
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(&written);
        prepared.commit()?;
        self.library.lengths = payload.lengths;
        Ok(())
    }

    fn finish(mut self) -> Result<(), LibraryError> {
        self.commit()?;
        self.join_small_segments()?;
        self.writer.wait_merging_threads()?;
        if self.library.storage.path().is_none() {
            self.library.table = Some(self.table);
        }
        Ok(())
    }

    /// Many small changes leave many small segments, which slow every query down.
    fn join_small_segments(&mut self) -> Result<(), LibraryError> {
        let metas = self.library.index.searchable_segment_metas()?;
        if metas.len() < MANY_SEGMENTS {
            return Ok(());
        }
        let all: u32 = metas
            .iter()
            .map(tantivy::index::SegmentMeta::num_docs)
            .sum();
        let small: Vec<_> = metas
            .iter()
            .filter(|m| m.num_docs() < all / 8)
            .map(tantivy::index::SegmentMeta::id)
            .collect();
        if small.len() > 1 {
            self.writer.merge(&small).wait()?;
        }
        Ok(())
    }
}
