//! `dateline unclaimed`: changes that no workspace has, and the way back for them.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;

use super::edit::{opened_to_work, tell_notes, written};
use super::terminal::{Escape, data, line, say};
use super::{ExitCode, Failure};
use crate::session::{Plan, plan_path};
use crate::store::{
    self, Branch, LeftBehind, Lock, LockError, data_folder, left_behind, left_beside,
};
use crate::text::counted::counted;
use crate::workspace::{Edit, Entry, Happening, Stamp, Workspace};

/// Who takes it back, in the lock.
const NAME: &str = "dateline unclaimed";

/// Most labels that are shown of one file.
const SHOWN: usize = 5;

#[derive(Serialize)]
struct Listed {
    path: String,
    kind: &'static str,
    workspace: Option<String>,
    changes: Vec<String>,
    damage: Option<String>,
}

/// Lists what is unclaimed, or takes a file of it into a workspace.
pub(super) fn run(
    path: Option<&Path>,
    file: Option<&Path>,
    json: bool,
) -> Result<ExitCode, Failure> {
    match (path, file) {
        (Some(path), Some(file)) => take(path, file),
        _ => list(path, json),
    }
}

/// Lists what there is, that of a workspace included where one is named.
fn list(workspace: Option<&Path>, json: bool) -> Result<ExitCode, Failure> {
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
        if let Some(workspace) = &left.workspace {
            line(&mut out, format_args!("  of {workspace}"))?;
        }
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
        workspace: left.workspace.clone(),
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
fn take(workspace: &Path, file: &Path) -> Result<ExitCode, Failure> {
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
    // Whoever works on the workspace that they are of counts on them.
    let own = left.workspace.as_ref().map(Path::new);
    if let Some(own) = own.filter(|own| own.exists() && !is_same(own, workspace)) {
        let held = Lock::take(own, NAME);
        if let Err(LockError::Held(holder)) = held {
            let words = format!(
                "{holder} is working on the workspace that these changes are of: close it first. {}",
                own.display()
            );
            return Err(Failure::new(ExitCode::InUse, anyhow::anyhow!(words)));
        }
    }
    let mut plan = opened_to_work(workspace, NAME)?;
    if !plan.recovered.replayed.is_empty() && plan.workspace_log.has_file() {
        // Those that are its own have come back by opening it, and go once the file holds them.
        let sequence = plan.history.sequence();
        plan.workspace_log.append(&[])?;
        plan.workspace_log.compact(&plan.workspace, sequence)?;
        if !left.path.exists() {
            let n = counted(left.entries.len(), "change was", "changes were");
            say(format_args!("{n} taken in; the file has gone"));
            return Ok(ExitCode::Done);
        }
    }
    let mut branches = plan.recovered.branches.iter();
    let branch = branches.find(|b| b.kept == left.path).cloned();
    if let Some(branch) = branch.filter(|b| b.sides.is_some()) {
        return merge_in(&branch, &mut plan);
    }
    let unfit = take_in(&left, &mut plan);
    written(&mut plan)?;
    let taken = counted(left.entries.len() - unfit, "change was", "changes were");
    if unfit == 0 && left.damage.is_none() {
        let removed = store::remove_left(&left);
        if !removed.map_err(|e| Failure::new(ExitCode::CannotWrite, e))? {
            say(format_args!(
                "{taken} taken in; more was written into the file meanwhile, so it was kept: {}",
                left.path.display()
            ));
            return Ok(ExitCode::FoundProblems);
        }
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

/// Whether two paths, of which one may name a folder, are of one workspace.
fn is_same(file: &Path, named: &Path) -> bool {
    let named = if named.is_dir() {
        named.join("workspace.ron")
    } else {
        named.to_owned()
    };
    let places = [file, &named].map(|p| std::fs::canonicalize(p).ok());
    matches!(places, [Some(a), Some(b)] if a == b)
}

/// Brings in what the changes of another way would bring, as one step; what was changed here as well stays
/// to be decided.
fn merge_in(branch: &Branch, plan: &mut Plan) -> Result<ExitCode, Failure> {
    let merged = branch.merged(&plan.workspace);
    let (edit, conflicts) = merged.map_or((None, Vec::new()), |m| (m.edit, m.conflicts));
    if let Some(edit) = edit {
        let stamp = Stamp {
            at: Timestamp::now(),
            by: NAME.into(),
        };
        plan.history
            .commit(&mut plan.workspace, edit, None, stamp)
            .map_err(|e| Failure::new(ExitCode::CannotWrite, e))?;
        plan.workspace_log.append(&plan.history.take_fresh())?;
    }
    plan.workspace_log
        .compact(&plan.workspace, plan.history.sequence())?;
    tell_notes(&plan.workspace_log);
    let n = counted(branch.entries, "change was", "changes were");
    if conflicts.is_empty() {
        plan.workspace_log.decided(branch)?;
        say(format_args!("{n} taken in, as one step"));
        return Ok(ExitCode::Done);
    }
    say(format_args!(
        "{n} taken in as far as nothing else was done here; {} on both sides: File, Conflicts of the window shows them. The file was kept: {}",
        counted(conflicts.len(), "thing was changed", "things were changed"),
        branch.kept.display()
    ));
    Ok(ExitCode::FoundProblems)
}

/// Makes the changes of a file again, under the name and at the time of those who made them; how many do not
/// fit.
fn take_in(left: &LeftBehind, plan: &mut Plan) -> usize {
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
    unfit
}
