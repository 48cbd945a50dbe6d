//! The article table: one row an article.
//!
//! The toolkit's table lays out the columns; rows come from a slice around the offset, which is kept
//! in 64 bits ([`RowsState`]), so that a million rows scroll exactly.

mod columns;

use egui::{
    Align2, Key, Modifiers, Popup, PopupCloseBehavior, Rect, RichText, Role, Sense, Stroke,
    TextFormat, Ui, WidgetInfo, pos2, vec2,
};

use super::super::icons::{self, Icon};
use super::super::made_of::MadeOf;
use super::super::widgets::in_sight::InSight;
use super::super::widgets::rows::{Heights, RowsState};
use super::super::{Cx, command_menu, grouped};
use super::{Pane, Panel, PanelInfo, Place, Side, empty};
use columns::{Col, columns, columns_menu, fitting, header, inset};

use crate::analysis::{Base, SortColumn};
use crate::app::command::{Marking, QueryCommand, ViewCommand};
use crate::app::{Command, Hovered};
use crate::corpus::{ArticleId, ArticleIx};
use crate::workspace::{EffectiveArticle, ReviewStatus};

/// The panel's id.
pub const PANE: Pane = Pane::new("Articles");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Articles",
    place: Place {
        side: Side::Left,
        order: 1,
    },
    digit: Some(1),
    shows_focus: true,
    make: || Box::<ArticlesPanel>::default(),
};

/// The table's own state.
#[derive(Default)]
pub struct ArticlesPanel {
    rows: RowsState,
    /// What is in sight, so that it stays there when rows come and go.
    in_sight: InSight<ArticleId>,
    drawn_of: MadeOf<Base>,
    /// Bring the open article's row into view.
    reveal: bool,
    /// Bring the first row into view.
    to_top: bool,
    /// The columns of the last frame.
    drawn: Vec<SortColumn>,
}

impl Panel for ArticlesPanel {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.draw(ui, cx);
    }

    fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        Self::draw_head(ui, cx);
    }
}

impl ArticlesPanel {
    /// Brings the open article's row into view in the next frame.
    pub fn reveal_open(&mut self) {
        self.reveal = true;
    }

    /// Brings the first row into view in the next frame.
    pub fn reveal_first(&mut self) {
        self.to_top = true;
    }

