//! What an earlier version of the source said: a line that tells of it, excerpts between the
//! paragraphs, and marks on the words that are new.

use egui::text::{LayoutJob, TextFormat};
use egui::{ComboBox, Rect, RichText, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::ReaderPanel;
use super::paint::overlapping;
use super::scene::Placed;
use crate::app::command::ViewCommand;
use crate::app::{Before, Command, Comparing, ReaderDoc, Revised};
use crate::text::Span;
use crate::ui::icons::{self, Icon};
use crate::ui::theme::Theme;
use crate::ui::widgets::swatch::{self, Pattern};
use crate::ui::{Cx, counted};

/// Height of the line that tells of changes, in points.
pub const HEIGHT: f32 = 30.0;

/// The excerpt's text is this much smaller than the text around it.
const SMALLER: f32 = 2.0;

/// Lays an excerpt out: what was taken away is struck through.
pub fn layout(before: &Before, width: f32, size: f32, theme: &Theme) -> LayoutJob {
    let font = theme.serif(size - SMALLER);
    let kept = TextFormat {
        line_height: Some((size * 1.5).round()),
        ..TextFormat::simple(font, theme.color.weak)
    };
    let removed = TextFormat {
        color: theme.color.text,
        strikethrough: Stroke::new(1.0, theme.color.text),
        ..kept.clone()
    };
    let mut job = LayoutJob::default();
    job.wrap.max_width = width - 2.0 * theme.space.m;
    let mut at = 0;
    let mut add = |until: usize, format: &TextFormat| {
        let words = before.text.get(at..until).unwrap_or_default();
        if !words.is_empty() {
            job.append(words, 0.0, format.clone());
        }
        at = until;
    };
    for span in &before.removed {
        add(span.start(), &kept);
        add(span.end(), &removed);
    }
    add(before.text.len(), &kept);
    job
}

/// Says how much of the source has changed, and shows or hides it.
pub fn line_ui(ui: &mut Ui, cx: &mut Cx<'_>, revised: &Revised, rect: Rect) {
    let theme = cx.theme;
    let mut line = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(rect)
            .id_salt("source changed")
            .layout(egui::Layout::left_to_right(egui::Align::Center)),
    );
    line.spacing_mut().item_spacing.x = theme.space.s;
    let (at, _) = line.allocate_exact_size(vec2(icons::SIZE, icons::SIZE), Sense::hover());
    icons::paint(line.painter(), at, Icon::Warning, theme.color.warning);
    let words = match revised.changes.len() {
        0 => "The source was changed, in spacing only.".to_owned(),
        n => format!(
            "The source was changed in {}.",
            counted(n, "place", "places")
        ),
    };
    line.label(RichText::new(words).size(theme.text.small));
    if revised.changes.is_empty() && revised.versions == 1 {
        return;
    }
    let now = cx.state.reading.comparing;
    let label = if now.shown {
        "Hide changes"
    } else {
        "Show changes"
    };
    let button = egui::Button::new(RichText::new(label).size(theme.text.small)).small();
    if line.add(button).clicked() {
        cx.send(Command::View(ViewCommand::Compare(Comparing {
            shown: !now.shown,
            ..now
        })));
    }
    if now.shown && revised.versions > 1 {
        let mut version = revised.version;
        let combo = ComboBox::from_id_salt("compared with")
            .selected_text(version_words(version))
            .show_ui(&mut line, |ui| {
                for n in 0..revised.versions {
                    ui.selectable_value(&mut version, n, version_words(n));
                }
            });
        combo.response.widget_info(|| {
            let words = format!("Compared with: {}", version_words(revised.version));
            WidgetInfo::labeled(Role::ComboBox, true, words)
        });
        if version != revised.version {
            cx.send(Command::View(ViewCommand::Compare(Comparing {
                version,
                ..now
            })));
        }
    }
}

fn version_words(version: usize) -> String {
    match version {
        0 => "the version before".to_owned(),
        n => format!("{} versions before", n + 1),
    }
}

/// Height of an excerpt around its layout, in points.
pub fn padding(theme: &Theme) -> f32 {
    2.0 * theme.space.xs
}

/// Draws an excerpt.
pub fn paint_before(ui: &Ui, cx: &Cx<'_>, placed: &Placed, before: &Before) {
    let theme = cx.theme;
    let width = placed.galley.job.wrap.max_width + 2.0 * theme.space.m;
    let size = vec2(width, placed.galley.size().y + padding(theme));
    let rect = Rect::from_min_size(placed.pos, size);
    ui.painter()
        .rect_filled(rect, theme.radius.tint, theme.color.panel);
    let edge = Stroke::new(2.0, theme.color.edge);
    let (top, bottom) = (rect.left_top(), rect.left_bottom());
    swatch::line(ui.painter(), top, bottom, Pattern::Dotted, edge);
    let inset = vec2(theme.space.m, padding(theme) / 2.0);
    ui.painter()
        .galley(placed.pos + inset, placed.galley.clone(), theme.color.weak);
    let id = ui.scope_id().with(("before", placed.number));
    let response = ui.interact(rect, id, Sense::HOVER);
    response
        .widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("before: {}", before.text)));
}

impl ReaderPanel {
    /// Words that the earlier version does not have: a quiet ground with a line below, and a bar beside
    /// each row where something changed.
    pub(super) fn added(&self, ui: &Ui, cx: &Cx<'_>, doc: &ReaderDoc, placed: &Placed) {
        let Some(revised) = doc
            .revised
            .as_ref()
            .filter(|_| cx.state.reading.comparing.shown)
        else {
            return;
        };
        let theme = cx.theme;
        let added: Vec<Span> = revised.added().collect();
        for span in overlapping(&added, placed.block.span) {
            for row in self.scene.rects_in(placed, *span) {
                let rect = self.text_rect(placed, row);
                ui.painter()
                    .rect_filled(rect, theme.radius.tint, theme.color.hover);
                let line = Stroke::new(1.0, theme.color.text);
                ui.painter()
                    .hline(rect.x_range(), rect.bottom() - 1.0, line);
                let bar = Stroke::new(2.0, theme.color.edge);
                let x = placed.pos.x - theme.space.m;
                ui.painter().vline(x, row.y_range(), bar);
            }
        }
    }
}
