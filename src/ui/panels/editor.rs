//! The editor of the chosen annotation: tag, note, attributes, ranges.

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Align, Button, ComboBox, Id, Layout, RichText, TextEdit, Ui, vec2};
use jiff::tz::TimeZone;

use super::super::dialogs;
use super::super::icons::{self, Icon};
use super::super::made_of::MadeOf;
use super::super::widgets::{field, picked, swatch};
use super::super::{Ask, Cx};
use super::author::AuthorDraft;
use crate::app::Command;
use crate::app::command::{AnnotateCommand, ViewCommand};
use crate::workspace::{
    Annotation, AnnotationId, Attribute, AttributeKind, AttributeSchema, Relation, ReviewStatus,
    Workspace,
};

/// After this rest a note is a step of its own.
const REST: Duration = Duration::from_millis(500);

/// Drafts of the texts that are being typed.
#[derive(Default)]
pub struct Editor {
    author: AuthorDraft,
    id: Option<AnnotationId>,
    note: String,
    attributes: Vec<(String, String)>,
    /// The attributes as they were last seen in the workspace.
    taken: Vec<(String, String)>,
    focus: bool,
    typed: Option<Instant>,
    around: Around,
}

/// What else lies around an annotation, looked up once for each change of the workspace.
#[derive(Default)]
struct Around {
    of: MadeOf<Workspace>,
    id: Option<AnnotationId>,
    /// Its place among those of its article, from 1; 0 where it is not among them.
    place: usize,
    /// How many its article has.
    all: usize,
    /// The relations that begin or end at it.
    relations: Vec<Relation>,
}

impl Around {
    fn prepare(&mut self, workspace: &Arc<Workspace>, annotation: &Annotation) {
        let changed = self.of.is_new(workspace);
        if !changed && self.id == Some(annotation.id) {
            return;
        }
        self.id = Some(annotation.id);
        let mut all = workspace.annotations.of(&annotation.article);
        self.place = all.position(|a| a.id == annotation.id).map_or(0, |p| p + 1);
        self.all = workspace.annotations.count_of(&annotation.article);
        let relations = workspace.relations.iter();
        let of_it = relations.filter(|r| r.from == annotation.id || r.to == annotation.id);
        self.relations = of_it.cloned().collect();
    }
}

impl Editor {
    /// Puts the focus into the note in the next frame.
    pub fn focus_note(&mut self) {
        self.focus = true;
    }

    /// No annotation is chosen.
    pub fn close(&mut self) {
        self.id = None;
        self.focus = false;
    }

