//! Tables that were never read: what their columns mean is shown and can be changed before they are.

use egui::{Button, ComboBox, Key, Modifiers, RichText, Ui};

use super::super::{Cx, grouped};
use super::Body;
use super::columns::{mapping_ui, records_ui};
use crate::app::command::FileCommand;
use crate::app::{Command, State};
use crate::corpus::Mapping;
use crate::session::tables::Layout;

pub(super) struct NewTables {
    layouts: Vec<Layout>,
    mappings: Vec<Mapping>,
    chosen: usize,
}

impl NewTables {
    pub fn new(state: &State) -> Self {
        let layouts = state.session.new_tables().waiting.clone();
        Self {
            mappings: layouts.iter().map(|l| l.preview.guess.clone()).collect(),
            layouts,
            chosen: 0,
        }
    }
}

/// How a layout is called: its first table, and how many more look the same.
fn name(layout: &Layout) -> String {
    let first = layout.tables.first().map_or("", |t| &t.path);
    match layout.tables.len() {
        0 | 1 => first.to_owned(),
        n => format!("{first} and {} more with the same columns", n - 1),
    }
}

impl Body for NewTables {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _: bool) -> bool {
        let theme = cx.theme;
        let Some(layout) = self.layouts.get(self.chosen) else {
            return false;
        };
        if self.layouts.len() > 1 {
            let mut chosen = self.chosen;
            ComboBox::from_id_salt("layout")
                .width(ui.available_width())
                .selected_text(name(layout))
                .show_ui(ui, |ui| {
                    for (i, layout) in self.layouts.iter().enumerate() {
                        ui.selectable_value(&mut chosen, i, name(layout));
                    }
                });
            self.chosen = chosen;
        } else {
            ui.label(RichText::new(name(layout)).font(theme.bold()));
        }
        let (Some(layout), Some(mapping)) = (
            self.layouts.get(self.chosen),
            self.mappings.get_mut(self.chosen),
        ) else {
            return false;
        };
        mapping_ui(ui, theme, mapping, &layout.preview);
        records_ui(ui, theme, &layout.preview);
        ui.add_space(theme.space.s);
        let has_words = mapping.has_words();
        if !has_words {
            let words = "Without a column for text or title it gives no articles.";
            ui.label(RichText::new(words).color(theme.color.warning));
        }
        let is_guess = *mapping == layout.preview.guess;
        let guess = layout.preview.guess.clone();
        let ready = has_words || self.layouts.len() > 1;
        let mut read = ready && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter));
        ui.horizontal(|ui| {
            let words = match self.layouts.iter().map(|l| l.tables.len()).sum() {
                1 => "Read the table".to_owned(),
                n => format!("Read {} tables", grouped(n as u64)),
            };
            read |= ui.add_enabled(ready, Button::new(words)).clicked();
            if ui
                .add_enabled(!is_guess, Button::new("As guessed"))
                .clicked()
            {
                *mapping = guess;
            }
        });
        if read {
            let mappings = std::mem::take(&mut self.mappings);
            cx.send(Command::File(FileCommand::ReadTables(mappings)));
        }
        !read
    }
}
