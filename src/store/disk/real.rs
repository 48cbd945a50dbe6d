//! The file system of this machine.
//!
//! A workspace may come from anybody, its work folder with it. So nothing here follows a link: what is
//! opened must be a regular file, and the work folder a folder of its own, else a companion could lead to any
//! file of the user's, which would then be written over.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{Disk, folder_of, replace};
use crate::store::companions::WORK_FOLDER;

/// The file system of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let (mut file, meta) = open_regular(path, OpenOptions::new().read(true))?;
        let mut content = Vec::new();
        content.try_reserve_exact(meta.len() as usize)?;
        file.read_to_end(&mut content)?;
        Ok(content)
    }

    fn read_part(&self, path: &Path, from: u64, bytes: usize) -> io::Result<Vec<u8>> {
        let (mut file, _) = open_regular(path, OpenOptions::new().read(true))?;
        file.seek(SeekFrom::Start(from))?;
        let mut out = Vec::with_capacity(bytes);
        file.take(bytes as u64).read_to_end(&mut out)?;
        Ok(out)
    }

    fn len(&self, path: &Path) -> io::Result<Option<u64>> {
        refuse_linked_folders(folder_of(path))?;
        match fs::symlink_metadata(path) {
            Ok(meta) => regular(path, &meta).map(|()| Some(meta.len())),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }

    fn create(&self, path: &Path, content: &[u8], like: &Path) -> io::Result<()> {
        refuse_linked_folders(folder_of(path))?;
        self.remove(path)?;
        let rights = rights_of(like);
        let mut file = new_file(path, rights.as_ref())?;
        if let Some(rights) = rights {
            // A file system without rights is no reason not to save.
            file.set_permissions(rights).unwrap_or_default();
        }
        file.write_all(content)
    }

    fn write_at(&self, path: &Path, at: u64, content: &[u8]) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        let (mut file, meta) = open_regular(path, &mut options)?;
        if is_shared(&meta) {
            return self.write_apart(path, at, content);
        }
        if meta.len() != at {
            file.set_len(at)?;
        }
        file.seek(SeekFrom::Start(at))?;
        file.write_all(content)
    }

    fn flush(&self, path: &Path) -> io::Result<()> {
        // Opened for writing: Windows flushes no other.
        open_regular(path, OpenOptions::new().write(true))?
            .0
            .sync_all()
    }

    fn flush_folder(&self, path: &Path) -> io::Result<()> {
        // Windows cannot open a folder as a file and needs no such flush.
        if cfg!(windows) {
            return Ok(());
        }
        match File::open(path)?.sync_all() {
            // Some network drives cannot flush folders; their server does what it does.
            Err(e) if is_unsupported(&e) => Ok(()),
            other => other,
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        refuse_linked_folders(folder_of(from))?;
        refuse_linked_folders(folder_of(to))?;
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        refuse_linked_folders(folder_of(path))?;
        match fs::remove_file(path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
            _ => Ok(()),
        }
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        refuse_linked_folders(path)?;
        match fs::create_dir(path) {
            // Whatever the system says of one that is there: of the root of a drive Windows says it is refused.
            Err(_) if path.is_dir() => Ok(()),
            other => other,
        }
    }

    fn list(&self, path: &Path) -> io::Result<Vec<String>> {
        refuse_linked_folders(path)?;
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(e),
        };
        // One that cannot be told would be taken for one that is not there.
        let name = |e: io::Result<fs::DirEntry>| Ok(e?.file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = entries.map(name).collect::<io::Result<_>>()?;
        names.sort();
        Ok(names)
    }
}

impl RealDisk {
    /// [`Disk::write_at`] for a file that has another name as well, as in a backup made of links: that other
    /// keeps what it has.
    fn write_apart(self, path: &Path, at: u64, content: &[u8]) -> io::Result<()> {
        let mut all = self.read(path)?;
        all.resize(at as usize, 0);
        all.extend_from_slice(content);
        replace::<io::Error>(&self, path, &all, |_| Ok(()))
    }
}

/// Opens what must be a regular file, whatever stands there by the time it is opened.
fn open_regular(path: &Path, options: &mut OpenOptions) -> io::Result<(File, Metadata)> {
    refuse_linked_folders(folder_of(path))?;
    // Opening a device or a pipe may already do something, or wait for ever.
    if let Ok(meta) = fs::symlink_metadata(path) {
        regular(path, &meta)?;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;

        use rustix::fs::OFlags;
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }
    #[cfg(windows)]
    {
        use std::os::windows::fs::OpenOptionsExt as _;
        /// Opens a link itself instead of what it leads to.
        const FILE_FLAG_OPEN_REPARSE_POINT: u32 = 0x0020_0000;
        options.custom_flags(FILE_FLAG_OPEN_REPARSE_POINT);
    }
    let file = options.open(path)?;
    let meta = file.metadata()?;
    regular(path, &meta)?;
    Ok((file, meta))
}