    /// Draws the editor.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, annotation: &Annotation) {
        let book = &cx.state.session.workspace().codebook;
        let asked = annotation.tag.and_then(|t| book.get(t));
        let asked = asked.map_or_else(Vec::new, |t| t.attributes.clone());
        self.take_over(ui, annotation, &asked);
        self.around
            .prepare(cx.state.session.workspace(), annotation);
        head(ui, cx, annotation, &self.around);
        self.author.show(ui, cx, annotation);
        tag_choice(ui, cx, annotation);
        self.note(ui, cx, annotation);
        self.attributes(ui, cx, annotation, &asked);
        ranges(ui, cx, annotation);
        relations(ui, cx, annotation, &self.around);
        self.rest(ui, cx);
    }

    /// Drafts follow the annotation unless they are being typed.
    fn take_over(&mut self, ui: &Ui, annotation: &Annotation, asked: &[AttributeSchema]) {
        let typing =
            ui.memory(|m| m.has_focus(note_id(annotation.id))) && self.id == Some(annotation.id);
        // What the tag asks for comes first, said or not.
        let value = |key: &str| annotation.attribute(key).unwrap_or_default().to_owned();
        let of_tag = asked.iter().map(|s| (s.name.to_string(), value(&s.name)));
        let others = annotation.attributes.iter();
        let others = others.filter(|a| asked.iter().all(|s| s.name != a.key));
        let others = others.map(|a| (a.key.to_string(), a.value.to_string()));
        let pairs: Vec<(String, String)> = of_tag.chain(others).collect();
        let editing = ui.text_edit_focused() && self.id == Some(annotation.id);
        if !typing {
            self.note = annotation.note.to_string();
        }
        // A new, still empty pair is kept until it has a name; undo replaces it all the same.
        let unfinished = self.attributes.iter().any(|(key, _)| key.trim().is_empty());
        let changed = self.taken != pairs;
        if self.id != Some(annotation.id) || (!editing && (changed || !unfinished)) {
            self.attributes.clone_from(&pairs);
        }
        self.taken = pairs;
        self.id = Some(annotation.id);
    }

    fn note(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, annotation: &Annotation) {
        let theme = cx.theme;
        ui.label(
            RichText::new("Note")
                .color(theme.color.weak)
                .size(theme.text.small),
        );
        if std::mem::take(&mut self.focus) {
            ui.memory_mut(|m| m.request_focus(note_id(annotation.id)));
        }
        let response = field::block(
            ui,
            note_id(annotation.id),
            &mut self.note,
            "Note",
            "What do you make of it?",
            2,
        );
        if response.changed() && self.note != *annotation.note {
            self.typed = Some(Instant::now());
            cx.send(Command::Annotate(AnnotateCommand::SetNote(
                annotation.id,
                self.note.clone(),
            )));
        }
        if response.lost_focus() {
            cx.send(Command::Annotate(AnnotateCommand::Rest));
        }
    }

    /// Ends the gesture when typing has paused.
    fn rest(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let Some(typed) = self.typed else { return };
        let left = REST.saturating_sub(typed.elapsed());
        if left.is_zero() {
            self.typed = None;
            cx.send(Command::Annotate(AnnotateCommand::Rest));
        } else {
            ui.request_repaint_after(left);
        }
    }

    fn attributes(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        annotation: &Annotation,
        asked: &[AttributeSchema],
    ) {
        let theme = cx.theme;
        ui.add_space(theme.space.xs);
        ui.horizontal(|ui| {
            ui.label(
                RichText::new("Attributes")
                    .color(theme.color.weak)
                    .size(theme.text.small),
            );
            if icons::button(ui, Icon::Plus, "Add an attribute").clicked() {
                self.attributes.push((String::new(), String::new()));
                let id = attribute_id(annotation.id, self.attributes.len() - 1, "name");
                ui.memory_mut(|m| m.request_focus(id));
            }
        });
        let mut removed = None;
        let mut typed = false;
        for (i, (key, value)) in self.attributes.iter_mut().enumerate() {
            if let Some(schema) = asked.iter().find(|s| *s.name == **key) {
                typed |= asked_ui(ui, schema, value, attribute_id(annotation.id, i, "value"));
                continue;
            }
            ui.horizontal(|ui| {
                let room = ui.available_width() - 30.0;
                for (text, share, kind, hint) in
                    [(key, 0.38, "name", "name"), (value, 0.62, "value", "value")]
                {
                    let name = format!("Attribute {} {kind}", i + 1);
                    let focused = ui.memory(|m| m.has_focus(attribute_id(annotation.id, i, kind)));
                    let edit = TextEdit::singleline(text)
                        .id(attribute_id(annotation.id, i, kind))
                        .hint_text(hint)
                        .frame(field::frame(ui, focused, false));
                    let field = ui.add_sized(vec2(room * share - 4.0, 26.0), edit);
                    typed |= field.accessible_name(name).changed();
                }
                if icons::button(ui, Icon::Close, &format!("Remove attribute {}", i + 1)).clicked()
                {
                    removed = Some(i);
                }
            });
        }
        if let Some(i) = removed {
            self.attributes.remove(i);
        }
        if !typed && removed.is_none() {
            return;
        }
        let named = self
            .attributes
            .iter()
            // What is asked for and not said yet is no attribute.
            .filter(|(key, value)| {
                let is_asked = asked.iter().any(|s| *s.name == **key);
                !(key.trim().is_empty() || is_asked && value.is_empty())
            });
        let now: Vec<Attribute> = named
            .map(|(key, value)| Attribute {
                key: key.trim().into(),
                value: value.as_str().into(),
            })
            .collect();
        if now != annotation.attributes {
            self.typed = Some(Instant::now());
            cx.send(Command::Annotate(AnnotateCommand::SetAttributes(
                annotation.id,
                now,
            )));
        }
    }
}

