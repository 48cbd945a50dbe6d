//! The codebook: the tree of tags, and the editor of the chosen one.

mod new_tag;
mod tree_order;

use egui::{
    Align, Align2, Button, Id, Key, Layout, Modifiers, Popup, PopupCloseBehavior, Rect, RichText,
    Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::super::dialogs;
use super::super::icons::{self, Icon};
use super::super::widgets::in_sight::InSight;
use super::super::widgets::rows::{Heights, RowsState};
use super::super::widgets::{chip, field, menu_item, picked, swatch};
use super::super::{Ask, Cx, counted, grouped};
use super::{Pane, Panel, PanelInfo, Place, Side, empty};
use crate::analysis::TagUsage;
use crate::app::command::{AnnotateCommand, CodebookCommand, FilterCommand};
use crate::app::{Command, Hovered, State};
use crate::workspace::{Codebook, Tag, TagId, TagKey};
use new_tag::NewTag;
use tree_order::{TreeOrder, TreeRow, tree_row};

/// The panel's id.
pub const PANE: Pane = Pane::new("Codebook");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Codebook",
    place: Place {
        side: Side::Right,
        order: 2,
    },
    digit: Some(4),
    shows_focus: false,
    make: || Box::<CodebookPanel>::default(),
};

/// The panel's own state.
#[derive(Default)]
pub struct CodebookPanel {
    chosen: Option<TagId>,
    new: Option<NewTag>,
    name: String,
    definition: String,
    /// What the drafts are of.
    drafts_of: Option<TagId>,
    typing: field::Typing,
    /// The tag that is being dragged.
    dragged: Option<TagId>,
    /// Where the visible rows of the last frame lie.
    drawn: Vec<(TagId, Rect)>,
    rows: RowsState,
    /// What is in sight, so that it stays there when tags come and go.
    in_sight: InSight<TagId>,
    tree: TreeOrder,
    /// A new tag is being named: bring its row into view.
    reveal_new: bool,
}

impl Panel for CodebookPanel {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.draw(ui, cx);
    }

    fn uncommitted(&self, state: &State) -> Vec<Command> {
        self.drafts_as_commands(state).into_iter().collect()
    }
}

impl CodebookPanel {
    /// Asks for the name of a new tag.
    pub fn begin_new_tag(&mut self, parent: Option<TagId>) {
        self.new = Some(NewTag::below(parent));
        self.reveal_new = true;
    }

    /// Draws tree and editor.
    fn draw(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let theme = cx.theme;
        let area = ui.available_rect_before_wrap();
        self.chosen = self
            .chosen
            .filter(|id| cx.state.session.workspace().codebook.get(*id).is_some());
        let editor = if self.chosen.is_some() {
            (area.height() * 0.46)
                .clamp(150.0, 300.0)
                .min(area.height() - 60.0)
        } else {
            0.0
        };
        let tree = area.with_max_y(area.bottom() - editor);
        let focus = ui.interact(tree, PANE.focus_id(), Sense::focusable_noninteractive());
        focus.widget_info(|| WidgetInfo::labeled(Role::Tree, true, "Codebook"));
        let mut inner = ui.new_child(UiBuilder::new().max_rect(tree).id_salt("tree"));
        inner.set_clip_rect(tree.intersect(ui.clip_rect()));
        self.tree(&mut inner, cx, tree);
        if let Some(tag) = self
            .chosen
            .and_then(|id| cx.state.session.workspace().codebook.get(id))
            .cloned()
        {
            let rect = area.with_min_y(tree.bottom());
            ui.painter().rect_filled(rect, 0.0, theme.color.raised);
            ui.painter()
                .hline(rect.x_range(), rect.top(), theme.hairline(ui));
            let inside = rect.shrink2(vec2(theme.space.m, theme.space.s));
            let mut inner = ui.new_child(UiBuilder::new().max_rect(inside).id_salt("tag editor"));
            inner.set_clip_rect(rect.intersect(ui.clip_rect()));
            ScrollArea::vertical()
                .id_salt("tag editor")
                .show(&mut inner, |ui| self.editor(ui, cx, &tag));
        }
    }

