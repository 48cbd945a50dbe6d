//! From paths on the command line or from a dialog to a loaded workspace.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use directories::UserDirs;

use crate::corpus::{SourceId, SourceSpec};
use crate::store::{
    self, Access, Lock, LockError, OpenError, OpenedLog, ReadOnlyReason, RealDisk, Recovered,
    WorkspaceLog,
};
use crate::workspace::{History, Source, Workspace};

use super::search_history::SearchHistory;

/// Why a path cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProjectError {
    /// Nothing is there.
    #[error("there is no file or folder of this name. {}", .0.display())]
    Missing(PathBuf),
    /// Neither a file nor a folder.
    #[error("articles are read from files and folders; this is a device or a pipe. Save what it gives to a file. {}", .0.display())]
    Device(PathBuf),
    /// The workspace file cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A copy of the sample or of a read-only workspace could not be made.
    #[error("the copy could not be written: {why}. Choose another place. {}", path.display())]
    Copy {
        /// What the system says.
        why: std::io::Error,
        /// Where.
        path: PathBuf,
    },
}

/// A workspace that has been read, before its articles are.
#[derive(Debug)]
pub struct Plan {
    /// The workspace file; it need not exist yet.
    pub file: PathBuf,
    /// The analyst's data.
    pub workspace: Workspace,
    /// Whether it may be written.
    pub access: Access,
    /// Where it is kept.
    pub workspace_log: WorkspaceLog<'static>,
    /// The last entry that the file itself holds.
    pub compacted: u64,
    /// The workspace as the file itself holds it.
    pub base: Workspace,
    /// What was done before.
    pub history: History,
    /// What came back that the file did not hold.
    pub recovered: Recovered,
    /// The right to change it, where it was taken.
    pub lock: Option<Lock>,
    /// What the analyst should know about it.
    pub notice: Option<String>,
    /// The workspace that cannot be written and that this one is a copy of.
    pub copied_from: Option<PathBuf>,
    /// What was looked for in it before.
    pub search_history: SearchHistory,
}

/// What a workspace is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose<'a> {
    /// To look: nothing is written, and whoever works on it is not disturbed.
    Look,
    /// To work on it: nobody else may then.
    Work {
        /// Under this name.
        name: &'a str,
        /// The workspace file that this window has the right to change already.
        mine: Option<&'a Path>,
    },
}

/// Reads what `paths` name: a workspace file, a folder, or files. A folder with a `workspace.ron`
/// is that workspace; any other gets one when something is first changed.
///
/// # Errors
/// Missing paths and workspace files that cannot be opened.
pub fn plan(paths: &[PathBuf], purpose: Purpose<'_>) -> Result<Plan, ProjectError> {
    if let Some(missing) = paths.iter().find(|p| !p.exists()) {
        return Err(ProjectError::Missing(missing.clone()));
    }
    let absolute: Vec<PathBuf> = paths
        .iter()
        .map(|p| std::path::absolute(p).unwrap_or_else(|_| p.clone()))
        .collect();
    match absolute.as_slice() {
        [one] if one.is_dir() => plan_folder(one, purpose),
        [one]
            if one
                .extension()
                .is_some_and(|e| e.eq_ignore_ascii_case("ron")) =>
        {
            plan_workspace(one, purpose)
        }
        // Nothing is made beside one either.
        several => match several.iter().find(|p| !p.is_file() && !p.is_dir()) {
            Some(device) => Err(ProjectError::Device(device.clone())),
            None => plan_files(several, purpose),
        },
    }
}

/// What a path of the command line means: a workspace, a folder, or one file of articles by itself. It is
/// opened to look.
///
/// # Errors
/// Missing paths and workspace files that cannot be opened.
pub fn plan_path(path: &Path) -> Result<Plan, ProjectError> {
    let is_workspace = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("ron"));
    if path.is_file() && !is_workspace {
        plan_file(path)
    } else {
        plan(&[path.to_owned()], Purpose::Look)
    }
}

/// One file of articles by itself, whatever workspace lies beside it. Nothing is ever written for it.
///
/// # Errors
/// A missing path.
fn plan_file(path: &Path) -> Result<Plan, ProjectError> {
    if !path.is_file() {
        return Err(ProjectError::Missing(path.to_owned()));
    }
    let file = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = parent_of(&file);
    let mut plan = new_plan(
        &folder,
        sources_of(&folder, std::slice::from_ref(&file), &[]),
        Purpose::Look,
    )?;
    // Its cache is its own, not that of the folder.
    plan.file = file;
    plan.notice = None;
    Ok(plan)
}

