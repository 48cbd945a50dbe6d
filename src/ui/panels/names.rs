//! Names: who and what the articles mention, and which written forms may be one name.
//!
//! A name is a row; undecided proposals lie open under it, merged forms once it is opened. With the focus
//! in the list `a` merges a proposal, `x` refuses it for good, `s` splits a merged form off again, `t`
//! follows the name; Enter looks for it.

use std::collections::HashSet;
use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align2, Color32, Id, Key, Modifiers, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use super::super::icons::{self, Icon};
use super::super::theme::Theme;
use super::super::widgets::choice::choice;
use super::super::widgets::list::{ListLook, ListState};
use super::super::widgets::table_view::table_buttons;
use super::super::widgets::{field, menu_item};
use super::super::{Cx, grouped};
use super::looking::Looking;
use super::{Pane, Panel, PanelInfo, Place, Side, told, tools_row};
use crate::analysis::names::{AliasReason, NameMember, NameRow, NameTable, NamesView};
use crate::app::command::NameCommand;
use crate::app::{Command, State};
use crate::enrich::names::NameKind;
use crate::text::fold;

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

/// Where the columns stand, in points from the left; those without room are none.
struct Columns {
    name: f32,
    mentions: f32,
    proposed: f32,
    articles: f32,
    first: Option<f32>,
    last: Option<f32>,
    trend: Option<(f32, f32)>,
}

/// Widths, in points.
const MENTIONS: f32 = 52.0;
const PROPOSED: f32 = 28.0;
const ARTICLES: f32 = 44.0;
const DAY: f32 = 84.0;
const TREND: f32 = 64.0;
/// Room that a name keeps.
const NAME: f32 = 150.0;
/// Room for what opens a name, and for its kind.
const SIGNS: f32 = 42.0;

impl Columns {
    fn new(area: Rect) -> Self {
        let mut room = area.width() - SIGNS - NAME - MENTIONS - PROPOSED - ARTICLES;
        let mut has = |width: f32| {
            room -= width;
            room >= 0.0
        };
        let (trend, last, first) = (has(TREND), has(DAY), has(DAY));
        // The scrollbar has room of its own.
        let right = area.right() - 18.0;
        let trend_at = trend.then_some((right - TREND, right));
        let mut at = trend_at.map_or(right, |(left, _)| left - 8.0);
        let mut take = |is_there: bool, width: f32| {
            is_there.then(|| {
                at -= width;
                at
            })
        };
        let last = take(last, DAY);
        let first = take(first, DAY);
        let articles = at - 8.0;
        let proposed = articles - ARTICLES;
        let mentions = proposed - PROPOSED;
        Self {
            name: area.left() + SIGNS,
            mentions,
            proposed,
            articles,
            first,
            last,
            trend: trend_at,
        }
    }

    fn head(&self, ui: &Ui, theme: &Theme, area: Rect, table: &NameTable) {
        let rect = area.with_max_y(area.top() + theme.size.table_head);
        let painter = ui.painter();
        let y = rect.center().y;
        let (font, color) = (theme.small_medium(), theme.color.weak);
        let text = |x: f32, align: Align2, words: &str| {
            painter.text(pos2(x, y), align, words, font.clone(), color);
        };
        text(self.name, Align2::LEFT_CENTER, "Name");
        text(self.mentions, Align2::RIGHT_CENTER, "Mentions");
        text(self.articles, Align2::RIGHT_CENTER, "Art.");
        if let Some(x) = self.first {
            text(x, Align2::LEFT_CENTER, "First day");
        }
        if let Some(x) = self.last {
            text(x, Align2::LEFT_CENTER, "Last day");
        }
        if let (Some((left, _)), Some(first), Some(last)) =
            (self.trend, table.bins.first(), table.bins.last())
        {
            let words = if first.year() == last.year() {
                first.year().to_string()
            } else {
                format!("{}–{}", first.year(), last.year())
            };
            text(left, Align2::LEFT_CENTER, &words);
        }
        painter.hline(rect.x_range(), rect.bottom(), theme.hairline(ui));
    }
}

/// A line while it is painted.
struct Painted<'p> {
    theme: &'p Theme,
    columns: &'p Columns,
    rect: Rect,
}

