//! Layouts of blocks, the place in the text, and what is in view.

use std::collections::HashMap;
use std::sync::Arc;

use egui::text::{CCursor, LayoutJob, TextFormat, TextWrapping};
use egui::{Galley, Pos2, Rect, Ui, pos2, vec2};

use super::anchor::{Anchor, moved_byte};
use super::changes;
use crate::app::blocks::{self, Block, Kind, block_at, byte_from_chars, chars_from_byte};
use crate::app::{ReaderDoc, Settings};
use crate::text::Span;
use crate::ui::theme::{self, Theme};

/// Height of the line under the title, in points.
pub const META_HEIGHT: f32 = 22.0;

/// A block in view.
#[derive(Clone)]
pub struct Placed {
    /// Its number.
    pub number: usize,
    /// The block.
    pub block: Block,
    /// Its layout.
    pub galley: Arc<Galley>,
    /// Where the layout is drawn.
    pub pos: Pos2,
}

/// The text as it lies on the page.
#[derive(Default)]
pub struct Scene {
    doc: Option<Arc<ReaderDoc>>,
    pub(super) blocks: Arc<[Block]>,
    /// Layouts of this frame. The toolkit keeps those of the last frame itself, and knows when its
    /// glyphs have moved; ones kept here would then point at nothing.
    layouts: HashMap<usize, Arc<Galley>>,
    width: f32,
    /// First block in view, and points of it above the view.
    top: (usize, f32),
    /// The words at the top of the view, as the reader of them left it: layouts change, this does not.
    anchor: Option<Anchor>,
    /// `top` as the last frame left it; anything else was done by the reader since.
    settled: (usize, f32),
    wanted: Option<Span>,
    view: Option<Rect>,
    pub(super) placed: Vec<Placed>,
    size: f32,
    line: f32,
}

impl Scene {
    /// Brings a span into view in the next frame; an empty one at 0 means the top.
    pub fn scroll_to(&mut self, span: Span) {
        self.wanted = Some(span);
    }

    /// Size of the reading text, in points.
    pub fn text_size(&self) -> f32 {
        self.size
    }

    /// First byte in view: the start of its top row, as it was when the view was last moved by hand.
    pub fn first_byte(&self) -> u32 {
        self.anchor.map_or(0, |a| a.byte)
    }

    /// Whether a place was asked for that has not been gone to yet.
    pub fn is_on_its_way(&self) -> bool {
        self.wanted.is_some()
    }

    /// The text of the open document.
    pub fn text(&self) -> &str {
        self.doc.as_ref().map_or("", |d| d.text())
    }

    /// Takes over a document. The place stays where the article is the same, whatever else changes.
    pub fn prepare(
        &mut self,
        doc: &Arc<ReaderDoc>,
        width: f32,
        settings: &Settings,
        shows_changes: bool,
    ) {
        let blocks = doc.blocks(shows_changes);
        let old = self.doc.as_ref().map(|d| (&d.article, d.text()));
        match old {
            Some((article, _))
                if article.id == doc.article.id && article.hash == doc.article.hash => {}
            // The source was read again and says something else: on with the words that were at the top.
            Some((article, text)) if article.id == doc.article.id => {
                if let Some(anchor) = &mut self.anchor {
                    anchor.byte = moved_byte(text, doc.text(), anchor.byte);
                }
                self.placed.clear();
            }
            _ => {
                self.top = (0, 0.0);
                self.settled = self.top;
                self.anchor = None;
                // Where the words of another article lie says nothing about this one.
                self.placed.clear();
            }
        }
        self.blocks = Arc::clone(blocks);
        self.doc = Some(Arc::clone(doc));
        self.layouts.clear();
        self.width = width.round();
        self.size = settings.reader_size;
        self.line = (settings.reader_size * settings.reader_spacing).round();
    }

    fn galley(&mut self, ui: &Ui, number: usize) -> Option<Arc<Galley>> {
        if let Some(known) = self.layouts.get(&number) {
            return Some(Arc::clone(known));
        }
        let block = *self.blocks.get(number)?;
        let doc = self.doc.clone()?;
        let width = self.width;
        let theme = theme::of(ui);
        if let Kind::Before(excerpt) = block.kind {
            let before = doc.revised.as_ref()?.before.get(excerpt as usize)?;
            let galley =
                ui.fonts_mut(|f| f.layout_job(changes::layout(before, width, self.size, theme)));
            self.layouts.insert(number, Arc::clone(&galley));
            return Some(galley);
        }
        let (font, line) = match block.kind {
            Kind::Title => (theme.title(), theme.text.title_line),
            Kind::Subhead => (
                egui::FontId::new(self.size, egui::FontFamily::Name(theme::SERIF_BOLD.into())),
                self.line,
            ),
            Kind::Body | Kind::Meta | Kind::Before(_) => (theme.serif(self.size), self.line),
        };
        let format = TextFormat {
            line_height: Some(line),
            // Coloured when painted, so that layouts serve both themes.
            ..TextFormat::simple(font, egui::Color32::PLACEHOLDER)
        };
        let mut job = LayoutJob::single_section(blocks::shown(doc.text(), &block), format);
        job.wrap = TextWrapping::wrap_at_width(width);
        job.keep_trailing_whitespace = true;
        let galley = ui.fonts_mut(|f| f.layout_job(job));
        self.layouts.insert(number, Arc::clone(&galley));
        Some(galley)
    }

