//! What the analyst can wish for, split by domain.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use super::bulk::Extent;
use super::find::Wanted;
use super::revised::Comparing;
use super::selection::{HitAt, Passage};
use super::settings::Settings;
use super::tables::Table;
use crate::analysis::{Denominator, Measure, UnitChoice};
use crate::analysis::{Grouping, SortColumn, Split};
use crate::corpus::Mapping;
use crate::corpus::{ArticleId, ArticleIx, Precision};
use crate::exchange::ExportFormat;
use crate::text::Span;
use crate::workspace::Filter;
use crate::workspace::{
    AnnotationId, Attribute, AttributeSchema, RelationId, ReviewStatus, Slot, TagId, TagKey,
    TrackId,
};

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
    /// What is said about an article.
    Article(ArticleCommand),
    /// Files, undo and redo.
    File(FileCommand),
}

/// What is looked for.
#[derive(Clone, Debug)]
pub enum QueryCommand {
    /// The search field now says this.
    SetText(String),
    /// The search is finished typing: remember it.
    Remember,
    /// Forget what was searched for.
    ClearHistory,
    /// Look up the frequent words that begin with this folded stem.
    Complete(String),
    /// Look for the first hits of an article and what stands around them.
    Snippets(ArticleIx),
    /// Go to the next hit, in the next article if need be.
    NextHit,
    /// Go to the previous hit.
    PreviousHit,
}

/// Which articles are looked at.
#[derive(Clone, Debug)]
pub enum FilterCommand {
    /// Replaces the whole filter.
    Set(Box<Filter>),
    /// Days from and to, both included; none for all.
    Dates(Option<(Date, Date)>),
    /// Whether undated articles pass a date filter.
    IncludeUndated(bool),
    /// Only undated articles, or all again.
    OnlyUndated(bool),
    /// Sort the table by this column; further columns keep their order where `add`.
    Sort {
        /// The column.
        column: SortColumn,
        /// Whether the earlier columns stay as further keys.
        add: bool,
    },
    /// Whether facets are looked at: they are counted only then.
    ShowFacets(bool),
    /// No filter.
    Clear,
}

/// What is shown and chosen.
#[derive(Clone, Debug)]
pub enum ViewCommand {
    /// Open an article.
    Open(ArticleIx),
    /// Open an article, and show this place in it.
    OpenAt(ArticleId, Span),
    /// Next or previous article of the table.
    Step(isize),
    /// To where one was before.
    Back,
    /// To where one was before going back.
    Forward,
    /// Select a passage of the open article, or nothing.
    Select(Option<Passage>),
    /// Choose an annotation, or none.
    Choose(Option<AnnotationId>),
    /// Choose an annotation where it was clicked in the text: nothing moves there.
    ChooseHere(AnnotationId),
    /// Next or previous annotation of the open article.
    StepAnnotation(isize),
    /// Next or previous of the annotations that overlap the chosen one.
    CycleOverlap(isize),
    /// Go to a hit of the open article.
    ShowHit(HitAt),
    /// Show or hide what changed in the source of the open article.
    Compare(Comparing),
    /// Go to the next or previous place where the source was changed.
    StepChange(isize),
    /// The reader now shows text from this byte on.
    Place(u32),
    /// How the annotation list is grouped.
    Group(Grouping),
    /// What the annotation list is narrowed to.
    AnnotationSearch(String),
    /// Chart: width of bins.
    ChartUnit(UnitChoice),
    /// Chart: measure.
    ChartMeasure(Measure),
    /// Chart: what is divided by.
    ChartDenominator(Denominator),
    /// Chart: what one subject is split by.
    ChartSplit(Option<Split>),
    /// New preferences.
    Settings(Box<Settings>),
}

/// Annotations.
#[derive(Clone, Debug)]
pub enum AnnotateCommand {
    /// Put a tag, or none, on the selected passage; then go to the next hit where `advance`.
    Passage {
        /// The tag; none for a plain note.
        tag: Option<TagId>,
        /// Whether to go to the next hit.
        advance: bool,
    },
    /// Put a new tag of this name on the selected passage.
    PassageWithNewTag(String),
    /// Put a tag, or none, on the open article as a whole.
    WholeArticle(Option<TagId>),
    /// Put a new tag of this name on the open article as a whole.
    WholeArticleWithNewTag(String),
    /// Make the selected passage a further range of the chosen annotation.
    AddRange,
    /// Take one range away.
    RemoveRange(AnnotationId, usize),
    /// Set all ranges.
    SetSpans(AnnotationId, Vec<Span>),
    /// It stands where it was proposed: the words there are what it is about.
    TakePlace(AnnotationId),
    /// An annotation without a place gets the selected passage.
    PlaceAtSelection(AnnotationId),
    /// Change the tag.
    SetTag(AnnotationId, Option<TagId>),
    /// Say how far one has come with it.
    SetStatus(AnnotationId, ReviewStatus),
    /// Change the note; one gesture until it rests.
    SetNote(AnnotationId, String),
    /// Change the attributes; one gesture until it rests.
    SetAttributes(AnnotationId, Vec<Attribute>),
    /// Look for annotations.
    Find(Wanted),
    /// Say how one annotation relates to another: `contradicts`.
    Relate {
        /// From here.
        from: AnnotationId,
        /// To there.
        to: AnnotationId,
        /// What it says.
        name: String,
    },
    /// Take a relation away.
    Unrelate(RelationId),
    /// Delete.
    Delete(AnnotationId),
    /// Look what a tag on every hit of the search would tag.
    PreviewHits(TagId, Extent),
    /// Tag what was looked at last.
    TagHits,
    /// Give all annotations that are listed another tag, or none.
    RetagListed(Option<TagId>),
    /// Delete all annotations that are listed.
    DeleteListed,
    /// Typing has paused: the next change is a step of its own.
    Rest,
}

