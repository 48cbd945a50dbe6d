//! What a window without a workspace says.

use egui::{Align, Button, Layout, RichText, Ui, vec2};

use super::commands::UiCommand;
use super::{Ask, Cx};
use crate::app::Command;
use crate::app::command::FileCommand;

/// Draws the welcome.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    ui.with_layout(Layout::top_down(Align::Center), |ui| {
        ui.add_space((ui.available_height() * 0.22).max(theme.space.xxl));
        ui.label(RichText::new("Read news as evidence").font(theme.title()));
        ui.add_space(theme.space.s);
        let about = "Open a folder of articles. See who is mentioned when, read the passages behind every number,\ntag them, and hand the annotated set on.";
        ui.label(RichText::new(about).color(theme.color.weak));
        ui.add_space(theme.space.xl);
        let size = vec2(260.0, 34.0);
        if ui.add_sized(size, Button::new(RichText::new("Open a folder or workspace …").color(theme.color.accent))).clicked() {
            cx.ask(Ask::Run(UiCommand::OPEN));
        }
        if ui.add_sized(size, Button::new("Try the sample corpus")).clicked() {
            cx.send(Command::File(FileCommand::OpenSample));
        }
        ui.add_space(theme.space.l);
        let recent = cx.state.settings.recent.clone();
        if !recent.is_empty() {
            ui.label(RichText::new("Opened lately").color(theme.color.weak).size(theme.text.small));
            for path in recent.into_iter().take(6) {
                if ui.link(path.display().to_string()).clicked() {
                    cx.send(Command::File(FileCommand::Open(vec![path])));
                }
            }
            ui.add_space(theme.space.l);
        }
        let hint = "Everything stays on this machine.";
        ui.label(RichText::new(hint).color(theme.color.weak).size(theme.text.small));
    });
}
