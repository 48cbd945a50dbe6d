//! Coverage: how far one has come with the articles at hand, by month or by source, and the list that
//! shows it article by article.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::base::Base;
use super::cancel::Cancel;
use super::tabular::{Cell, Column, ColumnKind, Tabular};
use super::view::{View, ViewError};
use crate::corpus::{ArticleIx, Precision};
use crate::workspace::ReviewStatus;

/// What the articles are divided by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CoverageBy {
    /// The month of their day.
    #[default]
    Month,
    /// Who published them.
    Source,
}

impl CoverageBy {
    /// All.
    pub const ALL: [Self; 2] = [Self::Month, Self::Source];

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Month => "by month",
            Self::Source => "by source",
        }
    }
}

/// How far one has come with some articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Articles.
    pub articles: u64,
    /// Of these, by status: unseen, seen, reviewed, dismissed.
    pub by_status: [u64; 4],
    /// Hits of the search in them.
    pub hits: u64,
    /// Of these hits, those in articles that are reviewed or dismissed.
    pub hits_done: u64,
}

impl Progress {
    fn add(&mut self, status: ReviewStatus, hits: u32) {
        self.articles += 1;
        self.hits += u64::from(hits);
        let at = ReviewStatus::ALL.iter().position(|s| *s == status);
        if let Some(count) = at.and_then(|at| self.by_status.get_mut(at)) {
            *count += 1;
        }
        if is_done(status) {
            self.hits_done += u64::from(hits);
        }
    }

    /// Articles that are reviewed or dismissed.
    pub fn done(&self) -> u64 {
        let all = ReviewStatus::ALL.into_iter().zip(self.by_status);
        all.filter(|(status, _)| is_done(*status))
            .map(|(_, n)| n)
            .sum()
    }
}

/// Whether nothing more is to be done with an article.
pub fn is_done(status: ReviewStatus) -> bool {
    matches!(status, ReviewStatus::Reviewed | ReviewStatus::Dismissed)
}

/// One part of the articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageRow {
    /// The month, as `2023-02`, or the source.
    pub name: String,
    /// Its first and last day, where it is a month.
    pub days: Option<(Date, Date)>,
    /// How far one has come.
    pub progress: Progress,
}

/// Coverage of the articles at hand.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// What divides them.
    pub by: CoverageBy,
    /// The parts: months in their order, what has none last; sources, the largest first.
    pub rows: Vec<CoverageRow>,
    /// All of them.
    pub all: Progress,
    /// Whether something is looked for.
    pub is_searched: bool,
}

/// Coverage as a view: of the rows of the table.
#[derive(Clone, Copy, Debug)]
pub struct CoverageView;

impl View for CoverageView {
    type Spec = CoverageBy;
    type Table = Coverage;

    const NAME: &'static str = "coverage";

    fn compute(base: &Base, by: &CoverageBy, cancel: &Cancel) -> Result<Coverage, ViewError> {
        if let Some(error) = &base.error {
            return Err(error.clone().into());
        }
        let mut parts: BTreeMap<(bool, String), CoverageRow> = BTreeMap::new();
        let mut all = Progress::default();
        for rows in base.rows.chunks(STEP) {
            if cancel.is_cancelled() {
                return Err(ViewError::Cancelled);
            }
            for at in rows {
                let (status, hits) = (base.metadata.status(*at), hits(base, *at));
                let (key, days) = match by {
                    CoverageBy::Month => month(base, *at),
                    CoverageBy::Source => ((false, base.metadata.source(*at).to_owned()), None),
                };
                let part = parts
                    .entry(key)
                    .or_insert_with_key(|(_, name)| CoverageRow {
                        name: name.clone(),
                        days,
                        progress: Progress::default(),
                    });
                part.progress.add(status, hits);
                all.add(status, hits);
            }
        }
        let mut rows: Vec<CoverageRow> = parts.into_values().collect();
        if *by == CoverageBy::Source {
            rows.sort_by_key(|row| std::cmp::Reverse(row.progress.articles));
        }
        Ok(Coverage {
            by: *by,
            rows,
            all,
            is_searched: base.query.is_some(),
        })
    }
}

/// Articles that are counted between two looks at whether anybody waits.
const STEP: usize = 1 << 12;

