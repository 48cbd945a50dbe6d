//! What several tests share.

use std::path::{Path, PathBuf};

/// A file or folder of the shared test data: below `DATELINE_SHARED`, else `../shared`. Where it is
/// absent, says so on one line.
pub fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("DATELINE_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let found = root.join(path);
    if found.exists() {
        return Some(found);
    }
    eprintln!(
        "not run: {path} is not on this machine (set DATELINE_SHARED to the folder of shared data)"
    );
    None
}
