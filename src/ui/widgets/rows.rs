//! A list of any length, of which only the visible rows are drawn.
//!
//! The offset is kept in 64 bits, the wheel is taken here and visible rows are placed relative to the
//! panel, so that ten million rows scroll as exactly as ten.

use egui::{Align2, CornerRadius, Id, Pos2, Rect, Sense, Ui, UiBuilder, Vec2, pos2, vec2};

use super::super::theme::Theme;

/// Where a list is scrolled to.
#[derive(Clone, Copy, Debug, Default)]
pub struct RowsState {
    /// Points above the first visible one.
    pub offset: f64,
    /// A row to bring into view.
    wanted: Option<usize>,
    /// Height of the view in the last frame, in points.
    view: f64,
}

/// Heights of the rows: all alike but for some taller or smaller ones, given by their places.
#[derive(Clone, Copy, Debug)]
pub struct Heights<'a> {
    /// Height of most rows, in points.
    pub row: f64,
    /// Places of the others, ascending.
    pub others: &'a [usize],
    /// Height of the others.
    pub other: f64,
}

impl Heights<'_> {
    /// Points above row `i`.
    pub fn above(&self, i: usize) -> f64 {
        let others = self.others.partition_point(|o| *o < i);
        (i - others.min(i)) as f64 * self.row + others as f64 * self.other
    }

    /// Height of row `i`.
    pub fn of(&self, i: usize) -> f64 {
        if self.others.binary_search(&i).is_ok() {
            self.other
        } else {
            self.row
        }
    }

    /// The row at a point, for `n` rows.
    pub fn row_at(&self, y: f64, n: usize) -> usize {
        // The last row that begins at or above the point.
        let (mut low, mut high) = (0, n);
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.above(middle) <= y {
                low = middle + 1
            } else {
                high = middle
            }
        }
        low.saturating_sub(1)
    }
}

impl RowsState {
    /// The rows of `n` that are in sight, as the list was last drawn.
    pub fn in_sight(&self, n: usize, heights: &Heights<'_>) -> std::ops::Range<usize> {
        let first = heights.row_at(self.offset, n);
        // Its bottom edge belongs to the next row.
        let last = heights.row_at((self.offset + self.view - 0.01).max(0.0), n);
        first..(last + 1).min(n)
    }

    /// A list that is scrolled and as high as this.
    #[cfg(test)]
    pub fn seen_from(offset: f64, view: f64) -> Self {
        Self {
            offset,
            wanted: None,
            view,
        }
    }

    /// Brings a row into view in the next frame.
    pub fn show_row(&mut self, row: usize) {
        self.wanted = Some(row);
    }

    /// Lays out the visible rows of `n` in `rect`; `row` draws one into its rectangle.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        id: Id,
        rect: Rect,
        n: usize,
        heights: &Heights<'_>,
        theme: &Theme,
        mut row: impl FnMut(&mut Ui, usize, Rect),
    ) {
        let total = heights.above(n);
        self.view = f64::from(rect.height());
        let most = (total - self.view).max(0.0);
        if let Some(wanted) = self.wanted.take().filter(|w| *w < n) {
            let (top, height) = (heights.above(wanted), heights.of(wanted));
            if top < self.offset {
                self.offset = top;
            } else if top + height > self.offset + self.view {
                self.offset = top + height - self.view;
            }
        }
        if ui.rect_contains_pointer(rect) {
            let wheel = ui.input(|i| i.smooth_scroll_delta.y);
            if wheel != 0.0 && most > 0.0 {
                self.offset -= f64::from(wheel);
                ui.input_mut(|i| i.smooth_scroll_delta.y = 0.0);
            }
        }
        self.offset = self.offset.clamp(0.0, most);
        let inner = rect;
        let mut list = ui.new_child(UiBuilder::new().max_rect(inner).id_salt(id));
        list.set_clip_rect(inner.intersect(ui.clip_rect()));
        list.spacing_mut().item_spacing = Vec2::ZERO;
        let first = heights.row_at(self.offset, n);
        let mut y = heights.above(first) - self.offset;
        for i in first..n {
            if y >= self.view {
                break;
            }
            let height = heights.of(i);
            let min = pos2(inner.left(), inner.top() + y as f32);
            row(
                &mut list,
                i,
                Rect::from_min_size(min, vec2(inner.width(), height as f32)),
            );
            y += height;
        }
        // Last, so that it lies over the rows.
        scrollbar(ui, id, rect, total, &mut self.offset, theme);
    }
}

/// A scrollbar at the right of `rect`.
fn scrollbar(ui: &mut Ui, id: Id, rect: Rect, total: f64, offset: &mut f64, theme: &Theme) {
    let view = f64::from(rect.height());
    if total <= view {
        return;
    }
    let width = theme.size.scrollbar + 2.0 * theme.space.xxs;
    let track = Align2::RIGHT_TOP.align_size_within_rect(vec2(width, rect.height()), rect);
    let length = (view / total * view).max(24.0).min(view);
    let travel = view - length;
    let most = total - view;
    let response = ui.interact(track, id.with("scrollbar"), Sense::DRAG | Sense::CLICK);
    let grab = id.with("grab");
    if let Some(pos) = response.interact_pointer_pos() {
        let y = f64::from(pos.y - track.top());
        let top = *offset / most * travel;
        if response.drag_started() || response.clicked() || !response.dragged() {
            let held = if (top..=top + length).contains(&y) {
                y - top
            } else {
                length / 2.0
            };
            ui.data_mut(|d| d.insert_temp(grab, held));
        }
        let held: f64 = ui.data(|d| d.get_temp(grab)).unwrap_or(length / 2.0);
        if travel > 0.0 {
            *offset = ((y - held) / travel * most).clamp(0.0, most);
        }
    }
    let top = if most > 0.0 {
        *offset / most * travel
    } else {
        0.0
    };
    let handle = Rect::from_min_size(
        Pos2::new(track.left() + theme.space.xxs, track.top() + top as f32),
        vec2(theme.size.scrollbar, length as f32),
    );
    let strong = response.hovered() || response.dragged();
    let color = if strong {
        theme.color.weak
    } else {
        theme.color.edge
    };
    ui.painter().rect_filled(
        handle.shrink2(vec2(1.0, 2.0)),
        CornerRadius::same(theme.radius.tint),
        color,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_million_rows_are_placed_exactly() {
        let heights = Heights {
            row: 24.0,
            others: &[],
            other: 0.0,
        };
        for row in [0, 1, 999_999, 9_999_999] {
            assert_eq!(heights.row_at(heights.above(row), 10_000_000), row);
            assert_eq!(heights.row_at(heights.above(row) + 23.9, 10_000_000), row);
        }
    }

    #[test]
    fn rows_of_two_heights_are_found_at_their_places() {
        let heights = Heights {
            row: 60.0,
            others: &[0, 3],
            other: 20.0,
        };
        let tops: Vec<f64> = (0..6).map(|i| heights.above(i)).collect();
        assert_eq!(tops, [0.0, 20.0, 80.0, 140.0, 160.0, 220.0]);
        for (i, top) in tops.iter().enumerate() {
            assert_eq!(heights.row_at(*top, 6), i);
        }
    }
}
