//! The codebook: tags added, changed, moved, merged, deleted.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::state::State;
use crate::exchange::codebook::{ReadCodebook, read_codebook, take_in, write_codebook};
use crate::jobs::JobKey;
use crate::session::Severity;
use crate::workspace::AttributeSchema;
use crate::workspace::CodebookError;
use crate::workspace::TagKey;
use crate::workspace::{Annotation, AnnotationId, Change, Edit, Slot, Swap, Tag, TagId};

/// Reading or writing a codebook.
const CODEBOOK: JobKey = JobKey::new("codebook");

/// Tags.
#[derive(Clone, Debug)]
pub enum CodebookCommand {
    /// Add a tag below another, or at the top.
    Add {
        /// Above it.
        parent: Option<TagId>,
        /// Its name, or a path of names with `/` between them.
        name: String,
    },
    /// Change its name.
    Rename(TagId, String),
    /// Change its colour.
    Recolour(TagId, Slot),
    /// Change its key.
    SetKey(TagId, Option<TagKey>),
    /// Change its definition; one gesture until it rests.
    Define(TagId, String),
    /// Change the passages that it fits; one gesture until it rests.
    SetExamples(TagId, String),
    /// Change when not to use it; one gesture until it rests.
    SetExclusions(TagId, String),
    /// Change what is to be said about each passage.
    SetSchema(TagId, Vec<AttributeSchema>),
    /// Whether it only holds others together.
    SetFolder(TagId, bool),
    /// Whether it is kept and offered no more.
    Retire(TagId, bool),
    /// These annotations were looked at with what their tags mean now.
    StillFits(Vec<AnnotationId>),
    /// Give some annotations of a tag to a new tag beside it.
    Split {
        /// The tag.
        tag: TagId,
        /// Name of the new tag.
        name: String,
        /// What goes to it.
        annotations: Vec<AnnotationId>,
    },
    /// Take in the tags of a file that the codebook does not have.
    Import(PathBuf),
    /// Write the codebook.
    Export(PathBuf),
    /// Move it below another, or to the top.
    Move(TagId, Option<TagId>),
    /// Move it among its siblings.
    Shift(TagId, isize),
    /// Give all annotations and sub-tags of the first to the second, and delete the first.
    Merge(TagId, TagId),
    /// Delete it and its sub-tags; their annotations become plain notes, or go too.
    Delete {
        /// The tag.
        tag: TagId,
        /// Whether its annotations are deleted with it.
        with_annotations: bool,
    },
}

impl State {
    pub(in crate::app) fn handle_codebook(&mut self, command: CodebookCommand) -> Vec<Effect> {
        match command {
            CodebookCommand::Add { parent, name } => self.add_tag(parent, &name),
            CodebookCommand::Rename(id, name) => {
                self.change_tag(id, "rename tag", None, |t| t.name = name.trim().into());
            }
            CodebookCommand::Recolour(id, slot) => {
                self.change_tag(id, "recolour tag", None, |t| t.slot = slot)
            }
            CodebookCommand::SetKey(id, key) => {
                self.change_tag(id, "change key of tag", None, |t| t.key = key)
            }
            CodebookCommand::Define(id, words) => {
                let gesture = Some(format!("define {id}"));
                self.change_meaning(id, gesture, |t| t.definition = words.into());
            }
            CodebookCommand::SetExamples(id, words) => {
                let gesture = Some(format!("examples {id}"));
                self.change_meaning(id, gesture, |t| t.examples = words.into());
            }
            CodebookCommand::SetExclusions(id, words) => {
                let gesture = Some(format!("exclusions {id}"));
                self.change_meaning(id, gesture, |t| t.exclusions = words.into());
            }
            CodebookCommand::SetSchema(id, attributes) => {
                self.change_meaning(id, None, |t| t.attributes = attributes);
            }
            CodebookCommand::SetFolder(id, folder) => {
                self.change_tag(id, "make a folder of", None, |t| t.folder = folder);
            }
            CodebookCommand::Retire(id, retired) => {
                let label = if retired {
                    "retire tag"
                } else {
                    "bring back tag"
                };
                self.change_tag(id, label, None, |t| t.retired = retired);
            }
            CodebookCommand::StillFits(ids) => self.still_fits(&ids),
            CodebookCommand::Split {
                tag,
                name,
                annotations,
            } => self.split_tag(tag, &name, &annotations),
            CodebookCommand::Import(path) => self.import_codebook(path),
            CodebookCommand::Export(path) => self.export_codebook(path),
            CodebookCommand::Move(id, parent) => {
                self.change_tag(id, "move tag", None, |t| t.parent = parent)
            }
            CodebookCommand::Shift(id, by) => self.shift_tag(id, by),
            CodebookCommand::Merge(from, into) => self.merge_tags(from, into),
            CodebookCommand::Delete {
                tag,
                with_annotations,
            } => self.delete_tag(tag, with_annotations),
        }
        Vec::new()
    }

