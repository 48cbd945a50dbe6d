//! What was changed here and by another program, side by side.

use egui::{RichText, ScrollArea, Ui};

use super::super::Cx;
use super::{Body, DialogInfo, DialogRequest, Width, room};
use crate::app::Command;
use crate::app::command::FileCommand;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "conflicts",
    title: "Changed on both sides",
    width: Width::Wide,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |_| Conflicts)
}

/// What was changed on both sides, side by side.
struct Conflicts;

impl Body for Conflicts {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _: bool) -> bool {
        let theme = cx.theme;
        let conflicts = cx.state.session.external_changes().conflicts.clone();
        if conflicts.is_empty() {
            ui.label("Nothing was changed on both sides.");
            return true;
        }
        let words = "The workspace file was changed by another program. These things were changed here as well; until you decide, they are as they are here.";
        ui.label(RichText::new(words).color(theme.color.weak));
        ScrollArea::vertical()
            .max_height(room(ui, 400.0))
            .show(ui, |ui| {
                for (at, conflict) in conflicts.iter().enumerate().take(200) {
                    ui.add_space(theme.space.s);
                    ui.label(RichText::new(&conflict.title).font(theme.bold()));
                    ui.columns(2, |sides| {
                        let both = [
                            ("here", &conflict.mine, false),
                            ("in the file", &conflict.theirs, true),
                        ];
                        for (ui, (side, said, theirs)) in sides.iter_mut().zip(both) {
                            ui.label(
                                RichText::new(side)
                                    .color(theme.color.weak)
                                    .size(theme.text.small),
                            );
                            ui.add(egui::Label::new(said).wrap());
                            let keep = if theirs { "Take this" } else { "Keep this" };
                            if ui.button(keep).clicked() {
                                cx.send(Command::File(FileCommand::Decide {
                                    conflict: at,
                                    theirs,
                                }));
                            }
                        }
                    });
                }
            });
        true
    }
}
