//! Where importers put what they have read.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::corpus::{Draft, ProblemKind};
use crate::import::limits::{FREE_ARTICLES, MAX_ARTICLES_PER_BYTE, MAX_RECORDS, MAX_TEXT_BYTES};
use crate::import::mapping::Record;

/// Takes drafts, batch by batch. Says whether to go on.
type Take<'t> = dyn FnMut(Vec<Draft>, u64) -> bool + 't;

/// Takes in the articles and problems of one file.
pub struct Outlet<'t> {
    take: &'t mut Take<'t>,
    problems: Vec<ProblemKind>,
    articles: u64,
    /// Most articles that are taken.
    most: u64,
    /// Records as they stand in the file, where those are wanted and no articles.
    sample: Option<Vec<Record>>,
    stop: Option<&'t AtomicBool>,
    /// Whether somebody said that nothing more is wanted.
    ended: bool,
}

impl<'t> Outlet<'t> {
    /// `take` gets each batch with the number of bytes it was read from, and says whether to go on.
    pub fn new(take: &'t mut Take<'t>) -> Self {
        Self {
            take,
            problems: Vec::new(),
            articles: 0,
            most: MAX_RECORDS,
            sample: None,
            stop: None,
            ended: false,
        }
    }

    /// Ends reading when this is set, also between two batches.
    #[must_use]
    pub fn stopped_by(self, stop: &'t AtomicBool) -> Self {
        Self {
            stop: Some(stop),
            ..self
        }
    }

    /// Wants the first records as they stand in the file, and no articles.
    pub(crate) fn sampling(take: &'t mut Take<'t>) -> Self {
        Self {
            sample: Some(Vec::new()),
            ..Self::new(take)
        }
    }

    /// Whether records are wanted and no articles.
    pub(crate) fn is_sampling(&self) -> bool {
        self.sample.is_some()
    }

    /// What ends reading when it is set.
    pub(crate) fn stop(&self) -> Option<&'t AtomicBool> {
        self.stop
    }

    /// Whether somebody asked for reading to end, rather than this outlet having enough.
    pub(crate) fn was_told_to_stop(&self) -> bool {
        self.stop.is_some_and(|s| s.load(Ordering::Relaxed))
    }

    /// Takes no more articles than a file of so many bytes can hold in earnest.
    pub(crate) fn bound_to(&mut self, bytes: u64) {
        let most = bytes.saturating_mul(MAX_ARTICLES_PER_BYTE);
        self.most = most.saturating_add(FREE_ARTICLES).min(MAX_RECORDS);
    }

    /// Whether nothing more is wanted: asked for between any two records, so that it is heard at once.
    pub(crate) fn is_stopped(&self) -> bool {
        self.ended || self.was_told_to_stop()
    }

    /// Takes records where those are wanted; `true` where that is all.
    pub(crate) fn takes_records<'r>(&mut self, records: impl Iterator<Item = &'r Record>) -> bool {
        match &mut self.sample {
            Some(sample) => {
                sample.extend(records.cloned());
                true
            }
            None => false,
        }
    }

    /// The records that were taken; none are wanted any more.
    pub(crate) fn take_sample(&mut self) -> Vec<Record> {
        self.sample.take().unwrap_or_default()
    }

    /// Hands articles on; `false` where nothing more is wanted.
    pub fn deliver(&mut self, mut drafts: Vec<Draft>, bytes: u64) -> bool {
        let before = drafts.len();
        drafts.retain(|d| d.text.len() <= MAX_TEXT_BYTES);
        let too_long = before - drafts.len();
        if too_long > 0 {
            let most = MAX_TEXT_BYTES >> 20;
            let kind = ProblemKind::Limit(format!(
                "an article in it is longer than {most} MB and was left out"
            ));
            self.add_problems(std::iter::repeat_n(kind, too_long));
        }
        let room = usize::try_from(self.most.saturating_sub(self.articles)).unwrap_or(usize::MAX);
        let is_full = drafts.len() > room;
        if is_full {
            drafts.truncate(room);
            let why = if self.most < MAX_RECORDS {
                ", more than so few bytes can hold in earnest"
            } else {
                ""
            };
            let kind = format!("it holds more than {} articles{why}", self.most);
            self.problem(ProblemKind::Limit(kind));
        }
        self.articles += drafts.len() as u64;
        self.ended |= !(self.take)(drafts, bytes) || is_full;
        !self.is_stopped()
    }

    /// Reads into this by way of another, which changes each article on its way. Gives what was wrong
    /// apart, so that it can be said where.
    pub(crate) fn through<R>(
        &mut self,
        mut change: impl FnMut(&mut Draft),
        read: impl FnOnce(&mut Outlet<'_>) -> R,
    ) -> (R, Vec<ProblemKind>) {
        if self.is_sampling() {
            // Records stay as they stand in the file.
            return (read(self), Vec::new());
        }
        let stop = self.stop;
        let mut take = |mut drafts: Vec<Draft>, bytes| {
            drafts.iter_mut().for_each(&mut change);
            self.deliver(drafts, bytes)
        };
        let mut inner = Outlet::new(&mut take);
        inner.stop = stop;
        let outcome = read(&mut inner);
        (outcome, inner.into_problems())
    }

    /// Notes what is wrong.
    pub fn problem(&mut self, kind: ProblemKind) {
        self.problems.push(kind);
    }

    /// Notes several things that are wrong.
    pub fn add_problems(&mut self, kinds: impl IntoIterator<Item = ProblemKind>) {
        self.problems.extend(kinds);
    }

    /// Articles handed on so far.
    pub fn articles(&self) -> u64 {
        self.articles
    }

    /// Whether nothing has come of the file so far, neither an article nor a problem.
    pub(crate) fn is_untouched(&self) -> bool {
        self.articles == 0 && self.problems.is_empty()
    }

    /// What was wrong.
    pub fn into_problems(self) -> Vec<ProblemKind> {
        self.problems
    }
}
