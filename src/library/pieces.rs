//! Files into pieces, read on their own thread and all processors.

use std::sync::atomic::Ordering;
use std::sync::mpsc::SyncSender;

use rayon::prelude::*;

use crate::corpus::article_table::TableArticle;
use crate::corpus::{Draft, Problem, ProblemKind, SourceSpec};
use crate::import;
use crate::import::{FoundFile, LoadProgress, Outlet};

/// A step of taking a file in. The pieces of one file follow each other.
pub(super) enum Piece {
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
pub(super) struct Fresh {
    pub source: usize,
    pub file: FoundFile,
    pub fingerprint: [u8; 16],
    pub is_new: bool,
}

/// Small files that are read at once.
const FILES: usize = 512;
/// Bytes that are read at once.
const BYTES: u64 = 8 << 20;

/// Reads all files and sends them piece by piece, in their order. Ends early when cancelled or when
/// nobody listens.
pub(super) fn read_all(
    specs: &[SourceSpec],
    files: &[Fresh],
    progress: &LoadProgress,
    sender: &SyncSender<Vec<Piece>>,
) {
    let mut rest = files;
    while let Some((first, others)) = rest.split_first() {
        if progress.cancelled() {
            return;
        }
        let goes_on = if import::is_small(&first.file) {
            let (some, left) = rest.split_at(batch_len(rest));
            rest = left;
            let read: Vec<Vec<Piece>> = some
                .par_iter()
                .filter_map(|fresh| read_small(specs, fresh, progress))
                .collect();
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
fn batch_len(files: &[Fresh]) -> usize {
    let mut bytes = 0;
    let fits = files.iter().take(FILES).take_while(|f| {
        bytes += f.file.bytes;
        import::is_small(&f.file) && bytes <= BYTES
    });
    fits.count().max(1)
}

fn start_of(fresh: &Fresh) -> Piece {
    Piece::Start {
        source: fresh.source,
        path: fresh.file.path.clone(),
        bytes: fresh.file.bytes,
    }
}

fn end_of(fresh: &Fresh, problems: Vec<ProblemKind>) -> Piece {
    let path = &fresh.file.path;
    let problem = |kind| Problem {
        path: path.clone(),
        kind,
    };
    Piece::End {
        fingerprint: fresh.fingerprint,
        problems: problems.into_iter().map(problem).collect(),
    }
}

fn read_small(specs: &[SourceSpec], fresh: &Fresh, progress: &LoadProgress) -> Option<Vec<Piece>> {
    if progress.cancelled() {
        return None;
    }
    let spec = specs.get(fresh.source)?;
    let mut drafts: Vec<Draft> = Vec::new();
    let mut take = |some: Vec<Draft>, _| {
        drafts.extend(some);
        true
    };
    let mut outlet = Outlet::new(&mut take).stopped_by(&progress.cancel);
    import::read_file(spec, &fresh.file, &mut outlet);
    let problems = outlet.into_problems();
    if progress.cancelled() {
        // It may have been cut off: without its end the next start reads it again.
        return None;
    }
    let shelvable = |draft| TableArticle::new(draft, &spec.id, &fresh.file.path);
    let articles: Vec<TableArticle> = drafts.into_iter().map(shelvable).collect();
    progress
        .bytes
        .fetch_add(fresh.file.bytes, Ordering::Relaxed);
    progress.done.fetch_add(1, Ordering::Relaxed);
    Some(vec![
        start_of(fresh),
        Piece::Articles(articles),
        end_of(fresh, problems),
    ])
}

fn read_large(
    specs: &[SourceSpec],
    fresh: &Fresh,
    progress: &LoadProgress,
    sender: &SyncSender<Vec<Piece>>,
) -> bool {
    let Some(spec) = specs.get(fresh.source) else {
        return true;
    };
    if sender.send(vec![start_of(fresh)]).is_err() {
        return false;
    }
    let mut listening = true;
    let mut take = |drafts: Vec<Draft>, bytes| {
        progress.bytes.fetch_add(bytes, Ordering::Relaxed);
        let articles: Vec<TableArticle> = drafts
            .into_par_iter()
            .map(|draft| TableArticle::new(draft, &spec.id, &fresh.file.path))
            .collect();
        listening = sender.send(vec![Piece::Articles(articles)]).is_ok();
        listening && !progress.cancelled()
    };
    let mut outlet = Outlet::new(&mut take).stopped_by(&progress.cancel);
    import::read_file(spec, &fresh.file, &mut outlet);
    let problems = outlet.into_problems();
    progress.done.fetch_add(1, Ordering::Relaxed);
    // A file that was not read to its end has no end: the next start reads it again.
    listening && !progress.cancelled() && sender.send(vec![end_of(fresh, problems)]).is_ok()
}