    fn tree(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, area: Rect) {
        let workspace = std::sync::Arc::clone(cx.state.session.workspace());
        let book = &workspace.codebook;
        if book.is_empty() && self.new.is_none() {
            if empty(
                ui,
                cx,
                "Tags say what a passage is about. Create the first one.",
                Some("New tag"),
            ) {
                self.begin_new_tag(None);
            }
            return;
        }
        let is_other = self.tree.prepare(cx.state.session.workspace());
        let tags = self.tree.rows.len();
        // Below its parent, or below all.
        let new = self.new.as_ref().map(|new| match &new.parent() {
            Some(parent) => self.tree.row_of.get(parent).map_or(tags, |row| row + 1),
            None => tags,
        });
        let others: Vec<usize> = new.into_iter().collect();
        let problem = self.new.as_ref().map_or(0.0, NewTag::problem_height);
        let heights = Heights {
            row: f64::from(cx.theme.size.tree_row),
            others: &others,
            other: f64::from(cx.theme.size.tree_row + cx.theme.space.s + problem),
        };
        let row_of = |tag: TagId| {
            let row = *self.tree.row_of.get(&tag)?;
            Some(row + usize::from(new.is_some_and(|new| new <= row)))
        };
        if is_other {
            self.in_sight
                .keep(&mut self.rows, &heights, |tag| row_of(*tag));
        }
        if std::mem::take(&mut self.reveal_new)
            && let Some(new) = new
        {
            self.rows.show_row(new);
        }
        self.arrow_keys(ui, cx, book, new);
        let n = tags + others.len() + 1;
        let mut rows = self.rows;
        self.drawn.clear();
        let id = ui.scope_id().with("rows");
        rows.show(ui, id, area, n, &heights, cx.theme, |ui, at, rect| {
            self.any_row(ui, cx, book, tree_row(at, tags, new), rect);
        });
        self.rows = rows;
        let tag_at = |at: usize| match tree_row(at, tags, new) {
            TreeRow::Tag(row) => Some(self.tree.tag(book, row)?.1.id),
            TreeRow::New | TreeRow::Button => None,
        };
        self.in_sight.note(&rows, n, &heights, tag_at);
        self.drop_tag(ui, cx);
    }