    /// What stands beside the tab: how many, and the choice of columns.
    fn draw_head(ui: &mut Ui, cx: &mut Cx<'_>) {
        let theme = cx.theme;
        let button = icons::button(ui, Icon::More, "Columns of the table");
        Popup::from_toggle_button_response(&button)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| columns_menu(ui, cx));
        let (shown, all) = (
            cx.state.search.base.rows.len() as u64,
            cx.state.session.corpus().len() as u64,
        );
        let marked = cx.state.reading.selection.marked.len() as u64;
        let marked = match marked {
            0 => String::new(),
            n => format!("{} chosen · ", grouped(n)),
        };
        ui.label(
            RichText::new(format!("{marked}{} of {}", grouped(shown), grouped(all)))
                .color(theme.color.weak),
        );
    }

    /// Draws the table.
    fn draw(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if Self::nothing_to_show(ui, cx) {
            return;
        }
        let theme = cx.theme;
        let area = ui.available_rect_before_wrap();
        let bar = theme.size.scrollbar + 2.0 * theme.space.xxs;
        let columns = fitting(columns(cx), area.width() - bar, theme.size.min_title);
        let head = Rect::from_min_size(area.min, vec2(area.width() - bar, theme.size.table_head));
        let widths = header(ui, cx, head, &columns, &mut self.drawn);
        let body = area.with_min_y(head.bottom());
        Self::focus_and_keys(ui, cx, body);
        let rows = std::sync::Arc::clone(&cx.state.search.base.rows);
        let heights = Heights {
            row: f64::from(theme.size.table_row),
            others: &[],
            other: 0.0,
        };
        self.stay(cx, &heights);
        if std::mem::take(&mut self.reveal) {
            let open = cx.state.open_ix();
            let row = open.and_then(|ix| cx.state.search.base.rows.row(ix));
            self.rows.show_row(row.unwrap_or(0));
        }
        if std::mem::take(&mut self.to_top) {
            self.rows.show_row(0);
        }
        let id = ui.scope_id().with("rows");
        self.rows
            .show(ui, id, body, rows.len(), &heights, theme, |ui, i, rect| {
                if let Some(ix) = rows.get(i) {
                    row_ui(ui, cx, *ix, i, rect, &columns, &widths);
                }
            });
        let id_of = |i: usize| cx.state.session.corpus().id(*rows.get(i)?);
        self.in_sight.note(&self.rows, rows.len(), &heights, id_of);
    }

    /// Rows in sight stay where they are when others come or go. Only a list that grows while it is
    /// read, and is at its beginning, stays at its beginning.
    fn stay(&mut self, cx: &Cx<'_>, heights: &Heights<'_>) {
        let state = cx.state;
        let other = self.drawn_of.is_new(&state.search.base);
        let begins = self.rows.offset <= 0.0 && state.session.loading().is_some();
        if other && !begins {
            let corpus = state.session.corpus();
            let row = |id: &ArticleId| state.search.base.rows.row(corpus.find(id)?);
            self.in_sight.keep(&mut self.rows, heights, row);
        }
    }

    fn nothing_to_show(ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        use super::super::Ask;
        use super::super::commands::UiCommand;
        if cx.state.session.loading().is_some() && cx.state.session.corpus().is_empty() {
            empty(ui, cx, "Reading the articles …", None);
        } else if cx.state.session.corpus().is_empty() && !cx.state.session.new_tables().is_empty()
        {
            let words = "Tables wait to be read until you have seen what their columns mean.";
            if empty(ui, cx, words, Some("Columns of tables")) {
                cx.ask(Ask::Run(UiCommand::TABLE_COLUMNS));
            }
        } else if cx.state.session.corpus().is_empty() {
            let (words, button) = nothing_read(cx);
            let (label, command) = button;
            if empty(ui, cx, &words, Some(label)) {
                cx.ask(Ask::Run(command));
            }
        } else if cx.state.search.base.rows.is_empty()
            && cx.state.search.base.generation() == cx.state.session.corpus().generation()
        {
            let filtered = !cx.state.search.filter.is_empty();
            let words = match &cx.state.search.base.error {
                Some(error) => format!("Nobody knows which articles match: {error}"),
                None if filtered => {
                    "No article passes the filter and matches the search.".to_owned()
                }
                None => "No article matches the search.".to_owned(),
            };
            if empty(ui, cx, &words, filtered.then_some("Clear filter")) {
                cx.ask(Ask::Run(UiCommand::CLEAR_FILTER));
            }
        } else {
            return false;
        }
        true
    }

    /// The list is one widget with the focus; arrows move through its rows.
    fn focus_and_keys(ui: &mut Ui, cx: &mut Cx<'_>, body: Rect) {
        let id = PANE.focus_id();
        let response = ui.interact(body, id, Sense::focusable_noninteractive());
        response.widget_info(|| WidgetInfo::labeled(Role::Grid, true, "Articles"));
        if !response.has_focus() {
            return;
        }
        let filter = egui::EventFilter {
            vertical_arrows: true,
            ..Default::default()
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
        let page = (body.height() / cx.theme.size.table_row).floor().max(1.0) as isize;
        let all = cx.state.search.base.rows.len() as isize;
        for (key, by) in [
            (Key::ArrowDown, 1),
            (Key::ArrowUp, -1),
            (Key::PageDown, page),
            (Key::PageUp, -page),
            (Key::End, all),
            (Key::Home, -all),
        ] {
            if ui.input_mut(|i| i.consume_key(Modifiers::NONE, key)) {
                cx.send(Command::View(ViewCommand::Step(by)));
            }
            if ui.input_mut(|i| i.consume_key(Modifiers::SHIFT, key)) {
                cx.send(Command::View(ViewCommand::Mark(Marking::Further(by))));
            }
        }
        if ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::A)) {
            cx.send(Command::View(ViewCommand::Mark(Marking::All)));
        }
        let is_several = !cx.state.reading.selection.marked.is_empty();
        if is_several && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            cx.send(Command::View(ViewCommand::Mark(Marking::None)));
        }
        ui.painter().rect_stroke(
            body.shrink(1.0),
            0.0,
            Stroke::new(1.0, cx.theme.color.accent),
            egui::StrokeKind::Inside,
        );
    }
}

