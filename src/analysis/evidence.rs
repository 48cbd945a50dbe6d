//! Annotations as rows, with their attributes as columns, so that values stand under each other with their
//! words, sources and days.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::base::Base;
use super::cancel::Cancel;
use super::lists::AnnotationRow;
use super::tabular::{Cell, Column, ColumnKind, Tabular};
use super::view::{View, ViewError};
use crate::corpus::written_date;
use crate::workspace::{Annotation, AnnotationId};

/// One annotation, as a row.
#[derive(Clone, Debug)]
pub struct EvidenceRow {
    /// Which one.
    pub id: AnnotationId,
    tag: String,
    quote: String,
    /// In the order of the table's attributes; several values of one name are joined.
    attributes: Vec<Option<String>>,
    note: Arc<str>,
    day: String,
    source: String,
    article: String,
    status: &'static str,
    author: Arc<str>,
}

/// The annotations that the list shows.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Names of the attributes that any of them has, in the order of the alphabet.
    pub attributes: Vec<String>,
    /// The annotations, in the order of their articles in the corpus.
    pub rows: Vec<EvidenceRow>,
}

/// The evidence table as a view: of the annotations that filter and search show.
#[derive(Clone, Copy, Debug)]
pub struct EvidenceView;

impl View for EvidenceView {
    type Spec = ();
    type Table = Evidence;

    const NAME: &'static str = "evidence";

    fn compute(base: &Base, (): &(), cancel: &Cancel) -> Result<Evidence, ViewError> {
        if let Some(error) = &base.error {
            return Err(error.clone().into());
        }
        let annotations = &base.workspace.annotations;
        let shown = base.annotation_rows.iter().filter_map(|row| match row {
            AnnotationRow::One(id) => annotations.get(*id),
            AnnotationRow::Head(..) => None,
        });
        let shown: Vec<&Arc<Annotation>> = shown.collect();
        let names = shown.iter().flat_map(|a| a.attributes.iter());
        let names: BTreeSet<String> = names.map(|a| a.key.to_string()).collect();
        let names: Vec<String> = names.into_iter().collect();
        let mut rows = Vec::with_capacity(shown.len());
        for some in shown.chunks(1 << 12) {
            if cancel.is_cancelled() {
                return Err(ViewError::Cancelled);
            }
            rows.extend(some.iter().map(|annotation| row(base, annotation, &names)));
        }
        Ok(Evidence {
            attributes: names,
            rows,
        })
    }
}

fn row(base: &Base, annotation: &Annotation, names: &[String]) -> EvidenceRow {
    let at = base.corpus.find(&annotation.article);
    let date = at.and_then(|at| base.metadata.date(at));
    let values = |name: &String| {
        let of = annotation.attributes.iter();
        let of = of.filter(|a| *a.key == **name).map(|a| a.value.to_string());
        let of: Vec<String> = of.collect();
        (!of.is_empty()).then(|| of.join("; "))
    };
    let book = &base.workspace.codebook;
    EvidenceRow {
        id: annotation.id,
        tag: annotation
            .tag
            .map_or_else(String::new, |tag| book.path(tag)),
        quote: annotation
            .quote()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
        attributes: names.iter().map(values).collect(),
        note: Arc::clone(&annotation.note),
        day: date.map_or_else(String::new, |(day, of)| written_date(day, of)),
        source: at.map_or_else(String::new, |at| base.metadata.source(at).to_owned()),
        article: at.map_or_else(
            || annotation.article.to_string(),
            |at| base.metadata.title_or_opening(at).into_owned(),
        ),
        status: annotation.status.words(),
        author: Arc::clone(&annotation.author),
    }
}

impl Tabular for Evidence {
    fn title(&self) -> String {
        "Evidence".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        let text = |name: &'static str, means| Column::new(name, ColumnKind::Text, means);
        let mut out = vec![
            text("tag", "the tag, from the top; empty for a note"),
            text("quote", "the words; empty for a whole article"),
        ];
        out.extend(self.attributes.iter().map(|name| Column {
            name: name.clone().into(),
            kind: ColumnKind::Text,
            definition: format!("the attribute {name}").into(),
        }));
        out.extend([
            text("note", "the note"),
            text("date", "date of the article; empty for none"),
            text("source", "who published the article"),
            text("article", "title, or the first words"),
            text("status", "unseen, seen, reviewed, dismissed"),
            text("author", "who made the annotation"),
        ]);
        out
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Vec<Cell<'_>>> + '_> {
        Box::new(self.rows.iter().map(|row| {
            let mut cells = vec![Cell::from(row.tag.as_str()), Cell::from(row.quote.as_str())];
            let values = row.attributes.iter();
            cells.extend(values.map(|value| Cell::from(value.as_deref())));
            cells.extend([
                Cell::from(&*row.note),
                Cell::from(row.day.as_str()),
                Cell::from(row.source.as_str()),
                Cell::from(row.article.as_str()),
                Cell::from(row.status),
                Cell::from(&*row.author),
            ]);
            cells
        }))
    }
}