impl Painted<'_> {
    fn text(&self, ui: &Ui, x: f32, align: Align2, words: &str, color: Color32) {
        let at = pos2(x, self.rect.center().y);
        ui.painter()
            .text(at, align, words, self.theme.body(), color);
    }

    /// Words that are cut where their room ends.
    fn cut(&self, ui: &Ui, (left, right): (f32, f32), mut job: LayoutJob) -> f32 {
        job.wrap = TextWrapping::truncate_at_width((right - left).max(10.0));
        let galley = ui.painter().layout_job(job);
        let at = pos2(left, self.rect.center().y - galley.size().y / 2.0);
        let end = left + galley.size().x;
        ui.painter().galley(at, galley, self.theme.color.text);
        end
    }

    /// A name; says whether it is to be opened or closed.
    fn name(&self, ui: &Ui, row: &NameRow, is_open: bool) -> bool {
        let (theme, columns) = (self.theme, self.columns);
        let color = &theme.color;
        let mut toggled = false;
        let merged = row.merged().count();
        if merged > 1 {
            let square = Rect::from_center_size(
                pos2(self.rect.left() + 4.0, self.rect.center().y),
                vec2(16.0, 20.0),
            );
            let response = ui.interact(
                square,
                ui.scope_id().with(("open", &*row.words)),
                Sense::CLICK,
            );
            response.widget_info(|| {
                let words = if is_open { "Close" } else { "Open" };
                WidgetInfo::labeled(Role::Button, true, format!("{words} {}", row.words))
            });
            toggled = response.clicked();
            let icon = if is_open { Icon::Down } else { Icon::Right };
            icons::paint(
                ui.painter(),
                square.shrink2(vec2(4.0, 6.0)),
                icon,
                color.weak,
            );
        }
        kind_sign(
            ui,
            theme,
            pos2(self.rect.left() + 22.0, self.rect.center().y),
            row.kind,
        );
        let mut job = LayoutJob::simple_singleline(row.words.to_string(), theme.body(), color.text);
        if merged > 1 {
            let format = egui::TextFormat::simple(theme.small_medium(), color.weak);
            job.append(&format!("  {merged} forms"), 0.0, format);
        }
        self.cut(ui, (columns.name, columns.mentions - MENTIONS + 8.0), job);
        self.number(ui, columns.mentions, row.mentions);
        let proposed: u32 = row.proposed().map(|m| m.mentions).sum();
        if proposed > 0 {
            let words = format!("+{}", grouped(proposed.into()));
            self.text(
                ui,
                columns.proposed,
                Align2::RIGHT_CENTER,
                &words,
                color.warning,
            );
        }
        self.number(ui, columns.articles, row.articles);
        if let Some((first, last)) = row.days {
            for (x, day) in [(columns.first, first), (columns.last, last)] {
                if let Some(x) = x {
                    self.text(ui, x, Align2::LEFT_CENTER, &day.to_string(), color.weak);
                }
            }
        }
        if let Some((left, right)) = columns.trend {
            let rect = Rect::from_min_max(
                pos2(left, self.rect.top() + 5.0),
                pos2(right, self.rect.bottom() - 5.0),
            );
            trend(ui, theme, rect, &row.trend);
        }
        toggled
    }

    fn number(&self, ui: &Ui, right: f32, n: u32) {
        let color = &self.theme.color;
        let (words, color) = if n == 0 {
            ("·".to_owned(), color.weak)
        } else {
            (grouped(n.into()), color.text)
        };
        self.text(ui, right, Align2::RIGHT_CENTER, &words, color);
    }

    /// A form of a name, with what decides about it.
    fn form(
        &self,
        ui: &mut Ui,
        row: &NameRow,
        member: &NameMember,
        may_edit: bool,
    ) -> Option<NameCommand> {
        let (theme, columns) = (self.theme, self.columns);
        let color = &theme.color;
        let at = pos2(columns.name - 10.0, self.rect.center().y);
        if member.merged {
            let sign = Rect::from_center_size(at, vec2(12.0, 12.0));
            icons::paint(ui.painter(), sign, Icon::Check, color.weak);
        } else {
            ui.painter()
                .circle_stroke(at, 4.0, Stroke::new(1.5, color.warning));
        }
        let mut right = self.rect.right() - 10.0;
        let mut command = None;
        let (name, form) = (Arc::clone(&row.words), Arc::clone(&member.words));
        let buttons: &[(&str, &str, NameCommand)] = if member.merged {
            &[("s", "Split off", NameCommand::Split(name, form))]
        } else {
            &[
                (
                    "x",
                    "Refuse for good",
                    NameCommand::Refuse(Arc::clone(&name), Arc::clone(&form)),
                ),
                ("a", "Merge", NameCommand::Merge(name, vec![form])),
            ]
        };
        for (letter, words, act) in buttons {
            if may_edit
                && self.button(
                    ui,
                    &mut right,
                    letter,
                    &format!("{words}: {}", member.words),
                )
            {
                command = Some(act.clone());
            }
        }
        let font = theme.serif(theme.text.body);
        let job = LayoutJob::simple_singleline(member.words.to_string(), font, color.text);
        self.cut(
            ui,
            (columns.name + 8.0, columns.mentions - MENTIONS + 8.0),
            job,
        );
        self.number(ui, columns.mentions, member.mentions);
        self.number(ui, columns.articles, member.articles);
        let why = member.reason.map_or("merged", AliasReason::words);
        let left = columns.articles + 12.0;
        if right - left > 24.0 {
            let job = LayoutJob::simple_singleline(why.to_owned(), theme.small(), color.weak);
            self.cut(ui, (left, right - 4.0), job);
        }
        command
    }

    /// That the track of a name lacks forms of it.
    fn track(&self, ui: &mut Ui, row: &NameRow, may_edit: bool) -> Option<NameCommand> {
        let theme = self.theme;
        let mut right = self.rect.right() - 10.0;
        let add = may_edit
            && self.button(
                ui,
                &mut right,
                "a",
                &format!("Add the forms to the track of {}", row.words),
            );
        let words = track_in_words(row);
        let job = LayoutJob::simple_singleline(words, theme.small(), theme.color.warning);
        self.cut(ui, (self.columns.name + 8.0, right - 8.0), job);
        add.then(|| NameCommand::Amend(Arc::clone(&row.words)))
    }

    /// A small button with the letter of its key, from the right.
    fn button(&self, ui: &mut Ui, right: &mut f32, letter: &str, name: &str) -> bool {
        let theme = self.theme;
        let rect = Rect::from_min_max(
            pos2(*right - 20.0, self.rect.top() + 3.0),
            pos2(*right, self.rect.bottom() - 3.0),
        );
        *right = rect.left() - 4.0;
        let response = ui.interact(rect, ui.scope_id().with(("decide", name)), Sense::CLICK);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
        let fill = if response.hovered() {
            theme.color.hover
        } else {
            theme.color.raised
        };
        let radius = theme.radius.tint;
        ui.painter().rect_filled(rect, radius, fill);
        let line = Stroke::new(1.0, theme.color.edge);
        ui.painter()
            .rect_stroke(rect, radius, line, egui::StrokeKind::Inside);
        let font = theme.small();
        ui.painter().text(
            rect.center(),
            Align2::CENTER_CENTER,
            letter,
            font,
            theme.color.text,
        );
        let clicked = response.clicked();
        response.on_hover_text(name);
        clicked
    }
}

