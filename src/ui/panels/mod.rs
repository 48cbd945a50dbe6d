//! The panels, one file or folder each, and what each keeps for itself.

pub mod annotations;
pub mod articles;
pub mod codebook;
pub mod details;
mod editor;
pub mod facets;
pub mod reader;
pub mod timeline;
pub mod tracks;

use egui::{Button, RichText, Ui};

use super::Cx;
use super::filter_bar::FilterForm;
use super::layout::Pane;
use crate::app::{Command, State};

/// What the panels keep for themselves: scroll positions, drafts, open forms.
#[derive(Default)]
pub struct Panels {
    pub articles: articles::ArticlesPanel,
    pub reader: reader::ReaderPanel,
    pub annotations: annotations::AnnotationsPanel,
    pub codebook: codebook::CodebookPanel,
    pub tracks: tracks::TracksPanel,
    pub details: details::DetailsPanel,
    pub facets: facets::FacetsPanel,
    pub timeline: timeline::TimelinePanel,
    pub filter: FilterForm,
    /// Words for the clipboard at the end of the frame.
    pub clipboard: Option<String>,
    /// Whether a text field had the focus in the last frame.
    pub was_typing: bool,
    /// Whether jobs were running in the last frame.
    pub was_busy: bool,
}

impl Panels {
    /// Draws a panel.
    pub fn show(&mut self, pane: Pane, ui: &mut Ui, cx: &mut Cx<'_>) {
        match pane {
            Pane::Articles => self.articles.show(ui, cx),
            Pane::Reader => self.reader.show(ui, cx),
            Pane::Annotations => self.annotations.show(ui, cx),
            Pane::Codebook => self.codebook.show(ui, cx),
            Pane::Tracks => self.tracks.show(ui, cx),
            Pane::Details => self.details.show(ui, cx),
            Pane::Facets => self.facets.show(ui, cx),
            Pane::Timeline => self.timeline.show(ui, cx),
        }
    }

    /// What was typed in fields that the focus may leave without their being drawn again.
    pub fn unsaid(&self, state: &State) -> Vec<Command> {
        let mut out = self.details.unsaid(state);
        out.extend(self.codebook.unsaid(state));
        out.extend(self.tracks.unsaid(state));
        out
    }

    /// Draws what stands at the right of a panel's tabs, from the right.
    pub fn show_head(pane: Pane, ui: &mut Ui, cx: &mut Cx<'_>) {
        match pane {
            Pane::Articles => articles::ArticlesPanel::head(ui, cx),
            Pane::Reader => reader::head(ui, cx),
            Pane::Timeline => timeline::head(ui, cx),
            Pane::Annotations | Pane::Codebook | Pane::Tracks | Pane::Details | Pane::Facets => {}
        }
    }
}

/// Words for an empty panel, and a button that does what they say.
pub(super) fn empty(ui: &mut Ui, cx: &Cx<'_>, words: &str, action: Option<&str>) -> bool {
    let theme = cx.theme;
    let mut clicked = false;
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() * 0.3).min(120.0));
        ui.set_max_width(260.0);
        ui.label(RichText::new(words).color(theme.color.weak));
        ui.add_space(theme.space.s);
        if let Some(action) = action {
            clicked = ui.add(Button::new(action)).clicked();
        }
    });
    clicked
}
