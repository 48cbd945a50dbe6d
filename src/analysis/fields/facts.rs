//! The analyst's data beside a corpus: answers every condition by the table of fields.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::names::{check, no_field};
use super::{Field, check_tracks, column, find};
use crate::corpus::{ArticleIx, Corpus};
use crate::enrich::Derived;
use crate::query::{Facts, FieldTest, Holds, MentionCounts, Query, QueryError};
use crate::workspace::{TrackId, Workspace};

/// What is known of the articles of a corpus.
#[derive(Clone, Debug)]
pub struct WorkspaceFacts {
    pub(super) corpus: Arc<Corpus>,
    pub(super) workspace: Arc<Workspace>,
    pub(super) derived: Arc<Derived>,
    pub(super) tracks: HashMap<TrackId, Arc<MentionCounts>>,
    growing: bool,
    more_fields: &'static [Field],
}

impl WorkspaceFacts {
    /// `tracks` holds the counts of the tracks that are known; of others `track:` holds nowhere.
    pub fn new(
        corpus: Arc<Corpus>,
        workspace: Arc<Workspace>,
        derived: Arc<Derived>,
        tracks: HashMap<TrackId, Arc<MentionCounts>>,
    ) -> Self {
        Self {
            corpus,
            workspace,
            derived,
            tracks,
            growing: false,
            more_fields: &[],
        }
    }

    /// Answers fields beside those of the table too: for whoever tries one out.
    pub fn with_more_fields(mut self, fields: &'static [Field]) -> Self {
        self.more_fields = fields;
        self
    }

    /// The articles.
    pub fn corpus(&self) -> &Arc<Corpus> {
        &self.corpus
    }

    /// The analyst's data.
    pub fn workspace(&self) -> &Arc<Workspace> {
        &self.workspace
    }

    /// What enrichers found.
    pub fn derived(&self) -> &Arc<Derived> {
        &self.derived
    }

    fn find(&self, name: &str) -> Option<&'static Field> {
        find(name).or_else(|| self.more_fields.iter().find(|f| f.is_called(name)))
    }

    /// While more articles are to come (`growing`), a name that no column has yet may still be one: it
    /// holds nowhere and is no mistake.
    pub fn while_growing(mut self, growing: bool) -> Self {
        self.growing = growing;
        self
    }

    /// Whether every condition of a query can be asked.
    ///
    /// # Errors
    /// The first that cannot, with its place in the query.
    pub fn check(&self, query: &Query) -> Result<(), QueryError> {
        self.check_names(query)?;
        check_tracks(query, &self.workspace, &|q| self.check_names(q))
    }

    pub(super) fn check_names(&self, query: &Query) -> Result<(), QueryError> {
        check(query, None)?;
        for test in super::unknown(query) {
            match self.find(&test.name) {
                Some(field) => field.check(&test)?,
                None => self.check_column(&test)?,
            }
        }
        Ok(())
    }

    fn check_column(&self, test: &FieldTest) -> Result<(), QueryError> {
        if self.growing || self.corpus.has_column(&test.name) {
            return Ok(());
        }
        Err(no_field(test, &self.corpus.column_names()))
    }

    /// Articles of which the analyst has said something.
    pub(super) fn overridden<'s, T: 's>(
        &'s self,
        what: impl Fn(&'s crate::workspace::ArticleOverride) -> Option<T> + 's,
    ) -> impl Iterator<Item = (ArticleIx, T)> + 's {
        self.workspace
            .overrides
            .iter()
            .filter_map(move |(id, said)| Some((self.corpus.find(id)?, what(said)?)))
    }

    /// Articles with an annotation that fits.
    pub(super) fn annotated(
        &self,
        fits: impl Fn(&crate::workspace::Annotation) -> bool,
    ) -> HashSet<ArticleIx> {
        let annotations = self.workspace.annotations.iter();
        annotations
            .filter(|a| fits(a))
            .filter_map(|a| self.corpus.find(&a.article))
            .collect()
    }
}

impl Facts for WorkspaceFacts {
    fn condition(&self, test: &FieldTest) -> Result<Holds<'_>, QueryError> {
        if let Some(field) = self.find(&test.name) {
            (field.condition)(self, test)
        } else {
            self.check_column(test)?;
            column::condition(self, test)
        }
    }
}
