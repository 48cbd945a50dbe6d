//! The annotation list, and below it the editor of the chosen one.

use std::collections::{HashMap, HashSet};

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align2, Id, Rect, RichText, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2,
    vec2,
};

use super::super::commands::UiCommand;
use super::super::icons::{self, Icon};
use super::super::made_of::MadeOf;
use super::super::widgets::in_sight::InSight;
use super::super::widgets::rows::{Heights, RowsState};
use super::super::widgets::{chip, field, swatch};
use super::super::{Ask, Cx, command_menu, counted, theme};
use super::editor::Editor;
use super::{Pane, Panel, PanelInfo, Place, Side, empty};
use crate::analysis::{AnnotationRow, Base, Grouping};
use crate::app::command::{ArticleCommand, ViewCommand};
use crate::app::{Command, Hovered};
use crate::workspace::{Annotation, AnnotationId};

/// Height of an annotation in the list, in points.
const ROW: f64 = 70.0;
/// Height of a group's head.
const HEAD: f64 = 28.0;

/// The panel's id.
pub const PANE: Pane = Pane::new("Annotations");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Annotations",
    place: Place {
        side: Side::Right,
        order: 1,
    },
    digit: Some(3),
    shows_focus: true,
    make: || Box::<AnnotationsPanel>::default(),
};

/// The panel's own state.
#[derive(Default)]
pub struct AnnotationsPanel {
    rows: RowsState,
    editor: Editor,
    /// What the editor needed in the last frame.
    editor_height: f32,
    reveal: bool,
    search: String,
    /// What is in sight, so that it stays there when rows come and go.
    in_sight: InSight<AnnotationId>,
    drawn_of: MadeOf<Base>,
    /// The heads among the rows of the last snapshot.
    heads: Vec<usize>,
}

impl Panel for AnnotationsPanel {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.draw(ui, cx);
    }
}

impl AnnotationsPanel {
    /// Brings the chosen annotation into view in the next frame.
    pub fn reveal_chosen(&mut self) {
        self.reveal = true;
    }

    /// Puts the focus into the note.
    pub fn focus_note(&mut self) {
        self.editor.focus_note();
    }

    /// Draws list and editor.
    fn draw(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let theme = cx.theme;
        let area = ui.available_rect_before_wrap();
        let chosen = cx
            .state
            .reading
            .selection
            .annotation
            .and_then(|id| cx.state.session.workspace().annotations.get(id))
            .cloned();
        let most = (area.height() * 0.62).max(120.0);
        let editor_height = if chosen.is_some() {
            self.editor_height.clamp(120.0, most)
        } else {
            0.0
        };
        let list = area.with_max_y(area.bottom() - editor_height);
        self.list(ui, cx, list);
        let Some(annotation) = chosen else {
            self.editor.close();
            return;
        };
        let rect = area.with_min_y(list.bottom());
        ui.painter().rect_filled(rect, 0.0, theme.color.raised);
        ui.painter().hline(
            rect.x_range(),
            rect.top(),
            Stroke::new(1.0, theme.color.line),
        );
        let mut inner = ui.new_child(
            UiBuilder::new()
                .max_rect(rect.shrink2(vec2(theme.space.m, theme.space.s)))
                .id_salt("editor"),
        );
        inner.set_clip_rect(rect.intersect(ui.clip_rect()));
        let content = ScrollArea::vertical()
            .id_salt("editor")
            .show(&mut inner, |ui| self.editor.show(ui, cx, &annotation));
        let needed = content.content_size.y + 2.0 * theme.space.s;
        if (needed - self.editor_height).abs() > 1.0 {
            // The list gets another height: the chosen one stays in view if it was.
            self.editor_height = needed;
            self.reveal |= self.in_sight.has(&annotation.id);
            ui.request_repaint();
        }
    }

