//! Which tabs have room in their bar, and the menu of those that have none.

use std::sync::Arc;

use egui::{Color32, Galley, Popup, Ui};
use egui_tiles::{Tabs, Tile, TileId, Tiles};

use super::Pane;
use crate::ui::icons::{self, Icon};
use crate::ui::theme::Theme;
use crate::ui::widgets::menu_item;

/// The tabs of a bar that have no room in it.
#[derive(Default)]
pub(super) struct TabBar {
    without_room: Vec<TileId>,
}

/// The words of a tab, and their colour.
pub(super) fn tab_words(
    ui: &Ui,
    theme: &Theme,
    title: &str,
    active: bool,
) -> (Arc<Galley>, Color32) {
    let (font, color) = if active {
        (theme.bold(), theme.color.text)
    } else {
        (theme.body(), theme.color.weak)
    };
    let words = ui.painter().layout_no_wrap(title.to_owned(), font, color);
    (words, color)
}

/// Width of a tab, in points.
pub(super) fn width_of(words: &Galley, theme: &Theme) -> f32 {
    words.size().x + theme.space.m + theme.space.xxs
}

impl TabBar {
    /// Finds which tabs fit into so many points: the active one always, the others from the left.
    pub(super) fn new(ui: &Ui, theme: &Theme, tiles: &Tiles<Pane>, tabs: &Tabs, room: f32) -> Self {
        let shown = tabs
            .children
            .iter()
            .filter(|c| tiles.is_visible_in_layout(**c));
        let shown = shown.map(|tile| {
            let title = title_of(tiles, *tile);
            let is_active = tabs.active == Some(*tile);
            let (words, _) = tab_words(ui, theme, title, is_active);
            (*tile, is_active, width_of(&words, theme))
        });
        let shown: Vec<(TileId, bool, f32)> = shown.collect();
        let widths: Vec<(bool, f32)> = shown.iter().map(|(_, a, w)| (*a, *w)).collect();
        let button = icons::SIZE + 2.0 * theme.space.s;
        let fits = fitting(&widths, room, button);
        let pairs = shown.into_iter().zip(fits);
        let without = pairs.filter(|(_, fits)| !fits);
        Self {
            without_room: without.map(|((tile, ..), _)| tile).collect(),
        }
    }

    /// Whether a tab is in the menu alone.
    pub(super) fn has_no_room(&self, tile: TileId) -> bool {
        self.without_room.contains(&tile)
    }

    /// Draws the menu, where one is needed; says which tab was chosen in it.
    pub(super) fn menu(&self, ui: &mut Ui, theme: &Theme, tiles: &Tiles<Pane>) -> Option<TileId> {
        if self.without_room.is_empty() {
            return None;
        }
        let button = icons::button(ui, Icon::More, "More panels");
        ui.add_space(theme.space.xxs);
        let mut chosen = None;
        Popup::menu(&button).show(|ui| {
            for tile in &self.without_room {
                if menu_item(ui, title_of(tiles, *tile)) {
                    chosen = Some(*tile);
                }
            }
        });
        chosen
    }
}

fn title_of(tiles: &Tiles<Pane>, tile: TileId) -> &'static str {
    match tiles.get(tile) {
        Some(Tile::Pane(pane)) => pane.title(),
        Some(Tile::Container(_)) | None => "Panels",
    }
}

/// Which of some tabs, each active or not and so wide, have room beside a button of this width, which is
/// there only where one has none.
fn fitting(tabs: &[(bool, f32)], room: f32, button: f32) -> Vec<bool> {
    let all: f32 = tabs.iter().map(|(_, width)| width).sum();
    if all <= room {
        return vec![true; tabs.len()];
    }
    let active: f32 = tabs.iter().filter(|(a, _)| *a).map(|(_, w)| w).sum();
    let mut left = room - button - active;
    let mut full = false;
    let fits = tabs.iter().map(|(is_active, width)| {
        if *is_active {
            return true;
        }
        // In order: a short one does not overtake a long one.
        full |= *width > left;
        if !full {
            left -= width;
        }
        !full
    });
    fits.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_active_tab_always_has_room_and_the_others_in_their_order() {
        let tabs = |active: usize| {
            let widths = [80.0, 60.0, 50.0, 60.0, 40.0];
            let all = widths.into_iter().enumerate();
            all.map(|(i, w)| (i == active, w)).collect::<Vec<_>>()
        };
        assert_eq!(fitting(&tabs(0), 290.0, 30.0), [true; 5]);
        let some = fitting(&tabs(0), 230.0, 30.0);
        assert_eq!(some, [true, true, true, false, false]);
        let last = fitting(&tabs(4), 230.0, 30.0);
        assert_eq!(last, [true, true, false, false, true]);
        assert_eq!(
            fitting(&tabs(3), 20.0, 30.0),
            [false, false, false, true, false]
        );
    }
}
