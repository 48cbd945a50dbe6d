//! `dateline tag`: a tag on every hit of a query.

use std::path::Path;

use jiff::Timestamp;

use super::edit::{committed, opened_to_work};
use super::opened::checked_in;
use super::terminal::{line, say};
use super::{ExitCode, Failure, Opened, query_of};
use crate::analysis::passages::{Extent, Taken, passages};
use crate::corpus::ArticleIx;
use crate::query::Prepared;
use crate::workspace::{Codebook, Edit, Stamp, TagId};

/// That there is no such tag, with the nearest there is.
pub(super) fn no_tag(name: &str, book: &Codebook) -> String {
    let paths = book.tags().iter().map(|tag| book.path(tag.id));
    let near = paths
        .map(|path| {
            (
                strsim::damerau_levenshtein(&path.replace(" / ", "/"), name),
                path,
            )
        })
        .filter(|(distance, _)| *distance <= 2)
        .min();
    let rest = near.map_or_else(String::new, |(_, path)| format!("; did you mean {path}?"));
    format!("--tag {name}: the codebook has no such tag{rest}")
}

/// Who tags, in the history and as author.
const NAME: &str = "dateline tag";

pub(super) fn run(
    query: &str,
    path: &Path,
    tag: &str,
    extent: Extent,
    dry_run: bool,
) -> Result<ExitCode, Failure> {
    let parsed = query_of(query)?;
    let opened = Opened::read(path)?;
    let corpus = &opened.loaded.corpus;
    checked_in(query, &parsed, &opened)?;
    let facts = opened.facts(&parsed)?;
    let prepared = Prepared::new(&parsed, &facts).map_err(|e| Failure::new(ExitCode::Usage, e))?;
    let places: Vec<ArticleIx> = corpus.places().collect();
    let look = |workspace: &crate::workspace::Workspace| -> Result<_, Failure> {
        let id = tag_of(tag, workspace)?;
        let found = passages(corpus, workspace, &prepared, &places, (Some(id), extent));
        Ok((id, found))
    };
    let (_, found) = look(&opened.plan.workspace)?;
    if dry_run {
        let mut out = std::io::stdout().lock();
        for one in &found.found {
            let quote = one.anchor.quote.replace('\n', " ");
            line(&mut out, format_args!("{}\t{quote}", one.article))?;
        }
        say(format_args!(
            "{} passages in {} articles would be tagged; {} have the tag already",
            found.found.len(),
            found.articles,
            found.already
        ));
        return Ok(ExitCode::Done);
    }
    let mut plan = opened_to_work(path, NAME)?;
    // Meanwhile somebody may have tagged.
    let (id, found) = look(&plan.workspace)?;
    if !found.found.is_empty() {
        let now = Timestamp::now();
        let label = format!("tag {} hits of “{query}” as “{tag}”", found.found.len());
        let all = Taken::default();
        let tagged = found.tagged(&all, &plan.workspace, id, (NAME, now));
        let edit = Edit::new(label, tagged);
        let stamp = Stamp {
            at: now,
            by: NAME.into(),
        };
        committed(&mut plan, edit, stamp)?;
    }
    say(format_args!(
        "{} passages in {} articles were tagged; {} had the tag already",
        found.found.len(),
        found.articles,
        found.already
    ));
    Ok(ExitCode::Done)
}

fn tag_of(name: &str, workspace: &crate::workspace::Workspace) -> Result<TagId, Failure> {
    let book = &workspace.codebook;
    let usage = |words: String| Failure::new(ExitCode::Usage, anyhow::anyhow!(words));
    let tag = book
        .by_path(name)
        .ok_or_else(|| usage(no_tag(name, book)))?;
    if !tag.is_codable() {
        return Err(usage(format!(
            "--tag {name}: it is a folder or retired, and is put on no passage"
        )));
    }
    Ok(tag.id)
}
