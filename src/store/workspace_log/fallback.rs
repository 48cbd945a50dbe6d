//! The fallback places: files of the user's where entries go that cannot be written beside their workspace.
//!
//! Each begins with the path and the identity of its workspace, so that it is found again when that was
//! moved or renamed, and can be listed when nobody claims it.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use super::append::numbered;
use super::{State, WorkspaceLog};
use crate::store::companions::{key, work_folder};
use crate::store::disk::{Disk, RealDisk, folder_of, make_folder, read_if_there, replace_like};
use crate::store::journal;
use crate::store::lineage::Identity;

/// The folder of all of them in the user's data folder.
const FOLDER: &str = "unsaved";
const ENDING: &str = ".journal";

/// How many fallback places one workspace may have beside each other.
const MOST: usize = 1000;

/// Where the entries of a workspace go when its own folder cannot be written: a place of the user's, by
/// the path of the workspace.
pub fn fallback_of(file: &Path, root: &Path) -> PathBuf {
    // The same for a file that does not exist yet as for the one it becomes.
    let folder = std::fs::canonicalize(folder_of(file));
    let folder =
        folder.unwrap_or_else(|_| std::path::absolute(folder_of(file)).unwrap_or_default());
    let path = folder.join(file.file_name().unwrap_or_default());
    // As it is: two names that are no Unicode are two.
    let hash = blake3::hash(path.as_os_str().as_encoded_bytes()).to_hex();
    let name: String = hash.as_str().chars().take(32).collect();
    root.join(FOLDER).join(format!("{name}{ENDING}"))
}

/// A fallback place, or a part that was put aside, that holds something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fallback {
    /// Its file.
    pub path: PathBuf,
    /// Where the workspace lay when it was written; none in those of earlier versions.
    pub workspace: Option<PathBuf>,
    /// Which workspace it is; none in those of earlier versions.
    pub identity: Option<Identity>,
    /// How many entries can be read.
    pub entries: usize,
    /// What they are called, the oldest first.
    pub labels: Vec<String>,
    /// Why some of it cannot be read.
    pub damage: Option<String>,
}

/// All fallback places of a data folder that hold something, by name.
///
/// # Errors
/// What the system says.
pub fn fallbacks(data_folder: &Path) -> io::Result<Vec<Fallback>> {
    let folder = data_folder.join(FOLDER);
    let mut out = Vec::new();
    for name in RealDisk.list(&folder)? {
        if !name.ends_with(ENDING) {
            continue;
        }
        let path = folder.join(name);
        let unreadable = |e: io::Error| Fallback::unreadable(path.clone(), &e);
        out.extend(held(path.clone()).unwrap_or_else(|e| Some(unreadable(e))));
    }
    Ok(out)
}

impl Fallback {
    fn unreadable(path: PathBuf, why: &io::Error) -> Self {
        Self {
            path,
            workspace: None,
            identity: None,
            entries: 0,
            labels: Vec::new(),
            damage: Some(format!("it cannot be read: {why}")),
        }
    }
}

/// The parts that were put aside beside a workspace file and that nobody has decided about, by name:
/// entries that went another way, and what could not be read.
///
/// # Errors
/// What the system says.
pub fn parts_aside(file: &Path) -> io::Result<Vec<Fallback>> {
    let folder = work_folder(file);
    let key = key(file);
    let mut out = Vec::new();
    for name in RealDisk.list(&folder)? {
        let is_part = ["unplaced", "damaged"]
            .iter()
            .any(|why| name.starts_with(&format!("{key}.{why}-")));
        if is_part {
            out.extend(held(folder.join(name))?);
        }
    }
    Ok(out)
}

/// What a file of entries holds; none where it is empty or not there.
fn held(path: PathBuf) -> io::Result<Option<Fallback>> {
    let bytes = read_if_there(&RealDisk, &path)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    let read = journal::read(&bytes);
    // Behind what cannot be read there may be more that can.
    let entries = journal::read_any(&bytes);
    Ok(Some(Fallback {
        workspace: read
            .head
            .as_ref()
            .and_then(|h| Some(h.file.as_ref()?.into())),
        identity: read.head.map(|h| h.identity),
        entries: entries.len(),
        labels: entries.iter().map(|(e, _)| e.what.label()).collect(),
        damage: read.damage.map(|(line, why)| format!("line {line}: {why}")),
        path,
    }))
}