/// Why there is no article, and what to do about it.
fn nothing_read(cx: &Cx<'_>) -> (String, (&'static str, super::super::commands::UiCommand)) {
    use super::super::commands::UiCommand;
    let add = ("Add articles …", UiCommand::ADD_ARTICLES);
    let sources = &cx.state.session.workspace().sources;
    if sources.is_empty() {
        return (
            "There are no articles in this workspace yet.".to_owned(),
            add,
        );
    }
    let folder = cx.state.session.project().and_then(|p| p.file.parent());
    let place = |path: &str| match folder {
        Some(folder) => crate::store::resolve_path(folder, path)
            .display()
            .to_string(),
        None => path.to_owned(),
    };
    let places: Vec<String> = sources.iter().map(|s| place(&s.path)).collect();
    let places = places.join(", ");
    let problems = &cx.state.session.report().problems;
    let files: std::collections::BTreeSet<&str> =
        problems.iter().map(|p| p.path.as_str()).collect();
    match files.len() {
        0 => (format!("There is no file to read in {places}."), add),
        n => {
            let files = super::super::counted(n, "file of another kind", "files of other kinds");
            let words = format!("Nothing readable in {places}: {files}.");
            (words, ("Load report", UiCommand::LOAD_REPORT))
        }
    }
}

fn row_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    ix: ArticleIx,
    number: usize,
    rect: Rect,
    columns: &[Col],
    widths: &[f32],
) {
    let state = cx.state;
    let Some(article) = state.session.corpus().get(ix) else {
        return;
    };
    let theme = cx.theme;
    let filed = state.session.workspace().effective(&article);
    let open = state.reading.selection.article.as_ref() == Some(&article.id);
    let marked = &state.reading.selection.marked;
    let is_chosen = marked.contains(&article.id) || marked.is_empty() && open;
    let response = ui.interact(rect, ui.scope_id().with(&article.id), Sense::CLICK);
    let hovered = response.hovered() || is_hovered(cx, ix, &filed);
    if response.contains_pointer() {
        *cx.hovered = Some(Hovered::Article(ix));
    }
    let texts: Vec<String> = columns
        .iter()
        .map(|c| cell_text(cx, &filed, ix, c.column))
        .collect();
    response.widget_info(|| {
        WidgetInfo::selected(Role::Row, true, is_chosen, row_label(cx, columns, &texts))
    });
    ui.accesskit_node_builder(response.id, |node| node.set_row_index(number));
    if ui.has_accesskit_node(response.id) {
        cell_nodes(ui, &response, number, columns, widths, &texts);
    }
    if response.clicked() {
        let modifiers = ui.input(|i| i.modifiers);
        cx.send(Command::View(match modifiers {
            m if m.shift => ViewCommand::Mark(Marking::To(ix)),
            m if m.command => ViewCommand::Mark(Marking::Toggle(ix)),
            _ => ViewCommand::Open(ix),
        }));
        ui.memory_mut(|m| m.request_focus(PANE.focus_id()));
    }
    // What is pointed at is chosen first: its menu is that of the chosen articles.
    if response.secondary_clicked() && !is_chosen {
        cx.send(Command::View(ViewCommand::Open(ix)));
    }
    response.context_menu(|ui| command_menu::article(ui, cx));
    if state.search.query.query.is_some() && !response.context_menu_opened() {
        response.on_hover_ui(|ui| snippets_ui(ui, cx, ix, filed.title_or_opening()));
    }
    let painter = ui.painter_at(rect);
    if is_chosen {
        painter.rect_filled(rect, 0.0, theme.color.selected);
    }
    if open {
        painter.rect_filled(rect.with_max_x(rect.left() + 2.0), 0.0, theme.color.accent);
    }
    if !is_chosen && hovered {
        painter.rect_filled(rect, 0.0, theme.color.hover);
    }
    if filed.status() == ReviewStatus::Unseen {
        let dot = pos2(rect.left() + 6.0, rect.center().y);
        painter.circle_filled(dot, 2.0, theme.color.weak);
    }
    let mut x = rect.left();
    for ((col, width), text) in columns.iter().zip(widths).zip(&texts) {
        let cell = Rect::from_min_size(pos2(x, rect.top()), vec2(*width, rect.height()));
        cell_ui(ui, cx, &filed, cell, col.column, text);
        x += width;
    }
}