    /// Whether a line under the title says that the source was changed.
    fn tells_of_changes(&self) -> bool {
        self.doc.as_ref().is_some_and(|d| d.revised.is_some())
    }

    fn space_above(&self, number: usize, theme: &Theme) -> f32 {
        let Some(block) = self.blocks.get(number) else {
            return 0.0;
        };
        match block.kind {
            _ if number == 0 => theme.space.l,
            _ if block.continued => 0.0,
            Kind::Meta => theme.space.xxs,
            Kind::Title | Kind::Body | Kind::Before(_) => theme.space.m + theme.space.xxs,
            Kind::Subhead => theme.space.xl,
        }
    }

    fn height(&mut self, ui: &Ui, number: usize, theme: &Theme) -> f32 {
        let above = self.space_above(number, theme);
        let below = if number + 1 == self.blocks.len() {
            theme.space.xxl
        } else {
            0.0
        };
        let own = match self.blocks.get(number).map(|b| b.kind) {
            Some(Kind::Meta) if self.tells_of_changes() => META_HEIGHT + changes::HEIGHT,
            Some(Kind::Meta) => META_HEIGHT,
            Some(Kind::Before(_)) => {
                let words = self.galley(ui, number).map_or(0.0, |g| g.size().y);
                words + changes::padding(theme)
            }
            Some(Kind::Title | Kind::Body | Kind::Subhead) => {
                self.galley(ui, number).map_or(0.0, |g| g.size().y)
            }
            None => 0.0,
        };
        above + own + below
    }

    /// Takes the wheel.
    pub fn wheel(&mut self, ui: &mut Ui, area: Rect) {
        self.view = Some(area);
        if ui.rect_contains_pointer(area) {
            let delta = ui.input(|i| i.smooth_scroll_delta.y);
            if delta != 0.0 {
                self.top.1 -= delta;
                ui.input_mut(|i| i.smooth_scroll_delta.y = 0.0);
            }
        }
    }

    /// Moves the view by points.
    pub fn scroll_by(&mut self, points: f32) {
        self.top.1 += points;
    }

    /// Goes to a share of the text, from 0 to 1.
    pub fn scroll_to_share(&mut self, share: f32) {
        let byte = (self.text().len() as f32 * share.clamp(0.0, 1.0)) as usize;
        if let Some(number) = block_at(&self.blocks, byte) {
            self.top = (if share <= 0.0 { 0 } else { number }, 0.0);
        }
    }

    /// Height of the view, in points.
    pub fn view_height(&self) -> f32 {
        self.view().height()
    }

    fn view(&self) -> Rect {
        self.view.unwrap_or(Rect::NOTHING)
    }

    /// Lays out what is in view. `is_current` says whether this is the article that is open: a place
    /// that was asked for waits for its text.
    pub fn arrange(&mut self, ui: &Ui, column: Rect, theme: &Theme, is_current: bool) {
        if let Some(span) = self.wanted.take_if(|_| is_current) {
            self.bring(ui, span, theme);
        }
        self.settle(ui, theme);
        self.placed.clear();
        let mut y = self.view().top() - self.top.1;
        let mut number = self.top.0;
        while y < self.view().bottom() && number < self.blocks.len() {
            let (Some(block), Some(galley)) =
                (self.blocks.get(number).copied(), self.galley(ui, number))
            else {
                break;
            };
            let pos = pos2(column.left(), (y + self.space_above(number, theme)).round());
            self.placed.push(Placed {
                number,
                block,
                galley,
                pos,
            });
            y += self.height(ui, number, theme);
            number += 1;
        }
    }

    /// Where the reader of it moved the view, the words at its top are remembered; else those
    /// remembered are put there again, whatever the layout has become.
    fn settle(&mut self, ui: &Ui, theme: &Theme) {
        let kept = self.anchor.filter(|_| self.top == self.settled);
        if let Some(anchor) = kept {
            self.top = self.top_of(ui, anchor, theme);
        }
        self.normalise(ui, theme);
        if kept.is_none() {
            self.anchor = Some(self.anchor_here(ui, theme));
        }
        self.settled = self.top;
    }