/// Opens the lock of a workspace; where it is not there yet, it gets the rights of `like`.
pub fn open_to_lock(path: &Path, like: &Path) -> io::Result<File> {
    if RealDisk.len(path)?.is_none() {
        match new_file(path, rights_of(like).as_ref()) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            other => return other,
        }
    }
    Ok(open_regular(path, OpenOptions::new().write(true))?.0)
}

/// The rights of files as they were when they were last asked for: a workspace that is private stays so when
/// its file is taken away while it is open, and with it what is written meanwhile.
static RIGHTS: Mutex<BTreeMap<PathBuf, Permissions>> = Mutex::new(BTreeMap::new());

fn rights_of(file: &Path) -> Option<Permissions> {
    // Nothing is left half done under this lock.
    let mut known = RIGHTS.lock().unwrap_or_else(PoisonError::into_inner);
    match fs::metadata(file) {
        Ok(meta) => {
            known.insert(file.to_owned(), meta.permissions());
            Some(meta.permissions())
        }
        Err(_) => known.get(file).cloned(),
    }
}

/// A file that is yet to be made gets the rights of another, but can be written by its owner.
pub fn take_rights_of(file: &Path, other: &Path) {
    let Some(mut rights) = rights_of(other) else {
        return;
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        rights.set_mode(rights.mode() | 0o200);
    }
    #[cfg(not(unix))]
    #[expect(clippy::permissions_set_readonly_false, reason = "this is no Unix")]
    rights.set_readonly(false);
    let mut known = RIGHTS.lock().unwrap_or_else(PoisonError::into_inner);
    known.insert(file.to_owned(), rights);
}

/// Makes a file that is not there yet, not wider open than it is to be.
fn new_file(path: &Path, rights: Option<&Permissions>) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if let Some(rights) = rights {
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        options.mode(rights.mode() & 0o666);
    }
    #[cfg(not(unix))]
    let _rights = rights;
    options.open(path)
}

/// Refuses a path that leads through a work folder, or a folder in one, that is a link or no folder.
pub(in crate::store) fn refuse_linked_folders(folder: &Path) -> io::Result<()> {
    let mut place = PathBuf::new();
    let mut is_inside = false;
    for part in folder.components() {
        place.push(part);
        is_inside |= part.as_os_str() == WORK_FOLDER;
        if !is_inside {
            continue;
        }
        match fs::symlink_metadata(&place) {
            // On Windows a junction counts as a link too; other reparse points lead nowhere.
            Ok(meta) if meta.is_dir() && !meta.is_symlink() => {}
            Ok(_) => return Err(foreign(&place, "is no folder of its own")),
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

/// Refuses what is no regular file.
fn regular(path: &Path, meta: &Metadata) -> io::Result<()> {
    if meta.is_symlink() {
        Err(foreign(path, "is a link"))
    } else if meta.is_file() {
        Ok(())
    } else {
        Err(foreign(path, "is a folder, a device or a pipe and no file"))
    }
}

fn foreign(path: &Path, what: &str) -> io::Error {
    io::Error::other(format!(
        "{} {what}; beside a workspace none is followed or written into: take it away",
        path.display()
    ))
}

/// Refuses a folder that is to hold a cache beside a workspace, where it or anything in it leads elsewhere.
///
/// # Errors
/// What leads elsewhere, or what the system says.
pub fn refuse_foreign_cache(folder: &Path) -> io::Result<()> {
    refuse_linked_folders(folder)?;
    for entry in walkdir::WalkDir::new(folder) {
        let entry = match entry {
            Ok(entry) => entry,
            // One that is not there yet holds nothing.
            Err(e) if e.depth() == 0 => return Ok(()),
            Err(e) => return Err(e.into()),
        };
        let meta = entry.metadata()?;
        if meta.is_dir() {
            continue;
        }
        regular(entry.path(), &meta)?;
        if is_shared(&meta) {
            return Err(foreign(entry.path(), "is a file of another place as well"));
        }
    }
    Ok(())
}

/// Whether a file has another name as well.
#[cfg(unix)]
fn is_shared(meta: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(meta) > 1
}

/// Whether a file has another name as well: not known here.
#[cfg(not(unix))]
fn is_shared(_: &Metadata) -> bool {
    false
}

fn is_unsupported(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
    )
}
