//! What is shown and chosen.

use std::sync::Arc;

use super::command::{Effect, ViewCommand};
use super::loading::CachePlace;
use super::selection::Passage;
use super::state::{Pending, State};
use crate::corpus::{ArticleId, ArticleIx};
use crate::text::Span;
use crate::workspace::{Annotation, AnnotationId, Change, Edit, Override, ReviewStatus};

/// Most places that going back remembers.
const MAX_TRAIL: usize = 200;

impl State {
    pub(super) fn handle_view(&mut self, command: ViewCommand) -> Vec<Effect> {
        match command {
            ViewCommand::Open(ix) => self.open(ix),
            ViewCommand::OpenAt(id, span) => self.open_at(&id, span),
            ViewCommand::Step(by) => self.step_article(by),
            ViewCommand::Back => self.walk_trail(true),
            ViewCommand::Forward => self.walk_trail(false),
            ViewCommand::Select(passage) => {
                self.selection.passage = passage;
                if passage.is_some_and(|p| !p.is_caret()) {
                    self.selection.hit = None;
                }
                Vec::new()
            }
            ViewCommand::Choose(id) => self.choose(id),
            ViewCommand::ChooseHere(id) => {
                self.selection.annotation = Some(id);
                vec![Effect::ScrollAnnotations]
            }
            ViewCommand::StepAnnotation(by) => self.step_annotation(by),
            ViewCommand::CycleOverlap(by) => self.cycle_overlap(by),
            ViewCommand::ShowHit(hit) => self.show_hit(hit),
            ViewCommand::StepChange(by) => self.step_change(by),
            ViewCommand::Place(byte) => {
                self.set_place(byte);
                Vec::new()
            }
            other => {
                self.set_view_option(other);
                Vec::new()
            }
        }
    }

    fn set_view_option(&mut self, command: ViewCommand) {
        match command {
            ViewCommand::Group(grouping) => {
                self.grouping = grouping;
                self.settings.grouping = grouping;
                self.results_request.ask();
            }
            ViewCommand::AnnotationSearch(text) => {
                self.annotation_search = text;
                self.results_request.ask();
            }
            ViewCommand::ChartUnit(unit) => {
                self.chart.unit = unit;
                self.results_request.ask();
            }
            ViewCommand::ChartDenominator(denominator) => {
                self.chart.denominator = denominator;
                self.results_request.ask();
            }
            ViewCommand::ChartSplit(split) => {
                self.chart.split = split;
                self.results_request.ask();
            }
            ViewCommand::ChartMeasure(measure) => self.chart.measure = measure,
            ViewCommand::Compare(comparing) => self.compare(comparing),
            ViewCommand::Settings(settings) => {
                let fields = self.table_fields();
                self.settings = *settings;
                if fields != self.table_fields() {
                    self.results_request.ask();
                }
                if self.cache_place != CachePlace::Memory {
                    self.use_cache();
                }
            }
            ViewCommand::Open(_)
            | ViewCommand::OpenAt(..)
            | ViewCommand::Step(_)
            | ViewCommand::Back
            | ViewCommand::Forward
            | ViewCommand::Select(_)
            | ViewCommand::Choose(_)
            | ViewCommand::ChooseHere(_)
            | ViewCommand::StepAnnotation(_)
            | ViewCommand::CycleOverlap(_)
            | ViewCommand::ShowHit(_)
            | ViewCommand::StepChange(_)
            | ViewCommand::Place(_) => {}
        }
    }

    /// Opens an article; its row is brought into view by whoever asks.
    pub(super) fn open(&mut self, ix: ArticleIx) -> Vec<Effect> {
        let Some(article) = self.corpus.get(ix) else {
            return Vec::new();
        };
        if self.selection.article.as_ref() == Some(&article.id) {
            return Vec::new();
        }
        if let Some(left) = self.selection.article.clone() {
            self.trail.back.push((left, self.view.place));
            self.trail.forward.clear();
            if self.trail.back.len() > MAX_TRAIL {
                self.trail.back.remove(0);
            }
        }
        self.show_article(&article.id, 0);
        vec![Effect::ScrollReader(Span::default())]
    }

    /// Makes an article the open one, without a step in the trail.
    pub(super) fn show_article(&mut self, id: &ArticleId, place: u32) {
        self.selection.article = Some(id.clone());
        self.selection.passage = None;
        self.selection.annotation = None;
        self.selection.hit = None;
        self.pending = (place > 0).then_some(Pending::Place(Span {
            start: place,
            end: place,
        }));
        self.reader_request.ask();
        self.mark_seen(id);
        self.set_place(place);
        self.view.article = Some(id.clone());
    }

    fn set_place(&mut self, byte: u32) {
        if self.view.place != byte {
            self.view.place = byte;
            self.saving.touch_quietly();
        }
    }

