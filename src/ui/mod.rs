//! The window: everything that knows the toolkit.
//!
//! Vocabulary: the [`Workbench`] is the window's root; a *panel* draws one view of the state and
//! reports wishes; [`Cx`] is what a panel gets: the state to read, queues for commands and for the
//! window's own wishes, and what the pointer is over. Panels never change the state: commands are
//! carried out when the frame has been drawn.
//!
//! Colours, sizes and type stand in [`theme`] alone.

mod command_menu;
pub mod commands;
mod copy_bar;
mod desktop;
pub mod dialogs;
mod event_order;
mod filter_bar;
mod fonts;
mod icons;
mod keys;
mod latency;
mod layout;
mod made_of;
mod menu_bar;
mod native_dialog;
mod panels;
mod presses;
mod search_field;
mod shell;
mod shortcuts;
mod start;
mod status_bar;
pub mod theme;
mod welcome;
mod widgets;

use crate::app::{Command, Hovered, State};
pub(crate) use crate::text::counted::{counted, grouped};

pub use panels::{ALL as PANELS, Pane, Panel, PanelInfo, Place, Side};
pub use shell::Workbench;
pub use start::start;

/// What a panel gets to draw with and to report to.
pub struct Cx<'a> {
    /// The truth, to read.
    pub state: &'a State,
    /// Commands, carried out after the frame.
    pub out: &'a mut Vec<Command>,
    /// Wishes to the window itself.
    pub ask: &'a mut Vec<Ask>,
    /// What the pointer is over in this frame.
    pub hovered: &'a mut Option<Hovered>,
    /// The tokens of the theme shown.
    pub theme: &'static theme::Theme,
}

/// A wish to the window itself.
#[derive(Debug)]
pub enum Ask {
    /// Carry out a named command.
    Run(commands::UiCommand),
    /// Open a dialog.
    Dialog(dialogs::DialogRequest),
    /// Put text on the clipboard.
    Copy(String),
    /// Ask the desktop for a place.
    Native(native_dialog::NativeDialog),
    /// Show a file of the workspace in its folder.
    Reveal(std::path::PathBuf),
    /// Close without saving; the analyst has been asked.
    Abandon,
}

impl Cx<'_> {
    /// Queues a command.
    pub fn send(&mut self, command: Command) {
        self.out.push(command);
    }

    /// Queues a wish to the window.
    pub fn ask(&mut self, ask: Ask) {
        self.ask.push(ask);
    }
}
