//! A file system that forgets: at a crash it keeps what was flushed and any part of the rest.
//!
//! A file is an inode with a content; a name is an entry of a folder. Writes change the content that is
//! seen at once and are pending until the file is flushed; entries (a new name, a rename, a removal, a
//! folder) are pending until their folder is. At a crash each pending write loses any of its parts of 512
//! bytes, which then hold what was there before (zeros beyond the old end), and each pending entry is
//! kept or not, one by one. A rename is two entries: the new name appears whole or not at all, and the
//! old one may stay beside it.
//!
//! Folders may be taken away and put back as they were, whoever works in them; locks hang on inodes, as
//! those of the system do, so that a file of the same name can be locked anew.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Disk, folder_of};
use crate::store::lock::Right;

/// Bytes that reach the disk together.
const SECTOR: usize = 512;

type Inode = usize;

/// A name appears, or goes.
#[derive(Clone, Debug)]
struct Entry {
    path: PathBuf,
    now: Option<Inode>,
}

#[derive(Clone, Debug)]
struct Write {
    at: usize,
    bytes: Vec<u8>,
    /// The length of the file after it.
    len: usize,
}

#[derive(Clone, Debug, Default)]
struct Content {
    seen: Vec<u8>,
    durable: Vec<u8>,
    pending: Vec<Write>,
    is_folder: bool,
    /// Where it leads, where it is a link: nothing here follows it.
    leads_to: Option<PathBuf>,
}

#[derive(Clone, Debug, Default)]
struct State {
    inodes: Vec<Content>,
    seen: BTreeMap<PathBuf, Inode>,
    durable: BTreeMap<PathBuf, Inode>,
    pending: Vec<Entry>,
    names_given: usize,
    locked: Vec<Inode>,
}

/// The model.
#[derive(Debug, Default)]
pub struct ModelDisk(Arc<Mutex<State>>);

/// A lock on a file; given back when dropped.
#[derive(Debug)]
pub struct ModelLock {
    disk: Arc<Mutex<State>>,
    path: PathBuf,
    inode: Inode,
}

impl Right for ModelLock {
    fn is_held(&self) -> io::Result<bool> {
        let state = self.disk.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(state.seen.get(&self.path) == Some(&self.inode))
    }
}

impl Drop for ModelLock {
    fn drop(&mut self) {
        let mut state = self.disk.lock().unwrap_or_else(PoisonError::into_inner);
        state.locked.retain(|inode| *inode != self.inode);
    }
}

/// Decides at a crash what of the rest is kept.
pub type Keep<'k> = dyn FnMut() -> bool + 'k;

impl ModelDisk {
    /// Somebody puts a link in the place of a file, for good.
    pub fn plant_link(&self, path: &Path, leads_to: &Path) {
        let mut state = self.state();
        let inode = state.inodes.len();
        state.inodes.push(Content {
            leads_to: Some(leads_to.to_owned()),
            ..Content::default()
        });
        state.pending.retain(|entry| entry.path != path);
        state.seen.insert(path.to_owned(), inode);
        state.durable.insert(path.to_owned(), inode);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Locks a file of a folder that is there, which is made where it is not; none where it is locked.
    pub fn lock(&self, path: &Path) -> Option<Arc<ModelLock>> {
        let mut state = self.state();
        let inode = match state.seen.get(path) {
            Some(inode) => *inode,
            None => state.make(path, false),
        };
        if state.locked.contains(&inode) {
            return None;
        }
        state.locked.push(inode);
        Some(Arc::new(ModelLock {
            disk: Arc::clone(&self.0),
            path: path.to_owned(),
            inode,
        }))
    }

    /// The files of a folder and of those below it.
    pub fn files(&self, folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
        let state = self.state();
        let inside = state.seen.iter().filter(|(p, _)| p.starts_with(folder));
        inside
            .filter(|(_, inode)| !state.inodes[**inode].is_folder)
            .map(|(p, inode)| (p.clone(), state.inodes[*inode].seen.clone()))
            .collect()
    }

    /// Somebody takes a folder away, for good.
    pub fn remove_folder(&self, folder: &Path) {
        let mut state = self.state();
        let inside = state.seen.keys().filter(|p| p.starts_with(folder));
        for path in inside.cloned().collect::<Vec<_>>() {
            state.enter(&path, None);
        }
        drop(state);
        self.settle();
    }

    /// Somebody puts files in place of a folder, for good.
    pub fn put_folder(&self, folder: &Path, files: &BTreeMap<PathBuf, Vec<u8>>) {
        self.remove_folder(folder);
        for (path, content) in files {
            self.create_folder(folder_of(path)).unwrap();
            self.create(path, content, path).unwrap();
        }
        self.settle();
    }

    /// Makes everything durable.
    fn settle(&self) {
        let mut state = self.state();
        state.pending.clear();
        state.durable = state.seen.clone();
        for file in &mut state.inodes {
            file.durable.clone_from(&file.seen);
            file.pending.clear();
        }
    }

    /// The disk after a crash: what was flushed, and of the rest what `keep` says, piece by piece.
    pub fn crashed(&self, keep: &mut Keep<'_>) -> Self {
        let before = self.state().clone();
        let mut names = before.durable.clone();
        for entry in &before.pending {
            if !keep() {
                continue;
            }
            match entry.now {
                Some(inode) => names.insert(entry.path.clone(), inode),
                None => names.remove(&entry.path),
            };
        }
        // A name whose folder was lost is lost with it.
        let is_reachable = |path: &Path| {
            let above = path.ancestors().skip(1);
            above
                .filter(|a| !a.as_os_str().is_empty() && before.seen.contains_key(*a))
                .all(|a| names.contains_key(a))
        };
        let kept: Vec<(PathBuf, Inode)> = names
            .iter()
            .filter(|(path, _)| is_reachable(path))
            .map(|(path, inode)| (path.clone(), *inode))
            .collect();
        let mut state = State {
            names_given: before.names_given,
            ..State::default()
        };
        for (path, inode) in kept {
            let old = &before.inodes[inode];
            let content = torn(old, keep);
            let new = state.inodes.len();
            state.inodes.push(Content {
                seen: content.clone(),
                durable: content,
                pending: Vec::new(),
                is_folder: old.is_folder,
                leads_to: old.leads_to.clone(),
            });
            state.seen.insert(path.clone(), new);
            state.durable.insert(path, new);
        }
        Self(Arc::new(Mutex::new(state)))
    }
}

/// The content of a file after a crash.
fn torn(file: &Content, keep: &mut Keep<'_>) -> Vec<u8> {
    let mut out = file.durable.clone();
    for write in &file.pending {
        for (n, sector) in write.bytes.chunks(SECTOR).enumerate() {
            if !keep() {
                continue;
            }
            let at = write.at + n * SECTOR;
            if out.len() < at + sector.len() {
                out.resize(at + sector.len(), 0);
            }
            out[at..at + sector.len()].copy_from_slice(sector);
        }
        // The new length is one more thing that may or may not be there.
        if out.len() > write.len && keep() {
            out.truncate(write.len);
        }
    }
    out
}

impl State {
    fn file(&mut self, path: &Path) -> io::Result<&mut Content> {
        let inode = *self.seen.get(path).ok_or(io::ErrorKind::NotFound)?;
        let file = &mut self.inodes[inode];
        match file.leads_to {
            Some(_) => Err(io::Error::other("it is a link")),
            None => Ok(file),
        }
    }

