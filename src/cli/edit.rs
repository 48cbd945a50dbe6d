//! `dateline edit`: edits from standard input, each acknowledged once it is durable.

use std::io::{BufRead, Write};
use std::path::Path;

use jiff::Timestamp;

use super::terminal::say;
use super::{ExitCode, Failure};
use crate::session::{Plan, Purpose, plan, plan_path};
use crate::store::{
    Access, Appended, Elsewhere, Lock, LockError, ReadOnlyReason, WorkspaceLog, edit_from_ron,
};
use crate::workspace::{Edit, Entry, History, Stamp, Workspace};

/// A workspace that is being edited.
struct Editing {
    workspace_log: WorkspaceLog<'static>,
    /// The right to change it; none where it cannot be locked.
    lock: Option<Lock>,
    workspace: Workspace,
    history: History,
    name: String,
    /// Whether it was said where changes are that the journal does not have.
    is_told: bool,
    /// Entries after which the file is written in full; none for as the journal grows.
    compact_after: Option<u64>,
    compacted: u64,
}

pub(super) fn run(
    path: &Path,
    name: &str,
    compact_after: Option<u64>,
) -> Result<ExitCode, Failure> {
    if is_nothing_to_do() {
        // Nothing is made beside the articles.
        return match plan_path(path) {
            Ok(_) => Ok(ExitCode::Done),
            Err(e) => Err(Failure::new(ExitCode::CannotOpen, e)),
        };
    }
    let mut editing = Editing::open(path, name, compact_after)?;
    let mut out = std::io::stdout().lock();
    let mut refused = 0;
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let line = line.map_err(|e| Failure::new(ExitCode::CannotOpen, e))?;
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        match editing.carry_out(line) {
            Ok(Some(sequence)) => {
                let told = writeln!(out, "{sequence}").and_then(|()| out.flush());
                // Also where the reader has gone: what follows is not carried out, and that is no success.
                told.map_err(|why| unheard(sequence, &why))?;
            }
            Ok(None) => {}
            Err(Refused::Edit(why)) => {
                refused += 1;
                let number = number + 1;
                say(format_args!("line {number}: {why}. It was passed over."));
            }
            Err(Refused::Disk(failure)) => return Err(failure),
        }
    }
    editing.close()?;
    if refused > 0 {
        return Ok(ExitCode::FoundProblems);
    }
    Ok(ExitCode::Done)
}

/// Whether standard input ends before it has begun, where that can be told without waiting for somebody.
#[cfg(unix)]
fn is_nothing_to_do() -> bool {
    use std::io::IsTerminal as _;
    use std::os::unix::fs::FileTypeExt as _;
    let Ok(facts) = std::fs::metadata("/dev/stdin") else {
        return false;
    };
    let kind = facts.file_type();
    let input = std::io::stdin();
    let waits = kind.is_fifo() || kind.is_socket() || input.is_terminal();
    !waits && input.lock().fill_buf().is_ok_and(<[u8]>::is_empty)
}

#[cfg(not(unix))]
fn is_nothing_to_do() -> bool {
    false
}

/// That the number of an edit could not be told.
fn unheard(sequence: u64, why: &std::io::Error) -> Failure {
    let words = format!(
        "the numbers of the edits cannot be written any more: {why}. The edit of number {sequence} and those before it are in the workspace; no further one was carried out"
    );
    Failure::new(ExitCode::CannotWrite, anyhow::anyhow!(words))
}

/// Why an edit was not made.
enum Refused {
    /// It cannot be read, or does not fit.
    Edit(String),
    /// It cannot be made durable.
    Disk(Failure),
}

impl<E: Into<Failure>> From<E> for Refused {
    fn from(failure: E) -> Self {
        Self::Disk(failure.into())
    }
}

impl From<crate::store::SaveError> for Failure {
    fn from(error: crate::store::SaveError) -> Self {
        Self::new(ExitCode::CannotWrite, error)
    }
}

/// Opens a workspace to change it; a failure names who works on it.
pub(super) fn opened_to_work(path: &Path, name: &str) -> Result<Plan, Failure> {
    let purpose = Purpose::Work { name, mine: None };
    let mut plan =
        plan(&[path.to_owned()], purpose).map_err(|e| Failure::new(ExitCode::CannotOpen, e))?;
    if plan.lock.is_none() && plan.access == Access::ReadWrite {
        // It gets its file now.
        let locked = Lock::take_first(&plan.file, name);
        let locked = locked.map_err(|e| match e {
            LockError::Held(_) => Failure::new(ExitCode::InUse, e),
            _ => Failure::new(ExitCode::CannotWrite, e),
        })?;
        plan.workspace_log.hold(locked.right());
        plan.lock = Some(locked);
    }
    for problem in &plan.recovered.problems {
        say(problem);
    }
    match &plan.access {
        Access::ReadWrite => Ok(plan),
        Access::ReadOnly(ReadOnlyReason::InUse { holder }) => {
            let held = LockError::Held(holder.clone());
            Err(Failure::new(ExitCode::InUse, held))
        }
        Access::ReadOnly(reason) => Err(Failure::new(
            ExitCode::CannotWrite,
            anyhow::anyhow!("{reason}. {}", plan.file.display()),
        )),
    }
}

