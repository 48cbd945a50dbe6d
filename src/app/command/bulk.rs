//! Many annotations at once: a tag on every hit of a query, a new tag for all that are listed, all that
//! are listed deleted. Each is one step of the history.

use std::collections::HashSet;
use std::sync::Arc;

use crate::analysis::AnnotationRow;
use crate::analysis::passages::{Extent, Passages, Taken, passages};
use crate::app::command::annotate::WantedTag;
use crate::app::parts::tools::BulkPreview;
use crate::app::state::State;
use crate::jobs::JobKey;
use crate::query::Prepared;
use crate::session::Severity;
use crate::text::counted::counted;
use crate::workspace::{Annotation, AnnotationId, Change, Edit, Swap, TagId};

/// Looking for what a tag on every hit would tag.
const HITS: JobKey = JobKey::new("look for hits");

impl State {
    /// Looks for what a tag on every hit of the search would tag, in the articles of the table.
    pub(in crate::app) fn preview_hits(&mut self, tag: Option<TagId>, extent: Extent) {
        let query = self.search.query.query.clone();
        let Some(query) = query.filter(|_| self.search.query.error.is_none()) else {
            self.tools.bulk = None;
            return;
        };
        let workspace = Arc::clone(&self.session.workspace);
        let base = Arc::clone(&self.search.base);
        let (text, revision) = (self.search.query.text.clone(), self.session.revision());
        self.jobs.start_latest(HITS, move |_| {
            // A query that cannot be asked is said to be so in the search field, and has no hits.
            let facts = base.facts();
            let found = match Prepared::new(&query, &facts) {
                Ok(prepared) => {
                    // In the order of the table, as the analyst knows them.
                    passages(
                        &base.corpus,
                        &workspace,
                        &prepared,
                        &base.rows,
                        (tag, extent),
                    )
                }
                Err(_) => Passages::default(),
            };
            let preview = BulkPreview {
                tag,
                extent,
                passages: Arc::new(found),
                query: text,
                base: base.serial,
                revision,
            };
            move |state: &mut Self| state.tools.bulk = Some(preview)
        });
    }

    /// Whether a preview is of what is looked for, shown and annotated now.
    pub fn is_current(&self, preview: &BulkPreview) -> bool {
        preview.query == self.search.query.text
            && self.search.query.error.is_none()
            && preview.revision == self.session.revision()
            && preview.base == self.search.base.serial
    }

    /// Tags those that are taken of what was looked at last. A tag that is not there yet is made in the
    /// same step.
    pub(in crate::app) fn tag_hits(&mut self, wanted: WantedTag, taken: &Taken) {
        let Some(preview) = self.tools.bulk.take().filter(|p| self.is_current(p)) else {
            return;
        };
        let (tag, path, mut changes) = match wanted {
            WantedTag::Known(tag) => {
                // Looked at for another tag, some may have this one already.
                if preview.tag != Some(tag) || self.refuses_tag(Some(tag)) {
                    return;
                }
                (tag, self.session.workspace.codebook.path(tag), Vec::new())
            }
            WantedTag::New(path) => match self.session.workspace.codebook.on_path(None, &path) {
                Ok(on_path) if !on_path.missing.is_empty() => {
                    let made = self.tags_to_add(on_path.missing);
                    (on_path.tag, on_path.path, made)
                }
                // The window says it beside the field before it comes here.
                Ok(_) => return,
                Err(problem) => {
                    self.session.tell(Severity::Warning, problem.to_string());
                    return;
                }
            },
        };
        let (author, now) = (self.settings.author.clone(), self.session.now());
        let workspace = &self.session.workspace;
        let tagged = preview
            .passages
            .tagged(taken, workspace, tag, (&author, now));
        let n = tagged.len();
        if n == 0 {
            return;
        }
        changes.extend(tagged);
        let hits = counted(n, "hit", "hits");
        let label = format!("tag {hits} of “{}” as “{path}”", preview.query);
        self.remember_tag(Some(tag));
        self.edit(Edit::new(label, changes));
    }

    /// The annotations that the list shows.
    pub fn listed(&self) -> Vec<Arc<Annotation>> {
        let rows = self.search.base.annotation_rows.iter();
        let ids = rows.filter_map(|row| match row {
            AnnotationRow::One(id) => self.session.workspace.annotations.get(*id),
            AnnotationRow::Head(..) => None,
        });
        ids.cloned().collect()
    }

    /// Gives all annotations that the list shows another tag, or none.
    pub(in crate::app) fn retag_listed(&mut self, tag: Option<TagId>) {
        if self.refuses_tag(tag) {
            return;
        }
        let now = self.session.now();
        let changes: Vec<Change> = self
            .listed()
            .into_iter()
            .filter(|a| a.tag != tag)
            .map(|before| {
                let after = self.session.workspace.codebook.retagged(&before, tag, now);
                Change::Annotation(Swap {
                    before: Some(before),
                    after: Some(Arc::new(after)),
                })
            })
            .collect();
        let words = tag.map_or_else(
            || "no tag".to_owned(),
            |t| format!("“{}”", self.session.workspace.codebook.path(t)),
        );
        let label = format!("change the tag of {} annotations to {words}", changes.len());
        self.edit(Edit::new(label, changes));
    }

    /// Deletes all annotations that the list shows, and the relations that join them.
    pub(in crate::app) fn delete_listed(&mut self) {
        let listed = self.listed();
        let gone: HashSet<AnnotationId> = listed.iter().map(|a| a.id).collect();
        let mut changes = self.relations_gone(|end| gone.contains(&end));
        changes.extend(listed.into_iter().map(|before| {
            Change::Annotation(Swap {
                before: Some(before),
                after: None,
            })
        }));
        let label = format!("delete {} annotations", gone.len());
        self.edit(Edit::new(label, changes));
    }
}
