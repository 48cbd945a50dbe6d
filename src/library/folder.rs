//! The folders of libraries: which there are, whose they are, how large.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// File that says which workspace a library is of.
const OWNER: &str = "workspace.txt";

/// The folder of the library of a workspace, by the path of its file.
pub fn folder_of(cache: &Path, workspace: &Path) -> PathBuf {
    let absolute = std::path::absolute(workspace).unwrap_or_else(|_| workspace.to_owned());
    let hash = blake3::hash(absolute.to_string_lossy().as_bytes()).to_hex();
    let key: String = hash.chars().take(16).collect();
    cache.join(key)
}

/// A library in the cache folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheEntry {
    /// Its folder.
    pub folder: PathBuf,
    /// The workspace it is of, as far as it says.
    pub workspace: String,
    /// Bytes on disk.
    pub bytes: u64,
}

/// All libraries in a cache folder, by workspace.
///
/// # Errors
/// The folder cannot be listed. One that does not exist holds none.
pub fn entries(cache: &Path) -> io::Result<Vec<CacheEntry>> {
    let listed = match fs::read_dir(cache) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let mut out = Vec::new();
    for entry in listed {
        let folder = entry?.path();
        // Only what carries our mark is ours.
        if let Ok(workspace) = fs::read_to_string(folder.join(OWNER)) {
            out.push(CacheEntry {
                bytes: bytes_of(&folder),
                workspace: workspace.trim().to_owned(),
                folder,
            });
        }
    }
    out.sort_by(|a, b| a.workspace.cmp(&b.workspace));
    Ok(out)
}

/// Bytes of all files below a folder; what cannot be read counts as nothing.
pub fn bytes_of(folder: &Path) -> u64 {
    let files = walkdir::WalkDir::new(folder).into_iter().flatten();
    files
        .filter_map(|e| e.metadata().ok())
        .filter(fs::Metadata::is_file)
        .map(|m| m.len())
        .sum()
}

/// Removes a library. Only folders that carry the mark of one are touched.
///
/// # Errors
/// What the system says; a folder that is no library.
pub fn clear(entry: &CacheEntry) -> io::Result<()> {
    if !entry.folder.join(OWNER).is_file() {
        return Err(io::Error::other("this folder is no cache of Dateline"));
    }
    fs::remove_dir_all(&entry.folder)
}

/// Creates a folder that only its owner can enter: it will hold full texts.
pub(super) fn create_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

pub(super) fn write_owner(path: &Path, of: &Path) -> io::Result<()> {
    let absolute = std::path::absolute(of).unwrap_or_else(|_| of.to_owned());
    fs::write(path.join(OWNER), format!("{}\n", absolute.display()))
}
