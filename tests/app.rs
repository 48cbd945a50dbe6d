//! The program's state without a window: what must hold whatever the panels do.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dateline::app::command::{
    AnnotateCommand, ArticleCommand, CodebookCommand, FileCommand, FilterCommand, QueryCommand,
    TrackCommand, ViewCommand,
};
use dateline::app::filter::{FacetField, Filter};
use dateline::app::jobs::RunMode;
use dateline::app::{Command, Passage, SaveStatus, Settings, Split, State};
use dateline::store;
use dateline::text::Span;
use dateline::workspace::ReviewStatus;

fn opened(path: &Path) -> State {
    let mut state = State::new(Settings::default(), RunMode::InPlace, Arc::new(|| {}));
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
    let text: Arc<str> = state.reader.as_ref().unwrap().text().into();
    let at = text.find(words).unwrap();
    let passage = Passage::over(Span::new(at, at + words.len()));
    state.dispatch(Command::View(ViewCommand::Select(Some(passage))));
    let tag = state.workspace.codebook.tags().first().map(|t| t.id);
    let advance = false;
    state.dispatch(Command::Annotate(AnnotateCommand::Passage { tag, advance }));
    state.settle();
}

fn says(state: &State, words: &str) -> bool {
    state
        .log
        .entries()
        .iter()
        .any(|e| e.message.contains(words))
}

#[test]
fn undo_still_works_after_the_source_changed_and_its_annotations_were_found_again() {
    let (folder, _, mut state) = sample();
    let before = state.workspace.annotations.len();
    tag(&mut state, "Drivers know it by its wrecks");
    let file = folder.path().join("seeds/20-road-to-chasiv-yar.txt");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(
        &file,
        text.replace("It leaves the city", "CORRECTED. It leaves the city"),
    )
    .unwrap();
    state.dispatch(Command::File(FileCommand::Reload));
    state.settle();
    assert!(says(&state, "found again by the quoted words"));
    state.dispatch(Command::File(FileCommand::Undo));
    assert_eq!(state.workspace.annotations.len(), before);
    assert!(!says(&state, "no longer fits"));
}

#[test]
fn undo_still_works_after_an_article_was_marked_seen_in_between() {
    let (_folder, _, mut state) = sample();
    let id = state.selection.article.clone().unwrap();
    let status = |status| Command::Article(ArticleCommand::SetStatus(id.clone(), status));
    state.dispatch(status(ReviewStatus::Unseen));
    state.dispatch(Command::View(ViewCommand::Step(1)));
    state.dispatch(Command::View(ViewCommand::Step(-1)));
    state.settle();
    assert_eq!(state.workspace.status(&id), ReviewStatus::Seen);
    state.dispatch(Command::File(FileCommand::Undo));
    assert!(!says(&state, "no longer fits"));
    assert!(state.history.next_undo().is_none());
}

#[test]
fn opening_and_reading_writes_nothing_before_something_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("a.txt"),
        " date 2023-02-22 Road cut\n\nBody.",
    )
    .unwrap();
    let mut state = opened(folder.path());
    state.dispatch(Command::Query(QueryCommand::SetText("road".to_owned())));
    state.settle();
    assert_eq!(state.results.query.as_ref().unwrap().mentions, 1);
    assert!(!folder.path().join("workspace.ron").exists());
    tag(&mut state, "Body");
    assert!(matches!(state.save_status(), SaveStatus::Saved(_)));
    let on_disk = store::open(&folder.path().join("workspace.ron")).unwrap();
    assert_eq!(on_disk.workspace.annotations.len(), 1);
}

#[test]
fn a_read_only_workspace_is_never_written_and_says_why() {
    let (_folder, file, state) = sample();
    drop(state);
    let text = fs::read_to_string(&file).unwrap();
    let newer = text.replace("  view: (", "  mood: \"new\",\n  view: (");
    fs::write(&file, &newer).unwrap();
    let mut state = opened(&file);
    tag(&mut state, "Drivers know it by its wrecks");
    assert!(says(&state, "open for reading only"));
    assert_eq!(fs::read_to_string(&file).unwrap(), newer);
}

