//! Facets: how the articles at hand fall into sources, years, languages, tags and metadata.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::base::Base;
use super::cancel::Cancel;
use super::effective::EffectiveMetadata;
use super::tag_tree::TagTree;
use super::view::{View, ViewError};
use crate::corpus::{ArticleIx, Corpus};
use crate::enrich::Derived;
use crate::workspace::Filter;
use crate::workspace::TagId;
use crate::workspace::filter::FacetField;
use crate::workspace::filter::{number_of, parts};

/// Most values of a facet that are listed; the most frequent come first.
const MAX_VALUES: usize = 200;

/// One way of dividing the articles.
#[derive(Clone, Debug, PartialEq)]
pub struct Facet {
    /// What divides them.
    pub by: FacetBy,
    /// Values with their number of articles, the most frequent first; years by time.
    pub values: Vec<(String, usize)>,
    /// Values that are not listed.
    pub more: usize,
    /// How its values spread, where they are numbers.
    pub spread: Option<Spread>,
}

/// How numbers spread.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// The least.
    pub from: f64,
    /// The greatest.
    pub to: f64,
    /// Articles in each of as many equal parts of what lies between.
    pub bins: [usize; SPREAD_BINS],
}

/// Parts that a spread is shown in.
pub const SPREAD_BINS: usize = 24;

/// Different numbers from which a facet is a range rather than a list.
const LEAST_NUMBERS: usize = 9;

impl Spread {
    /// Of values with their number of articles; none where not nearly all are numbers, or there are few.
    fn of(values: &[(String, usize)]) -> Option<Self> {
        let numbers = values.iter().filter_map(|(v, n)| Some((number_of(v)?, *n)));
        let numbers: Vec<(f64, usize)> = numbers.collect();
        if numbers.len() < LEAST_NUMBERS || numbers.len() * 10 < values.len() * 9 {
            return None;
        }
        let from = numbers
            .iter()
            .map(|(v, _)| *v)
            .fold(f64::INFINITY, f64::min);
        let to = numbers
            .iter()
            .map(|(v, _)| *v)
            .fold(f64::NEG_INFINITY, f64::max);
        let mut bins = [0; SPREAD_BINS];
        for (value, n) in numbers {
            let at = ((value - from) / (to - from) * SPREAD_BINS as f64) as usize;
            if let Some(bin) = bins.get_mut(at.min(SPREAD_BINS - 1)) {
                *bin += n;
            }
        }
        Some(Self { from, to, bins })
    }
}

/// What divides the articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FacetBy {
    /// Who published them.
    Source,
    /// The tags of their annotations: id and path, in the order of the codebook.
    Tag(Vec<TagId>),
    /// Something else.
    Field(FacetField),
}

/// All facets of one snapshot.
#[derive(Clone, Debug, Default)]
pub struct Facets {
    /// The facets.
    pub all: Vec<Facet>,
    /// Articles in groups of near-duplicates beyond the first of each group.
    pub surplus: usize,
}

/// Gives the value of an article for a facet, in words.
pub type ValueOf = Box<dyn Fn(&EffectiveMetadata, ArticleIx) -> String + Send + Sync>;

/// The value of an article for a facet, in words.
pub fn value_of(field: &FacetField, corpus: &Arc<Corpus>, derived: &Arc<Derived>) -> ValueOf {
    let derived = Arc::clone(derived);
    match field {
        FacetField::Year => Box::new(|metadata, at| {
            metadata
                .day(at)
                .map_or_else(|| "no date".to_owned(), |d| d.year().to_string())
        }),
        FacetField::Language => Box::new(move |_, at| {
            let code = derived.language(at);
            let code = if code.is_empty() { "unknown" } else { code };
            code.to_owned()
        }),
        FacetField::Column(name) => {
            let column = corpus.column(&crate::text::fold(name));
            Box::new(move |_, at| column.of(at).to_owned())
        }
    }
}

/// The facets as a view: nothing about them is chosen that the filter does not hold.
#[derive(Clone, Copy, Debug)]
pub struct FacetsView;

impl View for FacetsView {
    type Spec = ();
    type Table = Facets;

    const NAME: &'static str = "facets";

    /// Counts all facets. Each ignores what was chosen in itself, so that one can choose again.
    fn compute(base: &Base, (): &(), cancel: &Cancel) -> Result<Facets, ViewError> {
        if let Some(error) = &base.error {
            return Err(error.clone().into());
        }
        let counting = Counting { base, cancel };
        let mut out = Facets::default();
        out.push(FacetBy::Source, counting.sources()?);
        for field in fields(&base.corpus, &base.derived) {
            let values = counting.field(&field)?;
            // A column that is different in every article divides nothing.
            let divides = values.len() < 3 || values.first().is_some_and(|(_, n)| *n > 1);
            let is_column = matches!(field, FacetField::Column(_));
            if divides || is_column && Spread::of(&values).is_some() {
                out.push(FacetBy::Field(field), values);
            }
        }
        let (ids, values) = counting.tags()?;
        if !values.is_empty() {
            out.all.push(Facet {
                by: FacetBy::Tag(ids),
                values,
                more: 0,
                spread: None,
            });
        }
        let mut groups = HashSet::new();
        let rows = base.rows.iter();
        let of_group = rows.map(|at| base.derived.duplicate_group(*at));
        out.surplus = of_group.filter(|g| *g > 0 && !groups.insert(*g)).count();
        Ok(out)
    }
}

