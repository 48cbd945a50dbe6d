//! Names: who and what the articles mention, and which written forms may be one name.
//!
//! A name is a row; undecided proposals lie open under it, merged forms once it is opened. With the focus
//! in the list `a` merges a proposal, `x` refuses it for good, `s` splits a merged form off again, `t`
//! follows the name; Enter looks for it.

mod row;

use std::collections::HashSet;
use std::sync::Arc;

use egui::{Id, Key, Modifiers, Sense, Ui, vec2};

use super::looking::Looking;
use super::{Pane, Panel, PanelInfo, Place, Side, told, tools_row};
use crate::analysis::names::{AliasReason, NameMember, NameRow, NameTable, NamesView};
use crate::app::command::NameCommand;
use crate::app::{Command, State};
use crate::enrich::names::NameKind;
use crate::text::fold;
use crate::ui::widgets::choice::choice;
use crate::ui::widgets::list::{ListLook, ListState};
use crate::ui::widgets::table_view::table_buttons;
use crate::ui::widgets::{field, menu_item};
use crate::ui::{Cx, grouped};
use row::{Columns, Painted};

/// The panel's id.
pub const PANE: Pane = Pane::new("Names");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Names",
    place: Place {
        side: Side::Left,
        order: 3,
    },
    digit: Some(9),
    shows_focus: true,
    make: || Box::<NamesPanel>::default(),
};

/// Which names are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kinds {
    #[default]
    All,
    Of(NameKind),
    Open,
}

impl Kinds {
    const ALL: [Self; 5] = [
        Self::All,
        Self::Of(NameKind::Person),
        Self::Of(NameKind::Place),
        Self::Of(NameKind::Organisation),
        Self::Open,
    ];

    fn words(self) -> &'static str {
        match self {
            Self::All => "all names",
            Self::Of(NameKind::Person) => "people",
            Self::Of(NameKind::Place) => "places",
            Self::Of(NameKind::Organisation) => "organisations",
            Self::Open => "with proposals",
        }
    }

    fn holds(self, row: &NameRow) -> bool {
        match self {
            Self::All => true,
            Self::Of(kind) => row.kind == Some(kind),
            Self::Open => row.proposed().next().is_some() || !row.unfollowed.is_empty(),
        }
    }
}

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// A name.
    Name(usize),
    /// A form of a name.
    Form(usize, usize),
    /// That the track of a name lacks forms of it.
    Track(usize),
}

/// The panel's own state.
#[derive(Default)]
pub struct NamesPanel {
    looking: Looking<NamesView>,
    list: ListState,
    sought: String,
    kinds: Kinds,
    /// Names whose merged forms are shown.
    open: HashSet<Arc<str>>,
    lines: Vec<Line>,
    /// What the lines were made of.
    made_of: Option<(usize, String, Kinds, usize)>,
    /// The form under the cursor, so that it stays there when lines come and go.
    at: Option<Arc<str>>,
}

impl Panel for NamesPanel {
    fn after_frame(&self, ui: &Ui, state: &State, out: &mut Vec<Command>) {
        self.looking.after_frame(ui, state, out);
    }

    fn own_letters(&self) -> &'static [Key] {
        &[Key::A, Key::X, Key::S, Key::T]
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let table = match self.looking.table(ui, cx) {
            Ok(Some(table)) if table.waiting => {
                return told(ui, cx, "The texts are being looked through for names …");
            }
            Ok(Some(table)) if table.rows.is_empty() => {
                let words = if table.articles == 0 {
                    "No article passes the filter."
                } else {
                    "No names were found. Names are words with a capital inside sentences."
                };
                return told(ui, cx, words);
            }
            Ok(Some(table)) => table,
            Ok(None) => return told(ui, cx, "The names are being counted …"),
            Err(error) => return told(ui, cx, &format!("Nothing could be counted: {error}")),
        };
        self.tools(ui, cx, &table);
        self.arrange(&table);
        if self.lines.is_empty() {
            return told(ui, cx, "No name is like this.");
        }
        self.draw(ui, cx, &table);
    }

    fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(table) = cx.state.search.views.table::<NamesView>() {
            table_buttons(ui, cx, &table, "names");
        }
    }
}

