//! Dispersion: where in the articles the mentions stand, article by article in the order of their days, and
//! how evenly.

use std::collections::HashMap;

use super::base::Base;
use super::cancel::Cancel;
use super::hits::{Subject, each_article};
use super::statistics::{Spread, spread};
use super::tabular::{Cell, Column, ColumnKind, Tabular};
use super::view::{View, ViewError};
use crate::corpus::{ArticleIx, written_date};

/// Mentions of one subject.
#[derive(Clone, Debug)]
pub struct DispersionSeries {
    /// What they are of.
    pub subject: Subject,
    /// In words.
    pub name: String,
    /// Mentions in the articles at hand.
    pub mentions: u64,
    /// How evenly they are spread over the articles; none where there is none.
    pub spread: Option<Spread>,
}

/// An article, with where the mentions stand in it.
#[derive(Clone, Debug)]
pub struct DispersionRow {
    /// The article.
    pub at: ArticleIx,
    /// Its date, as it is written.
    pub day: String,
    /// Its title, or its first words.
    pub title: String,
    /// Its words.
    pub words: u32,
    /// For each series the places, from 0 at the beginning of the text to 1 at its end, and their bytes.
    pub places: Vec<Vec<(f32, u32)>>,
}

/// Where mentions stand.
#[derive(Clone, Debug, Default)]
pub struct Dispersion {
    /// What is drawn.
    pub series: Vec<DispersionSeries>,
    /// The articles, the oldest first, those without a day last.
    pub rows: Vec<DispersionRow>,
    /// Words of the longest article.
    pub longest: u32,
}

/// Dispersion as a view: of the shown tracks, and of what is looked for.
#[derive(Clone, Copy, Debug)]
pub struct DispersionView;

/// Articles that a plot has room for.
const MOST: usize = 20_000;

impl View for DispersionView {
    type Spec = ();
    type Table = Dispersion;

    const NAME: &'static str = "dispersion";

    fn compute(base: &Base, (): &(), cancel: &Cancel) -> Result<Dispersion, ViewError> {
        if let Some(error) = &base.error {
            return Err(error.clone().into());
        }
        let tracks = base.shown_tracks().map(|t| Subject::Track(t.id));
        let mut subjects: Vec<Subject> = tracks.collect();
        let is_followed = base
            .shown_tracks()
            .any(|t| t.parsed().as_ref() == Ok(&base.asked));
        if base.query.is_some() && !is_followed {
            subjects.push(Subject::Search);
        }
        let mut order: Vec<ArticleIx> = base.rows.to_vec();
        order.sort_by_key(|at| {
            (
                base.metadata.day(*at).is_none(),
                base.metadata.day(*at),
                *at,
            )
        });
        let mut places: Vec<HashMap<ArticleIx, Vec<(f32, u32)>>> = Vec::new();
        for subject in &subjects {
            let found = each_article(base, *subject, cancel, |at, text, spans| {
                let length = text.len().max(1) as f32;
                let places = spans.iter().map(|s| (s.start as f32 / length, s.start));
                (at, places.collect::<Vec<_>>())
            })?;
            places.push(found.into_iter().collect());
        }
        let words = |at: ArticleIx| {
            base.corpus
                .columns()
                .words
                .get(at.ix())
                .copied()
                .unwrap_or(0)
        };
        let series = subjects.iter().map(|subject| {
            let parts = order.iter();
            let parts =
                parts.map(|at| (u64::from(subject.count(base, *at)), u64::from(words(*at))));
            DispersionSeries {
                subject: *subject,
                name: match subject {
                    Subject::Search => "search".to_owned(),
                    Subject::Track(_) => subject.words(base),
                },
                mentions: parts.clone().map(|(n, _)| n).sum(),
                spread: spread(parts),
            }
        });
        let series = series.collect();
        order.truncate(MOST);
        let rows = order.iter().map(|at| DispersionRow {
            at: *at,
            day: base
                .metadata
                .date(*at)
                .map_or_else(|| "no date".to_owned(), |(day, of)| written_date(day, of)),
            title: base.metadata.title_or_opening(*at).into_owned(),
            words: words(*at),
            places: places
                .iter_mut()
                .map(|of| of.remove(at).unwrap_or_default())
                .collect(),
        });
        let rows: Vec<DispersionRow> = rows.collect();
        Ok(Dispersion {
            series,
            longest: rows.iter().map(|row| row.words).max().unwrap_or(0),
            rows,
        })
    }
}

impl Tabular for Dispersion {
    fn title(&self) -> String {
        "Dispersion".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("series", ColumnKind::Text, "the track, or the search"),
            Column::new(
                "mentions",
                ColumnKind::Count,
                "mentions in the articles at hand",
            ),
            Column::new("range", ColumnKind::Count, "articles that hold one"),
            Column::new("articles", ColumnKind::Count, "articles at hand"),
            Column::new(
                "dp",
                ColumnKind::Number,
                "Gries' DP, 0.5 sum |v_i/v - s_i| over articles by their words: 0 even",
            ),
            Column::new(
                "dp_norm",
                ColumnKind::Number,
                "DP by the greatest it can be",
            ),
        ]
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Vec<Cell<'_>>> + '_> {
        Box::new(self.series.iter().map(|series| {
            let spread = series.spread;
            vec![
                Cell::from(series.name.as_str()),
                Cell::from(series.mentions),
                Cell::from(spread.map_or(0, |s| s.range as u64)),
                Cell::from(self.rows.len() as u64),
                Cell::from(spread.map(|s| s.dp)),
                Cell::from(spread.and_then(|s| s.dp_norm)),
            ]
        }))
    }
}
