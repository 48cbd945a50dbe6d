//! Which file a name in a table means.

use std::cell::RefCell;
use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::import::head::FileHead;
use crate::import::input::Input;
use crate::import::recognise::no_article;
use crate::import::walk::FoundFile;

/// What a name means.
pub(super) enum Named {
    /// The file of this number.
    One(usize),
    /// It cannot be told.
    Several,
    None,
}

/// A file that may be meant.
struct Candidate {
    at: usize,
    /// Its path in one form, and whether that is without ending.
    path: String,
    is_stem: bool,
}

/// The files that some names may mean: what is kept grows with the table, not with the folder.
pub(super) struct Names {
    /// Folder of the table, with `/` behind it.
    folder: String,
    by_base: HashMap<String, Vec<Candidate>>,
    /// Files whose names are nothing but a number, by that number without the zeros before it.
    by_number: HashMap<String, Vec<usize>>,
    /// Whether files hold no article, of those that were asked for.
    known: RefCell<HashMap<usize, bool>>,
}

/// A name in one form of Unicode, in small letters, with `/`.
fn plain(name: &str) -> String {
    let name = name.trim().replace('\\', "/");
    let name = name.strip_prefix("./").unwrap_or(&name);
    name.nfc().flat_map(char::to_lowercase).collect()
}

fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Without its ending.
fn stem(path: &str) -> Option<&str> {
    let (stem, ending) = path.rsplit_once('.')?;
    (!ending.contains('/') && !stem.is_empty() && !stem.ends_with('/')).then_some(stem)
}

/// A name that is nothing but a number, with or without ending, without the zeros before it.
fn number(name: &str) -> Option<&str> {
    let name = stem(name).unwrap_or(name);
    let is_number = !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| name.trim_start_matches('0'))
}

impl Names {
    /// Finds the files that names of a table may mean.
    pub(super) fn of<'n>(
        names: impl Iterator<Item = &'n str>,
        table: &str,
        files: &[FoundFile],
    ) -> Self {
        let mut by_base: HashMap<String, Vec<Candidate>> = names
            .map(plain)
            .filter(|name| !name.is_empty())
            .map(|name| (base(&name).to_owned(), Vec::new()))
            .collect();
        let numbers = by_base.keys().filter_map(|name| number(name));
        let mut by_number: HashMap<String, Vec<usize>> =
            numbers.map(|n| (n.to_owned(), Vec::new())).collect();
        for (at, file) in files.iter().enumerate() {
            if super::is_delimited(&file.path) {
                continue;
            }
            let path = plain(&file.path);
            let whole = base(&path).to_owned();
            if let Some(all) = number(&whole).and_then(|n| by_number.get_mut(n)) {
                all.push(at);
            }
            if let Some(all) = by_base.get_mut(&whole) {
                all.push(Candidate {
                    at,
                    path: path.clone(),
                    is_stem: false,
                });
            }
            if let Some(stem) = stem(&path)
                && let Some(all) = by_base.get_mut(base(stem))
            {
                all.push(Candidate {
                    at,
                    path: stem.to_owned(),
                    is_stem: true,
                });
            }
        }
        let folder = plain(table);
        let folder = folder
            .rsplit_once('/')
            .map_or(String::new(), |(f, _)| format!("{f}/"));
        Self {
            folder,
            by_base,
            by_number,
            known: RefCell::default(),
        }
    }

    /// The file of a name: the one with this path from the table's folder, or from the root, or below the
    /// table's folder, or anywhere. A number is also that of a file with more zeros before it.
    pub(super) fn find(&self, name: &str, files: &[FoundFile]) -> Named {
        let name = plain(name);
        match (self.find_written(&name, files), number(&name)) {
            (Named::None, Some(number)) => match self.by_number.get(number).map(Vec::as_slice) {
                Some([one]) => Named::One(*one),
                Some([_, _, ..]) => Named::Several,
                Some([]) | None => Named::None,
            },
            (found, _) => found,
        }
    }

    fn find_written(&self, name: &str, files: &[FoundFile]) -> Named {
        let Some(all) = self.by_base.get(base(name)) else {
            return Named::None;
        };
        let from_folder = format!("{}{name}", self.folder);
        let end = format!("/{name}");
        let is_below = |c: &&Candidate| c.path.starts_with(&self.folder);
        let rules: [&dyn Fn(&&Candidate) -> bool; 5] = [
            &|c| c.path == from_folder,
            &|c| c.path == name,
            &|c| is_below(c) && c.path.ends_with(&end),
            &|c| is_below(c),
            &|_| true,
        ];
        for rule in rules {
            for is_stem in [false, true] {
                let mut fit: Vec<usize> = all
                    .iter()
                    .filter(|c| c.is_stem == is_stem)
                    .filter(rule)
                    .map(|c| c.at)
                    .collect();
                if fit.len() > 1 {
                    // Beside many a text lies a file with what was marked in it.
                    fit.retain(|at| !self.holds_no_article(*at, files));
                }
                match fit.as_slice() {
                    [] => {}
                    [one] => return Named::One(*one),
                    _ => return Named::Several,
                }
            }
        }
        Named::None
    }

    fn holds_no_article(&self, at: usize, files: &[FoundFile]) -> bool {
        let look = || {
            let file = files.get(at)?;
            let head = Input::open(&file.on_disk, None).ok()?.head().ok()?;
            no_article(&FileHead::new(&file.path, &head))
        };
        *self
            .known
            .borrow_mut()
            .entry(at)
            .or_insert_with(|| look().is_some())
    }
}
