//! Work that is kept: journal, lock, other programs, earlier versions, copies.

use std::time::Duration;

use super::*;

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
    assert_eq!(state.search.base.query.as_ref().unwrap().mentions, 1);
    assert!(!folder.path().join("workspace.ron").exists());
    tag(&mut state, "Body");
    assert!(matches!(state.session.save_status(), SaveStatus::Saved(_)));
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
fn what_was_done_is_there_after_the_program_died_and_can_be_undone() {
    let (_folder, file, mut state) = sample();
    let before = annotations(&state);
    let written = fs::read(&file).unwrap();
    let text: Arc<str> = state.reading.doc.as_ref().unwrap().text().into();
    for words in ["the only paved way", "Drivers know it by its wrecks"] {
        let at = text.find(words).unwrap();
        let passage = Passage::over(Span::new(at, at + words.len()));
        state.dispatch(Command::View(ViewCommand::Select(Some(passage))));
        let (tag, advance) = (None, false);
        state.dispatch(Command::Annotate(AnnotateCommand::Passage { tag, advance }));
        state.tick();
    }
    assert!(matches!(state.session.save_status(), SaveStatus::Saved(_)));
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
    let steps = state.session.history().steps().len();
    state.dispatch(Command::File(FileCommand::GoToStep(None)));
    state.settle();
    assert_eq!(
        (annotations(&state), state.session.history().steps().len()),
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
        assert!(
            first.session.may_edit(),
            "{:?}",
            first.session.save_status()
        );
    }
    let mut second = opened(&file);
    assert!(!second.session.may_edit());
    assert!(says(&second, "Olena"));
    let before = annotations(&second);
    tag(&mut first, "Drivers know it by its wrecks");
    second.dispatch(Command::File(FileCommand::LookForExternalChanges));
    second.settle();
    assert_eq!(annotations(&second), before + 1);
    drop(first);
    let third = opened(&file);
    assert!(third.session.may_edit(), "the right went with the window");
}

#[test]
fn a_change_by_another_program_is_merged_and_what_both_changed_is_decided() {
    let (_folder, file, mut state) = sample();
    let track = state.session.workspace().tracks[0].clone();
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
        let tracks = state.session.workspace().tracks.iter();
        tracks.map(|t| t.name.to_string()).collect()
    };
    assert_eq!(names(&state)[..2], ["Bakhmut city", "Wagner Group"]);
    assert_eq!(state.session.external_changes().conflicts.len(), 1);
    let conflict = state.session.external_changes().conflicts[0].clone();
    assert!(conflict.mine.contains("Bakhmut city") && conflict.theirs.contains("Artemivsk"));
    state.dispatch(Command::File(FileCommand::Decide {
        conflict: 0,
        theirs: true,
    }));
    state.settle();
    assert_eq!(names(&state)[0], "Artemivsk");
    let on_disk = store::open(&file).unwrap().workspace;
    assert_eq!(on_disk.tracks, state.session.workspace().tracks);
}

#[test]
fn an_earlier_version_comes_back_as_one_step() {
    let (_folder, _file, mut state) = sample();
    let before = annotations(&state);
    tag(&mut state, "Drivers know it by its wrecks");
    state.dispatch(Command::File(FileCommand::ListBackups));
    state.settle();
    let path = state.session.backups().all[0].path.clone();
    state.dispatch(Command::File(FileCommand::PreviewBackup(path)));
    state.settle();
    let chosen = state.session.backups().chosen.clone().unwrap();
    let removed = chosen
        .differences
        .iter()
        .filter(|d| d.fate == ChangeKind::Removed);
    let what: Vec<String> = removed
        .filter_map(|d| match d.before(&chosen.edit) {
            Some(RecordState::Annotation(one)) => Some(one.quote()),
            _ => None,
        })
        .collect();
    assert_eq!(what, ["Drivers know it by its wrecks"]);
    state.dispatch(Command::File(FileCommand::Restore));
    state.settle();
    assert_eq!(annotations(&state), before);
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    assert_eq!(annotations(&state), before + 1);
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
        state.session.project().as_ref().unwrap().file,
        fs::canonicalize(&file).unwrap()
    );
    drop(lock);
    state.dispatch(Command::File(FileCommand::SaveAs(copy.clone())));
    state.settle();
    assert_eq!(
        state.session.project().as_ref().unwrap().file,
        fs::canonicalize(&copy).unwrap()
    );
    tag(&mut state, "the only paved way");
    drop(state);
    assert_eq!(annotations(&opened(&copy)), all + 1);
    let mut old = opened(&file);
    assert!(old.session.may_edit(), "the old place was given back");
    assert_eq!(annotations(&old), all);
    assert_eq!(old.session.corpus().len(), 30);
    old.settle();
}