    fn any_row(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, book: &Codebook, row: TreeRow, rect: Rect) {
        match row {
            TreeRow::Tag(row) => {
                if let Some((depth, tag)) = self.tree.tag(book, row) {
                    self.row(ui, cx, depth, tag, rect);
                    self.drawn.push((tag.id, rect));
                }
            }
            TreeRow::New => {
                let parent = self.new.as_ref().and_then(NewTag::parent);
                let above = parent.and_then(|p| self.tree.row_of.get(&p).copied());
                let above = above.and_then(|row| self.tree.rows.get(row));
                let depth = above.map_or(0, |(depth, _)| depth + 1);
                let mut cell = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("new tag"));
                self.new_row(&mut cell, cx, depth);
            }
            TreeRow::Button => {
                let inside = rect.shrink2(vec2(cx.theme.space.s, 1.0));
                let mut cell = ui.new_child(UiBuilder::new().max_rect(inside).id_salt("begin"));
                let button = Button::new("+ New tag").frame_when_inactive(false);
                if cell.add(button).clicked() {
                    self.begin_new_tag(None);
                }
            }
        }
    }

    /// Arrows go from tag to tag, also beyond those in view.
    fn arrow_keys(&mut self, ui: &Ui, cx: &mut Cx<'_>, book: &Codebook, new: Option<usize>) {
        let focused = ui.memory(egui::Memory::focused);
        let on_row = self
            .drawn
            .iter()
            .find(|(tag, _)| Some(row_id(*tag)) == focused);
        let on_row = on_row.map(|(tag, _)| *tag);
        let Some(focused) = focused.filter(|id| on_row.is_some() || *id == PANE.focus_id()) else {
            return;
        };
        let filter = egui::EventFilter {
            vertical_arrows: true,
            ..egui::EventFilter::default()
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(focused, filter));
        for (key, by) in [(Key::ArrowDown, 1), (Key::ArrowUp, -1)] {
            if !ui.input_mut(|i| i.consume_key(Modifiers::NONE, key)) {
                continue;
            }
            let here = on_row
                .or(self.chosen)
                .and_then(|t| self.tree.row_of.get(&t));
            let next = here.map_or(0, |row| row.saturating_add_signed(by));
            let next = next.min(self.tree.rows.len().saturating_sub(1));
            if let Some((_, tag)) = self.tree.tag(book, next) {
                cx.out.extend(self.drafts_as_commands(cx.state));
                self.chosen = Some(tag.id);
                self.rows
                    .show_row(next + usize::from(new.is_some_and(|new| new <= next)));
                ui.memory_mut(|m| m.request_focus(row_id(tag.id)));
            }
        }
    }

    fn row(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, depth: usize, tag: &Tag, rect: Rect) {
        let theme = cx.theme;
        let sense = Sense::CLICK | Sense::DRAG | Sense::FOCUSABLE;
        let response = ui.interact(rect, row_id(tag.id), sense);
        let chosen = self.chosen == Some(tag.id);
        let own = cx.state.search.base.tag_usage(tag.id).own;
        response.widget_info(|| {
            let key = tag.key.map(|k| format!(", key {k}")).unwrap_or_default();
            let name = format!(
                "tag {}{key}, {}",
                tag.name,
                counted(own, "annotation", "annotations")
            );
            WidgetInfo::selected(Role::TreeItem, true, chosen, name)
        });
        ui.accesskit_node_builder(response.id, |node| node.set_level(depth + 1));
        if response.clicked() {
            cx.out.extend(self.drafts_as_commands(cx.state));
            self.chosen = Some(tag.id);
            response.request_focus();
        }
        if response.double_clicked() && cx.state.selected_span().is_some() {
            cx.send(Command::Annotate(AnnotateCommand::Passage {
                tag: Some(tag.id),
                advance: false,
            }));
        }
        if response.drag_started() {
            self.dragged = Some(tag.id);
        }
        let over = self.dragged.is_some_and(|d| d != tag.id) && ui.rect_contains_pointer(rect);
        if chosen {
            ui.painter().rect_filled(rect, 0.0, theme.color.selected);
            ui.painter()
                .rect_filled(rect.with_max_x(rect.left() + 2.0), 0.0, theme.color.accent);
        } else if over || response.hovered() || response.has_focus() || is_in_use(cx, tag) {
            ui.painter().rect_filled(rect, 0.0, theme.color.hover);
        }
        let left = rect.left() + theme.space.m + depth as f32 * theme.space.l;
        swatch::tag_line(
            ui.painter(),
            pos2(left, rect.center().y),
            Some(tag.slot),
            theme,
        );
        let font = if depth == 0 {
            theme.bold()
        } else {
            theme.body()
        };
        let color = if tag.retired {
            theme.color.weak
        } else {
            theme.color.text
        };
        let mut name = tag.name.to_string();
        if tag.folder {
            name += " /";
        }
        if tag.retired {
            name += " (retired)";
        }
        ui.painter().text(
            pos2(left + 22.0, rect.center().y),
            Align2::LEFT_CENTER,
            name,
            font,
            color,
        );
        let right = pos2(rect.right() - theme.space.m, rect.center().y);
        ui.painter().text(
            right,
            Align2::RIGHT_CENTER,
            grouped(own as u64),
            theme.small(),
            theme.color.weak,
        );
        if let Some(key) = tag.key {
            let cap = Rect::from_center_size(
                pos2(rect.right() - 52.0, rect.center().y),
                vec2(22.0, 16.0),
            );
            let mut cell = ui.new_child(UiBuilder::new().max_rect(cap).id_salt(("key", tag.id)));
            chip::key_cap(&mut cell, &key.to_string());
        }
        self.row_menu(cx, &response, tag);
    }

    /// A name that was typed and not yet said, as when another tag is chosen or another panel shown.
    pub fn drafts_as_commands(&self, state: &State) -> Option<Command> {
        let shown = self.drafts_of.filter(|_| self.typing.was());
        let tag = shown.and_then(|id| state.session.workspace().codebook.get(id))?;
        let name = self.name.trim();
        let is_new = self.chosen == Some(tag.id) && !name.is_empty() && name != &*tag.name;
        is_new.then(|| Command::Codebook(CodebookCommand::Rename(tag.id, name.to_owned())))
    }

    fn row_menu(&mut self, cx: &mut Cx<'_>, response: &egui::Response, tag: &Tag) {
        response.context_menu(|ui| self.tag_menu(ui, cx, tag));
    }

    fn tag_menu(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, tag: &Tag) {
        if menu_item(ui, "New sub-tag") {
            self.begin_new_tag(Some(tag.id));
        }
        if menu_item(ui, "Show only articles with it") {
            let mut filter = cx.state.search.filter.clone();
            filter.tags = std::iter::once(tag.id).collect();
            cx.send(Command::Filter(FilterCommand::Set(Box::new(filter))));
        }
        for (words, by) in [("Move up", -1), ("Move down", 1)] {
            if menu_item(ui, words) {
                cx.send(Command::Codebook(CodebookCommand::Shift(tag.id, by)));
            }
        }
        if tag.parent.is_some() && menu_item(ui, "Move to the top level") {
            cx.send(Command::Codebook(CodebookCommand::Move(tag.id, None)));
        }
        if menu_item(ui, "Move below …") {
            cx.ask(Ask::Dialog(dialogs::choose_tag::to_move(tag.id)));
        }
        if menu_item(ui, "More about this tag …") {
            cx.ask(Ask::Dialog(dialogs::tag_details::request(tag.id)));
        }
        if menu_item(ui, "Split …") {
            cx.ask(Ask::Dialog(dialogs::split_tag::request(tag.id)));
        }
        if menu_item(ui, "Merge into …") {
            cx.ask(Ask::Dialog(dialogs::choose_tag::to_merge(tag.id)));
        }
        if menu_item(ui, "Delete …") {
            cx.ask(Ask::Dialog(dialogs::delete_tag::request(tag.id)));
        }
    }

    /// A tag let go over another goes below it, over the empty part to the top.
    fn drop_tag(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        if !ui.input(|i| i.pointer.any_released()) {
            return;
        }
        let (Some(dragged), Some(pos)) =
            (self.dragged.take(), ui.input(|i| i.pointer.latest_pos()))
        else {
            return;
        };
        if !ui.clip_rect().contains(pos) {
            return;
        }
        let target = self
            .drawn
            .iter()
            .find(|(_, r)| r.contains(pos))
            .map(|(id, _)| *id);
        let now = cx
            .state
            .session
            .workspace()
            .codebook
            .get(dragged)
            .and_then(|t| t.parent);
        if target != Some(dragged) && target != now {
            cx.send(Command::Codebook(CodebookCommand::Move(dragged, target)));
        }
    }

    fn new_row(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, depth: usize) {
        let height = |new: &Option<NewTag>| new.as_ref().map_or(0.0, NewTag::problem_height);
        let before = height(&self.new);
        self.new = self.new.take().and_then(|new| new.show(ui, cx, depth));
        // What is said below the field may lie below what is in sight.
        self.reveal_new |= height(&self.new) > before;
    }

    fn editor(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, tag: &Tag) {
        let theme = cx.theme;
        let (name_id, definition_id) = (
            Id::unique(("tag name", tag.id)),
            Id::unique(("tag definition", tag.id)),
        );
        let typing = self.typing.in_any(ui, &[name_id, definition_id]);
        if self.drafts_of != Some(tag.id) || !typing {
            self.drafts_of = Some(tag.id);
            self.name = tag.name.to_string();
            self.definition = tag.definition.to_string();
        }
        ui.horizontal(|ui| {
            if let Some(slot) = swatch::palette_button(ui, tag.slot, "Colour of the tag") {
                cx.send(Command::Codebook(CodebookCommand::Recolour(tag.id, slot)));
            }
            let room = ui.available_width() - 84.0;
            ui.allocate_ui(vec2(room, 26.0), |ui| {
                let response = field::line(ui, name_id, &mut self.name, "Name of the tag", "name");
                if response.lost_focus() && self.name.trim() != &*tag.name {
                    cx.send(Command::Codebook(CodebookCommand::Rename(
                        tag.id,
                        self.name.clone(),
                    )));
                }
            });
            key_choice(ui, cx, tag);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let more = icons::button(ui, Icon::More, "More about this tag");
                Popup::menu(&more)
                    .close_behavior(PopupCloseBehavior::CloseOnClick)
                    .show(|ui| self.tag_menu(ui, cx, tag));
            });
        });
        let TagUsage { own, all, outdated } = cx.state.search.base.tag_usage(tag.id);
        let words = if own == all {
            counted(own, "annotation", "annotations")
        } else {
            format!(
                "{}, {} with sub-tags",
                counted(own, "annotation", "annotations"),
                grouped(all as u64)
            )
        };
        ui.horizontal(|ui| {
            ui.label(
                RichText::new(words)
                    .color(theme.color.weak)
                    .size(theme.text.small),
            );
            let details = RichText::new("more …").size(theme.text.small);
            if ui
                .link(details)
                .on_hover_text("Examples, attributes, folder, retired")
                .clicked()
            {
                cx.ask(Ask::Dialog(dialogs::tag_details::request(tag.id)));
            }
        });
        if outdated > 0 {
            let words = format!(
                "{} before its meaning changed",
                counted(outdated, "was coded", "were coded")
            );
            let link = RichText::new(words)
                .color(theme.color.warning)
                .size(theme.text.small);
            if ui.link(link).on_hover_text("Look at them again").clicked() {
                cx.ask(Ask::Dialog(dialogs::review_tag::request(tag.id)));
            }
        }
        let response = field::block(
            ui,
            definition_id,
            &mut self.definition,
            "Definition",
            "When to use it and when not",
            3,
        );
        if response.changed() {
            cx.send(Command::Codebook(CodebookCommand::Define(
                tag.id,
                self.definition.clone(),
            )));
        }
        if response.lost_focus() {
            cx.send(Command::Annotate(AnnotateCommand::Rest));
        }
    }
}