    /// The first row of words that is not wholly above the view.
    fn anchor_here(&mut self, ui: &Ui, theme: &Theme) -> Anchor {
        let (first, above) = self.top;
        if (first, above) == (0, 0.0) {
            return Anchor::TOP;
        }
        let mut y = -above;
        for number in first..self.blocks.len() {
            let height = self.height(ui, number, theme);
            let block = self
                .blocks
                .get(number)
                .filter(|b| b.kind.has_text())
                .copied();
            let words = block
                .zip(self.galley(ui, number))
                .filter(|_| y + height > 0.0);
            if let Some((block, galley)) = words {
                let start = y + self.space_above(number, theme);
                let mut chars = 0;
                for row in &galley.rows {
                    let (top, bottom) = (start + row.min_y(), start + row.max_y());
                    if bottom > 0.0 {
                        let byte = byte_from_chars(self.text(), &block, chars) as u32;
                        return Anchor::at_row(byte, -top, bottom - top);
                    }
                    chars += row.char_count_including_newline().0;
                }
            }
            y += height;
        }
        // Only emptiness below the last words is in view.
        let last = self.blocks.iter().rfind(|b| b.kind.has_text());
        Anchor::at_row(last.map_or(0, |b| b.span.start), 0.0, 1.0)
    }

    /// Where the view begins when an anchor's row lies where it lay.
    fn top_of(&mut self, ui: &Ui, anchor: Anchor, theme: &Theme) -> (usize, f32) {
        if anchor == Anchor::TOP {
            return (0, 0.0);
        }
        let byte = anchor.byte as usize;
        let found = block_at(&self.blocks, byte).and_then(|number| {
            let block = self.blocks.get(number).copied()?;
            Some((number, block, self.galley(ui, number)?))
        });
        let Some((number, block, galley)) = found else {
            return (0, 0.0);
        };
        let row = galley.pos_from_cursor(cursor(chars_from_byte(self.text(), &block, byte)));
        let top = row.top() + self.space_above(number, theme);
        (number, top + anchor.points_above(row.height()))
    }

    /// Keeps the place within the text.
    fn normalise(&mut self, ui: &Ui, theme: &Theme) {
        let (mut number, mut y) = self.top;
        number = number.min(self.blocks.len().saturating_sub(1));
        while y < 0.0 {
            if number == 0 {
                y = 0.0;
                break;
            }
            number -= 1;
            y += self.height(ui, number, theme);
        }
        while number + 1 < self.blocks.len() {
            let height = self.height(ui, number, theme);
            if y < height {
                break;
            }
            y -= height;
            number += 1;
        }
        // No emptiness below the end: what the rest lacks is shown above.
        let mut rest = -y;
        let mut last = number;
        while last < self.blocks.len() && rest < self.view().height() {
            rest += self.height(ui, last, theme);
            last += 1;
        }
        let mut lack = self.view().height() - rest;
        while lack > 0.0 && (number > 0 || y > 0.0) {
            if y > 0.0 {
                let taken = y.min(lack);
                y -= taken;
                lack -= taken;
            } else {
                number -= 1;
                y = self.height(ui, number, theme);
            }
        }
        self.top = (number, y);
    }

    /// Brings a span into view: not at all where it is, else to the upper third.
    fn bring(&mut self, ui: &Ui, span: Span, theme: &Theme) {
        if span == Span::default() {
            self.top = (0, 0.0);
            self.anchor = None;
            return;
        }
        let Some(number) = block_at(&self.blocks, span.start()) else {
            return;
        };
        let comfortable = self.view().shrink2(vec2(0.0, self.view().height() * 0.08));
        let seen = self
            .rects(span)
            .iter()
            .any(|r| comfortable.contains(r.center()))
            || self
                .caret_rect(span.start())
                .is_some_and(|r| comfortable.contains(r.center()));
        if seen {
            return;
        }
        let Some((block, galley)) = self
            .blocks
            .get(number)
            .copied()
            .zip(self.galley(ui, number))
        else {
            return;
        };
        let at = cursor(chars_from_byte(self.text(), &block, span.start()));
        let row = galley.pos_from_cursor(at).top() + self.space_above(number, theme);
        if span.is_empty() {
            // A place that was kept is the top of the view again, to the byte.
            let anchor = Anchor::at_row(span.start, 0.0, 1.0);
            self.anchor = Some(anchor);
            self.top = self.top_of(ui, anchor, theme);
            self.settled = self.top;
            return;
        }
        // A passage wants some text above it.
        self.top = (number, row - self.view().height() * 0.3);
        self.normalise(ui, theme);
    }

    /// The byte nearest to a point.
    pub fn byte_at(&self, pos: Pos2) -> Option<usize> {
        let text = self.placed.iter().filter(|p| p.block.kind.has_text());
        let under = text
            .clone()
            .rfind(|p| p.pos.y <= pos.y)
            .or_else(|| text.clone().next())?;
        let cursor = under.galley.cursor_from_pos(pos - under.pos);
        Some(byte_from_chars(self.text(), &under.block, cursor.index.0))
    }

