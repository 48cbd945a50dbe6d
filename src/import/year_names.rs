//! Years before the names of files: `1954-Reed.txt`. One such name says little; where all names of a folder
//! begin so, they are years.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::corpus::{DateBasis, Precision, PublicationDate};
use crate::import::walk::FoundFile;

/// Years that a name may begin with.
const YEARS: std::ops::RangeInclusive<i16> = 1500..=2100;
/// Files of a folder from which its names are taken to begin with years.
const LEAST_FILES: usize = 2;

/// Gives each file of a folder the year that its name begins with, where all of them do.
pub(crate) fn attach(files: &mut [FoundFile]) {
    let mut folders: HashMap<String, (usize, bool)> = HashMap::new();
    for file in files.iter() {
        let (folder, name) = split(&file.path);
        let (count, all) = folders.entry(folder.to_owned()).or_insert((0, true));
        *count += 1;
        *all &= year_of(name).is_some();
    }
    for file in files {
        let (folder, name) = split(&file.path);
        let is_dated = folders
            .get(folder)
            .is_some_and(|(count, all)| *all && *count >= LEAST_FILES);
        file.year = year_of(name).filter(|_| is_dated);
    }
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The year before a name: four digits, a sign, and something with a letter.
fn year_of(name: &str) -> Option<PublicationDate> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let (year, rest) = stem.split_at_checked(4)?;
    let is_year = year.bytes().all(|b| b.is_ascii_digit());
    let is_apart = rest.starts_with(['-', '_', ' ', '.', ',']);
    if !is_year || !is_apart || !rest.contains(char::is_alphabetic) {
        return None;
    }
    let number: i16 = year.parse().ok()?;
    let day = Date::new(number, 1, 1).ok()?;
    YEARS.contains(&number).then(|| PublicationDate {
        day,
        precision: Precision::Year,
        basis: DateBasis::FileName,
        raw: year.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(paths: &[&str]) -> Vec<Option<String>> {
        let mut files: Vec<FoundFile> = paths
            .iter()
            .map(|path| FoundFile {
                path: (*path).to_owned(),
                on_disk: std::path::PathBuf::new(),
                bytes: 1,
                changed: None,
                sidecar: None,
                year: None,
            })
            .collect();
        attach(&mut files);
        let years = files
            .iter()
            .map(|f| f.year.as_ref().map(ToString::to_string));
        years.collect()
    }

    #[test]
    fn years_count_where_all_names_of_a_folder_begin_with_one() {
        let year = |y: &str| Some(y.to_owned());
        assert_eq!(
            years(&[
                "a/1954-Reed.txt",
                "a/1961_Kennedy.txt",
                "b/1984 Orwell.txt",
                "b/Notes.txt"
            ]),
            [year("1954"), year("1961"), None, None]
        );
        assert_eq!(
            years(&["2001 A Space Odyssey.txt"]),
            [None],
            "one name says little"
        );
        assert_eq!(years(&["1601.txt", "1602.txt"]), [None, None], "numbers");
        assert_eq!(
            years(&["1201-a.txt", "1202-b.txt"]),
            [None, None],
            "no plausible year"
        );
        assert_eq!(years(&["19541-a.txt", "19612-b.txt"]), [None, None]);
    }
}
