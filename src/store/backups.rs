//! Earlier generations of a workspace file, kept by count and by age.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::companions::{BACKUPS, key, stem_of, work_folder};
use super::disk::{Disk, folder_of, replace_like};

/// Generations that follow each other faster are not put aside one by one.
const APART: i64 = 60;

/// The newest generations are all kept.
const NEWEST: usize = 10;
/// Then one of each of so many hours, and one of each of so many days: those on which something was put
/// aside, not those before now. A clock that was once years ahead would else take all the others away.
const HOURS: usize = 24;
const DAYS: usize = 30;

/// A generation that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// When it was put aside.
    pub at: Timestamp,
    /// Where it lies.
    pub path: PathBuf,
}

/// The folder of the backups of a workspace file.
pub fn backup_folder(file: &Path) -> PathBuf {
    work_folder(file).join(BACKUPS)
}

const FORMAT: &str = "%Y%m%dT%H%M%SZ";

fn name(file: &Path, at: Timestamp) -> String {
    let at = at.to_zoned(TimeZone::UTC).strftime(FORMAT);
    format!("{}.{at}.ron", key(file))
}

/// Whether what stands behind the name of a workspace is the time of a generation.
pub(super) fn is_stamp(rest: &str) -> bool {
    read_stamp(rest).is_some()
}

fn read_stamp(rest: &str) -> Option<Timestamp> {
    let at = jiff::civil::DateTime::strptime(FORMAT, rest.strip_suffix(".ron")?).ok()?;
    // The last hours of the year 9999 have no place on the line of time.
    let zoned = at.to_zoned(TimeZone::UTC);
    Some(zoned.map_or(Timestamp::MAX, |z| z.timestamp()))
}

fn time(file: &Path, name: &str) -> Option<Timestamp> {
    // Versions up to 0.1 named them by the stem; until they are renamed they are shown as well.
    let names = [key(file), stem_of(file)];
    let rest = |start: &String| name.strip_prefix(start.as_str())?.strip_prefix('.');
    names.iter().find_map(|start| read_stamp(rest(start)?))
}

/// The backups of a workspace file, the newest first.
///
/// # Errors
/// What the system says.
pub fn backups(disk: &dyn Disk, file: &Path) -> io::Result<Vec<Backup>> {
    let folder = backup_folder(file);
    let mut out: Vec<Backup> = disk
        .list(&folder)?
        .into_iter()
        .filter_map(|name| {
            Some(Backup {
                at: time(file, &name)?,
                path: folder.join(name),
            })
        })
        .collect();
    out.sort_by_key(|b| std::cmp::Reverse(b.at));
    Ok(out)
}

/// Puts a generation aside, unless one was within the last minute, and lets those go that are too many.
pub(super) fn put_aside(
    disk: &dyn Disk,
    file: &Path,
    content: &[u8],
    now: Timestamp,
) -> io::Result<()> {
    let before = backups(disk, file)?;
    // One from the future, put aside while the clock was wrong, says nothing about the last minute.
    let newest = before.iter().map(|b| b.at).find(|at| *at <= now);
    if newest.is_none_or(|at| now.as_second() - at.as_second() >= APART) {
        keep(disk, file, content, now)?;
        if before.is_empty() {
            disk.flush_folder(folder_of(&backup_folder(file)))?;
        }
    }
    let own = format!("{}.", key(file));
    for old in too_many(&backups(disk, file)?) {
        // What an earlier version has named may be of another workspace.
        let name = old.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(&own) {
            disk.remove(&old)?;
        }
    }
    Ok(())
}

/// Puts a generation aside; says where. The work folder must be there.
pub(super) fn keep(
    disk: &dyn Disk,
    file: &Path,
    content: &[u8],
    now: Timestamp,
) -> io::Result<PathBuf> {
    let folder = backup_folder(file);
    disk.create_folder(&folder)?;
    let (path, is_kept) = unused(disk, file, content, now)?;
    if is_kept {
        return Ok(path);
    }
    if let Err(error) = replace_like(disk, &path, file, content) {
        // One whose name may not last must not stand for a kept one at the next attempt.
        disk.remove(&path).unwrap_or_default();
        return Err(error);
    }
    Ok(path)
}

/// The first name from now on that no other generation has, and whether this one has it already.
fn unused(
    disk: &dyn Disk,
    file: &Path,
    content: &[u8],
    now: Timestamp,
) -> io::Result<(PathBuf, bool)> {
    let mut at = now;
    loop {
        let path = backup_folder(file).join(name(file, at));
        if disk.len(&path)?.is_none() {
            return Ok((path, false));
        }
        if disk.read(&path)? == content {
            return Ok((path, true));
        }
        // At the end of time there is no later name.
        let next = at.checked_add(jiff::SignedDuration::from_secs(1));
        at = next.map_err(io::Error::other)?;
    }
}

