//! What is shown and chosen.

use std::sync::Arc;

use crate::analysis::Denominator;
use crate::analysis::Grouping;
use crate::analysis::Measure;
use crate::analysis::Split;
use crate::analysis::UnitChoice;
use crate::app::command::marking::Marking;
use crate::app::effect::Effect;
use crate::app::parts::reading::Pending;
use crate::app::parts::view::ChartDrawing;
use crate::app::revised::Comparing;
use crate::app::selection::HitAt;
use crate::app::selection::{Marked, Passage};
use crate::app::settings::Settings;
use crate::app::state::State;
use crate::app::views::ViewWish;
use crate::corpus::{ArticleId, ArticleIx};
use crate::session::CachePlace;
use crate::text::Span;
use crate::workspace::{Annotation, AnnotationId, ArticleOverride, Change, Edit, ReviewStatus};

/// Most places that going back remembers.
const MAX_TRAIL: usize = 200;

/// What is shown and chosen.
#[derive(Clone, Debug)]
pub enum ViewCommand {
    /// A table or chart is looked at, or something else is chosen about it.
    Look(ViewWish),
    /// Open an article.
    Open(ArticleIx),
    /// Open an article, and show this place in it.
    OpenAt(ArticleId, Span),
    /// Next or previous article of the table.
    Step(isize),
    /// Choose several articles of the table.
    Mark(Marking),
    /// To the next article that was never opened.
    NextUnseen,
    /// To where one was before.
    Back,
    /// To where one was before going back.
    Forward,
    /// Select a passage of the open article, or nothing.
    Select(Option<Passage>),
    /// Choose an annotation, or none.
    Choose(Option<AnnotationId>),
    /// Choose an annotation where it was clicked in the text: nothing moves there.
    ChooseHere(AnnotationId),
    /// Next or previous annotation of the open article.
    StepAnnotation(isize),
    /// Next or previous of the annotations that overlap the chosen one.
    CycleOverlap(isize),
    /// Go to a hit of the open article.
    ShowHit(HitAt),
    /// Show or hide what changed in the source of the open article.
    Compare(Comparing),
    /// Go to the next or previous place where the source was changed.
    StepChange(isize),
    /// The reader now shows text from this byte on.
    Place(u32),
    /// How the annotation list is grouped.
    Group(Grouping),
    /// What the annotation list is narrowed to.
    AnnotationSearch(String),
    /// Chart: width of bins.
    ChartUnit(UnitChoice),
    /// Chart: measure.
    ChartMeasure(Measure),
    /// Chart: what is divided by.
    ChartDenominator(Denominator),
    /// Chart: what one subject is split by.
    ChartSplit(Option<Split>),
    /// Chart: how it is drawn.
    ChartDrawing(ChartDrawing),
    /// New preferences.
    Settings(Box<Settings>),
}

impl State {
    pub(in crate::app) fn handle_view(&mut self, command: ViewCommand) -> Vec<Effect> {
        match command {
            ViewCommand::Open(ix) => self.open(ix),
            ViewCommand::OpenAt(id, span) => self.open_at(&id, span),
            ViewCommand::Step(by) => self.step_article(by),
            ViewCommand::Mark(marking) => self.mark_articles(marking),
            ViewCommand::NextUnseen => self.next_unseen(),
            ViewCommand::Back => self.walk_trail(true),
            ViewCommand::Forward => self.walk_trail(false),
            ViewCommand::Select(passage) => {
                self.reading.selection.passage = passage;
                if passage.is_some_and(|p| !p.is_caret()) {
                    self.reading.selection.hit = None;
                }
                Vec::new()
            }
            ViewCommand::Choose(id) => self.choose(id),
            ViewCommand::ChooseHere(id) => {
                self.reading.selection.annotation = Some(id);
                vec![Effect::ScrollAnnotations]
            }
            ViewCommand::StepAnnotation(by) => self.step_annotation(by),
            ViewCommand::CycleOverlap(by) => self.cycle_overlap(by),
            ViewCommand::ShowHit(hit) => self.show_hit(hit),
            ViewCommand::StepChange(by) => self.step_change(by),
            ViewCommand::Look(wish) => {
                wish.fulfil(&mut self.search.views);
                Vec::new()
            }
            ViewCommand::Place(byte) => {
                self.session.set_place(byte);
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
                self.view.grouping = grouping;
                self.settings.grouping = grouping;
                self.search.base_request.ask();
            }
            ViewCommand::AnnotationSearch(text) => {
                self.view.annotation_search = text;
                self.search.base_request.ask();
            }
            ViewCommand::ChartUnit(unit) => {
                self.view.chart.unit = unit;
                self.search.base_request.ask();
            }
            ViewCommand::ChartDenominator(denominator) => {
                self.view.chart.denominator = denominator;
                self.search.base_request.ask();
            }
            ViewCommand::ChartSplit(split) => {
                self.view.chart.split = split;
                self.search.base_request.ask();
            }
            ViewCommand::ChartMeasure(measure) => self.view.chart.measure = measure,
            ViewCommand::ChartDrawing(drawing) => self.view.chart.drawing = drawing,
            ViewCommand::Compare(comparing) => self.compare(comparing),
            ViewCommand::Settings(settings) => {
                let fields = self.table_fields();
                self.settings = *settings;
                if fields != self.table_fields() {
                    self.search.base_request.ask();
                }
                if self.session.cache_place != CachePlace::Memory {
                    self.session.use_cache(self.settings.cache_beside);
                }
            }
            ViewCommand::Open(_)
            | ViewCommand::OpenAt(..)
            | ViewCommand::Step(_)
            | ViewCommand::Mark(_)
            | ViewCommand::NextUnseen
            | ViewCommand::Back
            | ViewCommand::Forward
            | ViewCommand::Select(_)
            | ViewCommand::Choose(_)
            | ViewCommand::ChooseHere(_)
            | ViewCommand::StepAnnotation(_)
            | ViewCommand::CycleOverlap(_)
            | ViewCommand::ShowHit(_)
            | ViewCommand::StepChange(_)
            | ViewCommand::Look(_)
            | ViewCommand::Place(_) => {}
        }
    }

