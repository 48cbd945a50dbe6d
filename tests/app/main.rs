//! The program's state without a window: what must hold whatever the panels do.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dateline::analysis::Split;
use dateline::analysis::facets::FacetsView;
use dateline::app::command::{
    AnnotateCommand, ArticleCommand, CodebookCommand, FileCommand, FilterCommand, QueryCommand,
    TrackCommand, ViewCommand,
};
use dateline::app::{Command, Passage, Settings, State, ViewWish};
use dateline::jobs::RunMode;
use dateline::session::{CachePlace, SaveStatus};
use dateline::store;
use dateline::text::Span;
use dateline::workspace::Filter;
use dateline::workspace::describe::{ChangeKind, RecordState};
use dateline::workspace::filter::FacetField;
use dateline::workspace::{AttributeSchema, ReviewStatus};

mod coding;
mod elsewhere;
mod exporting;
mod fields;
mod keeping;
mod races;
mod reading;
mod several;

fn opened(path: &Path) -> State {
    let mut state = State::new(Settings::default(), RunMode::InPlace, Arc::new(|| {}));
    state.dispatch(Command::File(FileCommand::Open(vec![path.to_owned()])));
    state.settle();
    state
}

/// A state that keeps its texts in a cache of its own.
fn opened_with_cache(path: &Path, cache: &Path) -> State {
    let mut state = State::new(Settings::default(), RunMode::InPlace, Arc::new(|| {}));
    state.session.cache_place = CachePlace::Folder(cache.join("articles"));
    state.dispatch(Command::File(FileCommand::Open(vec![path.to_owned()])));
    state.settle();
    state
}

fn sample() -> (tempfile::TempDir, PathBuf, State) {
    let folder = tempfile::tempdir().unwrap();
    let file = store::write_sample(folder.path()).unwrap();
    let state = opened(&file);
    (folder, file, state)
}

/// Tags words of the open article.
fn tag(state: &mut State, words: &str) {
    let text: Arc<str> = state.reading.doc.as_ref().unwrap().text().into();
    let at = text.find(words).unwrap();
    let passage = Passage::over(Span::new(at, at + words.len()));
    state.dispatch(Command::View(ViewCommand::Select(Some(passage))));
    let tag = state
        .session
        .workspace()
        .codebook
        .tags()
        .first()
        .map(|t| t.id);
    let advance = false;
    state.dispatch(Command::Annotate(AnnotateCommand::Passage { tag, advance }));
    state.settle();
}

fn says(state: &State, words: &str) -> bool {
    state
        .session
        .log()
        .entries()
        .iter()
        .any(|e| e.message.contains(words))
}

fn annotations(state: &State) -> usize {
    state.session.workspace().annotations.len()
}
