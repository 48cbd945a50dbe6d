//! Where the panels lie: splits that can be dragged, tabs that can be moved, a layout that is kept.

use egui::{
    Color32, Id, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo,
    WidgetText, pos2, vec2,
};
use egui_tiles::{
    Behavior, Linear, LinearDir, ResizeState, SimplificationOptions, TabState, Tabs, Tile, TileId,
    Tiles, Tree, UiResponse,
};
use serde::{Deserialize, Serialize};

use super::Cx;
use super::panels::Panels;

/// A panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Pane {
    Articles,
    Reader,
    Annotations,
    Codebook,
    Tracks,
    Details,
    Facets,
    Timeline,
}

impl Pane {
    /// All, in the order of F6.
    pub const ALL: [Self; 8] = [
        Self::Articles,
        Self::Reader,
        Self::Annotations,
        Self::Codebook,
        Self::Tracks,
        Self::Details,
        Self::Facets,
        Self::Timeline,
    ];

    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Articles => "Articles",
            Self::Reader => "Reader",
            Self::Annotations => "Annotations",
            Self::Codebook => "Codebook",
            Self::Tracks => "Tracks",
            Self::Details => "Details",
            Self::Facets => "Facets",
            Self::Timeline => "Timeline",
        }
    }

    /// The widget that takes the focus when the panel is gone to.
    pub fn focus_id(self) -> Id {
        Id::unique(("panel focus", self.title()))
    }
}

/// The arrangement of a new window, as UI.md draws it.
pub fn default_tree() -> Tree<Pane> {
    let mut tiles = Tiles::default();
    let articles = tiles.insert_pane(Pane::Articles);
    let articles = tiles.insert_tab_tile(vec![articles]);
    let reader = tiles.insert_pane(Pane::Reader);
    let reader = tiles.insert_tab_tile(vec![reader]);
    let right = [
        Pane::Annotations,
        Pane::Codebook,
        Pane::Tracks,
        Pane::Details,
        Pane::Facets,
    ]
    .map(|p| tiles.insert_pane(p));
    let right = tiles.insert_tab_tile(right.to_vec());
    let mut top = Linear::new(LinearDir::Horizontal, vec![articles, reader, right]);
    top.shares.set_share(articles, 0.372);
    top.shares.set_share(reader, 0.418);
    top.shares.set_share(right, 0.21);
    let top = tiles.insert_container(top);
    let timeline = tiles.insert_pane(Pane::Timeline);
    let timeline = tiles.insert_tab_tile(vec![timeline]);
    let mut all = Linear::new(LinearDir::Vertical, vec![top, timeline]);
    all.shares.set_share(top, 0.69);
    all.shares.set_share(timeline, 0.31);
    let root = tiles.insert_container(all);
    Tree::new(Id::unique("panels"), root, tiles)
}

/// The arrangement written in the settings, if it still names every panel once.
pub fn read_tree(text: &str) -> Option<Tree<Pane>> {
    let tree: Tree<Pane> = ron::from_str(text).ok()?;
    let mut found: Vec<Pane> = tree
        .tiles
        .tiles()
        .filter_map(|tile| match tile {
            Tile::Pane(pane) => Some(*pane),
            Tile::Container(_) => None,
        })
        .collect();
    found.sort_by_key(|p| Pane::ALL.iter().position(|a| a == p));
    (found == Pane::ALL).then_some(tree)
}

/// Brings a panel to the front.
pub fn show(tree: &mut Tree<Pane>, pane: Pane) {
    if let Some(tile) = tree.tiles.find_pane(&pane) {
        tree.set_visible(tile, true);
    }
    tree.make_active(|_, tile| matches!(tile, Tile::Pane(p) if *p == pane));
}

/// Where a panel lies; none where it cannot be seen.
pub fn rect_of(tree: &Tree<Pane>, pane: Pane) -> Option<Rect> {
    tree.tiles.rect(tree.tiles.find_pane(&pane)?)
}

/// The panels that can be seen now, in the order of F6.
pub fn visible(tree: &Tree<Pane>) -> Vec<Pane> {
    let active = tree.active_tiles();
    let seen = |pane: &Pane| {
        tree.tiles
            .iter()
            .any(|(id, tile)| matches!(tile, Tile::Pane(p) if p == pane) && active.contains(id))
    };
    Pane::ALL.into_iter().filter(seen).collect()
}

/// Draws the panels.
pub struct Arrangement<'a, 'b> {
    /// What panels draw with.
    pub cx: &'a mut Cx<'b>,
    /// Their own states.
    pub panels: &'a mut Panels,
    /// Set when the analyst has rearranged something.
    pub changed: &'a mut bool,
    /// A panel to hide after the frame.
    pub hide: &'a mut Option<TileId>,
}

impl Behavior<Pane> for Arrangement<'_, '_> {
    fn pane_ui(&mut self, ui: &mut Ui, _: TileId, pane: &mut Pane) -> UiResponse {
        let rect = ui.max_rect();
        ui.painter()
            .rect_filled(rect, 0.0, self.cx.theme.color.page);
        // Pinned: moving a panel must not lose its scroll position.
        let builder = UiBuilder::new()
            .scope_id(Id::unique(("pane", pane.title())))
            .max_rect(rect)
            .accessibility_role(Role::Pane)
            .accessibility_label(pane.title());
        ui.scope_builder(builder, |ui| {
            ui.set_clip_rect(rect.intersect(ui.clip_rect()));
            self.panels.show(*pane, ui, self.cx);
        });
        // Where the focus is must be seen; lists and texts show it themselves.
        let shows_it = !matches!(
            pane,
            Pane::Codebook | Pane::Tracks | Pane::Details | Pane::Facets
        );
        if !shows_it && ui.memory(|m| m.has_focus(pane.focus_id())) {
            let line = Stroke::new(1.0, self.cx.theme.color.accent);
            let outline = rect.shrink(1.0);
            ui.painter()
                .rect_stroke(outline, 0.0, line, StrokeKind::Inside);
        }
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, pane: &Pane) -> WidgetText {
        pane.title().into()
    }

