//! Everything the window can be told to do, in one plain list: it feeds the menus, the command
//! palette, the shortcuts and the help on keys.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::app::State;

/// A named command of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each has its label below")]
pub enum UiCommand {
    Open,
    AddArticles,
    Reload,
    Save,
    SaveCopy,
    RestoreSample,
    ExportSet,
    ExportChart,
    LoadReport,
    TableColumns,
    ImportCodebook,
    ExportCodebook,
    TagHits,
    RetagListed,
    DeleteListed,
    EarlierVersions,
    Conflicts,
    ShowHistory,
    ShowLog,
    Quit,
    Undo,
    Redo,
    Search,
    Palette,
    ClearFilter,
    FilterTitle,
    CopyCitation,
    RevealFile,
    OpenOriginal,
    NextHit,
    PreviousHit,
    NextArticle,
    PreviousArticle,
    NextAnnotation,
    PreviousAnnotation,
    ShowChanges,
    NextChange,
    PreviousChange,
    Back,
    Forward,
    NextPanel,
    PreviousPanel,
    TagPassage,
    PlainNote,
    AddRange,
    PlaceAtSelection,
    TagArticle,
    EditNote,
    ChangeTag,
    Relate,
    RemoveLastRange,
    AnnotationReviewed,
    AnnotationDismissed,
    AnnotationUnseen,
    Relink,
    DeleteAnnotation,
    FollowSelection,
    FollowSearch,
    NewTag,
    MarkReviewed,
    MarkDismissed,
    MarkUnseen,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    LargerText,
    SmallerText,
    WiderColumn,
    NarrowerColumn,
    ReducedMotion,
    ResetLayout,
    ShowArticles,
    ShowReader,
    ShowAnnotations,
    ShowCodebook,
    ShowTracks,
    ShowDetails,
    ShowFacets,
    ShowTimeline,
    GoToRow,
    GroupByArticle,
    GroupByTag,
    SetAuthor,
    KeysHelp,
    QueryHelp,
    About,
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

/// What a command is called and how it is reached.
pub struct Info {
    /// The command.
    pub command: UiCommand,
    /// The menu it stands in.
    pub menu: Menu,
    /// Its label.
    pub label: &'static str,
    /// Its shortcuts, the one to show first.
    pub shortcuts: &'static [KeyboardShortcut],
    /// Whether a line is drawn above it.
    pub section: bool,
}

const NONE: Modifiers = Modifiers::NONE;
const CMD: Modifiers = Modifiers::COMMAND;
const ALT: Modifiers = Modifiers::ALT;
const SHIFT: Modifiers = Modifiers::SHIFT;
const CMD_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

const fn key(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}

/// On macOS Option with an arrow goes by words.
const BACK: KeyboardShortcut = if cfg!(target_os = "macos") {
    key(CMD, Key::OpenBracket)
} else {
    key(ALT, Key::ArrowLeft)
};
const FORWARD: KeyboardShortcut = if cfg!(target_os = "macos") {
    key(CMD, Key::CloseBracket)
} else {
    key(ALT, Key::ArrowRight)
};

macro_rules! commands {
    ($($section:literal $menu:ident $command:ident $label:literal [$($shortcut:expr),*]);* $(;)?) => {
        /// Every command, in the order of the menus.
        pub const ALL: &[Info] = &[$(Info {
            command: UiCommand::$command,
            menu: Menu::$menu,
            label: $label,
            shortcuts: &[$($shortcut),*],
            section: $section,
        }),*];
    };
}

commands! {
    false File Open "Open …" [key(CMD, Key::O)];
    false File AddArticles "Add articles …" [];
    false File Reload "Read the articles again" [key(NONE, Key::F5)];
    false File RestoreSample "Restore sample" [];
    true File Save "Save now" [key(CMD, Key::S)];
    false File SaveCopy "Save a copy …" [key(CMD_SHIFT, Key::S)];
    true File ExportSet "Export annotations …" [key(CMD, Key::E)];
    false File ExportChart "Export chart …" [];
    false File ImportCodebook "Import codebook …" [];
    false File ExportCodebook "Export codebook …" [];
    true File LoadReport "Load report" [];
    false File TableColumns "Columns of tables" [];
    false File EarlierVersions "Earlier versions" [];
    false File Conflicts "Conflicts" [];
    false File ShowLog "Messages" [];
    true File Quit "Quit" [key(CMD, Key::Q)];
    false Edit Undo "Undo" [key(CMD, Key::Z)];
    false Edit Redo "Redo" [key(CMD_SHIFT, Key::Z), key(CMD, Key::Y)];
    false Edit ShowHistory "History" [key(CMD, Key::H)];
    true Edit CopyCitation "Copy with citation" [key(CMD_SHIFT, Key::C)];
    true Edit Search "Search" [key(CMD, Key::F), key(NONE, Key::Slash)];
    false Edit FilterTitle "Filter …" [key(CMD_SHIFT, Key::F)];
    false Edit ClearFilter "Clear filter" [];
    true Edit SetAuthor "Settings …" [key(CMD, Key::Comma)];
    false View Palette "Commands …" [key(CMD, Key::K)];
    true View Back "Back" [BACK];
    false View Forward "Forward" [FORWARD];
    false View NextArticle "Next article" [];
    false View PreviousArticle "Previous article" [];
    false View NextHit "Next hit" [key(NONE, Key::F3)];
    false View PreviousHit "Previous hit" [key(SHIFT, Key::F3)];
    false View NextAnnotation "Next annotation" [key(NONE, Key::F4)];
    false View PreviousAnnotation "Previous annotation" [key(SHIFT, Key::F4)];
    false View NextChange "Next change of the source" [key(NONE, Key::F7)];
    false View PreviousChange "Previous change of the source" [key(SHIFT, Key::F7)];
    false View ShowChanges "Show what changed in the source" [];
    false View NextPanel "Next panel" [key(NONE, Key::F6)];
    false View PreviousPanel "Previous panel" [key(SHIFT, Key::F6)];
    false View GoToRow "Go to row or date …" [key(CMD, Key::G)];
    true View ShowArticles "Show Articles" [key(CMD, Key::Num1)];
    false View ShowReader "Show Reader" [key(CMD, Key::Num2)];
    false View ShowAnnotations "Show Annotations" [key(CMD, Key::Num3)];
    false View ShowCodebook "Show Codebook" [key(CMD, Key::Num4)];
    false View ShowTracks "Show Tracks" [key(CMD, Key::Num5)];
    false View ShowDetails "Show Details" [key(CMD, Key::Num6)];
    false View ShowFacets "Show Facets" [key(CMD, Key::Num7)];
    false View ShowTimeline "Show Timeline" [key(CMD, Key::Num8)];
    false View ResetLayout "Reset layout" [];
    true View ThemeSystem "Theme of the system" [];
    false View ThemeLight "Light theme" [];
    false View ThemeDark "Dark theme" [];
    true View LargerText "Larger reading text" [];
    false View SmallerText "Smaller reading text" [];
    false View WiderColumn "Wider reading column" [];
    false View NarrowerColumn "Narrower reading column" [];
    false View ReducedMotion "Reduced motion" [];
    false Annotate TagPassage "Tag the selection …" [];
    false Annotate PlainNote "Note on the selection" [key(CMD, Key::M)];
    false Annotate AddRange "Add the selection to the chosen annotation" [key(CMD, Key::Enter)];
    false Annotate PlaceAtSelection "Place the chosen annotation at the selection" [];
    false Annotate TagArticle "Tag the whole article …" [key(CMD_SHIFT, Key::A)];
    true Annotate EditNote "Edit note" [key(NONE, Key::F2)];
    false Annotate ChangeTag "Change the tag of the chosen annotation …" [key(CMD_SHIFT, Key::T)];
    false Annotate Relate "Relate to another annotation …" [key(CMD_SHIFT, Key::R)];
    false Annotate RemoveLastRange "Remove the last range" [];
    false Annotate AnnotationReviewed "Mark annotation reviewed" [];
    false Annotate AnnotationDismissed "Mark annotation dismissed" [];
    false Annotate AnnotationUnseen "Mark annotation unseen" [];
    false Annotate DeleteAnnotation "Delete annotation" [];
    true Annotate TagHits "Tag all hits …" [key(CMD_SHIFT, Key::H)];
    false Annotate RetagListed "Change the tag of all listed …" [];
    false Annotate DeleteListed "Delete all listed …" [];
    true Annotate NewTag "New tag …" [];
    true Annotate MarkReviewed "Mark article reviewed" [key(CMD, Key::R)];
    false Annotate MarkDismissed "Mark article dismissed" [];
    false Annotate MarkUnseen "Mark article unseen" [];
    true Annotate Relink "Re-link renamed articles" [];
    true Annotate GroupByArticle "Group annotations by article" [];
    false Annotate GroupByTag "Group annotations by tag" [];
    false Analyse FollowSelection "Follow the selected words …" [key(CMD, Key::T)];
    false Analyse FollowSearch "Follow this search" [];
    true Analyse RevealFile "Show the article’s file" [];
    false Analyse OpenOriginal "Open the article’s file" [];
    false Help KeysHelp "Keys" [key(NONE, Key::F1)];
    false Help QueryHelp "How to search" [];
    true Help About "About Dateline" [];
}

impl UiCommand {
    /// What it is called and how it is reached.
    pub fn info(self) -> Option<&'static Info> {
        ALL.iter().find(|i| i.command == self)
    }

