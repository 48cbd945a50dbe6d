use std::fs;
use std::path::Path;

use crate::corpus::SourceSpec;
use crate::import::LoadProgress;
use crate::library::*;
use crate::query::{NoFacts, Prepared, Query};

struct Case {
    articles: tempfile::TempDir,
    cache: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        Self {
            articles: tempfile::tempdir().unwrap(),
            cache: tempfile::tempdir().unwrap(),
        }
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.articles.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn specs(&self) -> [SourceSpec; 1] {
        [SourceSpec {
            id: SourceId("s".into()),
            root: self.articles.path().to_owned(),
            ..SourceSpec::default()
        }]
    }

    fn library(&self) -> Library {
        Library::open(&self.cache.path().join("c"), Path::new("w.ron")).unwrap()
    }

    /// Brings the library up to date and returns how many files were read.
    fn update(&self, library: &mut Library) -> usize {
        let progress = LoadProgress::default();
        library
            .update(&self.specs(), &progress, |_| ())
            .unwrap()
            .read
    }
}

fn mentions(library: &Library, query: &str) -> (usize, u64) {
    let snapshot = library.snapshot(1, &[SourceId("s".into())]).unwrap();
    let query = Query::parse(query).unwrap().unwrap();
    let counts = snapshot
        .index
        .count(&Prepared::new(&query, &NoFacts).unwrap())
        .unwrap();
    (snapshot.corpus.len(), counts.mentions())
}

#[test]
fn what_is_new_changed_or_gone_is_taken_in_file_by_file() {
    let case = Case::new();
    case.write("a.txt", "Bakhmut one");
    case.write("b/c.txt", "Bakhmut two");
    let mut library = case.library();
    assert_eq!(case.update(&mut library), 2);
    assert_eq!(mentions(&library, "bakhmut"), (2, 2));
    assert_eq!(case.update(&mut library), 0);
    case.write("a.txt", "Bakhmut Bakhmut, changed");
    case.write("d.txt", "Soledar");
    fs::remove_file(case.articles.path().join("b/c.txt")).unwrap();
    assert_eq!(case.update(&mut library), 2);
    assert_eq!(mentions(&library, "bakhmut OR soledar"), (2, 3));
    drop(library);
    // And the same after opening it again.
    let library = case.library();
    assert_eq!(library.rebuilt(), None);
    assert_eq!(mentions(&library, "bakhmut OR soledar"), (2, 3));
}

#[test]
fn articles_come_in_the_order_of_their_paths_whenever_they_came() {
    let case = Case::new();
    case.write("b.txt", "second");
    let mut library = case.library();
    case.update(&mut library);
    case.write("a.txt", "first");
    case.update(&mut library);
    let snapshot = library.snapshot(1, &[SourceId("s".into())]).unwrap();
    let paths: Vec<String> = snapshot.corpus.iter().map(|(_, a)| a.path).collect();
    assert_eq!(paths, ["a.txt", "b.txt"]);
}

#[test]
fn a_damaged_or_foreign_cache_is_made_anew() {
    for (part, content) in [
        ("articles/rows", &b"short"[..]),
        ("articles/names", b""),
        ("index/meta.json", b"{}"),
        (
            "index/meta.json",
            b"{\"segments\":[],\"schema\":[],\"opstamp\":0}",
        ),
    ] {
        let case = Case::new();
        case.write("a.txt", "Bakhmut");
        let mut library = case.library();
        case.update(&mut library);
        drop(library);
        fs::write(case.cache.path().join("c").join(part), content).unwrap();
        let mut library = case.library();
        assert!(library.rebuilt().is_some(), "{part}");
        assert_eq!(case.update(&mut library), 1, "{part}");
        assert_eq!(mentions(&library, "bakhmut"), (1, 1), "{part}");
    }
}

/// Before the words were part of the key, an index of other words went on answering.
#[test]
fn a_cache_of_other_words_is_made_anew_by_itself() {
    let current = format!("\\\"words\\\":{WORDS_VERSION}");
    for (now, other) in [
        (&*current, "\\\"words\\\":1"),
        (&*format!("{current},"), ""),
    ] {
        let case = Case::new();
        case.write("a.txt", "l’Ukraine");
        let mut library = case.library();
        case.update(&mut library);
        drop(library);
        let meta = case.cache.path().join("c/index/meta.json");
        let written = fs::read_to_string(&meta).unwrap();
        assert!(written.contains(now), "{written}");
        fs::write(&meta, written.replace(now, other)).unwrap();
        let mut library = case.library();
        let why = library.rebuilt().unwrap();
        assert!(why.contains("another version of Dateline"), "{why}");
        assert_eq!(case.update(&mut library), 1);
        assert_eq!(mentions(&library, "ukraine"), (1, 1));
        drop(library);
        assert_eq!(case.library().rebuilt(), None);
    }
}

#[test]
fn a_changed_byte_is_found_by_the_check() {
    let case = Case::new();
    case.write("a.txt", "Bakhmut and other words");
    let mut library = case.library();
    case.update(&mut library);
    library.verify().unwrap();
    let texts = case.cache.path().join("c/articles/texts");
    fs::write(&texts, "Bakhmut and other wards").unwrap();
    assert!(library.verify().is_err());
}

#[test]
fn two_processes_do_not_write_at_once() {
    let case = Case::new();
    let _open = case.library();
    let second = Library::open(&case.cache.path().join("c"), Path::new("w.ron"));
    assert!(matches!(second, Err(LibraryError::Busy)));
}

#[cfg(unix)]
#[test]
fn the_cache_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let case = Case::new();
    let library = case.library();
    let mode = fs::metadata(library.folder().unwrap())
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn only_libraries_are_listed_and_cleared() {
    let case = Case::new();
    case.write("a.txt", "Bakhmut");
    let mut library = case.library();
    case.update(&mut library);
    drop(library);
    fs::create_dir(case.cache.path().join("other")).unwrap();
    let all = entries(case.cache.path()).unwrap();
    assert_eq!(all.len(), 1);
    assert!(all[0].bytes > 0 && all[0].workspace.ends_with("w.ron"));
    let foreign = CacheEntry {
        folder: case.cache.path().join("other"),
        workspace: String::new(),
        bytes: 0,
    };
    assert!(clear(&foreign).is_err());
    clear(&all[0]).unwrap();
    assert_eq!(entries(case.cache.path()).unwrap(), []);
    assert!(case.cache.path().join("other").is_dir());
}