    fn tab_ui(
        &mut self,
        tiles: &mut Tiles<Pane>,
        ui: &mut Ui,
        id: Id,
        tile: TileId,
        tab: &TabState,
    ) -> Response {
        let theme = self.cx.theme;
        let title = self.tab_title_for_tile(tiles, tile);
        let color = if tab.active {
            theme.color.text
        } else {
            theme.color.weak
        };
        let font = if tab.active {
            theme.bold()
        } else {
            theme.body()
        };
        let galley = ui
            .painter()
            .layout_no_wrap(title.text().to_owned(), font, color);
        let (_, rect) = ui.allocate_space(vec2(
            galley.size().x + theme.space.m + theme.space.xxs,
            ui.available_height(),
        ));
        let response = ui.interact(rect, id, Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, tab.active, title.text()));
        // A tab that was chosen by key may lie beyond the arrow.
        let id = Id::unique(("active tab", tile));
        let was_active = ui.data_mut(|d| d.get_temp::<bool>(id).unwrap_or(false));
        if tab.active && !was_active {
            ui.scroll_to_rect_animation(rect, None, egui::style::ScrollAnimation::none());
        }
        ui.data_mut(|d| d.insert_temp(id, tab.active));
        if ui.is_rect_visible(rect) && !tab.is_being_dragged {
            let at = egui::Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size());
            let color = if response.hovered() {
                theme.color.text
            } else {
                color
            };
            ui.painter()
                .galley_with_override_text_color(at.min, galley, color);
            if tab.active {
                let line = Rect::from_min_max(
                    pos2(at.left(), rect.bottom() - 2.0),
                    pos2(at.right(), rect.bottom()),
                );
                ui.painter().rect_filled(line, 0.0, theme.color.accent);
            }
            if response.has_focus() {
                let stroke = Stroke::new(1.5, theme.color.accent);
                ui.painter().rect_stroke(
                    rect.shrink(3.0),
                    theme.radius.field,
                    stroke,
                    StrokeKind::Inside,
                );
            }
        }
        response.context_menu(|ui| {
            if ui.button("Hide this panel").clicked() {
                *self.hide = Some(tile);
            }
        });
        self.on_tab_button(tiles, tile, response)
    }

    fn top_bar_right_ui(
        &mut self,
        tiles: &Tiles<Pane>,
        ui: &mut Ui,
        _: TileId,
        tabs: &Tabs,
        _: &mut f32,
    ) {
        let bar = ui.max_rect();
        let line = self.cx.theme.hairline(ui);
        ui.painter().hline(bar.x_range(), bar.bottom() - 0.5, line);
        // The arrow for tabs that have no room is drawn here next: quietly.
        let quiet = &mut ui.visuals_mut().widgets.inactive;
        quiet.bg_stroke = Stroke::NONE;
        quiet.weak_bg_fill = Color32::TRANSPARENT;
        quiet.fg_stroke.color = self.cx.theme.color.weak;
        let Some(Tile::Pane(pane)) = tabs.active.and_then(|id| tiles.get(id)) else {
            return;
        };
        ui.add_space(self.cx.theme.space.s);
        Panels::show_head(*pane, ui, self.cx);
    }

    fn tab_bar_left_ui(&mut self, _: &Tiles<Pane>, ui: &mut Ui, _: TileId, _: &Tabs) {
        ui.add_space(self.cx.theme.space.xs);
    }

    fn tab_bar_height(&self, _: &egui::Style) -> f32 {
        self.cx.theme.size.tab_bar
    }

    fn tab_bar_color(&self, _: &egui::Visuals) -> Color32 {
        self.cx.theme.color.panel
    }

    fn gap_width(&self, _: &egui::Style) -> f32 {
        1.0
    }

    fn resize_stroke(&self, _: &egui::Style, state: ResizeState) -> Stroke {
        match state {
            ResizeState::Idle => Stroke::new(1.0, self.cx.theme.color.line),
            ResizeState::Hovering | ResizeState::Dragging => {
                Stroke::new(2.0, self.cx.theme.color.accent)
            }
        }
    }

    fn simplification_options(&self) -> SimplificationOptions {
        SimplificationOptions {
            all_panes_must_have_tabs: true,
            ..SimplificationOptions::default()
        }
    }

    fn cycle_tabs_with_keyboard(&self) -> bool {
        false
    }

    fn on_edit(&mut self, _: egui_tiles::EditAction) {
        *self.changed = true;
    }
}

/// The arrangement as text for the settings.
pub fn write_tree(tree: &Tree<Pane>) -> Option<String> {
    ron::to_string(tree).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_reads_back_and_a_damaged_one_is_refused() {
        let tree = default_tree();
        let text = write_tree(&tree).unwrap();
        let again = read_tree(&text).unwrap();
        assert_eq!(visible(&again), visible(&tree));
        assert!(read_tree(&text.replacen("Reader", "Articles", 1)).is_none());
        assert!(read_tree("(").is_none());
    }

    #[test]
    fn a_panel_behind_another_comes_to_the_front() {
        let mut tree = default_tree();
        assert!(!visible(&tree).contains(&Pane::Codebook));
        show(&mut tree, Pane::Codebook);
        assert!(visible(&tree).contains(&Pane::Codebook));
    }
}