impl NamesPanel {
    /// What is sought, which kinds, and how much is undecided.
    fn tools(&mut self, ui: &mut Ui, cx: &Cx<'_>, table: &NameTable) {
        let theme = cx.theme;
        tools_row(ui, cx, |ui| {
            let room = vec2((ui.available_width() * 0.4).clamp(90.0, 180.0), 26.0);
            ui.allocate_ui(room, |ui| {
                let id = Id::unique("names sought");
                field::line(ui, id, &mut self.sought, "Filter names", "Filter names");
            });
            let now = self.kinds.words();
            let picked = choice(ui, "Kinds", now, &Kinds::ALL, |k| k.words().to_owned());
            if let Some(kinds) = picked {
                self.kinds = kinds;
            }
            let open: usize = table.rows.iter().map(|r| r.proposed().count()).sum();
            let words = if open == 1 {
                "1 proposal".to_owned()
            } else {
                format!("{} proposals", grouped(open as u64))
            };
            let words = format!("{} names, {words}", grouped(table.rows.len() as u64));
            ui.add(egui::Label::new(egui::RichText::new(words).color(theme.color.weak)).truncate());
        });
    }

    /// The lines of what is sought, with the cursor where it was.
    fn arrange(&mut self, table: &Arc<NameTable>) {
        let made_of = (
            Arc::as_ptr(table) as usize,
            self.sought.clone(),
            self.kinds,
            self.open.len(),
        );
        if self.made_of.as_ref() == Some(&made_of) {
            return;
        }
        let sought = fold(self.sought.trim()).into_owned();
        let fits = |row: &NameRow| {
            sought.is_empty() || row.members.iter().any(|m| fold(&m.words).contains(&sought))
        };
        self.lines.clear();
        for (at, row) in table.rows.iter().enumerate() {
            if !self.kinds.holds(row) || !fits(row) {
                continue;
            }
            self.lines.push(Line::Name(at));
            let is_open = self.open.contains(&row.words);
            for (form, member) in row.members.iter().enumerate() {
                let is_own = member.merged && member.words == row.words;
                if !is_own && (!member.merged || is_open) {
                    self.lines.push(Line::Form(at, form));
                }
            }
            if !row.unfollowed.is_empty() {
                self.lines.push(Line::Track(at));
            }
        }
        let same = |line: &Line| words_of(table, *line) == self.at.as_ref();
        if let Some(at) = self
            .at
            .is_some()
            .then(|| self.lines.iter().position(same))
            .flatten()
        {
            self.list.cursor = at;
        }
        self.made_of = Some(made_of);
    }

    fn draw(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, table: &Arc<NameTable>) {
        let theme = cx.theme;
        let area = ui.available_rect_before_wrap();
        let columns = Columns::new(area);
        columns.head(ui, theme, area, table);
        let rect = area.with_min_y(area.top() + theme.size.table_head);
        self.letters(ui, cx, table);
        let look = ListLook {
            id: PANE.focus_id(),
            name: "Names",
            rect,
            row: theme.size.table_row,
            theme,
        };
        let (lines, opened, columns) = (&self.lines, &self.open, &columns);
        let mut asked: Option<NameCommand> = None;
        let mut toggled = None;
        let may_edit = cx.state.session.may_edit();
        let walked = self.list.show(ui, &look, lines.len(), |ui, at, rect| {
            let Some(line) = lines.get(at).copied() else {
                return String::new();
            };
            let (row, member) = match line {
                Line::Name(row) | Line::Track(row) => (table.rows.get(row), None),
                Line::Form(row, form) => {
                    let row = table.rows.get(row);
                    (row, row.and_then(|r| r.members.get(form)))
                }
            };
            let Some(row) = row else { return String::new() };
            let painted = Painted {
                theme,
                columns,
                rect,
            };
            match (line, member) {
                (Line::Name(_), _) => {
                    let is_open = opened.contains(&row.words);
                    if painted.name(ui, row, is_open) {
                        toggled = Some(Arc::clone(&row.words));
                    }
                    let response =
                        ui.interact(rect, ui.scope_id().with(("name menu", at)), Sense::CLICK);
                    response.context_menu(|ui| menu(ui, row, may_edit, &mut asked));
                    name_in_words(row)
                }
                (Line::Form(..), Some(member)) => {
                    if let Some(command) = painted.form(ui, row, member, may_edit) {
                        asked = Some(command);
                    }
                    form_in_words(row, member)
                }
                (Line::Form(..), None) => String::new(),
                (Line::Track(_), _) => {
                    if let Some(command) = painted.track(ui, row, may_edit) {
                        asked = Some(command);
                    }
                    track_in_words(row)
                }
            }
        });
        if let Some(name) = toggled {
            self.toggle(&name);
        }
        let cursor = self.lines.get(self.list.cursor).copied();
        if walked.moved.is_some() || walked.entered.is_some() {
            self.at = cursor.and_then(|line| words_of(table, line)).cloned();
        }
        if asked.is_none()
            && let Some(words) = walked
                .entered
                .and_then(|at| words_of(table, *self.lines.get(at)?))
        {
            asked = Some(NameCommand::Search(Arc::clone(words)));
        }
        if let Some(command) = asked {
            cx.send(Command::Names(command));
        }
    }

