//! A table of any view ([`Tabular`]): heads that sort, rows that are drawn as they come into sight, arrows
//! that walk through them. Rows and cells are nodes for assistive technology.

use std::cmp::Ordering;
use std::sync::Arc;

use egui::{
    Align2, Id, Key, Modifiers, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::super::made_of::MadeOf;
use super::super::theme::Theme;
use super::super::{Cx, grouped};
use super::rows::{Heights, RowsState};
use crate::analysis::{Cell, Column, ColumnKind, SharedTable, Tabular};
use crate::exchange::tables::table_csv;
use crate::ui::icons::{self, Icon};
use crate::ui::{Ask, dialogs};

/// Widths of columns of numbers and of days, in points.
const NUMBER: f32 = 76.0;
const DAY: f32 = 92.0;
/// Least and greatest width of a column of words.
const LEAST_WORDS: f32 = 90.0;
const MOST_WORDS: f32 = 420.0;

/// A table's own state: how it is sorted and scrolled, and the row that is chosen.
pub struct TableView<T> {
    of: MadeOf<T>,
    columns: Vec<Column>,
    cells: Vec<Vec<Cell<'static>>>,
    /// Numbers of rows, in the order in which they are drawn.
    order: Vec<u32>,
    sort: Option<(usize, bool)>,
    rows: RowsState,
    chosen: Option<u32>,
}

impl<T> Default for TableView<T> {
    fn default() -> Self {
        Self {
            of: MadeOf::default(),
            columns: Vec::new(),
            cells: Vec::new(),
            order: Vec::new(),
            sort: None,
            rows: RowsState::default(),
            chosen: None,
        }
    }
}

/// A part of a strip: its share of the whole, and its colour.
pub type StripPart = (f32, egui::Color32);

/// What was done in a frame.
#[derive(Clone, Copy, Debug, Default)]
pub struct Picked {
    /// A row, by its number in the table, was clicked or taken with Enter.
    pub row: Option<usize>,
}

impl<T: Tabular> TableView<T> {
    fn prepare(&mut self, table: &Arc<T>) {
        if !self.of.is_new(table) {
            return;
        }
        self.columns = table.columns();
        let owned = |row: Vec<Cell<'_>>| row.into_iter().map(Cell::into_owned).collect();
        self.cells = table.rows().map(owned).collect();
        self.arrange();
        let rows = self.cells.len() as u32;
        self.chosen = self.chosen.filter(|row| *row < rows);
    }

    fn arrange(&mut self) {
        self.order = (0..self.cells.len() as u32).collect();
        if let Some((column, descending)) = self.sort.filter(|(c, _)| *c < self.columns.len()) {
            let cell = |row: &u32| self.cells.get(*row as usize).and_then(|r| r.get(column));
            self.order.sort_by(|a, b| {
                let (a, b) = (cell(a), cell(b));
                let empty = |c: Option<&Cell<'_>>| matches!(c, None | Some(Cell::Empty));
                // What has no value comes last in either direction.
                empty(a).cmp(&empty(b)).then_with(|| {
                    let by = a.zip(b).map_or(Ordering::Equal, |(a, b)| compare(a, b));
                    if descending { by.reverse() } else { by }
                })
            });
        }
    }

    /// Draws the table into what is left of `ui`. `strip` gives the parts of a strip behind a row's cells.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        focus: Id,
        table: &Arc<T>,
        strip: Option<&dyn Fn(usize) -> Vec<StripPart>>,
    ) -> Picked {
        self.prepare(table);
        let theme = cx.theme;
        let area = ui.available_rect_before_wrap();
        let response = ui.interact(area, focus, Sense::focusable_noninteractive());
        let title = table.title();
        response.widget_info(|| WidgetInfo::labeled(Role::Grid, true, &title));
        let bar = theme.size.scrollbar + 2.0 * theme.space.xxs;
        let strip_width = if strip.is_some() { 160.0 } else { 0.0 };
        let room = area.width() - bar - strip_width - theme.space.m;
        let widths = widths(ui, theme, &self.columns, room);
        let head = Rect::from_min_size(area.min, vec2(area.width() - bar, theme.size.table_head));
        self.head(ui, theme, head, &widths);
        let body = area.with_min_y(head.bottom());
        let mut picked = Picked::default();
        if response.has_focus() {
            self.keys(ui, focus, body, theme, &mut picked);
            let line = Stroke::new(1.0, theme.color.accent);
            ui.painter()
                .rect_stroke(body.shrink(1.0), 0.0, line, StrokeKind::Inside);
        }
        let heights = Heights {
            row: f64::from(theme.size.table_row),
            others: &[],
            other: 0.0,
        };
        let (order, cells, columns) = (&self.order, &self.cells, &self.columns);
        let mut chosen = self.chosen;
        self.rows.show(
            ui,
            focus.with("rows"),
            body,
            order.len(),
            &heights,
            theme,
            |ui, place, rect| {
                let Some((row, found)) = order
                    .get(place)
                    .and_then(|row| Some((*row, cells.get(*row as usize)?)))
                else {
                    return;
                };
                let shown = Row {
                    cells: found,
                    columns,
                    widths: &widths,
                    place,
                    is_chosen: chosen == Some(row),
                };
                let parts = strip.map(|strip| strip(row as usize));
                if shown.draw(ui, theme, rect, parts.as_deref()) {
                    chosen = Some(row);
                    picked.row = Some(row as usize);
                    ui.memory_mut(|m| m.request_focus(focus));
                }
            },
        );
        self.chosen = chosen;
        picked
    }

    fn head(&mut self, ui: &mut Ui, theme: &Theme, rect: Rect, widths: &[f32]) {
        let mut x = rect.left();
        let mut clicked = None;
        for (at, (column, width)) in self.columns.iter().zip(widths).enumerate() {
            let cell = Rect::from_min_size(pos2(x, rect.top()), vec2(*width, rect.height()));
            x += width;
            let name = column.name.replace('_', " ");
            let response = ui.interact(cell, ui.scope_id().with(("head", at)), Sense::click());
            let label = format!("Sort by {name}");
            response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &label));
            if response.hovered() || response.has_focus() {
                ui.painter().rect_filled(cell, 0.0, theme.color.hover);
            }
            super::focus_ring(ui, &response);
            if response.clicked() {
                clicked = Some(at);
            }
            let inner = cell.shrink2(vec2(theme.space.s, 0.0));
            let sorted = self.sort.filter(|(c, _)| *c == at);
            let color = if sorted.is_some() {
                theme.color.text
            } else {
                theme.color.weak
            };
            let font = theme.small_medium();
            let painter = ui.painter_at(inner);
            let galley = painter.layout_no_wrap(name, font, color);
            let align = if column.kind == ColumnKind::Text {
                Align2::LEFT_CENTER
            } else {
                Align2::RIGHT_CENTER
            };
            let place = align.align_size_within_rect(galley.size(), inner);
            if let Some((_, descending)) = sorted {
                let icon = if descending { Icon::Down } else { Icon::Up };
                let x = if column.kind == ColumnKind::Text {
                    place.right() + 8.0
                } else {
                    place.left() - 8.0
                };
                let at = Rect::from_center_size(pos2(x, place.center().y), vec2(9.0, 9.0));
                icons::paint(ui.painter(), at, icon, color);
            }
            painter.galley(place.min, galley, color);
            response.on_hover_text(format!("{}. Click to sort.", column.definition));
        }
        ui.painter()
            .hline(rect.x_range(), rect.bottom(), theme.hairline(ui));
        if let Some(at) = clicked {
            let is_text = self
                .columns
                .get(at)
                .is_some_and(|c| c.kind == ColumnKind::Text);
            self.sort = match self.sort {
                Some((column, descending)) if column == at => Some((at, !descending)),
                _ => Some((at, !is_text)),
            };
            self.arrange();
        }
    }

    fn keys(&mut self, ui: &Ui, focus: Id, body: Rect, theme: &Theme, picked: &mut Picked) {
        let filter = egui::EventFilter {
            vertical_arrows: true,
            ..Default::default()
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(focus, filter));
        let here = self
            .chosen
            .and_then(|row| self.order.iter().position(|r| *r == row));
        let page = (body.height() / theme.size.table_row).floor().max(1.0) as isize;
        let all = self.order.len() as isize;
        for (key, by) in [
            (Key::ArrowDown, 1),
            (Key::ArrowUp, -1),
            (Key::PageDown, page),
            (Key::PageUp, -page),
            (Key::End, all),
            (Key::Home, -all),
        ] {
            if ui.input_mut(|i| i.consume_key(Modifiers::NONE, key)) {
                let last = self.order.len().saturating_sub(1);
                let next = here.map_or(0, |at| at.saturating_add_signed(by).min(last));
                self.chosen = self.order.get(next).copied();
                self.rows.show_row(next);
            }
        }
        if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter)) {
            picked.row = self.chosen.map(|row| row as usize);
        }
    }
}