    /// Whether it can do anything now.
    pub fn is_enabled(self, state: &State) -> bool {
        let open = state.session.project().is_some();
        let reading = state.reading.doc.is_some();
        let edit = state.session.may_edit();
        let passage = state.selected_span().is_some();
        let chosen = state.reading.selection.annotation.is_some();
        match self {
            Self::Reload
            | Self::SaveCopy
            | Self::ExportSet
            | Self::LoadReport
            | Self::TableColumns
            | Self::ShowHistory
            | Self::EarlierVersions
            | Self::GoToRow
            | Self::Search => open,
            Self::FilterTitle | Self::ExportChart => open,
            Self::Conflicts => !state.session.outside().conflicts.is_empty(),
            Self::AddArticles => edit || !open,
            Self::Save => edit,
            Self::Undo => edit && state.session.history().next_undo().is_some(),
            Self::Redo => edit && state.session.history().next_redo().is_some(),
            Self::ClearFilter => !state.search.filter.is_empty(),
            Self::CopyCitation => passage || chosen,
            Self::RevealFile | Self::OpenOriginal => reading,
            Self::NextHit | Self::PreviousHit | Self::NextAnnotation | Self::PreviousAnnotation => {
                reading
            }
            Self::ShowChanges | Self::NextChange | Self::PreviousChange => {
                let doc = state.reading.doc.as_ref();
                doc.is_some_and(|doc| doc.revised.is_some())
            }
            Self::NextArticle | Self::PreviousArticle => !state.search.base.rows.is_empty(),
            Self::TagPassage | Self::PlainNote | Self::FollowSelection => edit && passage,
            Self::AddRange => edit && passage && chosen,
            Self::PlaceAtSelection => {
                let lost = state.reading.selection.annotation;
                edit && passage && lost.is_some_and(|id| state.is_unplaced(id))
            }
            Self::TagArticle | Self::MarkReviewed | Self::MarkDismissed | Self::MarkUnseen => {
                edit && reading
            }
            Self::EditNote
            | Self::ChangeTag
            | Self::Relate
            | Self::AnnotationReviewed
            | Self::AnnotationDismissed
            | Self::AnnotationUnseen
            | Self::DeleteAnnotation => edit && chosen,
            Self::RemoveLastRange => {
                let chosen = state.reading.selection.annotation;
                let chosen = chosen.and_then(|id| state.session.workspace().annotations.get(id));
                edit && chosen.is_some_and(|a| a.anchors.len() > 1)
            }
            Self::Relink => edit && !state.session.relinks().is_empty(),
            Self::FollowSearch => {
                edit && state.search.query.query.is_some() && state.search.query.error.is_none()
            }
            Self::TagHits => {
                let meant =
                    state.search.query.query.is_some() && state.search.query.error.is_none();
                edit && meant && !state.session.workspace().codebook.is_empty()
            }
            Self::RetagListed | Self::DeleteListed => edit && state.search.base.annotations > 0,
            Self::NewTag | Self::ImportCodebook => edit,
            Self::ExportCodebook => open && !state.session.workspace().codebook.is_empty(),
            Self::Open
            | Self::RestoreSample
            | Self::ShowLog
            | Self::Quit
            | Self::Palette
            | Self::Back
            | Self::Forward
            | Self::NextPanel
            | Self::PreviousPanel
            | Self::ThemeSystem
            | Self::ThemeLight
            | Self::ThemeDark
            | Self::LargerText
            | Self::SmallerText
            | Self::WiderColumn
            | Self::NarrowerColumn
            | Self::ReducedMotion
            | Self::ResetLayout
            | Self::ShowArticles
            | Self::ShowReader
            | Self::ShowAnnotations
            | Self::ShowCodebook
            | Self::ShowTracks
            | Self::ShowDetails
            | Self::ShowFacets
            | Self::ShowTimeline
            | Self::GroupByArticle
            | Self::GroupByTag
            | Self::SetAuthor
            | Self::KeysHelp
            | Self::QueryHelp
            | Self::About => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_commands_share_a_shortcut_or_a_label() {
        let mut shortcuts = HashSet::new();
        let mut labels = HashSet::new();
        for info in ALL {
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
