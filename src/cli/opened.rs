//! A workspace, folder or data file with its articles, and how far reading has come.

use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::terminal::{self, say};
use super::{ExitCode, Failure};
use crate::analysis::WorkspaceFacts;
use crate::analysis::fields;
use crate::analysis::{
    Base, BaseInputs, Cache, Cancel, Grouping, SortColumn, SortKey, Versions, compute,
};
use crate::corpus::{Corpus, LoadReport, ProblemKind};
use crate::enrich::{self, Derived};
use crate::import::LoadProgress;
use crate::library;
use crate::library::LibraryError;
use crate::query::{Query, QueryError};
use crate::session::{CachePlace, Loaded, Plan, load, plan_path, specs};
use crate::text::visible_line;
use crate::workspace::Filter;
use crate::workspace::{Track, Workspace};

/// What a subcommand works on.
pub(super) struct Opened {
    pub plan: Plan,
    pub loaded: Loaded,
}

/// Hands the articles of a path on chunk by chunk while they are read and gives nothing; where it has a
/// cache, nothing is handed on and that is opened.
pub(super) fn streamed(
    path: &Path,
    check: impl FnOnce(&Workspace) -> Result<(), Failure>,
    mut each: impl FnMut(&Workspace, &Arc<Corpus>) -> std::io::Result<()>,
) -> Result<Option<Opened>, Failure> {
    let plan = planned(path)?;
    check(&plan.workspace)?;
    let place = CachePlace::FolderIfThere(crate::store::cache_folder());
    if place.folder(&plan.file).is_some() {
        return Opened::read_plan(plan, &place, None).map(Some);
    }
    let progress = LoadProgress::default();
    let specs = specs(&plan.file, &plan.workspace);
    let mut articles = 0;
    let report = with_progress(&progress, || {
        library::stream(&specs, &progress, |corpus| {
            articles += corpus.len();
            each(&plan.workspace, &corpus).map_err(Failure::from)
        })
    })?;
    for problem in &report.problems {
        say(problem);
    }
    if articles == 0 && is_unread(&report) {
        return Err(nothing_read());
    }
    Ok(None)
}

/// Whether something of what there was could not be read, rather than held no article.
pub(super) fn is_unread(report: &LoadReport) -> bool {
    fn innermost(kind: &ProblemKind) -> &ProblemKind {
        match kind {
            ProblemKind::Inside(_, inner) => innermost(inner),
            kind => kind,
        }
    }
    let mut kinds = report.problems.iter().map(|p| innermost(&p.kind));
    kinds.any(|kind| {
        !matches!(
            kind,
            ProblemKind::NoArticle(_) | ProblemKind::NoArticles(..)
        )
    })
}

/// That there was something to read, and nothing of it could be: no answer is none.
pub(super) fn nothing_read() -> Failure {
    let why = anyhow::anyhow!("none of the files could be read");
    Failure::new(ExitCode::CannotOpen, why)
}

fn planned(path: &Path) -> Result<Plan, Failure> {
    let plan = plan_path(path).map_err(|e| Failure::new(ExitCode::CannotOpen, e))?;
    if let Some(notice) = &plan.notice {
        say(notice);
    }
    for problem in &plan.recovered.problems {
        say(problem);
    }
    Ok(plan)
}

impl From<LibraryError> for Failure {
    fn from(error: LibraryError) -> Self {
        Self::new(ExitCode::CannotOpen, error)
    }
}

