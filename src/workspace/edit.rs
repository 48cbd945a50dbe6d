//! Edits: reversible changes, each carrying the state before and after.

use std::sync::Arc;

use super::{Annotation, Override, Relation, Source, Tag, Track, Workspace};
use crate::corpus::ArticleId;

/// Something with a place in a list: `None` where it is not there.
pub type Item<T> = Option<(usize, T)>;

/// One change of one thing: what it was and what it becomes. Exactly one of a kind and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// An annotation appears, changes or goes.
    Annotation {
        /// Before.
        before: Option<Arc<Annotation>>,
        /// After.
        after: Option<Arc<Annotation>>,
    },
    /// A tag appears, changes, moves or goes.
    Tag {
        /// Before, with its place among all tags.
        before: Item<Tag>,
        /// After.
        after: Item<Tag>,
    },
    /// A track appears, changes, moves or goes.
    Track {
        /// Before, with its place.
        before: Item<Track>,
        /// After.
        after: Item<Track>,
    },
    /// A source appears, changes, moves or goes.
    Source {
        /// Before, with its place.
        before: Item<Source>,
        /// After.
        after: Item<Source>,
    },
    /// A relation appears, changes or goes.
    Relation {
        /// Before, with its place.
        before: Item<Relation>,
        /// After.
        after: Item<Relation>,
    },
    /// The meaning of a tag changes: the revision of the codebook.
    Revision {
        /// Before.
        before: u32,
        /// After.
        after: u32,
    },
    /// What is said about an article changes.
    Override {
        /// The article.
        article: ArticleId,
        /// Before.
        before: Override,
        /// After.
        after: Override,
    },
}

/// One reversible change of the analyst's own data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What it does, for the menu: `tag “claim / losses”`.
    pub label: String,
    /// Its parts, in order.
    pub changes: Vec<Change>,
}

/// An edit that does not fit the workspace: something is not as it was when the edit was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this change no longer fits: what it changes is not as it was")]
pub struct EditError;

impl Change {
    /// The change that takes this one back.
    pub fn inverse(&self) -> Self {
        match self.clone() {
            Self::Annotation { before, after } => Self::Annotation {
                before: after,
                after: before,
            },
            Self::Tag { before, after } => Self::Tag {
                before: after,
                after: before,
            },
            Self::Track { before, after } => Self::Track {
                before: after,
                after: before,
            },
            Self::Source { before, after } => Self::Source {
                before: after,
                after: before,
            },
            Self::Relation { before, after } => Self::Relation {
                before: after,
                after: before,
            },
            Self::Revision { before, after } => Self::Revision {
                before: after,
                after: before,
            },
            Self::Override {
                article,
                before,
                after,
            } => Self::Override {
                article,
                before: after,
                after: before,
            },
        }
    }

