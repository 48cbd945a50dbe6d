//! Dialogs: small windows over the panels, one at a time, none of them modal but when work is at
//! stake. Escape closes each.

mod annotation_list;
mod bulk;
mod codebook;
mod columns;
mod differences;
mod files;
mod follow;
mod go_to;
mod help;
mod history;
mod keys;
mod new_tables;
mod palette;
mod relate;
mod reports;
mod settings;
mod tag_details;
mod tag_picker;

use egui::{Align, Align2, Id, Key, Layout, Modifiers, Response, RichText, Ui, Window, vec2};

use super::Cx;
use super::icons::{self, Icon};
use crate::app::{Command, State};
use crate::workspace::{AnnotationId, TagId};
pub use tag_picker::PickFor;

/// Which dialog.
#[derive(Clone, Debug, PartialEq)]
pub enum DialogKind {
    /// Open a workspace, folder or files, or add some.
    Open {
        /// Whether they are added to the open workspace.
        add: bool,
    },
    /// Save a copy of the workspace.
    SaveCopy,
    /// Export annotations.
    Export,
    /// Export the chart.
    ExportChart,
    /// What could not be loaded, and what has no place.
    LoadReport,
    /// What the columns of tables mean.
    Columns,
    /// What the columns of tables mean that wait to be read.
    NewTables,
    /// A tag on every hit.
    TagHits,
    /// Another tag for all that are listed.
    RetagListed,
    /// Delete all that are listed.
    DeleteListed,
    /// What was done, to go back to.
    History,
    /// Earlier versions of the workspace file.
    Generations,
    /// What was changed here and by another program.
    Conflicts,
    /// All messages.
    Log,
    /// All commands.
    Palette,
    /// Go to a row or a date of the table.
    GoTo,
    /// Choose a tag.
    PickTag(PickFor),
    /// Follow words.
    Follow,
    /// Preferences.
    Settings,
    /// All keys.
    Keys,
    /// The query language.
    QueryHelp,
    /// What this is.
    About,
    /// What happens to the annotations of a tag.
    DeleteTag(TagId),
    /// How an annotation relates to another.
    Relate(AnnotationId),
    /// What a tag means in full.
    TagDetails(TagId),
    /// What was coded before the meaning of a tag changed.
    ReviewTag(TagId),
    /// Which annotations go to a new tag.
    SplitTag(TagId),
    /// Take tags of a file in.
    ImportCodebook,
    /// Write the codebook.
    ExportCodebook,
    /// Which tag takes over.
    MergeTag(TagId),
    /// Which tag it goes below.
    MoveTag(TagId),
    /// The work cannot be saved; why.
    CloseUnsaved(String),
}

/// An open dialog.
pub struct Dialog {
    kind: DialogKind,
    body: Box<dyn Body>,
    /// Whether this is its first frame, when it takes the focus.
    fresh: bool,
}

/// What stands in a dialog.
trait Body {
    /// Draws it; `false` closes it. `fresh` says that its first field takes the focus.
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool;

    /// What was typed and not yet said when it is closed.
    fn unsaid(&self, _: &State) -> Option<Command> {
        None
    }
}

impl Dialog {
    /// Opens a dialog.
    pub fn new(kind: DialogKind, state: &State) -> Self {
        let body: Box<dyn Body> = match kind.clone() {
            DialogKind::Open { add } => Box::new(files::Open::new(add)),
            DialogKind::SaveCopy => Box::new(files::SaveCopy::new(state)),
            DialogKind::Export => Box::new(files::Export::new(state)),
            DialogKind::ExportChart => Box::new(files::ExportChart::new(state)),
            DialogKind::LoadReport => Box::new(reports::LoadReport),
            DialogKind::Columns => Box::new(columns::Columns::new(state)),
            DialogKind::TagHits => Box::<bulk::TagHits>::default(),
            DialogKind::RetagListed => Box::<bulk::RetagListed>::default(),
            DialogKind::DeleteListed => Box::new(bulk::DeleteListed),
            DialogKind::History => Box::<history::History>::default(),
            DialogKind::Generations => Box::<history::Generations>::default(),
            DialogKind::Conflicts => Box::new(history::Conflicts),
            DialogKind::NewTables => Box::new(new_tables::NewTables::new(state)),
            DialogKind::Log => Box::new(reports::Messages),
            DialogKind::Palette => Box::<palette::Palette>::default(),
            DialogKind::GoTo => Box::<go_to::GoTo>::default(),
            DialogKind::PickTag(pick_for) => Box::new(tag_picker::TagPicker::new(pick_for)),
            DialogKind::Follow => Box::new(follow::Follow::new(state)),
            DialogKind::Settings => Box::new(settings::SettingsForm::new(state)),
            DialogKind::Keys => Box::<keys::Keys>::default(),
            DialogKind::QueryHelp => Box::new(help::QueryHelp),
            DialogKind::About => Box::new(help::About),
            DialogKind::DeleteTag(tag) => Box::new(codebook::DeleteTag { tag }),
            DialogKind::Relate(from) => Box::new(relate::Relate::new(from)),
            DialogKind::TagDetails(tag) => {
                let book = &state.session.workspace().codebook;
                Box::new(tag_details::TagDetails::new(tag, book))
            }
            DialogKind::ReviewTag(tag) => Box::new(tag_details::ReviewTag::new(tag)),
            DialogKind::SplitTag(tag) => Box::new(codebook::SplitTag::new(tag)),
            DialogKind::ImportCodebook => Box::<codebook::Import>::default(),
            DialogKind::ExportCodebook => Box::new(codebook::Export::new(state)),
            DialogKind::MergeTag(tag) => Box::new(codebook::ChooseTag::to_merge(tag)),
            DialogKind::MoveTag(tag) => Box::new(codebook::ChooseTag::to_move(tag)),
            DialogKind::CloseUnsaved(why) => Box::new(files::CloseUnsaved { why }),
        };
        Self {
            kind,
            body,
            fresh: true,
        }
    }