impl Opened {
    /// Reads it, from the cache where there is one.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let place = CachePlace::FolderIfThere(crate::store::cache_folder());
        Self::read_into(path, &place, None)
    }

    /// Reads it into a place, where it is made durable after this time first.
    pub fn read_into(
        path: &Path,
        place: &CachePlace,
        commit: Option<Duration>,
    ) -> Result<Self, Failure> {
        Self::read_plan(planned(path)?, place, commit)
    }

    fn read_plan(
        plan: Plan,
        place: &CachePlace,
        commit: Option<Duration>,
    ) -> Result<Self, Failure> {
        let progress = LoadProgress::default();
        let loaded = with_progress(&progress, || {
            load(&plan.file, &plan.workspace, place, commit, &progress)
        });
        let stopped = || anyhow::anyhow!("loading was stopped");
        let loaded = loaded?.ok_or_else(|| Failure::new(ExitCode::CannotOpen, stopped()))?;
        if let Some(notice) = &loaded.notice {
            say(notice);
        }
        for problem in &loaded.report.problems {
            say(problem);
        }
        Ok(Self { plan, loaded })
    }

    /// What is known of its articles beside their text, tracks counted, for a query.
    ///
    /// # Errors
    /// A track that could not be counted.
    pub fn facts(&self, query: &Query) -> Result<WorkspaceFacts, Failure> {
        Ok(snapshot(&self.inputs(&[query], &[]))?.facts())
    }

    /// The query of a track, where it can be asked of these articles; none where it is empty.
    pub fn query_of_track(&self, track: &Track) -> Result<Option<Query>, QueryError> {
        let parsed = track.parsed()?;
        if let Some(query) = &parsed {
            fields::check(query, None)?;
            if !fields::unknown(query).is_empty() {
                fields::check(query, Some(&self.loaded.corpus.column_names()))?;
            }
        }
        Ok(parsed)
    }

    /// What enrichers must find before these queries and the tracks can be answered, and what is asked
    /// for by name.
    pub fn derived(&self, queries: &[&Query], enrichers: &[&str]) -> Arc<Derived> {
        let tracks = self.plan.workspace.tracks.iter();
        // A track that cannot be understood is counted nowhere and said to be wrong elsewhere.
        let tracks: Vec<Query> = tracks.filter_map(|t| t.parsed().ok()?).collect();
        let mut names = enrichers.to_vec();
        for query in queries.iter().copied().chain(&tracks) {
            names.extend(fields::enrichers_of(query));
        }
        enrich::run_only(&names, &self.loaded.corpus)
    }

    /// What a snapshot of it depends on: no query, no filter, by date; with what enrichers must find
    /// for these queries, and those that are asked for by name.
    pub fn inputs(&self, queries: &[&Query], enrichers: &[&str]) -> BaseInputs {
        BaseInputs {
            corpus: Arc::clone(&self.loaded.corpus),
            index: Arc::clone(&self.loaded.index),
            derived: self.derived(queries, enrichers),
            growing: false,
            workspace: Arc::new(self.plan.workspace.clone()),
            versions: Versions::default(),
            query: None,
            filter: Filter::default(),
            sort: vec![SortKey {
                column: SortColumn::Date,
                descending: false,
            }],
            grouping: Grouping::Article,
            annotation_search: String::new(),
            cache: Cache::default(),
            fields: Vec::new(),
            cancel: Cancel::default(),
        }
    }
}

/// Computes a snapshot. An answer that nobody could find out is an error, never a zero.
///
/// # Errors
/// What could not be counted.
pub(super) fn snapshot(inputs: &BaseInputs) -> Result<Base, Failure> {
    let base = compute(inputs);
    if let Some(error) = base.failure() {
        return Err(Failure::new(ExitCode::CannotOpen, error.clone()));
    }
    if let Some(error) = &base.error {
        return Err(Failure::new(ExitCode::Usage, error.clone()));
    }
    Ok(base)
}

/// Reads a query, or says where it is wrong; which columns there are is not known yet.
pub(super) fn query_of(query: &str) -> Result<Query, Failure> {
    match Query::parse(query) {
        Ok(Some(parsed)) => {
            checked(query, &parsed, None)?;
            Ok(parsed)
        }
        Ok(None) => Err(usage(
            "the query is empty: write what to look for".to_owned(),
        )),
        Err(error) => Err(usage(marked(query, &error))),
    }
}

/// Refuses a query that asks for a field that does not exist.
pub(super) fn checked(
    text: &str,
    query: &Query,
    columns: Option<&[Arc<str>]>,
) -> Result<(), Failure> {
    fields::check(query, columns).map_err(|error| usage(marked(text, &error)))
}

/// Refuses a query that asks for a tag, track or status that does not exist.
pub(super) fn checked_values(
    text: &str,
    query: &Query,
    workspace: &Workspace,
) -> Result<(), Failure> {
    fields::check_values(query, workspace).map_err(|error| usage(marked(text, &error)))
}

