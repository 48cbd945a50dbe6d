//! Where importers put what they have read.

use crate::corpus::{Draft, ProblemKind};
use crate::import::limits::{MAX_RECORDS, MAX_TEXT_BYTES};
use crate::import::mapping::Record;

/// Takes drafts, batch by batch. Says whether to go on.
type Take<'t> = dyn FnMut(Vec<Draft>, u64) -> bool + 't;

/// Takes in the articles and problems of one file.
pub struct Outlet<'t> {
    take: &'t mut Take<'t>,
    problems: Vec<ProblemKind>,
    articles: u64,
    /// Records as they stand in the file, where those are wanted and no articles.
    sample: Option<Vec<Record>>,
}

impl<'t> Outlet<'t> {
    /// `take` gets each batch with the number of bytes it was read from, and says whether to go on.
    pub fn new(take: &'t mut Take<'t>) -> Self {
        Self {
            take,
            problems: Vec::new(),
            articles: 0,
            sample: None,
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
        if drafts.len() < before {
            let most = MAX_TEXT_BYTES >> 20;
            self.problem(ProblemKind::Limit(format!(
                "an article in it is longer than {most} MB and was left out"
            )));
        }
        self.articles += drafts.len() as u64;
        if self.articles > MAX_RECORDS {
            self.problem(ProblemKind::Limit(format!(
                "it holds more than {MAX_RECORDS} articles"
            )));
            return false;
        }
        (self.take)(drafts, bytes)
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

    /// What was wrong.
    pub fn into_problems(self) -> Vec<ProblemKind> {
        self.problems
    }
}
