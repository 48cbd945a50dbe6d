//! `dateline check`: a workspace against its articles, and repairs of what is wrong.

use std::path::Path;

use jiff::Timestamp;

use super::edit::opened_to_work;
use super::{ExitCode, Failure};
use crate::workspace::Stamp;
use crate::workspace::integrity::{check, repair};

/// Who repairs, in the history.
const NAME: &str = "dateline check";

pub(super) fn run(path: &Path, repairs: bool) -> Result<ExitCode, Failure> {
    let super::Opened { plan, loaded } = super::Opened::read(path)?;
    let findings = check(&plan.workspace, Some(&loaded.corpus));
    for finding in &findings {
        let repair = finding.repair.as_ref();
        let repair = repair.map_or_else(String::new, |r| format!(" (repair: {r})"));
        println!("{}: {}{repair}", finding.check.name(), finding.what);
    }
    if findings.is_empty() {
        eprintln!(
            "dateline: {} annotations, nothing wrong",
            plan.workspace.annotations.len()
        );
        return Ok(ExitCode::Done);
    }
    eprintln!(
        "dateline: {} things are wrong. {}",
        findings.len(),
        plan.file.display()
    );
    if !repairs {
        return Ok(ExitCode::FoundProblems);
    }
    // Opened once more, to work: meanwhile somebody may have changed it.
    let mut plan = opened_to_work(path, NAME)?;
    let Some(edit) = repair(&plan.workspace, Some(&loaded.corpus)) else {
        eprintln!("dateline: nothing of it can be repaired without you");
        return Ok(ExitCode::FoundProblems);
    };
    let stamp = Stamp {
        at: Timestamp::now(),
        by: NAME.into(),
    };
    let failed = |e: anyhow::Error| Failure::new(ExitCode::CannotWrite, e);
    plan.history
        .commit(&mut plan.workspace, edit, None, stamp)
        .map_err(|e| failed(e.into()))?;
    let kept = plan.vault.keep_backup()?;
    plan.vault.append(&plan.history.take_fresh())?;
    plan.vault
        .compact(&plan.workspace, plan.history.sequence())?;
    let left = check(&plan.workspace, Some(&loaded.corpus));
    eprintln!(
        "dateline: repaired {}, {} left. The version before was kept: {}",
        findings.len().saturating_sub(left.len()),
        left.len(),
        kept.display()
    );
    Ok(if left.is_empty() {
        ExitCode::Done
    } else {
        ExitCode::FoundProblems
    })
}
