//! Annotations: made, changed, deleted.

use std::sync::Arc;

use super::QueryCommand;
use crate::analysis::passages::{Extent, Taken};
use crate::app::effect::Effect;
use crate::app::found::Wanted;
use crate::app::reader_doc::ReaderDoc;
use crate::app::selection::Passage;
use crate::app::state::State;
use crate::corpus::Article;
use crate::session::Severity;
use crate::text::Span;
use crate::workspace::{
    Annotation, AnnotationId, Attribute, Change, Edit, Relation, RelationId, ReviewStatus, Swap,
    TagId,
};

/// Most tags that are remembered as used lately: the keys 1 to 9.
const MAX_RECENT: usize = 9;

/// A tag that something is to get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WantedTag {
    /// One of the codebook.
    Known(TagId),
    /// That of this path, made where it is missing.
    New(String),
}

/// Annotations.
#[derive(Clone, Debug)]
pub enum AnnotateCommand {
    /// Put a tag, or none, on the selected passage; then go to the next hit where `advance`.
    Passage {
        /// The tag; none for a plain note.
        tag: Option<TagId>,
        /// Whether to go to the next hit.
        advance: bool,
    },
    /// Put the tag of this path, made where it is missing, on the selected passage.
    PassageWithNewTag(String),
    /// Put a tag, or none, on the open article as a whole.
    WholeArticle(Option<TagId>),
    /// Put the tag of this path, made where it is missing, on the open article as a whole.
    WholeArticleWithNewTag(String),
    /// Make the selected passage a further range of the chosen annotation.
    AddRange,
    /// Take one range away.
    RemoveRange(AnnotationId, usize),
    /// Set all ranges.
    SetSpans(AnnotationId, Vec<Span>),
    /// It stands where it was proposed: the words there are what it is about.
    TakePlace(AnnotationId),
    /// An annotation without a place gets the selected passage.
    PlaceAtSelection(AnnotationId),
    /// Change the tag.
    SetTag(AnnotationId, Option<TagId>),
    /// Change the tag to that of this path, made where it is missing.
    SetNewTag(AnnotationId, String),
    /// Say how far one has come with it.
    SetStatus(AnnotationId, ReviewStatus),
    /// Change the note; one gesture until it rests.
    SetNote(AnnotationId, String),
    /// Change the attributes; one gesture until it rests.
    SetAttributes(AnnotationId, Vec<Attribute>),
    /// Look for annotations.
    Find(Wanted),
    /// Say how one annotation relates to another: `contradicts`.
    Relate {
        /// From here.
        from: AnnotationId,
        /// To there.
        to: AnnotationId,
        /// What it says.
        name: String,
    },
    /// Take a relation away.
    Unrelate(RelationId),
    /// Delete.
    Delete(AnnotationId),
    /// Look what a tag on every hit of the search would tag.
    PreviewHits(Option<TagId>, Extent),
    /// Tag what was looked at last, but for some of it.
    TagHits {
        /// With what.
        tag: WantedTag,
        /// Which of what was found.
        taken: Taken,
    },
    /// Give all annotations that are listed another tag, or none.
    RetagListed(Option<TagId>),
    /// Delete all annotations that are listed.
    DeleteListed,
    /// Annotations are of somebody of this name: those that were made before anybody was asked, and all to come.
    NameAuthor(String),
    /// Typing has paused: the next change is a step of its own.
    Rest,
}