    fn list(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, area: Rect) {
        let theme = cx.theme;
        let tools = Rect::from_min_size(area.min, vec2(area.width(), 36.0))
            .shrink2(vec2(theme.space.m, 4.0));
        let mut y = area.top() + 38.0;
        let mut bar = ui.new_child(UiBuilder::new().max_rect(tools).id_salt("tools"));
        self.tools(&mut bar, cx);
        y += notices(ui, cx, area.with_min_y(y));
        let body = area.with_min_y(y);
        Self::focus(ui, cx, body);
        let results = std::sync::Arc::clone(&cx.state.search.base);
        let rows = &results.annotation_rows;
        if rows.is_empty() {
            let mut inner = ui.new_child(UiBuilder::new().max_rect(body).id_salt("empty"));
            let words = if cx.state.session.workspace().annotations.is_empty() {
                "No annotations yet. Select words in the reader and press the key of a tag, or Enter to choose one."
            } else {
                "No annotation passes the filter."
            };
            empty(&mut inner, cx, words, None);
            return;
        }
        let is_new = self.drawn_of.is_new(&results);
        if is_new {
            let heads = rows
                .iter()
                .enumerate()
                .filter(|(_, r)| matches!(r, AnnotationRow::Head(..)))
                .map(|(i, _)| i);
            self.heads = heads.collect();
        }
        let heights = Heights {
            row: ROW,
            others: &self.heads,
            other: HEAD,
        };
        if is_new {
            let places = places_of(rows, &self.in_sight);
            let place = |id: &AnnotationId| places.get(id).copied();
            self.in_sight.keep(&mut self.rows, &heights, place);
        }
        if std::mem::take(&mut self.reveal)
            && let Some(id) = cx.state.reading.selection.annotation
            && let Some(at) = rows.iter().position(|r| *r == AnnotationRow::One(id))
        {
            self.rows.show_row(at);
        }
        let id = ui.scope_id().with("rows");
        self.rows.show(
            ui,
            id,
            body,
            rows.len(),
            &heights,
            theme,
            |ui, i, rect| match rows.get(i) {
                Some(AnnotationRow::Head(title, n)) => head_row(ui, cx, title, *n, rect),
                Some(AnnotationRow::One(id)) => annotation_row(ui, cx, *id, rect),
                None => {}
            },
        );
        let id_of = |i: usize| match rows.get(i)? {
            AnnotationRow::One(id) => Some(*id),
            AnnotationRow::Head(..) => None,
        };
        self.in_sight.note(&self.rows, rows.len(), &heights, id_of);
    }

    fn tools(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let theme = cx.theme;
        ui.horizontal(|ui| {
            let other = match cx.state.view.grouping {
                Grouping::Article => (Grouping::Tag, "by article"),
                Grouping::Tag => (Grouping::Article, "by tag"),
            };
            let button = egui::Button::new(
                RichText::new(other.1)
                    .color(theme.color.weak)
                    .size(theme.text.small),
            );
            if ui
                .add(button.frame_when_inactive(false))
                .on_hover_text("Group the list by article or by tag")
                .clicked()
            {
                cx.send(Command::View(ViewCommand::Group(other.0)));
            }
            let id = Id::unique("annotation search");
            if self.search != cx.state.view.annotation_search && !ui.memory(|m| m.has_focus(id)) {
                self.search.clone_from(&cx.state.view.annotation_search);
            }
            field::line(
                ui,
                id,
                &mut self.search,
                "Filter annotations",
                "Filter annotations",
            );
            if self.search != cx.state.view.annotation_search {
                cx.send(Command::View(ViewCommand::AnnotationSearch(
                    self.search.clone(),
                )));
            }
        });
    }

    fn focus(ui: &mut Ui, cx: &mut Cx<'_>, body: Rect) {
        let id = PANE.focus_id();
        let response = ui.interact(body, id, Sense::focusable_noninteractive());
        response.widget_info(|| WidgetInfo::labeled(Role::List, true, "Annotations"));
        if !response.has_focus() {
            return;
        }
        let filter = egui::EventFilter {
            vertical_arrows: true,
            ..Default::default()
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
        ui.painter().rect_stroke(
            body.shrink(1.0),
            0.0,
            Stroke::new(1.0, cx.theme.color.accent),
            egui::StrokeKind::Inside,
        );
        for (key, down) in [(egui::Key::ArrowDown, true), (egui::Key::ArrowUp, false)] {
            if ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, key)) {
                let rows = &cx.state.search.base.annotation_rows;
                let next = beside(rows, cx.state.reading.selection.annotation, down);
                if next.is_some() {
                    cx.out.push(Command::View(ViewCommand::Choose(next)));
                }
            }
        }
    }
}

