//! `dateline unclaimed`: changes that no workspace has, and the way back for them.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;

use serde::Serialize;

use super::edit::opened_to_work;
use super::terminal::{Escape, data, line, say};
use super::{ExitCode, Failure};
use crate::session::{Plan, plan_path};
use crate::store::{self, LeftBehind, data_folder, fallback_of, left_behind, left_beside};
use crate::text::counted::counted;
use crate::workspace::{Edit, Entry, Happening, Workspace};

/// Who takes it back, in the lock.
const NAME: &str = "dateline unclaimed";

/// Most labels that are shown of one file.
const SHOWN: usize = 5;

#[derive(Serialize)]
struct Listed {
    path: String,
    kind: &'static str,
    changes: Vec<String>,
    damage: Option<String>,
}

/// Lists what there is, that of a workspace included where one is named.
pub(super) fn list(workspace: Option<&Path>, json: bool) -> Result<ExitCode, Failure> {
    let all = all(workspace)?;
    let mut out = data(Escape::Json);
    if json {
        let all: Vec<Listed> = all.iter().map(listed).collect();
        serde_json::to_writer(&mut out, &all).map_err(std::io::Error::from)?;
        writeln!(out)?;
        out.flush()?;
        return Ok(ExitCode::Done);
    }
    for left in &all {
        line(&mut out, format_args!("{}", left.path.display()))?;
        let n = counted(left.entries.len(), "change", "changes");
        line(&mut out, format_args!("  {}: {n}", left.kind.words()))?;
        for entry in left.entries.iter().take(SHOWN) {
            let (by, at) = (&entry.stamp.by, entry.stamp.at);
            line(&mut out, format_args!("  {at:.0}  {by}: {}", label(entry)))?;
        }
        if left.entries.len() > SHOWN {
            let more = left.entries.len() - SHOWN;
            line(&mut out, format_args!("  and {more} more"))?;
        }
        if let Some(damage) = &left.damage {
            line(
                &mut out,
                format_args!("  not all of it can be read: {damage}"),
            )?;
        }
    }
    out.flush()?;
    say(format_args!(
        "{} hold what no workspace has. “dateline unclaimed WORKSPACE --take FILE” brings it into one",
        counted(all.len(), "file", "files")
    ));
    Ok(ExitCode::Done)
}

fn all(workspace: Option<&Path>) -> Result<Vec<LeftBehind>, Failure> {
    let failed = |e: std::io::Error| Failure::new(ExitCode::CannotOpen, e);
    let mut all = left_behind(&data_folder()).map_err(failed)?;
    if let Some(path) = workspace {
        let plan = plan_path(path).map_err(|e| Failure::new(ExitCode::CannotOpen, e))?;
        all.extend(left_beside(&plan.file).map_err(failed)?);
    }
    Ok(all)
}

fn listed(left: &LeftBehind) -> Listed {
    Listed {
        path: left.path.display().to_string(),
        kind: left.kind.words(),
        changes: left.entries.iter().map(|e| label(e).to_owned()).collect(),
        damage: left.damage.clone(),
    }
}

fn label(entry: &Entry) -> &str {
    match &entry.what {
        Happening::Do(edit) => &edit.label,
        Happening::Undo(_) => "undo",
        Happening::Redo(_) => "redo",
        Happening::Quiet(_) => "reading",
    }
}

/// Brings what a file holds into a workspace, one step for each change. What does not fit stays in the file.
pub(super) fn take(workspace: &Path, file: &Path) -> Result<ExitCode, Failure> {
    let same = |left: &LeftBehind| {
        let places = [&left.path, file].map(|p| std::fs::canonicalize(p).ok());
        matches!(places, [Some(a), Some(b)] if a == b)
    };
    let left = all(Some(workspace))?.into_iter().find(same);
    let usage = |words: &str| {
        let words = format!("--take: {words}. {}", file.display());
        Failure::new(ExitCode::Usage, anyhow::anyhow!(words))
    };
    let left = left.ok_or_else(|| {
        usage("this is none of the files that “dateline unclaimed” lists for this workspace")
    })?;
    if left.entries.is_empty() {
        return Err(usage("no change in it can be read"));
    }
    let mut plan = opened_to_work(workspace, NAME)?;
    // Its own come back by opening it.
    let is_own = fallback_of(&plan.file, &data_folder()) == left.path;
    let unfit = if is_own {
        0
    } else {
        take_in(&left, &mut plan)?
    };
    let fresh = plan.history.take_fresh();
    let sequence = plan.history.sequence();
    if plan.workspace_log.has_file() {
        plan.workspace_log.append(&fresh)?;
        plan.workspace_log.compact(&plan.workspace, sequence)?;
    } else {
        plan.workspace_log
            .begin(&plan.workspace, sequence, &fresh)?;
    }
    let taken = counted(left.entries.len() - unfit, "change was", "changes were");
    if unfit == 0 && left.damage.is_none() {
        store::remove_left(&left).map_err(|e| Failure::new(ExitCode::CannotWrite, e))?;
        say(format_args!("{taken} taken in; the file has gone"));
        return Ok(ExitCode::Done);
    }
    let rest = match &left.damage {
        Some(damage) => format!("{unfit} did not fit, and not all of it can be read: {damage}"),
        None => format!("{unfit} did not fit"),
    };
    say(format_args!(
        "{taken} taken in; {rest}. The file was kept: {}",
        left.path.display()
    ));
    Ok(ExitCode::FoundProblems)
}

/// Makes the changes of a file again, under the name and at the time of those who made them; how many do not
/// fit.
fn take_in(left: &LeftBehind, plan: &mut Plan) -> Result<usize, Failure> {
    let mut unfit = 0;
    // What was taken in, by the number it had.
    let mut known: HashMap<u64, Edit> = HashMap::new();
    for entry in &left.entries {
        let edit = match &entry.what {
            Happening::Do(edit) => {
                known.insert(entry.sequence, edit.clone());
                Some(edit.clone())
            }
            Happening::Undo(step) => known.get(step).map(Edit::inverse),
            Happening::Redo(step) => known.get(step).cloned(),
            Happening::Quiet(changes) => Some(Edit::new("reading", changes.clone())),
        };
        let workspace: &mut Workspace = &mut plan.workspace;
        let stamp = entry.stamp.clone();
        let done = edit.map(|edit| plan.history.commit(workspace, edit, None, stamp));
        if !matches!(done, Some(Ok(_))) {
            unfit += 1;
            let number = entry.sequence;
            say(format_args!(
                "change {number} does not fit: {}",
                label(entry)
            ));
        }
    }
    Ok(unfit)
}