/// Tags.
#[derive(Clone, Debug)]
pub enum CodebookCommand {
    /// Add a tag below another, or at the top.
    Add {
        /// Above it.
        parent: Option<TagId>,
        /// Its name.
        name: String,
    },
    /// Change its name.
    Rename(TagId, String),
    /// Change its colour.
    Recolour(TagId, Slot),
    /// Change its key.
    SetKey(TagId, Option<TagKey>),
    /// Change its definition; one gesture until it rests.
    Define(TagId, String),
    /// Change the passages that it fits; one gesture until it rests.
    SetExamples(TagId, String),
    /// Change when not to use it; one gesture until it rests.
    SetExclusions(TagId, String),
    /// Change what is to be said about each passage.
    SetSchema(TagId, Vec<AttributeSchema>),
    /// Whether it only holds others together.
    SetFolder(TagId, bool),
    /// Whether it is kept and offered no more.
    Retire(TagId, bool),
    /// These annotations were looked at with what their tags mean now.
    StillFits(Vec<AnnotationId>),
    /// Give some annotations of a tag to a new tag beside it.
    Split {
        /// The tag.
        tag: TagId,
        /// Name of the new tag.
        name: String,
        /// What goes to it.
        annotations: Vec<AnnotationId>,
    },
    /// Take in the tags of a file that the codebook does not have.
    Import(PathBuf),
    /// Write the codebook.
    Export(PathBuf),
    /// Move it below another, or to the top.
    Move(TagId, Option<TagId>),
    /// Move it among its siblings.
    Shift(TagId, isize),
    /// Give all annotations and sub-tags of the first to the second, and delete the first.
    Merge(TagId, TagId),
    /// Delete it and its sub-tags; their annotations become plain notes, or go too.
    Delete {
        /// The tag.
        tag: TagId,
        /// Whether its annotations are deleted with it.
        with_annotations: bool,
    },
}

/// Tracks.
#[derive(Clone, Debug)]
pub enum TrackCommand {
    /// Look for spellings near the words of this query.
    Propose(String),
    /// Follow a query.
    Add {
        /// Its name.
        name: String,
        /// The query.
        query: String,
    },
    /// Follow the selected words.
    AddFromSelection,
    /// Follow what the search field looks for.
    AddFromQuery,
    /// Change its name.
    Rename(TrackId, String),
    /// Change its query; one gesture until it rests.
    SetQuery(TrackId, String),
    /// Change its colour.
    Recolour(TrackId, Slot),
    /// Show or hide it.
    Show(TrackId, bool),
    /// Move it among the tracks.
    Shift(TrackId, isize),
    /// Stop following.
    Delete(TrackId),
}

/// What is said about an article.
#[derive(Clone, Debug)]
pub enum ArticleCommand {
    /// Review status of the open article.
    SetStatus(ArticleId, ReviewStatus),
    /// The right date; none for what the source states.
    SetDate(ArticleId, Option<(Date, Precision)>),
    /// The right source; none for what the file states.
    SetSource(ArticleId, Option<String>),
    /// Another title; none for the text's own.
    SetTitle(ArticleId, Option<String>),
    /// A memo; one gesture until it rests.
    SetMemo(ArticleId, String),
    /// Join what was said about missing articles to the renamed files with the same text.
    Relink,
}

/// Files, undo and redo.
#[derive(Clone, Debug)]
pub enum FileCommand {
    /// Open a workspace, a folder or files.
    Open(Vec<PathBuf>),
    /// Add a folder or files to this workspace.
    AddSource(Vec<PathBuf>),
    /// Take a source out of this workspace; its annotations stay, unplaced.
    RemoveSource(usize),
    /// Read all sources again.
    Reload,
    /// Look at the first records of a table.
    PreviewTable(Table),
    /// Say what the columns of a table mean.
    MapColumns(Table, Box<Mapping>),
    /// Read the tables that wait, each layout with what its columns mean.
    ReadTables(Vec<Mapping>),
    /// Stop loading.
    CancelLoading,
    /// Save now.
    Save,
    /// Save a copy and go on with it.
    SaveAs(PathBuf),
    /// Open a new copy of the sample.
    OpenSample,
    /// Write an annotated set.
    Export {
        /// How.
        format: ExportFormat,
        /// Where.
        path: PathBuf,
        /// Whether only what the filter shows.
        filtered: bool,
    },
    /// Stop an export; nothing is left behind.
    CancelExport,
    /// Write the chart as a table.
    ExportChart(PathBuf),
    /// Look whether another program has changed the workspace file.
    LookOutside,
    /// Decide a conflict with what another program wrote.
    Decide {
        /// Which.
        conflict: usize,
        /// Whether what the other wrote counts.
        theirs: bool,
    },
    /// Look which earlier generations of the workspace there are.
    ListBackups,
    /// Look at one of them.
    PreviewBackup(PathBuf),
    /// Go back to the one that was looked at; one step that can be undone.
    Restore,
    /// Go to just after a step of the history; none for before the first.
    GoToStep(Option<usize>),
    /// Take the last change back.
    Undo,
    /// Do it again.
    Redo,
    /// Nothing is to be shown as new in the log any more.
    LogSeen,
    /// Something outside failed: it is to be known.
    Tell(String),
}

/// What the window must do after a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Bring a span of the open article into view.
    ScrollReader(Span),
    /// Bring the open article's row into view, or the first where it is not in the table.
    ScrollTable,
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
