//! Everything the window can be told to do, in one table: it feeds the menus, the command palette, the
//! keys and the help on keys.
//!
//! A command is a row ([`Info`]): a stable id, a label, the menu it stands in, its keys, whether it can do
//! anything now and what it does. Rows stand in a file by domain, in the order of the menus. Adding a
//! command is adding a row; nothing else knows the commands one by one. Where another part of the window
//! offers a command of the table (a link, a button), it names it by [`UiCommand`].
//!
//! Ids are written into the settings when a command is given another key: they never change. Labels may.
//!
//! Useful for: what has a name and may have a key. Not useful for: keys that mean something only within a
//! panel, such as the arrows of a list; those the panel takes itself.

mod analyse;
mod annotate;
mod edit;
mod file;
mod help;
mod view;

use std::sync::LazyLock;

use egui::{Context, Key, KeyboardShortcut, Modifiers};

use super::panels::{self, Pane, PanelInfo, Side};
use super::shell::Workbench;
use crate::app::State;

/// The stable id of a command: `file.open`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UiCommand(&'static str);

/// Commands that are offered elsewhere than in the menus. A test looks each up in the table.
#[expect(missing_docs, reason = "each has its label in the table")]
impl UiCommand {
    pub const OPEN: Self = Self("file.open");
    pub const ADD_ARTICLES: Self = Self("file.add-articles");
    pub const RELOAD: Self = Self("file.reload");
    pub const RESTORE_SAMPLE: Self = Self("file.restore-sample");
    pub const SAVE_COPY: Self = Self("file.save-copy");
    pub const EXPORT_CHART: Self = Self("file.export-chart");
    pub const LOAD_REPORT: Self = Self("file.load-report");
    pub const TABLE_COLUMNS: Self = Self("file.table-columns");
    pub const SHOW_LOG: Self = Self("file.messages");
    pub const CLEAR_FILTER: Self = Self("edit.clear-filter");
    pub const SHOW_TRACKS: Self = Self("view.tracks");
    pub const REDUCED_MOTION: Self = Self("view.reduced-motion");
    pub const DELETE_ANNOTATION: Self = Self("annotate.delete");
    pub const REVEAL_FILE: Self = Self("analyse.reveal-file");
    pub const OPEN_ORIGINAL: Self = Self("analyse.open-file");
    pub const QUERY_HELP: Self = Self("help.query");

    #[cfg(test)]
    const NAMED: [Self; 16] = [
        Self::OPEN,
        Self::ADD_ARTICLES,
        Self::RELOAD,
        Self::RESTORE_SAMPLE,
        Self::SAVE_COPY,
        Self::EXPORT_CHART,
        Self::LOAD_REPORT,
        Self::TABLE_COLUMNS,
        Self::SHOW_LOG,
        Self::CLEAR_FILTER,
        Self::SHOW_TRACKS,
        Self::REDUCED_MOTION,
        Self::DELETE_ANNOTATION,
        Self::REVEAL_FILE,
        Self::OPEN_ORIGINAL,
        Self::QUERY_HELP,
    ];

    /// The command of an id. One that is not in the table does nothing; where ids are listed, a test looks
    /// each up.
    pub const fn named(id: &'static str) -> Self {
        Self(id)
    }

    /// The id as it stands in the settings.
    pub fn id(self) -> &'static str {
        self.0
    }

    /// Its row of the table.
    pub fn info(self) -> Option<&'static Info> {
        all().find(|info| info.command == self)
    }

    /// Whether it can do anything now.
    pub fn is_enabled(self, state: &State) -> bool {
        self.info().is_some_and(|info| (info.enabled)(state))
    }
}

/// Which menu a command stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the menu of its name")]
pub enum Menu {
    File,
    Edit,
    View,
    Annotate,
    Analyse,
    Help,
}

/// A command: what it is called, how it is reached, and what it does.
pub struct Info {
    /// Its stable id.
    pub command: UiCommand,
    /// The menu it stands in.
    pub menu: Menu,
    /// Its label.
    pub label: &'static str,
    /// What the menu says behind the label: what would be undone.
    pub about: fn(&State) -> Option<String>,
    /// Its shortcuts, the one to show first.
    pub shortcuts: &'static [KeyboardShortcut],
    /// The menu within that menu that it stands in, with those beside it.
    pub submenu: Option<&'static str>,
    /// Whether a line is drawn above it, or above its menu.
    pub section: bool,
    /// Whether the key is the text field's own while one has the focus.
    pub fields_own: bool,
    /// Whether it can do anything now.
    pub enabled: fn(&State) -> bool,
    /// Carries it out.
    pub run: Run,
}