/// One row, as it is drawn.
struct Row<'r> {
    cells: &'r [Cell<'static>],
    columns: &'r [Column],
    widths: &'r [f32],
    place: usize,
    is_chosen: bool,
}

impl Row<'_> {
    /// Whether it was clicked.
    fn draw(&self, ui: &Ui, theme: &Theme, rect: Rect, strip: Option<&[StripPart]>) -> bool {
        let id = ui.scope_id().with(("row", self.place));
        let response = ui.interact(rect, id, Sense::CLICK);
        let label = || {
            let cells = self.columns.iter().zip(self.cells);
            let cells =
                cells.map(|(c, cell)| format!("{} {}", c.name.replace('_', " "), words(cell)));
            cells.collect::<Vec<_>>().join(", ")
        };
        response.widget_info(|| WidgetInfo::selected(Role::Row, true, self.is_chosen, label()));
        ui.accesskit_node_builder(response.id, |node| node.set_row_index(self.place));
        let painter = ui.painter_at(rect);
        if self.is_chosen {
            painter.rect_filled(rect, 0.0, theme.color.selected);
        } else if response.hovered() {
            painter.rect_filled(rect, 0.0, theme.color.hover);
        }
        let has_nodes = ui.has_accesskit_node(response.id);
        let mut x = rect.left();
        let cells = self.columns.iter().zip(self.widths).zip(self.cells);
        for (number, ((column, width), cell)) in cells.enumerate() {
            let at = Rect::from_min_size(pos2(x, rect.top()), vec2(*width, rect.height()));
            x += width;
            if has_nodes {
                let node = ui.interact(at, response.id.with(number), Sense::HOVER);
                let label = format!("{}: {}", column.name.replace('_', " "), words(cell));
                node.widget_info(|| WidgetInfo::labeled(Role::Cell, true, &label));
                ui.accesskit_node_builder(node.id, |node| {
                    node.set_row_index(self.place);
                    node.set_column_index(number);
                });
            }
            let inner = at.shrink2(vec2(theme.space.s, 0.0));
            let text = words(cell);
            let weak = matches!(cell, Cell::Count(0) | Cell::Empty);
            let color = if weak {
                theme.color.weak
            } else {
                theme.color.text
            };
            let mut job = egui::text::LayoutJob::simple_singleline(text, theme.body(), color);
            if column.kind == ColumnKind::Text {
                job.wrap = egui::text::TextWrapping::truncate_at_width(inner.width());
            }
            let galley = painter.layout_job(job);
            let align = if column.kind == ColumnKind::Text {
                Align2::LEFT_CENTER
            } else {
                Align2::RIGHT_CENTER
            };
            let place = align.align_size_within_rect(galley.size(), inner);
            painter.galley(place.min, galley, color);
        }
        if let Some(strip) = strip {
            let whole = rect
                .with_min_x(x + theme.space.s)
                .shrink2(vec2(theme.space.s, 6.0));
            let mut left = whole.left();
            for (share, color) in strip {
                let right = left + whole.width() * share;
                let part = whole.with_min_x(left).with_max_x(right);
                painter.rect_filled(part, 0.0, *color);
                left = right;
            }
        }
        response.clicked()
    }
}

