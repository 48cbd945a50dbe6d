//! The panels, one file or folder each, and what each keeps for itself.
//!
//! Vocabulary: a [`Pane`] is a panel's id; its [`PanelInfo`] says where it lies, which key shows it and
//! how it is made; a [`Panel`] draws it and keeps its scroll position, drafts and open forms.
//!
//! A new panel is a file or folder here with its `PANE` and its `INFO`, and one line in [`ALL`]. Layout,
//! keys, F6, palette and smoke tests read that table. Layouts saved before the panel was there keep
//! everything else as it is and get it at its [`Place`].

pub mod annotations;
pub mod articles;
mod author;
pub mod codebook;
pub mod compare;
pub mod concordance;
pub mod coverage;
pub mod details;
pub mod dispersion;
mod editor;
pub mod evidence;
pub mod facets;
mod looking;
pub mod names;
pub mod neighbours;
pub mod reader;
mod registry;
mod subject;
pub mod timeline;
pub mod together;
pub mod tracks;
#[cfg(test)]
#[path = "../../../tests/seams/weekdays_panel.rs"]
pub mod weekdays_panel;
pub mod words;

use std::any::Any;

use egui::{Button, Id, Key, RichText, Ui};

use super::Cx;
use super::filter_bar::FilterForm;
use crate::app::{Command, State};

pub use registry::{Pane, Panel, PanelInfo, Place, SavedPane, Side};

/// Every panel, in the order of F6.
pub static ALL: &[&PanelInfo] = &[
    &articles::INFO,
    &facets::INFO,
    &names::INFO,
    &reader::INFO,
    &annotations::INFO,
    &codebook::INFO,
    &tracks::INFO,
    &details::INFO,
    &timeline::INFO,
    &concordance::INFO,
    &dispersion::INFO,
    &neighbours::INFO,
    &compare::INFO,
    &words::INFO,
    &together::INFO,
    &evidence::INFO,
    &coverage::INFO,
    #[cfg(test)]
    &weekdays_panel::INFO,
];

/// The panels of a window, and what else it keeps between frames.
pub struct Panels {
    all: Vec<(Pane, Box<dyn Panel>)>,
    pub filter: FilterForm,
    /// Words for the clipboard at the end of the frame.
    pub clipboard: Option<String>,
    /// Whether a text field had the focus in the last frame.
    pub was_typing: bool,
    /// Whether jobs were running in the last frame.
    pub was_busy: bool,
}

impl Default for Panels {
    fn default() -> Self {
        Self {
            all: ALL.iter().map(|info| (info.pane, (info.make)())).collect(),
            filter: FilterForm::default(),
            clipboard: None,
            was_typing: false,
            was_busy: false,
        }
    }
}

impl Panels {
    fn get(&mut self, pane: Pane) -> Option<&mut Box<dyn Panel>> {
        let found = self.all.iter_mut().find(|(p, _)| *p == pane);
        found.map(|(_, panel)| panel)
    }

    /// Draws a panel.
    pub fn show(&mut self, pane: Pane, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(panel) = self.get(pane) {
            panel.show(ui, cx);
        }
    }

    /// Draws what stands at the right of a panel's tabs, from the right.
    pub fn head(&mut self, pane: Pane, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(panel) = self.get(pane) {
            panel.head(ui, cx);
        }
    }

    /// Does something with a panel of one kind: `panels.with(|reader: &mut ReaderPanel| ..)`. Nothing
    /// where the table has none.
    pub fn with<P: Panel, R>(&mut self, act: impl FnOnce(&mut P) -> R) -> Option<R> {
        let mut all = self.all.iter_mut();
        let found = all.find_map(|(_, panel)| {
            let panel: &mut dyn Any = &mut **panel;
            panel.downcast_mut::<P>()
        });
        found.map(act)
    }

    /// What follows from a frame for every panel, drawn or not.
    pub fn after_frame(&self, ui: &Ui, state: &State, out: &mut Vec<Command>) {
        for (_, panel) in &self.all {
            panel.after_frame(ui, state, out);
        }
    }

    /// Whether a letter means something in the panel that has the focus.
    pub fn own_letter(&self, focused: Option<Id>, key: Key) -> bool {
        let mut all = self.all.iter();
        all.any(|(pane, panel)| {
            Some(pane.focus_id()) == focused && panel.own_letters().contains(&key)
        })
    }

    /// What was typed in fields that the focus may leave without their being drawn again.
    pub fn uncommitted(&self, state: &State) -> Vec<Command> {
        let all = self.all.iter();
        all.flat_map(|(_, panel)| panel.uncommitted(state))
            .collect()
    }
}

/// Words for an empty panel, and a button that does what they say.
pub(super) fn empty(ui: &mut Ui, cx: &Cx<'_>, words: &str, action: Option<&str>) -> bool {
    let theme = cx.theme;
    let mut clicked = false;
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() * 0.3).min(120.0));
        ui.set_max_width(ui.available_width().min(260.0));
        ui.label(RichText::new(words).color(theme.color.weak));
        ui.add_space(theme.space.s);
        if let Some(action) = action {
            clicked = ui.add(Button::new(action)).clicked();
        }
    });
    clicked
}

/// Height of the row of choices above a table, in points.
const TOOLS: f32 = 32.0;

/// A row above a table: what is counted, and how.
pub(super) fn tools_row(ui: &mut Ui, cx: &Cx<'_>, add: impl FnOnce(&mut Ui)) {
    let theme = cx.theme;
    let area = ui.available_rect_before_wrap();
    let rect = area.with_max_y(area.top() + TOOLS);
    ui.advance_cursor_after_rect(rect);
    ui.painter()
        .hline(rect.x_range(), rect.bottom(), theme.hairline(ui));
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let inner = rect.shrink2(egui::vec2(theme.space.m, 0.0));
    let builder = egui::UiBuilder::new().id_salt("tools").max_rect(inner);
    let mut row = ui.new_child(builder.layout(layout));
    row.set_clip_rect(rect.intersect(ui.clip_rect()));
    add(&mut row);
}

/// Says why a panel is empty, with nothing to be done about it.
pub(super) fn told(ui: &mut Ui, cx: &Cx<'_>, words: &str) {
    empty(ui, cx, words, None);
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_panels_share_an_id_a_title_a_digit_or_a_place() {
        let mut ids = HashSet::new();
        let mut titles = HashSet::new();
        let mut digits = HashSet::new();
        let mut places = HashSet::new();
        for info in ALL {
            assert!(ids.insert(info.pane.id()), "{}", info.title);
            assert!(titles.insert(info.title), "{}", info.title);
            assert!(
                info.digit.is_none_or(|d| digits.insert(d)),
                "{}",
                info.title
            );
            let place = format!("{:?}", info.place);
            assert!(places.insert(place), "{}", info.title);
            let word = |c: char| c.is_ascii_alphanumeric();
            assert!(info.pane.id().chars().all(word), "{}", info.title);
        }
    }

    #[test]
    fn a_panel_is_found_by_its_kind() {
        let mut panels = Panels::default();
        assert_eq!(
            panels.with(|r: &mut reader::ReaderPanel| r.has_edge()),
            Some(false)
        );
    }
}