/// Carries a command out.
type Act = fn(&mut Workbench, &Context);

/// What a command does.
#[derive(Clone, Copy)]
pub enum Run {
    /// Something of its own.
    Do(Act),
    /// Brings a panel to the front and gives it the focus.
    Show(Pane),
}

/// Commands that show the panels of the table, in the order of their digits.
static PANELS: LazyLock<Vec<Info>> = LazyLock::new(|| {
    let mut all = panels::ALL.to_vec();
    all.sort_by_key(|info| info.digit.unwrap_or(u8::MAX));
    let shows = all.into_iter().enumerate();
    shows
        .map(|(at, info)| Info::showing(info, at == 0))
        .collect()
});

impl Info {
    /// A command that can always be carried out and has no key.
    const fn new(menu: Menu, id: &'static str, label: &'static str, act: Act) -> Self {
        Self {
            command: UiCommand(id),
            menu,
            label,
            about: |_| None,
            shortcuts: &[],
            submenu: None,
            section: false,
            fields_own: false,
            enabled: |_| true,
            run: Run::Do(act),
        }
    }

    /// The command that shows a panel; its id and label follow from the panel's, and are made once.
    fn showing(panel: &PanelInfo, section: bool) -> Self {
        let id = format!("view.{}", panel.pane.id().to_lowercase()).leak();
        let label = format!("Show {}", panel.title).leak();
        let at = panel
            .digit
            .and_then(|digit| usize::from(digit).checked_sub(1));
        // Those below the text have Ctrl+Shift and their place among them, the timeline's own digit aside.
        let below = (panel.place.side == Side::Bottom && panel.digit.is_none())
            .then(|| usize::from(panel.place.order).checked_sub(2))
            .flatten();
        let own = at.and_then(|at| DIGITS.get(at));
        let shared = below.and_then(|at| SHIFT_DIGITS.get(at));
        Self {
            shortcuts: own.or(shared).map_or(&[], |keys| keys),
            submenu: Some("Panels"),
            section,
            run: Run::Show(panel.pane),
            ..Self::new(Menu::View, id, label, |_, _| {})
        }
    }

    /// The keys that it comes with.
    const fn keys(mut self, shortcuts: &'static [KeyboardShortcut]) -> Self {
        self.shortcuts = shortcuts;
        self
    }

    /// When it can do anything.
    const fn when(mut self, enabled: fn(&State) -> bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Stands in a menu within its menu.
    const fn within(mut self, submenu: &'static str) -> Self {
        self.submenu = Some(submenu);
        self
    }

    /// Begins a section of its menu.
    const fn section(mut self) -> Self {
        self.section = true;
        self
    }

    /// Says more in the menu.
    const fn about(mut self, about: fn(&State) -> Option<String>) -> Self {
        self.about = about;
        self
    }

    /// Leaves its keys to the text field that has the focus.
    const fn fields_own(mut self) -> Self {
        self.fields_own = true;
        self
    }
}

/// Every command, in the order of the menus.
pub fn all() -> impl Iterator<Item = &'static Info> {
    let table = [
        file::ROWS,
        edit::ROWS,
        view::ROWS,
        &PANELS,
        view::LOOK,
        annotate::ROWS,
        analyse::ROWS,
        help::ROWS,
    ];
    table.into_iter().flatten()
}

impl Workbench {
    /// Carries out a command of the table, where it can do anything.
    pub(super) fn run(&mut self, ctx: &Context, command: UiCommand) {
        if let Some(info) = command.info()
            && (info.enabled)(&self.state)
        {
            match info.run {
                Run::Do(act) => act(self, ctx),
                Run::Show(pane) => view::show_pane(self, ctx, pane),
            }
        }
    }
}

