//! Where the panels lie: splits that can be dragged, tabs that can be moved, one panel over all, a
//! layout that is kept.
//!
//! - `saved`: the layout in the settings, which outlives panels that come and go;
//! - `arrangement`: how panels, tabs and splits are drawn;
//! - `tab_bar`: which tabs have room, and the menu of those that have none.

mod arrangement;
mod saved;
mod tab_bar;

use egui::{Id, Rect, Ui};
use egui_tiles::{Linear, LinearDir, Tile, TileId, Tiles, Tree};

use super::Cx;
use super::panels::{self, PanelInfo, Panels, Side};
use arrangement::Arrangement;

pub use super::panels::Pane;
pub use saved::{read_tree, write_tree};

/// The arrangement of the panels.
pub struct Layout {
    tree: Tree<Pane>,
    /// The one panel that fills the window, under its own tab; none where all are seen.
    whole: Option<Tree<Pane>>,
}

/// What was done to tabs and splits in a frame.
#[derive(Default)]
struct Done {
    /// Something was rearranged.
    changed: bool,
    /// A panel to hide.
    hide: Option<TileId>,
    /// A tab to bring to the front.
    front: Option<TileId>,
    /// A panel that is to fill the window, or to go back to its place.
    fill: Option<Pane>,
}

impl Layout {
    fn of(tree: Tree<Pane>) -> Self {
        Self { tree, whole: None }
    }

    /// Draws the panels; says whether the arrangement is another one now, to be kept.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, panels: &mut Panels) -> bool {
        let mut done = Done::default();
        let mut behavior = Arrangement::new(cx, panels, &mut done);
        match &mut self.whole {
            Some(whole) => whole.ui(&mut behavior, ui),
            None => self.tree.ui(&mut behavior, ui),
        }
        if let Some(tile) = done.hide {
            match self.whole.take() {
                // What fills the window gives it back.
                Some(_) => {}
                None => self.tree.set_visible(tile, false),
            }
        }
        if let Some(tile) = done.front {
            self.tree.make_active(|id, _| id == tile);
        }
        if let Some(pane) = done.fill {
            self.toggle_whole(pane);
            ui.request_repaint();
        }
        done.changed || done.hide.is_some() || done.front.is_some()
    }

    /// Lets a panel fill the window, or gives all their places back.
    pub fn toggle_whole(&mut self, pane: Pane) {
        self.whole = match self.whole.take() {
            Some(_) => None,
            None => Some(Tree::new_tabs(Id::unique("whole panel"), vec![pane])),
        };
    }

    /// Whether one panel fills the window.
    #[cfg(test)]
    pub fn is_whole(&self) -> bool {
        self.whole.is_some()
    }

    fn shown(&self) -> &Tree<Pane> {
        self.whole.as_ref().unwrap_or(&self.tree)
    }
}

/// The share of a side of the window: of its width, at the bottom of its height.
fn share(side: Side) -> f32 {
    match side {
        Side::Left => 0.372,
        Side::Middle => 0.418,
        Side::Right => 0.21,
        Side::Bottom => 0.31,
    }
}

/// The panels of a side, in order.
fn on_side(side: Side) -> Vec<&'static PanelInfo> {
    let all = panels::ALL.iter().copied();
    let mut out: Vec<&PanelInfo> = all.filter(|i| i.place.side == side).collect();
    out.sort_by_key(|i| i.place.order);
    out
}

/// The arrangement of a new window, as the table of panels says.
pub fn default_tree() -> Layout {
    let mut tiles = Tiles::default();
    let mut tabs = |side: Side| {
        let panes = on_side(side).into_iter().map(|i| i.pane);
        let panes: Vec<TileId> = panes.map(|p| tiles.insert_pane(p)).collect();
        (!panes.is_empty()).then(|| tiles.insert_tab_tile(panes))
    };
    let top = [Side::Left, Side::Middle, Side::Right];
    let top = top.map(|side| (side, tabs(side)));
    let bottom = tabs(Side::Bottom);
    let there = top.iter().filter_map(|(_, tile)| *tile);
    let mut upper = Linear::new(LinearDir::Horizontal, there.collect());
    for (side, tile) in top {
        if let Some(tile) = tile {
            upper.shares.set_share(tile, share(side));
        }
    }
    let upper = tiles.insert_container(upper);
    let both = [Some(upper), bottom].into_iter().flatten();
    let mut all = Linear::new(LinearDir::Vertical, both.collect());
    all.shares.set_share(upper, 1.0 - share(Side::Bottom));
    if let Some(bottom) = bottom {
        all.shares.set_share(bottom, share(Side::Bottom));
    }
    let root = tiles.insert_container(all);
    Layout::of(Tree::new(tree_id(), root, tiles))
}

fn tree_id() -> Id {
    Id::unique("panels")
}

/// Brings a panel to the front. Another that fills the window gives it back.
pub fn show(layout: &mut Layout, pane: Pane) {
    if rect_of(layout, pane).is_none() {
        layout.whole = None;
    }
    let tree = &mut layout.tree;
    if let Some(tile) = tree.tiles.find_pane(&pane) {
        tree.set_visible(tile, true);
    }
    tree.make_active(|_, tile| matches!(tile, Tile::Pane(p) if *p == pane));
}

/// Where a panel lies; none where it cannot be seen.
pub fn rect_of(layout: &Layout, pane: Pane) -> Option<Rect> {
    let tree = layout.shown();
    tree.tiles.rect(tree.tiles.find_pane(&pane)?)
}

/// The panels that can be seen now, in the order of F6.
pub fn visible(layout: &Layout) -> Vec<Pane> {
    let tree = layout.shown();
    let active = tree.active_tiles();
    let seen = |pane: &Pane| {
        tree.tiles
            .iter()
            .any(|(id, tile)| matches!(tile, Tile::Pane(p) if p == pane) && active.contains(id))
    };
    panels::ALL.iter().map(|i| i.pane).filter(seen).collect()
}

#[cfg(test)]
mod tests {
    use super::super::panels::{articles, codebook, facets, reader};
    use super::*;

    #[test]
    fn a_panel_behind_another_comes_to_the_front() {
        let mut layout = default_tree();
        assert!(!visible(&layout).contains(&codebook::PANE));
        show(&mut layout, codebook::PANE);
        assert!(visible(&layout).contains(&codebook::PANE));
    }

    #[test]
    fn facets_lie_beside_the_articles_at_first() {
        let mut layout = default_tree();
        assert!(visible(&layout).contains(&articles::PANE));
        show(&mut layout, facets::PANE);
        let seen = visible(&layout);
        assert!(seen.contains(&facets::PANE) && !seen.contains(&articles::PANE));
    }

    #[test]
    fn a_panel_fills_the_window_until_another_is_asked_for() {
        let mut layout = default_tree();
        layout.toggle_whole(reader::PANE);
        assert_eq!(visible(&layout), [reader::PANE]);
        layout.toggle_whole(reader::PANE);
        assert!(!layout.is_whole());
        layout.toggle_whole(reader::PANE);
        show(&mut layout, codebook::PANE);
        assert!(!layout.is_whole() && visible(&layout).contains(&codebook::PANE));
    }
}
