//! The layout as it is kept in the settings. Panels come and go between versions of the program: one
//! that the layout does not know yet is put at its place in the table, one that is gone is left out, and
//! the rest lies where the analyst put it.

use std::collections::HashSet;

use egui_tiles::{Container, Linear, LinearDir, Tile, TileId, Tiles, Tree};

use super::{Layout, on_side, share, tree_id};
use crate::ui::panels::{ALL, Pane, PanelInfo, SavedPane, Side};

/// The layout as text.
pub fn write_tree(layout: &Layout) -> Option<String> {
    ron::to_string(&layout.tree).ok()
}

/// The layout of a text; none where it is damaged.
pub fn read_tree(text: &str) -> Option<Layout> {
    let mut saved: Tree<SavedPane> = ron::from_str(text).ok()?;
    for tile in superfluous(&saved.tiles) {
        saved.remove_recursively(tile);
    }
    let mut tree = known(&saved)?;
    for info in ALL {
        if tree.tiles.find_pane(&info.pane).is_none() {
            put_in(&mut tree, info);
        }
    }
    Some(Layout::of(tree))
}

/// Panels that are gone, and all but the first of those that are there twice.
fn superfluous(tiles: &Tiles<SavedPane>) -> Vec<TileId> {
    let mut panes: Vec<(TileId, SavedPane)> = tiles
        .iter()
        .filter_map(|(id, tile)| match tile {
            Tile::Pane(pane) => Some((*id, *pane)),
            Tile::Container(_) => None,
        })
        .collect();
    panes.sort_by_key(|(id, _)| id.0);
    let mut seen = HashSet::new();
    let mut is_new = |pane: SavedPane| pane.0.is_some_and(|p| seen.insert(p));
    let rest = panes.into_iter().filter(|(_, pane)| !is_new(*pane));
    rest.map(|(id, _)| id).collect()
}

/// The same tree, of panels that are all there; none where nothing is left.
fn known(saved: &Tree<SavedPane>) -> Option<Tree<Pane>> {
    let mut tiles = Tiles::default();
    let mut panes = 0;
    for (id, tile) in saved.tiles.iter() {
        let tile = match tile {
            Tile::Pane(SavedPane(pane)) => {
                panes += 1;
                Tile::Pane((*pane)?)
            }
            Tile::Container(container) => Tile::Container(container.clone()),
        };
        tiles.insert(*id, tile);
        tiles.set_visible(*id, saved.tiles.is_visible(*id));
    }
    tiles.recompute_next_tile_id();
    let root = saved.root.filter(|root| tiles.get(*root).is_some())?;
    (panes > 0).then(|| Tree::new(tree_id(), root, tiles))
}

/// Puts a panel at its place: among the tabs of its neighbour in the table, else at its side.
fn put_in(tree: &mut Tree<Pane>, info: &PanelInfo) {
    let neighbours = on_side(info.place.side);
    let before = neighbours.iter().rev();
    let before = before.filter(|i| i.place.order < info.place.order);
    let after = neighbours
        .iter()
        .filter(|i| i.place.order > info.place.order);
    let places = before
        .map(|i| (i.pane, 1))
        .chain(after.map(|i| (i.pane, 0)));
    for (neighbour, further) in places {
        let Some(there) = tree.tiles.find_pane(&neighbour) else {
            continue;
        };
        let Some(parent) = tree.tiles.parent_of(there) else {
            continue;
        };
        let tile = tree.tiles.insert_pane(info.pane);
        let tabs = tree.tiles.get_mut(parent);
        if let Some(Tile::Container(Container::Tabs(tabs))) = tabs {
            let at = tabs.children.iter().position(|c| *c == there);
            let at = at.map_or(tabs.children.len(), |at| at + further);
            tabs.children.insert(at, tile);
            // A side of which all is hidden is not opened by what is new there.
            let mut others = tabs.children.clone();
            others.retain(|other| *other != tile);
            let seen = others.iter().any(|other| tree.tiles.is_visible(*other));
            tree.tiles.set_visible(tile, seen);
            return;
        }
        tree.tiles.remove(tile);
    }
    put_at_side(tree, info);
}