/// A node for every cell of a row, for assistive technology alone.
fn cell_nodes(
    ui: &Ui,
    row: &egui::Response,
    number: usize,
    columns: &[Col],
    widths: &[f32],
    texts: &[String],
) {
    let mut left = row.rect.left();
    for (at, ((col, width), text)) in columns.iter().zip(widths).zip(texts).enumerate() {
        let cell = Rect::from_min_size(pos2(left, row.rect.top()), vec2(*width, row.rect.height()));
        left += width;
        let node = ui.interact(cell, row.id.with(at), Sense::HOVER);
        let label = format!("{}: {text}", col.head());
        node.widget_info(|| WidgetInfo::labeled(Role::Cell, true, &label));
        ui.accesskit_node_builder(node.id, |node| {
            node.set_row_index(number);
            node.set_column_index(at);
        });
    }
}

/// What the search finds in an article, before it is opened.
fn snippets_ui(ui: &mut Ui, cx: &mut Cx<'_>, ix: ArticleIx, title: &str) {
    let theme = cx.theme;
    ui.set_max_width(theme.size.dialog);
    ui.label(RichText::new(title).font(theme.bold()));
    let Some(lines) = cx.state.snippets_of(ix) else {
        cx.send(Command::Query(QueryCommand::Snippets(ix)));
        return;
    };
    for line in lines {
        let mut job = egui::text::LayoutJob::default();
        let plain = TextFormat::simple(theme.body(), theme.color.weak);
        let lit = TextFormat::simple(theme.bold(), theme.color.text);
        job.append(&line.before, 0.0, plain.clone());
        job.append(&line.hit, 0.0, lit);
        job.append(&line.after, 0.0, plain);
        ui.label(job);
    }
}

/// Whether the pointer is over this article anywhere: itself, its bin, or an annotation of it.
fn is_hovered(cx: &Cx<'_>, ix: ArticleIx, filed: &EffectiveArticle<'_>) -> bool {
    match cx.state.view.hover.shown() {
        Some(Hovered::Article(article)) => *article == ix,
        Some(Hovered::Bin(day)) => {
            let chart = cx.state.search.chart.table();
            let bin = chart.and_then(|c| c.timeline.bin_at(*day));
            let date = filed.date();
            bin.zip(date)
                .is_some_and(|(b, d)| b.start <= d.day && d.day <= b.last)
        }
        Some(Hovered::Annotation(id)) => {
            let annotation = cx.state.session.workspace().annotations.get(*id);
            annotation.is_some_and(|a| a.article == filed.article.id)
        }
        Some(Hovered::Track(_)) | None => false,
    }
}

fn row_label(cx: &Cx<'_>, columns: &[Col], texts: &[String]) -> String {
    let parts = columns
        .iter()
        .zip(texts)
        .map(|(col, text)| match col.column {
            SortColumn::Date | SortColumn::Title | SortColumn::Source | SortColumn::Status => {
                text.clone()
            }
            SortColumn::Words => format!("{text} words"),
            SortColumn::Relevance => format!("relevance {text}"),
            SortColumn::Language => format!("language {text}"),
            SortColumn::Alike => format!("{text} near-duplicates"),
            SortColumn::Field(_) => format!("{} {text}", col.head()),
            SortColumn::Hits => format!("{text} hits"),
            SortColumn::Annotations => format!("{text} annotations"),
            SortColumn::Track(id) => {
                format!(
                    "{text} {}",
                    cx.state
                        .session
                        .workspace()
                        .track(id)
                        .map_or("", |t| &t.name)
                )
            }
        });
    parts.collect::<Vec<_>>().join(", ")
}

