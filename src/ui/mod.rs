//! The window: everything that knows the toolkit.
//!
//! Vocabulary: the [`Workbench`] is the window's root; a *panel* draws one view of the state and
//! reports wishes; [`Cx`] is what a panel gets: the state to read, queues for commands and for the
//! window's own wishes, and what the pointer is over. Panels never change the state: commands are
//! carried out when the frame has been drawn.
//!
//! Colours, sizes and type stand in [`theme`] alone.

pub mod commands;
mod dialogs;
mod filter_bar;
mod fonts;
mod icons;
mod keys;
mod layout;
mod menu_bar;
mod panels;
mod run_command;
mod search_field;
mod shell;
mod start;
mod status_bar;
pub mod theme;
mod welcome;
mod widgets;

use crate::app::{Command, Hovered, State};

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
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Carry out a named command.
    Run(commands::UiCommand),
    /// Open a dialog.
    Dialog(dialogs::DialogKind),
    /// Put text on the clipboard.
    Copy(String),
    /// Ask the desktop for a place.
    Native(run_command::NativeDialog),
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

/// `1,203` for 1203.
pub(crate) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// `1 article`, `1,203 articles`.
pub(crate) fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n as u64), if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(grouped),
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!(counted(1, "article", "articles"), "1 article");
    }
}
