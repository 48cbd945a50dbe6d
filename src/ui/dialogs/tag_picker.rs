//! The tag picker: type to narrow, Enter to apply, or to make a new tag of what was typed.

use egui::{Id, ScrollArea, Sense, Ui, vec2};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::super::Cx;
use super::super::widgets::{field, swatch};
use super::{Body, DialogInfo, DialogRequest, Width, entered, room, walked};
use crate::app::Command;
use crate::app::command::AnnotateCommand;
use crate::workspace::{AnnotationId, CodebookError, Slot, TagId};

/// A tag for the selected passage.
pub(in crate::ui) static TAG_PASSAGE: DialogInfo = DialogInfo {
    id: "tag-passage",
    title: "Tag the selection",
    width: Width::Narrow,
    foot: false,
    example: |_| Some(tag_passage()),
};

/// A tag for the open article.
pub(in crate::ui) static TAG_ARTICLE: DialogInfo = DialogInfo {
    id: "tag-article",
    title: "Tag the whole article",
    width: Width::Narrow,
    foot: false,
    example: |_| Some(tag_article()),
};

/// Another tag for an annotation.
pub(in crate::ui) static CHANGE_TAG: DialogInfo = DialogInfo {
    id: "change-tag",
    title: "Change the tag",
    width: Width::Narrow,
    foot: false,
    example: |state| Some(change_tag(super::first_annotation(state)?)),
};

/// Picks a tag for the selected passage.
pub(in crate::ui) fn tag_passage() -> DialogRequest {
    DialogRequest::new(&TAG_PASSAGE, |_| TagPicker::new(PickFor::Passage))
}

/// Picks a tag for the open article.
pub(in crate::ui) fn tag_article() -> DialogRequest {
    DialogRequest::new(&TAG_ARTICLE, |_| TagPicker::new(PickFor::WholeArticle))
}

/// Picks another tag for an annotation.
pub(in crate::ui) fn change_tag(id: AnnotationId) -> DialogRequest {
    DialogRequest::new(&CHANGE_TAG, move |_| {
        TagPicker::new(PickFor::Annotation(id))
    })
}

/// What a picked tag goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PickFor {
    /// The selected passage.
    Passage,
    /// The open article.
    WholeArticle,
    /// An annotation, in place of the tag it has.
    Annotation(AnnotationId),
}

struct TagPicker {
    pick_for: PickFor,
    field: TagField,
}

impl TagPicker {
    fn new(pick_for: PickFor) -> Self {
        Self {
            pick_for,
            field: TagField::default(),
        }
    }

    fn apply(&self, cx: &mut Cx<'_>, tag: Option<TagId>) {
        cx.send(Command::Annotate(match self.pick_for {
            PickFor::Passage => AnnotateCommand::Passage {
                tag,
                advance: false,
            },
            PickFor::WholeArticle => AnnotateCommand::WholeArticle(tag),
            PickFor::Annotation(id) => AnnotateCommand::SetTag(id, tag),
        }));
    }

    fn apply_new(&self, cx: &mut Cx<'_>, path: String) {
        cx.send(Command::Annotate(match self.pick_for {
            PickFor::Passage => AnnotateCommand::PassageWithNewTag(path),
            PickFor::WholeArticle => AnnotateCommand::WholeArticleWithNewTag(path),
            PickFor::Annotation(id) => AnnotateCommand::SetNewTag(id, path),
        }));
    }
}

impl Body for TagPicker {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        // In-vivo: the selected words themselves can be the name.
        let selected = cx.state.selected_words();
        let offers = Offers {
            name: selected
                .filter(|_| self.pick_for == PickFor::Passage)
                .map(str::to_owned),
            note: true,
        };
        let picked = self.field.show(ui, cx, fresh, 320.0, &offers);
        match picked.choice.filter(|_| picked.meant) {
            Some(Choice::Tag(tag, ..)) => self.apply(cx, Some(tag)),
            Some(Choice::Note) => self.apply(cx, None),
            Some(Choice::New(path)) => self.apply_new(cx, path),
            None => return true,
        }
        false
    }
}

/// Something that can be picked.
#[derive(Clone)]
pub(super) enum Choice {
    Tag(TagId, Slot, String),
    /// A tag to make: its path from the top.
    New(String),
    Note,
}

/// What is offered beside the tags there are, as long as nothing is typed.
pub(super) struct Offers {
    /// Words that a new tag may be called.
    pub name: Option<String>,
    /// Whether no tag at all can be chosen.
    pub note: bool,
}

/// What lies under the cursor of a field, and whether it was meant: by Enter, or by a click.
pub(super) struct Picked {
    pub choice: Option<Choice>,
    pub meant: bool,
}

/// A field for the name of a tag, and below it what fits, one of it under a cursor that arrows move.
#[derive(Default)]
pub(super) struct TagField {
    typed: String,
    at: usize,
}

