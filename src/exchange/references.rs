//! The articles of a set as references: CSL JSON, BibTeX, RIS.

use serde_json::{Value, json};

use super::formats::json::put_field;
use super::{AnnotatedSet, SetArticle};
use crate::corpus::Precision;

/// How references are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceStyle {
    /// CSL JSON, which Zotero and Pandoc read.
    Csl,
    /// BibTeX.
    Bibtex,
    /// RIS, which EndNote reads.
    Ris,
}

/// Year, month and day, as far as they are known.
fn date_of(article: &SetArticle<'_>) -> Vec<i32> {
    let Some(date) = &article.date else {
        return Vec::new();
    };
    let whole = vec![
        i32::from(date.day.year()),
        i32::from(date.day.month()),
        i32::from(date.day.day()),
    ];
    let known = match date.precision {
        Precision::Day => 3,
        Precision::Month => 2,
        Precision::Year => 1,
    };
    whole.into_iter().take(known).collect()
}

fn title_of(article: &SetArticle<'_>) -> String {
    if article.title.is_empty() {
        article.path.to_string()
    } else {
        article.title.to_string()
    }
}

/// The articles of a set as references.
pub fn references(set: &dyn AnnotatedSet, style: ReferenceStyle) -> String {
    let articles: Vec<SetArticle<'_>> = set.articles().collect();
    match style {
        ReferenceStyle::Csl => csl(&articles),
        ReferenceStyle::Bibtex => articles
            .iter()
            .enumerate()
            .map(|(n, a)| bibtex(n + 1, a))
            .collect(),
        ReferenceStyle::Ris => articles.iter().map(ris).collect(),
    }
}

fn csl(articles: &[SetArticle<'_>]) -> String {
    let item = |article: &SetArticle<'_>| {
        let mut out = json!({
            "id": article.id.as_str(),
            "type": "article-newspaper",
            "title": title_of(article),
        });
        if !article.source.is_empty() {
            put_field(&mut out, "container-title", json!(&*article.source));
        }
        let date = date_of(article);
        if !date.is_empty() {
            put_field(&mut out, "issued", json!({"date-parts": [date]}));
        }
        out
    };
    let all: Vec<Value> = articles.iter().map(item).collect();
    format!("{:#}\n", Value::Array(all))
}

/// Words inside braces: signs that TeX takes for its own are escaped.
fn tex(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                out.push('\\');
                out.push(c);
            }
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn bibtex(number: usize, article: &SetArticle<'_>) -> String {
    let mut out = format!(
        "@article{{dateline{number},\n  title = {{{{{}}}}},\n",
        tex(&title_of(article))
    );
    if !article.source.is_empty() {
        out += &format!("  journal = {{{{{}}}}},\n", tex(&article.source));
    }
    let date = date_of(article);
    for (name, part) in ["year", "month", "day"].iter().zip(&date) {
        out += &format!("  {name} = {{{part}}},\n");
    }
    out + &format!("  note = {{{}}}\n}}\n\n", tex(article.id.as_str()))
}

fn ris(article: &SetArticle<'_>) -> String {
    let line = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = format!("TY  - NEWS\r\nTI  - {}\r\n", line(&title_of(article)));
    if !article.source.is_empty() {
        out += &format!("T2  - {}\r\n", line(&article.source));
    }
    let date = date_of(article);
    if let Some(year) = date.first() {
        out += &format!("PY  - {year}\r\n");
        let part = |at: usize| date.get(at).map_or_else(String::new, |n| format!("{n:02}"));
        out += &format!("DA  - {year:04}/{}/{}/\r\n", part(1), part(2));
    }
    out + &format!("ID  - {}\r\nER  - \r\n", line(article.id.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::sample::{corpus, set, workspace};

    #[test]
    fn every_article_is_a_reference_with_its_date_as_far_as_it_is_known() {
        let (workspace, corpus) = (workspace(), corpus());
        let set = set(&workspace, &corpus);
        let all: Value = serde_json::from_str(&references(&set, ReferenceStyle::Csl)).unwrap();
        let all = all.as_array().unwrap();
        assert_eq!(all.len(), set.articles().count());
        assert_eq!(all[0]["issued"]["date-parts"], json!([[2023, 2, 22]]));
        assert_eq!(all[1]["issued"]["date-parts"], json!([[2023, 3]]));
        assert!(all[2].get("issued").is_none());
        let bibtex = references(&set, ReferenceStyle::Bibtex);
        assert_eq!(bibtex.matches("@article{").count(), all.len());
        let ris = references(&set, ReferenceStyle::Ris);
        assert_eq!(ris.matches("ER  - ").count(), all.len());
        assert!(ris.contains("DA  - 2023/02/22/") && ris.contains("DA  - 2023/03//"));
        assert_eq!(tex("50% of {a}_b & c"), "50\\% of \\{a\\}\\_b \\& c");
    }
}