    /// Opens an article; its row is brought into view by whoever asks.
    pub(in crate::app) fn open(&mut self, ix: ArticleIx) -> Vec<Effect> {
        let Some(article) = self.session.corpus.get(ix) else {
            return Vec::new();
        };
        self.reading.selection.marked = Marked::default();
        self.reading.opened_by_itself = None;
        if self.reading.selection.article.as_ref() == Some(&article.id) {
            return Vec::new();
        }
        if let Some(left) = self.reading.selection.article.clone() {
            self.reading
                .trail
                .back
                .push((left, self.session.place().place));
            self.reading.trail.forward.clear();
            if self.reading.trail.back.len() > MAX_TRAIL {
                self.reading.trail.back.remove(0);
            }
        }
        self.show_article(&article.id, 0);
        vec![Effect::ScrollReader(Span::default())]
    }

    /// Makes an article the open one, without a step in the trail.
    pub(in crate::app) fn show_article(&mut self, id: &ArticleId, place: u32) {
        self.reading.selection.article = Some(id.clone());
        self.reading.selection.passage = None;
        self.reading.selection.annotation = None;
        self.reading.selection.hit = None;
        self.reading.is_going = false;
        self.reading.queued_steps = 0;
        self.reading.pending = (place > 0).then_some(Pending::Place(Span {
            start: place,
            end: place,
        }));
        self.reading.doc_request.ask();
        self.mark_seen(id);
        self.session.set_place(place);
        self.session.set_open_article(id);
    }

    /// Opening an article marks it seen, which is no step of the history.
    fn mark_seen(&mut self, id: &ArticleId) {
        if self.session.workspace.status(id) == ReviewStatus::Unseen {
            let before = self
                .session
                .workspace
                .overrides
                .get(id)
                .cloned()
                .unwrap_or_default();
            let after = ArticleOverride {
                status: ReviewStatus::Seen,
                ..before.clone()
            };
            self.session.edit_quietly(&Edit::new(
                "seen",
                vec![Change::article(id.clone(), before, after)],
            ));
        }
    }

    pub(in crate::app) fn open_at(&mut self, id: &ArticleId, span: Span) -> Vec<Effect> {
        let Some(ix) = self.session.corpus.find(id) else {
            return Vec::new();
        };
        if self.current_doc().is_some_and(|doc| doc.article.id == *id) {
            return vec![Effect::ScrollReader(span)];
        }
        let mut effects = self.open(ix);
        effects.clear();
        self.reading.pending = Some(Pending::Place(span));
        effects.push(Effect::ScrollTable);
        effects
    }

    fn step_article(&mut self, by: isize) -> Vec<Effect> {
        let rows = Arc::clone(&self.search.base.rows);
        let here = self.open_ix().and_then(|ix| self.search.base.rows.row(ix));
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
            .reading
            .selection
            .article
            .clone()
            .map(|id| (id, self.session.place().place));
        let (from, to) = if back {
            (
                &mut self.reading.trail.back,
                &mut self.reading.trail.forward,
            )
        } else {
            (
                &mut self.reading.trail.forward,
                &mut self.reading.trail.back,
            )
        };
        // Articles that have gone since are passed over.
        while let Some((id, place)) = from.pop() {
            if self.session.corpus.find(&id).is_some() {
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
        let chosen = id.and_then(|id| self.session.workspace.annotations.get(id));
        if let Some(annotation) = chosen.cloned() {
            return self.show_annotation(&annotation);
        }
        self.reading.selection.annotation = None;
        Vec::new()
    }

    /// Chooses an annotation and shows it everywhere.
    pub(in crate::app) fn show_annotation(&mut self, annotation: &Annotation) -> Vec<Effect> {
        let span = annotation.spans().next().unwrap_or_default();
        let mut effects = self.open_at(&annotation.article, span);
        if self
            .session
            .workspace
            .annotations
            .get(annotation.id)
            .is_some()
        {
            self.reading.selection.annotation = Some(annotation.id);
            self.reading.selection.passage = None;
            effects.push(Effect::ScrollAnnotations);
        }
        effects
    }

    fn step_annotation(&mut self, by: isize) -> Vec<Effect> {
        let Some(article) = self.reading.selection.article.clone() else {
            return Vec::new();
        };
        let all: Vec<AnnotationId> = self
            .session
            .workspace
            .annotations
            .of(&article)
            .map(|a| a.id)
            .collect();
        let here = self
            .reading
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
            .reading
            .selection
            .annotation
            .and_then(|id| self.session.workspace.annotations.get(id))
            .cloned();
        let Some(chosen) = chosen else {
            return Vec::new();
        };
        let shares = |a: &Annotation| {
            a.id == chosen.id || a.spans().any(|s| chosen.spans().any(|c| c.overlaps(s)))
        };
        let around: Vec<AnnotationId> = self
            .session
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
        let passage = self.reading.selection.passage.filter(|p| !p.is_caret())?;
        let doc = self.reading.doc.as_ref()?;
        passage.span().get(doc.text())
    }

    /// The selected span, if a passage is selected in the open article.
    pub fn selected_span(&self) -> Option<Span> {
        self.reading
            .selection
            .passage
            .filter(|p| !p.is_caret())
            .map(Passage::span)
    }
}