fn fields(corpus: &Corpus, derived: &Derived) -> Vec<FacetField> {
    let mut fields = vec![FacetField::Year];
    // Before they are known, "unknown" would be no answer.
    fields.extend(derived.has_languages().then_some(FacetField::Language));
    let columns = corpus.column_names().into_iter();
    fields.extend(columns.map(|n| FacetField::Column(n.to_string())));
    fields
}

impl Facets {
    fn push(&mut self, by: FacetBy, mut values: Vec<(String, usize)>) {
        let is_column = matches!(by, FacetBy::Field(FacetField::Column(_)));
        let spread = is_column.then(|| Spread::of(&values)).flatten();
        let more = values.len().saturating_sub(MAX_VALUES);
        values.truncate(MAX_VALUES);
        if by == FacetBy::Field(FacetField::Year) {
            values.sort();
        }
        if !values.is_empty() {
            self.all.push(Facet {
                by,
                values,
                more,
                spread,
            });
        }
    }
}

/// Articles that are counted between two looks at whether anybody waits.
const STEP: usize = 1 << 12;

/// Values with their number of articles.
type Values = Vec<(String, usize)>;

/// The counting of the facets of one snapshot.
struct Counting<'a> {
    base: &'a Base,
    cancel: &'a Cancel,
}

impl Counting<'_> {
    fn go_on(&self) -> Result<(), ViewError> {
        if self.cancel.is_cancelled() {
            Err(ViewError::Cancelled)
        } else {
            Ok(())
        }
    }

    /// The articles at hand, as if nothing were chosen in one facet.
    fn rows(
        &self,
        chosen: bool,
        without: impl FnOnce(&mut Filter),
    ) -> Result<Vec<ArticleIx>, ViewError> {
        if !chosen {
            return Ok(self.base.rows.to_vec());
        }
        let mut filter = self.base.filter.clone();
        without(&mut filter);
        let rows = self.base.passing(&filter, self.cancel);
        self.go_on()?;
        Ok(rows)
    }

    fn sources(&self) -> Result<Values, ViewError> {
        let filter = &self.base.filter;
        let chosen = !filter.sources.is_empty() || !filter.not_sources.is_empty();
        let rows = self.rows(chosen, |f| {
            f.sources.clear();
            f.not_sources.clear();
        })?;
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for part in rows.chunks(STEP) {
            self.go_on()?;
            for at in part {
                *counts.entry(self.base.metadata.source(*at)).or_default() += 1;
            }
        }
        let named = counts.into_iter().map(|(name, n)| (name.to_owned(), n));
        Ok(largest_first(named))
    }

    fn field(&self, field: &FacetField) -> Result<Values, ViewError> {
        let chosen = self.base.filter.values.contains_key(field);
        let rows = self.rows(chosen, |f| {
            f.values.remove(field);
        })?;
        let value = value_of(field, &self.base.corpus, &self.base.derived);
        let mut counts: HashMap<String, usize> = HashMap::new();
        for some in rows.chunks(STEP) {
            self.go_on()?;
            for at in some {
                // Metadata may list several things.
                for part in parts(&value(&self.base.metadata, *at)) {
                    // Most values are known: no copy is made of them.
                    if let Some(n) = counts.get_mut(part) {
                        *n += 1;
                    } else {
                        counts.insert(part.to_owned(), 1);
                    }
                }
            }
        }
        Ok(largest_first(counts.into_iter()))
    }

    /// Articles at hand with an annotation of each tag or one below it: one pass over the annotated
    /// articles and one over the tree.
    fn tags(&self) -> Result<(Vec<TagId>, Values), ViewError> {
        let base = self.base;
        let chosen = !base.filter.tags.is_empty() || !base.filter.not_tags.is_empty();
        let rows = self.rows(chosen, |f| {
            f.tags.clear();
            f.not_tags.clear();
        })?;
        let rows: HashSet<ArticleIx> = rows.into_iter().collect();
        let annotations = &base.workspace.annotations;
        let tree = TagTree::new(&base.workspace.codebook);
        let mut counts: HashMap<TagId, usize> = HashMap::new();
        for (number, id) in annotations.articles().enumerate() {
            if number % STEP == 0 {
                self.go_on()?;
            }
            let at = base.corpus.find(id);
            if at.is_some_and(|at| rows.contains(&at)) {
                let own = annotations.of(id).filter_map(|a| a.tag);
                // An article counts once for each tag, however many annotations it has of it or below.
                for tag in tree.with_those_above(own) {
                    *counts.entry(tag).or_default() += 1;
                }
            }
        }
        let paths = tree.paths().into_iter();
        let used = paths.filter_map(|(tag, path)| Some((tag, (path, *counts.get(&tag)?))));
        Ok(used.unzip())
    }
}

fn largest_first(counts: impl Iterator<Item = (String, usize)>) -> Values {
    let mut all: Values = counts.filter(|(value, _)| !value.is_empty()).collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all
}
