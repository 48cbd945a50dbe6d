//! What an export must not be written over.

use std::path::Path;

use crate::corpus::Corpus;
use crate::store::{is_in_work_folder, resolve_path};
use crate::workspace::Workspace;

/// Whether a file is the workspace's own, one that is kept beside it, or one of its articles, by whatever name.
/// Asks the disk.
pub fn is_source(
    target: &Path,
    workspace_file: &Path,
    workspace: &Workspace,
    corpus: &Corpus,
) -> bool {
    if is_in_work_folder(target) {
        return true;
    }
    let Ok(target) = std::fs::canonicalize(target) else {
        return false;
    };
    let same = |path: &Path| std::fs::canonicalize(path).is_ok_and(|p| p == target);
    let base = workspace_file.parent().unwrap_or(Path::new("."));
    let is_article = corpus.table().live_files().any(|(_, file)| {
        let mut sources = workspace.sources.iter();
        let source = sources.find(|s| *s.id.0 == *file.source);
        // Names first: asking the disk for every article would take long.
        target.file_name() == Path::new(&file.path).file_name()
            && source.is_some_and(|s| same(&resolve_path(base, &s.path).join(&file.path)))
    });
    is_article || same(workspace_file)
}