impl WorkspaceLog<'_> {
    /// The fallback places that may belong to the workspace: its own, and those of a workspace of this
    /// identity that lay elsewhere and is not there any more.
    ///
    /// # Errors
    /// What is there and cannot be read.
    pub(super) fn fallbacks_of(
        &self,
        identity: Option<&Identity>,
    ) -> io::Result<Vec<(PathBuf, Vec<u8>)>> {
        let Some(own) = &self.fallback else {
            return Ok(Vec::new());
        };
        let folder = folder_of(own);
        let mut out = vec![(own.clone(), read_if_there(self.disk, own)?)];
        let names = self.disk.list(folder)?.into_iter();
        for path in names
            .filter(|n| n.ends_with(ENDING))
            .map(|n| folder.join(n))
        {
            if path == *own {
                continue;
            }
            // Those of other workspaces are no reason not to open this one; “unclaimed” names them.
            let Ok(bytes) = read_if_there(self.disk, &path) else {
                continue;
            };
            let Some(head) = journal::read(&bytes).head else {
                continue;
            };
            let lay = head.file.as_ref().map(PathBuf::from);
            let is_here = lay.as_ref().is_some_and(|file| *file == self.file);
            let is_it = identity == Some(&head.identity);
            // A file of an earlier version does not say which workspace it is.
            let is_ours = if is_here {
                is_it || identity.is_none()
            } else {
                is_it && lay.is_none_or(|file| !self.lies_at(&file, &head.identity))
            };
            if is_ours {
                out.push((path, bytes));
            }
        }
        if let Some(identity) = identity {
            out.extend(self.journals_of_earlier_names(identity)?);
        }
        out.retain(|(_, bytes)| !bytes.is_empty());
        Ok(out)
    }

    /// Journals beside the workspace that are of this identity and of a file that is not there any more: it
    /// was renamed while they held what it did not.
    fn journals_of_earlier_names(
        &self,
        identity: &Identity,
    ) -> io::Result<Vec<(PathBuf, Vec<u8>)>> {
        let folder = work_folder(&self.file);
        let names = self.disk.list(&folder)?;
        let journals = names.iter().filter(|n| n.ends_with(ENDING));
        let journals: Vec<&String> = journals.filter(|n| !n.starts_with('.')).collect();
        if journals.is_empty() {
            return Ok(Vec::new());
        }
        let there = self.disk.list(folder_of(&self.file))?;
        let keys: HashSet<String> = there.iter().map(|n| key(Path::new(n))).collect();
        let mut out = Vec::new();
        for name in journals {
            let of = name.strip_suffix(ENDING).unwrap_or(name);
            if of == key(&self.file) || keys.contains(of) {
                continue;
            }
            let path = folder.join(name);
            let bytes = read_if_there(self.disk, &path)?;
            let head = journal::read(&bytes).head;
            if head.is_some_and(|head| head.identity == *identity) {
                out.push((path, bytes));
            }
        }
        Ok(out)
    }

    /// The file that has what the journal lacks; none where there is nothing of that kind.
    pub fn kept_in(&self) -> Option<PathBuf> {
        let state = self.state();
        let place = state.fallbacks.last().cloned();
        place.filter(|_| !state.stranded().is_empty())
    }

    /// Whether a workspace of this identity lies there.
    fn lies_at(&self, file: &Path, identity: &Identity) -> bool {
        let there = crate::store::open::open_on(self.disk, file);
        there.is_ok_and(|there| there.identity.as_ref() == Some(identity))
    }

    /// Writes everything that the journal lacks to the fallback place; says which file that is.
    pub(super) fn write_fallback(&self, state: &mut State) -> io::Result<PathBuf> {
        let Some(own) = &self.fallback else {
            return Err(io::ErrorKind::NotFound.into());
        };
        // One that holds anything else is never written over.
        let mut free = None;
        for path in (1..MOST).map(|n| numbered(own, n)) {
            let is_free = match self.disk.len(&path)? {
                None => true,
                Some(_) if !state.fallbacks.contains(&path) => false,
                Some(_) => self.is_known(state, &self.disk.read(&path)?)?,
            };
            if is_free {
                free = Some(path);
                break;
            }
        }
        let path = free.ok_or(io::ErrorKind::AlreadyExists)?;
        let mut head = state.head(state.written, Some(&self.file));
        // What the history could not be given comes along: undoing it needs it.
        let held = state.held_last().filter(|_| state.written == 0);
        let (after, lineage, held) =
            held.unwrap_or_else(|| (head.after, &head.lineage, Vec::new()));
        let sums: Vec<String> = held.iter().map(|one| one.sum.clone()).collect();
        let held: String = held.iter().map(|one| one.text.as_str()).collect();
        (head.after, head.lineage) = (after, lineage.clone());
        let mut text = journal::head_line(&head).map_err(io::Error::other)?;
        text.push_str(&held);
        text.extend(state.stranded().iter().map(|l| l.text.as_str()));
        make_folder(self.disk, folder_of(&path))?;
        replace_like(self.disk, &path, &self.file, text.as_bytes())?;
        state.kept.extend(sums);
        if !state.fallbacks.contains(&path) {
            state.fallbacks.push(path.clone());
        }
        Ok(path)
    }

    /// Takes the fallback places away of which everything is in the journal, in the file or put aside.
    /// What cannot be taken away does no harm: it is known as such when it is found.
    pub(super) fn drop_fallbacks(&self, state: &mut State) {
        let places = std::mem::take(&mut state.fallbacks);
        for path in places {
            let gone = read_if_there(self.disk, &path).and_then(|there| {
                let is_known = self.is_known(state, &there)?;
                if is_known {
                    self.disk.remove(&path)?;
                }
                Ok(is_known)
            });
            if gone.is_err() {
                state.fallbacks.push(path);
            }
        }
    }

    /// Whether everything in a fallback place is among the lines, in the file or still there where it was put
    /// aside.
    fn is_known(&self, state: &State, there: &[u8]) -> io::Result<bool> {
        let read = journal::read(there);
        let rest = there.get(read.good as usize..).unwrap_or_default();
        if read.damage.is_some() && self.disk.len(&self.aside("damaged", rest))?.is_none() {
            return Ok(false);
        }
        for found in &read.entries {
            let is_line =
                |l: &super::Line| l.sequence == found.entry.sequence && l.sum == found.sum;
            let is_known = state.lines.iter().any(is_line)
                || state.kept.contains(&found.sum)
                || self.is_aside(state, &found.sum)?;
            if !is_known {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether an entry was put aside and is still there, decided about or not.
    fn is_aside(&self, state: &State, sum: &str) -> io::Result<bool> {
        let Some(place) = state.aside.get(sum) else {
            return Ok(false);
        };
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let decided = place.with_file_name(name.replace(".unplaced-", ".decided-"));
        Ok(self.disk.len(place)?.is_some() || self.disk.len(&decided)?.is_some())
    }
}