#[test]
fn with_threads_a_change_from_outside_is_merged_and_written_without_asking_for_it() {
    let (_folder, file, state) = sample();
    drop(state);
    let mut state = State::new(Settings::default(), RunMode::Threads, Arc::new(|| {}));
    state.dispatch(Command::File(FileCommand::Open(vec![file.clone()])));
    state.settle();
    let track = state.session.workspace().tracks[0].id;
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
    // Nobody waits for a time: it is done when it is done. The threads need their share of a busy machine.
    for _ in 0..30_000 {
        state.tick();
        state.session.skip_time(Duration::from_millis(10));
        std::thread::sleep(Duration::from_millis(1));
        let written = fs::read_to_string(&file).unwrap_or_default();
        if is_merged(&written) && state.session.can_close() {
            break;
        }
    }
    assert!(
        is_merged(&fs::read_to_string(&file).unwrap()),
        "{:?}",
        state.session.save_status()
    );
    assert!(
        state.session.can_close() && matches!(state.session.save_status(), SaveStatus::Saved(_))
    );
    drop(state);
    let again = opened(&file);
    assert_eq!(&*again.session.workspace().tracks[0].name, "Bakhmut city");
    assert!(!says(&again, "do not fit"));
}

#[test]
fn a_file_that_was_taken_away_is_told_and_written_again() {
    let (_folder, file, mut state) = sample();
    tag(&mut state, "Drivers know it by its wrecks");
    fs::remove_file(&file).unwrap();
    state.dispatch(Command::File(FileCommand::LookForExternalChanges));
    state.settle();
    assert!(says(&state, "taken away"));
    let on_disk = store::open(&file).unwrap().workspace;
    assert_eq!(on_disk.annotations, state.session.workspace().annotations);
}

#[test]
fn conflicts_add_up_until_they_are_decided_and_what_the_other_wrote_is_kept() {
    let (_folder, file, mut state) = sample();
    let [first, second] = [0, 1].map(|at| state.session.workspace().tracks[at].clone());
    for (track, theirs) in [(&first, "Artemivsk"), (&second, "PMC")] {
        let text = fs::read_to_string(&file).unwrap();
        let name = format!("name: \"{}\"", track.name);
        assert!(text.contains(&name), "{name}");
        fs::write(&file, text.replace(&name, &format!("name: \"{theirs}\""))).unwrap();
        state.dispatch(Command::Track(TrackCommand::Rename(
            track.id,
            format!("{} here", track.name),
        )));
        state.settle();
        state.session.skip_time(Duration::from_millis(1100));
    }
    let said: Vec<&str> = state
        .session
        .external_changes()
        .conflicts
        .iter()
        .map(|c| &*c.theirs)
        .collect();
    assert!(
        matches!(said[..], [a, b] if a.contains("Artemivsk") && b.contains("PMC")),
        "{said:?}"
    );
    // Both can be looked at under the earlier versions, too.
    state.dispatch(Command::File(FileCommand::ListBackups));
    state.settle();
    let kept: Vec<_> = state
        .session
        .backups()
        .all
        .iter()
        .map(|b| &b.path)
        .collect();
    for theirs in ["Artemivsk", "PMC"] {
        let holds = |path: &&&PathBuf| fs::read_to_string(path).unwrap().contains(theirs);
        assert!(kept.iter().any(|p| holds(&p)), "{theirs}");
    }
    state.dispatch(Command::File(FileCommand::Decide {
        conflict: 0,
        theirs: true,
    }));
    state.settle();
    assert_eq!(&*state.session.workspace().tracks[0].name, "Artemivsk");
    assert_eq!(state.session.external_changes().conflicts.len(), 1);
}

