//! What keeps a scrolled column of parts of any height where it is when parts come and go.

use egui::scroll_area::ScrollAreaOutput;
use egui::{ScrollArea, Ui};

/// The parts of a column, by what they are, and where their tops lie.
#[derive(Clone, Debug)]
pub struct KeptScroll<K> {
    /// Of the last frame, in points from the top of the column.
    parts: Vec<(K, f32)>,
    /// Points of the column above the view, in the last frame.
    offset: f32,
    /// Of this frame, on the screen.
    drawn: Vec<(K, f32)>,
    /// Where the column begins on the screen, in this frame.
    top: f32,
    /// Where to scroll to when it is drawn next.
    wanted: Option<f32>,
}

impl<K> Default for KeptScroll<K> {
    fn default() -> Self {
        Self {
            parts: Vec::new(),
            offset: 0.0,
            drawn: Vec::new(),
            top: 0.0,
            wanted: None,
        }
    }
}

impl<K: PartialEq> KeptScroll<K> {
    /// The column, where it is to be.
    pub fn area(&mut self) -> ScrollArea {
        let column = ScrollArea::vertical();
        match self.wanted.take() {
            Some(offset) => column.vertical_scroll_offset(offset),
            None => column,
        }
    }

    /// The column begins here.
    pub fn start(&mut self, ui: &Ui) {
        self.drawn.clear();
        self.top = ui.cursor().top();
    }

    /// A part begins here.
    pub fn part(&mut self, ui: &Ui, key: K) {
        self.drawn.push((key, ui.cursor().top()));
    }

    /// Ends the column. Where the first part that was in sight lies elsewhere now, the column is scrolled
    /// with it, and the frame is drawn again before anybody sees it.
    pub fn end<R>(&mut self, ui: &Ui, column: &ScrollAreaOutput<R>) {
        let top = self.top;
        let drawn = self.drawn.drain(..);
        let parts: Vec<(K, f32)> = drawn.map(|(k, y)| (k, y - top)).collect();
        let moved = moved(&self.parts, self.offset, &parts);
        self.parts = parts;
        self.offset = column.state.clamped_offset().y;
        if moved.abs() > 0.5 {
            self.offset += moved;
            self.wanted = Some(self.offset);
            ui.request_discard("parts of a list came or went above those in sight");
        }
    }
}

/// How far the first part that was in sight has moved.
fn moved<K: PartialEq>(before: &[(K, f32)], offset: f32, now: &[(K, f32)]) -> f32 {
    // At its very beginning a column stays at its beginning.
    if offset <= 0.0 {
        return 0.0;
    }
    let in_sight = before.iter().filter(|(_, y)| *y >= offset - 1.0);
    let mut moves = in_sight.filter_map(|(key, y)| {
        let found = now.iter().find(|(k, _)| k == key);
        found.map(|(_, now)| now - y)
    });
    moves.next().unwrap_or_default()
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "points are added and taken away exactly")]
mod tests {
    use super::moved;

    #[test]
    fn what_came_above_moves_the_column_and_what_came_below_does_not() {
        let before = [('a', 0.0), ('b', 30.0), ('c', 70.0), ('d', 90.0)];
        let above = [
            ('x', 0.0),
            ('a', 25.0),
            ('b', 55.0),
            ('c', 95.0),
            ('d', 115.0),
        ];
        assert_eq!(moved(&before, 60.0, &above), 25.0);
        let gone = [('b', 0.0), ('c', 40.0), ('d', 60.0)];
        assert_eq!(moved(&before, 60.0, &gone), -30.0);
        let below = [
            ('a', 0.0),
            ('b', 30.0),
            ('c', 70.0),
            ('x', 90.0),
            ('d', 110.0),
        ];
        assert_eq!(moved(&before, 60.0, &below), 0.0);
        assert_eq!(moved(&before, 0.0, &above), 0.0);
        assert_eq!(moved(&before, 60.0, &[('d', 0.0)]), -90.0);
    }
}