const NONE: Modifiers = Modifiers::NONE;
const CMD: Modifiers = Modifiers::COMMAND;
const ALT: Modifiers = Modifiers::ALT;
const CMD_ALT: Modifiers = Modifiers::COMMAND.plus(Modifiers::ALT);
const SHIFT: Modifiers = Modifiers::SHIFT;
const CMD_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// The keys of panels, by digit.
static DIGITS: [[KeyboardShortcut; 1]; 9] = [
    [key(CMD, Key::Num1)],
    [key(CMD, Key::Num2)],
    [key(CMD, Key::Num3)],
    [key(CMD, Key::Num4)],
    [key(CMD, Key::Num5)],
    [key(CMD, Key::Num6)],
    [key(CMD, Key::Num7)],
    [key(CMD, Key::Num8)],
    [key(CMD, Key::Num9)],
];

/// The keys of panels below the text, by their place.
static SHIFT_DIGITS: [[KeyboardShortcut; 1]; 7] = [
    [key(CMD_SHIFT, Key::Num1)],
    [key(CMD_SHIFT, Key::Num2)],
    [key(CMD_SHIFT, Key::Num3)],
    [key(CMD_SHIFT, Key::Num4)],
    [key(CMD_SHIFT, Key::Num5)],
    [key(CMD_SHIFT, Key::Num6)],
    [key(CMD_SHIFT, Key::Num7)],
];

const fn key(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}

/// Whether a workspace is open.
fn is_open(state: &State) -> bool {
    state.session.project().is_some()
}

/// Whether an article is open.
fn is_reading(state: &State) -> bool {
    state.reading.doc.is_some()
}

/// Whether an article is open and may be said something of.
fn may_mark(state: &State) -> bool {
    state.session.may_edit() && is_reading(state)
}

/// Whether a passage is selected that may be annotated.
fn has_passage(state: &State) -> bool {
    state.session.may_edit() && state.selected_span().is_some()
}

/// Whether an annotation is chosen that may be changed.
fn has_chosen(state: &State) -> bool {
    state.session.may_edit() && state.reading.selection.annotation.is_some()
}

/// Whether something is searched for that can be understood.
fn has_query(state: &State) -> bool {
    state.session.may_edit()
        && state.search.query.query.is_some()
        && state.search.query.error.is_none()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_commands_share_an_id_a_label_or_a_shortcut() {
        let mut shortcuts = HashSet::new();
        let mut labels = HashSet::new();
        let mut ids = HashSet::new();
        for info in all() {
            assert!(ids.insert(info.command), "{}", info.command.id());
            assert!(labels.insert(info.label), "{}", info.label);
            for shortcut in info.shortcuts {
                assert!(
                    shortcuts.insert(format!("{shortcut:?}")),
                    "{}: {shortcut:?}",
                    info.label
                );
            }
        }
    }

    #[test]
    fn commands_that_are_offered_elsewhere_are_in_the_table() {
        for named in UiCommand::NAMED {
            assert!(named.info().is_some(), "{}", named.id());
        }
    }

    #[test]
    fn ids_say_the_menu_and_menus_stand_in_one_piece() {
        let mut before = Menu::File;
        let mut seen = vec![before];
        for info in all() {
            let menu = format!("{:?}.", info.menu).to_lowercase();
            assert!(
                info.command.id().starts_with(&menu),
                "{}",
                info.command.id()
            );
            if info.menu != before {
                assert!(!seen.contains(&info.menu), "{}", info.command.id());
                seen.push(info.menu);
                before = info.menu;
            }
        }
    }

    #[test]
    fn every_name_that_older_settings_have_is_a_command_of_today() {
        let mut ids = HashSet::new();
        for (old, id) in crate::app::settings::OLD_KEY_NAMES {
            let now = all().any(|info| info.command.id() == id);
            assert!(now, "{old} became {id}, which is no command");
            assert!(ids.insert(id), "{id} is what two old names became");
        }
    }

    #[test]
    fn longer_shortcuts_come_before_the_shorter_ones_they_contain() {
        let ordered = super::super::shortcuts::by_length(&crate::app::Settings::default());
        for (i, (_, long)) in ordered.iter().enumerate() {
            for (_, short) in ordered.iter().skip(i + 1) {
                let contained = long.logical_key == short.logical_key
                    && short.modifiers.contains(long.modifiers);
                assert!(
                    !contained || long.modifiers == short.modifiers,
                    "{long:?} hides {short:?}"
                );
            }
        }
    }
}
