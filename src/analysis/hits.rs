//! Every mention of what is looked for, or of a track, with its place: what lists of lines are made of.

use rayon::prelude::*;

use super::answer::AnswerError;
use super::base::Base;
use super::cancel::Cancel;
use super::view::ViewError;
use crate::corpus::ArticleIx;
use crate::query::{Prepared, Query, TokenizedText};
use crate::text::Span;
use crate::workspace::TrackId;

/// What mentions are of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Subject {
    /// What is looked for.
    #[default]
    Search,
    /// A track.
    Track(TrackId),
}

impl Subject {
    /// Its query; none where nothing is looked for, or the track is gone or cannot be read.
    pub fn query(self, base: &Base) -> Option<Query> {
        match self {
            Self::Search => base.asked.clone(),
            Self::Track(id) => base.workspace.track(id)?.parsed().ok()?,
        }
    }

    /// In words: the query, or the name of the track.
    pub fn words(self, base: &Base) -> String {
        match self {
            Self::Search => base
                .asked
                .as_ref()
                .map(Query::to_string)
                .unwrap_or_default(),
            Self::Track(id) => {
                let track = base.workspace.track(id);
                track.map_or_else(String::new, |t| t.name.to_string())
            }
        }
    }

    /// Mentions in an article.
    pub(super) fn count(self, base: &Base, at: ArticleIx) -> u32 {
        match self {
            Self::Search => {
                let query = base.query.as_ref();
                query.map_or(0, |q| q.counts.of(at.ix()))
            }
            Self::Track(id) => base.mentions(id, at).unwrap_or(0),
        }
    }
}

/// One mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its article.
    pub at: ArticleIx,
    /// Where, in bytes of the article's text.
    pub span: Span,
}

/// Articles that are looked through between two looks at whether anybody waits.
const STEP: usize = 256;

/// Does something with the mentions of every row of the table that has some, in the order of the rows, on all
/// processors.
///
/// # Errors
/// Nobody waits any more, or what is looked for has no answer.
pub(super) fn each_article<T: Send>(
    base: &Base,
    subject: Subject,
    cancel: &Cancel,
    make: impl Fn(ArticleIx, &str, Vec<Span>) -> T + Sync,
) -> Result<Vec<T>, ViewError> {
    if let Some(error) = &base.error {
        return Err(error.clone().into());
    }
    let Some(query) = subject.query(base) else {
        return Ok(Vec::new());
    };
    let facts = base.facts();
    let prepared = Prepared::new(&query, &facts).map_err(AnswerError::from)?;
    let prepared = prepared.until(cancel.flag());
    let rows: Vec<ArticleIx> = base
        .rows
        .iter()
        .copied()
        .filter(|at| subject.count(base, *at) > 0)
        .collect();
    let mut out = Vec::with_capacity(rows.len());
    for some in rows.chunks(STEP) {
        if cancel.is_cancelled() {
            return Err(ViewError::Cancelled);
        }
        let found = some.par_iter().filter_map(|at| {
            let text = base.corpus.text(*at)?;
            let words = TokenizedText::new(text, base.corpus.title_end(*at));
            let spans = prepared.find(&words, *at)?;
            (!spans.is_empty()).then(|| make(*at, text, spans))
        });
        out.extend(found.collect::<Vec<T>>());
    }
    Ok(out)
}