/// Where the annotations in sight stand among other rows: one walk through them, however many.
fn places_of(
    rows: &[AnnotationRow],
    in_sight: &InSight<AnnotationId>,
) -> HashMap<AnnotationId, usize> {
    let wanted: HashSet<AnnotationId> = in_sight.keys().copied().collect();
    let places = rows.iter().enumerate();
    let found = places.filter_map(|(i, row)| match row {
        AnnotationRow::One(id) if wanted.contains(id) => Some((*id, i)),
        AnnotationRow::One(_) | AnnotationRow::Head(..) => None,
    });
    found.collect()
}

/// The annotation below or above the chosen one; the first where none is chosen or listed.
fn beside(
    rows: &[AnnotationRow],
    chosen: Option<AnnotationId>,
    down: bool,
) -> Option<AnnotationId> {
    let one = |row: &AnnotationRow| match row {
        AnnotationRow::One(id) => Some(*id),
        AnnotationRow::Head(..) => None,
    };
    let here = chosen.and_then(|id| rows.iter().position(|r| one(r) == Some(id)));
    let Some(here) = here else {
        return rows.iter().find_map(one);
    };
    if down {
        rows.iter().skip(here + 1).find_map(one)
    } else {
        rows.iter().take(here).rev().find_map(one)
    }
}

/// What has no place, and what seems renamed; returns the height taken.
fn notices(ui: &mut Ui, cx: &mut Cx<'_>, area: Rect) -> f32 {
    let theme = cx.theme;
    let (lost, renamed) = (
        cx.state.session.unplaced().len(),
        cx.state.session.relinks().len(),
    );
    if lost == 0 && renamed == 0 {
        return 0.0;
    }
    let height = if renamed > 0 { 66.0 } else { 40.0 };
    let rect =
        Rect::from_min_size(area.min, vec2(area.width(), height)).shrink2(vec2(theme.space.m, 2.0));
    let mut inner = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("notices"));
    inner.horizontal(|ui| {
        let (icon, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
        icons::paint(ui.painter(), icon, Icon::Warning, theme.color.warning);
        let words = format!(
            "{} no place in the text",
            counted(lost, "annotation has", "annotations have")
        );
        if ui
            .link(
                RichText::new(words)
                    .color(theme.color.warning)
                    .size(theme.text.small),
            )
            .clicked()
        {
            cx.ask(Ask::Run(UiCommand::LOAD_REPORT));
        }
    });
    if renamed > 0 {
        let words = format!(
            "Re-link {}",
            counted(renamed, "renamed article", "renamed articles")
        );
        if inner
            .button(words)
            .on_hover_text("Files with another name and just the same text were found")
            .clicked()
        {
            cx.send(Command::Article(ArticleCommand::Relink));
        }
    }
    height
}

fn head_row(ui: &mut Ui, cx: &Cx<'_>, title: &str, n: usize, rect: Rect) {
    let theme = cx.theme;
    ui.painter().rect_filled(rect, 0.0, theme.color.panel);
    let inner = rect.shrink2(vec2(theme.space.m, 0.0));
    let count = ui.painter().text(
        inner.right_center(),
        Align2::RIGHT_CENTER,
        n,
        theme.small(),
        theme.color.weak,
    );
    line(
        ui,
        title,
        theme.small_medium(),
        theme.color.weak,
        inner.with_max_x(count.left() - theme.space.s),
        1,
    );
    let response = ui.interact(
        rect,
        ui.scope_id().with(("head", title, rect.top().to_bits())),
        Sense::HOVER,
    );
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::Heading,
            true,
            format!("{title}, {}", counted(n, "annotation", "annotations")),
        )
    });
}

/// Draws words into a rectangle, cut at its end, in at most so many rows.
fn line(ui: &Ui, words: &str, font: egui::FontId, color: egui::Color32, rect: Rect, rows: usize) {
    let mut job = LayoutJob::single_section(words.to_owned(), TextFormat::simple(font, color));
    job.wrap = TextWrapping {
        max_width: rect.width(),
        max_rows: rows,
        break_anywhere: rows == 1,
        ..Default::default()
    };
    let galley = ui.painter().layout_job(job);
    let top = if rows == 1 {
        rect.center().y - galley.size().y / 2.0
    } else {
        rect.top()
    };
    ui.painter().galley(pos2(rect.left(), top), galley, color);
}