impl TagField {
    /// Draws it, the list at most so high; it takes the focus when `fresh`.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        fresh: bool,
        height: f32,
        offers: &Offers,
    ) -> Picked {
        let id = Id::unique("tag picker");
        if fresh || ui.memory(|m| m.has_focus(id)) {
            self.at = walked(ui, self.at);
        }
        let response = field::line(ui, id, &mut self.typed, "Tag", "Type the name of a tag");
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        if response.changed() {
            self.at = 0;
        }
        let (choices, problem) = self.choices(cx, offers);
        if let Some(problem) = problem {
            let words = egui::RichText::new(problem.to_string()).font(cx.theme.small());
            ui.label(words.color(cx.theme.color.error));
        }
        self.at = self.at.min(choices.len().saturating_sub(1));
        let mut meant = entered(ui, &response);
        ScrollArea::vertical()
            .id_salt("tags")
            .max_height(room(ui, height))
            .show(ui, |ui| {
                for (i, choice) in choices.iter().enumerate() {
                    if row(ui, cx, choice, i == self.at) {
                        self.at = i;
                        meant = true;
                    }
                }
            });
        Picked {
            choice: choices.into_iter().nth(self.at),
            meant,
        }
    }

    /// What can be picked, and what is wrong with what was typed.
    fn choices(&self, cx: &Cx<'_>, offers: &Offers) -> (Vec<Choice>, Option<CodebookError>) {
        let book = &cx.state.session.workspace().codebook;
        let typed = self.typed.trim();
        let mut tags = book.in_tree_order();
        tags.retain(|(_, tag)| tag.is_codable());
        let tags = tags.iter().map(|(_, t)| (book.path(t.id), *t));
        if typed.is_empty() {
            let recent = &cx.state.reading.recent_tags;
            let mut all: Vec<_> = tags.collect();
            all.sort_by_key(|(_, t)| recent.iter().position(|r| *r == t.id).unwrap_or(usize::MAX));
            let all = all.into_iter();
            let mut out: Vec<Choice> = all
                .map(|(path, t)| Choice::Tag(t.id, t.slot, path))
                .collect();
            let words = offers.name.as_ref();
            let words = words.map(|w| w.split_whitespace().collect::<Vec<_>>().join(" "));
            let name = words.filter(|w| w.chars().count() <= 40 && !w.contains('/'));
            let is_new = |n: &String| book.by_path(n).is_none();
            out.extend(name.filter(is_new).map(Choice::New));
            out.extend(offers.note.then_some(Choice::Note));
            return (out, None);
        }
        let mut matcher = Matcher::new(Config::DEFAULT);
        let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
        let mut buffer = Vec::new();
        let mut scored: Vec<_> = tags
            .filter_map(|(path, t)| {
                let score = pattern.score(Utf32Str::new(&path, &mut buffer), &mut matcher)?;
                Some((score, path, t))
            })
            .collect();
        scored.sort_by_key(|(score, _, _)| std::cmp::Reverse(*score));
        let scored = scored.into_iter();
        let mut out: Vec<Choice> = scored
            .map(|(_, path, t)| Choice::Tag(t.id, t.slot, path))
            .collect();
        match book.on_path(None, typed) {
            Ok(on_path) if on_path.missing.is_empty() => {}
            // Who writes a path means that path, whatever is like it.
            Ok(on_path) if typed.contains('/') => out.insert(0, Choice::New(on_path.path)),
            Ok(on_path) => out.push(Choice::New(on_path.path)),
            Err(problem) => return (out, Some(problem)),
        }
        (out, None)
    }
}

fn row(ui: &mut Ui, cx: &Cx<'_>, choice: &Choice, at: bool) -> bool {
    let theme = cx.theme;
    let (words, slot) = match choice {
        Choice::Tag(_, slot, path) => (path.clone(), Some(*slot)),
        Choice::New(path) => (format!("Create “{path}”"), None),
        Choice::Note => ("Note without a tag".to_owned(), None),
    };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::CLICK);
    response
        .widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, at, &words));
    if at || response.hovered() {
        ui.painter().rect_filled(
            rect,
            theme.radius.tint,
            if at {
                theme.color.selected
            } else {
                theme.color.hover
            },
        );
    }
    if at {
        response.scroll_to_me(None);
    }
    let left = rect.left() + theme.space.s;
    if slot.is_some() {
        swatch::tag_line(ui.painter(), egui::pos2(left, rect.center().y), slot, theme);
    }
    let place = egui::pos2(left + 22.0, rect.center().y);
    ui.painter().text(
        place,
        egui::Align2::LEFT_CENTER,
        &words,
        theme.body(),
        theme.color.text,
    );
    if let Choice::Tag(id, ..) = choice
        && let Some(key) = cx
            .state
            .session
            .workspace()
            .codebook
            .get(*id)
            .and_then(|t| t.key)
    {
        let right = egui::pos2(rect.right() - theme.space.m, rect.center().y);
        ui.painter().text(
            right,
            egui::Align2::RIGHT_CENTER,
            key,
            theme.small(),
            theme.color.weak,
        );
    }
    // The digit that puts it on without this picker.
    if let Choice::Tag(id, ..) = choice
        && let Some(place) = cx.state.reading.recent_tags.iter().position(|t| t == id)
    {
        let right = egui::pos2(
            rect.right() - theme.space.xxl - theme.space.s,
            rect.center().y,
        );
        ui.painter().text(
            right,
            egui::Align2::RIGHT_CENTER,
            place + 1,
            theme.small(),
            theme.color.weak,
        );
    }
    response.clicked()
}