    /// A tag that is not in the codebook yet, with a free key and the least used colour.
    pub(in crate::app) fn new_tag(&self, parent: Option<TagId>, name: &str) -> Tag {
        let book = &self.session.workspace.codebook;
        let slot = Slot::least_used(book.tags().iter().map(|t| t.slot));
        Tag {
            parent,
            key: book.free_key(name),
            ..Tag::new(TagId::random(), name.trim(), slot)
        }
    }

    /// Adds a tag by its path; what is missing above it is made too, in one step of undo.
    fn add_tag(&mut self, parent: Option<TagId>, path: &str) {
        let book = &self.session.workspace.codebook;
        let on_path = match book.on_path(parent, path) {
            Ok(on_path) if on_path.missing.is_empty() => {
                Err(CodebookError::NameTaken(on_path.path))
            }
            other => other,
        };
        match on_path {
            Ok(on_path) => {
                let label = format!("add tag “{}”", on_path.path);
                let changes = self.tags_to_add(on_path.missing);
                self.edit(Edit::new(label, changes));
            }
            // The window says it beside the field before it comes here.
            Err(problem) => self.session.tell(Severity::Warning, problem.to_string()),
        }
    }

    /// The changes that put tags behind those that are there.
    pub(in crate::app) fn tags_to_add(&self, tags: Vec<Tag>) -> Vec<Change> {
        let place = self.session.workspace.codebook.len();
        let tags = tags.into_iter().zip(place..);
        tags.map(|(tag, at)| {
            Change::Tag(Swap {
                before: None,
                after: Some((at, tag)),
            })
        })
        .collect()
    }

    fn tag_at(&self, id: TagId) -> Option<(usize, Tag)> {
        let tags = self.session.workspace.codebook.tags();
        tags.iter()
            .position(|t| t.id == id)
            .and_then(|at| Some((at, tags.get(at)?.clone())))
    }

    fn change_tag(
        &mut self,
        id: TagId,
        label: &str,
        gesture: Option<String>,
        with: impl FnOnce(&mut Tag),
    ) {
        let Some((at, before)) = self.tag_at(id) else {
            return;
        };
        let mut after = before.clone();
        with(&mut after);
        if let Err(problem) = self.session.workspace.codebook.problem_with(&after) {
            self.session.tell(Severity::Warning, problem.to_string());
            return;
        }
        let label = format!("{label} “{}”", before.name);
        let change = Change::Tag(Swap {
            before: Some((at, before)),
            after: Some((at, after)),
        });
        self.session.edit(Edit::new(label, vec![change]), gesture);
    }

    /// Changes what a tag means: the codebook gets a new revision, and what was coded before can be looked
    /// at again. While one types, that is one revision.
    fn change_meaning(&mut self, id: TagId, gesture: Option<String>, with: impl FnOnce(&mut Tag)) {
        let Some((at, before)) = self.tag_at(id) else {
            return;
        };
        let revision = self.session.workspace.codebook.revision();
        let goes_on =
            gesture.is_some() && self.session.history().is_open() && before.revised == revision;
        let next = if goes_on { revision } else { revision + 1 };
        let mut after = before.clone();
        with(&mut after);
        if after == before {
            return;
        }
        after.revised = next;
        let label = format!("define tag “{}”", before.name);
        let mut changes = vec![Change::Tag(Swap {
            before: Some((at, before)),
            after: Some((at, after)),
        })];
        if next != revision {
            changes.push(Change::Revision(Swap {
                before: revision,
                after: next,
            }));
        }
        self.session.edit(Edit::new(label, changes), gesture);
    }