#[test]
fn a_place_that_is_part_of_the_workspace_is_not_added_twice() {
    let (folder, _, mut state) = sample();
    let articles = state.corpus.len();
    for path in ["seeds", "seeds/01-evacuation-train.txt"] {
        let path = folder.path().join(path);
        state.dispatch(Command::File(FileCommand::AddSource(vec![path])));
        state.settle();
    }
    assert_eq!(
        (state.corpus.len(), state.workspace.sources.len()),
        (articles, 1)
    );
    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("x.txt"), "Another article").unwrap();
    state.dispatch(Command::File(FileCommand::AddSource(vec![
        other.path().to_owned(),
    ])));
    state.settle();
    assert_eq!(state.corpus.len(), articles + 1);
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    assert_eq!(state.corpus.len(), articles);
}

#[test]
fn files_of_several_folders_are_all_opened() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for name in ["a/x.txt", "b/y.txt"] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "Some article").unwrap();
        paths.push(path);
    }
    let mut state = State::new(Settings::default(), RunMode::InPlace, Arc::new(|| {}));
    state.dispatch(Command::File(FileCommand::Open(paths)));
    state.settle();
    assert_eq!(state.corpus.len(), 2);
}

#[test]
fn a_renamed_file_is_offered_as_one_undoable_step() {
    let (folder, file, state) = sample();
    drop(state);
    let seeds = folder.path().join("seeds");
    fs::rename(
        seeds.join("20-road-to-chasiv-yar.txt"),
        seeds.join("20-renamed.txt"),
    )
    .unwrap();
    let mut state = opened(&file);
    assert_eq!(state.relinks.len(), 1);
    let lost = state.unplaced.len();
    assert!(lost > 0);
    state.dispatch(Command::Article(ArticleCommand::Relink));
    state.settle();
    assert_eq!((state.unplaced.len(), state.relinks.len()), (0, 0));
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    assert_eq!((state.unplaced.len(), state.relinks.len()), (lost, 1));
}

#[test]
fn the_filter_narrows_and_the_query_never_is_a_denominator() {
    let (_folder, _, mut state) = sample();
    let words = |state: &State| -> u64 {
        let timeline = state.results.timeline.as_ref().unwrap();
        timeline.bins.iter().map(|b| b.tally.of_words).sum()
    };
    let before = words(&state);
    state.dispatch(Command::Query(QueryCommand::SetText("soledar".to_owned())));
    state.settle();
    assert!(state.results.rows.len() < 30);
    assert_eq!(words(&state), before);
    let dates = ("2023-01-01".parse().unwrap(), "2023-01-31".parse().unwrap());
    state.dispatch(Command::Filter(FilterCommand::Dates(Some(dates))));
    state.settle();
    assert_eq!(state.results.filtered, 3);
    assert_eq!(
        words(&state),
        before,
        "the chart ignores the chip it set itself"
    );
}

#[test]
fn the_table_is_sorted_by_a_field_of_metadata_and_those_without_it_come_last() {
    let folder = tempfile::tempdir().unwrap();
    let table = "title,text,page\nTen,one two,10\nNone,one two,\nNine,one two,9\n";
    fs::write(folder.path().join("a.csv"), table).unwrap();
    let mut state = opened(folder.path());
    assert!(state.column_names.iter().any(|name| &**name == "page"));
    let mut settings = state.settings.clone();
    settings.show_field("page", true);
    let (column, _) = settings.field_columns().next().unwrap();
    state.dispatch(Command::View(ViewCommand::Settings(Box::new(settings))));
    state.settle();
    let titles = |state: &mut State| -> Vec<String> {
        let add = false;
        state.dispatch(Command::Filter(FilterCommand::Sort { column, add }));
        state.settle();
        let rows = state.results.rows.iter();
        rows.map(|at| state.corpus.get(*at).unwrap().title)
            .collect()
    };
    assert_eq!(titles(&mut state), ["Nine", "Ten", "None"]);
    assert_eq!(titles(&mut state), ["Ten", "Nine", "None"]);
    let field = state.results.field(column).unwrap();
    let first = *state.results.rows.first().unwrap();
    assert_eq!(field.of(first), "10");
    let mut settings = state.settings.clone();
    settings.show_field("page", false);
    assert!(!settings.shows_field("page"));
    settings.show_field("page", true);
    assert_eq!(settings.fields, ["page"], "a field keeps its place");
}

