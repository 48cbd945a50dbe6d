//! What a tag means in full, and what it asks to be said.

use egui::{Checkbox, ComboBox, Id, RichText, Ui};

use super::super::Cx;
use super::super::widgets::field;
use super::{Body, DialogInfo, DialogRequest, Width};
use crate::app::command::{AnnotateCommand, CodebookCommand};
use crate::app::{Command, State};
use crate::workspace::{AttributeKind, AttributeSchema, Tag, TagId};

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "tag-details",
    title: "About this tag",
    width: Width::Wide,
    foot: true,
    example: |state| Some(request(super::first_tag(state)?)),
};

/// Opens it for a tag.
pub(in crate::ui) fn request(tag: TagId) -> DialogRequest {
    DialogRequest::new(&INFO, move |state| {
        TagDetails::new(tag, &state.session.workspace().codebook)
    })
}

/// Meaning and attributes of a tag.
struct TagDetails {
    tag: TagId,
    examples: String,
    exclusions: String,
    attributes: Vec<Draft>,
    /// The attributes as they were said last, or found: only what was typed since is uncommitted.
    said: Vec<AttributeSchema>,
}

/// An attribute while it is being changed; its choices as they are typed.
#[derive(Clone)]
struct Draft {
    schema: AttributeSchema,
    name: String,
    choices: String,
    default: String,
}

impl Draft {
    fn of(schema: &AttributeSchema) -> Self {
        let choices = match &schema.kind {
            AttributeKind::Choice(all) => all.join(", "),
            _ => String::new(),
        };
        Self {
            name: schema.name.to_string(),
            default: schema.default.to_string(),
            choices,
            schema: schema.clone(),
        }
    }

    /// The attribute that is meant; none without a name.
    fn schema(&self) -> Option<AttributeSchema> {
        let name = self.name.trim();
        let kind = match &self.schema.kind {
            AttributeKind::Choice(_) => {
                let all = self.choices.split(',').map(str::trim);
                let all = all.filter(|c| !c.is_empty()).map(Into::into);
                AttributeKind::Choice(all.collect())
            }
            other => other.clone(),
        };
        (!name.is_empty()).then(|| AttributeSchema {
            name: name.into(),
            kind,
            required: self.schema.required,
            default: self.default.trim().into(),
        })
    }
}

impl TagDetails {
    fn new(tag: TagId, book: &crate::workspace::Codebook) -> Self {
        let of = |f: fn(&Tag) -> &str| book.get(tag).map_or_else(String::new, |t| f(t).to_owned());
        let attributes = book.get(tag).map_or(&[][..], |t| &t.attributes);
        let attributes: Vec<Draft> = attributes.iter().map(Draft::of).collect();
        Self {
            said: attributes.iter().filter_map(Draft::schema).collect(),
            tag,
            examples: of(|t| &t.examples),
            exclusions: of(|t| &t.exclusions),
            attributes,
        }
    }

    fn words(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) {
        for (name, hint, text, command) in [
            (
                "Examples",
                "Passages that it fits",
                &mut self.examples,
                CodebookCommand::SetExamples as fn(TagId, String) -> CodebookCommand,
            ),
            (
                "Not for",
                "When not to use it",
                &mut self.exclusions,
                CodebookCommand::SetExclusions,
            ),
        ] {
            small(ui, cx, name);
            let id = Id::unique(("tag details", name, self.tag));
            let response = field::block(ui, id, text, name, hint, 2);
            if fresh && name == "Examples" {
                response.request_focus();
            }
            if response.changed() {
                cx.send(Command::Codebook(command(self.tag, text.clone())));
            }
            if response.lost_focus() {
                cx.send(Command::Annotate(AnnotateCommand::Rest));
            }
        }
    }