    /// Annotations of a tag that were made before its meaning last changed and not looked at since.
    pub fn made_before(&self, tag: TagId) -> Vec<Arc<Annotation>> {
        let revised = self
            .session
            .workspace
            .codebook
            .get(tag)
            .map_or(0, |t| t.revised);
        let of_tag = self.annotations_of(|t| t == tag);
        of_tag.filter(|a| a.revision < revised).collect()
    }

    fn still_fits(&mut self, ids: &[AnnotationId]) {
        let revision = self.session.workspace.codebook.revision();
        let all = ids
            .iter()
            .filter_map(|id| self.session.workspace.annotations.get(*id));
        let changes: Vec<Change> = all
            .filter(|a| a.revision < revision)
            .map(|before| {
                Change::Annotation(Swap {
                    before: Some(Arc::clone(before)),
                    after: Some(Arc::new(Annotation {
                        revision,
                        ..(**before).clone()
                    })),
                })
            })
            .collect();
        let label = format!("{} annotations still fit", changes.len());
        self.edit(Edit::new(label, changes));
    }

    fn split_tag(&mut self, id: TagId, name: &str, annotations: &[AnnotationId]) {
        let Some((at, old)) = self.tag_at(id) else {
            return;
        };
        // It means what the old one means until somebody says more: what waits to be looked at again for
        // the old meaning waits for the new one.
        let new = Tag {
            definition: Arc::clone(&old.definition),
            examples: Arc::clone(&old.examples),
            exclusions: Arc::clone(&old.exclusions),
            attributes: old.attributes.clone(),
            revised: old.revised,
            ..self.new_tag(old.parent, name)
        };
        if let Err(problem) = self.session.workspace.codebook.problem_with(&new) {
            self.session.tell(Severity::Warning, problem.to_string());
            return;
        }
        let label = format!("split “{}” off “{}”", new.name, old.name);
        let into = new.id;
        let mut changes = vec![Change::Tag(Swap {
            before: None,
            after: Some((at + 1, new)),
        })];
        let all = annotations.iter();
        let all = all.filter_map(|id| self.session.workspace.annotations.get(*id));
        let of_tag = all.filter(|a| a.tag == Some(id));
        let now = self.session.now();
        changes.extend(of_tag.map(|a| {
            let mut after = (**a).clone();
            after.tag = Some(into);
            after.modified = now;
            changed(a, after)
        }));
        self.edit(Edit::new(label, changes));
    }

    fn import_codebook(&mut self, path: PathBuf) {
        self.jobs.start(CODEBOOK, move |_| {
            let outcome = read_codebook(&path);
            move |state: &mut Self| state.codebook_read(&path, outcome)
        });
    }

    /// A codebook has been read: what is new of it is taken in.
    pub(in crate::app) fn codebook_read(
        &mut self,
        path: &Path,
        outcome: Result<ReadCodebook, String>,
    ) {
        let read = match outcome {
            Ok(read) => read,
            Err(why) => {
                let place = path.display();
                self.session.tell(
                    Severity::Error,
                    format!("Nothing was imported: {why}. {place}"),
                );
                return;
            }
        };
        let taken = take_in(&self.session.workspace.codebook, read.tags);
        let (n, known) = (taken.added.len(), taken.known);
        let changes = self.tags_to_add(taken.added);
        self.edit(Edit::new(format!("import {n} tags"), changes));
        let mut words =
            format!("{n} tags were imported; {known} were there already and stay as they are.");
        for loss in read.losses.lines().iter().take(5) {
            words += &format!(" Changed or not taken in: {loss}.");
        }
        self.session.tell(Severity::Info, words);
    }

    fn export_codebook(&mut self, path: PathBuf) {
        let book = self.session.workspace.codebook.clone();
        self.start_export(path, move |path, _| write_codebook(&book, path));
    }

