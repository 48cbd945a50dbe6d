use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::*;
use crate::corpus::{ArticleId, SourceId};
use crate::store::document::{workspace_from_ron, workspace_to_ron};
use crate::store::{RealDisk, WorkspaceLog};
use crate::workspace::describe::{differences, summary};
use crate::workspace::kinds::Bookmark;
use crate::workspace::merge::{merge, take_theirs};
use crate::workspace::{ArticleOverride, ReviewStatus, Swap, Workspace};

fn golden(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    fs::read_to_string(folder.join(name)).unwrap()
}

/// The names of the kinds of change in some lines, as they stand there.
fn kinds(entries: &[Entry]) -> BTreeSet<String> {
    let changes = entries.iter().flat_map(|e| match &e.what {
        Happening::Do(edit) => edit.changes.clone(),
        Happening::Quiet(changes) => changes.clone(),
        Happening::Undo(_) | Happening::Redo(_) => Vec::new(),
    });
    let name = |change: Change| {
        let text = options().to_string(&ChangeRecord::from(&change)).unwrap();
        text.split('(').next().unwrap().to_owned()
    };
    changes.map(name).collect()
}

/// The golden files were written before the kinds of change had a table. They are never changed.
#[test]
fn journals_and_histories_with_every_kind_of_change_are_read_and_written_the_same() {
    for name in ["work-2.journal", "work-2.history"] {
        let text = golden(name);
        let read = read(text.as_bytes());
        assert_eq!(read.damage, None, "{name}");
        let entries: Vec<Entry> = read.entries.into_iter().map(|f| f.entry).collect();
        let again: String = entries.iter().map(|e| line(e).unwrap()).collect();
        assert_eq!(again, text, "{name}");
        let every = [
            "Annotation",
            "Article",
            "Relation",
            "Revision",
            "Source",
            "Tag",
            "Track",
        ];
        assert!(kinds(&entries).iter().eq(every), "{name}");
    }
    let quiet = Happening::Quiet(vec![Change::article(
        ArticleId::new(&SourceId("s".into()), "a.txt", None),
        ArticleOverride::default(),
        ArticleOverride {
            status: ReviewStatus::Seen,
            ..ArticleOverride::default()
        },
    )]);
    let entry = Entry {
        sequence: 3,
        stamp: Stamp {
            at: Timestamp::UNIX_EPOCH,
            by: "me".into(),
        },
        what: quiet,
    };
    let text = line(&entry).unwrap();
    let what = "what:Quiet([Article(after:(id:\"s:a.txt\",status:Seen))])";
    assert!(text.contains(what), "{text}");
    assert_eq!(super::entry(text.trim_end()).unwrap().0, entry);
}

#[test]
fn a_workspace_with_its_journal_and_history_opens_as_it_was_left() {
    let folder = tempfile::tempdir().unwrap();
    let beside = folder.path().join(".dateline");
    fs::create_dir(&beside).unwrap();
    let file = folder.path().join("work.ron");
    fs::write(&file, golden("work-2.ron")).unwrap();
    fs::write(beside.join("work.journal"), golden("work-2.journal")).unwrap();
    fs::write(beside.join("work.history"), golden("work-2.history")).unwrap();
    let mut found = WorkspaceLog::open(&RealDisk, &file, None, false).unwrap();
    assert_eq!(found.recovered.problems, Vec::<String>::new());
    assert_eq!(found.recovered.replayed.len(), 11);
    let workspace = &mut found.opened.workspace;
    let after = workspace_to_ron(workspace, found.history.sequence()).unwrap();
    assert_eq!(after, golden("work-2.after.ron"));
    // Everything that both files hold can be taken back.
    assert_eq!(found.history.steps().len(), 18);
    let stamp = Stamp {
        at: Timestamp::UNIX_EPOCH,
        by: "me".into(),
    };
    let history = &mut found.history;
    while history.undo(workspace, stamp.clone()).unwrap().is_some() {}
    let before = workspace_from_ron(&golden("workspace-2.ron")).unwrap().0;
    assert_eq!(*workspace, before);
}

/// `kinds/bookmark.rs` and its row are all that a new kind of change takes.
#[test]
fn a_new_kind_of_change_is_undone_written_merged_told_and_checked() {
    let bookmark = |id: u32, name: &str| Bookmark {
        id,
        name: name.to_owned(),
    };
    let added = Swap {
        before: None,
        after: Some((0, bookmark(1, "start"))),
    };
    let edit = Edit::new("bookmark", vec![Change::Bookmark(added)]);
    let mut base = Workspace::default();
    let bare = workspace_to_ron(&base, 0).unwrap();
    assert!(!bare.contains("bookmarks"), "left out while there is none");
    base.apply(&edit).unwrap();
    let text = edit_to_ron(&edit).unwrap();
    assert!(text.contains("Bookmark(after:(0,(id:1"), "{text}");
    assert_eq!(edit_from_ron(&text).unwrap(), edit);
    let file = workspace_to_ron(&base, 0).unwrap();
    assert_eq!(workspace_from_ron(&file).unwrap().0, base);
    let (mut mine, mut theirs) = (base.clone(), base.clone());
    mine.bookmarks.push(bookmark(2, "mine"));
    theirs.bookmarks.push(bookmark(3, ""));
    theirs.bookmarks[0].name = "began".to_owned();
    mine.bookmarks[0].name = "begun".to_owned();
    let merged = merge(&base, &mine, &theirs);
    let [conflict] = &merged.conflicts[..] else {
        panic!("one conflict: {:?}", merged.conflicts);
    };
    assert_eq!(
        (&*conflict.title, &*conflict.mine, &*conflict.theirs),
        ("bookmark", "begun", "began")
    );
    mine.apply(merged.edit.as_ref().unwrap()).unwrap();
    let names: Vec<&str> = mine.bookmarks.iter().map(|b| &*b.name).collect();
    assert_eq!(
        names,
        ["begun", "mine", "unnamed"],
        "and what was wrong is mended"
    );
    mine.apply(&take_theirs(&conflict.what, &mine, &theirs).unwrap())
        .unwrap();
    assert_eq!(mine.bookmarks[0].name, "began");
    let told = differences(&edit);
    assert_eq!(summary(&told), ["bookmarks: 1 added"]);
    base.apply(&edit.inverse()).unwrap();
    assert_eq!(base, Workspace::default());
}