fn row_id(tag: TagId) -> Id {
    Id::unique(("tag row", tag))
}

fn key_choice(ui: &mut Ui, cx: &mut Cx<'_>, tag: &Tag) {
    let now = tag
        .key
        .map_or_else(|| "no key".to_owned(), |k| k.to_string());
    let button = ui
        .add(Button::new(&now).min_size(vec2(30.0, 24.0)))
        .on_hover_text("Key that applies the tag");
    button
        .widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Key of the tag: {now}")));
    Popup::menu(&button).show(|ui| {
        ui.set_width(190.0);
        ui.horizontal_wrapped(|ui| {
            for key in TagKey::all() {
                let owner = cx
                    .state
                    .session
                    .workspace()
                    .codebook
                    .by_key(key)
                    .filter(|t| t.id != tag.id);
                let letter = Button::selectable(tag.key == Some(key), key.to_string());
                let response = ui.add_enabled(owner.is_none(), letter);
                if picked(ui, &response) {
                    cx.out.push(Command::Codebook(CodebookCommand::SetKey(
                        tag.id,
                        Some(key),
                    )));
                }
                if let Some(owner) = owner {
                    response.on_disabled_hover_text(format!("belongs to {}", owner.name));
                }
            }
        });
        if menu_item(ui, "no key") {
            cx.out
                .push(Command::Codebook(CodebookCommand::SetKey(tag.id, None)));
        }
    });
}

/// Whether the chosen or the hovered annotation has this tag.
fn is_in_use(cx: &Cx<'_>, tag: &Tag) -> bool {
    let hovered = match cx.state.view.hover.shown() {
        Some(Hovered::Annotation(id)) => Some(*id),
        _ => None,
    };
    [hovered, cx.state.reading.selection.annotation]
        .into_iter()
        .flatten()
        .filter_map(|id| cx.state.session.workspace().annotations.get(id))
        .any(|annotation| annotation.tag == Some(tag.id))
}
