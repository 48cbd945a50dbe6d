//! Work that goes elsewhere than beside its workspace: folders that were removed, full disks, changes that
//! went another way.

use super::*;

use dateline::store::Lock;

/// The places in the user's own folder that hold changes of a workspace.
fn kept(file: &Path) -> Vec<store::Fallback> {
    let file = fs::canonicalize(file).unwrap();
    let all = store::fallbacks(&store::data_folder()).unwrap();
    let is_its = |f: &store::Fallback| f.workspace.as_ref() == Some(&file);
    all.into_iter().filter(is_its).collect()
}

fn work_folder(file: &Path) -> PathBuf {
    file.with_file_name(".dateline")
}

const WORDS: [&str; 3] = [
    "Drivers know it by its wrecks",
    "the only paved way",
    "Drivers know",
];

#[test]
fn a_work_folder_that_was_removed_is_made_anew_and_everything_is_written_again() {
    for replaces in [false, true] {
        let (_folder, file, mut state) = sample();
        let before = annotations(&state);
        tag(&mut state, WORDS[0]);
        let work = work_folder(&file);
        let old = file.with_file_name("old");
        fs::rename(&work, &old).unwrap();
        if replaces {
            fs::create_dir(&work).unwrap();
            for name in ["workspace.ron.lock", "workspace.ron.history"] {
                fs::write(work.join(name), "").unwrap();
            }
        }
        tag(&mut state, WORDS[1]);
        state.settle();
        assert!(says(&state, "removed or replaced"));
        assert!(matches!(state.session.save_status(), SaveStatus::Saved(_)));
        assert!(kept(&file).is_empty());
        tag(&mut state, WORDS[2]);
        // It dies.
        drop(state);
        let state = opened(&file);
        assert_eq!(annotations(&state), before + 3, "{replaces}");
    }
}

#[test]
fn where_another_works_in_a_new_folder_the_window_stops_and_offers_its_work_later() {
    let (_folder, file, mut state) = sample();
    let before = annotations(&state);
    tag(&mut state, WORDS[0]);
    fs::remove_dir_all(work_folder(&file)).unwrap();
    let other = Lock::take(&file, "Jan").unwrap();
    tag(&mut state, WORDS[1]);
    state.settle();
    assert!(!state.session.may_edit());
    let places = kept(&file);
    let [place] = &places[..] else {
        panic!("{places:?}");
    };
    assert!(says(&state, "Jan") && says(&state, &place.path.display().to_string()));
    assert!(!work_folder(&file).join("workspace.ron.journal").exists());
    drop((state, other));
    // Nobody changed anything meanwhile: it simply continues the file.
    let mut state = opened(&file);
    assert_eq!(annotations(&state), before + 2);
    tag(&mut state, WORDS[2]);
    assert!(kept(&file).is_empty());
}

/// What is new goes to the fallback place at once, however short the time since the journal failed.
#[test]
fn on_a_full_disk_every_edit_is_kept_at_once_and_the_message_says_where() {
    let (_folder, file, mut state) = sample();
    let before = annotations(&state);
    tag(&mut state, WORDS[0]);
    state.settle();
    // Nothing can be written where a folder has the name.
    let journal = work_folder(&file).join("workspace.ron.journal");
    fs::remove_file(&journal).unwrap_or_default();
    fs::create_dir(&journal).unwrap();
    for (n, words) in WORDS[1..].iter().enumerate() {
        tag(&mut state, words);
        let places = kept(&file);
        assert_eq!(places.len(), 1);
        assert!(places[0].entries > n, "{places:?}");
        let place = places[0].path.display().to_string();
        assert!(
            matches!(state.session.save_status(), SaveStatus::Elsewhere(why) if why.contains(&place))
        );
    }
    // It dies; the disk is as it was.
    drop(state);
    fs::remove_dir(&journal).unwrap();
    let mut state = opened(&file);
    assert_eq!(annotations(&state), before + 3);
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    assert!(kept(&file).is_empty());
}

/// Changes that do not continue the file are shown under Conflicts, thing by thing, until all are decided.
#[test]
fn changes_that_went_another_way_are_offered_until_they_are_decided() {
    let (_folder, file, mut state) = sample();
    let before = annotations(&state);
    let older = fs::read(&file).unwrap();
    tag(&mut state, WORDS[0]);
    tag(&mut state, WORDS[1]);
    drop(state);
    let mut state = opened(&file);
    state.dispatch(Command::File(FileCommand::Save));
    state.settle();
    drop(state);
    fs::write(&file, older).unwrap();
    for _ in 0..2 {
        let state = opened(&file);
        assert_eq!(annotations(&state), before, "nothing is taken in unasked");
        assert_eq!(state.session.external_changes().conflicts.len(), 2);
        assert!(says(&state, "File, Conflicts"));
    }
    let mut state = opened(&file);
    for theirs in [true, false] {
        state.dispatch(Command::File(FileCommand::Decide {
            conflict: 0,
            theirs,
        }));
        state.settle();
    }
    assert_eq!(annotations(&state), before + 1);
    drop(state);
    let state = opened(&file);
    assert_eq!(annotations(&state), before + 1);
    assert!(state.session.external_changes().conflicts.is_empty());
    assert!(!says(&state, "another"));
}
