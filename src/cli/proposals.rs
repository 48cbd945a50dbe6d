//! `dateline evidence --json`: what was found in the texts, article by article.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use serde::Serialize;

use super::terminal::{Escape, data};
use super::{ExitCode, Failure, view};
use crate::analysis::names::{ListedNames, NamesView};
use crate::analysis::{Base, Cancel, View as _};
use crate::corpus::ArticleIx;
use crate::enrich::names::{NAME, NameKind};
use crate::text::{ByteOffset, Offsets};

/// What was found in one article; offsets count characters of its text.
#[derive(Serialize)]
struct Proposals<'a> {
    document: &'a str,
    id: &'a str,
    publication_date: Option<String>,
    names: Vec<NameOut>,
}

#[derive(Serialize)]
struct NameOut {
    canonical: String,
    kind: Option<&'static str>,
    variants: BTreeMap<String, u32>,
    mentions: Vec<(u32, u32)>,
}

/// Prints or writes the proposals of every article.
pub(super) fn run(path: &Path, out: Option<&Path>, overwrite: bool) -> Result<ExitCode, Failure> {
    let base = view::base(path, None, &[NAME])?;
    let listed = listed_by(&base)?;
    if let Some(folder) = out {
        std::fs::create_dir_all(folder)?;
    }
    let mut printed = data(Escape::Json);
    for (at, article) in base.corpus.iter() {
        let proposals = of_article(&base, at, &listed, &article.path, article.id.as_str());
        if let Some(folder) = out {
            let file = folder.join(file_name(&article.path, article.record.as_deref()));
            let json = serde_json::to_vec_pretty(&proposals).map_err(std::io::Error::from)?;
            if !overwrite && file.exists() {
                let why = anyhow::anyhow!(
                    "is there already; --overwrite replaces it: {}",
                    file.display()
                );
                return Err(Failure::new(ExitCode::CannotWrite, why));
            }
            std::fs::write(file, json)?;
        } else {
            serde_json::to_writer(&mut printed, &proposals).map_err(std::io::Error::from)?;
            printed.write_all(b"\n")?;
        }
    }
    printed.flush()?;
    Ok(ExitCode::Done)
}

/// The name of a file for an article: its own, with what would lead elsewhere replaced.
fn file_name(path: &str, record: Option<&str>) -> String {
    let record = record.map(|r| format!("-{r}")).unwrap_or_default();
    let stem: String = path
        .chars()
        .map(|c| {
            if matches!(c, '/' | '\\' | ':' | '\0') {
                '_'
            } else {
                c
            }
        })
        .collect();
    format!("{stem}{record}.json")
}

/// For each form the name that it is listed by.
fn listed_by(base: &Base) -> Result<ListedNames, Failure> {
    let table = NamesView::compute(base, &(), &Cancel::default());
    let table = table.map_err(|e| Failure::new(ExitCode::CannotOpen, e))?;
    Ok(ListedNames::new(&table))
}

fn of_article<'a>(
    base: &Base,
    at: ArticleIx,
    listed: &ListedNames,
    path: &'a str,
    id: &'a str,
) -> Proposals<'a> {
    let text = base.corpus.text(at).unwrap_or_default();
    let offsets = Offsets::new(text);
    let chars = |byte: u32| offsets.chars_from_bytes(ByteOffset(byte)).0;
    let found = base
        .derived
        .names()
        .map(|n| n.find_in(text, base.corpus.title_end(at)));
    let mut names: BTreeMap<String, NameOut> = BTreeMap::new();
    let found = found.unwrap_or_default();
    for (name, of) in found.iter().zip(listed.of_article(&found)) {
        let out = names.entry(of.words.clone()).or_insert_with(|| NameOut {
            canonical: of.words,
            kind: of.kind.map(NameKind::word),
            variants: BTreeMap::new(),
            mentions: Vec::new(),
        });
        *out.variants.entry(name.words.to_string()).or_default() += 1;
        if name.with_title != name.span {
            let titled = name.with_title.get(text).unwrap_or_default();
            *out.variants.entry(titled.to_owned()).or_default() += 1;
        }
        let whole = name.with_title;
        out.mentions.push((chars(whole.start), chars(whole.end)));
    }
    Proposals {
        document: path.rsplit('/').next().unwrap_or(path),
        id,
        publication_date: base.metadata.day(at).map(|d| d.to_string()),
        names: names.into_values().collect(),
    }
}