    /// Carries a later change of the same thing into the remembered states, where they hold what
    /// that change replaced.
    pub(super) fn follow(&mut self, quiet: &Self) {
        match (self, quiet) {
            (
                Self::Override {
                    article,
                    before,
                    after,
                },
                Self::Override {
                    article: same,
                    before: old,
                    after: new,
                },
            ) if article == same => {
                for state in [before, after] {
                    if state.status == old.status {
                        state.status = new.status;
                    }
                }
            }
            (
                Self::Annotation { before, after },
                Self::Annotation {
                    before: Some(old),
                    after: Some(new),
                },
            ) => {
                for state in [before, after].into_iter().flatten() {
                    let alike = state.version == old.version && state.anchors == old.anchors;
                    if state.id == old.id && alike {
                        let state = Arc::make_mut(state);
                        state.anchors.clone_from(&new.anchors);
                        state.version = new.version;
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Annotation { before, after } => before == after,
            Self::Tag { before, after } => before == after,
            Self::Track { before, after } => before == after,
            Self::Source { before, after } => before == after,
            Self::Relation { before, after } => before == after,
            Self::Revision { before, after } => before == after,
            Self::Override { before, after, .. } => before == after,
        }
    }
}

impl Edit {
    /// An edit of these parts.
    pub fn new(label: impl Into<String>, changes: Vec<Change>) -> Self {
        Self {
            label: label.into(),
            changes,
        }
    }

    /// The edit that takes this one back.
    pub fn inverse(&self) -> Self {
        Self {
            label: self.label.clone(),
            changes: self.changes.iter().rev().map(Change::inverse).collect(),
        }
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.changes.iter().all(Change::is_empty)
    }

    /// This edit followed by a later one, as one: where both change one annotation or article, the
    /// states between are dropped.
    pub fn followed_by(mut self, later: Self) -> Self {
        for change in later.changes {
            // Changes of other kinds between do not touch it.
            let kind = std::mem::discriminant(&change);
            let earlier = self.changes.iter_mut().rev();
            let same = earlier
                .into_iter()
                .find(|c| std::mem::discriminant(*c) == kind);
            match (same, &change) {
                (
                    Some(Change::Annotation { after, .. }),
                    Change::Annotation {
                        before,
                        after: last,
                    },
                ) if after == before && before.is_some() => {
                    after.clone_from(last);
                }
                (
                    Some(Change::Override { article, after, .. }),
                    Change::Override {
                        article: other,
                        before,
                        after: last,
                    },
                ) if article == other && after == before => {
                    after.clone_from(last);
                }
                (
                    Some(Change::Tag {
                        after: Some(after), ..
                    }),
                    Change::Tag {
                        before: Some(before),
                        after: Some(last),
                    },
                ) if after == before && before.0 == last.0 => {
                    after.clone_from(last);
                }
                (
                    Some(Change::Track {
                        after: Some(after), ..
                    }),
                    Change::Track {
                        before: Some(before),
                        after: Some(last),
                    },
                ) if after == before && before.0 == last.0 => {
                    after.clone_from(last);
                }
                (
                    Some(Change::Revision { after, .. }),
                    Change::Revision {
                        before,
                        after: last,
                    },
                ) if after == before => {
                    *after = *last;
                }
                _ => self.changes.push(change),
            }
        }
        self
    }
}

impl Workspace {
    /// Makes all changes of an edit, or none.
    ///
    /// # Errors
    /// A change whose state before is not what is there; the workspace then stays as it was.
    pub fn apply(&mut self, edit: &Edit) -> Result<(), EditError> {
        for (done, change) in edit.changes.iter().enumerate() {
            if self.apply_one(change).is_err() {
                for back in edit.changes.iter().take(done).rev().map(Change::inverse) {
                    // What was just done fits backwards by construction.
                    self.apply_one(&back)?;
                }
                return Err(EditError);
            }
        }
        Ok(())
    }

    fn apply_one(&mut self, change: &Change) -> Result<(), EditError> {
        match change {
            Change::Annotation { before, after } => {
                self.change_annotation(before.as_ref(), after.as_ref())
            }
            Change::Tag { before, after } => replace(
                &mut self.codebook.tags,
                before.as_ref(),
                after.as_ref(),
                |t| t.id,
            ),
            Change::Track { before, after } => {
                replace(&mut self.tracks, before.as_ref(), after.as_ref(), |t| t.id)
            }
            Change::Source { before, after } => {
                replace(&mut self.sources, before.as_ref(), after.as_ref(), |s| {
                    s.id.clone()
                })
            }
            Change::Relation { before, after } => {
                replace(&mut self.relations, before.as_ref(), after.as_ref(), |r| {
                    r.id
                })
            }
            Change::Revision { before, after } => {
                if self.codebook.revision != *before {
                    return Err(EditError);
                }
                self.codebook.revision = *after;
                Ok(())
            }
            Change::Override {
                article,
                before,
                after,
            } => {
                let now = self.overrides.get(article).cloned().unwrap_or_default();
                if now != *before {
                    return Err(EditError);
                }
                if after.is_empty() {
                    self.overrides.remove(article);
                } else {
                    self.overrides.insert(article.clone(), after.clone());
                }
                Ok(())
            }
        }
    }

    fn change_annotation(
        &mut self,
        before: Option<&Arc<Annotation>>,
        after: Option<&Arc<Annotation>>,
    ) -> Result<(), EditError> {
        // An annotation that came and went within one step.
        let Some(id) = before.or(after).map(|a| a.id) else {
            return Ok(());
        };
        if self.annotations.get(id) != before || after.is_some_and(|a| a.id != id) {
            return Err(EditError);
        }
        match after {
            Some(after) => self.annotations.insert(Arc::clone(after)),
            None => self.annotations.remove(id),
        }
        Ok(())
    }
}

/// Swaps one item of a list for another, or takes it out or in, at exact places.
fn replace<T: Clone + PartialEq, K: PartialEq>(
    list: &mut Vec<T>,
    before: Option<&(usize, T)>,
    after: Option<&(usize, T)>,
    key: impl Fn(&T) -> K,
) -> Result<(), EditError> {
    if let Some((at, old)) = before
        && list.get(*at) != Some(old)
    {
        return Err(EditError);
    }
    if let Some((at, new)) = after {
        let room = list.len() - usize::from(before.is_some());
        let twice = list
            .iter()
            .enumerate()
            .any(|(i, item)| before.is_none_or(|(b, _)| *b != i) && key(item) == key(new));
        if *at > room || twice {
            return Err(EditError);
        }
    }
    if let Some((at, _)) = before {
        list.remove(*at);
    }
    if let Some((at, new)) = after {
        list.insert(*at, new.clone());
    }
    Ok(())
}
