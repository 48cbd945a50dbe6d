//! What lies beside a workspace file: its journal, history, lock and so on, each in the work folder under
//! the full name of the file. `a.ron` and `a.RON` are two workspaces, and so are two whose names are no
//! Unicode.
//!
//! Useful for: knowing where something lies, also where an earlier version of the program has put it.
//! Versions up to 0.1 named companions by the stem of the file (`workspace.journal`); these are found, used
//! once and renamed. Not useful for: what is in them.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::{Disk, RealDisk, folder_of, read_if_there, replace_like};

/// The folder beside a workspace that holds its journal, its history and its earlier generations.
pub const WORK_FOLDER: &str = ".dateline";

/// The folder in it for earlier generations.
pub(super) const BACKUPS: &str = "backups";

/// Bytes of a name that stand in the names of its companions as they are. The longest of those is 36 bytes
/// longer, and a file on its way to such a name 32 more; some file systems end at 143.
const MAX_NAME: usize = 75;

/// Bytes of a longer name that are kept, so that a person can tell whose a companion is.
const MAX_START: usize = 30;

/// What the names of companions begin with: the name of the workspace file, or where that is long or no
/// Unicode its beginning and a hash of all of it.
pub(super) fn key(file: &Path) -> String {
    key_of_name(file.file_name().unwrap_or_default())
}

fn key_of_name(name: &OsStr) -> String {
    match name.to_str() {
        Some(plain) if plain.len() <= MAX_NAME && !plain.starts_with('~') => plain.to_owned(),
        _ => {
            let lossy = name.to_string_lossy();
            let mut start = String::new();
            for c in lossy.chars() {
                if start.len() + c.len_utf8() > MAX_START {
                    break;
                }
                start.push(c);
            }
            let hash = blake3::hash(name.as_encoded_bytes()).to_hex();
            let hash: String = hash.chars().take(16).collect();
            format!("~{start}~{hash}")
        }
    }
}

/// The work folder of a workspace file.
pub(super) fn work_folder(file: &Path) -> PathBuf {
    folder_of(file).join(WORK_FOLDER)
}

/// Where the companion of this kind lies: `.dateline/workspace.ron.journal`.
pub fn companion(file: &Path, kind: &str) -> PathBuf {
    work_folder(file).join(format!("{}.{kind}", key(file)))
}

/// Whether a path leads into a work folder, by whatever links. Asks the disk.
pub fn is_in_work_folder(path: &Path) -> bool {
    let folder = folder_of(path);
    let place = std::fs::canonicalize(path).or_else(|_| std::fs::canonicalize(folder));
    let place = place.unwrap_or_else(|_| folder.to_owned());
    place.components().any(|c| c.as_os_str() == WORK_FOLDER)
}

