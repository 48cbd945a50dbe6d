//! The one frame that all dialogs share: a head with title and cross, a body that scrolls where the window
//! is small, a foot with the buttons. It lies over a scrim; what is behind stands still.
//!
//! The focus goes to the first field of the body, else to the main button, and stays in the dialog: where a
//! field lets go of it, or a drop-down is closed, it comes back. Enter is the main button, unless a button,
//! a list or a drop-down has a use for it; Esc closes the innermost thing: an open drop-down, then the
//! dialog.

use egui::{
    Align, Align2, Button, CornerRadius, Frame, Id, Key, Layout, Margin, Modal, Modifiers, Popup,
    RichText, Role, ScrollArea, Stroke, TextEdit, Ui, UiBuilder, WidgetInfo, vec2,
};

use super::super::Cx;
use super::super::icons::{self, Icon};
use super::super::theme::{self, Theme};
use super::super::widgets::focus_ring;
use super::{Body, DialogInfo, DialogRequest, Width};
use crate::app::{Command, State};

/// Greatest height of a dialog, and least distance from the window's edges, in points.
const HEIGHT: f32 = 640.0;
const EDGE: f32 = 24.0;

/// Distance from the top of a window that is high enough, and what is high enough, in points.
const TOP: f32 = 104.0;
const HIGH: f32 = 860.0;

/// Heights of head, foot and buttons, in points.
const HEAD: f32 = 52.0;
const FOOT: f32 = 56.0;
const BUTTON: f32 = 28.0;

/// Passes until a dialog is there: in the first it is measured, in the second drawn.
const SETTLED: u8 = 2;

/// An open dialog.
pub struct Dialog {
    info: &'static DialogInfo,
    body: Box<dyn Body>,
    /// How often it has been drawn, up to [`SETTLED`].
    drawn: u8,
    /// What in it had the focus last.
    focus: Option<Id>,
    /// Whether it was given back in the pass before.
    given_back: bool,
}

/// What the parts of a dialog said in a frame.
struct RecordState {
    stays: bool,
    closed: bool,
    /// What takes the focus where no field does.
    main: Id,
}

impl Dialog {
    /// Opens a dialog.
    pub fn new(request: DialogRequest, state: &State) -> Self {
        Self {
            info: request.info,
            body: (request.make)(state),
            drawn: 0,
            focus: None,
            given_back: false,
        }
    }

    /// What was typed in it and not yet said.
    pub fn uncommitted(&self, state: &State) -> Option<Command> {
        self.body.uncommitted(state)
    }

    /// Whether it is drawn and has the focus, so that keys come to it.
    pub fn is_settled(&self) -> bool {
        self.drawn >= SETTLED && self.focus.is_some()
    }

