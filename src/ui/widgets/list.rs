//! A list with the focus: one row under a cursor that arrow keys move, of which only the visible rows
//! are drawn.

use egui::{
    EventFilter, Id, Key, Modifiers, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
};

use super::super::theme::Theme;
use super::rows::{Heights, RowsState};

/// Where a list is, and which row is under its cursor.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListState {
    rows: RowsState,
    /// The row under the cursor.
    pub cursor: usize,
}

/// What was done in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Walked {
    /// The cursor was put on this row, by a key or a click.
    pub moved: Option<usize>,
    /// This row was meant: by Enter, or by a click.
    pub entered: Option<usize>,
}

/// What a list is called, and how it is laid out.
#[derive(Clone, Copy)]
pub struct ListLook<'a> {
    /// Its id in the window.
    pub id: Id,
    /// Its name for assistive technology.
    pub name: &'a str,
    /// Where it lies.
    pub rect: Rect,
    /// Height of a row, in points.
    pub row: f32,
    /// Tokens.
    pub theme: &'a Theme,
}

impl ListState {
    /// Draws the visible rows of `n`; `row` draws one over its ground and returns what it says.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        look: &ListLook<'_>,
        n: usize,
        mut row: impl FnMut(&mut Ui, usize, Rect) -> String,
    ) -> Walked {
        let theme = look.theme;
        self.cursor = self.cursor.min(n.saturating_sub(1));
        let list = ui.interact(look.rect, look.id, Sense::focusable_noninteractive());
        list.widget_info(|| WidgetInfo::labeled(Role::List, true, look.name));
        let mut walked = Walked::default();
        if list.has_focus() {
            self.keys(ui, look, n, &mut walked);
        }
        let heights = Heights {
            row: f64::from(look.row),
            others: &[],
            other: 0.0,
        };
        let cursor = self.cursor;
        let mut clicked = None;
        self.rows.show(
            ui,
            look.id,
            look.rect,
            n,
            &heights,
            theme,
            |ui, at, rect| {
                let response = ui.interact(rect, look.id.with(at), Sense::CLICK);
                if at == cursor {
                    ui.painter().rect_filled(rect, 0.0, theme.color.selected);
                    let bar = rect.with_max_x(rect.left() + 2.0);
                    ui.painter().rect_filled(bar, 0.0, theme.color.accent);
                } else if response.hovered() {
                    ui.painter().rect_filled(rect, 0.0, theme.color.hover);
                }
                let says = row(ui, at, rect.shrink2(egui::vec2(theme.space.s, 0.0)));
                response.widget_info(|| {
                    WidgetInfo::selected(Role::ListItem, true, at == cursor, &says)
                });
                if response.clicked() {
                    clicked = Some(at);
                }
            },
        );
        if let Some(at) = clicked {
            self.cursor = at;
            list.request_focus();
            walked = Walked {
                moved: Some(at),
                entered: Some(at),
            };
        }
        if list.has_focus() {
            let line = Stroke::new(1.0, theme.color.accent);
            let outline = look.rect.shrink(0.5);
            ui.painter()
                .rect_stroke(outline, 0.0, line, StrokeKind::Inside);
        }
        walked
    }

    /// Puts the cursor on a row and brings it into view.
    pub fn go_to(&mut self, row: usize) {
        self.cursor = row;
        self.rows.show_row(row);
    }

    fn keys(&mut self, ui: &Ui, look: &ListLook<'_>, n: usize, walked: &mut Walked) {
        let filter = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(look.id, filter));
        let page = (look.rect.height() / look.row).floor().max(1.0) as isize;
        for (key, by) in [
            (Key::ArrowDown, 1),
            (Key::ArrowUp, -1),
            (Key::PageDown, page),
            (Key::PageUp, -page),
            (Key::End, n as isize),
            (Key::Home, -(n as isize)),
        ] {
            if n > 0 && ui.input_mut(|i| i.consume_key(Modifiers::NONE, key)) {
                self.go_to(self.cursor.saturating_add_signed(by).min(n - 1));
                walked.moved = Some(self.cursor);
            }
        }
        if n > 0 && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter)) {
            walked.entered = Some(self.cursor);
        }
    }
}
