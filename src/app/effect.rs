//! What the window must do.

use std::sync::Arc;

use crate::text::Span;

/// What the window must do after a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Bring a span of the open article into view.
    ScrollReader(Span),
    /// Bring the open article's row into view, or the first where it is not in the table.
    ScrollTable,
    /// Bring the first row of the table into view.
    ScrollTableUp,
    /// Bring the chosen annotation into view in its list.
    ScrollAnnotations,
    /// Put text on the clipboard.
    Copy(Arc<str>),
    /// Put the focus into the note of the chosen annotation.
    FocusNote,
    /// Ask what the columns of the tables that wait mean.
    AskColumns,
    /// Show what was changed on both sides.
    ShowConflicts,
}