fn cell_text(
    cx: &Cx<'_>,
    filed: &EffectiveArticle<'_>,
    ix: ArticleIx,
    column: SortColumn,
) -> String {
    let results = &cx.state.search.base;
    match column {
        SortColumn::Date => filed
            .date()
            .map_or_else(|| "no date".to_owned(), |d| d.to_string()),
        SortColumn::Title => filed.title_or_opening().to_owned(),
        SortColumn::Source => filed.source().to_owned(),
        SortColumn::Words => grouped(filed.article.words.into()),
        SortColumn::Hits => grouped(
            results
                .query
                .as_ref()
                .map_or(0, |q| q.counts.of(ix.ix()))
                .into(),
        ),
        SortColumn::Track(id) => results
            .mentions(id, ix)
            .map_or_else(|| "–".to_owned(), |n| grouped(n.into())),
        SortColumn::Annotations => grouped(
            cx.state
                .session
                .workspace()
                .annotations
                .count_of(&filed.article.id) as u64,
        ),
        SortColumn::Status => filed.status().words().to_owned(),
        SortColumn::Relevance => {
            let score = results.relevance.as_ref().and_then(|r| r.get(ix.ix()));
            score.map_or_else(String::new, |s| format!("{s:.1}"))
        }
        SortColumn::Language => cx.state.derived().language(ix).to_owned(),
        SortColumn::Alike => match cx.state.derived().alike(ix) {
            1 => "0".to_owned(),
            n => grouped(n.into()),
        },
        SortColumn::Field(_) => {
            let field = results.field(column);
            field.map_or_else(String::new, |f| f.of(ix).to_owned())
        }
    }
}

fn cell_ui(
    ui: &Ui,
    cx: &Cx<'_>,
    filed: &EffectiveArticle<'_>,
    cell: Rect,
    column: SortColumn,
    text: &str,
) {
    let theme = cx.theme;
    let inner = inset(cell, column, theme);
    let painter = ui.painter_at(cell);
    match column {
        SortColumn::Status => {
            let icon = match filed.status() {
                ReviewStatus::Unseen => Icon::Unseen,
                ReviewStatus::Seen => Icon::Eye,
                ReviewStatus::Reviewed => Icon::Check,
                ReviewStatus::Dismissed => Icon::Dismissed,
            };
            icons::paint(&painter, inner, icon, theme.color.weak);
        }
        SortColumn::Words
        | SortColumn::Hits
        | SortColumn::Track(_)
        | SortColumn::Annotations
        | SortColumn::Relevance
        | SortColumn::Alike => {
            let zero = text == "0";
            let weak = zero || matches!(column, SortColumn::Annotations | SortColumn::Words);
            let color = if weak {
                theme.color.weak
            } else {
                theme.color.text
            };
            painter.text(
                inner.right_center(),
                Align2::RIGHT_CENTER,
                if zero { "·" } else { text },
                theme.body(),
                color,
            );
        }
        SortColumn::Date
        | SortColumn::Title
        | SortColumn::Source
        | SortColumn::Language
        | SortColumn::Field(_) => {
            let quiet = matches!(
                column,
                SortColumn::Source | SortColumn::Language | SortColumn::Field(_)
            );
            // First words that stand for a title.
            let is_opening = matches!(column, SortColumn::Title) && filed.title().is_empty();
            let weak = text == "no date" || quiet || is_opening;
            let dismissed = filed.status() == ReviewStatus::Dismissed;
            let color = if weak || dismissed {
                theme.color.weak
            } else {
                theme.color.text
            };
            let font = theme.body();
            let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
            job.wrap = egui::text::TextWrapping::truncate_at_width(inner.width());
            let galley = painter.layout_job(job);
            let at = Align2::LEFT_CENTER.anchor_size(inner.left_center(), galley.size());
            painter.galley(at.min, galley, color);
        }
    }
}