/// A person, a place or a body, as a sign.
fn kind_sign(ui: &Ui, theme: &Theme, at: egui::Pos2, kind: Option<NameKind>) {
    let painter = ui.painter();
    let line = Stroke::new(1.2, theme.color.weak);
    match kind {
        Some(NameKind::Person) => {
            painter.circle_stroke(at - vec2(0.0, 3.0), 2.4, line);
            let shoulders = [
                vec2(-4.0, 5.5),
                vec2(-3.0, 2.0),
                vec2(3.0, 2.0),
                vec2(4.0, 5.5),
            ];
            painter.line(shoulders.iter().map(|v| at + *v).collect(), line);
        }
        Some(NameKind::Place) => {
            painter.circle_stroke(at - vec2(0.0, 2.0), 3.2, line);
            painter.line_segment([at + vec2(-2.4, 0.4), at + vec2(0.0, 5.5)], line);
            painter.line_segment([at + vec2(2.4, 0.4), at + vec2(0.0, 5.5)], line);
        }
        Some(NameKind::Organisation) => {
            let shield = [
                vec2(-4.0, -4.5),
                vec2(4.0, -4.5),
                vec2(4.0, 1.0),
                vec2(0.0, 5.5),
                vec2(-4.0, 1.0),
                vec2(-4.0, -4.5),
            ];
            painter.line(shield.iter().map(|v| at + *v).collect(), line);
        }
        None => {}
    }
}

/// A small line of mentions over time, on a scale of its own; a gap where there is no article, a dot at
/// the peak.
fn trend(ui: &Ui, theme: &Theme, rect: Rect, values: &[Option<u32>]) {
    let most = values.iter().flatten().copied().max().unwrap_or(0);
    if most == 0 {
        return;
    }
    let step = rect.width() / (values.len().max(2) - 1) as f32;
    let at = |place: usize, n: u32| {
        let y = rect.bottom() - rect.height() * n as f32 / most as f32;
        pos2(rect.left() + step * place as f32, y)
    };
    let line = Stroke::new(1.0, theme.color.text);
    let mut run: Vec<egui::Pos2> = Vec::new();
    let flush = |run: &mut Vec<egui::Pos2>| {
        if let [only] = run.as_slice() {
            ui.painter().circle_filled(*only, 1.0, theme.color.text);
        } else if run.len() > 1 {
            ui.painter().line(run.clone(), line);
        }
        run.clear();
    };
    let mut peak = None;
    for (place, value) in values.iter().enumerate() {
        match value {
            Some(n) => {
                let point = at(place, *n);
                if *n == most && peak.is_none() {
                    peak = Some(point);
                }
                run.push(point);
            }
            None => flush(&mut run),
        }
    }
    flush(&mut run);
    if let Some(peak) = peak {
        ui.painter().circle_filled(peak, 2.0, theme.color.accent);
    }
}
