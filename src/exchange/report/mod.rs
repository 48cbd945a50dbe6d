//! A report for people without the program: quotations by tag, article or attribute, with their sources and
//! days, the codebook, counts and how they were made.
//!
//! A [`Report`] is what it says; `html` and `markdown` are how it looks. Everything is inside the one file:
//! no script, no font, no address is loaded.

mod html;
mod markdown;

use std::collections::BTreeMap;

use super::{AnnotatedSet, SetArticle};
use crate::workspace::{Annotation, ReviewStatus};

pub use html::report_html;
pub use markdown::report_markdown;

/// What divides the quotations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ReportBy {
    /// Their tags.
    #[default]
    Tag,
    /// Their articles.
    Article,
    /// The values of an attribute.
    Attribute(String),
}

/// A report, before it is written.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What stands above it.
    pub title: String,
    /// The day it was made, as it is written.
    pub made: String,
    /// What was looked at, in sentences.
    pub scope: Vec<String>,
    /// A chart as SVG, with its caption; none where there is nothing over time.
    pub chart: Option<(String, String)>,
    /// The parts, in order.
    pub sections: Vec<Section>,
    /// Tags with what they mean and how often they were used.
    pub codebook: Vec<(String, String, usize)>,
    /// How counts were made.
    pub methods: Vec<String>,
}

/// A part of a report.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// What it is about.
    pub heading: String,
    /// What the tag means; empty for nothing.
    pub about: String,
    /// The quotations.
    pub quotes: Vec<ReportQuote>,
}

/// A quotation with where it stands.
#[derive(Clone, Debug, Default)]
pub struct ReportQuote {
    /// The words; empty for an annotation of a whole article.
    pub quote: String,
    /// Title of the article.
    pub title: String,
    /// Who published it.
    pub source: String,
    /// Its day and how that is known, in words.
    pub day: String,
    /// Where it lies.
    pub path: String,
    /// The path of its tag.
    pub tag: String,
    /// What the analyst wrote.
    pub note: String,
    /// Attributes in order.
    pub attributes: Vec<(String, String)>,
    /// Who made the annotation.
    pub author: String,
    /// How far it was looked at.
    pub status: &'static str,
}

impl Report {
    /// The report of a set.
    pub fn new(title: &str, made: &str, set: &dyn AnnotatedSet, by: &ReportBy) -> Self {
        let book = set.codebook();
        // Sections in the order of the codebook, of the articles, or of the values.
        let mut order: Vec<String> = Vec::new();
        let mut sections: BTreeMap<String, Vec<ReportQuote>> = BTreeMap::new();
        let mut used: BTreeMap<String, usize> = BTreeMap::new();
        let (mut articles, mut annotations, mut reviewed) = (0, 0, 0);
        if *by == ReportBy::Tag {
            order.extend(
                book.in_tree_order()
                    .into_iter()
                    .map(|(_, tag)| book.path(tag.id)),
            );
            order.push(UNTAGGED.to_owned());
        }
        for article in set.articles() {
            articles += 1;
            reviewed += usize::from(article.status == ReviewStatus::Reviewed);
            for one in set.annotations(&article) {
                annotations += 1;
                let quote = quote_of(set, &article, one);
                *used.entry(quote.tag.clone()).or_default() += 1;
                let heading = match by {
                    ReportBy::Tag if quote.tag.is_empty() => UNTAGGED.to_owned(),
                    ReportBy::Tag => quote.tag.clone(),
                    ReportBy::Article => heading_of(&quote),
                    ReportBy::Attribute(key) => {
                        let value = one.attribute(key).unwrap_or_default();
                        if value.is_empty() {
                            format!("without “{key}”")
                        } else {
                            format!("{key}: {value}")
                        }
                    }
                };
                if !order.contains(&heading) {
                    order.push(heading.clone());
                }
                sections.entry(heading).or_default().push(quote);
            }
        }
        let about = |heading: &str| {
            let tag = book.tags().iter().find(|t| book.path(t.id) == heading);
            tag.filter(|_| *by == ReportBy::Tag)
                .map(|t| t.definition.to_string())
                .unwrap_or_default()
        };
        let section = |heading: String| {
            let quotes = sections.remove(&heading)?;
            Some(Section {
                about: about(&heading),
                quotes,
                heading,
            })
        };
        let sections = order.into_iter().filter_map(section).collect();
        let codebook = book.in_tree_order().into_iter().map(|(_, tag)| {
            let path = book.path(tag.id);
            let n = used.get(&path).copied().unwrap_or(0);
            (path, tag.definition.to_string(), n)
        });
        Self {
            title: title.to_owned(),
            made: made.to_owned(),
            scope: vec![
                format!("{annotations} annotations in {articles} articles; {reviewed} of these articles are marked reviewed."),
            ],
            chart: None,
            sections,
            codebook: codebook.collect(),
            methods: vec![
                "Quotations are word for word as they stand in the articles; “…” joins the parts of one annotation.".to_owned(),
                "A day is the one that the source states; behind it stands how it is known: header, metadata, file name, analyst. Articles without a day are undated; no day is guessed.".to_owned(),
            ],
        }
    }
}

const UNTAGGED: &str = "without a tag";

fn heading_of(quote: &ReportQuote) -> String {
    if quote.title.is_empty() {
        quote.path.clone()
    } else {
        format!("{} ({})", quote.title, quote.day)
    }
}

fn quote_of(set: &dyn AnnotatedSet, article: &SetArticle<'_>, one: &Annotation) -> ReportQuote {
    let day = article.date.as_ref().map_or_else(
        || "undated".to_owned(),
        |d| format!("{d} ({})", d.basis.words()),
    );
    let quote = one.quote();
    ReportQuote {
        quote: quote.split_whitespace().collect::<Vec<_>>().join(" "),
        title: article.title.to_string(),
        source: article.source.to_string(),
        day,
        path: article.path.to_string(),
        tag: one.tag.map(|t| set.codebook().path(t)).unwrap_or_default(),
        note: one.note.to_string(),
        attributes: one
            .attributes
            .iter()
            .map(|a| (a.key.to_string(), a.value.to_string()))
            .collect(),
        author: one.author.to_string(),
        status: one.status.words(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::sample::{corpus, set, workspace};

    #[test]
    fn every_annotation_stands_in_the_report_once_with_its_words_safe() {
        let (mut workspace, corpus) = (workspace(), corpus());
        workspace = crate::exchange::sample::with_annotations(workspace, |mut one| {
            one.note = format!("{} <script>alert(1)</script>", one.note).into();
            Some(one)
        });
        let set = set(&workspace, &corpus);
        for by in [
            ReportBy::Tag,
            ReportBy::Article,
            ReportBy::Attribute("claimed by".into()),
        ] {
            let report = Report::new("Test & more", "2026-11-27", &set, &by);
            let quotes: usize = report.sections.iter().map(|s| s.quotes.len()).sum();
            assert_eq!(quotes, workspace.annotations.len(), "{by:?}");
            let html = report_html(&report);
            assert!(html.contains("No lorry has crossed since noon"));
            assert!(!html.contains("<script") && html.contains("&lt;script"));
            assert!(!html.contains("http://") && !html.contains("https://"));
            assert!(report_markdown(&report).contains("No lorry has crossed since noon"));
        }
    }
}
