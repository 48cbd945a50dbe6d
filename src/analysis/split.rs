//! One subject of the chart divided by what its articles say of themselves: source, language, metadata.

use std::collections::HashMap;
use std::sync::Arc;

use super::all;
use super::base::Base;
use super::effective::EffectiveMetadata;
use super::facets::value_of;
use super::timeline::{Axis, Division, Timeline};
use crate::enrich::Derived;
use crate::query::MentionCounts;
use crate::workspace::filter::FacetField;
use crate::workspace::filter::parts;

/// What a series is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeriesName {
    /// The track, or what else is counted.
    pub track: String,
    /// Its query.
    pub query: String,
    /// The value of the articles where the chart is split; none for the articles of all other values.
    pub value: Option<String>,
}

/// What the chart is split by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Split {
    /// Who published the articles.
    Source,
    /// A field of theirs.
    Field(FacetField),
}

impl Split {
    /// In words.
    pub fn words(&self) -> &str {
        match self {
            Self::Source => "source",
            Self::Field(field) => field.words(),
        }
    }
}

/// The series of a chart that is split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitSeries {
    /// What is counted: the search, or the first shown track.
    pub subject: String,
    /// Its query.
    pub query: String,
    /// What it is split by, in words.
    pub by: String,
    /// Each series' value; none for the articles of all other values and of none.
    pub values: Vec<Option<String>>,
}

/// Values that get a series of their own; all others share one.
const MAX_VALUES: usize = 7;

/// Every article's value as a number of a value.
#[derive(Debug)]
pub(super) struct Values {
    numbers: Box<[u32]>,
    words: Vec<String>,
}

impl Values {
    /// The values of all articles.
    pub fn new(metadata: &EffectiveMetadata, derived: &Arc<Derived>, split: &Split) -> Self {
        let corpus = metadata.corpus();
        if let Split::Field(FacetField::Column(name)) = split {
            let column = corpus.column(&crate::text::fold(name));
            return Self {
                numbers: column.numbers.clone(),
                words: column.values.clone(),
            };
        }
        let value: Box<dyn Fn(crate::corpus::ArticleIx) -> String> = match split {
            Split::Source => Box::new(|at| metadata.source(at).to_owned()),
            Split::Field(field) => {
                let value = value_of(field, corpus, derived);
                Box::new(move |at| value(metadata, at))
            }
        };
        let mut known: HashMap<String, u32> = HashMap::new();
        let mut words = Vec::new();
        let numbers = all(corpus)
            .map(|at| {
                let value = value(at);
                if let Some(number) = known.get(&value) {
                    return *number;
                }
                let number = words.len() as u32;
                words.push(value.clone());
                known.insert(value, number);
                number
            })
            .collect();
        Self { numbers, words }
    }

    fn parts(&self, number: usize, split: &Split) -> Vec<&str> {
        let Some(words) = self.words.get(number) else {
            return Vec::new();
        };
        // The name of a source is one; metadata may list several things.
        match split {
            Split::Source => vec![words.as_str()],
            Split::Field(_) => parts(words).filter(|p| !p.is_empty()).collect(),
        }
    }
}

/// What is counted: the search where there is one, else the first track that is shown.
fn subject(base: &Base) -> Option<(String, String, Arc<MentionCounts>)> {
    if let (Some(query), Some(answer)) = (&base.asked, &base.query) {
        let words = query.to_string();
        return Some((words.clone(), words, Arc::clone(&answer.counts)));
    }
    base.tracks.iter().find_map(|answer| {
        let track = base.workspace.track(answer.id).filter(|t| t.shown)?;
        let counts = answer.counts.as_ref()?;
        Some((
            track.name.to_string(),
            track.query.to_string(),
            Arc::clone(counts),
        ))
    })
}

/// The chart split by `split`; `None` where there is nothing to count. The values with the most
/// mentions in the filtered articles get a series each, the date chip left aside.
pub(super) fn divided(
    base: &Base,
    split: &Split,
    values: &Values,
    axis: &Axis,
) -> Option<(Timeline, SplitSeries)> {
    let (subject, query, counts) = subject(base)?;
    let passes = &base.passes;
    let mut of_number = vec![0_u64; values.words.len()];
    for at in all(&base.corpus).filter(|at| passes.beside_dates(*at)) {
        let number = values.numbers.get(at.ix()).copied().unwrap_or(0);
        if let Some(sum) = of_number.get_mut(number as usize) {
            *sum += u64::from(counts.of(at.ix()));
        }
    }
    let mut of_part: HashMap<&str, u64> = HashMap::new();
    for (number, mentions) in of_number.iter().enumerate().filter(|(_, n)| **n > 0) {
        for part in values.parts(number, split) {
            *of_part.entry(part).or_default() += mentions;
        }
    }
    let mut largest: Vec<(&str, u64)> = of_part.into_iter().collect();
    largest.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    largest.truncate(MAX_VALUES);
    let others = 1 << largest.len();
    // A list of values counts in each of them, once.
    let group_of: Vec<u8> = (0..values.words.len())
        .map(|number| {
            let parts = values.parts(number, split);
            let own = largest.iter().enumerate();
            let own = own.filter(|(_, (value, _))| parts.contains(value));
            let mask = own.fold(0, |mask, (at, _)| mask | (1 << at));
            if mask == 0 { others } else { mask }
        })
        .collect();
    let groups: Vec<u8> = values
        .numbers
        .iter()
        .map(|n| group_of.get(*n as usize).copied().unwrap_or(others))
        .collect();
    let has_others =
        all(&base.corpus).any(|at| passes.beside_dates(at) && groups.get(at.ix()) == Some(&others));
    let mut names: Vec<Option<String>> = largest
        .iter()
        .map(|(value, _)| Some((*value).to_owned()))
        .collect();
    names.extend(has_others.then_some(None));
    let timeline = axis.divided(
        counts.per_article(),
        &Division {
            groups: &groups,
            count: names.len(),
            words: &base.corpus.columns().words,
        },
    );
    let series = SplitSeries {
        subject,
        query,
        by: split.words().to_owned(),
        values: names,
    };
    Some((timeline, series))
}

impl SplitSeries {
    /// What each series is of, for exports.
    pub(super) fn series_names(&self) -> Vec<SeriesName> {
        let named = |value: &Option<String>| SeriesName {
            track: self.subject.clone(),
            query: self.query.clone(),
            value: value.clone(),
        };
        self.values.iter().map(named).collect()
    }
}