#[test]
fn of_two_windows_on_a_folder_without_a_workspace_the_second_says_what_it_did_not_save() {
    let (folder, ..) = sample();
    let seeds = folder.path().join("seeds");
    let (mut first, mut second) = (opened(&seeds), opened(&seeds));
    let add = |state: &mut State, name: &str| {
        let (parent, name) = (None, name.to_owned());
        state.dispatch(Command::Codebook(CodebookCommand::Add { parent, name }));
        state.settle();
    };
    add(&mut first, "claim");
    add(&mut second, "rumour");
    assert!(says(&second, "not saved"));
    assert!(matches!(
        second.session.save_status(),
        SaveStatus::Failed(_)
    ));
    assert!(!second.session.can_close(), "it would be lost");
    let other = tempfile::tempdir().unwrap();
    let open = FileCommand::Open(vec![other.path().to_owned()]);
    second.dispatch(Command::File(open));
    second.settle();
    assert!(says(&second, "Nothing was opened"));
    assert_eq!(second.session.workspace().codebook.len(), 1);
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("copy.ron");
    second.dispatch(Command::File(FileCommand::SaveAs(copy.clone())));
    second.settle();
    assert!(
        second.session.can_close(),
        "{:?}",
        second.session.save_status()
    );
    let kept = opened(&copy).session.workspace().codebook.tags()[0]
        .name
        .to_string();
    assert_eq!(kept, "rumour");
    let theirs = store::open(&seeds.join("workspace.ron")).unwrap().workspace;
    assert_eq!(&*theirs.codebook.tags()[0].name, "claim");
}

#[test]
fn a_copy_keeps_what_can_be_undone() {
    let (_folder, _, mut state) = sample();
    let before = state.session.workspace().annotations.len();
    tag(&mut state, "Drivers know it by its wrecks");
    tag(&mut state, "the only paved way");
    state.dispatch(Command::File(FileCommand::Undo));
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("copy.ron");
    state.dispatch(Command::File(FileCommand::SaveAs(copy.clone())));
    state.settle();
    drop(state);
    let mut again = opened(&copy);
    assert_eq!(again.session.history().steps().len(), 2);
    again.dispatch(Command::File(FileCommand::Redo));
    assert_eq!(annotations(&again), before + 2);
    again.dispatch(Command::File(FileCommand::Undo));
    again.dispatch(Command::File(FileCommand::Undo));
    again.settle();
    assert_eq!(annotations(&again), before);
}

#[test]
fn a_file_that_vanished_and_cannot_be_written_again_is_no_trap() {
    let (folder, file, mut state) = sample();
    tag(&mut state, "Drivers know it by its wrecks");
    let all = annotations(&state);
    // Everything beside the articles is gone, and something stands in the way.
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    fs::write(file.join("in the way"), "").unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    state.dispatch(Command::File(FileCommand::LookForExternalChanges));
    tag(&mut state, "the only paved way");
    let copy = elsewhere.path().join("copy.ron");
    state.dispatch(Command::File(FileCommand::SaveAs(copy.clone())));
    state.settle();
    assert!(
        state.session.can_close(),
        "{:?}",
        state.session.save_status()
    );
    assert_eq!(annotations(&opened(&copy)), all + 1);
    drop(folder);
}

#[test]
fn reading_on_after_an_edit_does_not_keep_the_window_awake() {
    let (_folder, _, mut state) = sample();
    tag(&mut state, "Drivers know it by its wrecks");
    // Longer than the file waits after the last edit.
    state.session.skip_time(Duration::from_millis(2100));
    let seen = state.session.history().sequence();
    state.dispatch(Command::View(ViewCommand::Step(1)));
    state.tick();
    assert!(
        state.session.history().sequence() > seen,
        "the article was unseen"
    );
    let due = state.session.save_due_in().unwrap();
    assert!(due > Duration::from_secs(5), "{due:?}");
}