impl State {
    pub(in crate::app) fn handle_annotate(&mut self, command: AnnotateCommand) -> Vec<Effect> {
        match command {
            AnnotateCommand::Passage { tag, advance } => {
                return self.annotate_passage(tag, advance);
            }
            AnnotateCommand::PassageWithNewTag(name) => {
                return self.annotate_with_new_tag(&name, false);
            }
            AnnotateCommand::NameAuthor(name) => self.name_author(&name),
            AnnotateCommand::WholeArticleWithNewTag(name) => {
                return self.annotate_with_new_tag(&name, true);
            }
            AnnotateCommand::WholeArticle(tag) => return self.annotate_article(tag),
            AnnotateCommand::AddRange => return self.add_range(),
            AnnotateCommand::RemoveRange(id, number) => self.remove_range(id, number),
            AnnotateCommand::SetSpans(id, spans) => self.set_spans(id, "move edges", &spans, None),
            AnnotateCommand::TakePlace(id) => self.take_place(id),
            AnnotateCommand::PlaceAtSelection(id) => self.place_at_selection(id),
            AnnotateCommand::SetTag(id, tag) => self.set_tag(id, tag),
            AnnotateCommand::SetNewTag(id, path) => self.set_new_tag(id, &path),
            AnnotateCommand::SetStatus(id, status) => {
                self.change(id, &format!("mark annotation {status}"), None, |a| {
                    a.status = status
                });
            }
            AnnotateCommand::SetNote(id, note) => {
                self.change(id, "edit note", Some(format!("note {id}")), |a| {
                    a.note = note.into()
                });
            }
            AnnotateCommand::SetAttributes(id, attributes) => self.set_attributes(id, attributes),
            AnnotateCommand::Find(wanted) => self.find_annotations(wanted),
            AnnotateCommand::Relate { from, to, name } => self.relate(from, to, &name),
            AnnotateCommand::Unrelate(id) => self.unrelate(id),
            AnnotateCommand::Delete(id) => self.delete_annotation(id),
            AnnotateCommand::PreviewHits(tag, extent) => self.preview_hits(tag, extent),
            AnnotateCommand::TagHits { tag, taken } => self.tag_hits(tag, &taken),
            AnnotateCommand::RetagListed(tag) => self.retag_listed(tag),
            AnnotateCommand::DeleteListed => self.delete_listed(),
            AnnotateCommand::Rest => {
                self.session.rest();
            }
        }
        Vec::new()
    }

    fn set_tag(&mut self, id: AnnotationId, tag: Option<TagId>) {
        if self.refuses_tag(tag) {
            return;
        }
        self.remember_tag(tag);
        let label = format!("change tag to {}", self.tag_words(tag));
        let (workspace, now) = (Arc::clone(&self.session.workspace), self.session.now());
        self.change(id, &label, None, |a| {
            if a.tag != tag {
                *a = workspace.codebook.retagged(a, tag, now);
            }
        });
    }

    fn set_new_tag(&mut self, id: AnnotationId, path: &str) {
        let workspace = Arc::clone(&self.session.workspace);
        let on_path = match workspace.codebook.on_path(None, path) {
            Ok(on_path) => on_path,
            Err(problem) => {
                self.session.tell(Severity::Warning, problem.to_string());
                return;
            }
        };
        if on_path.missing.is_empty() {
            self.set_tag(id, Some(on_path.tag));
            return;
        }
        let Some(before) = workspace.annotations.get(id) else {
            return;
        };
        let now = self.session.now();
        let after = workspace.codebook.retagged(before, Some(on_path.tag), now);
        let mut changes = self.tags_to_add(on_path.missing);
        changes.push(Change::Annotation(Swap {
            before: Some(Arc::clone(before)),
            after: Some(Arc::new(after)),
        }));
        let label = format!("change tag to “{}”", on_path.path);
        self.edit(Edit::new(label, changes));
        self.remember_tag(Some(on_path.tag));
    }

    pub(super) fn tag_words(&self, tag: Option<TagId>) -> String {
        tag.map_or_else(
            || "none".to_owned(),
            |t| format!("“{}”", self.session.workspace.codebook.path(t)),
        )
    }

    pub(in crate::app) fn remember_tag(&mut self, tag: Option<TagId>) {
        if let Some(tag) = tag {
            self.reading.recent_tags.retain(|t| *t != tag);
            self.reading.recent_tags.insert(0, tag);
            self.reading.recent_tags.truncate(MAX_RECENT);
        }
    }