    fn asked(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        small(ui, cx, "Attributes");
        let mut changed = false;
        let mut gone = None;
        for (at, draft) in self.attributes.iter_mut().enumerate() {
            ui.horizontal(|ui| {
                let line = |ui: &mut Ui, part: &str, width: f32, text: &mut String| {
                    let id = Id::unique(("attribute", part, at));
                    ui.allocate_ui(egui::vec2(width, 26.0), |ui| {
                        field::line(ui, id, text, part, part).lost_focus()
                    })
                    .inner
                };
                changed |= line(ui, "name", 130.0, &mut draft.name);
                let kinds = [
                    AttributeKind::Text,
                    AttributeKind::Number,
                    AttributeKind::Date,
                    AttributeKind::YesNo,
                    AttributeKind::Choice(Vec::new()),
                ];
                let kind = ComboBox::from_id_salt(("kind", at))
                    .width(90.0)
                    .selected_text(draft.schema.kind.words())
                    .show_ui(ui, |ui| {
                        for kind in kinds {
                            let now = draft.schema.kind.words() == kind.words();
                            if ui.selectable_label(now, kind.words()).clicked() && !now {
                                draft.schema.kind = kind;
                                changed = true;
                            }
                        }
                    });
                let name = format!("Kind of attribute {}", at + 1);
                kind.response.accessible_name(name);
                if matches!(draft.schema.kind, AttributeKind::Choice(_)) {
                    changed |= line(ui, "choices, with commas", 150.0, &mut draft.choices);
                }
                changed |= line(ui, "default", 80.0, &mut draft.default);
                changed |= ui
                    .checkbox(&mut draft.schema.required, "required")
                    .changed();
                if ui.button("Remove").clicked() {
                    gone = Some(at);
                }
            });
        }
        if let Some(at) = gone {
            self.attributes.remove(at);
            changed = true;
        }
        if ui.button("+ Attribute").clicked() {
            self.attributes.push(Draft::of(&AttributeSchema::default()));
        }
        if changed {
            let all: Vec<_> = self.attributes.iter().filter_map(Draft::schema).collect();
            self.said.clone_from(&all);
            cx.send(Command::Codebook(CodebookCommand::SetSchema(self.tag, all)));
        }
    }
}

fn small(ui: &mut Ui, cx: &Cx<'_>, words: &str) {
    ui.add_space(cx.theme.space.xs);
    ui.label(
        RichText::new(words)
            .color(cx.theme.color.weak)
            .size(cx.theme.text.small),
    );
}

impl Body for TagDetails {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let book = &cx.state.session.workspace().codebook;
        let Some(tag) = book.get(self.tag).cloned() else {
            return false;
        };
        ui.label(RichText::new(book.path(tag.id)).font(cx.theme.bold()));
        if !tag.definition.is_empty() {
            ui.label(&*tag.definition);
        }
        self.words(ui, cx, fresh);
        self.asked(ui, cx);
        ui.add_space(cx.theme.space.s);
        let own = cx.state.search.base.tag_usage(tag.id).own;
        let mut folder = tag.folder;
        let words = "A folder: holds other tags together, is put on no passage";
        let check = ui.add_enabled(own == 0 || folder, Checkbox::new(&mut folder, words));
        if check
            .on_disabled_hover_text("Its annotations must go to another tag first")
            .changed()
        {
            cx.send(Command::Codebook(CodebookCommand::SetFolder(
                tag.id, folder,
            )));
        }
        let mut retired = tag.retired;
        let words = "Retired: kept where it was used, not offered for new passages";
        if ui.checkbox(&mut retired, words).changed() {
            cx.send(Command::Codebook(CodebookCommand::Retire(tag.id, retired)));
        }
        true
    }

    fn uncommitted(&self, state: &State) -> Option<Command> {
        let all: Vec<_> = self.attributes.iter().filter_map(Draft::schema).collect();
        let tag = state.session.workspace().codebook.get(self.tag)?;
        let is_new = all != self.said && tag.attributes != all;
        let said = Command::Codebook(CodebookCommand::SetSchema(self.tag, all));
        is_new.then_some(said)
    }
}
