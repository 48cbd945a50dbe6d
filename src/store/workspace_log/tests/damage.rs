//! Damage while a workspace is open, and after.

use super::*;

const JOURNAL: &str = "/w/.dateline/workspace.ron.journal";

/// Changes the journal as something else on the machine might.
fn damage(disk: &ModelDisk, change: impl FnOnce(&mut Vec<u8>)) {
    let path = Path::new(JOURNAL);
    let mut bytes = disk.read(path).unwrap();
    change(&mut bytes);
    disk.remove(path).unwrap();
    disk.create(path, &bytes, path).unwrap();
}

fn line_end(bytes: &[u8], line: usize) -> usize {
    let ends = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n');
    ends.map(|(at, _)| at).nth(line).unwrap()
}

/// Each byte of the known part in turn, before another edit comes: that is written with all the rest.
#[test]
fn what_was_damaged_while_it_was_open_is_whole_after_the_next_edit() {
    let len = {
        let disk = new_disk();
        let mut analyst = Analyst::new(&disk, false);
        analyst.act(Act::Add(5));
        analyst.act(Act::Undo);
        disk.read(Path::new(JOURNAL)).unwrap().len()
    };
    for at in 0..len {
        let disk = new_disk();
        let mut analyst = Analyst::new(&disk, false);
        analyst.act(Act::Add(5));
        analyst.act(Act::Undo);
        damage(&disk, |bytes| bytes[at] ^= 0x20);
        analyst.act(Act::Add(7));
        analyst.act(Act::Add(8));
        assert_eq!(analyst.problem(&disk, false), None, "byte {at}");
        assert_eq!(analyst.workspace_log.take_notes().len(), 1, "byte {at}");
        analyst.act(Act::CompactBeforeLast);
        analyst.act(Act::Add(9));
        assert_eq!(analyst.problem(&disk, false), None, "byte {at}");
    }
}

/// A journal that is longer than what is looked at before each write is looked through part by part.
#[test]
fn damage_far_back_in_a_long_journal_is_found_while_it_is_open() {
    let disk = new_disk();
    let mut analyst = Analyst::new(&disk, false);
    for _ in 0..150 {
        analyst.act(Act::Add(1400));
    }
    assert!(disk.len(Path::new(JOURNAL)).unwrap() > Some(200_000));
    damage(&disk, |bytes| bytes[100_000] ^= 1);
    for _ in 0..6 {
        analyst.act(Act::Add(3));
    }
    assert_eq!(analyst.problem(&disk, false), None);
}

#[test]
fn an_edit_that_came_while_a_damaged_journal_was_taken_into_the_file_is_there() {
    for line in 0..4 {
        let disk = new_disk();
        let mut analyst = Analyst::new(&disk, false);
        for size in 5..8 {
            analyst.act(Act::Add(size));
        }
        analyst.act(Act::Late);
        analyst.flush();
        damage(&disk, |bytes| {
            let at = line_end(bytes, line) - 20;
            bytes[at] ^= 1;
        });
        analyst.act(Act::CompactBeforeLast);
        assert_eq!(analyst.problem(&disk, false), None, "line {line}");
        analyst.act(Act::Add(3));
        assert_eq!(analyst.problem(&disk, false), None, "line {line}");
    }
}

#[test]
fn a_last_line_with_a_damaged_end_is_there_and_one_that_is_cut_off_is_told() {
    for end in [&b"X"[..], b"\x8a", b"\r", b"", b" "] {
        let disk = new_disk();
        let mut analyst = Analyst::new(&disk, false);
        for size in 5..8 {
            analyst.act(Act::Add(size));
        }
        damage(&disk, |bytes| {
            bytes.pop();
            bytes.extend_from_slice(end);
        });
        assert_eq!(analyst.problem(&disk, false), None, "{end:?}");
        let mut again = Analyst::new(&disk, false);
        again.act(Act::Add(9));
        let opened = open(&disk, false);
        assert_eq!(opened.history.sequence(), 4, "{end:?}");
        assert_eq!(opened.recovered.problems, Vec::<String>::new(), "{end:?}");
    }
    let disk = new_disk();
    let mut analyst = Analyst::new(&disk, false);
    analyst.act(Act::Add(5));
    analyst.act(Act::Add(6));
    damage(&disk, |bytes| bytes.truncate(bytes.len() - 30));
    let opened = open(&disk, false);
    assert_eq!(opened.history.sequence(), 1);
    assert_eq!(opened.recovered.problems.len(), 1);
    let kept = disk.list(Path::new("/w/.dateline")).unwrap();
    assert!(kept.iter().any(|n| n.contains("damaged")), "{kept:?}");
}

#[test]
fn damage_in_a_fallback_place_is_told_and_what_can_be_read_of_it_comes_back() {
    let disk = new_disk();
    let full = FaultyDisk::new(&disk, Fault::Fails { from: 0, count: 1 });
    let mut analyst = Analyst::with(open(&full, true));
    analyst.add(7);
    analyst.add(8);
    analyst.add(9);
    analyst.flush();
    let path = Path::new(FALLBACK);
    let mut bytes = disk.read(path).unwrap();
    let at = line_end(&bytes, 3) - 20;
    bytes[at] ^= 1;
    disk.create(path, &bytes, path).unwrap();
    let mut again = Analyst::new(&disk, true);
    assert_eq!(again.workspace.tracks.len(), 2);
    let opened = open(&disk, true);
    assert_eq!(opened.recovered.problems.len(), 1);
    assert!(opened.recovered.problems[0].contains("damaged"));
    again.act(Act::Add(1));
    assert_eq!(disk.len(path).unwrap(), None, "the rest was kept");
    let opened = open(&disk, true);
    assert_eq!(opened.recovered.problems, Vec::<String>::new());
    assert_eq!(opened.opened.workspace.tracks.len(), 3);
}

/// What cannot be put aside when a workspace is opened is not written over later either.
#[test]
fn what_could_not_be_put_aside_is_not_lost() {
    for count in 1..9 {
        let disk = new_disk();
        let mut analyst = Analyst::new(&disk, true);
        for size in 5..9 {
            analyst.act(Act::Add(size));
        }
        damage(&disk, |bytes| {
            let at = line_end(bytes, 2) - 20;
            bytes[at] ^= 1;
        });
        let part = disk.read(Path::new(JOURNAL)).unwrap();
        let part = part[line_end(&part, 1) + 1..].to_owned();
        let full = FaultyDisk::new(&disk, Fault::Fails { from: 0, count });
        let mut again = Analyst::with(open(&full, true));
        for size in 1..4 {
            again.add(size);
            again.flush();
        }
        again.act(Act::Compact);
        let files = disk.files(Path::new("/w/.dateline"));
        assert!(
            files.values().any(|content| content.ends_with(&part)),
            "{count}"
        );
        again.act(Act::Add(2));
        assert_eq!(
            open(&disk, true).opened.workspace.tracks.len(),
            5,
            "{count}"
        );
    }
}
