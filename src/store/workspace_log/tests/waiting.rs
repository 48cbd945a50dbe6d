//! Readings that fail, and operations that take their time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

use super::*;

/// What is there and cannot be read is never taken for empty: neither the journal nor the fallback place
/// nor the history is written over.
#[test]
fn a_file_that_cannot_be_read_is_not_taken_for_an_empty_one() {
    let mut refused = 0;
    for at in 0.. {
        let disk = new_disk();
        let mut first = Analyst::new(&disk, true);
        for act in [
            Act::Add(5),
            Act::Compact,
            Act::Add(6),
            Act::Undo,
            Act::Add(7),
        ] {
            first.act(act);
        }
        // One entry that only the fallback place has.
        let opened = open(&disk, true);
        let full = FaultyDisk::new(&disk, Fault::Fails { from: 0, count: 1 });
        let mut stranded = Analyst::with(open(&full, true));
        stranded.states.clone_from(&first.states);
        stranded.add(8);
        stranded.flush();
        assert_eq!(stranded.acknowledged, opened.history.sequence() + 1);

        let layer = FaultyDisk::new(&disk, Fault::FailsRead { at });
        let fallback = Some(PathBuf::from(FALLBACK));
        match WorkspaceLog::open(&layer, Path::new(FILE), fallback, true) {
            Err(error) => {
                refused += 1;
                assert!(matches!(error, OpenError::Unreadable { .. }), "{error}");
                assert_eq!(stranded.problem(&disk, true), None, "reading {at}");
            }
            Ok(opened) => {
                let mut second = Analyst::with(opened);
                second.acknowledged = stranded.acknowledged;
                second.states.clone_from(&stranded.states);
                for act in SCENE {
                    second.act(act);
                    let found = second.problem(&disk.crashed(&mut || true), true);
                    assert_eq!(found, None, "reading {at}, {act:?}");
                }
                if layer.reads() <= at {
                    break;
                }
            }
        }
    }
    assert!(
        refused >= 4,
        "file, journal, history and fallback place: {refused}"
    );
}

/// Each operation takes its time in turn. Meanwhile whoever only asks how things stand is answered, a crash
/// takes nothing that was acknowledged, and in the end everything is there.
#[test]
fn while_an_operation_takes_its_time_nobody_waits_who_only_looks() {
    let counted = new_disk();
    let layer = FaultyDisk::new(&counted, Fault::NoFlush { at: usize::MAX });
    let mut analyst = Analyst::new(&layer, true);
    for act in SCENE {
        analyst.act(act);
    }
    let expected = analyst.workspace.tracks.len();
    for at in 0..layer.operations() {
        let disk = new_disk();
        let slow = FaultyDisk::new(&disk, Fault::Waits { at });
        let mut analyst = Analyst::new(&slow, true);
        let workspace_log = Arc::clone(&analyst.workspace_log);
        let acknowledged = AtomicU64::new(0);
        std::thread::scope(|scope| {
            let (asks, answers) = channel();
            let worker = scope.spawn(|| {
                for act in SCENE {
                    analyst.act(act);
                    acknowledged.store(analyst.acknowledged, Ordering::SeqCst);
                }
                analyst
            });
            slow.wait_until_reached();
            scope.spawn(move || {
                let looks = (
                    workspace_log.has_file(),
                    workspace_log.wants_compaction(),
                    workspace_log.is_lost(),
                );
                asks.send((
                    looks,
                    workspace_log.has_stranded(),
                    workspace_log.file_bytes(),
                ))
            });
            let answered = answers.recv_timeout(Duration::from_secs(20));
            let so_far = acknowledged.load(Ordering::SeqCst);
            let there = open(&disk.crashed(&mut keeper(at as u64)), true).history;
            slow.release();
            assert!(answered.is_ok(), "operation {at}");
            assert!(there.sequence() >= so_far, "operation {at}");
            let analyst = worker.join().unwrap();
            assert_eq!(analyst.problem(&disk, true), None, "operation {at}");
            assert_eq!(analyst.workspace.tracks.len(), expected);
        });
    }
}