/// One attribute that the tag asks for: a choice, or a field that says when its words do not fit. Whether
/// it was changed.
fn asked_ui(ui: &mut Ui, schema: &AttributeSchema, value: &mut String, id: Id) -> bool {
    let theme = super::super::theme::of(ui);
    let missing = schema.required && value.trim().is_empty();
    let wrong = missing || !schema.kind.fits(value);
    let choices: Vec<Arc<str>> = match &schema.kind {
        AttributeKind::Choice(all) => all.clone(),
        AttributeKind::YesNo => vec!["yes".into(), "no".into()],
        AttributeKind::Text | AttributeKind::Number | AttributeKind::Date => Vec::new(),
    };
    ui.horizontal(|ui| {
        let mark = if schema.required { " *" } else { "" };
        let color = if wrong {
            theme.color.error
        } else {
            theme.color.weak
        };
        let room = ui.available_width() - 8.0;
        let name = RichText::new(format!("{}{mark}", schema.name)).color(color);
        let label = egui::Label::new(name.size(theme.text.small)).truncate();
        let place = ui.add_sized(vec2(room * 0.38, 26.0), label);
        if missing {
            place.on_hover_text("The tag asks for it");
        } else if wrong {
            place.on_hover_text(format!("It must be a {}", schema.kind.words()));
        }
        if choices.is_empty() {
            let focused = ui.memory(|m| m.has_focus(id));
            let edit = TextEdit::singleline(value)
                .id(id)
                .hint_text(schema.kind.words())
                .frame(field::frame(ui, focused, wrong && !missing));
            let field = ui.add_sized(vec2(room * 0.62 - 8.0, 26.0), edit);
            return field.accessible_name(&*schema.name).changed();
        }
        let before = value.clone();
        let combo = ComboBox::from_id_salt(id)
            .selected_text(if value.is_empty() {
                "–"
            } else {
                value.as_str()
            })
            .width(room * 0.62 - 16.0)
            .show_ui(ui, |ui| {
                ui.selectable_value(value, String::new(), "–");
                for choice in &choices {
                    ui.selectable_value(value, choice.to_string(), &**choice);
                }
            });
        combo.response.accessible_name(&*schema.name);
        *value != before
    })
    .inner
}

fn note_id(of: AnnotationId) -> Id {
    // One for each annotation: a field's own undo must not cross over to another note.
    Id::unique(("annotation note", of))
}

fn attribute_id(of: AnnotationId, number: usize, kind: &str) -> Id {
    Id::unique(("annotation attribute", of, number, kind))
}

fn head(ui: &mut Ui, cx: &mut Cx<'_>, annotation: &Annotation, around: &Around) {
    let theme = cx.theme;
    ui.horizontal(|ui| {
        let path = annotation.tag.map_or_else(
            || "note".to_owned(),
            |t| cx.state.session.workspace().codebook.path(t),
        );
        ui.add(egui::Label::new(RichText::new(path).font(theme.bold())).truncate());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icons::button(ui, Icon::Trash, "Delete annotation").clicked() {
                cx.send(Command::Annotate(AnnotateCommand::Delete(annotation.id)));
            }
            let words = format!("{} of {}", around.place, around.all);
            ui.label(
                RichText::new(words)
                    .color(theme.color.weak)
                    .size(theme.text.small),
            );
        });
    });
    let made = annotation
        .created
        .to_zoned(TimeZone::system())
        .strftime("%Y-%m-%d %H:%M")
        .to_string();
    let words = format!("by {} · {made}", annotation.author);
    ui.horizontal(|ui| {
        // The status keeps its place; a narrow panel cuts the day.
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            status(ui, cx, annotation);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let said = RichText::new(&words)
                    .color(theme.color.weak)
                    .size(theme.text.small);
                ui.add(egui::Label::new(said).truncate())
                    .on_hover_text(&words);
            });
        });
    });
}

/// How far one has come with an annotation.
fn status(ui: &mut Ui, cx: &mut Cx<'_>, annotation: &Annotation) {
    let words = RichText::new(annotation.status.words()).size(cx.theme.text.small);
    let button = ui.add(Button::new(words).frame_when_inactive(false));
    let button = button.on_hover_text("How far you have come with this annotation");
    button.widget_info(|| {
        let name = format!("Status of the annotation: {}", annotation.status);
        egui::WidgetInfo::labeled(egui::Role::Button, true, name)
    });
    egui::Popup::menu(&button).show(|ui| {
        for status in ReviewStatus::ALL {
            let item = ui.selectable_label(annotation.status == status, status.words());
            if picked(ui, &item) {
                let command = AnnotateCommand::SetStatus(annotation.id, status);
                cx.send(Command::Annotate(command));
            }
        }
    });
}

