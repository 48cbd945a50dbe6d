//! A quiet line that says where the work lies while it lies elsewhere than what was opened, because that
//! cannot be written. It stays until it is dismissed.

use std::path::{Path, PathBuf};

use egui::{Align, Frame, Layout, Margin, Panel, RichText, Sense, Ui, vec2};

use super::icons::{self, Icon};
use super::{Ask, Cx};

/// For which copy it was dismissed.
#[derive(Default)]
pub struct CopyBar {
    dismissed: Option<PathBuf>,
}

impl CopyBar {
    /// Draws the bar, where there is something to say.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(project) = cx.state.session.project() else {
            return;
        };
        let Some(from) = &project.copied_from else {
            return;
        };
        if self.dismissed.as_ref() == Some(&project.file) {
            return;
        }
        let theme = cx.theme;
        let words = words(from, &project.file);
        let file = project.file.clone();
        let frame = Frame::new()
            .fill(theme.color.panel)
            .inner_margin(Margin::symmetric(theme.space.m as i8, 0));
        Panel::top("copy bar")
            .exact_size(theme.size.status_bar)
            .frame(frame)
            .show(ui, |ui| {
                ui.horizontal_centered(|ui| {
                    let (rect, _) =
                        ui.allocate_exact_size(vec2(icons::SIZE, icons::SIZE), Sense::hover());
                    icons::paint(ui.painter(), rect, Icon::Lock, theme.color.weak);
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        if icons::button(ui, Icon::Close, "Do not say again where the copy lies")
                            .clicked()
                        {
                            self.dismissed = Some(file.clone());
                        }
                        let show = RichText::new("show in folder").size(theme.text.small);
                        if ui.link(show).clicked() {
                            cx.ask(Ask::Reveal(file.clone()));
                        }
                        let text = RichText::new(&words)
                            .color(theme.color.weak)
                            .size(theme.text.small);
                        let room = vec2(ui.available_width(), ui.available_height());
                        let left = Layout::left_to_right(Align::Center);
                        ui.allocate_ui_with_layout(room, left, |ui| {
                            ui.add(egui::Label::new(text).truncate())
                                .on_hover_text(&words);
                        });
                    });
                });
            });
    }
}

fn words(from: &Path, file: &Path) -> String {
    format!(
        "You work on a copy, {}, because {} cannot be written.",
        file.display(),
        from.display()
    )
}
