//! `dateline check`: a workspace against its articles, and repairs of what is wrong.

use std::io;
use std::path::Path;

use jiff::Timestamp;

use super::edit::{opened_to_work, tell_notes};
use super::terminal::{line, say};
use super::{ExitCode, Failure};
use crate::store::{self, Lock, LockError, OpenError, RealDisk, doubled_ids, restore};
use crate::text::counted::counted;
use crate::workspace::Stamp;
use crate::workspace::integrity::{check, repair};

/// Who repairs, in the history.
const NAME: &str = "dateline check";

pub(super) fn run(path: &Path, repairs: bool) -> Result<ExitCode, Failure> {
    if repairs {
        put_together(path)?;
    }
    let opened = super::Opened::read(path)?;
    let mut findings = Findings::default();
    let asks_wrongly = tell_unaskable(&opened, &mut findings);
    let code = checked(path, opened, repairs, &mut findings)?;
    // No repair knows what was meant.
    Ok(if asks_wrongly { ExitCode::Usage } else { code })
}

/// What was found, as it is written. A reader who has gone hears no more of it, but the exit code still says
/// what there was.
#[derive(Default)]
struct Findings {
    failed: Option<io::Error>,
}

impl Findings {
    fn tell(&mut self, words: std::fmt::Arguments<'_>) {
        if self.failed.is_none() {
            self.failed = line(&mut io::stdout(), words).err();
        }
    }

    /// Fails where somebody still waits for what could not be written.
    fn check(&mut self) -> Result<(), Failure> {
        match self.failed.take() {
            Some(why) if why.kind() != io::ErrorKind::BrokenPipe => Err(why.into()),
            kept => {
                self.failed = kept;
                Ok(())
            }
        }
    }
}

/// Puts a workspace file that cannot be read together again from the version before and what was done
/// since.
fn put_together(path: &Path) -> Result<(), Failure> {
    let mut file = path.to_owned();
    if file.is_dir() {
        file.push("workspace.ron");
    }
    // What lies beside it lies where a link leads.
    let file = std::fs::canonicalize(&file).unwrap_or(file);
    let is_to_mend = |e: &OpenError| e.is_damage() || e.is_missing();
    let Some(damage) = store::open(&file).err().filter(is_to_mend) else {
        return Ok(());
    };
    if damage.is_missing() && store::left_of_gone(&file).is_none() {
        return Ok(());
    }
    let failed = |e: anyhow::Error| Failure::new(ExitCode::CannotWrite, e);
    let lock = Lock::take(&file, NAME).map_err(|e| match e {
        LockError::Held(_) => Failure::new(ExitCode::InUse, e),
        _ => failed(e.into()),
    })?;
    let restored = restore(&RealDisk, &file).map_err(|e| failed(e.into()))?;
    let Some(restored) = restored else {
        return Err(Failure::new(ExitCode::CannotOpen, damage));
    };
    drop(lock);
    let mut plan = opened_to_work(&file, NAME)?;
    let mut back = 0;
    for branch in std::mem::take(&mut plan.recovered.branches) {
        // Only what continues the version before; what somebody else did is offered elsewhere.
        let continues = branch.sides.as_ref().is_some_and(|s| s.0 == plan.base);
        let Some(merged) = branch.merged(&plan.workspace).filter(|_| continues) else {
            continue;
        };
        // What the two sides changed differently waits for the analyst.
        let is_whole = merged.conflicts.is_empty();
        if let Some(edit) = merged.edit {
            let stamp = Stamp {
                at: Timestamp::now(),
                by: NAME.into(),
            };
            plan.history
                .commit(&mut plan.workspace, edit, None, stamp)
                .map_err(|e| failed(e.into()))?;
            plan.workspace_log.append(&plan.history.take_fresh())?;
        }
        if is_whole {
            back += branch.entries;
            plan.workspace_log.decided(&branch)?;
        }
    }
    plan.workspace_log
        .compact(&plan.workspace, plan.history.sequence())?;
    tell_notes(&plan.workspace_log);
    let from = format!(
        "{} and {} done since",
        restored.backup.display(),
        counted(back, "change", "changes")
    );
    match restored.kept {
        Some(kept) => say(format_args!(
            "the workspace could not be read and was put together again from {from}. What could not be read was kept: {}",
            kept.display()
        )),
        None => say(format_args!(
            "the workspace was not there any more and was put together again from {from}"
        )),
    }
    Ok(())
}

fn checked(
    path: &Path,
    opened: super::Opened,
    repairs: bool,
    told: &mut Findings,
) -> Result<ExitCode, Failure> {
    let super::Opened { plan, loaded } = opened;
    let findings = check(&plan.workspace, Some(&loaded.corpus));
    for finding in &findings {
        let repair = finding.repair.as_ref();
        let repair = repair.map_or_else(String::new, |r| format!(" (repair: {r})"));
        told.tell(format_args!(
            "{}: {}{repair}",
            finding.check.name(),
            finding.what
        ));
    }
    // Reading gives the second an id of its own; the file still has both.
    let text = match std::fs::read_to_string(&plan.file) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e.into()),
        text => text.unwrap_or_default(),
    };
    let doubled = doubled_ids(&text);
    for id in &doubled {
        told.tell(format_args!(
            "annotation-ids: annotation {id}: another has its id (repair: the second gets an id of its own)"
        ));
    }
    told.check()?;
    let wrong = findings.len() + doubled.len();
    if wrong == 0 {
        say(format_args!(
            "{} annotations, nothing wrong",
            plan.workspace.annotations.len()
        ));
        return Ok(ExitCode::Done);
    }
    say(format_args!(
        "{wrong} things are wrong. {}",
        plan.file.display()
    ));
    if !repairs {
        return Ok(ExitCode::FoundProblems);
    }
    // Opened once more, to work: meanwhile somebody may have changed it.
    let mut plan = opened_to_work(path, NAME)?;
    let edit = repair(&plan.workspace, Some(&loaded.corpus));
    if edit.is_none() && doubled.is_empty() {
        say("nothing of it can be repaired without you");
        return Ok(ExitCode::FoundProblems);
    }
    let stamp = Stamp {
        at: Timestamp::now(),
        by: NAME.into(),
    };
    let failed = |e: anyhow::Error| Failure::new(ExitCode::CannotWrite, e);
    if let Some(edit) = edit {
        plan.history
            .commit(&mut plan.workspace, edit, None, stamp)
            .map_err(|e| failed(e.into()))?;
    }
    let kept = plan.workspace_log.keep_backup()?;
    plan.workspace_log.append(&plan.history.take_fresh())?;
    plan.workspace_log
        .compact(&plan.workspace, plan.history.sequence())?;
    tell_notes(&plan.workspace_log);
    let left = check(&plan.workspace, Some(&loaded.corpus));
    say(format_args!(
        "repaired {}, {} left. The version before was kept: {}",
        wrong.saturating_sub(left.len()),
        left.len(),
        kept.display()
    ));
    Ok(if left.is_empty() {
        ExitCode::Done
    } else {
        ExitCode::FoundProblems
    })
}

/// Says which tracks ask for fields that do not exist; whether there are any. Those that are no queries
/// at all are among the findings.
fn tell_unaskable(opened: &super::Opened, told: &mut Findings) -> bool {
    let mut any = false;
    for track in &opened.plan.workspace.tracks {
        if track.parsed().is_err() {
            continue;
        }
        if let Err(e) = opened.query_of_track(track) {
            any = true;
            told.tell(format_args!("track-fields: track “{}”: {e}", track.name));
        }
    }
    any
}
