//! Files into ingest events, read on a thread of their own and all processors.

use std::sync::LazyLock;
use std::sync::atomic::Ordering;
use std::sync::mpsc::SyncSender;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::corpus::article_table::TableArticle;
use crate::corpus::{Draft, Problem, ProblemKind, SourceSpec};
use crate::import;
use crate::import::limits::{FILES_A_CALL, READERS_A_PROCESSOR};
use crate::import::{FoundFile, LoadProgress, Outlet, ReadAhead};

/// A step of taking a file in. The events of one file follow each other.
pub(super) enum IngestEvent {
    Start {
        source: usize,
        path: String,
        bytes: u64,
    },
    Articles(Vec<TableArticle>),
    End {
        fingerprint: [u8; 16],
        problems: Vec<Problem>,
    },
}

/// A file to read, with the number of its source and its fingerprint; new, or changed.
pub(super) struct PendingFile {
    pub source: usize,
    pub file: FoundFile,
    pub fingerprint: [u8; 16],
    pub is_new: bool,
}

/// Small files that are read at once.
const FILES: usize = 512;
/// Bytes that are read at once.
const BYTES: u64 = 8 << 20;

/// The threads that read small files; none where they cannot be made: all others do it then.
static READERS: LazyLock<Option<ThreadPool>> = LazyLock::new(|| {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = ThreadPoolBuilder::new()
        .num_threads(processors * READERS_A_PROCESSOR)
        .thread_name(|n| format!("read files {n}"));
    threads.build().ok()
});

/// Reads all files and sends their events, in their order. Ends early when cancelled or when
/// nobody listens.
pub(super) fn read_all(
    specs: &[SourceSpec],
    files: &[PendingFile],
    progress: &LoadProgress,
    sender: &SyncSender<Vec<IngestEvent>>,
) {
    let mut rest = files;
    while let Some((first, others)) = rest.split_first() {
        if progress.cancelled() {
            return;
        }
        let goes_on = if import::is_small(&first.file) {
            let (some, left) = rest.split_at(batch_len(rest));
            rest = left;
            let read = || -> Vec<Vec<IngestEvent>> {
                let all = some.par_chunks(FILES_A_CALL);
                all.flat_map_iter(|some| read_some(specs, some, progress))
                    .collect()
            };
            let read = READERS
                .as_ref()
                .map_or_else(read, |pool| pool.install(read));
            sender.send(read.into_iter().flatten().collect()).is_ok()
        } else {
            rest = others;
            read_large(specs, first, progress, sender)
        };
        if !goes_on {
            return;
        }
    }
}

/// How many of the next files are small and fit into one batch.
fn batch_len(files: &[PendingFile]) -> usize {
    let mut bytes = 0;
    let fits = files.iter().take(FILES).take_while(|f| {
        bytes += f.file.bytes;
        import::is_small(&f.file) && bytes <= BYTES
    });
    fits.count().max(1)
}

fn start_of(pending: &PendingFile) -> IngestEvent {
    IngestEvent::Start {
        source: pending.source,
        path: pending.file.path.clone(),
        bytes: pending.file.bytes,
    }
}

fn end_of(pending: &PendingFile, problems: Vec<ProblemKind>) -> IngestEvent {
    let path = &pending.file.path;
    let problem = |kind| Problem {
        path: path.clone(),
        kind,
    };
    IngestEvent::End {
        fingerprint: pending.fingerprint,
        problems: problems.into_iter().map(problem).collect(),
    }
}

/// Reads some small files, those of them together that a child reads.
fn read_some(
    specs: &[SourceSpec],
    some: &[PendingFile],
    progress: &LoadProgress,
) -> Vec<Vec<IngestEvent>> {
    let spec = |pending: &PendingFile| specs.get(pending.source);
    let some: Vec<&PendingFile> = some.iter().filter(|p| spec(p).is_some()).collect();
    let files: Vec<(&SourceSpec, &FoundFile)> = some
        .iter()
        .filter_map(|pending| Some((spec(pending)?, &pending.file)))
        .collect();
    let ahead = import::read_ahead(&files, &progress.cancel);
    some.into_iter()
        .zip(ahead)
        .filter_map(|(pending, ahead)| read_small(specs, pending, ahead, progress))
        .collect()
}

fn read_small(
    specs: &[SourceSpec],
    pending: &PendingFile,
    ahead: ReadAhead,
    progress: &LoadProgress,
) -> Option<Vec<IngestEvent>> {
    if progress.cancelled() {
        return None;
    }
    let spec = specs.get(pending.source)?;
    let mut drafts: Vec<Draft> = Vec::new();
    let mut take = |some: Vec<Draft>, _| {
        drafts.extend(some);
        true
    };
    let mut outlet = Outlet::new(&mut take).stopped_by(&progress.cancel);
    import::read_file_after(ahead, spec, &pending.file, &mut outlet);
    let problems = outlet.into_problems();
    if progress.cancelled() {
        // It may have been cut off: without its end the next start reads it again.
        return None;
    }
    let as_row = |draft| TableArticle::new(draft, &spec.id, &pending.file.path);
    let articles: Vec<TableArticle> = drafts.into_iter().map(as_row).collect();
    progress
        .bytes
        .fetch_add(pending.file.bytes, Ordering::Relaxed);
    progress.done.fetch_add(1, Ordering::Relaxed);
    Some(vec![
        start_of(pending),
        IngestEvent::Articles(articles),
        end_of(pending, problems),
    ])
}

fn read_large(
    specs: &[SourceSpec],
    pending: &PendingFile,
    progress: &LoadProgress,
    sender: &SyncSender<Vec<IngestEvent>>,
) -> bool {
    let Some(spec) = specs.get(pending.source) else {
        return true;
    };
    if sender.send(vec![start_of(pending)]).is_err() {
        return false;
    }
    let mut listening = true;
    let mut take = |drafts: Vec<Draft>, bytes| {
        progress.bytes.fetch_add(bytes, Ordering::Relaxed);
        let articles: Vec<TableArticle> = drafts
            .into_par_iter()
            .map(|draft| TableArticle::new(draft, &spec.id, &pending.file.path))
            .collect();
        listening = sender.send(vec![IngestEvent::Articles(articles)]).is_ok();
        listening && !progress.cancelled()
    };
    let mut outlet = Outlet::new(&mut take).stopped_by(&progress.cancel);
    import::read_file(spec, &pending.file, &mut outlet);
    let problems = outlet.into_problems();
    progress.done.fetch_add(1, Ordering::Relaxed);
    // A file that was not read to its end has no end: the next start reads it again.
    listening && !progress.cancelled() && sender.send(vec![end_of(pending, problems)]).is_ok()
}