    /// Draws the dialog; `false` when it is done.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        let theme = cx.theme;
        let window = ui.ctx().content_rect();
        let top = if window.height() < HIGH { EDGE } else { TOP };
        let wanted = match self.info.width {
            Width::Narrow => theme.size.dialog,
            Width::Wide => theme.size.palette,
            Width::Table => theme.size.table_dialog,
        };
        let width = (wanted + 2.0 * f32::from(INNER)).min(window.width() - 2.0 * EDGE);
        let height = HEIGHT.min(window.height() - top - EDGE);
        // Before anything is drawn: a drop-down that Escape or Enter closes is closed while it is drawn.
        let in_popup = Popup::is_any_open(ui);
        let before = ui.memory(egui::Memory::focused);
        let area = Modal::default_area(Id::unique(("dialog", self.info.id)))
            .anchor(Align2::CENTER_TOP, vec2(0.0, top));
        let shown = Modal::new(area.layer().id)
            .area(area)
            .backdrop_color(theme.color.scrim)
            .frame(outline(theme))
            .show(ui, |ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = theme.space.s;
                self.parts(ui, cx, height, before.filter(|_| !in_popup), in_popup)
            });
        let layer = shown.response.layer_id;
        let title = self.info.title;
        let said = shown.inner;
        let node = shown.response;
        node.widget_info(|| WidgetInfo::labeled(Role::Dialog, true, title));
        let escaped = !in_popup && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
        let stays = said.stays && !said.closed && (!escaped || self.body.escaped(cx));
        if stays {
            self.keep_focus(ui, layer, &said, before);
        }
        self.drawn = (self.drawn + 1).min(SETTLED);
        stays
    }

    /// Head, body and foot.
    fn parts(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        height: f32,
        before: Option<Id>,
        in_popup: bool,
    ) -> RecordState {
        let theme = cx.theme;
        let fresh = self.drawn == 0;
        let inside = f32::from(INNER) * 2.0;
        let head = ui.allocate_space(vec2(ui.available_width(), HEAD)).1;
        let words = head.shrink2(vec2(f32::from(INNER), 0.0));
        let mut title = ui.new_child(
            UiBuilder::new()
                .max_rect(words)
                .layout(Layout::left_to_right(Align::Center)),
        );
        title.label(RichText::new(self.info.title).heading());
        let foot = if self.info.foot { FOOT } else { 0.0 };
        let room = (height - HEAD - foot - theme.space.l).max(BUTTON);
        let mut stays = true;
        let margin = Margin::symmetric(INNER, 0);
        Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.set_width(ui.available_width().min(head.width() - inside));
            ScrollArea::vertical()
                .id_salt("dialog body")
                .max_height(room)
                .auto_shrink([false, true])
                .show(ui, |ui| stays = self.body.show(ui, cx, fresh));
        });
        ui.add_space(theme.space.xs);
        let mut out = FootSaid::default();
        if self.info.foot {
            let enter = !in_popup && is_main_enter(ui, before);
            let (_, rect) = ui.allocate_space(vec2(head.width(), FOOT));
            let ground = CornerRadius {
                sw: RADIUS,
                se: RADIUS,
                ..CornerRadius::ZERO
            };
            ui.painter().rect_filled(rect, ground, theme.color.panel);
            ui.painter()
                .hline(rect.x_range(), rect.top(), theme.hairline(ui));
            let inner = rect.shrink2(vec2(f32::from(INNER), 0.0));
            let layout = Layout::right_to_left(Align::Center);
            let builder = UiBuilder::new().id_salt("foot").max_rect(inner);
            let mut buttons = ui.new_child(builder.layout(layout));
            let mut foot = Foot {
                ui: &mut buttons,
                enter,
                said: &mut out,
            };
            stays &= self.body.foot(&mut foot, cx);
        }
        // The cross comes last in the order of Tab.
        let corner = egui::Rect::from_center_size(
            head.right_center() - vec2(f32::from(INNER), 0.0),
            vec2(BUTTON, BUTTON),
        );
        let builder = UiBuilder::new().id_salt("cross").max_rect(corner);
        let mut cross = ui.new_child(builder);
        let cross = icons::button(&mut cross, Icon::Close, "Close");
        RecordState {
            stays,
            closed: out.closes || cross.clicked(),
            main: out.main.unwrap_or(cross.id),
        }
    }

    /// The focus is in the dialog, or in a drop-down that hangs from it.
    fn keep_focus(
        &mut self,
        ui: &Ui,
        layer: egui::LayerId,
        said: &RecordState,
        before: Option<Id>,
    ) {
        let now = ui.memory(egui::Memory::focused);
        let of = now.and_then(|id| ui.read_response(id)).map(|r| r.layer_id);
        if self.drawn == 0 {
            // What the body gave it to keeps it; what has it from before lies behind.
            let taken = now.filter(|_| now != before);
            let focus = taken.unwrap_or(said.main);
            self.focus = Some(focus);
            ui.memory_mut(|m| m.request_focus(focus));
            return;
        }
        let was_given_back = std::mem::take(&mut self.given_back);
        match (now, of) {
            (Some(id), Some(of)) if of == layer => self.focus = Some(id),
            // A field of a panel behind took it.
            (Some(_), Some(of)) if !ui.memory(|m| m.is_above_modal_layer(of)) => self.give_back(ui),
            // Between two fields Tab leaves it nowhere for a moment.
            (None, _) if !ui.input(|i| i.key_pressed(Key::Tab)) => {
                // What had it may be gone by now, or out of use.
                if was_given_back || self.focus_is_gone(ui) {
                    self.focus = Some(said.main);
                }
                self.give_back(ui);
            }
            _ => {}
        }
    }

    /// Whether what had the focus last is no longer drawn.
    fn focus_is_gone(&self, ui: &Ui) -> bool {
        self.focus.is_none_or(|id| ui.read_response(id).is_none())
    }

    fn give_back(&mut self, ui: &Ui) {
        self.given_back = true;
        if let Some(id) = self.focus {
            ui.memory_mut(|m| m.request_focus(id));
            ui.request_repaint();
        }
    }
}