/// What a cell says.
fn words(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Empty => "–".to_owned(),
        Cell::Text(words) => words.to_string(),
        Cell::Count(n) => grouped(*n),
        Cell::Number(n) if n.abs() >= 100.0 => format!("{n:.1}"),
        Cell::Number(n) => format!("{n:.3}"),
        Cell::Day(day) => day.to_string(),
    }
}

fn compare(a: &Cell<'_>, b: &Cell<'_>) -> Ordering {
    match (a, b) {
        (Cell::Count(a), Cell::Count(b)) => a.cmp(b),
        (Cell::Number(a), Cell::Number(b)) => a.total_cmp(b),
        (Cell::Day(a), Cell::Day(b)) => a.cmp(b),
        (Cell::Text(a), Cell::Text(b)) => a.to_lowercase().cmp(&b.to_lowercase()),
        _ => Ordering::Equal,
    }
}

/// Numbers and days have what they and their heads need, words share the rest.
fn widths(ui: &Ui, theme: &Theme, columns: &[Column], room: f32) -> Vec<f32> {
    let head = |column: &Column| {
        let name = column.name.replace('_', " ");
        let galley = ui
            .painter()
            .layout_no_wrap(name, theme.small_medium(), theme.color.weak);
        // The arrow of a sorted column stands before it.
        galley.size().x + 2.0 * theme.space.s + 14.0
    };
    let fixed = |column: &Column| match column.kind {
        ColumnKind::Text => None,
        ColumnKind::Count | ColumnKind::Number => Some(head(column).max(NUMBER)),
        ColumnKind::Day => Some(head(column).max(DAY)),
    };
    let taken: f32 = columns.iter().filter_map(fixed).sum();
    let texts = columns.iter().filter(|c| c.kind == ColumnKind::Text);
    let each = ((room - taken) / texts.count().max(1) as f32).clamp(LEAST_WORDS, MOST_WORDS);
    let widths = columns.iter().map(|column| fixed(column).unwrap_or(each));
    // What does not fit is left out, as no half of a cell can be read; copies and files have it.
    let mut left = room + theme.space.m;
    let fitting = widths.take_while(|width| {
        left -= width;
        left >= 0.0
    });
    fitting.collect()
}

/// What stands at the right of the tabs of a panel with a table: copying and saving it.
pub fn table_buttons<T: Tabular + Send + Sync + 'static>(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    table: &Arc<T>,
    name: &'static str,
) {
    if icons::button(ui, Icon::Export, "Save the table …").clicked() {
        let table: Arc<dyn Tabular + Send + Sync> = Arc::<T>::clone(table);
        let request = dialogs::export_table::request(SharedTable(table), name);
        cx.ask(Ask::Dialog(request));
    }
    let copy = icons::button(ui, Icon::Copy, "Copy the table");
    if copy.clicked()
        && let Ok(text) = table_csv(&**table)
    {
        cx.ask(Ask::Copy(text));
    }
}
