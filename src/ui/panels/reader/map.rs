//! The scrollbar of the reader: where in the text one is, and where its marks lie.

use std::sync::Arc;

use egui::{Color32, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::ReaderPanel;
use super::marks::MarkTable;
use crate::app::ReaderDoc;
use crate::ui::Cx;
use crate::ui::made_of::MadeOf;
use crate::ui::theme::Theme;

/// Where the marks of a text lie on its scrollbar. Of ten thousand marks a few hundred can be seen: they are
/// looked for once, not in every frame.
#[derive(Default)]
pub(super) struct MarkMap {
    of: MadeOf<ReaderDoc>,
    marks: u64,
    track: Option<Rect>,
    theme: Option<&'static Theme>,
    ticks: Vec<Tick>,
}

struct Tick {
    y: f32,
    color: Color32,
    /// Annotations lie at the right, hits and mentions at the left.
    right: bool,
}

impl MarkMap {
    fn prepare(
        &mut self,
        doc: &Arc<ReaderDoc>,
        marks: &MarkTable,
        track: Rect,
        theme: &'static Theme,
    ) {
        // All are asked: each remembers.
        let changed = self.of.is_new(doc)
            | (std::mem::replace(&mut self.marks, marks.revision) != marks.revision)
            | (self.track.replace(track) != Some(track))
            | !self
                .theme
                .replace(theme)
                .is_some_and(|t| std::ptr::eq(t, theme));
        if !changed {
            return;
        }
        self.ticks.clear();
        let hits = doc.query.iter().map(|s| (s.start, theme.color.accent));
        let tracks = doc.tracks.iter().flat_map(|track| {
            let color = theme.color.slot(track.slot);
            track.spans.iter().map(move |s| (s.start, color))
        });
        let annotations = marks.all.iter().map(|mark| {
            let color = mark.slot.map_or(theme.color.weak, |s| theme.color.slot(s));
            (mark.span.start, color)
        });
        let left = hits.chain(tracks).map(|(at, color)| (at, color, false));
        let right = annotations.map(|(at, color)| (at, color, true));
        // One tick a row of pixels and side is enough; the first counts.
        let rows = (track.bottom() + 2.0).max(0.0) as usize;
        let mut drawn = [vec![false; rows], vec![false; rows]];
        for (at, color, right) in left.chain(right) {
            let row = y_of(doc, track, at).round().max(0.0) as usize;
            let side = drawn.get_mut(usize::from(right));
            let Some(drawn) = side.and_then(|side| side.get_mut(row)) else {
                continue;
            };
            if !std::mem::replace(drawn, true) {
                let y = row as f32;
                self.ticks.push(Tick { y, color, right });
            }
        }
    }
}

/// Where a byte of the text lies on the scrollbar.
fn y_of(doc: &ReaderDoc, track: Rect, byte: u32) -> f32 {
    let length = doc.text().len().max(1) as f32;
    track.top() + byte as f32 / length * track.height()
}

impl ReaderPanel {
    /// Draws the scrollbar, and takes one where it is pressed.
    pub(super) fn map(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, doc: &Arc<ReaderDoc>, track: Rect) {
        let theme = cx.theme;
        let track = track.shrink2(vec2(1.0, theme.space.xs));
        let response = ui.interact(track, ui.scope_id().with("map"), Sense::CLICK | Sense::DRAG);
        if let Some(pos) = response.interact_pointer_pos() {
            self.scene
                .scroll_to_share((pos.y - track.top()) / track.height());
        }
        let seen = self.scene.placed.first().zip(self.scene.placed.last());
        if let Some((first, last)) = seen {
            let top = y_of(doc, track, first.block.span.start);
            let bottom = y_of(doc, track, last.block.span.end).max(top + 8.0);
            let view = Rect::from_min_max(pos2(track.left(), top), pos2(track.right(), bottom));
            let color = if response.hovered() || response.dragged() {
                theme.color.hover
            } else {
                theme.color.panel
            };
            ui.painter().rect_filled(
                track,
                theme.radius.tint,
                theme.color.page.lerp_to_gamma(theme.color.panel, 0.5),
            );
            ui.painter()
                .rect_filled(view.intersect(track), theme.radius.tint, color);
            let edge = Stroke::new(1.0, theme.color.edge);
            let view = view.intersect(track);
            ui.painter()
                .rect_stroke(view, theme.radius.tint, edge, StrokeKind::Inside);
        }
        self.map.prepare(doc, &self.marks, track, theme);
        let half = track.center().x;
        for tick in &self.map.ticks {
            let across = if tick.right {
                half..=track.right()
            } else {
                track.left()..=half + 1.0
            };
            ui.painter().hline(across, tick.y, (2.0, tick.color));
        }
    }
}