    fn title(&self) -> &'static str {
        match self.kind {
            DialogKind::Open { add: false } => "Open",
            DialogKind::Open { add: true } => "Add articles",
            DialogKind::SaveCopy => "Save a copy",
            DialogKind::Export => "Export annotations",
            DialogKind::ExportChart => "Export chart",
            DialogKind::LoadReport => "Load report",
            DialogKind::Columns => "Columns of tables",
            DialogKind::TagHits => "Tag all hits",
            DialogKind::RetagListed => "Change the tag of all listed",
            DialogKind::DeleteListed => "Delete all listed",
            DialogKind::History => "History",
            DialogKind::Generations => "Earlier versions",
            DialogKind::Conflicts => "Changed on both sides",
            DialogKind::NewTables => "What the columns mean",
            DialogKind::Log => "Messages",
            DialogKind::Palette => "Commands",
            DialogKind::GoTo => "Go to",
            DialogKind::PickTag(PickFor::Passage) => "Tag the selection",
            DialogKind::PickTag(PickFor::WholeArticle) => "Tag the whole article",
            DialogKind::PickTag(PickFor::Annotation(_)) => "Change the tag",
            DialogKind::Follow => "New track",
            DialogKind::Settings => "Settings",
            DialogKind::Keys => "Keys",
            DialogKind::QueryHelp => "How to search",
            DialogKind::About => "About Dateline",
            DialogKind::DeleteTag(_) => "Delete tag",
            DialogKind::Relate(_) => "Relate to another annotation",
            DialogKind::TagDetails(_) => "About this tag",
            DialogKind::ReviewTag(_) => "Coded before the meaning changed",
            DialogKind::SplitTag(_) => "Split tag",
            DialogKind::ImportCodebook => "Import codebook",
            DialogKind::ExportCodebook => "Export codebook",
            DialogKind::MergeTag(_) => "Merge tag",
            DialogKind::MoveTag(_) => "Move tag",
            DialogKind::CloseUnsaved(_) => "Your work is not saved",
        }
    }

    /// What was typed in it and not yet said.
    pub fn unsaid(&self, state: &State) -> Option<Command> {
        self.body.unsaid(state)
    }

    /// Draws the dialog; `false` when it is done.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        let fresh = std::mem::take(&mut self.fresh);
        let mut open = true;
        let mut stays = true;
        let theme = cx.theme;
        let wide = matches!(
            self.kind,
            DialogKind::Palette
                | DialogKind::LoadReport
                | DialogKind::Log
                | DialogKind::Keys
                | DialogKind::QueryHelp
                | DialogKind::Columns
                | DialogKind::NewTables
                | DialogKind::History
                | DialogKind::Generations
                | DialogKind::TagHits
                | DialogKind::TagDetails(_)
                | DialogKind::Relate(_)
                | DialogKind::ReviewTag(_)
                | DialogKind::SplitTag(_)
                | DialogKind::Conflicts
        );
        let width = if wide {
            theme.size.palette
        } else {
            theme.size.dialog
        };
        let title = self.title();
        Window::new(title)
            .id(Id::unique("dialog"))
            .title_bar(false)
            .resizable(false)
            .anchor(Align2::CENTER_TOP, vec2(0.0, 96.0))
            .fixed_size(vec2(width, 480.0))
            .show(ui, |ui| {
                ui.set_width(width);
                let head = ui.horizontal(|ui| {
                    ui.label(RichText::new(title).heading());
                    let layout = Layout::right_to_left(Align::Center);
                    ui.with_layout(layout, |ui| icons::button(ui, Icon::Close, "Close"))
                        .inner
                });
                open = !head.inner.clicked();
                ui.add_space(theme.space.xs);
                let before = ui.memory(egui::Memory::focused);
                stays = self.body.show(ui, cx, fresh);
                // The keys are the dialog's: without a field of its own they begin at its head.
                if fresh && ui.memory(egui::Memory::focused) == before {
                    head.inner.request_focus();
                }
            });
        if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            open = false;
        }
        open && stays
    }
}

/// Whether Enter was pressed in a field.
fn entered(ui: &Ui, field: &Response) -> bool {
    field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter))
}