    pub(super) fn new_annotation(&self, article: &Article, tag: Option<TagId>) -> Annotation {
        let now = self.session.now();
        Annotation {
            id: AnnotationId::random(),
            article: article.id.clone(),
            version: article.hash,
            tag,
            anchors: Vec::new(),
            note: "".into(),
            attributes: tag
                .map(|tag| self.session.workspace.codebook.default_attributes(tag))
                .unwrap_or_default(),
            author: self.session.author().into(),
            created: now,
            modified: now,
            status: ReviewStatus::Unseen,
            revision: self.session.workspace.codebook.revision(),
        }
    }

    /// Says whose annotations these are. What was made before anybody was asked gets the name too.
    fn name_author(&mut self, name: &str) {
        let before = std::mem::replace(&mut self.settings.author, name.to_owned());
        self.settings.author_known = true;
        if before == name {
            return;
        }
        let all = self.session.workspace.annotations.iter();
        let unnamed = all.filter(|one| *one.author == *before);
        let changes = unnamed.map(|one| {
            let mut named = Annotation::clone(one);
            named.author = name.into();
            Change::Annotation(Swap {
                before: Some(Arc::clone(one)),
                after: Some(Arc::new(named)),
            })
        });
        let changes: Vec<Change> = changes.collect();
        if !changes.is_empty() {
            self.edit(Edit::new("name the author", changes));
        }
    }

    /// Whether a tag is put on no passage; says why.
    pub(in crate::app) fn refuses_tag(&mut self, tag: Option<TagId>) -> bool {
        let tag = tag.and_then(|t| self.session.workspace.codebook.get(t));
        let Some(tag) = tag.filter(|t| !t.is_codable()) else {
            return false;
        };
        let why = if tag.folder {
            "is a folder: choose a tag below it"
        } else {
            "is retired: choose another, or bring it back under More about this tag"
        };
        let words = format!("“{}” {why}.", tag.name);
        self.session.tell(Severity::Warning, words);
        true
    }

    /// The passage is let go; the caret stays at its end.
    pub(in crate::app) fn let_go(&mut self) {
        let passage = self.reading.selection.passage;
        self.reading.selection.passage = passage.map(|p| Passage::caret_at(p.span().end()));
    }

    pub(in crate::app) fn open_doc(&self) -> Option<Arc<ReaderDoc>> {
        self.current_doc().cloned()
    }

    fn annotate_passage(&mut self, tag: Option<TagId>, advance: bool) -> Vec<Effect> {
        let Some((doc, span)) = self.open_doc().zip(self.selected_span()) else {
            return Vec::new();
        };
        if self.refuses_tag(tag) {
            return Vec::new();
        }
        let span = span.trimmed(doc.text());
        let Some(annotation) = self
            .new_annotation(&doc.article, tag)
            .with_spans(doc.text(), [span])
        else {
            return Vec::new();
        };
        let label = if tag.is_some() {
            format!("tag {}", self.tag_words(tag))
        } else {
            "add note".to_owned()
        };
        if !self.is_there_already(&annotation) {
            self.add(annotation, label, tag, Vec::new());
        }
        if advance {
            self.handle_query(QueryCommand::NextHit)
        } else if tag.is_none() {
            vec![Effect::ScrollAnnotations, Effect::FocusNote]
        } else {
            vec![Effect::ScrollAnnotations]
        }
    }

    /// Whether the same words of the article have the same tag already: that one is chosen then, and it is
    /// said. Several notes without a tag may stand at one place.
    pub(super) fn is_there_already(&mut self, new: &Annotation) -> bool {
        let annotations = &self.session.workspace.annotations;
        let is_same = |one: &&Arc<Annotation>| one.tag == new.tag && one.spans().eq(new.spans());
        let same = annotations.of(&new.article).find(is_same);
        let Some(id) = same.filter(|_| new.tag.is_some()).map(|one| one.id) else {
            return false;
        };
        let words = format!("It has the tag {} already.", self.tag_words(new.tag));
        self.session.tell(Severity::Info, words);
        self.let_go();
        self.reading.selection.annotation = Some(id);
        true
    }

