//! Takes over annotations that were made elsewhere: which file, what it would bring, and which of our tags
//! stand for theirs.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use egui::{Id, RichText, ScrollArea, Ui, vec2};

use super::super::native_dialog::NativeDialog;
use super::super::widgets::choice::choice;
use super::super::widgets::field;
use super::super::{Ask, Cx, counted};
use super::{Body, DialogInfo, DialogRequest, Foot, Width, room};
use crate::app::command::IntakeCommand;
use crate::app::{Command, IntakeFound, IntakeOrder, IntakePreview};
use crate::exchange::Format;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "import-annotations",
    title: "Import annotations",
    width: Width::Wide,
    foot: true,
    example: |_| Some(request(None)),
};

/// Opens it, with a file where one is known.
pub(in crate::ui) fn request(path: Option<PathBuf>) -> DialogRequest {
    DialogRequest::new(&INFO, move |state| Import {
        path: path.map(|p| p.display().to_string()).unwrap_or_default(),
        seen: state.tools.intake.clone(),
        ..Import::default()
    })
}

/// A format, or the one that name or content shows.
#[derive(Clone)]
struct Chosen(Option<&'static Format>);

#[derive(Default)]
struct Import {
    path: String,
    format: Option<&'static Format>,
    /// Our path for each of theirs, as it is typed.
    tags: BTreeMap<String, String>,
    /// What was asked for last.
    asked: Option<IntakeOrder>,
    /// The last answer that was taken note of.
    seen: Option<Arc<IntakePreview>>,
}

impl Import {
    fn order(&self) -> IntakeOrder {
        let other = |(theirs, ours): (&String, &String)| {
            let ours = ours.trim();
            (!ours.is_empty() && ours != theirs).then(|| (theirs.clone(), ours.to_owned()))
        };
        IntakeOrder {
            path: PathBuf::from(self.path.trim()),
            format: self.format,
            tags: self.tags.iter().filter_map(other).collect(),
        }
    }

    /// What the file that is named now would bring, once it is known.
    fn found<'s>(&self, cx: &'s Cx<'_>) -> Option<Result<&'s IntakeFound, &'s str>> {
        let preview = cx.state.tools.intake.as_deref()?;
        let order = self.order();
        let same = preview.order.path == order.path && preview.order.format == order.format;
        same.then(|| preview.found.as_ref().map_err(String::as_str))
    }
}

impl Import {
    /// Their tags, each with ours for it.
    fn tags_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, found: &IntakeFound) {
        let theme = cx.theme;
        let small = |words: &str| RichText::new(words.to_owned()).color(theme.color.weak);
        if !found.tags.is_empty() {
            ui.add_space(theme.space.s);
            ui.label(RichText::new("Their tag, and yours").font(theme.bold()));
        }
        let book = &cx.state.session.workspace().codebook;
        egui::Grid::new("tags of theirs")
            .min_col_width(140.0)
            .show(ui, |ui| {
                for theirs in &found.tags {
                    let ours = self.tags.entry(theirs.clone());
                    let ours = ours.or_insert_with(|| theirs.clone());
                    ui.add(egui::Label::new(theirs).truncate());
                    let id = Id::unique(("tag for", theirs));
                    let name = format!("Your tag for {theirs}");
                    ui.allocate_ui(vec2(240.0, 26.0), |ui| {
                        field::line(ui, id, ours, &name, "tag / sub-tag");
                    });
                    let is_there = book.by_path(ours).is_some();
                    let words = if is_there { "" } else { "is made" };
                    ui.label(small(words).size(theme.text.small));
                    ui.end_row();
                }
            });
    }
}

impl Body for Import {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let theme = cx.theme;
        // The desktop's own dialog has named another file.
        let latest = cx.state.tools.intake.clone();
        let is_new = match (&latest, &self.seen) {
            (Some(latest), Some(seen)) => !Arc::ptr_eq(latest, seen),
            (latest, _) => latest.is_some(),
        };
        if let Some(latest) = latest.filter(|_| is_new) {
            if self
                .asked
                .as_ref()
                .is_none_or(|asked| asked.path != latest.order.path)
            {
                self.path = latest.order.path.display().to_string();
                self.asked = Some(IntakeOrder {
                    format: self.format,
                    ..latest.order.clone()
                });
            }
            self.seen = Some(latest);
        }
        let weak = |words: &str| RichText::new(words.to_owned()).color(theme.color.weak);
        let id = Id::unique("annotations to read");
        field::path(ui, id, &mut self.path, "Path");
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        ui.horizontal(|ui| {
            if ui.button("Choose …").clicked() {
                cx.ask(Ask::Native(NativeDialog::ImportAnnotations));
            }
            let all: Vec<Option<&'static Format>> = std::iter::once(None)
                .chain(Format::readable().map(Some))
                .collect();
            let words = |f: &Chosen| {
                f.0.map_or("format by name or content", |f| f.words)
                    .to_owned()
            };
            let all: Vec<Chosen> = all.into_iter().map(Chosen).collect();
            let now = words(&Chosen(self.format));
            if let Some(Chosen(format)) = choice(ui, "Format", &now, &all, words) {
                self.format = format;
            }
        });
        let order = self.order();
        let is_named = !self.path.trim().is_empty();
        if is_named && self.asked.as_ref() != Some(&order) && !ui.memory(|m| m.has_focus(id)) {
            self.asked = Some(order.clone());
            cx.send(Command::Intake(IntakeCommand::Look(order)));
        }
        let found = match self.found(cx) {
            None if is_named => {
                ui.label(weak("Leave the field to see what the file would bring."));
                return true;
            }
            None => {
                let names: Vec<&str> = Format::readable().map(|f| f.words).collect();
                ui.label(weak(&format!("It reads: {}.", names.join(", "))));
                return true;
            }
            Some(Err(why)) => {
                ui.label(RichText::new(why.to_owned()).color(theme.color.error));
                return true;
            }
            Some(Ok(found)) => found.clone(),
        };
        ui.label(format!("{}: {}", found.format.words, found.arrived));
        let articles = match found.new_articles {
            0 => "All their articles are here".to_owned(),
            n => {
                counted(n, "article is new and", "articles are new and")
                    + " would be added as a source"
            }
        };
        let already = match found.already {
            0 => "none of it is here already".to_owned(),
            n => counted(n, "annotation is", "annotations are") + " here already",
        };
        ui.label(weak(&format!("{articles}; {already}.")));
        ScrollArea::vertical()
            .max_height(room(ui, 300.0))
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for line in &found.said {
                    ui.label(weak(line).size(theme.text.small));
                }
                self.tags_ui(ui, cx, &found);
            });
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let ready = self.found(cx).is_some_and(|f| f.is_ok()) && cx.state.session.may_edit();
        if !foot.choice("Import", ready) {
            return true;
        }
        cx.send(Command::Intake(IntakeCommand::Take(self.order())));
        false
    }
}