/// Puts a panel beside all others.
fn put_at_side(tree: &mut Tree<Pane>, info: &PanelInfo) {
    let pane = tree.tiles.insert_pane(info.pane);
    let new = tree.tiles.insert_tab_tile(vec![pane]);
    let Some(root) = tree.root else {
        tree.root = Some(new);
        return;
    };
    let (dir, children) = match info.place.side {
        Side::Left => (LinearDir::Horizontal, vec![new, root]),
        Side::Middle | Side::Right => (LinearDir::Horizontal, vec![root, new]),
        Side::Bottom => (LinearDir::Vertical, vec![root, new]),
    };
    let mut both = Linear::new(dir, children);
    both.shares.set_share(new, share(info.place.side));
    both.shares.set_share(root, 1.0 - share(info.place.side));
    tree.root = Some(tree.tiles.insert_container(both));
}

#[cfg(test)]
mod tests {
    use super::super::{default_tree, show, visible};
    use super::*;
    use crate::ui::panels::{articles, codebook, facets, names, reader, timeline};

    /// A layout as version 0.2 wrote it, when Facets lay at the right; the codebook is at the front there
    /// and the timeline is hidden.
    const WRITTEN: &str = include_str!("written_by_0_2.ron");

    fn panes(layout: &Layout) -> Vec<&'static str> {
        let tiles = layout.tree.tiles.tiles();
        let panes = tiles.filter_map(|tile| match tile {
            Tile::Pane(pane) => Some(pane.id()),
            Tile::Container(_) => None,
        });
        let mut panes: Vec<_> = panes.collect();
        panes.sort_unstable();
        panes
    }

    fn all() -> Vec<&'static str> {
        let mut all: Vec<_> = ALL.iter().map(|i| i.pane.id()).collect();
        all.sort_unstable();
        all
    }

    fn tabs_of(layout: &Layout, pane: Pane) -> Vec<Pane> {
        let tiles = &layout.tree.tiles;
        let parent = tiles.parent_of(tiles.find_pane(&pane).unwrap()).unwrap();
        let children = tiles.get_container(parent).unwrap().children();
        children
            .filter_map(|c| tiles.get_pane(c))
            .copied()
            .collect()
    }

    #[test]
    fn a_layout_reads_back_and_a_damaged_one_is_refused() {
        let layout = default_tree();
        let text = write_tree(&layout).unwrap();
        let again = read_tree(&text).unwrap();
        assert_eq!(visible(&again), visible(&layout));
        assert_eq!(panes(&again), all());
        assert!(read_tree("(").is_none());
        assert!(read_tree(&text.replacen("root:Some((", "root:Some((9", 1)).is_none());
    }

    #[test]
    fn a_layout_of_an_earlier_version_stays_as_it_was_made() {
        let layout = read_tree(WRITTEN).unwrap();
        assert_eq!(panes(&layout), all());
        assert_eq!(
            visible(&layout),
            [articles::PANE, reader::PANE, codebook::PANE]
        );
        assert_eq!(
            tabs_of(&layout, facets::PANE).len(),
            6,
            "still at the right, and the new names beside them"
        );
        let again = read_tree(&write_tree(&layout).unwrap()).unwrap();
        assert_eq!(visible(&again), visible(&layout));
    }

    #[test]
    fn a_panel_that_a_layout_does_not_know_is_put_at_its_place_and_nothing_else_moves() {
        // As it would have been without facets: one tab less, and no tile of it.
        let text = WRITTEN
            .replace("(9):Pane(Facets),", "")
            .replace(",(9)],active", "],active");
        assert!(!text.contains("Facets") && !text.contains("(9)"));
        let layout = read_tree(&text).unwrap();
        assert_eq!(panes(&layout), all());
        assert_eq!(
            tabs_of(&layout, facets::PANE),
            [articles::PANE, facets::PANE, names::PANE]
        );
        assert_eq!(
            visible(&layout),
            [articles::PANE, reader::PANE, codebook::PANE]
        );
    }

    #[test]
    fn a_side_without_any_panel_gets_its_own() {
        let text = WRITTEN.replace("Pane(Timeline)", "Pane(Cartogram)");
        let mut layout = read_tree(&text).unwrap();
        assert_eq!(
            panes(&layout),
            all(),
            "and the one that is gone is left out"
        );
        show(&mut layout, timeline::PANE);
        let there: Vec<_> = on_side(Side::Bottom).iter().map(|i| i.pane).collect();
        assert_eq!(tabs_of(&layout, timeline::PANE), there);
    }

    #[test]
    fn a_panel_that_is_there_twice_is_kept_once() {
        let text = WRITTEN.replace("Pane(Details)", "Pane(Reader)");
        let layout = read_tree(&text).unwrap();
        assert_eq!(panes(&layout), all());
    }
}
