//! The filter, made ready for many articles.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::effective::EffectiveMetadata;
use super::facets::{ValueOf, value_of};
use crate::corpus::{ArticleIx, Corpus};
use crate::enrich::Derived;
use crate::enrich::language::language_code;
use crate::text::tokens;
use crate::workspace::filter::{Choice, FacetField, Filter};
use crate::workspace::{TagId, TrackId, Workspace};

/// A filter made ready for many articles.
pub struct Matcher<'a> {
    filter: &'a Filter,
    title: Vec<String>,
    /// Articles with an annotation of a wanted tag.
    tagged: HashSet<ArticleIx>,
    /// Articles with an annotation of an unwanted one.
    not_tagged: HashSet<ArticleIx>,
    /// How to get the value of an article, and which pass.
    values: Vec<(ValueOf, Cow<'a, Choice>)>,
}

impl Filter {
    /// Makes it ready.
    pub fn matcher<'a>(
        &'a self,
        workspace: &Workspace,
        corpus: &Arc<Corpus>,
        derived: &Arc<Derived>,
    ) -> Matcher<'a> {
        let valued = |(field, choice): (&FacetField, &'a Choice)| {
            let choice = match field {
                FacetField::Language => Cow::Owned(of_languages(choice)),
                FacetField::Year | FacetField::Column(_) => Cow::Borrowed(choice),
            };
            (value_of(field, corpus, derived), choice)
        };
        Matcher {
            filter: self,
            values: self.values.iter().map(valued).collect(),
            title: tokens(&self.title)
                .map(|t| t.folded().into_owned())
                .collect(),
            tagged: articles_with(&self.tags, workspace, corpus),
            not_tagged: articles_with(&self.not_tags, workspace, corpus),
        }
    }
}

/// A choice of languages by their codes, whichever of their names it was written with.
fn of_languages(choice: &Choice) -> Choice {
    let coded = |names: &BTreeSet<String>| {
        let code = |name: &String| language_code(name).map_or_else(|| name.clone(), str::to_owned);
        names.iter().map(code).collect()
    };
    Choice {
        only: coded(&choice.only),
        not: coded(&choice.not),
        range: choice.range,
    }
}

/// The articles with an annotation of one of some tags or their sub-tags.
fn articles_with(
    tags: &BTreeSet<TagId>,
    workspace: &Workspace,
    corpus: &Corpus,
) -> HashSet<ArticleIx> {
    if tags.is_empty() {
        return HashSet::new();
    }
    let all = tags.iter();
    let all: BTreeSet<TagId> = all
        .flat_map(|t| workspace.codebook.with_sub_tags(*t))
        .collect();
    let annotations = workspace.annotations.iter();
    let tagged = annotations.filter(|a| a.tag.is_some_and(|t| all.contains(&t)));
    tagged.filter_map(|a| corpus.find(&a.article)).collect()
}

impl Matcher<'_> {
    /// Whether an article passes everything but the dates. `mentions` tells whether it mentions a track.
    pub fn passes_beside_dates(
        &self,
        at: ArticleIx,
        metadata: &EffectiveMetadata,
        mentions: impl Fn(TrackId) -> bool,
    ) -> bool {
        let f = self.filter;
        let source_fits = || {
            let source = metadata.source(at);
            (f.sources.is_empty() || f.sources.contains(source)) && !f.not_sources.contains(source)
        };
        (f.sources.is_empty() && f.not_sources.is_empty() || source_fits())
            && (f.statuses.is_empty() || f.statuses.contains(&metadata.status(at)))
            && (self.title.is_empty() || self.title_fits(metadata.title(at)))
            && f.tracks.iter().all(|t| mentions(*t))
            && (f.tags.is_empty() || self.tagged.contains(&at))
            && !self.not_tagged.contains(&at)
            && self
                .values
                .iter()
                .all(|(value, choice)| choice.passes(&value(metadata, at)))
    }

    /// Whether an article passes the dates.
    pub fn passes_dates(&self, at: ArticleIx, metadata: &EffectiveMetadata) -> bool {
        let f = self.filter;
        if !f.only_undated && f.dates.is_none() {
            return true;
        }
        let Some((day, last)) = metadata.days(at) else {
            return f.only_undated || f.dates.is_none() || f.include_undated;
        };
        // An article known to the month passes where any of its days would.
        !f.only_undated && f.dates.is_none_or(|(from, to)| day <= to && from <= last)
    }

    fn title_fits(&self, title: &str) -> bool {
        let words: Vec<String> = tokens(title).map(|t| t.folded().into_owned()).collect();
        self.title
            .iter()
            .all(|wanted| words.iter().any(|w| w.starts_with(wanted.as_str())))
    }
}
