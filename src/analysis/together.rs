//! Together: in how many articles, paragraphs or sentences two tracks are mentioned side by side, and in how
//! many chance would bring them together.

use std::collections::{BTreeMap, HashSet};

use super::base::Base;
use super::cancel::Cancel;
use super::hits::{Subject, each_article};
use super::tabular::{Cell, Column, ColumnKind, Graph, GraphEdge, Tabular};
use super::view::{View, ViewError};
use crate::corpus::ArticleIx;
use crate::text::{Span, paragraph_around, reading_paragraphs, sentences};

/// What two mentions must share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// An article.
    Article,
    /// A paragraph.
    Paragraph,
    /// A sentence.
    #[default]
    Sentence,
}

impl Unit {
    /// All.
    pub const ALL: [Self; 3] = [Self::Article, Self::Paragraph, Self::Sentence];

    /// In words, for many of them.
    pub fn words(self) -> &'static str {
        match self {
            Self::Article => "articles",
            Self::Paragraph => "paragraphs",
            Self::Sentence => "sentences",
        }
    }
}

/// Two tracks.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// Their names.
    pub names: (String, String),
    /// Their queries, as they were written.
    pub queries: (String, String),
    /// Units that mention each.
    pub units: (u64, u64),
    /// Units that mention both.
    pub both: u64,
    /// Units that would mention both by chance: `n_a n_b / N`.
    pub expected: f64,
}

/// Every two of the shown tracks.
#[derive(Clone, Debug, Default)]
pub struct Together {
    /// The pairs, the most frequent first.
    pub pairs: Vec<Pair>,
    /// What they share.
    pub unit: Unit,
    /// Units of the articles at hand.
    pub all: u64,
}

/// Together as a view: of the shown tracks, in the rows of the table.
#[derive(Clone, Copy, Debug)]
pub struct TogetherView;

/// One unit of one article, by its first byte.
type Place = (ArticleIx, u32);

impl View for TogetherView {
    type Spec = Unit;
    type Table = Together;

    const NAME: &'static str = "together";

    fn compute(base: &Base, unit: &Unit, cancel: &Cancel) -> Result<Together, ViewError> {
        if let Some(error) = &base.error {
            return Err(error.clone().into());
        }
        let tracks: Vec<_> = base.shown_tracks().collect();
        let mut places: Vec<HashSet<Place>> = Vec::new();
        for track in &tracks {
            let subject = Subject::Track(track.id);
            let found = each_article(base, subject, cancel, |at, text, spans| {
                units_of(base, *unit, at, text, &spans)
            })?;
            places.push(found.into_iter().flatten().collect());
        }
        let all = units(base, *unit, cancel)?;
        let mut pairs = Vec::new();
        for (i, (a, in_a)) in tracks.iter().zip(&places).enumerate() {
            for (b, in_b) in tracks.iter().zip(&places).skip(i + 1) {
                let units = (in_a.len() as u64, in_b.len() as u64);
                pairs.push(Pair {
                    names: (a.name.to_string(), b.name.to_string()),
                    queries: (a.query.to_string(), b.query.to_string()),
                    units,
                    both: in_a.intersection(in_b).count() as u64,
                    expected: units.0 as f64 * units.1 as f64 / all.max(1) as f64,
                });
            }
        }
        pairs.sort_by(|a, b| b.both.cmp(&a.both).then_with(|| a.names.cmp(&b.names)));
        Ok(Together {
            pairs,
            unit: *unit,
            all,
        })
    }
}

/// The units of an article that hold some of these spans.
fn units_of(base: &Base, unit: Unit, at: ArticleIx, text: &str, spans: &[Span]) -> Vec<Place> {
    if unit == Unit::Article {
        return vec![(at, 0)];
    }
    let paragraphs = reading_paragraphs(text, base.corpus.title_end(at));
    let mut cut: BTreeMap<u32, Vec<Span>> = BTreeMap::new();
    let mut out = Vec::new();
    for span in spans {
        let Some(paragraph) = paragraph_around(&paragraphs, span.start()) else {
            continue;
        };
        if unit == Unit::Paragraph {
            out.push((at, paragraph.start));
            continue;
        }
        let all = cut
            .entry(paragraph.start)
            .or_insert_with(|| sentences(text, paragraph));
        let sentence = all.iter().rfind(|s| s.start <= span.start);
        out.push((at, sentence.map_or(paragraph.start, |s| s.start)));
    }
    out
}

/// Units of all articles at hand.
fn units(base: &Base, unit: Unit, cancel: &Cancel) -> Result<u64, ViewError> {
    use rayon::prelude::*;
    if unit == Unit::Article {
        return Ok(base.rows.len() as u64);
    }
    let mut all = 0;
    for some in base.rows.chunks(2_048) {
        if cancel.is_cancelled() {
            return Err(ViewError::Cancelled);
        }
        let of = some.par_iter().map(|at| {
            let text = base.corpus.text(*at).unwrap_or_default();
            let paragraphs = reading_paragraphs(text, base.corpus.title_end(*at));
            match unit {
                Unit::Sentence => paragraphs.iter().map(|p| sentences(text, *p).len()).sum(),
                Unit::Paragraph | Unit::Article => paragraphs.len(),
            }
        });
        all += of.sum::<usize>() as u64;
    }
    Ok(all)
}

impl Tabular for Together {
    fn title(&self) -> String {
        format!("Tracks together in {}", self.unit.words())
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("track", ColumnKind::Text, "one track"),
            Column::new("with", ColumnKind::Text, "the other"),
            Column::new("together", ColumnKind::Count, "units that mention both"),
            Column::new(
                "expected",
                ColumnKind::Number,
                "units that would by chance: n_a n_b / N",
            ),
            Column::new(
                "times_expected",
                ColumnKind::Number,
                "together by expected: above 1 they seek each other",
            ),
            Column::new(
                "units_of_track",
                ColumnKind::Count,
                "units that mention the one",
            ),
            Column::new(
                "units_of_other",
                ColumnKind::Count,
                "units that mention the other",
            ),
        ]
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Vec<Cell<'_>>> + '_> {
        Box::new(self.pairs.iter().map(|pair| {
            let times = (pair.expected > 0.0).then(|| pair.both as f64 / pair.expected);
            vec![
                Cell::from(pair.names.0.as_str()),
                Cell::from(pair.names.1.as_str()),
                Cell::from(pair.both),
                Cell::from(pair.expected),
                Cell::from(times),
                Cell::from(pair.units.0),
                Cell::from(pair.units.1),
            ]
        }))
    }

    fn graph(&self) -> Option<Graph> {
        let mut graph = Graph::default();
        let mut node = |name: &str, count: u64| {
            let known = graph.nodes.iter().position(|(n, _)| n == name);
            known.unwrap_or_else(|| {
                graph.nodes.push((name.to_owned(), count));
                graph.nodes.len() - 1
            })
        };
        let mut edges = Vec::new();
        for pair in &self.pairs {
            let nodes = (
                node(&pair.names.0, pair.units.0),
                node(&pair.names.1, pair.units.1),
            );
            if pair.both > 0 {
                edges.push(GraphEdge {
                    nodes,
                    weight: pair.both,
                    expected: pair.expected,
                });
            }
        }
        graph.edges = edges;
        Some(graph)
    }

    fn notes(&self) -> Vec<String> {
        vec![format!("{} {} in all", self.all, self.unit.words())]
    }
}