    /// Puts an annotation in and chooses it. The passage is let go, as its annotation now shows it.
    /// `before` are changes that it needs.
    pub(super) fn add(
        &mut self,
        annotation: Annotation,
        label: String,
        tag: Option<TagId>,
        before: Vec<Change>,
    ) {
        let id = annotation.id;
        let mut changes = before;
        changes.push(Change::Annotation(Swap {
            before: None,
            after: Some(Arc::new(annotation)),
        }));
        self.edit(Edit::new(label, changes));
        if self.session.workspace.annotations.get(id).is_some() {
            self.remember_tag(tag);
            self.let_go();
            self.reading.selection.annotation = Some(id);
        }
    }

    fn annotate_with_new_tag(&mut self, path: &str, whole_article: bool) -> Vec<Effect> {
        let spans = match (self.open_doc(), self.selected_span()) {
            _ if whole_article => Vec::new(),
            (Some(doc), Some(span)) => vec![span.trimmed(doc.text())],
            _ => return Vec::new(),
        };
        let on_path = match self.session.workspace.codebook.on_path(None, path) {
            Ok(on_path) => on_path,
            Err(problem) => {
                self.session.tell(Severity::Warning, problem.to_string());
                return Vec::new();
            }
        };
        if on_path.missing.is_empty() && self.refuses_tag(Some(on_path.tag)) {
            return Vec::new();
        }
        let new_tags = self.tags_to_add(on_path.missing);
        if whole_article {
            let words = format!("“{}”", on_path.path);
            return self.annotate_articles(Some(on_path.tag), &words, new_tags);
        }
        let Some(doc) = self.open_doc() else {
            return Vec::new();
        };
        let Some(annotation) = self
            .new_annotation(&doc.article, Some(on_path.tag))
            .with_spans(doc.text(), spans)
        else {
            return Vec::new();
        };
        if !self.is_there_already(&annotation) {
            let label = format!("tag “{}”", on_path.path);
            self.add(annotation, label, Some(on_path.tag), new_tags);
        }
        vec![Effect::ScrollAnnotations]
    }

    fn add_range(&mut self) -> Vec<Effect> {
        let chosen = self
            .reading
            .selection
            .annotation
            .and_then(|id| self.session.workspace.annotations.get(id))
            .cloned();
        let (Some(chosen), Some(span)) = (chosen, self.selected_span()) else {
            return Vec::new();
        };
        if self.reading.selection.article.as_ref() != Some(&chosen.article) {
            self.session.tell(
                Severity::Warning,
                "The chosen annotation is in another article: choose one of this article first.",
            );
            return Vec::new();
        }
        let mut spans: Vec<Span> = chosen.spans().collect();
        spans.push(self.open_doc().map_or(span, |doc| span.trimmed(doc.text())));
        self.set_spans(chosen.id, "add range", &spans, None);
        self.let_go();
        vec![Effect::ScrollAnnotations]
    }

    /// Ranges of an annotation without a place would be read from other words, and the remembered ones
    /// lost.
    fn refuses_unplaced(&mut self, id: AnnotationId) -> bool {
        let lost = self.is_unplaced(id);
        if lost {
            self.session.tell(
                Severity::Warning,
                "This annotation has no place in the text as it is now. Select where it belongs, then Annotate, Place at the selection.",
            );
        }
        lost
    }

    fn remove_range(&mut self, id: AnnotationId, number: usize) {
        let Some(annotation) = self.session.workspace.annotations.get(id).cloned() else {
            return;
        };
        // Without its last range it would silently become a statement about the whole article.
        if annotation.anchors.len() < 2 {
            return;
        }
        let kept: Vec<Span> = annotation
            .spans()
            .enumerate()
            .filter(|(i, _)| *i != number)
            .map(|(_, s)| s)
            .collect();
        self.set_spans(id, "remove range", &kept, None);
    }