fn hits(base: &Base, at: ArticleIx) -> u32 {
    let query = base.query.as_ref();
    query.map_or(0, |q| q.counts.of(at.ix()))
}

/// Name and days of the month of an article; what has none comes last.
fn month(base: &Base, at: ArticleIx) -> ((bool, String), Option<(Date, Date)>) {
    match base.metadata.date(at) {
        Some((day, Precision::Day | Precision::Month)) => {
            let name = format!("{:04}-{:02}", day.year(), day.month());
            let days = (day.first_of_month(), day.last_of_month());
            ((false, name), Some(days))
        }
        Some((day, Precision::Year)) => ((true, format!("{:04}, month unknown", day.year())), None),
        None => ((true, "no date".to_owned()), None),
    }
}

const COUNTS: [Column; 7] = [
    Column::new("articles", ColumnKind::Count, "articles"),
    Column::new("unseen", ColumnKind::Count, "articles that were not opened"),
    Column::new("seen", ColumnKind::Count, "articles that were opened"),
    Column::new("reviewed", ColumnKind::Count, "articles marked reviewed"),
    Column::new("dismissed", ColumnKind::Count, "articles marked dismissed"),
    Column::new("hits", ColumnKind::Count, "hits of the search in them"),
    Column::new(
        "hits_reviewed",
        ColumnKind::Count,
        "hits in articles that are reviewed or dismissed",
    ),
];

impl Tabular for Coverage {
    fn title(&self) -> String {
        format!("Coverage {}", self.by.words())
    }

    fn columns(&self) -> Vec<Column> {
        let first = match self.by {
            CoverageBy::Month => Column::new("month", ColumnKind::Text, "month of publication"),
            CoverageBy::Source => Column::new("source", ColumnKind::Text, "who published them"),
        };
        let counts = COUNTS.into_iter();
        let shown = if self.is_searched { 7 } else { 5 };
        std::iter::once(first).chain(counts.take(shown)).collect()
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Vec<Cell<'_>>> + '_> {
        Box::new(self.rows.iter().map(|row| {
            let Progress {
                articles,
                by_status: [unseen, seen, reviewed, dismissed],
                hits,
                hits_done,
            } = row.progress;
            let mut cells = vec![Cell::from(row.name.as_str())];
            let counts = [articles, unseen, seen, reviewed, dismissed];
            cells.extend(counts.map(Cell::Count));
            if self.is_searched {
                cells.extend([hits, hits_done].map(Cell::Count));
            }
            cells
        }))
    }
}

/// The rows of the table, each with how far one has come with it: what a report on the reading rests on.
#[derive(Clone, Debug)]
pub struct AuditList(pub Arc<Base>);

impl Tabular for AuditList {
    fn title(&self) -> String {
        "Articles with their status".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("id", ColumnKind::Text, "id of the article"),
            Column::new("date", ColumnKind::Text, "date that counts; empty for none"),
            Column::new("title", ColumnKind::Text, "title, or the first words"),
            Column::new("source", ColumnKind::Text, "who published it"),
            Column::new(
                "status",
                ColumnKind::Text,
                "unseen, seen, reviewed, dismissed",
            ),
            Column::new(
                "hits",
                ColumnKind::Count,
                "hits of the search; empty without one",
            ),
            Column::new("annotations", ColumnKind::Count, "annotations in it"),
            Column::new("memo", ColumnKind::Text, "the note on the whole article"),
        ]
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Vec<Cell<'_>>> + '_> {
        let base = &self.0;
        Box::new(base.rows.iter().filter_map(move |at| {
            let id = base.corpus.id(*at)?;
            let date = base.metadata.date(*at);
            let date = date.map_or_else(String::new, |(day, precision)| {
                crate::corpus::written_date(day, precision)
            });
            let said = base.workspace.overrides.get(&id);
            let memo = said.map_or("", |said| &*said.memo);
            let is_searched = base.query.is_some();
            Some(vec![
                Cell::from(id.to_string()),
                Cell::from(date),
                Cell::Text(base.metadata.title_or_opening(*at)),
                Cell::from(base.metadata.source(*at)),
                Cell::from(base.metadata.status(*at).words()),
                Cell::from(is_searched.then(|| hits(base, *at))),
                Cell::from(base.metadata.annotations(*at)),
                Cell::from(memo),
            ])
        }))
    }
}