fn plan_workspace(file: &Path, purpose: Purpose<'_>) -> Result<Plan, ProjectError> {
    // A link keeps pointing at the file that is replaced.
    let file = &std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    // Reading one could wait for ever, and nothing is made beside one.
    if std::fs::metadata(file).is_ok_and(|m| !m.is_file()) {
        return Err(OpenError::NoFile(file.clone()).into());
    }
    let mut refused = None;
    let mut lock = None;
    let mut is_mine = false;
    if store::is_read_only(file) {
        refused = Some(ReadOnlyReason::NotWritable);
    } else if let Purpose::Work { name, mine } = purpose {
        match Lock::take(file, name) {
            // The window has it, and gives it to itself.
            Err(LockError::Held(_)) if mine == Some(file) => is_mine = true,
            Ok(taken) => lock = Some(taken),
            Err(LockError::Held(holder)) => refused = Some(ReadOnlyReason::InUse { holder }),
            Err(LockError::Io(why)) if why.kind() == std::io::ErrorKind::Other => {
                refused = Some(ReadOnlyReason::Foreign(why.to_string()));
            }
            Err(_) => refused = Some(ReadOnlyReason::NotWritable),
        }
    }
    let OpenedLog {
        workspace_log,
        opened,
        history,
        recovered,
        base,
    } = WorkspaceLog::open(
        &RealDisk,
        file,
        Some(fallback(file)),
        lock.is_some() || is_mine,
    )?;
    if let Some(lock) = &lock {
        workspace_log.hold(lock.right());
    }
    let access = match (opened.access, refused) {
        (Access::ReadWrite, Some(reason)) => Access::ReadOnly(reason),
        (access, _) => access,
    };
    let notice = match &access {
        Access::ReadOnly(reason) => Some(format!(
            "The workspace is open for reading only: {reason}. {}",
            file.display()
        )),
        Access::ReadWrite => None,
    };
    Ok(Plan {
        file: file.to_owned(),
        workspace: opened.workspace,
        access,
        workspace_log,
        compacted: opened.sequence,
        base,
        history,
        recovered,
        lock,
        notice,
        copied_from: None,
        search_history: SearchHistory::read(file),
    })
}

fn fallback(file: &Path) -> PathBuf {
    store::fallback_of(file, &store::data_folder())
}

/// What the window works on: a workspace in a place that cannot be written is copied first.
///
/// # Errors
/// The copy cannot be written either.
pub fn made_writable(plan: Plan, purpose: Purpose<'_>) -> Result<Plan, ProjectError> {
    match plan.access {
        Access::ReadOnly(ReadOnlyReason::NotWritable) => copy_of_read_only(plan, purpose),
        _ => Ok(plan),
    }
}

/// A workspace in a place that cannot be written opens as a copy in the user's documents; its
/// sources stay where they are.
fn copy_of_read_only(mut plan: Plan, purpose: Purpose<'_>) -> Result<Plan, ProjectError> {
    let base = parent_of(&plan.file);
    let name = base
        .file_name()
        .map_or_else(|| "workspace".into(), |n| n.to_string_lossy().into_owned());
    let folder = store::unused_folder(&documents_folder(), &name);
    for source in &mut plan.workspace.sources {
        source.path = store::resolve_path(&base, &source.path)
            .to_string_lossy()
            .replace('\\', "/");
    }
    let file = folder.join("workspace.ron");
    store::take_rights_of(&file, &plan.file);
    store::save(&file, &plan.workspace, None, false).map_err(|e| ProjectError::Copy {
        why: std::io::Error::other(e.to_string()),
        path: folder.clone(),
    })?;
    let original = plan.file.clone();
    let mut copy = plan_workspace(&file, purpose)?;
    copy.copied_from = Some(original);
    copy.notice = Some(format!(
        "The workspace lies in a place that cannot be written, so this is a copy. {}",
        file.display()
    ));
    Ok(copy)
}

fn plan_folder(folder: &Path, purpose: Purpose<'_>) -> Result<Plan, ProjectError> {
    let file = folder.join("workspace.ron");
    if file.exists() {
        return plan_workspace(&file, purpose);
    }
    let name = source_name(folder);
    let mut plan = new_plan(
        folder,
        vec![Source {
            id: SourceId(name.into()),
            path: ".".to_owned(),
            files: Vec::new(),
            mappings: BTreeMap::new(),
        }],
        purpose,
    )?;
    let left = store::left_of_gone(&file);
    plan.recovered.problems.extend(left);
    Ok(plan)
}

fn plan_files(files: &[PathBuf], purpose: Purpose<'_>) -> Result<Plan, ProjectError> {
    let folder = files.first().map(|f| parent_of(f)).unwrap_or_default();
    let file = folder.join("workspace.ron");
    if file.exists() {
        let mut plan = plan_workspace(&file, purpose)?;
        plan.notice = Some(format!(
            "This folder already has a workspace; it was opened. Add files to it with File, Add articles. {}",
            file.display()
        ));
        return Ok(plan);
    }
    new_plan(&folder, sources_of(&folder, files, &[]), purpose)
}

