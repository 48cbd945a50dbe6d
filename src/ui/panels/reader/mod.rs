//! The reader: the open article, set for long reading, with everything that is marked in it.
//!
//! A text is cut into *blocks* (title, paragraphs, pieces of very long ones); only blocks in view are
//! laid out. Marks, selection and hover are painted over the layout and
//! never change it. The place is kept as the words at the top of the view: only the wheel, keys and
//! commands that lead somewhere move it, no edit, snapshot, width, size or theme.
//!
//! - `anchor`: those words, and where they lie;
//! - `scene`: layouts, the place, what is in view;
//! - `marks`: which annotation lies on which line under which block;
//! - `paint`: drawing; `changes`: what an earlier version of the source said;
//! - `pointer`, `caret`, `edges`: selecting by mouse and by keyboard, moving the ends of annotations;
//! - `find`: the bar that finds words in the article;
//! - `margin`: tag chips; `map`: the scrollbar with the places of all marks.

mod anchor;
mod caret;
mod changes;
mod edges;
mod find;
mod map;
mod margin;
mod marks;
mod paint;
mod pointer;
mod scene;

use egui::{Rect, RichText, Role, Sense, Ui, WidgetInfo, vec2};

use super::super::commands::UiCommand;
use super::super::icons::{self, Icon};
use super::super::{Ask, Cx, counted, grouped};
use super::{Pane, Panel, PanelInfo, Place, Side, empty};
use crate::app::Command;
use crate::app::ReaderDoc;
use crate::app::command::{QueryCommand, ViewCommand};
use crate::text::Span;
use crate::workspace::ReviewStatus;
use edges::EdgeDraft;
pub use edges::End;
use map::MarkMap;
use marks::MarkTable;
use scene::Scene;

/// The panel's id.
pub const PANE: Pane = Pane::new("Reader");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Reader",
    place: Place {
        side: Side::Middle,
        order: 1,
    },
    digit: Some(2),
    shows_focus: true,
    make: || Box::<ReaderPanel>::default(),
};

/// The reader's own state.
#[derive(Default)]
pub struct ReaderPanel {
    scene: Scene,
    marks: MarkTable,
    map: MarkMap,
    /// Where the caret wants to be while it goes up and down.
    wanted_x: Option<f32>,
    /// How the selection has grown, to shrink back.
    grown: Vec<caret::Grown>,
    edge: Option<EdgeDraft>,
    find: find::FindBar,
}

/// What stands beside the reader's tab: which hit of how many.
fn draw_head(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(doc) = &cx.state.reading.doc else {
        return;
    };
    if icons::button_enabled(ui, Icon::Right, "Next hit", !doc.hits.is_empty()).clicked() {
        cx.out.push(Command::Query(QueryCommand::NextHit));
    }
    if icons::button_enabled(ui, Icon::Left, "Previous hit", !doc.hits.is_empty()).clicked() {
        cx.out.push(Command::Query(QueryCommand::PreviousHit));
    }
    let searched = cx.state.search.base.query.is_some();
    let one = if searched { "hit" } else { "mention" };
    let all = grouped(doc.hits.len() as u64);
    let words = match cx.state.reading.selection.hit {
        Some(hit) => format!("{one} {} of {all}", grouped(hit as u64 + 1)),
        None if doc.hits.is_empty() => format!("no {one}s"),
        None => counted(doc.hits.len(), one, &format!("{one}s")),
    };
    ui.label(RichText::new(words).color(cx.theme.color.weak));
}

impl Panel for ReaderPanel {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.draw(ui, cx);
    }

    fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        draw_head(ui, cx);
    }
}

impl ReaderPanel {
    /// Brings a span of the open article into view.
    pub fn scroll_to(&mut self, span: Span) {
        self.scene.scroll_to(span);
    }