#[test]
fn the_first_hits_of_an_article_are_shown_in_context_until_the_query_changes() {
    let (_folder, _, mut state) = sample();
    let search = |text: &str| Command::Query(QueryCommand::SetText(text.to_owned()));
    state.dispatch(search("road"));
    state.settle();
    let first = *state.results.rows.first().unwrap();
    assert!(state.snippets_of(first).is_none());
    state.dispatch(Command::Query(QueryCommand::Snippets(first)));
    state.settle();
    let lines = state.snippets_of(first).unwrap();
    assert!(!lines.is_empty());
    for line in lines {
        let hit = line.hit.to_lowercase();
        assert!(hit.starts_with("road"), "{line:?}");
        assert!(!line.before.is_empty() || !line.after.is_empty());
    }
    state.dispatch(search("bakhmut"));
    assert!(state.snippets_of(first).is_none(), "of another query");
}

#[test]
fn a_split_chart_adds_up_and_divides_each_value_by_its_own_articles() {
    let folder = tempfile::tempdir().unwrap();
    let table = "title,text,date,place\n\
        A,wheat wheat,1987-03-02,usa; uk\nB,wheat corn,1987-03-03,usa\nC,corn corn,1987-03-04,usa\n\
        D,wheat corn,1987-03-05,france\nE,corn wheat wheat,1987-03-06,\nF,corn,,spain\n";
    fs::write(folder.path().join("a.csv"), table).unwrap();
    let mut state = opened(folder.path());
    state.dispatch(Command::Query(QueryCommand::SetText("wheat".to_owned())));
    let by = Split::Field(FacetField::Column("place".to_owned()));
    state.dispatch(Command::View(ViewCommand::ChartSplit(Some(by))));
    state.settle();
    let split = state.results.split.clone().unwrap();
    let values: Vec<Option<&str>> = split.values.iter().map(Option::as_deref).collect();
    assert_eq!(values, [Some("usa"), Some("uk"), Some("france"), None]);
    let timeline = state.results.timeline.as_ref().unwrap();
    let sums: Vec<u64> = (0..4).map(|i| timeline.mentions(i)).collect();
    assert_eq!(sums, [3, 2, 1, 2], "a list counts in each of its values");
    let of: u32 = timeline.bins.iter().map(|b| b.tally.of(0).articles).sum();
    assert_eq!(of, 3, "usa is divided by the articles of usa");
    assert_eq!(timeline.undated.of(3).articles, 1);
    let csv = state.chart_csv().unwrap();
    assert!(csv.contains("wheat,wheat,place,usa,"), "{csv}");
}

#[test]
fn a_tag_can_be_left_out_with_its_sub_tags() {
    let (_folder, _, mut state) = sample();
    let all = state.results.rows.len();
    let used = state.workspace.annotations.iter().find_map(|a| a.tag);
    let tag = used.unwrap();
    let mut filter = Filter::default();
    filter.tags.insert(tag);
    state.dispatch(Command::Filter(FilterCommand::Set(Box::new(filter))));
    state.settle();
    let with = state.results.rows.len();
    assert!(0 < with && with < all);
    let mut filter = Filter::default();
    filter.not_tags.insert(tag);
    state.dispatch(Command::Filter(FilterCommand::Set(Box::new(filter))));
    state.settle();
    assert_eq!(state.results.rows.len(), all - with);
}

fn annotations(state: &State) -> usize {
    state.workspace.annotations.len()
}

#[test]
fn what_was_done_is_there_after_the_program_died_and_can_be_undone() {
    let (_folder, file, mut state) = sample();
    let before = annotations(&state);
    let written = fs::read(&file).unwrap();
    let text: Arc<str> = state.reader.as_ref().unwrap().text().into();
    for words in ["the only paved way", "Drivers know it by its wrecks"] {
        let at = text.find(words).unwrap();
        let passage = Passage::over(Span::new(at, at + words.len()));
        state.dispatch(Command::View(ViewCommand::Select(Some(passage))));
        let (tag, advance) = (None, false);
        state.dispatch(Command::Annotate(AnnotateCommand::Passage { tag, advance }));
        state.tick();
    }
    assert!(matches!(state.save_status(), SaveStatus::Saved(_)));
    assert_eq!(
        fs::read(&file).unwrap(),
        written,
        "only the journal was written"
    );
    // It dies: nothing is settled, nothing closed.
    drop(state);
    let mut state = opened(&file);
    assert_eq!(annotations(&state), before + 2);
    assert!(says(&state, "came back that the file did not hold yet"));
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    drop(state);
    let mut state = opened(&file);
    assert_eq!(annotations(&state), before + 1);
    state.dispatch(Command::File(FileCommand::Redo));
    state.settle();
    assert_eq!(
        annotations(&state),
        before + 2,
        "redo too reaches across a start"
    );
    let steps = state.history.steps().len();
    state.dispatch(Command::File(FileCommand::GoToStep(None)));
    state.settle();
    assert_eq!(
        (annotations(&state), state.history.steps().len()),
        (before, steps)
    );
}