    fn toggle(&mut self, name: &Arc<str>) {
        if !self.open.remove(name) {
            self.open.insert(Arc::clone(name));
        }
        self.made_of = None;
    }

    /// The letters of the list, and the arrows that open and close a name.
    fn letters(&mut self, ui: &Ui, cx: &mut Cx<'_>, table: &NameTable) {
        if !ui.memory(|m| m.has_focus(PANE.focus_id())) {
            return;
        }
        let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        let Some(line) = self.lines.get(self.list.cursor).copied() else {
            return;
        };
        let (Line::Name(at) | Line::Form(at, _) | Line::Track(at)) = line;
        let Some(row) = table.rows.get(at) else {
            return;
        };
        if pressed(Key::T) && cx.state.session.may_edit() {
            cx.send(Command::Names(NameCommand::Follow(Arc::clone(&row.words))));
        }
        let is_open = self.open.contains(&row.words);
        if pressed(Key::ArrowRight) && !is_open || pressed(Key::ArrowLeft) && is_open {
            self.toggle(&row.words);
        }
        let (merge, refuse, split) = (pressed(Key::A), pressed(Key::X), pressed(Key::S));
        if !cx.state.session.may_edit() {
            return;
        }
        let name = Arc::clone(&row.words);
        let command = match line {
            Line::Form(_, form) => {
                let Some(member) = row.members.get(form) else {
                    return;
                };
                let words = Arc::clone(&member.words);
                match member.merged {
                    false if merge => Some(NameCommand::Merge(name, vec![words])),
                    false if refuse => Some(NameCommand::Refuse(name, words)),
                    true if split => Some(NameCommand::Split(name, words)),
                    true if refuse => Some(NameCommand::Refuse(name, words)),
                    _ => None,
                }
            }
            Line::Track(_) if merge => Some(NameCommand::Amend(name)),
            Line::Name(_) if merge => {
                let sure = row
                    .proposed()
                    .filter(|m| m.reason.is_some_and(AliasReason::is_sure));
                let forms: Vec<Arc<str>> = sure.map(|m| Arc::clone(&m.words)).collect();
                (!forms.is_empty()).then_some(NameCommand::Merge(name, forms))
            }
            Line::Track(_) | Line::Name(_) => None,
        };
        if let Some(command) = command {
            // The next line takes the place of the decided one.
            let next = self
                .lines
                .get(self.list.cursor + 1)
                .and_then(|l| words_of(table, *l));
            self.at = next.cloned();
            cx.send(Command::Names(command));
        }
    }
}

/// The form that a line is of.
fn words_of(table: &NameTable, line: Line) -> Option<&Arc<str>> {
    match line {
        Line::Name(row) | Line::Track(row) => table.rows.get(row).map(|r| &r.words),
        Line::Form(row, form) => table.rows.get(row)?.members.get(form).map(|m| &m.words),
    }
}

fn name_in_words(row: &NameRow) -> String {
    let kind = row.kind.map_or("", NameKind::word);
    let proposed = row.proposed().count();
    let days = row
        .days
        .map_or_else(|| "undated".to_owned(), |(a, b)| format!("{a} to {b}"));
    format!(
        "{} {kind}, {} mentions in {} articles, {days}, {proposed} proposed",
        row.words, row.mentions, row.articles
    )
}

fn form_in_words(row: &NameRow, member: &NameMember) -> String {
    let state = if member.merged {
        "merged with"
    } else {
        "proposed for"
    };
    let why = member.reason.map_or("", AliasReason::words);
    format!(
        "{} {state} {}, {} mentions, {why}",
        member.words, row.words, member.mentions
    )
}

fn track_in_words(row: &NameRow) -> String {
    format!("its track does not find: {}", row.unfollowed.join(", "))
}

/// What can be done with a name.
fn menu(ui: &mut Ui, row: &NameRow, may_edit: bool, asked: &mut Option<NameCommand>) {
    let name = || Arc::clone(&row.words);
    if menu_item(ui, "Search for it") {
        *asked = Some(NameCommand::Search(name()));
    }
    if may_edit && menu_item(ui, "Follow it as a track  T") {
        *asked = Some(NameCommand::Follow(name()));
    }
    let forms: Vec<Arc<str>> = row.proposed().map(|m| Arc::clone(&m.words)).collect();
    if may_edit && !forms.is_empty() && menu_item(ui, "Merge all proposed forms") {
        *asked = Some(NameCommand::Merge(name(), forms));
    }
    if may_edit && !row.unfollowed.is_empty() && menu_item(ui, "Add missing forms to its track") {
        *asked = Some(NameCommand::Amend(name()));
    }
    for form in &row.refused {
        if may_edit && menu_item(ui, &format!("Propose “{form}” again")) {
            *asked = Some(NameCommand::Reconsider(name(), Arc::clone(form)));
        }
    }
}
