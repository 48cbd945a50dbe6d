//! Files of other programs on their way into a workspace: read, matched, and made into one list of changes.
//!
//! Articles that are new are written as JSON Lines into a folder and read from there, as the workspace will
//! read them; that file stays when the changes are undone.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::formats::json::put_field;
use super::merge::{Matched, matched, merge};
use super::{AnnotatedSet, Format, LossReport};
use crate::corpus::{ArticleId, ArticleIx, Corpus, SourceId, SourceSpec, TextHash};
use crate::import::LoadProgress;
use crate::library::{self, LibraryError};
use crate::store::resolve_path;
use crate::workspace::{Change, Source, Swap, Workspace};

/// Why nothing was taken in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IntakeError {
    /// What the file is does not show.
    #[error("what this file is does not show; choose its format. {0}")]
    UnknownFormat(PathBuf),
    /// A format that is only written.
    #[error("{0} can be written, and not read")]
    WriteOnlyFormat(&'static str),
    /// It cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// The texts of new articles cannot be written.
    #[error("the texts of new articles could not be written: {0}")]
    Write(#[from] std::io::Error),
    /// They cannot be read again.
    #[error("{0}")]
    Library(#[from] LibraryError),
}

/// A set that was read, with what became of it.
pub struct Intake {
    /// What it is called: the name of the file.
    pub name: String,
    /// The format it was read in.
    pub format: &'static Format,
    /// The set.
    pub set: Box<dyn AnnotatedSet>,
    /// What was lost on reading.
    pub read: LossReport,
}

/// What a set comes to in a workspace.
#[derive(Debug, Default)]
pub struct Taken {
    /// The changes, the source of new articles first.
    pub changes: Vec<Change>,
    /// What became of the annotations.
    pub report: LossReport,
    /// Tags that are made, by path.
    pub new_tags: Vec<String>,
    /// Annotations that are there already.
    pub already: usize,
    /// Articles that are new.
    pub new_articles: usize,
    /// Where their texts are.
    pub file: Option<PathBuf>,
}

impl Intake {
    /// Reads a file, folder or archive, in a format or in the one that its name or content shows.
    ///
    /// # Errors
    /// What it is does not show, or it cannot be read.
    pub fn read(path: &Path, format: Option<&'static Format>) -> Result<Self, IntakeError> {
        if !path.exists() {
            return Err(IntakeError::Unreadable(format!(
                "there is no such file: {}",
                path.display()
            )));
        }
        let format = format.or_else(|| Format::of_file(path));
        let format = format.ok_or_else(|| IntakeError::UnknownFormat(path.to_owned()))?;
        let read = format
            .read
            .ok_or(IntakeError::WriteOnlyFormat(format.words))?;
        let mut report = LossReport::default();
        let set = read(path, &mut report).map_err(IntakeError::Unreadable)?;
        Ok(Self {
            name: path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            format,
            set,
            read: report,
        })
    }

    /// What would be taken: nothing is written. Annotations of new articles are not looked at one by one.
    pub fn trial(
        &self,
        workspace: &Workspace,
        corpus: &Corpus,
        tags: &BTreeMap<String, String>,
    ) -> Taken {
        let found = matched(&*self.set, corpus);
        let mut report = LossReport::default();
        let merged = merge(
            &*self.set,
            workspace,
            &[(corpus, &found.here)],
            tags,
            &mut report,
        );
        Taken {
            changes: Vec::new(),
            new_tags: merged.new_tags,
            already: merged.already,
            new_articles: found.new.len(),
            file: None,
            report,
        }
    }

    /// Paths of the tags of the set, in the order of its codebook.
    pub fn tags(&self) -> Vec<String> {
        let book = self.set.codebook();
        let tags = book.in_tree_order().into_iter();
        tags.map(|(_, tag)| book.path(tag.id).replace(" / ", "/"))
            .collect()
    }

    /// The changes that take it in. New articles are written into `into`, without one beside the workspace.
    ///
    /// # Errors
    /// The texts of new articles cannot be written, or not be read again.
    pub fn take(
        &self,
        workspace_file: &Path,
        workspace: &Workspace,
        corpus: &Corpus,
        into: Option<&Path>,
        tags: &BTreeMap<String, String>,
    ) -> Result<Taken, IntakeError> {
        let Matched { here, new, .. } = matched(&*self.set, corpus);
        let added = self.added(&new, workspace_file, workspace, into)?;
        let mut places = vec![(corpus, &here)];
        places.extend(added.as_ref().map(|a| (&*a.corpus, &a.places)));
        let mut report = LossReport::default();
        let merged = merge(&*self.set, workspace, &places, tags, &mut report);
        let source = added.as_ref().and_then(|a| a.source.clone());
        let place = workspace.sources.len();
        let source = source.map(|source| {
            Change::Source(Swap {
                before: None,
                after: Some((place, source)),
            })
        });
        Ok(Taken {
            changes: source.into_iter().chain(merged.changes).collect(),
            new_tags: merged.new_tags,
            already: merged.already,
            new_articles: new.len(),
            file: added.map(|a| a.file),
            report,
        })
    }

    fn added(
        &self,
        new: &[ArticleId],
        workspace_file: &Path,
        workspace: &Workspace,
        into: Option<&Path>,
    ) -> Result<Option<Added>, IntakeError> {
        if new.is_empty() {
            return Ok(None);
        }
        let base = workspace_file
            .parent()
            .map_or_else(PathBuf::new, Path::to_path_buf);
        let folder = into.map_or_else(|| base.join("imported"), Path::to_path_buf);
        std::fs::create_dir_all(&folder)?;
        let folder = std::fs::canonicalize(&folder)?;
        let file = self.texts_written(new, &folder)?;
        let (source, spec) = placed(&base, &folder, &file, workspace);
        let mut chunks: Vec<Arc<Corpus>> = Vec::new();
        library::stream(&[spec], &LoadProgress::default(), |corpus| {
            chunks.push(corpus);
            Ok::<(), LibraryError>(())
        })?;
        let corpus = chunks.into_iter().next().unwrap_or_default();
        let by_hash: HashMap<TextHash, ArticleIx> =
            corpus.places().map(|at| (corpus.hash(at), at)).collect();
        let mut places = HashMap::new();
        for article in self.set.articles().filter(|a| new.contains(&a.id)) {
            let text = self.set.text(&article).unwrap_or_default();
            if let Some(at) = by_hash.get(&TextHash::of(&text)) {
                places.insert(article.id.clone(), *at);
            }
        }
        Ok(Some(Added {
            source,
            corpus,
            places,
            file,
        }))
    }

    /// Writes the texts of new articles as JSON Lines into a file that was not there.
    fn texts_written(&self, new: &[ArticleId], folder: &Path) -> Result<PathBuf, std::io::Error> {
        let safe = |c: char| {
            if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') {
                c
            } else {
                '_'
            }
        };
        let stem: String = self.name.chars().map(safe).collect();
        let mut number = 1;
        loop {
            let tail = if number == 1 {
                String::new()
            } else {
                format!("-{number}")
            };
            let path = folder.join(format!("{stem}{tail}.jsonl"));
            let opened = std::fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(&path);
            let file = match opened {
                Ok(file) => file,
                Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => {
                    number += 1;
                    continue;
                }
                Err(why) => return Err(why),
            };
            let mut out = std::io::BufWriter::new(file);
            for article in self.set.articles().filter(|a| new.contains(&a.id)) {
                let text = self.set.text(&article).unwrap_or_default();
                let mut line = serde_json::json!({"id": &*article.path, "text": &*text});
                if let Some(date) = &article.date {
                    put_field(&mut line, "date", date.to_string().into());
                }
                if !article.source.is_empty() {
                    put_field(&mut line, "source", article.source.to_string().into());
                }
                writeln!(out, "{line}")?;
            }
            out.into_inner()?.sync_all()?;
            return Ok(path);
        }
    }
}

/// Articles that were added, and where those of the set are among them.
struct Added {
    /// The source, where none of the workspace holds the file.
    source: Option<Source>,
    corpus: Arc<Corpus>,
    places: HashMap<ArticleId, ArticleIx>,
    file: PathBuf,
}

/// The source that a file is read by: one that holds its folder already, or a new one.
fn placed(
    base: &Path,
    folder: &Path,
    file: &Path,
    workspace: &Workspace,
) -> (Option<Source>, SourceSpec) {
    let slashes = |path: &Path| path.to_string_lossy().replace('\\', "/");
    let covering = workspace
        .sources
        .iter()
        .filter(|s| s.files.is_empty())
        .find_map(|source| {
            let root = std::fs::canonicalize(resolve_path(base, &source.path)).ok()?;
            let inside = slashes(file.strip_prefix(&root).ok()?);
            Some((source.id.clone(), root, inside))
        });
    let mappings = BTreeMap::new();
    if let Some((id, root, inside)) = covering {
        let files = vec![inside];
        return (
            None,
            SourceSpec {
                id,
                root,
                files,
                mappings,
            },
        );
    }
    let name = file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let mut id = SourceId(name.trim_end_matches(".jsonl").into());
    while workspace.sources.iter().any(|s| s.id == id) {
        id = SourceId(format!("{}-", id.0).into());
    }
    let whole_base = std::fs::canonicalize(base).unwrap_or_else(|_| base.to_path_buf());
    let path = folder
        .strip_prefix(whole_base)
        .map_or_else(|_| slashes(folder), slashes);
    let source = Source {
        id: id.clone(),
        path: if path.is_empty() {
            ".".to_owned()
        } else {
            path
        },
        files: vec![name.clone()],
        mappings: BTreeMap::new(),
    };
    let root = folder.to_path_buf();
    (
        Some(source),
        SourceSpec {
            id,
            root,
            files: vec![name],
            mappings,
        },
    )
}
