//! A tag on every hit of the search: each is shown in its context before it gets one, and can be left out.

use std::collections::HashSet;
use std::sync::Arc;

use egui::{Align, Checkbox, Label, Layout, Rect, RichText, Sense, Ui, UiBuilder, vec2};

use super::super::widgets::focus_ring;
use super::super::widgets::list::ListState;
use super::super::{Cx, counted, grouped};
use super::hit_lines::{self, HitLines};
use super::tag_picker::{Choice, Offers, TagField};
use super::{Body, DialogInfo, DialogRequest, Foot, Width, room};
use crate::analysis::passages::{Extent, FoundPassage, Passages, Taken};
use crate::app::command::{AnnotateCommand, WantedTag};
use crate::app::{BulkPreview, Command};
use crate::corpus::ArticleId;
use crate::text::Span;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "tag-hits",
    title: "Tag all hits",
    width: Width::Table,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |_| TagHits::default())
}

/// Breadth of the tags, height of both sides, and what field and choices take of it, in points.
const TAGS: f32 = 216.0;
const HEIGHT: f32 = 460.0;
const PASSAGE: f32 = 150.0;

/// What a passage is, wherever it lies in the list.
type Key = (ArticleId, Span);

/// A tag on every hit of the search in the articles of the table.
#[derive(Default)]
struct TagHits {
    field: TagField,
    wanted: Option<WantedTag>,
    extent: Extent,
    list: ListState,
    /// The passages that are shown, and which of them are taken.
    shown: Option<Arc<Passages>>,
    taken: Taken,
    /// Those that are not as most are: the passages of another tag or extent have other places.
    other: HashSet<Key>,
    /// What was asked for last.
    asked: Option<(Option<WantedTag>, Extent)>,
    /// How many would be tagged; none while what is shown is not what is asked for.
    ready: Option<usize>,
}

impl Body for TagHits {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        self.ready = None;
        let query = &cx.state.search.query;
        if query.query.is_none() || query.error.is_some() {
            ui.label("Search for something first: what is found can then get a tag.");
            return true;
        }
        let weak = RichText::new(format!("of {}", query.text)).color(cx.theme.color.weak);
        ui.add(Label::new(weak).truncate());
        let size = vec2(ui.available_width(), room(ui, HEIGHT));
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let gap = cx.theme.space.l;
        let (left, right) = rect.split_left_right_at_x(rect.left() + TAGS);
        let line = left.right() + gap / 2.0;
        ui.painter()
            .vline(line, rect.y_range(), cx.theme.hairline(ui));
        let side = |ui: &mut Ui, rect: Rect, salt| {
            let layout = Layout::top_down(Align::Min);
            let builder = UiBuilder::new().id_salt(salt).max_rect(rect);
            let mut side = ui.new_child(builder.layout(layout));
            // A ring around what has the focus reaches beyond it.
            side.set_clip_rect(rect.expand(4.0).intersect(ui.clip_rect()));
            side
        };
        let mut tags = side(ui, left, "tag");
        self.tags_ui(&mut tags, cx, fresh);
        let mut hits = side(ui, right.with_min_x(right.left() + gap), "hits");
        self.hits_ui(&mut hits, cx);
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let words = self.ready.map_or_else(
            || "Tag passages".to_owned(),
            |n| format!("Tag {}", counted(n, "passage", "passages")),
        );
        let is_ready = self.ready > Some(0) && self.wanted.is_some();
        if !foot.choice(&words, is_ready) {
            return true;
        }
        let Some(tag) = self.wanted.take() else {
            return true;
        };
        let taken = std::mem::take(&mut self.taken);
        cx.send(Command::Annotate(AnnotateCommand::TagHits { tag, taken }));
        false
    }
}