    /// Opening an article marks it seen, which is no step of the history.
    fn mark_seen(&mut self, id: &ArticleId) {
        if self.workspace.status(id) == ReviewStatus::Unseen {
            let before = self
                .workspace
                .overrides
                .get(id)
                .cloned()
                .unwrap_or_default();
            let after = Override {
                status: ReviewStatus::Seen,
                ..before.clone()
            };
            self.apply_quietly(&Edit::new(
                "seen",
                vec![Change::Override {
                    article: id.clone(),
                    before,
                    after,
                }],
            ));
        }
    }

    pub(super) fn open_at(&mut self, id: &ArticleId, span: Span) -> Vec<Effect> {
        let Some(ix) = self.corpus.find(id) else {
            return Vec::new();
        };
        if self.current_doc().is_some_and(|doc| doc.article.id == *id) {
            return vec![Effect::ScrollReader(span)];
        }
        let mut effects = self.open(ix);
        effects.clear();
        self.pending = Some(Pending::Place(span));
        effects.push(Effect::ScrollTable);
        effects
    }

    fn step_article(&mut self, by: isize) -> Vec<Effect> {
        let rows = Arc::clone(&self.results.rows);
        let here = self.open_ix().and_then(|ix| self.results.rows.row(ix));
        let row = match here {
            Some(row) => row
                .saturating_add_signed(by)
                .min(rows.len().saturating_sub(1)),
            None => 0,
        };
        let Some(ix) = rows.get(row).copied() else {
            return Vec::new();
        };
        let mut effects = self.open(ix);
        effects.push(Effect::ScrollTable);
        effects
    }

    fn walk_trail(&mut self, back: bool) -> Vec<Effect> {
        let here = self
            .selection
            .article
            .clone()
            .map(|id| (id, self.view.place));
        let (from, to) = if back {
            (&mut self.trail.back, &mut self.trail.forward)
        } else {
            (&mut self.trail.forward, &mut self.trail.back)
        };
        // Articles that have gone since are passed over.
        while let Some((id, place)) = from.pop() {
            if self.corpus.find(&id).is_some() {
                to.extend(here);
                self.show_article(&id, place);
                return vec![
                    Effect::ScrollTable,
                    Effect::ScrollReader(Span {
                        start: place,
                        end: place,
                    }),
                ];
            }
        }
        Vec::new()
    }

    fn choose(&mut self, id: Option<AnnotationId>) -> Vec<Effect> {
        let chosen = id.and_then(|id| self.workspace.annotations.get(id));
        if let Some(annotation) = chosen.cloned() {
            return self.show_annotation(&annotation);
        }
        self.selection.annotation = None;
        Vec::new()
    }

    /// Chooses an annotation and shows it everywhere.
    pub(super) fn show_annotation(&mut self, annotation: &Annotation) -> Vec<Effect> {
        let span = annotation.spans().next().unwrap_or_default();
        let mut effects = self.open_at(&annotation.article, span);
        if self.workspace.annotations.get(annotation.id).is_some() {
            self.selection.annotation = Some(annotation.id);
            self.selection.passage = None;
            effects.push(Effect::ScrollAnnotations);
        }
        effects
    }

    fn step_annotation(&mut self, by: isize) -> Vec<Effect> {
        let Some(article) = self.selection.article.clone() else {
            return Vec::new();
        };
        let all: Vec<AnnotationId> = self
            .workspace
            .annotations
            .of(&article)
            .map(|a| a.id)
            .collect();
        let here = self
            .selection
            .annotation
            .and_then(|id| all.iter().position(|a| *a == id));
        let next = match here {
            Some(at) => at.checked_add_signed(by),
            None if by > 0 => Some(0),
            None => all.len().checked_sub(1),
        };
        let Some(id) = next.and_then(|n| all.get(n)).copied() else {
            return Vec::new();
        };
        self.choose(Some(id))
    }

    fn cycle_overlap(&mut self, by: isize) -> Vec<Effect> {
        let chosen = self
            .selection
            .annotation
            .and_then(|id| self.workspace.annotations.get(id))
            .cloned();
        let Some(chosen) = chosen else {
            return Vec::new();
        };
        let shares = |a: &Annotation| {
            a.id == chosen.id || a.spans().any(|s| chosen.spans().any(|c| c.overlaps(s)))
        };
        let around: Vec<AnnotationId> = self
            .workspace
            .annotations
            .of(&chosen.article)
            .filter(|a| shares(a))
            .map(|a| a.id)
            .collect();
        let Some(at) = around.iter().position(|id| *id == chosen.id) else {
            return Vec::new();
        };
        let len = around.len() as isize;
        let next = (at as isize + by).rem_euclid(len) as usize;
        around
            .get(next)
            .copied()
            .map(|id| self.choose(Some(id)))
            .unwrap_or_default()
    }

    /// The selected words, if a passage is selected.
    pub fn selected_words(&self) -> Option<&str> {
        let passage = self.selection.passage.filter(|p| !p.is_caret())?;
        let doc = self.reader.as_ref()?;
        passage.span().get(doc.text())
    }

    /// The selected span, if a passage is selected in the open article.
    pub fn selected_span(&self) -> Option<Span> {
        self.selection
            .passage
            .filter(|p| !p.is_caret())
            .map(Passage::span)
    }
}