    fn set_spans(
        &mut self,
        id: AnnotationId,
        label: &str,
        spans: &[Span],
        gesture: Option<String>,
    ) {
        if self.refuses_unplaced(id) {
            return;
        }
        let Some(before) = self.session.workspace.annotations.get(id).cloned() else {
            return;
        };
        let corpus = Arc::clone(&self.session.corpus);
        let Some(text) = corpus.find(&before.article).and_then(|at| corpus.text(at)) else {
            return;
        };
        let Some(mut after) = (*before).clone().with_spans(text, spans.iter().copied()) else {
            return;
        };
        if after.anchors == before.anchors {
            return;
        }
        after.modified = self.session.now();
        let change = Change::Annotation(Swap {
            before: Some(before),
            after: Some(Arc::new(after)),
        });
        self.session.edit(Edit::new(label, vec![change]), gesture);
    }

    fn set_attributes(&mut self, id: AnnotationId, attributes: Vec<Attribute>) {
        let mut kept: Vec<Attribute> = Vec::with_capacity(attributes.len());
        for attribute in attributes {
            if !kept.iter().any(|a| a.key == attribute.key) {
                kept.push(attribute);
            }
        }
        self.change(
            id,
            "edit attributes",
            Some(format!("attributes {id}")),
            |a| a.attributes = kept,
        );
    }

    /// Changes one annotation; nothing happens where nothing would be different.
    fn change(
        &mut self,
        id: AnnotationId,
        label: &str,
        gesture: Option<String>,
        with: impl FnOnce(&mut Annotation),
    ) {
        let Some(before) = self.session.workspace.annotations.get(id).cloned() else {
            return;
        };
        let mut after = (*before).clone();
        with(&mut after);
        if after == *before {
            return;
        }
        after.modified = self.session.now();
        let change = Change::Annotation(Swap {
            before: Some(before),
            after: Some(Arc::new(after)),
        });
        self.session.edit(Edit::new(label, vec![change]), gesture);
    }

    /// The changes that take away all relations with an end that goes; from the last, so that places stay
    /// right.
    pub(in crate::app) fn relations_gone(
        &self,
        goes: impl Fn(AnnotationId) -> bool,
    ) -> Vec<Change> {
        let links = self.session.workspace.relations.iter().enumerate().rev();
        links
            .filter(|(_, r)| goes(r.from) || goes(r.to))
            .map(|(at, r)| {
                Change::Relation(Swap {
                    before: Some((at, r.clone())),
                    after: None,
                })
            })
            .collect()
    }

    fn relate(&mut self, from: AnnotationId, to: AnnotationId, name: &str) {
        let name = name.trim();
        let known = |r: &Relation| r.from == from && r.to == to && &*r.name == name;
        if name.is_empty() || from == to || self.session.workspace.relations.of(from).any(known) {
            return;
        }
        let relation = Relation {
            id: RelationId::random(),
            name: name.into(),
            from,
            to,
        };
        let place = self.session.workspace.relations.len();
        self.edit(Edit::new(
            format!("relate: {name}"),
            vec![Change::Relation(Swap {
                before: None,
                after: Some((place, relation)),
            })],
        ));
    }

    fn unrelate(&mut self, id: RelationId) {
        let Some((at, relation)) = self.session.workspace.relations.find_place(id) else {
            return;
        };
        let change = Change::Relation(Swap {
            before: Some((at, relation.clone())),
            after: None,
        });
        let label = format!("take away relation: {}", relation.name);
        self.edit(Edit::new(label, vec![change]));
    }

    fn delete_annotation(&mut self, id: AnnotationId) {
        let Some(before) = self.session.workspace.annotations.get(id).cloned() else {
            return;
        };
        let mut changes = vec![Change::Annotation(Swap {
            before: Some(before),
            after: None,
        })];
        // Links to it go with it and come back with it.
        changes.extend(self.relations_gone(|end| end == id));
        self.edit(Edit::new("delete annotation", changes));
    }
}