/// The same of articles that are all there.
pub(super) fn checked_in(text: &str, query: &Query, opened: &Opened) -> Result<(), Failure> {
    checked_values(text, query, &opened.plan.workspace)?;
    let corpus = &opened.loaded.corpus;
    if fields::unknown(query).is_empty() {
        return Ok(());
    }
    checked(text, query, Some(&corpus.column_names()))
}

/// The columns of articles that come chunk by chunk, gathered where a query must know them.
#[derive(Default)]
pub(super) struct ColumnsSeen {
    names: std::collections::BTreeSet<Arc<str>>,
}

impl ColumnsSeen {
    /// Looks at the next chunk.
    pub fn add(&mut self, query: &Query, corpus: &Corpus) {
        if !fields::unknown(query).is_empty() {
            self.names.extend(corpus.column_names());
        }
    }

    /// Refuses a query that asks for a field that no chunk had.
    pub fn check(self, text: &str, query: &Query) -> Result<(), Failure> {
        let names: Vec<Arc<str>> = self.names.into_iter().collect();
        checked(text, query, Some(&names))
    }
}

fn usage(message: String) -> Failure {
    Failure::new(ExitCode::Usage, anyhow::anyhow!(message))
}

/// The query with its wrong part underlined.
fn marked(query: &str, error: &QueryError) -> String {
    // As it is shown, so that the mark stands under it whatever is in it.
    let chars = |bytes: usize| {
        let before = query.get(..bytes);
        before.map_or(0, |s| visible_line(s).chars().count())
    };
    let (start, end) = (chars(error.span.start()), chars(error.span.end()));
    let mark = "^".repeat(end.saturating_sub(start).max(1));
    format!(
        "{}\n  {}\n  {}{mark}",
        error.message,
        visible_line(query),
        " ".repeat(start)
    )
}

/// Shows on a terminal how far reading has come, from a second on.
fn with_progress<T>(progress: &LoadProgress, work: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let since = Instant::now();
            let mut shown = false;
            while !done.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(100));
                if since.elapsed() > Duration::from_secs(1) {
                    shown = true;
                    terminal::progress(&format!("{}   ", words(progress, since.elapsed())));
                }
            }
            if shown {
                terminal::progress(&format!("{:60}\r", ""));
            }
        });
        // Also where the work ends by a fault: nobody may wait for the progress line for ever.
        let _ended = Ended(&done);
        work()
    })
}

/// Says that the work has ended, when it is dropped.
struct Ended<'d>(&'d AtomicBool);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn words(progress: &LoadProgress, since: Duration) -> String {
    let read = progress.bytes.load(Ordering::Relaxed);
    let found = progress.bytes_found.load(Ordering::Relaxed).max(read);
    let articles = progress.articles.load(Ordering::Relaxed);
    let left = if read > 0 {
        let rate = read as f64 / since.as_secs_f64();
        format!(", {:.0} s left", (found - read) as f64 / rate)
    } else {
        String::new()
    };
    format!(
        "{articles} articles, {} of {} MB{left}",
        read >> 20,
        found >> 20
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::Damaged;
    use crate::workspace::{Slot, Track, TrackId};

    #[test]
    fn what_the_index_cannot_count_is_an_exit_code_and_no_number() {
        let mut damaged = Damaged::new(Workspace::default());
        assert!(snapshot(&damaged.inputs).is_ok(), "nothing is asked for");
        damaged.inputs.query = Query::parse("road").unwrap();
        let failure = snapshot(&damaged.inputs).unwrap_err();
        assert_eq!(failure.code, ExitCode::CannotOpen);
        assert!(failure.error.to_string().contains("index"), "{failure:?}");
    }

    #[test]
    fn a_track_that_cannot_be_counted_is_an_exit_code_too() {
        let workspace = Workspace {
            tracks: vec![Track {
                id: TrackId::random(),
                name: "town".into(),
                slot: Slot::after(0),
                query: "town".into(),
                shown: true,
            }],
            ..Workspace::default()
        };
        let failure = snapshot(&Damaged::new(workspace).inputs).unwrap_err();
        assert_eq!(failure.code, ExitCode::CannotOpen);
    }
}