    /// Draws the reader.
    fn draw(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(doc) = cx.state.reading.doc.clone() else {
            if cx.state.session.corpus().is_empty() && cx.state.session.loading().is_none() {
                if empty(ui, cx, "Open a folder of articles to read.", Some("Open …")) {
                    cx.ask(Ask::Run(UiCommand::OPEN));
                }
            } else {
                empty(ui, cx, "Choose an article to read it here.", None);
            }
            return;
        };
        let theme = cx.theme;
        let bar = self.find_bar(ui, cx, &doc);
        let area = ui.available_rect_before_wrap();
        let area = area.with_min_y(area.top() + bar);
        let track = Rect::from_min_max(
            area.right_top() - vec2(theme.size.scrollbar + theme.space.xs, 0.0),
            area.right_bottom(),
        );
        let page = area.with_max_x(track.left());
        let settings = &cx.state.settings;
        let chips = if page.width() > settings.reader_width * 0.8 + theme.size.margin_chips {
            theme.size.margin_chips
        } else {
            0.0
        };
        let gutter = theme.space.xl + theme.space.xs;
        let width = settings
            .reader_width
            .min(page.width() - chips - (gutter + theme.space.l))
            .max(120.0);
        let slack = (page.width() - width - chips - (gutter + theme.space.l)).max(0.0);
        let left = page.left() + gutter + slack * 0.35;
        let column = Rect::from_min_max(
            (left, page.top()).into(),
            (left + width, page.bottom()).into(),
        );
        self.scene
            .prepare(&doc, width, settings, cx.state.reading.comparing.shown);
        self.marks.prepare(cx.state, &doc, &self.scene);
        self.drop_stale_edge(cx);

        let response = ui.interact(page, PANE.focus_id(), Sense::click_and_drag());
        let title = cx
            .state
            .session
            .workspace()
            .effective(&doc.article)
            .title_or_opening()
            .to_owned();
        response
            .widget_info(|| WidgetInfo::labeled(Role::Document, true, format!("Reader: {title}")));
        let open = cx.state.reading.selection.article.as_ref();
        let is_current = open == Some(&doc.article.id);
        self.scene.wheel(ui, page);
        self.scene.arrange(ui, column, theme, is_current);
        self.keyboard(ui, cx, &doc, response.has_focus());
        self.mouse(ui, cx, &doc, &response, page);
        Self::context_menu(cx, &response);
        self.scene.arrange(ui, column, theme, is_current);

        let mut canvas = ui.new_child(egui::UiBuilder::new().max_rect(page).id_salt("page"));
        canvas.set_clip_rect(page.intersect(ui.clip_rect()));
        self.paint(&mut canvas, cx, &doc, response.has_focus());
        if chips > 0.0 {
            let margin = Rect::from_min_max(
                (column.right() + theme.space.l, page.top()).into(),
                page.right_bottom(),
            );
            self.margin(&mut canvas, cx, margin);
        }
        self.map(ui, cx, &doc, track);
        if is_current && !self.scene.is_on_its_way() {
            self.report_place(cx);
        }
    }

    fn report_place(&self, cx: &mut Cx<'_>) {
        let place = self.scene.first_byte();
        if place != cx.state.session.place().place {
            cx.send(Command::View(ViewCommand::Place(place)));
        }
    }
}

/// The line under the title: date and its basis, source, words, status, and what is tracked in it.
fn meta_ui(ui: &mut Ui, cx: &mut Cx<'_>, doc: &ReaderDoc, rect: Rect) {
    let theme = cx.theme;
    let filed = cx.state.session.workspace().effective(&doc.article);
    let status = filed.status();
    let mut parts = vec![
        filed.date().map_or_else(
            || "no date".to_owned(),
            |d| format!("{d} ({})", d.basis.words()),
        ),
        filed.source().to_owned(),
        counted(doc.article.words as usize, "word", "words"),
    ];
    if doc.article.encoding_guessed {
        parts.push(format!("read as {}", doc.article.encoding));
    }
    let mut line = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(rect)
            .id_salt("meta")
            .layout(egui::Layout::left_to_right(egui::Align::Center)),
    );
    line.spacing_mut().item_spacing.x = theme.space.l;
    for part in parts {
        line.label(
            RichText::new(part)
                .color(theme.color.weak)
                .size(theme.text.small),
        );
    }
    let icon = match status {
        ReviewStatus::Unseen => Icon::Unseen,
        ReviewStatus::Seen => Icon::Eye,
        ReviewStatus::Reviewed => Icon::Check,
        ReviewStatus::Dismissed => Icon::Dismissed,
    };
    let (at, _) = line.allocate_exact_size(vec2(icons::SIZE, icons::SIZE), Sense::hover());
    icons::paint(line.painter(), at, icon, theme.color.text);
    line.add_space(theme.space.xs - theme.space.l);
    let words = RichText::new(status.words()).color(theme.color.text);
    line.label(words.size(theme.text.small));
}