    /// Where a span lies in view, row by row.
    pub fn rects(&self, span: Span) -> Vec<Rect> {
        self.placed
            .iter()
            .flat_map(|p| self.rects_in(p, span))
            .collect()
    }

    /// Where a span lies in one block, row by row.
    pub fn rects_in(&self, placed: &Placed, span: Span) -> Vec<Rect> {
        let Some(part) = span
            .intersect(placed.block.span)
            .filter(|_| placed.block.kind.has_text())
        else {
            return Vec::new();
        };
        let text = self.text();
        let (from, to) = (
            chars_from_byte(text, &placed.block, part.start()),
            chars_from_byte(text, &placed.block, part.end()),
        );
        let mut out = Vec::new();
        let mut first = 0;
        for row in &placed.galley.rows {
            let len = row.char_count_including_newline().0;
            let (a, mut b) = (from.max(first), to.min(first + len));
            // A space at the end of a row is not seen and not marked.
            let is_space = |at: usize| {
                let glyph = row.glyphs.get(at - first);
                glyph.is_some_and(|g| g.chr.is_whitespace())
            };
            while b > a + 1 && is_space(b - 1) {
                b -= 1;
            }
            if a < b {
                let x = |at: usize| placed.pos.x + row.pos.x + row.x_offset((at - first).into());
                let top = placed.pos.y + row.min_y();
                let rect =
                    Rect::from_min_max(pos2(x(a), top), pos2(x(b), placed.pos.y + row.max_y()));
                if rect.bottom() >= self.view().top() && rect.top() <= self.view().bottom() {
                    out.push(rect);
                }
            }
            first += len;
            if first >= to {
                break;
            }
        }
        out
    }

    /// Where the caret stands at a byte, if that is in view.
    pub fn caret_rect(&self, byte: usize) -> Option<Rect> {
        let number = block_at(&self.blocks, byte)?;
        let placed = self.placed.iter().find(|p| p.number == number)?;
        let cursor = cursor(chars_from_byte(self.text(), &placed.block, byte));
        Some(
            placed
                .galley
                .pos_from_cursor(cursor)
                .translate(placed.pos.to_vec2()),
        )
    }

    /// The byte one row above or below another, at a wanted horizontal place.
    pub fn byte_in_next_row(
        &mut self,
        ui: &Ui,
        byte: usize,
        down: bool,
        wanted_x: Option<f32>,
    ) -> Option<(usize, f32)> {
        let number = block_at(&self.blocks, byte)?;
        let block = *self.blocks.get(number)?;
        let galley = self.galley(ui, number)?;
        let here = galley.pos_from_cursor(cursor(chars_from_byte(self.text(), &block, byte)));
        let x = wanted_x.unwrap_or(here.left());
        let y = if down {
            here.bottom() + 2.0
        } else {
            here.top() - 2.0
        };
        if (0.0..galley.size().y).contains(&y) {
            let cursor = galley.cursor_from_pos(vec2(x, y));
            return Some((byte_from_chars(self.text(), &block, cursor.index.0), x));
        }
        let mut next = number;
        let (other, galley) = loop {
            next = if down { next + 1 } else { next.checked_sub(1)? };
            let other = *self.blocks.get(next)?;
            if other.kind.has_text() {
                break (other, self.galley(ui, next)?);
            }
        };
        let y = if down { 1.0 } else { galley.size().y - 1.0 };
        let cursor = galley.cursor_from_pos(vec2(x, y));
        Some((byte_from_chars(self.text(), &other, cursor.index.0), x))
    }

    /// Start or end of the row that holds a byte.
    pub fn row_edge(&mut self, ui: &Ui, byte: usize, end: bool) -> Option<usize> {
        let number = block_at(&self.blocks, byte)?;
        let block = *self.blocks.get(number)?;
        let galley = self.galley(ui, number)?;
        let here = cursor(chars_from_byte(self.text(), &block, byte));
        let edge = if end {
            let last = galley.cursor_end_of_row(&here);
            // The end of a wrapped row is the beginning of the next: stay on this one.
            if galley.layout_from_cursor(here).row + 1 < galley.rows.len() {
                galley.cursor_left_one_character(&last)
            } else {
                last
            }
        } else {
            galley.cursor_begin_of_row(&here)
        };
        Some(byte_from_chars(self.text(), &block, edge.index.0))
    }
}

/// A place among the characters of a block; where a row is wrapped, the beginning of the next row.
fn cursor(chars: usize) -> CCursor {
    CCursor {
        index: chars.into(),
        prefer_next_row: true,
    }
}
