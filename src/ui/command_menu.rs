//! Commands of the table as items of menus: those of the bar, and those on what is pointed at.
//!
//! A context menu is a list of ids by group. What is pointed at is chosen first, so that its commands, their
//! keys and what they need are those of the palette.

use egui::{Button, Ui, vec2};

use super::commands::{Info, UiCommand};
use super::widgets::swatch;
use super::{Ask, Cx, shortcuts};
use crate::app::Command;
use crate::app::command::AnnotateCommand;

/// Width and height of an item, in points.
const WIDTH: f32 = 220.0;
const HEIGHT: f32 = 24.0;
/// Tags of late that a selected passage is offered.
const RECENT: usize = 3;

/// Groups of commands, with a line between them.
type Groups = &'static [&'static [UiCommand]];

/// What can be done with a selected passage, behind its tags.
const PASSAGE: Groups = &[
    &[
        UiCommand::named("annotate.note"),
        UiCommand::named("annotate.add-range"),
        UiCommand::named("annotate.place"),
    ],
    &[
        UiCommand::named("analyse.follow-selection"),
        UiCommand::named("edit.search-selection"),
    ],
    &[UiCommand::named("edit.copy-citation")],
];

/// What can be done with an article.
const ARTICLE: Groups = &[
    &[
        UiCommand::named("annotate.article-reviewed"),
        UiCommand::named("annotate.reviewed-and-next"),
        UiCommand::named("annotate.article-dismissed"),
        UiCommand::named("annotate.article-unseen"),
    ],
    &[
        UiCommand::named("annotate.tag-article"),
        UiCommand::named("annotate.article-fields"),
        UiCommand::named("file.export-annotations"),
    ],
    &[
        UiCommand::named("edit.only-source"),
        UiCommand::named("edit.select-articles"),
    ],
    &[UiCommand::REVEAL_FILE, UiCommand::OPEN_ORIGINAL],
];

/// What can be done with an annotation.
const ANNOTATION: Groups = &[
    &[
        UiCommand::named("annotate.edit-note"),
        UiCommand::named("annotate.change-tag"),
        UiCommand::named("annotate.relate"),
        UiCommand::named("annotate.remove-range"),
    ],
    &[
        UiCommand::named("annotate.reviewed"),
        UiCommand::named("annotate.dismissed"),
        UiCommand::named("annotate.unseen"),
    ],
    &[UiCommand::named("edit.copy-citation")],
    &[UiCommand::DELETE_ANNOTATION],
];

/// The menu of the selected passage: its tags first.
pub fn passage(ui: &mut Ui, cx: &mut Cx<'_>) {
    if let Some(info) = UiCommand::named("annotate.tag-passage").info() {
        row(ui, cx, info);
    }
    recent_tags(ui, cx);
    ui.separator();
    groups(ui, cx, PASSAGE);
}

/// The menu of the open article.
pub fn article(ui: &mut Ui, cx: &mut Cx<'_>) {
    groups(ui, cx, ARTICLE);
}

/// The menu of the chosen annotation.
pub fn annotation(ui: &mut Ui, cx: &mut Cx<'_>) {
    groups(ui, cx, ANNOTATION);
}

/// The last tags, with the digits that put them on.
fn recent_tags(ui: &mut Ui, cx: &mut Cx<'_>) {
    let recent: Vec<_> = cx
        .state
        .reading
        .recent_tags
        .iter()
        .take(RECENT)
        .copied()
        .collect();
    for (at, id) in recent.into_iter().enumerate() {
        let book = &cx.state.session.workspace().codebook;
        let Some(tag) = book.get(id).filter(|tag| tag.is_codable()) else {
            continue;
        };
        let (slot, path) = (tag.slot, book.path(id));
        // Room for the line of the tag before its name.
        let button = Button::new(format!("      {path}"))
            .min_size(vec2(WIDTH, HEIGHT))
            .shortcut_text((at + 1).to_string());
        let response = ui.add_enabled(cx.state.session.may_edit(), button);
        let left = response.rect.left_center() + vec2(cx.theme.space.s, 0.0);
        swatch::tag_line(ui.painter(), left, Some(slot), cx.theme);
        if response.clicked() {
            cx.send(Command::Annotate(AnnotateCommand::Passage {
                tag: Some(id),
                advance: false,
            }));
            ui.close();
        }
    }
}

fn groups(ui: &mut Ui, cx: &mut Cx<'_>, groups: Groups) {
    for (at, group) in groups.iter().enumerate() {
        if at > 0 {
            ui.separator();
        }
        for info in group.iter().filter_map(|command| command.info()) {
            row(ui, cx, info);
        }
    }
}

/// A command with its key; carries it out.
pub fn row(ui: &mut Ui, cx: &mut Cx<'_>, info: &Info) {
    let label = match (info.about)(cx.state) {
        Some(about) => format!("{}: {about}", info.label),
        None => info.label.to_owned(),
    };
    let mut button = Button::new(label).min_size(vec2(WIDTH, HEIGHT));
    if let Some(shortcut) = shortcuts::first(info.command, &cx.state.settings) {
        button = button.shortcut_text(shortcuts::in_words(ui, shortcut));
    }
    let enabled = info.command.is_enabled(cx.state);
    if ui.add_enabled(enabled, button).clicked() {
        cx.ask(Ask::Run(info.command));
        // A key that chooses is no click that closes.
        ui.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_of_a_context_menu_is_in_the_table() {
        let all = [PASSAGE, ARTICLE, ANNOTATION].into_iter().flatten();
        for command in all.flat_map(|group| group.iter()) {
            assert!(command.info().is_some(), "{}", command.id());
        }
        assert!(UiCommand::named("annotate.tag-passage").info().is_some());
    }
}