    /// The file of this name, a new one where there is none.
    fn file_or_new(&mut self, path: &Path) -> io::Result<Inode> {
        match self.seen.get(path) {
            Some(inode) => {
                let inode = *inode;
                self.file(path).map(|_| inode)
            }
            None => Ok(self.make(path, false)),
        }
    }

    fn enter(&mut self, path: &Path, now: Option<Inode>) {
        match now {
            Some(inode) => self.seen.insert(path.to_owned(), inode),
            None => self.seen.remove(path),
        };
        self.pending.push(Entry {
            path: path.to_owned(),
            now,
        });
    }

    fn make(&mut self, path: &Path, is_folder: bool) -> Inode {
        let inode = self.inodes.len();
        self.inodes.push(Content {
            is_folder,
            ..Content::default()
        });
        self.enter(path, Some(inode));
        inode
    }

    fn write(&mut self, inode: Inode, at: usize, bytes: &[u8]) {
        let file = &mut self.inodes[inode];
        file.seen.resize(at, 0);
        file.seen.extend_from_slice(bytes);
        let len = file.seen.len();
        file.pending.push(Write {
            at,
            bytes: bytes.to_vec(),
            len,
        });
    }
}

impl Disk for ModelDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        Ok(self.state().file(path)?.seen.clone())
    }

    fn read_part(&self, path: &Path, from: u64, bytes: usize) -> io::Result<Vec<u8>> {
        let all = self.read(path)?;
        Ok(all.into_iter().skip(from as usize).take(bytes).collect())
    }

    fn len(&self, path: &Path) -> io::Result<Option<u64>> {
        match self.state().file(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            found => Ok(Some(found?.seen.len() as u64)),
        }
    }

    fn create(&self, path: &Path, content: &[u8], _: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.file(folder_of(path))?;
        let is_link = |inode: &Inode| state.inodes[*inode].leads_to.is_some();
        if state.seen.get(path).is_some_and(is_link) {
            state.enter(path, None);
        }
        let inode = state.file_or_new(path)?;
        state.write(inode, 0, content);
        Ok(())
    }

    fn write_at(&self, path: &Path, at: u64, content: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        state.file(folder_of(path))?;
        let inode = state.file_or_new(path)?;
        state.write(inode, at as usize, content);
        Ok(())
    }

    fn flush(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        let file = state.file(path)?;
        file.durable.clone_from(&file.seen);
        file.pending.clear();
        Ok(())
    }

    fn flush_folder(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.file(path)?;
        let pending = std::mem::take(&mut state.pending);
        for entry in pending {
            if folder_of(&entry.path) != path {
                state.pending.push(entry);
                continue;
            }
            match entry.now {
                Some(inode) => state.durable.insert(entry.path, inode),
                None => state.durable.remove(&entry.path),
            };
        }
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.state();
        let inode = *state.seen.get(from).ok_or(io::ErrorKind::NotFound)?;
        state.enter(to, Some(inode));
        state.enter(from, None);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        if state.seen.contains_key(path) {
            state.enter(path, None);
        }
        Ok(())
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        let above: Vec<&Path> = path
            .ancestors()
            .filter(|p| !p.as_os_str().is_empty())
            .collect();
        for folder in above.into_iter().rev() {
            if state.seen.contains_key(folder) {
                continue;
            }
            let inode = state.make(folder, true);
            if folder.parent().is_none() {
                // The root of the disk was always there.
                state.durable.insert(folder.to_owned(), inode);
            }
        }
        Ok(())
    }

    fn list(&self, path: &Path) -> io::Result<Vec<String>> {
        let state = self.state();
        let inside = state.seen.iter().filter(|(p, inode)| {
            folder_of(p) == path && *p != path && !state.inodes[**inode].is_folder
        });
        Ok(inside
            .filter_map(|(p, _)| Some(p.file_name()?.to_string_lossy().into_owned()))
            .collect())
    }

    fn unguessable(&self) -> String {
        // The same at every run of a test.
        let mut state = self.state();
        state.names_given += 1;
        format!("{:026}", state.names_given)
    }
}