#[test]
fn a_second_window_is_told_who_works_and_follows() {
    let (_folder, file, state) = sample();
    drop(state);
    let settings = Settings {
        author: "Olena".to_owned(),
        ..Settings::default()
    };
    let mut first = State::new(settings, RunMode::InPlace, Arc::new(|| {}));
    for _ in 0..2 {
        // Opened again, it stays hers.
        first.dispatch(Command::File(FileCommand::Open(vec![file.clone()])));
        first.settle();
        assert!(first.may_edit(), "{:?}", first.save_status());
    }
    let mut second = opened(&file);
    assert!(!second.may_edit());
    assert!(says(&second, "Olena"));
    let before = annotations(&second);
    tag(&mut first, "Drivers know it by its wrecks");
    second.dispatch(Command::File(FileCommand::LookOutside));
    second.settle();
    assert_eq!(annotations(&second), before + 1);
    drop(first);
    let third = opened(&file);
    assert!(third.may_edit(), "the right went with the window");
}

#[test]
fn a_change_by_another_program_is_merged_and_what_both_changed_is_decided() {
    let (_folder, file, mut state) = sample();
    let track = state.workspace.tracks[0].clone();
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("name: \"Wagner\""));
    let outside = text
        .replace("name: \"Wagner\"", "name: \"Wagner Group\"")
        .replace("name: \"Bakhmut\"", "name: \"Artemivsk\"");
    fs::write(&file, outside).unwrap();
    state.dispatch(Command::Track(TrackCommand::Rename(
        track.id,
        "Bakhmut city".to_owned(),
    )));
    state.settle();
    let names = |state: &State| -> Vec<String> {
        let tracks = state.workspace.tracks.iter();
        tracks.map(|t| t.name.to_string()).collect()
    };
    assert_eq!(names(&state)[..2], ["Bakhmut city", "Wagner Group"]);
    assert_eq!(state.outside.conflicts.len(), 1);
    let conflict = state.outside.conflicts[0].clone();
    assert!(conflict.mine.contains("Bakhmut city") && conflict.theirs.contains("Artemivsk"));
    state.dispatch(Command::File(FileCommand::Decide {
        conflict: 0,
        theirs: true,
    }));
    state.settle();
    assert_eq!(names(&state)[0], "Artemivsk");
    let on_disk = store::open(&file).unwrap().workspace;
    assert_eq!(on_disk.tracks, state.workspace.tracks);
}

#[test]
fn an_earlier_version_comes_back_as_one_step() {
    let (_folder, _file, mut state) = sample();
    let before = annotations(&state);
    tag(&mut state, "Drivers know it by its wrecks");
    state.dispatch(Command::File(FileCommand::ListBackups));
    state.settle();
    let path = state.generations.all[0].path.clone();
    state.dispatch(Command::File(FileCommand::PreviewBackup(path)));
    state.settle();
    let (_, _, differs) = state.generations.chosen.clone().unwrap();
    assert_eq!(differs[0].1.removed, 1);
    state.dispatch(Command::File(FileCommand::Restore));
    state.settle();
    assert_eq!(annotations(&state), before);
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    assert_eq!(annotations(&state), before + 1);
}

#[test]
fn every_hit_is_tagged_in_one_step_and_never_twice() {
    use dateline::app::bulk::Extent;
    let (_folder, _, mut state) = sample();
    let before = annotations(&state);
    let tag = state.workspace.codebook.tags()[0].id;
    state.dispatch(Command::Query(QueryCommand::SetText(
        "artillery OR shells".to_owned(),
    )));
    state.settle();
    let hits = state.results.query.as_ref().unwrap().mentions as usize;
    let mut tagged = |extent| {
        state.dispatch(Command::Annotate(AnnotateCommand::PreviewHits(tag, extent)));
        state.settle();
        let (_, _, found) = state.bulk.clone().unwrap();
        let undone = annotations(&state);
        state.dispatch(Command::Annotate(AnnotateCommand::TagHits));
        state.settle();
        (
            found.found.len(),
            found.already,
            annotations(&state) - undone,
        )
    };
    assert_eq!(tagged(Extent::Words), (hits, 0, hits));
    assert_eq!(tagged(Extent::Words), (0, hits, 0), "they have it already");
    let (sentences, _, made) = tagged(Extent::Sentence);
    assert!(0 < sentences && sentences <= hits && made == sentences);
    state.dispatch(Command::File(FileCommand::Undo));
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    assert_eq!(annotations(&state), before, "two steps");
}

