//! How panels, tabs and splits are drawn.

use egui::{
    Color32, Id, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo,
    WidgetText, pos2, vec2,
};
use egui_tiles::{
    Behavior, ResizeState, SimplificationOptions, TabState, Tabs, Tile, TileId, Tiles, UiResponse,
};

use super::tab_bar::{self, TabBar};
use super::{Done, Pane};
use crate::ui::Cx;
use crate::ui::panels::Panels;

/// Draws the panels.
pub(super) struct Arrangement<'a, 'b> {
    cx: &'a mut Cx<'b>,
    panels: &'a mut Panels,
    done: &'a mut Done,
    /// The bar that is being drawn.
    tab_bar: TabBar,
}

impl<'a, 'b> Arrangement<'a, 'b> {
    pub(super) fn new(cx: &'a mut Cx<'b>, panels: &'a mut Panels, done: &'a mut Done) -> Self {
        Self {
            cx,
            panels,
            done,
            tab_bar: TabBar::default(),
        }
    }
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
        let shows_it = pane.info().is_some_and(|i| i.shows_focus);
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
        if self.tab_bar.has_no_room(tile) {
            let (_, rect) = ui.allocate_space(Vec2::ZERO);
            return ui.interact(rect, id, Sense::hover());
        }
        let (galley, color) = tab_bar::tab_words(ui, theme, title.text(), tab.active);
        let width = tab_bar::width_of(&galley, theme);
        let (_, rect) = ui.allocate_space(vec2(width, ui.available_height()));
        let response = ui.interact(rect, id, Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, tab.active, title.text()));
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
                self.done.hide = Some(tile);
            }
            if ui.button("Fill the window, or back").clicked() {
                self.done.fill = tiles.get_pane(&tile).copied();
            }
        });
        if response.double_clicked() {
            self.done.fill = tiles.get_pane(&tile).copied();
        }
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
        if let Some(Tile::Pane(pane)) = tabs.active.and_then(|id| tiles.get(id)) {
            ui.add_space(self.cx.theme.space.s);
            self.panels.head(*pane, ui, self.cx);
        }
        let room = ui.available_width() - 2.0 * self.cx.theme.space.xs;
        self.tab_bar = TabBar::new(ui, self.cx.theme, tiles, tabs, room);
        let chosen = self.tab_bar.menu(ui, self.cx.theme, tiles);
        if chosen.is_some() {
            self.done.front = chosen;
        }
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
        self.done.changed = true;
    }
}