impl TagHits {
    /// The tag, and how much of a passage gets it.
    fn tags_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, fresh: bool) {
        let offers = Offers {
            name: None,
            note: false,
        };
        // The choice of the passage stays in sight below.
        let height = ui.available_height() - PASSAGE;
        let picked = self.field.show(ui, cx, fresh, height, &offers);
        let is_empty = picked.choice.is_none();
        self.wanted = picked.choice.and_then(|choice| match choice {
            Choice::Tag(tag, ..) => Some(WantedTag::Known(tag)),
            Choice::New(path) => Some(WantedTag::New(path)),
            Choice::Note => None,
        });
        if is_empty {
            let words = "There is no tag yet. What you type here is made with the passages.";
            ui.label(RichText::new(words).color(cx.theme.color.weak));
        }
        ui.add_space(cx.theme.space.s);
        ui.label(RichText::new("Passage").color(cx.theme.color.weak));
        for (extent, words) in [
            (Extent::Words, "the exact words"),
            (Extent::Sentence, "the whole sentence"),
        ] {
            let radio = ui.radio_value(&mut self.extent, extent, words);
            focus_ring(ui, &radio);
        }
    }

    /// What would be tagged.
    fn hits_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let theme = cx.theme;
        let tag = match &self.wanted {
            Some(WantedTag::Known(tag)) => Some(*tag),
            _ => None,
        };
        // The search and the filter can be changed meanwhile.
        let found = cx
            .state
            .tools
            .bulk
            .clone()
            .filter(|p| cx.state.is_current(p));
        let extent = self.extent;
        let is_meant = |p: &BulkPreview| (p.tag, p.extent) == (tag, extent);
        let asked = Some((self.wanted.clone(), self.extent));
        if !found.as_ref().is_some_and(is_meant) && (self.asked != asked || !cx.state.is_busy()) {
            self.asked = asked;
            let preview = AnnotateCommand::PreviewHits(tag, self.extent);
            cx.send(Command::Annotate(preview));
        }
        let Some(preview) = found else {
            ui.label(RichText::new("Looking for the hits …").color(theme.color.weak));
            return;
        };
        let passages = Arc::clone(&preview.passages);
        if !self
            .shown
            .as_ref()
            .is_some_and(|s| Arc::ptr_eq(s, &passages))
        {
            self.taken.but = self.places_of_others(&passages.found);
            self.shown = Some(Arc::clone(&passages));
        }
        self.head_ui(ui, cx, &passages);
        let lines = HitLines {
            base: &cx.state.search.base,
            found: &passages.found,
            taken: &self.taken,
        };
        let toggled = hit_lines::show(ui, theme, &mut self.list, &lines);
        if let Some((at, found)) = toggled.and_then(|at| Some((at, passages.found.get(at)?))) {
            self.taken.toggle(at);
            let key = (found.article.clone(), found.anchor.span);
            if !self.other.remove(&key) {
                self.other.insert(key);
            }
        }
        if is_meant(&preview) {
            self.ready = Some(self.taken.count(passages.found.len()));
        }
    }

    /// All or none, how many, and what cannot be chosen.
    fn head_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, passages: &Passages) {
        let theme = cx.theme;
        let all = passages.found.len();
        let taken = self.taken.count(all);
        ui.horizontal(|ui| {
            let mut is_any = taken > 0;
            let is_mixed = taken > 0 && taken < all;
            let check = Checkbox::without_text(&mut is_any).indeterminate(is_mixed);
            let check = ui.add_enabled(all > 0, check).accessible_name("All hits");
            focus_ring(ui, &check);
            if check.clicked() {
                self.taken = Taken {
                    all: taken < all,
                    but: HashSet::new(),
                };
                self.other.clear();
            }
            let mut words = match taken {
                n if n == all => counted(all, "passage", "passages"),
                n => format!(
                    "{} of {}",
                    grouped(n as u64),
                    counted(all, "passage", "passages")
                ),
            };
            words += &format!(" in {}", counted(passages.articles, "article", "articles"));
            ui.label(RichText::new(words).font(theme.bold()));
            if passages.already > 0 {
                let n = grouped(passages.already as u64);
                let words = format!("{n} more have this tag already");
                ui.label(RichText::new(words).color(theme.color.weak));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let words = "Space leaves a line out, or takes it in";
                ui.label(
                    RichText::new(words)
                        .font(theme.tiny())
                        .color(theme.color.weak),
                );
            });
        });
    }

    fn places_of_others(&self, found: &[FoundPassage]) -> HashSet<usize> {
        if self.other.is_empty() {
            return HashSet::new();
        }
        let is_other = |f: &FoundPassage| self.other.contains(&(f.article.clone(), f.anchor.span));
        let places = found.iter().enumerate();
        places
            .filter(|(_, f)| is_other(f))
            .map(|(at, _)| at)
            .collect()
    }
}
