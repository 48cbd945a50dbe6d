//! ZIP and tar archives: every file inside is read by its own format.

use std::io::{Read, Seek};

use crate::corpus::{Draft, ProblemKind};
use crate::import::Outlet;
use crate::import::limits::{
    MAX_ARCHIVE_BYTES, MAX_MEMBER_BYTES, MAX_MEMBERS, MAX_NESTING, MAX_RATIO,
};
use crate::import::read::read_member;

/// Counts what comes out of an archive and of those inside it.
pub(crate) struct Budget {
    bytes: u64,
    members: u64,
    depth: u32,
}

impl Budget {
    pub(crate) fn new() -> Self {
        Self {
            bytes: MAX_ARCHIVE_BYTES,
            members: MAX_MEMBERS,
            depth: 0,
        }
    }

    /// One level down; a problem where that is too deep.
    pub(crate) fn enter(&mut self) -> Result<(), ProblemKind> {
        if self.depth >= MAX_NESTING {
            return Err(ProblemKind::Limit(format!(
                "archives lie inside each other more than {MAX_NESTING} deep"
            )));
        }
        self.depth += 1;
        Ok(())
    }

    pub(crate) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    fn member(&mut self) -> Result<(), ProblemKind> {
        self.members = self
            .members
            .checked_sub(1)
            .ok_or_else(|| ProblemKind::Limit(format!("it holds more than {MAX_MEMBERS} files")))?;
        Ok(())
    }

    fn take(&mut self, bytes: u64) -> Result<(), ProblemKind> {
        self.bytes = self.bytes.checked_sub(bytes).ok_or_else(|| {
            ProblemKind::Limit(format!(
                "it unpacks to more than {} MB",
                MAX_ARCHIVE_BYTES >> 20
            ))
        })?;
        Ok(())
    }
}

/// Reads all files of a ZIP archive.
pub(crate) fn zip(
    input: impl Read + Seek,
    budget: &mut Budget,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let broken =
        |e: zip::result::ZipError| ProblemKind::Broken("a ZIP archive".into(), e.to_string());
    let mut archive = zip::ZipArchive::new(input).map_err(broken)?;
    for at in 0..archive.len() {
        budget.member()?;
        let file = match archive.by_index(at) {
            Ok(file) => file,
            Err(e) => {
                outlet.problem(ProblemKind::Record(at as u64 + 1, e.to_string()));
                continue;
            }
        };
        if file.is_dir() {
            continue;
        }
        let Ok(name) = file.name().map(std::borrow::Cow::into_owned) else {
            outlet.problem(ProblemKind::Name);
            continue;
        };
        let packed = file.compressed_size().max(1);
        member(&name, file, packed, budget, outlet)?;
    }
    Ok(())
}

/// Reads all files of a tar archive.
pub(crate) fn tar(
    input: impl Read,
    budget: &mut Budget,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let broken = |e: std::io::Error| ProblemKind::Broken("a tar archive".into(), e.to_string());
    let mut archive = tar::Archive::new(input);
    for entry in archive.entries().map_err(broken)? {
        budget.member()?;
        let entry = entry.map_err(broken)?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = entry
            .path()
            .map_err(broken)?
            .to_string_lossy()
            .replace('\\', "/");
        let size = entry.size();
        member(&name, entry, size, budget, outlet)?;
    }
    Ok(())
}

/// One file of an archive. Its own problems are entries; only limits end the archive.
fn member(
    name: &str,
    file: impl Read,
    packed: u64,
    budget: &mut Budget,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let base = name.rsplit('/').next().unwrap_or(name);
    if base.starts_with('.') || name.starts_with("__MACOSX/") {
        return Ok(());
    }
    let most = MAX_MEMBER_BYTES.min(packed.saturating_mul(MAX_RATIO).max(1 << 20));
    let mut bytes = Vec::new();
    if let Err(e) = file.take(most + 1).read_to_end(&mut bytes) {
        outlet.problem(inside(name, ProblemKind::Unreadable(e.to_string())));
        return Ok(());
    }
    budget.take(bytes.len() as u64)?;
    if bytes.len() as u64 > most {
        let kind = ProblemKind::Limit("it unpacks to far more than its size".into());
        outlet.problem(inside(name, kind));
        return Ok(());
    }
    let mut problems = Vec::new();
    let mut wanted = true;
    let mut take = |mut drafts: Vec<Draft>, read| {
        for draft in &mut drafts {
            // The name inside is part of the key.
            draft.record = Some(match draft.record.take() {
                Some(record) => format!("{name}/{record}"),
                None => name.to_owned(),
            });
        }
        wanted = outlet.deliver(drafts, read);
        wanted
    };
    let mut of_member = Outlet::new(&mut take);
    let outcome = read_member(name, &bytes, budget, &mut of_member);
    problems.extend(of_member.into_problems());
    problems.extend(outcome.err());
    for kind in problems {
        outlet.problem(inside(name, kind));
    }
    if wanted {
        Ok(())
    } else {
        Err(ProblemKind::Limit("reading was stopped".into()))
    }
}

fn inside(name: &str, kind: ProblemKind) -> ProblemKind {
    ProblemKind::Inside(name.to_owned(), Box::new(kind))
}