#[test]
fn what_is_listed_is_retagged_or_deleted_at_once() {
    let (_folder, _, mut state) = sample();
    let before = annotations(&state);
    let tags = state.workspace.codebook.tags().to_vec();
    let from = state
        .workspace
        .annotations
        .iter()
        .find_map(|a| a.tag)
        .unwrap();
    let to = tags.iter().find(|t| t.id != from).unwrap().id;
    let mut filter = Filter::default();
    filter.tags.insert(from);
    state.dispatch(Command::Filter(FilterCommand::Set(Box::new(filter))));
    state.settle();
    let listed = state.listed().len();
    assert!(0 < listed && listed < before);
    state.dispatch(Command::Annotate(AnnotateCommand::RetagListed(Some(to))));
    state.settle();
    assert!(
        state
            .workspace
            .annotations
            .iter()
            .all(|a| a.tag != Some(from))
    );
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    state.dispatch(Command::Annotate(AnnotateCommand::DeleteListed));
    state.settle();
    assert_eq!(annotations(&state), before - listed);
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    assert_eq!(annotations(&state), before);
}

#[test]
fn a_new_meaning_makes_a_queue_of_what_was_coded_before() {
    let (_folder, file, mut state) = sample();
    let tag = state
        .workspace
        .annotations
        .iter()
        .find_map(|a| a.tag)
        .unwrap();
    let coded = state.made_before(tag).len();
    assert_eq!(coded, 0);
    for words in ["A", "A n", "A new meaning"] {
        let define = CodebookCommand::Define(tag, words.to_owned());
        state.dispatch(Command::Codebook(define));
    }
    state.settle();
    assert_eq!(
        state.workspace.codebook.revision(),
        1,
        "typing is one revision"
    );
    let queue = state.made_before(tag);
    assert!(!queue.is_empty());
    let first = vec![queue[0].id];
    state.dispatch(Command::Codebook(CodebookCommand::StillFits(first.clone())));
    state.settle();
    assert_eq!(state.made_before(tag).len(), queue.len() - 1);
    // Split one off, retire the rest of it.
    state.dispatch(Command::Codebook(CodebookCommand::Split {
        tag,
        name: "apart".to_owned(),
        annotations: first.clone(),
    }));
    state.dispatch(Command::Codebook(CodebookCommand::Retire(tag, true)));
    state.settle();
    let apart = state
        .workspace
        .annotations
        .get(first[0])
        .unwrap()
        .tag
        .unwrap();
    assert_eq!(&*state.workspace.codebook.get(apart).unwrap().name, "apart");
    let text: Arc<str> = state.reader.as_ref().unwrap().text().into();
    let passage = Passage::over(Span::new(0, text.find(' ').unwrap()));
    state.dispatch(Command::View(ViewCommand::Select(Some(passage))));
    let (tag, advance) = (Some(tag), false);
    state.dispatch(Command::Annotate(AnnotateCommand::Passage { tag, advance }));
    assert!(says(&state, "is retired"));
    state.settle();
    drop(state);
    let again = opened(&file);
    assert_eq!(again.workspace.codebook.revision(), 1);
    assert!(again.workspace.codebook.get(tag.unwrap()).unwrap().retired);
}

#[test]
fn relations_go_with_their_annotations_and_come_back_with_them() {
    let (_folder, file, mut state) = sample();
    let ids: Vec<_> = state
        .workspace
        .annotations
        .iter()
        .map(|a| a.id)
        .take(2)
        .collect();
    let related = state.workspace.relations.len();
    let relate = AnnotateCommand::Relate {
        from: ids[0],
        to: ids[1],
        name: "contradicts".to_owned(),
    };
    // Said twice, it is one.
    state.dispatch(Command::Annotate(relate.clone()));
    state.dispatch(Command::Annotate(relate));
    assert_eq!(state.workspace.relations.len(), related + 1);
    state.dispatch(Command::Annotate(AnnotateCommand::Delete(ids[1])));
    assert_eq!(state.workspace.relations.len(), related);
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    drop(state);
    let mut again = opened(&file);
    let relation = again.workspace.relations.last().unwrap().clone();
    assert_eq!((relation.from, relation.to), (ids[0], ids[1]));
    again.dispatch(Command::Annotate(AnnotateCommand::Unrelate(relation.id)));
    assert_eq!(again.workspace.relations.len(), related);
}

