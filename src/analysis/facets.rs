//! Facets: how the articles at hand fall into sources, years, languages, tags and metadata.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::analysis::{Basis, Inputs, Results, pass};
use crate::corpus::{ArticleIx, Corpus};
use crate::enrich::Derived;
use crate::workspace::Filter;
use crate::workspace::filter::FacetField;
use crate::workspace::filter::parts;
use crate::workspace::{TagId, Workspace};

/// Most values of a facet that are listed; the most frequent come first.
const MAX_VALUES: usize = 200;

/// One way of dividing the articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// What divides them.
    pub by: FacetBy,
    /// Values with their number of articles, the most frequent first; years by time.
    pub values: Vec<(String, usize)>,
    /// Values that are not listed.
    pub more: usize,
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
pub type ValueOf = Box<dyn Fn(&Basis, ArticleIx) -> String + Send + Sync>;

/// The value of an article for a facet, in words.
pub fn value_of(field: &FacetField, corpus: &Arc<Corpus>, derived: &Arc<Derived>) -> ValueOf {
    let derived = Arc::clone(derived);
    match field {
        FacetField::Year => Box::new(|basis, at| {
            basis
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

/// Counts all facets. Each ignores what was chosen in itself, so that one can choose again.
pub fn facets(inputs: &Inputs, results: &Results) -> Facets {
    let Some(basis) = &results.basis else {
        return Facets::default();
    };
    let corpus = &inputs.corpus;
    let mut out = Facets::default();
    let rows = |without: &dyn Fn(&mut Filter), chosen: bool| -> Vec<ArticleIx> {
        if !chosen {
            return results.rows.to_vec();
        }
        let mut filter = inputs.filter.clone();
        without(&mut filter);
        pass(inputs, &filter, basis, results)
    };
    let by_source = rows(
        &|f| {
            f.sources.clear();
            f.not_sources.clear();
        },
        !inputs.filter.sources.is_empty() || !inputs.filter.not_sources.is_empty(),
    );
    let count = |rows: &[ArticleIx], lists: bool, value: &dyn Fn(ArticleIx) -> String| {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for at in rows {
            let value = value(*at);
            // Metadata may list several things; the name of a source is one.
            let several = if lists { Some(parts(&value)) } else { None };
            let one = if lists { None } else { Some(value.as_str()) };
            for part in several.into_iter().flatten().chain(one) {
                // Most values are known: no copy is made of them.
                if let Some(n) = counts.get_mut(part) {
                    *n += 1;
                } else {
                    counts.insert(part.to_owned(), 1);
                }
            }
        }
        counts.remove("");
        let mut all: Vec<(String, usize)> = counts.into_iter().collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all
    };
    let mut push = |by: FacetBy, mut values: Vec<(String, usize)>| {
        let more = values.len().saturating_sub(MAX_VALUES);
        values.truncate(MAX_VALUES);
        if by == FacetBy::Field(FacetField::Year) {
            values.sort();
        }
        if !values.is_empty() {
            out.all.push(Facet { by, values, more });
        }
    };
    let sources = count(&by_source, false, &|at| basis.source(at).to_owned());
    push(FacetBy::Source, sources);
    let mut fields = vec![FacetField::Year];
    // Before they are known, "unknown" would be no answer.
    fields.extend(
        inputs
            .derived
            .has_languages()
            .then_some(FacetField::Language),
    );
    fields.extend(
        corpus
            .column_names()
            .iter()
            .map(|n| FacetField::Column(n.to_string())),
    );
    for field in fields {
        let chosen = inputs.filter.values.contains_key(&field);
        let without = |f: &mut Filter| {
            f.values.remove(&field);
        };
        let rows = rows(&without, chosen);
        let value = value_of(&field, corpus, &inputs.derived);
        let values = count(&rows, true, &|at| value(basis, at));
        // A column that is different in every article divides nothing.
        if values.len() < 3 || values.first().is_some_and(|(_, n)| *n > 1) {
            push(FacetBy::Field(field), values);
        }
    }
    let by_tag = rows(
        &|f| {
            f.tags.clear();
            f.not_tags.clear();
        },
        !inputs.filter.tags.is_empty() || !inputs.filter.not_tags.is_empty(),
    );
    let (ids, values) = tags(&inputs.workspace, corpus, &by_tag);
    if !values.is_empty() {
        out.all.push(Facet {
            by: FacetBy::Tag(ids),
            values,
            more: 0,
        });
    }
    let mut groups = HashSet::new();
    let of_group = results
        .rows
        .iter()
        .map(|at| inputs.derived.duplicate_group(*at));
    out.surplus = of_group.filter(|g| *g > 0 && !groups.insert(*g)).count();
    out
}

/// Articles at hand with an annotation of each tag or one below it.
fn tags(
    workspace: &Workspace,
    corpus: &Corpus,
    rows: &[ArticleIx],
) -> (Vec<TagId>, Vec<(String, usize)>) {
    let rows: HashSet<ArticleIx> = rows.iter().copied().collect();
    let mut of_tag: HashMap<TagId, BTreeSet<ArticleIx>> = HashMap::new();
    for annotation in workspace.annotations.iter() {
        let at = corpus
            .find(&annotation.article)
            .filter(|at| rows.contains(at));
        if let (Some(tag), Some(at)) = (annotation.tag, at) {
            of_tag.entry(tag).or_default().insert(at);
        }
    }
    let book = &workspace.codebook;
    let mut ids = Vec::new();
    let mut values = Vec::new();
    for (_, tag) in book.in_tree_order() {
        let all: BTreeSet<ArticleIx> = book
            .with_sub_tags(tag.id)
            .into_iter()
            .filter_map(|t| of_tag.get(&t))
            .flatten()
            .copied()
            .collect();
        if !all.is_empty() {
            ids.push(tag.id);
            values.push((book.path(tag.id), all.len()));
        }
    }
    (ids, values)
}