/// What companions were named by in versions up to 0.1.
pub(super) fn stem_of(file: &Path) -> String {
    file.file_stem()
        .map(|s| s.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// What versions up to 0.1 named its companions by, where those can be told from the companions of this
/// version: `a.ron.journal` is of `a.ron`, and was of `a.ron.ron`.
fn earlier_key(file: &Path) -> Option<String> {
    let stem = stem_of(file);
    (stem != key(file) && !is_workspace(Path::new(&stem))).then_some(stem)
}

fn is_workspace(name: &Path) -> bool {
    name.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("ron"))
}

/// Where versions up to 0.1 had the companion of this kind.
pub(super) fn earlier(file: &Path, kind: &str) -> Option<PathBuf> {
    let stem = earlier_key(file)?;
    Some(work_folder(file).join(format!("{stem}.{kind}")))
}

/// Where the companion of this kind can be read now: where it belongs, or, as long as nobody has renamed it,
/// where an earlier version has put it.
///
/// # Errors
/// What the system says.
pub(super) fn readable(disk: &dyn Disk, file: &Path, kind: &str) -> io::Result<PathBuf> {
    let path = companion(file, kind);
    if disk.len(&path)?.is_none()
        && let Some(before) = earlier(file, kind)
        && disk.len(&before)?.is_some()
        && is_sole(disk, file)?
    {
        return Ok(before);
    }
    Ok(path)
}

/// Reads a companion that nothing depends on; empty where there is none.
///
/// # Errors
/// What the system says.
pub fn read_companion(file: &Path, kind: &str) -> io::Result<Vec<u8>> {
    read_if_there(&RealDisk, &readable(&RealDisk, file, kind)?)
}

/// Writes a companion whole, with the rights of the workspace file.
///
/// # Errors
/// What the system says.
pub fn write_companion(file: &Path, kind: &str, content: &[u8]) -> io::Result<()> {
    super::save::make_work_folder(&RealDisk, file)?;
    replace_like(&RealDisk, &companion(file, kind), file, content)
}

/// Takes a companion away; one that is not there is no error.
///
/// # Errors
/// What the system says.
pub fn remove_companion(file: &Path, kind: &str) -> io::Result<()> {
    RealDisk.remove(&companion(file, kind))
}

/// Which companions still have the name of an earlier version; where this one may write, they are renamed
/// instead. With what the user is to know.
///
/// # Errors
/// What the system says.
pub(super) fn found(
    disk: &dyn Disk,
    file: &Path,
    may_write: bool,
) -> io::Result<(Vec<&'static str>, Vec<String>)> {
    if may_write {
        return Ok((Vec::new(), take_over(disk, file)?));
    }
    let mut earlier = Vec::new();
    for kind in ["journal", "history"] {
        let is_here = readable(disk, file, kind)? == companion(file, kind);
        earlier.extend((!is_here).then_some(kind));
    }
    Ok((earlier, Vec::new()))
}

/// Whether what is named by the stem of this file can only be of this file.
pub(super) fn is_sole(disk: &dyn Disk, file: &Path) -> io::Result<bool> {
    let Some(stem) = earlier_key(file) else {
        return Ok(false);
    };
    let names = disk.list(folder_of(file))?;
    let same = names.iter().map(Path::new);
    let same = same.filter(|name| is_workspace(name) && stem_of(name) == stem);
    Ok(same.count() <= 1)
}

/// Whether a companion of this kind had the stem in its name.
fn is_earlier_kind(kind: &str) -> bool {
    let is_hash = |s: &str| s.len() == 8 && s.bytes().all(|b| b.is_ascii_hexdigit());
    let is_stamp = |s: &str| s.len() == 15 && s.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    matches!(kind, "journal" | "history" | "searches")
        || ["damaged-", "unplaced-"]
            .iter()
            .any(|why| kind.strip_prefix(why).is_some_and(is_hash))
        || kind
            .strip_prefix("with-comments-")
            .and_then(|k| k.strip_suffix(".ron"))
            .is_some_and(is_stamp)
}

/// Renames what versions up to 0.1 have put beside this workspace. Where it cannot be told whose it is, it
/// stays; gives what the user is to know. Whoever calls this has the right to change the workspace.
///
/// # Errors
/// What the system says; what was not renamed is found at the next attempt.
pub(super) fn take_over(disk: &dyn Disk, file: &Path) -> io::Result<Vec<String>> {
    let Some(stem) = earlier_key(file) else {
        return Ok(Vec::new());
    };
    let key = key(file);
    let folder = work_folder(file);
    let backups = folder.join(BACKUPS);
    let start = format!("{stem}.");
    let beside = disk.list(&folder)?;
    let kinds: Vec<&str> = beside
        .iter()
        .filter_map(|name| name.strip_prefix(&start))
        .filter(|kind| is_earlier_kind(kind))
        .collect();
    let kept = disk.list(&backups)?;
    let stamps: Vec<&str> = kept
        .iter()
        .filter_map(|name| name.strip_prefix(&start))
        .filter(|rest| super::backups::is_stamp(rest))
        .collect();
    if kinds.is_empty() && stamps.is_empty() {
        return Ok(Vec::new());
    }
    let mut told = Vec::new();
    if !is_sole(disk, file)? {
        let journal = folder.join(format!("{stem}.journal"));
        if disk.len(&journal)?.is_some_and(|len| len > 0) && kinds.contains(&"journal") {
            told.push(format!(
                "Changes of an earlier version of Dateline lie beside several workspaces whose names begin with “{stem}.”, and do not say whose they are. They were left as they are: move the workspace that they belong to, and the folder {WORK_FOLDER}, into a folder of their own and open it there. {}",
                journal.display()
            ));
        }
        return Ok(told);
    }
    for kind in &kinds {
        let (from, to) = (
            folder.join(format!("{stem}.{kind}")),
            folder.join(format!("{key}.{kind}")),
        );
        if let Some(words) = rename(disk, (&from, &to), *kind == "journal", file)? {
            told.push(words);
        }
    }
    if !kinds.is_empty() {
        disk.flush_folder(&folder)?;
    }
    for stamp in &stamps {
        let (from, to) = (
            backups.join(format!("{stem}.{stamp}")),
            backups.join(format!("{key}.{stamp}")),
        );
        if let Some(words) = rename(disk, (&from, &to), false, file)? {
            told.push(words);
        }
    }
    Ok(told)
}

/// Gives a companion its name. Where that is taken already, what is in the other as well goes; anything else
/// stays, a journal under a name that says so.
fn rename(
    disk: &dyn Disk,
    (from, to): (&Path, &Path),
    is_journal: bool,
    file: &Path,
) -> io::Result<Option<String>> {
    // What is no file of our own is named, and stays where it is.
    disk.len(from)?;
    if disk.len(to)?.is_none() {
        disk.rename(from, to)?;
        return Ok(None);
    }
    let old = disk.read(from)?;
    if read_if_there(disk, to)?.starts_with(&old) {
        disk.remove(from)?;
        return Ok(None);
    }
    if !is_journal {
        return Ok(None);
    }
    let hash = blake3::hash(&old).to_hex();
    let hash: String = hash.chars().take(8).collect();
    let kept = companion(file, &format!("unplaced-{hash}"));
    disk.rename(from, &kept)?;
    Ok(Some(format!(
        "An earlier version of Dateline has worked on this workspace beside this one; its changes are not in it. They were kept: {}",
        kept.display()
    )))
}

/// The name under which a file is written before it takes its own, in `folder`: hidden, and guessed by nobody,
/// so that nothing can lie there already. `random` are its letters.
pub(super) fn sibling_in(folder: &Path, path: &Path, random: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default();
    // A companion's name is short already, and must be known as one of its workspace.
    let name = match name.to_str() {
        Some(plain) if is_inside_work_folder(path) => plain.to_owned(),
        _ => key_of_name(name),
    };
    folder.join(format!(".{name}.{random}{LEFT_OVER}"))
}

const LEFT_OVER: &str = ".tmp";

pub(super) fn is_inside_work_folder(path: &Path) -> bool {
    folder_of(path)
        .components()
        .any(|c| c.as_os_str() == WORK_FOLDER)
}

/// Takes away what a program that was ended while it saved has left: parts of files that never got their
/// name. All they were to hold is in the journal as well. Whoever calls this has the right to change the
/// workspace, so that none of them is being written.
///
/// # Errors
/// What the system says.
pub(super) fn remove_left_over(disk: &dyn Disk, file: &Path) -> io::Result<()> {
    let folder = work_folder(file);
    let (key, stem) = (key(file), earlier_key(file));
    for place in [folder.join(BACKUPS), folder] {
        for name in disk.list(&place)? {
            let is_ours = is_left_over(&name, &key, &is_random)
                || match &stem {
                    Some(stem) => is_left_over(&name, stem, &is_process) && is_sole(disk, file)?,
                    None => false,
                };
            if is_ours {
                disk.remove(&place.join(name))?;
            }
        }
    }
    Ok(())
}

/// Gives what lies beside a workspace the rights of its file: made private, its copies become so too. What the
/// system does not allow stays as it is.
pub(super) fn take_rights(file: &Path) {
    let Ok(meta) = std::fs::metadata(file) else {
        return;
    };
    let start = format!("{}.", key(file));
    let folder = work_folder(file);
    for place in [folder.join(BACKUPS), folder] {
        for name in RealDisk.list(&place).unwrap_or_default() {
            let path = place.join(&name);
            let is_other =
                |m: &std::fs::Metadata| m.is_file() && m.permissions() != meta.permissions();
            if name.starts_with(&start)
                && std::fs::symlink_metadata(&path).is_ok_and(|m| is_other(&m))
            {
                std::fs::set_permissions(&path, meta.permissions()).unwrap_or_default();
            }
        }
    }
}

/// Whether a name is `.KEY.RANDOM.tmp`, or that of a companion of it.
fn is_left_over(name: &str, key: &str, is_random: &dyn Fn(&str) -> bool) -> bool {
    let middle = name
        .strip_prefix('.')
        .and_then(|n| n.strip_prefix(key))
        .and_then(|n| n.strip_prefix('.'))
        .and_then(|n| n.strip_suffix(LEFT_OVER));
    let Some(middle) = middle else { return false };
    let (kind, random) = middle.rsplit_once('.').unwrap_or(("", middle));
    is_random(random) && (kind.is_empty() || is_kind(kind))
}

fn is_kind(kind: &str) -> bool {
    is_earlier_kind(kind) || matches!(kind, "holder" | "lock") || super::backups::is_stamp(kind)
}

/// As [`Disk::unguessable`] makes them.
fn is_random(letters: &str) -> bool {
    letters.len() == 26 && letters.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Versions up to 0.1 had the number of the process there.
fn is_process(letters: &str) -> bool {
    !letters.is_empty() && letters.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests;