/// Carries out an edit in an opened workspace and makes it durable.
pub(super) fn committed(plan: &mut Plan, edit: Edit, stamp: Stamp) -> Result<(), Failure> {
    plan.history
        .commit(&mut plan.workspace, edit, None, stamp)
        .map_err(|e| Failure::new(ExitCode::CannotWrite, e))?;
    written(plan)
}

/// Writes what was changed in an opened workspace into its file, which it gets where it has none.
pub(super) fn written(plan: &mut Plan) -> Result<(), Failure> {
    let entries = plan.history.take_fresh();
    let sequence = plan.history.sequence();
    if plan.workspace_log.has_file() {
        plan.workspace_log.append(&entries)?;
        plan.workspace_log.compact(&plan.workspace, sequence)?;
    } else {
        plan.workspace_log
            .begin(&plan.workspace, sequence, &entries)?;
    }
    tell_notes(&plan.workspace_log);
    Ok(())
}

/// Says what came up while a workspace was written.
pub(super) fn tell_notes(workspace_log: &WorkspaceLog<'_>) {
    for note in workspace_log.take_notes() {
        say(note);
    }
}

impl Editing {
    fn open(path: &Path, name: &str, compact_after: Option<u64>) -> Result<Self, Failure> {
        let plan = opened_to_work(path, name)?;
        Ok(Self {
            workspace_log: plan.workspace_log,
            lock: plan.lock,
            is_told: false,
            workspace: plan.workspace,
            history: plan.history,
            name: name.to_owned(),
            compact_after,
            compacted: plan.compacted,
        })
    }

    fn stamp(&self) -> Stamp {
        Stamp {
            at: Timestamp::now(),
            by: self.name.as_str().into(),
        }
    }

    /// Carries out a line: an edit, `undo` or `redo`. The number of its entry, once that is durable; none
    /// where nothing changed.
    fn carry_out(&mut self, line: &str) -> Result<Option<u64>, Refused> {
        let stamp = self.stamp();
        let misfit = |e: crate::workspace::EditError| Refused::Edit(e.to_string());
        let done = match line {
            "undo" => self
                .history
                .undo(&mut self.workspace, stamp)
                .map(|e| e.is_some()),
            "redo" => self
                .history
                .redo(&mut self.workspace, stamp)
                .map(|e| e.is_some()),
            edit => {
                let edit: Edit = edit_from_ron(edit).map_err(|e| Refused::Edit(e.to_string()))?;
                self.history.commit(&mut self.workspace, edit, None, stamp)
            }
        };
        if !done.map_err(misfit)? {
            return Ok(None);
        }
        let entries: Vec<Entry> = self.history.take_fresh();
        let sequence = self.history.sequence();
        if self.workspace_log.has_file() {
            let appended = self.workspace_log.append(&entries);
            self.tell_notes();
            let appended = appended?;
            if let Appended::Fallback(elsewhere) = appended {
                self.kept_elsewhere(&elsewhere)?;
            }
        } else {
            self.workspace_log
                .begin(&self.workspace, sequence, &entries)?;
            self.compacted = sequence;
        }
        self.tell_notes();
        let many = self
            .compact_after
            .is_some_and(|n| sequence - self.compacted >= n);
        if many || self.workspace_log.wants_compaction() {
            self.compact()?;
        }
        Ok(Some(sequence))
    }

    fn compact(&mut self) -> Result<(), Failure> {
        let sequence = self.history.sequence();
        let written = self.workspace_log.compact(&self.workspace, sequence);
        self.tell_notes();
        written?;
        self.compacted = sequence;
        Ok(())
    }

    fn tell_notes(&self) {
        tell_notes(&self.workspace_log);
    }

    /// Changes are durable, but not where they belong. Where the work folder was removed or replaced, this
    /// goes on only if nobody else works on the workspace now, and the file holds everything again.
    fn kept_elsewhere(&mut self, elsewhere: &Elsewhere) -> Result<(), Failure> {
        let place = elsewhere.place.display();
        let why = elsewhere.why.as_deref().unwrap_or_default();
        let kept = |e: &dyn std::fmt::Display| {
            anyhow::anyhow!(
                "{why}, and the workspace cannot be written again: {e}. The changes since it was last written are kept, and come back when it is opened next: {place}"
            )
        };
        if self.workspace_log.is_taken() && !self.workspace_log.regains() {
            let lock = Lock::take(self.workspace_log.file(), &self.name);
            let lock = lock.map_err(|e| match e {
                LockError::Held(_) => Failure::new(ExitCode::InUse, kept(&e)),
                _ => Failure::new(ExitCode::CannotWrite, kept(&e)),
            })?;
            self.workspace_log.hold(lock.right());
            self.lock = Some(lock);
        }
        if self.workspace_log.is_lost() {
            // Steps whose entries have gone could not be undone for good.
            self.history.forget();
            if let Err(failure) = self.compact() {
                return Err(Failure::new(failure.code, kept(&failure.error)));
            }
            say(format_args!(
                "{why}. Nothing is lost: the workspace was written again. What was done before cannot be undone any more. {}",
                self.workspace_log.file().display()
            ));
        } else if !std::mem::replace(&mut self.is_told, true) {
            say(format_args!(
                "the journal cannot be written: {why}. Changes are kept elsewhere and go back as soon as it can: {place}"
            ));
        }
        Ok(())
    }

    fn close(mut self) -> Result<(), Failure> {
        if self.workspace_log.has_file() && self.compacted != self.history.sequence() {
            self.compact()?;
        }
        drop(self.lock.take());
        Ok(())
    }
}
