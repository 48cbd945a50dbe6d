//! Where things lie: relative paths with slashes, and places that can be written.

use std::path::{Component, Path, PathBuf};

/// How many folders up a relative path may lead; further away an absolute path is clearer.
const MAX_UP: usize = 2;

/// `target` as written into a workspace that lies in `base`: relative with `/` where it is below or
/// near, else absolute.
pub fn relative_path(base: &Path, target: &Path) -> String {
    let base = std::fs::canonicalize(base).unwrap_or_else(|_| base.to_owned());
    let target = std::fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
    let shared = base
        .components()
        .zip(target.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = base.components().count() - shared;
    let named = |c: Component<'_>| c.as_os_str().to_str().map(ToOwned::to_owned);
    let down: Option<Vec<String>> = target.components().skip(shared).map(named).collect();
    match down {
        // Sharing only the root is not being near.
        Some(down) if up <= MAX_UP && shared > 1 => {
            let parts: Vec<String> = std::iter::repeat_n("..".to_owned(), up)
                .chain(down)
                .collect();
            if parts.is_empty() {
                ".".to_owned()
            } else {
                parts.join("/")
            }
        }
        _ => target.to_string_lossy().replace('\\', "/"),
    }
}

/// The place that a path of a workspace in `base` means.
pub fn resolve_path(base: &Path, path: &str) -> PathBuf {
    let written = Path::new(path);
    if written.is_absolute() {
        return written.to_owned();
    }
    let mut place = base.to_owned();
    for part in path.split('/').filter(|p| !p.is_empty() && *p != ".") {
        place.push(part);
    }
    place
}

/// Where caches go: the platform's cache folder, or where `DATELINE_CACHE` says.
pub fn cache_folder() -> PathBuf {
    if let Some(chosen) = std::env::var_os("DATELINE_CACHE") {
        return PathBuf::from(chosen);
    }
    directories::ProjectDirs::from("", "", "dateline").map_or_else(
        || std::env::temp_dir().join("dateline-cache"),
        |dirs| dirs.cache_dir().join("articles"),
    )
}

/// Where work goes that cannot be written where it belongs: the platform's data folder, or where
/// `DATELINE_DATA` says.
pub fn data_folder() -> PathBuf {
    if let Some(chosen) = std::env::var_os("DATELINE_DATA") {
        return PathBuf::from(chosen);
    }
    directories::ProjectDirs::from("", "", "dateline").map_or_else(
        || std::env::temp_dir().join("dateline-data"),
        |dirs| dirs.data_local_dir().to_owned(),
    )
}

/// Whether a file can be made in `folder`, found out by making one.
pub fn is_writable_folder(folder: &Path) -> bool {
    tempfile::Builder::new()
        .prefix(".dateline-")
        .tempfile_in(folder)
        .is_ok()
}

/// `parent/name`, or `parent/name 2`, `parent/name 3`, ... : the first that does not exist.
pub fn unused_folder(parent: &Path, name: &str) -> PathBuf {
    let first = parent.join(name);
    if !first.exists() {
        return first;
    }
    (2..10_000)
        .map(|n| parent.join(format!("{name} {n}")))
        .find(|p| !p.exists())
        .unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_paths_are_relative_and_lead_back() {
        let root = tempfile::tempdir().unwrap();
        let at = |p: &str| {
            let path = root.path().join(p);
            std::fs::create_dir_all(&path).unwrap();
            path
        };
        for (base, target, written) in [
            ("w", "w/seeds/x", "seeds/x"),
            ("w", "w", "."),
            ("w", "other", "../other"),
        ] {
            let (base, target) = (at(base), at(target));
            assert_eq!(relative_path(&base, &target), written);
            let back = resolve_path(&base, written);
            assert_eq!(back.canonicalize().unwrap(), target.canonicalize().unwrap());
        }
        let far = relative_path(&at("a/b/c/d"), &at("z"));
        assert!(Path::new(&far).is_absolute(), "{far}");
    }
}