/// Space at both sides of body and foot, and the radius of the corners, in points.
const INNER: i8 = 24;
const RADIUS: u8 = 8;

/// Ground and edge of a dialog.
fn outline(theme: &Theme) -> Frame {
    Frame::new()
        .fill(theme.color.raised)
        .stroke(Stroke::new(1.0, theme.color.line))
        .corner_radius(RADIUS)
}

/// Whether Enter was pressed and nothing in the dialog had its own use for it: what had the focus was
/// nothing, or a field of one line, which lets go of it then.
fn is_main_enter(ui: &Ui, before: Option<Id>) -> bool {
    if !ui.input(|i| i.key_pressed(Key::Enter)) {
        return false;
    }
    before.is_none_or(|id| {
        let is_field = TextEdit::load_state(ui, id).is_some();
        is_field && ui.memory(|m| !m.has_focus(id))
    })
}

/// What was done in a foot.
#[derive(Default)]
struct FootSaid {
    closes: bool,
    main: Option<Id>,
}

/// The foot of a dialog: its buttons, from the right.
pub(super) struct Foot<'a> {
    ui: &'a mut Ui,
    enter: bool,
    said: &'a mut FootSaid,
}

impl Foot<'_> {
    /// The main button, named after what it does, and a button that leaves it; whether it was meant, by a
    /// click or by Enter.
    pub fn choice(&mut self, label: &str, enabled: bool) -> bool {
        let meant = self.main(label, enabled);
        self.leave("Cancel");
        meant
    }

    /// The main button alone.
    pub fn main(&mut self, label: &str, enabled: bool) -> bool {
        let theme = theme::of(self.ui);
        let words = RichText::new(label).color(theme.color.raised);
        let button = Button::new(words)
            .fill(theme.color.accent)
            .stroke(Stroke::NONE)
            .min_size(vec2(0.0, BUTTON));
        let response = self.ui.add_enabled(enabled, button);
        focus_ring(self.ui, &response);
        if enabled {
            self.said.main = Some(response.id);
        }
        enabled && (response.clicked() || self.enter)
    }

    /// Enter does not press the main button: it takes a click, or Enter with the focus on it.
    pub fn without_enter(&mut self) {
        self.enter = false;
    }

    /// A button that closes the dialog and does nothing else.
    pub fn leave(&mut self, label: &str) {
        self.said.closes |= self.other(label, true);
    }

    /// Nothing is decided here: one button that closes the dialog.
    pub fn done(&mut self) {
        self.said.closes |= self.main("Done", true);
    }

    /// A further button.
    pub fn other(&mut self, label: &str, enabled: bool) -> bool {
        let button = Button::new(label).min_size(vec2(0.0, BUTTON));
        let response = self.ui.add_enabled(enabled, button);
        focus_ring(self.ui, &response);
        response.clicked()
    }
}

/// The height for a list or text that scrolls by itself: as wanted, less where the window is low.
pub(super) fn room(ui: &Ui, wanted: f32) -> f32 {
    let window = ui.ctx().content_rect().height();
    wanted.min((window - 2.0 * EDGE - HEAD - FOOT) * 0.6)
}