/// Those that are kept by no rule; `all` has the newest first.
fn too_many(all: &[Backup]) -> Vec<PathBuf> {
    let (mut hours, mut days) = (0, 0);
    let (mut last_hour, mut last_day) = (None, None);
    let mut out = Vec::new();
    for (n, backup) in all.iter().enumerate() {
        let hour = backup.at.as_second().div_euclid(3600);
        let day = hour.div_euclid(24);
        let (is_hour, is_day) = (last_hour != Some(hour), last_day != Some(day));
        hours += usize::from(is_hour);
        days += usize::from(is_day);
        (last_hour, last_day) = (Some(hour), Some(day));
        let keeps = n < NEWEST || is_hour && hours <= HOURS || is_day && days <= DAYS;
        if !keeps {
            out.push(backup.path.clone());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_kept_then_one_an_hour_then_one_a_day() {
        let at = |minutes: i64| Backup {
            at: Timestamp::from_second(1_700_000_000 - minutes * 60).unwrap(),
            path: PathBuf::from(format!("{minutes}")),
        };
        // One a minute for three days, then one a day for sixty.
        let minutes = (0..3 * 24 * 60).chain((4..60).map(|d| d * 24 * 60));
        let all: Vec<Backup> = minutes.map(at).collect();
        let gone: std::collections::HashSet<PathBuf> = too_many(&all).into_iter().collect();
        let kept: Vec<i64> = all
            .iter()
            .filter(|b| !gone.contains(&b.path))
            .map(|b| b.path.to_str().unwrap().parse().unwrap())
            .collect();
        assert_eq!(&kept[..10], &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        let within = |from: i64, to: i64| kept.iter().filter(|m| (from..to).contains(*m)).count();
        assert!((23..=25).contains(&within(10, 24 * 60)));
        assert!((1..=3).contains(&within(24 * 60, 3 * 24 * 60)));
        assert!(within(30 * 24 * 60, i64::MAX) == 0 && within(4 * 24 * 60, i64::MAX) == 26);
    }

    /// A clock that is years ahead, or was so once, takes no generation away and stops no further one.
    #[test]
    fn a_wrong_clock_costs_no_generation() {
        use crate::store::disk::model::ModelDisk;
        let disk = ModelDisk::default();
        let file = Path::new("/w/a.ron");
        let at = |seconds: i64| Timestamp::from_second(1_700_000_000 + seconds).unwrap();
        let year = 366 * 86_400;
        let put = |seconds: i64| {
            put_aside(&disk, file, seconds.to_string().as_bytes(), at(seconds)).unwrap();
        };
        let all = || backups(&disk, file).unwrap();
        // Thirty days of work, then an hour five years ahead, then one in 2099.
        for day in 0..30 {
            put(day * 86_400);
        }
        assert_eq!(all().len(), 30);
        for minute in 0..5 {
            put(5 * year + minute * 61);
        }
        put(76 * year);
        let there = |seconds: i64| all().iter().any(|b| b.at == at(seconds));
        let early = (0..30).filter(|day| there(day * 86_400)).count();
        assert!(early >= 28, "{early} of 30 days are left");
        // Back in the right time the work goes on, and so do its generations.
        for minute in 1..20 {
            put(30 * 86_400 + minute * 61);
        }
        assert!(there(30 * 86_400 + 19 * 61), "the last one is kept");
        assert!(all().len() < 10 + HOURS + DAYS);
        // The very end of time.
        let end = backup_folder(file).join("a.ron.99991231T235959Z.ron");
        disk.create(&end, b"end", &end).unwrap();
        assert_eq!(all()[0].at, Timestamp::MAX);
        put(31 * 86_400);
        assert!(there(31 * 86_400));
    }

    #[test]
    fn two_of_one_second_are_both_kept() {
        use crate::store::disk::model::ModelDisk;
        let disk = ModelDisk::default();
        let file = Path::new("/w/a.ron");
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        let first = keep(&disk, file, b"one", now).unwrap();
        assert_eq!(keep(&disk, file, b"one", now).unwrap(), first);
        assert_ne!(keep(&disk, file, b"two", now).unwrap(), first);
        assert_eq!(disk.read(&first).unwrap(), b"one");
    }

    #[test]
    fn names_read_back() {
        let file = Path::new("/w/workspace.ron");
        let at = Timestamp::from_second(1_700_000_123).unwrap();
        assert_eq!(time(file, &name(file, at)), Some(at));
        assert_eq!(time(file, "workspace.previous.ron"), None);
    }
}
