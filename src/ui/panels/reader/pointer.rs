//! Selecting with the mouse.

use egui::{CursorIcon, PointerButton, Pos2, Rect, Response, Ui};

use super::ReaderPanel;
use crate::app::blocks::block_at;
use crate::app::command::ViewCommand;
use crate::app::{Command, Passage, ReaderDoc};
use crate::text::word_at;
use crate::ui::{Cx, command_menu};

impl ReaderPanel {
    pub(super) fn mouse(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        doc: &ReaderDoc,
        response: &Response,
        page: Rect,
    ) {
        if response.hovered() {
            ui.set_cursor_icon(CursorIcon::Text);
        }
        let Some(pos) = response.interact_pointer_pos() else {
            return;
        };
        if response.secondary_clicked() {
            self.point_at(cx, pos);
        }
        let primary = response.drag_started_by(PointerButton::Primary)
            || response.dragged_by(PointerButton::Primary)
            || response.clicked();
        let Some(byte) = self.scene.byte_at(pos).filter(|_| primary) else {
            return;
        };
        if response.clicked() || response.drag_started() {
            response.request_focus();
            self.wanted_x = None;
        }
        let text = doc.text();
        if response.triple_clicked() {
            Self::select(cx, doc.sentence_around(byte).map(Passage::over));
        } else if response.double_clicked() {
            Self::select(cx, word_at(text, byte).map(Passage::over));
        } else if response.clicked() {
            self.click(ui, cx, byte);
        } else if response.drag_started() {
            // Where the button went down, not where the drag was noticed.
            let origin = ui
                .input(|i| i.pointer.press_origin())
                .and_then(|p| self.scene.byte_at(p))
                .unwrap_or(byte);
            let shift = ui.input(|i| i.modifiers.shift);
            let anchor = cx
                .state
                .reading
                .selection
                .passage
                .filter(|_| shift)
                .map_or(origin, |p| p.anchor);
            Self::select(
                cx,
                Some(Passage {
                    anchor,
                    caret: byte,
                }),
            );
        } else if response.dragged() {
            let anchor = cx
                .state
                .reading
                .selection
                .passage
                .map_or(byte, |p| p.anchor);
            Self::select(
                cx,
                Some(Passage {
                    anchor,
                    caret: byte,
                }),
            );
            self.scroll_while_dragging(ui, pos.y, page);
        }
    }

    fn select(cx: &mut Cx<'_>, passage: Option<Passage>) {
        if passage != cx.state.reading.selection.passage {
            cx.send(Command::View(ViewCommand::Select(passage)));
        }
    }

    /// A click sets the caret, and chooses the annotation under it.
    fn click(&self, ui: &Ui, cx: &mut Cx<'_>, byte: usize) {
        if ui.input(|i| i.modifiers.shift)
            && let Some(passage) = cx.state.reading.selection.passage
        {
            Self::select(
                cx,
                Some(Passage {
                    anchor: passage.anchor,
                    caret: byte,
                }),
            );
            return;
        }
        Self::select(cx, Some(Passage::caret_at(byte)));
        let mark = block_at(&self.scene.blocks, byte).and_then(|block| self.marks.at(block, byte));
        if let Some(mark) = mark {
            cx.send(Command::View(ViewCommand::ChooseHere(mark.id)));
        }
    }

    /// What can be done with what is pointed at: the selected passage, the annotation there, the article.
    pub(super) fn context_menu(cx: &mut Cx<'_>, response: &Response) {
        response.context_menu(|ui| {
            let selection = &cx.state.reading.selection;
            if cx.state.selected_span().is_some() {
                command_menu::passage(ui, cx);
            } else if selection.annotation.is_some() {
                command_menu::annotation(ui, cx);
            } else {
                command_menu::article(ui, cx);
            }
        });
    }

    /// Chooses the annotation at a place, where no passage is selected.
    fn point_at(&self, cx: &mut Cx<'_>, pos: Pos2) {
        if cx.state.selected_span().is_some() {
            return;
        }
        let byte = self.scene.byte_at(pos);
        let mark = byte.and_then(|byte| {
            let block = block_at(&self.scene.blocks, byte)?;
            self.marks.at(block, byte)
        });
        let here = mark.map(|mark| mark.id);
        if here != cx.state.reading.selection.annotation {
            cx.send(Command::View(match here {
                Some(id) => ViewCommand::ChooseHere(id),
                None => ViewCommand::Choose(None),
            }));
        }
    }

    fn scroll_while_dragging(&mut self, ui: &Ui, y: f32, page: Rect) {
        let past = if y < page.top() {
            y - page.top()
        } else if y > page.bottom() {
            y - page.bottom()
        } else {
            return;
        };
        self.scene.scroll_by(past.clamp(-60.0, 60.0) * 0.4);
        ui.request_repaint();
    }
}
