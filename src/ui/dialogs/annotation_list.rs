//! A list of annotations to choose from, found off the window's thread.

use egui::{Id, RichText, Sense, Ui, vec2};

use super::super::widgets::list::{ListLook, ListState, Walked};
use super::super::{Cx, counted};
use super::differences::line;
use crate::app::command::AnnotateCommand;
use crate::app::{Command, FoundAnnotations, Wanted};
use crate::workspace::AnnotationId;

/// The list, and what it was asked for.
#[derive(Default)]
pub(super) struct AnnotationList {
    list: ListState,
    asked: Option<Wanted>,
    /// What was found last: it stays until the next answer is there.
    found: FoundAnnotations,
}

/// What was done in the list.
pub(super) struct Picked {
    /// How many fit.
    pub all: usize,
    /// Those that are listed.
    pub first: Vec<AnnotationId>,
    /// The one under the cursor.
    pub under: Option<AnnotationId>,
    /// A key or click in it.
    pub walked: Walked,
}

impl AnnotationList {
    /// Where its focus is.
    pub fn id() -> Id {
        Id::unique("annotations to choose from")
    }

    /// Lists the annotations that are wanted; `mark` is what stands at the right of each.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        wanted: &Wanted,
        height: f32,
        mark: impl Fn(AnnotationId) -> &'static str,
    ) -> Picked {
        let theme = cx.theme;
        let is_known = cx.state.found(wanted).is_some();
        match cx.state.found(wanted) {
            Some(found) => {
                self.found = found.clone();
                self.asked = None;
            }
            None if self.asked.as_ref() != Some(wanted) || !cx.state.is_busy() => {
                if self.found.wanted != *wanted {
                    self.list.cursor = 0;
                }
                self.asked = Some(wanted.clone());
                cx.send(Command::Annotate(AnnotateCommand::Find(wanted.clone())));
            }
            None => {}
        }
        let first = self.found.first.clone();
        let workspace = std::sync::Arc::clone(cx.state.session.workspace());
        let rows = (first.len() as f32 * theme.size.table_row).clamp(theme.size.table_row, height);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), rows), Sense::hover());
        let look = ListLook {
            id: Self::id(),
            name: "Annotations to choose from",
            rect,
            row: theme.size.table_row,
            theme,
        };
        let walked = self.list.show(ui, &look, first.len(), |ui, at, rect| {
            let one = first.get(at).and_then(|id| workspace.annotations.get(*id));
            let Some(one) = one else {
                return String::new();
            };
            let tag = one
                .tag
                .map_or_else(|| "note".to_owned(), |tag| workspace.codebook.path(tag));
            let quote = one.quote();
            let words: Vec<&str> = quote.split_whitespace().take(40).collect();
            let words = format!("{tag}: “{}”", words.join(" "));
            let mark = mark(one.id);
            line(ui, cx, rect, &words, mark);
            format!("{words} {mark}").trim().to_owned()
        });
        if self.found.all > first.len() {
            let words = format!(
                "{}, of which the first {} are listed",
                counted(self.found.all, "annotation", "annotations"),
                first.len()
            );
            let words = RichText::new(words).color(theme.color.weak);
            ui.label(words.size(theme.text.small));
        }
        // Rows of the answer before are shown while the next is looked for, and mean nothing.
        let first = if is_known { first } else { Vec::new() };
        Picked {
            all: self.found.all,
            under: first.get(self.list.cursor).copied(),
            first,
            walked,
        }
    }
}