fn tag_choice(ui: &mut Ui, cx: &mut Cx<'_>, annotation: &Annotation) {
    let theme = cx.theme;
    let book = &cx.state.session.workspace().codebook;
    let now = annotation
        .tag
        .map_or_else(|| "no tag".to_owned(), |t| book.path(t));
    let mut picked = None;
    let combo = ComboBox::from_id_salt("tag of annotation")
        .selected_text(now)
        .width(ui.available_width() - 8.0)
        .show_ui(ui, |ui| {
            if ui
                .selectable_label(annotation.tag.is_none(), "no tag")
                .clicked()
            {
                picked = Some(None);
            }
            for (depth, tag) in book.in_tree_order() {
                if !tag.is_codable() && annotation.tag != Some(tag.id) {
                    continue;
                }
                ui.horizontal(|ui| {
                    ui.add_space(depth as f32 * theme.space.m);
                    let (rect, _) = ui.allocate_exact_size(vec2(16.0, 14.0), egui::Sense::hover());
                    swatch::tag_line(ui.painter(), rect.left_center(), Some(tag.slot), theme);
                    if ui
                        .selectable_label(annotation.tag == Some(tag.id), &*tag.name)
                        .clicked()
                    {
                        picked = Some(Some(tag.id));
                        ui.close();
                    }
                });
            }
        });
    combo.response.accessible_name("Tag of the annotation");
    if let Some(tag) = picked {
        cx.send(Command::Annotate(AnnotateCommand::SetTag(
            annotation.id,
            tag,
        )));
    }
}

/// How it relates to others, each of which can be gone to; and a way to say more.
fn relations(ui: &mut Ui, cx: &mut Cx<'_>, annotation: &Annotation, around: &Around) {
    let theme = cx.theme;
    ui.add_space(theme.space.xs);
    ui.horizontal(|ui| {
        let words = RichText::new("Relations").color(theme.color.weak);
        ui.label(words.size(theme.text.small));
        if icons::button(ui, Icon::Plus, "Relate to another annotation").clicked() {
            cx.ask(Ask::Dialog(dialogs::relate::request(annotation.id)));
        }
    });
    for relation in &around.relations {
        let goes = relation.from == annotation.id;
        let other = if goes { relation.to } else { relation.from };
        let quote = cx.state.session.workspace().annotations.get(other);
        let quote = quote.map_or_else(String::new, |a| a.quote().replace('\n', " "));
        let words = if goes {
            format!("{} → “{quote}”", relation.name)
        } else {
            format!("“{quote}” {} → this", relation.name)
        };
        ui.horizontal(|ui| {
            let name = format!("Take away relation {}", relation.name);
            if icons::button(ui, Icon::Close, &name).clicked() {
                cx.send(Command::Annotate(AnnotateCommand::Unrelate(relation.id)));
            }
            let words = RichText::new(words).size(theme.text.small);
            if ui.add(Button::new(words).frame(false).truncate()).clicked() {
                cx.send(Command::View(ViewCommand::Choose(Some(other))));
            }
        });
    }
}

/// Further ranges, each of which can be gone to and taken away.
fn ranges(ui: &mut Ui, cx: &mut Cx<'_>, annotation: &Annotation) {
    let theme = cx.theme;
    if annotation.anchors.len() < 2 {
        return;
    }
    ui.add_space(theme.space.xs);
    ui.label(
        RichText::new(format!("{} ranges", annotation.anchors.len()))
            .color(theme.color.weak)
            .size(theme.text.small),
    );
    for (i, anchor) in annotation.anchors.iter().enumerate() {
        ui.horizontal(|ui| {
            if icons::button(ui, Icon::Close, &format!("Remove range {}", i + 1)).clicked() {
                cx.send(Command::Annotate(AnnotateCommand::RemoveRange(
                    annotation.id,
                    i,
                )));
            }
            let words = RichText::new(format!("“{}”", anchor.quote)).size(theme.text.small);
            if ui.add(Button::new(words).frame(false).truncate()).clicked() {
                cx.send(Command::View(ViewCommand::OpenAt(
                    annotation.article.clone(),
                    anchor.span,
                )));
            }
        });
    }
}