    fn shift_tag(&mut self, id: TagId, by: isize) {
        let Some((at, tag)) = self.tag_at(id) else {
            return;
        };
        let book = &self.session.workspace.codebook;
        let siblings: Vec<TagId> = book.children(tag.parent).map(|t| t.id).collect();
        let Some(place) = siblings.iter().position(|s| *s == id) else {
            return;
        };
        let neighbour = place
            .checked_add_signed(by)
            .and_then(|p| siblings.get(p))
            .copied();
        let Some((to, _)) = neighbour.and_then(|n| self.tag_at(n)) else {
            return;
        };
        let label = format!("move tag “{}”", tag.name);
        self.edit(Edit::new(
            label,
            vec![Change::Tag(Swap {
                before: Some((at, tag.clone())),
                after: Some((to, tag)),
            })],
        ));
    }

    fn merge_tags(&mut self, from: TagId, into: TagId) {
        let (Some((_, old)), Some((_, new))) = (self.tag_at(from), self.tag_at(into)) else {
            return;
        };
        if self.refuses_tag(Some(into)) {
            return;
        }
        let (book, now) = (&self.session.workspace.codebook, self.session.now());
        if book.with_sub_tags(from).contains(&into) {
            self.session.tell(
                Severity::Warning,
                "A tag cannot be merged into itself or its own sub-tag: move the sub-tag out first.",
            );
            return;
        }
        let mut changes: Vec<Change> = self
            .annotations_of(|tag| tag == from)
            .map(|a| {
                // Nobody looked at each of them: which meaning it was coded with stays.
                let mut after = book.retagged(&a, Some(into), now);
                after.revision = a.revision;
                changed(&a, after)
            })
            .collect();
        let taken: Vec<&str> = book.children(Some(into)).map(|t| &*t.name).collect();
        let clash = book
            .children(Some(from))
            .find(|t| taken.contains(&&*t.name))
            .map(|t| t.name.to_string());
        if let Some(name) = clash {
            let message = format!("Both tags have a sub-tag “{name}”: merge those first.");
            self.session.tell(Severity::Warning, message);
            return;
        }
        for child in book.children(Some(from)) {
            let Some((at, before)) = self.tag_at(child.id) else {
                continue;
            };
            let after = Tag {
                parent: Some(into),
                ..before.clone()
            };
            changes.push(Change::Tag(Swap {
                before: Some((at, before)),
                after: Some((at, after)),
            }));
        }
        changes.extend(self.tag_at(from).map(|item| {
            Change::Tag(Swap {
                before: Some(item),
                after: None,
            })
        }));
        self.edit(Edit::new(
            format!("merge tag “{}” into “{}”", old.name, new.name),
            changes,
        ));
    }

    fn delete_tag(&mut self, id: TagId, with_annotations: bool) {
        let Some((_, tag)) = self.tag_at(id) else {
            return;
        };
        let gone = self.session.workspace.codebook.with_sub_tags(id);
        let now = self.session.now();
        let mut changes: Vec<Change> = self
            .annotations_of(|tag| gone.contains(&tag))
            .map(|a| {
                if with_annotations {
                    Change::Annotation(Swap {
                        before: Some(a),
                        after: None,
                    })
                } else {
                    let mut after = (*a).clone();
                    after.tag = None;
                    after.modified = now;
                    changed(&a, after)
                }
            })
            .collect();
        if with_annotations {
            let deleted: HashSet<AnnotationId> = self
                .annotations_of(|tag| gone.contains(&tag))
                .map(|a| a.id)
                .collect();
            changes.splice(0..0, self.relations_gone(|end| deleted.contains(&end)));
        }
        // From the last, so that the places of the others stay right.
        let tags = self
            .session
            .workspace
            .codebook
            .tags()
            .iter()
            .enumerate()
            .rev();
        changes.extend(tags.filter(|(_, t)| gone.contains(&t.id)).map(|(at, t)| {
            Change::Tag(Swap {
                before: Some((at, t.clone())),
                after: None,
            })
        }));
        self.edit(Edit::new(format!("delete tag “{}”", tag.name), changes));
    }

    fn annotations_of(
        &self,
        wanted: impl Fn(TagId) -> bool,
    ) -> impl Iterator<Item = Arc<Annotation>> {
        self.session
            .workspace
            .annotations
            .iter()
            .filter(move |a| a.tag.is_some_and(&wanted))
            .cloned()
    }
}

/// A change of one annotation.
fn changed(annotation: &Arc<Annotation>, after: Annotation) -> Change {
    Change::Annotation(Swap {
        before: Some(Arc::clone(annotation)),
        after: Some(Arc::new(after)),
    })
}
