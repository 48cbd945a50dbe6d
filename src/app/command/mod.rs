//! What the analyst can wish for, a file a domain: the commands and what they do.
//!
//! A new command is a variant here and its arm in the handler beside it; what the window calls it, and by
//! which key it is reached, stands in the window's table of commands.

mod annotate;
mod article;
mod bulk;
mod codebook;
mod event;
mod file;
mod filter;
mod find;
mod intake;
mod marking;
mod names;
mod place;
mod query;
mod review;
mod track;
mod view;
mod whole_article;

pub use annotate::{AnnotateCommand, WantedTag};
pub use article::{ArticleCommand, ArticleFields};
pub use codebook::CodebookCommand;
pub use event::EventCommand;
pub use file::ExportScope;
pub use file::FileCommand;
pub use filter::FilterCommand;
pub use intake::IntakeCommand;
pub use marking::Marking;
pub use names::NameCommand;
pub use query::QueryCommand;
pub use track::TrackCommand;
pub use view::ViewCommand;

/// A wish, by domain.
#[derive(Clone, Debug)]
pub enum Command {
    /// What is looked for.
    Query(QueryCommand),
    /// Which articles are looked at.
    Filter(FilterCommand),
    /// What is shown and chosen.
    View(ViewCommand),
    /// Annotations.
    Annotate(AnnotateCommand),
    /// Tags.
    Codebook(CodebookCommand),
    /// Tracks.
    Track(TrackCommand),
    /// Annotations that were made elsewhere.
    Intake(IntakeCommand),
    /// Days that are marked across the charts.
    Event(EventCommand),
    /// Names and their written forms.
    Names(NameCommand),
    /// What is said about an article.
    Article(ArticleCommand),
    /// Files, undo and redo.
    File(FileCommand),
}
