//! What happened: all messages.

use egui::{Label, RichText, ScrollArea, Ui};
use jiff::tz::TimeZone;

use super::super::Cx;
use super::{Body, DialogInfo, DialogRequest, Width, room};
use crate::app::Command;
use crate::app::command::FileCommand;
use crate::session::Severity;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "messages",
    title: "Messages",
    width: Width::Wide,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |_| Messages)
}

/// All messages.
struct Messages;

impl Body for Messages {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let theme = cx.theme;
        if fresh {
            cx.send(Command::File(FileCommand::LogSeen));
        }
        if cx.state.session.log().entries().is_empty() {
            ui.label("Nothing has happened that you should know.");
        }
        ScrollArea::vertical()
            .max_height(room(ui, 420.0))
            .stick_to_bottom(true)
            .show(ui, |ui| {
                for entry in cx.state.session.log().entries() {
                    let color = match entry.severity {
                        Severity::Info => theme.color.text,
                        Severity::Warning => theme.color.warning,
                        Severity::Error => theme.color.error,
                    };
                    let time = entry
                        .at
                        .to_zoned(TimeZone::system())
                        .strftime("%H:%M:%S")
                        .to_string();
                    ui.label(
                        RichText::new(time)
                            .color(theme.color.weak)
                            .size(theme.text.small),
                    );
                    ui.add(
                        Label::new(RichText::new(&entry.message).color(color))
                            .selectable(true)
                            .wrap(),
                    );
                    ui.add_space(theme.space.xs);
                }
            });
        true
    }
}
