//! Earlier generations of a workspace file, kept by count and by age.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::disk::{Disk, folder_of, replace};
use super::save::{WORK_FOLDER, stem_of};

/// Generations that follow each other faster are not put aside one by one.
const APART: i64 = 60;

/// The newest generations are all kept.
const NEWEST: usize = 10;
/// Then one of each hour for a day, and one of each day for a month.
const HOURS: i64 = 24;
const DAYS: i64 = 30;

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
    folder_of(file).join(WORK_FOLDER).join("backups")
}

const FORMAT: &str = "%Y%m%dT%H%M%SZ";

fn name(file: &Path, at: Timestamp) -> String {
    let at = at.to_zoned(TimeZone::UTC).strftime(FORMAT);
    format!("{}.{at}.ron", stem_of(file))
}

fn time(file: &Path, name: &str) -> Option<Timestamp> {
    let written = name
        .strip_prefix(&stem_of(file))?
        .strip_prefix('.')?
        .strip_suffix(".ron")?;
    let at = jiff::civil::DateTime::strptime(FORMAT, written).ok()?;
    Some(at.to_zoned(TimeZone::UTC).ok()?.timestamp())
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

/// Puts a generation aside, unless one was within the last minute, and lets those go that are too old.
pub(super) fn put_aside(
    disk: &dyn Disk,
    file: &Path,
    content: &[u8],
    now: Timestamp,
) -> io::Result<()> {
    let newest = backups(disk, file)?.first().map(|b| b.at);
    if newest.is_none_or(|at| now.as_second() - at.as_second() >= APART) {
        keep(disk, file, content, now)?;
        if newest.is_none() {
            disk.flush_folder(folder_of(&backup_folder(file)))?;
        }
    }
    for old in too_old(&backups(disk, file)?, now) {
        disk.remove(&old)?;
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
    let path = folder.join(name(file, now));
    if let Err(error) = replace::<io::Error>(disk, &path, content, |_| Ok(())) {
        // One whose name may not last must not stand for a kept one at the next attempt.
        disk.remove(&path).unwrap_or_default();
        return Err(error);
    }
    Ok(path)
}

/// Those that neither count nor age keeps; `all` has the newest first.
fn too_old(all: &[Backup], now: Timestamp) -> Vec<PathBuf> {
    let mut last_hour = None;
    let mut last_day = None;
    let mut out = Vec::new();
    for backup in all.iter().skip(NEWEST) {
        let seconds = now.as_second() - backup.at.as_second();
        let hour = backup.at.as_second().div_euclid(3600);
        let day = hour.div_euclid(24);
        let keeps = if seconds < HOURS * 3600 {
            last_hour != Some(hour)
        } else {
            seconds < DAYS * 86_400 && last_day != Some(day)
        };
        if keeps {
            (last_hour, last_day) = (Some(hour), Some(day));
        } else {
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
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        let at = |minutes: i64| Backup {
            at: Timestamp::from_second(1_700_000_000 - minutes * 60).unwrap(),
            path: PathBuf::from(format!("{minutes}")),
        };
        // One a minute for three days, then one a day for sixty.
        let minutes = (0..3 * 24 * 60).chain((4..60).map(|d| d * 24 * 60));
        let all: Vec<Backup> = minutes.map(at).collect();
        let gone: std::collections::HashSet<PathBuf> = too_old(&all, now).into_iter().collect();
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

    #[test]
    fn names_read_back() {
        let file = Path::new("/w/workspace.ron");
        let at = Timestamp::from_second(1_700_000_123).unwrap();
        assert_eq!(time(file, &name(file, at)), Some(at));
        assert_eq!(time(file, "workspace.previous.ron"), None);
    }
}