/// A workspace that is not on disk yet. Its file will lie in the folder, or in the user's
/// documents where that cannot be written.
///
/// # Errors
/// The work on this folder that was kept there before cannot be opened.
fn new_plan(
    folder: &Path,
    mut sources: Vec<Source>,
    purpose: Purpose<'_>,
) -> Result<Plan, ProjectError> {
    let mut file = folder.join("workspace.ron");
    let mut notice = None;
    let mut copied_from = None;
    if !store::is_writable_folder(folder) {
        copied_from = Some(folder.to_owned());
        let home = documents_folder().join(source_name(folder));
        file = home.join("workspace.ron");
        if file.exists() {
            // The work on this folder that was kept there before.
            return Ok(Plan {
                copied_from: Some(folder.to_owned()),
                ..plan_workspace(&file, purpose)?
            });
        }
        for source in &mut sources {
            let place = store::resolve_path(folder, &source.path);
            source.path = place.to_string_lossy().replace('\\', "/");
        }
        notice = Some(format!(
            "The folder cannot be written; your work will be kept elsewhere. {}",
            file.display()
        ));
    }
    Ok(Plan {
        workspace_log: WorkspaceLog::new(&RealDisk, &file, Some(fallback(&file))),
        file,
        workspace: Workspace {
            sources,
            ..Workspace::default()
        },
        access: Access::ReadWrite,
        compacted: 0,
        base: Workspace::default(),
        history: History::default(),
        recovered: Recovered::default(),
        lock: None,
        notice,
        copied_from,
        search_history: SearchHistory::default(),
    })
}

/// Sources for folders and files: one for each folder, and one for the files of each folder.
pub(super) fn sources_of(base: &Path, paths: &[PathBuf], others: &[Source]) -> Vec<Source> {
    let (folders, files): (Vec<_>, Vec<_>) = paths.iter().cloned().partition(|p| p.is_dir());
    let mut by_folder: BTreeMap<PathBuf, Vec<PathBuf>> =
        folders.into_iter().map(|f| (f, Vec::new())).collect();
    for file in files {
        let folder = parent_of(&file);
        // A folder that is taken as a whole holds its files already.
        match by_folder.get_mut(&folder) {
            Some(some) if some.is_empty() => {}
            Some(some) => some.push(file),
            None => {
                by_folder.insert(folder, vec![file]);
            }
        }
    }
    let mut all = others.to_vec();
    for (folder, files) in by_folder {
        let source = source_of(base, &folder, &files, &all);
        all.push(source);
    }
    all.split_off(others.len())
}

/// A source for a folder or for some files of one, with a name that no other has.
fn source_of(base: &Path, folder: &Path, files: &[PathBuf], others: &[Source]) -> Source {
    let name = source_name(folder);
    let taken = |name: &str| others.iter().any(|s| &*s.id.0 == name);
    let id = std::iter::once(name.clone())
        .chain((2..=others.len() + 2).map(|n| format!("{name} {n}")))
        .find(|n| !taken(n))
        .unwrap_or(name);
    let named = |f: &PathBuf| {
        f.strip_prefix(folder)
            .ok()
            .map(|p| p.to_string_lossy().replace('\\', "/"))
    };
    let mut names: Vec<String> = files.iter().filter_map(named).collect();
    names.sort();
    names.dedup();
    Source {
        id: SourceId(id.into()),
        path: store::relative_path(base, folder),
        files: names,
        mappings: BTreeMap::new(),
    }
}

fn source_name(folder: &Path) -> String {
    folder.file_name().map_or_else(
        || "articles".to_owned(),
        |n| n.to_string_lossy().into_owned(),
    )
}

/// The folder that a file lies in.
pub fn parent_of(file: &Path) -> PathBuf {
    file.parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
        .to_owned()
}

/// Where copies go: `Dateline` in the user's documents, else in the home folder.
pub fn documents_folder() -> PathBuf {
    if let Some(chosen) = std::env::var_os("DATELINE_DOCUMENTS") {
        return PathBuf::from(chosen);
    }
    let user = UserDirs::new();
    let documents = user
        .as_ref()
        .and_then(|u| u.document_dir().map(Path::to_owned));
    documents
        .or_else(|| user.map(|u| u.home_dir().to_owned()))
        .unwrap_or_else(std::env::temp_dir)
        .join("Dateline")
}

/// The folder that the next copy of the sample goes to: one that is not there yet. Looks at the disk.
pub fn sample_folder() -> PathBuf {
    store::unused_folder(&documents_folder(), "Bakhmut sample")
}

/// Writes a new copy of the sample into the user's documents and returns its workspace file.
///
/// # Errors
/// What the system says.
pub fn restore_sample() -> Result<PathBuf, ProjectError> {
    let folder = sample_folder();
    store::write_sample(&folder).map_err(|why| ProjectError::Copy { why, path: folder })
}

/// The sources of a workspace as places on this machine.
pub fn specs(file: &Path, workspace: &Workspace) -> Vec<SourceSpec> {
    let base = parent_of(file);
    let spec = |s: &Source| SourceSpec {
        id: s.id.clone(),
        root: store::resolve_path(&base, &s.path),
        files: s.files.clone(),
        mappings: s.mappings.clone(),
    };
    workspace.sources.iter().map(spec).collect()
}
