//! Results that come late, in another order, or when nobody waits for them any more: jobs are held back and
//! released one by one.

use super::*;
use dateline::app::Effect;
use dateline::app::command::ExportScope;
use dateline::corpus::ArticleIx;
use dateline::exchange::Format;

/// The sample, with the state's own jobs held back from now on; those of the workspace run in place.
fn held() -> (tempfile::TempDir, PathBuf, State) {
    let (folder, file, mut state) = sample();
    state.jobs_mut().set_mode(RunMode::Held);
    (folder, file, state)
}

fn search(state: &mut State, text: &str) {
    state.dispatch(Command::Query(QueryCommand::SetText(text.to_owned())));
    state.tick();
}

/// Releases a job and takes in what came of it.
fn release(state: &mut State, name: &str) -> Vec<Effect> {
    assert!(
        state.jobs_mut().release(name),
        "no {name} among {:?}",
        state.jobs_mut().held()
    );
    state.tick()
}

/// Releases everything, in the order in which it was asked for.
fn release_all(state: &mut State) {
    while let Some(name) = state.jobs_mut().held().first().copied() {
        release(state, name);
    }
}

fn rows(state: &State) -> usize {
    state.search.base.rows.len()
}

/// How many articles a search finds, when it is asked for alone.
fn found(text: &str) -> usize {
    let (_folder, _, mut state) = sample();
    search(&mut state, text);
    state.settle();
    rows(&state)
}

#[test]
fn of_two_searches_only_the_last_is_ever_shown() {
    let (all, first, last) = (found(""), found("wagner"), found("shells"));
    assert!(all > first && first != last, "{all} {first} {last}");
    let (_folder, _, mut state) = held();
    search(&mut state, "wagner");
    search(&mut state, "shells");
    let mut shown = vec![rows(&state)];
    while let Some(name) = state.jobs_mut().held().first().copied() {
        release(&mut state, name);
        shown.push(rows(&state));
    }
    assert!(!shown.contains(&first) || first == all, "{shown:?}");
    assert_eq!((shown.first(), shown.last()), (Some(&all), Some(&last)));
    assert!(!state.is_busy());
}

#[test]
fn results_of_a_workspace_that_was_left_are_dropped() {
    let (folder, _, mut state) = held();
    search(&mut state, "wagner");
    state.dispatch(Command::View(ViewCommand::Open(ArticleIx(3))));
    state.tick();
    assert!(!state.jobs_mut().held().is_empty());
    let other = folder.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("only.txt"), "One article about a harvest.").unwrap();
    state.dispatch(Command::File(FileCommand::Open(vec![other])));
    for _ in 0..20 {
        state.tick();
        release_all(&mut state);
    }
    assert_eq!((rows(&state), state.session.corpus().len()), (1, 1));
    assert_eq!(state.search.query.text, "");
    let doc = state.reading.doc.as_ref().unwrap();
    assert!(doc.text().contains("harvest"), "{}", doc.text());
    let open = state.reading.selection.article.as_ref();
    assert_eq!(open, Some(&doc.article.id));
}

#[test]
fn an_export_that_is_cancelled_before_it_began_writes_nothing() {
    let (folder, _, mut state) = held();
    let path = folder.path().join("exports/set.jsonl");
    fs::create_dir(folder.path().join("exports")).unwrap();
    state.dispatch(Command::File(FileCommand::Export {
        format: Format::usual(),
        path: path.clone(),
        scope: ExportScope::All,
    }));
    let id = state.tools.exporting.iter().next().unwrap().id;
    state.dispatch(Command::File(FileCommand::CancelExport(id)));
    release_all(&mut state);
    assert!(!path.exists());
    assert_eq!(state.tools.exporting.iter().count(), 0);
    assert!(says(&state, "cancelled"));
}

#[test]
fn going_to_a_hit_before_the_text_is_there_ends_at_that_hit() {
    let (_folder, _, mut state) = sample();
    search(&mut state, "wagner");
    state.settle();
    let [first, second] = [0, 1].map(|at| state.search.base.rows.to_vec()[at]);
    state.dispatch(Command::View(ViewCommand::Open(first)));
    state.settle();
    state.jobs_mut().set_mode(RunMode::Held);
    // Another article is asked for, and a hit in it, before a word of it is there.
    state.dispatch(Command::View(ViewCommand::Open(second)));
    state.tick();
    state.dispatch(Command::Query(QueryCommand::NextHit));
    state.tick();
    let mut scrolled = Vec::new();
    while let Some(name) = state.jobs_mut().held().first().copied() {
        let effects = release(&mut state, name);
        scrolled.extend(effects.into_iter().filter_map(|effect| match effect {
            Effect::ScrollReader(span) => Some(span),
            _ => None,
        }));
    }
    let doc = Arc::clone(state.reading.doc.as_ref().unwrap());
    assert_eq!(
        Some(&doc.article.id),
        state.session.corpus().id(second).as_ref()
    );
    let hit = state.reading.selection.hit.unwrap();
    assert_eq!(scrolled.last(), doc.hits.get(hit));
}