#[test]
fn corrected_words_are_proposed_and_taken_only_when_somebody_says_so() {
    let (folder, file, state) = sample();
    let one = state
        .workspace
        .annotations
        .iter()
        .find(|a| a.quote().len() > 60);
    let (id, quote, article) = one.map(|a| (a.id, a.quote(), a.article.clone())).unwrap();
    drop(state);
    let name = article.to_string().split_once(':').unwrap().1.to_owned();
    let path = folder.path().join("seeds").join(name);
    let text = fs::read_to_string(&path).unwrap();
    let word = quote.split(' ').nth(2).unwrap();
    let corrected = quote.replacen(word, "CORRECTED", 1);
    assert!(text.contains(&quote));
    fs::write(&path, text.replace(&quote, &corrected)).unwrap();
    let mut state = opened(&file);
    let lost = state.unplaced.iter().find(|u| u.annotation == id).unwrap();
    assert_eq!(lost.proposed.as_ref().unwrap().quote(), corrected);
    assert_eq!(state.workspace.annotations.get(id).unwrap().quote(), quote);
    state.dispatch(Command::Annotate(AnnotateCommand::TakePlace(id)));
    state.settle();
    assert_eq!(
        state.workspace.annotations.get(id).unwrap().quote(),
        corrected
    );
    assert!(state.unplaced.iter().all(|u| u.annotation != id));
}

#[test]
fn a_copy_is_worked_on_only_once_it_is_written() {
    let (_folder, file, mut state) = sample();
    tag(&mut state, "Drivers know it by its wrecks");
    let all = annotations(&state);
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("copy.ron");
    let lock = store::Lock::take(&copy, "Jan").unwrap();
    state.dispatch(Command::File(FileCommand::SaveAs(copy.clone())));
    state.settle();
    assert!(says(&state, "Jan") && !copy.exists());
    assert_eq!(
        state.project.as_ref().unwrap().file,
        fs::canonicalize(&file).unwrap()
    );
    drop(lock);
    state.dispatch(Command::File(FileCommand::SaveAs(copy.clone())));
    state.settle();
    assert_eq!(
        state.project.as_ref().unwrap().file,
        fs::canonicalize(&copy).unwrap()
    );
    tag(&mut state, "the only paved way");
    drop(state);
    assert_eq!(annotations(&opened(&copy)), all + 1);
    let mut old = opened(&file);
    assert!(old.may_edit(), "the old place was given back");
    assert_eq!(annotations(&old), all);
    assert_eq!(old.corpus.len(), 30);
    old.settle();
}

#[test]
fn with_threads_a_change_from_outside_is_merged_and_written_without_asking_for_it() {
    let (_folder, file, state) = sample();
    drop(state);
    let mut state = State::new(Settings::default(), RunMode::Threads, Arc::new(|| {}));
    state.dispatch(Command::File(FileCommand::Open(vec![file.clone()])));
    state.settle();
    let track = state.workspace.tracks[0].id;
    let text = fs::read_to_string(&file).unwrap();
    fs::write(
        &file,
        text.replace("name: \"Wagner\"", "name: \"Wagner Group\""),
    )
    .unwrap();
    state.dispatch(Command::Track(TrackCommand::Rename(
        track,
        "Bakhmut city".to_owned(),
    )));
    let is_merged = |text: &str| text.contains("Wagner Group") && text.contains("Bakhmut city");
    // Nobody waits for a time: it is done when it is done.
    for _ in 0..3000 {
        state.tick();
        std::thread::sleep(std::time::Duration::from_millis(10));
        let written = fs::read_to_string(&file).unwrap_or_default();
        if is_merged(&written) && state.can_close() {
            break;
        }
    }
    assert!(
        is_merged(&fs::read_to_string(&file).unwrap()),
        "{:?}",
        state.save_status()
    );
    assert!(state.can_close() && matches!(state.save_status(), SaveStatus::Saved(_)));
    drop(state);
    let again = opened(&file);
    assert_eq!(&*again.workspace.tracks[0].name, "Bakhmut city");
    assert!(!says(&again, "do not fit"));
}