fn annotation_row(ui: &mut Ui, cx: &mut Cx<'_>, id: AnnotationId, rect: Rect) {
    let Some(annotation) = cx.state.session.workspace().annotations.get(id).cloned() else {
        return;
    };
    let theme = cx.theme;
    let chosen = cx.state.reading.selection.annotation == Some(id);
    let response = ui.interact(rect, ui.scope_id().with(id), Sense::CLICK);
    let tag = annotation
        .tag
        .and_then(|t| cx.state.session.workspace().codebook.get(t));
    let path = tag.map_or_else(
        || "note".to_owned(),
        |t| cx.state.session.workspace().codebook.path(t.id),
    );
    let quote = quoted(&annotation);
    response.widget_info(|| {
        WidgetInfo::selected(Role::ListItem, true, chosen, format!("{path}: {quote}"))
    });
    if response.contains_pointer() {
        *cx.hovered = Some(Hovered::Annotation(id));
    }
    if response.clicked() || (response.secondary_clicked() && !chosen) {
        cx.send(Command::View(ViewCommand::Choose(Some(id))));
    }
    response.context_menu(|ui| command_menu::annotation(ui, cx));
    if chosen {
        ui.painter().rect_filled(rect, 0.0, theme.color.selected);
        ui.painter()
            .rect_filled(rect.with_max_x(rect.left() + 2.0), 0.0, theme.color.accent);
    } else if response.hovered() || is_hovered(cx, &annotation) {
        ui.painter().rect_filled(rect, 0.0, theme.color.hover);
    }
    ui.painter()
        .hline(rect.x_range(), rect.bottom(), theme.hairline(ui));
    let inner = rect.shrink2(vec2(theme.space.m, theme.space.s));
    let top = Rect::from_min_size(inner.min, vec2(inner.width(), 17.0));
    swatch::tag_line(ui.painter(), top.left_center(), tag.map(|t| t.slot), theme);
    let mut names = top.with_min_x(top.left() + 20.0);
    if let Some(key) = tag.and_then(|t| t.key).filter(|_| chosen) {
        let cap = Rect::from_min_size(pos2(top.right() - 20.0, top.top()), vec2(20.0, 17.0));
        let mut cell = ui.new_child(UiBuilder::new().max_rect(cap).id_salt(("key", id)));
        chip::key_cap(&mut cell, &key.to_string());
        names = names.with_max_x(cap.left() - theme.space.xs);
    } else if !annotation.note.is_empty() && tag.is_some() {
        icons::paint(
            ui.painter(),
            names.with_min_x(names.right() - 14.0),
            Icon::Pencil,
            theme.color.weak,
        );
        names = names.with_max_x(names.right() - 18.0);
    }
    line(ui, &path, theme.small_medium(), theme.color.text, names, 1);
    let body = inner.with_min_y(top.bottom() + 1.0);
    let font = egui::FontId::new(
        theme.text.quote,
        egui::FontFamily::Name(theme::SERIF.into()),
    );
    line(ui, &quote, font, theme.color.text, body, 2);
}

/// The words of an annotation for its row: quotation, note, or that it is about the whole article.
fn quoted(annotation: &Annotation) -> String {
    let flat = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    if !annotation.is_whole_article() {
        format!("“{}”", flat(&annotation.quote()))
    } else if annotation.note.is_empty() {
        "whole article".to_owned()
    } else {
        format!("whole article: {}", flat(&annotation.note))
    }
}

/// Whether the pointer is over this annotation anywhere, or over its article.
fn is_hovered(cx: &Cx<'_>, annotation: &Annotation) -> bool {
    match cx.state.view.hover.shown() {
        Some(Hovered::Annotation(id)) => *id == annotation.id,
        Some(Hovered::Article(ix)) => {
            let article = cx.state.session.corpus().get(*ix);
            article.is_some_and(|a| a.id == annotation.article)
        }
        Some(Hovered::Bin(_) | Hovered::Track(_)) | None => false,
    }
}
