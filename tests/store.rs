//! Opening and saving workspace files: what may go wrong on disk, and that nothing is lost then.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::PathBuf;

use dateline::store::{self, Access, OpenError, ReadOnlyReason, SaveError};
use dateline::workspace::Workspace;

fn written(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("workspace.ron");
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn minimal(extra: &str) -> String {
    format!("(\n  kind: \"dateline-workspace\",\n  version: 1,\n{extra})\n")
}

#[test]
fn a_file_that_does_not_parse_is_named_with_line_and_column_and_left_alone() {
    let text = "(\n  kind: \"dateline-workspace\",\n  version: 1,\n  tracks: [(nonsense],\n)";
    let (_folder, path) = written(text);
    let error = store::open(&path).unwrap_err();
    let OpenError::Malformed { line, .. } = &error else {
        panic!("{error}")
    };
    assert_eq!(*line, 4);
    assert!(error.to_string().contains("column"), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn an_unknown_field_opens_read_only_and_is_named_with_its_line() {
    let track = "(id: \"01ARZ3NDEKTSV4RRFFQ69G5FAV\", name: \"B\", slot: 1, query: \"bakhmut\", mood: [\"a)\", (b: 1)])";
    let (_folder, path) = written(&minimal(&format!(
        "  tracks: [\n    {track},\n  ],\n  extra: \"x\",\n"
    )));
    let opened = store::open(&path).unwrap();
    assert_eq!(
        opened.access,
        Access::ReadOnly(ReadOnlyReason::UnknownField {
            name: "mood".into(),
            line: 5
        })
    );
    assert_eq!(&*opened.workspace.tracks[0].query, "bakhmut");
}

#[test]
fn a_newer_version_opens_read_only() {
    let (_folder, path) = written("(kind: \"dateline-workspace\", version: 99, future: (1, 2))");
    assert_eq!(
        store::open(&path).unwrap().access,
        Access::ReadOnly(ReadOnlyReason::NewerVersion { found: 99 })
    );
}

#[test]
fn another_kind_of_file_is_refused_in_words() {
    let (_folder, path) = written("(kind: \"recipe\", version: 1)");
    assert!(
        store::open(&path)
            .unwrap_err()
            .to_string()
            .contains("not a Dateline workspace")
    );
}

#[test]
fn comments_are_put_aside_before_the_first_rewrite_and_the_previous_generation_is_kept() {
    let text = minimal("  // mine\n");
    let (folder, path) = written(&text);
    let opened = store::open(&path).unwrap();
    assert!(opened.has_comments);
    let seen = store::save(&path, &opened.workspace, Some(opened.fingerprint), true).unwrap();
    let kept: Vec<_> = fs::read_dir(folder.path().join(".dateline"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    let with_comments = kept
        .iter()
        .find(|p| p.to_string_lossy().contains("with-comments"))
        .unwrap();
    assert_eq!(fs::read_to_string(with_comments).unwrap(), text);
    let backups = store::backups(&store::RealDisk, &path).unwrap();
    assert_eq!(fs::read_to_string(&backups[0].path).unwrap(), text);
    let again = store::open(&path).unwrap();
    assert!(!again.has_comments);
    assert_eq!(again.fingerprint, seen);
}

#[test]
fn a_change_by_another_program_is_never_overwritten() {
    let (_folder, path) = written(&minimal(""));
    let opened = store::open(&path).unwrap();
    fs::write(&path, minimal("  tags: [],\n")).unwrap();
    let refused = store::save(&path, &opened.workspace, Some(opened.fingerprint), false);
    assert!(matches!(refused, Err(SaveError::ChangedOnDisk(_))));
    assert_eq!(fs::read_to_string(&path).unwrap(), minimal("  tags: [],\n"));
}

#[test]
fn a_new_file_is_written_once_and_one_that_appeared_meanwhile_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/workspace.ron");
    store::save(&path, &Workspace::default(), None, false).unwrap();
    assert!(matches!(
        store::save(&path, &Workspace::default(), None, false),
        Err(SaveError::ChangedOnDisk(_))
    ));
}

#[test]
fn the_sample_is_embedded_opens_and_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = store::write_sample(folder.path()).unwrap();
    assert_eq!(store::open(&path).unwrap().access, Access::ReadWrite);
    fs::write(&path, "mine").unwrap();
    store::write_sample(folder.path()).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
}

/// Every version of the format that was ever written reads, and is written in the newest one. The golden
/// file of a version is never changed; a new version gets a new file.
#[test]
fn every_version_reads_and_is_written_in_the_newest_one() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let golden = |n: u32| fs::read_to_string(folder.join(format!("workspace-{n}.ron"))).unwrap();
    let newest = golden(store::VERSION);
    let (expected, sequence) = store::workspace_from_ron(&newest).unwrap();
    assert_eq!(
        store::workspace_to_ron(&expected, sequence).unwrap(),
        newest
    );
    let (first, none) = store::workspace_from_ron(&golden(1)).unwrap();
    assert_eq!(none, 0);
    assert_eq!((first.tracks.len(), first.annotations.len()), (2, 2));
    // What version 2 added has its default; everything else is the same.
    let mut upgraded = store::workspace_to_ron(&first, 0).unwrap();
    assert_eq!(store::workspace_from_ron(&upgraded).unwrap().0, first);
    upgraded = upgraded.replace("version: 2,", "version: 1,");
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        lines(&upgraded),
        lines(&golden(1)),
        "nothing of version 1 is lost or changed by version 2"
    );
}
