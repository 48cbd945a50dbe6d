//! ZIP archives: every file inside, by its own format. Documents that are such archives, and whose beginning
//! has not shown it, are told by the names of all members.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::io::{Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;

use crate::corpus::{LoadReport, ProblemKind};
use crate::import::archive::{inside, is_read, member, member_names, members};
use crate::import::context::ReadContext;
use crate::import::formats::{Contents, Format, Sniff, docx, epub, workbook};
use crate::import::head::HEAD_BYTES;
use crate::import::input::{Input, unreadable};
use crate::import::limits::{MAX_MEMBER_BYTES, MAX_RATIO};
use crate::import::sidecar::{Extent, SidecarRow, attach_tables};
use crate::import::walk::FoundFile;
use crate::import::{Outlet, junk, zip_head};

pub(crate) static FORMAT: Format = Format {
    words: "a ZIP archive",
    names: &["ZIP"],
    endings: &["zip"],
    contents: Contents::Files,
    sniff: Sniff {
        // Office documents are such archives too and stand before this in the table.
        magic: zip_head::is_zip,
        ..Sniff::NOTHING
    },
    sandboxed: |_| true,
    read: |input, context, outlet| {
        members(context, outlet, |context, outlet| {
            read_members(input, context, outlet)
        })
    },
};

fn read_members(
    input: Input<'_>,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let broken =
        |e: zip::result::ZipError| ProblemKind::Broken(FORMAT.words.to_owned(), e.to_string());
    let mut archive = zip::ZipArchive::new(input.seekable(MAX_MEMBER_BYTES)?).map_err(broken)?;
    let names = member_names(archive.file_names_raw());
    match document_of(&names) {
        Document::None => {}
        Document::Left(kind) => return Err(kind),
        Document::Read(format) => {
            let mut whole = archive.into_inner();
            whole.rewind().map_err(unreadable)?;
            return (format.read)(Input::streaming(whole), context, outlet);
        }
    }
    let parts = parts_of_pages(&names);
    for folder in &parts {
        let kind = ProblemKind::NoArticle(junk::PARTS_OF_PAGE.to_owned());
        outlet.problem(inside(folder, kind));
    }
    let files = with_sidecars(&mut archive, &names, outlet);
    for (at, name) in names.iter().enumerate() {
        context.budget.member()?;
        if parts.iter().any(|folder| is_below(name, folder)) || files.taken.contains(&at) {
            continue;
        }
        let file = match archive.by_index(at) {
            Ok(file) => file,
            Err(zip::result::ZipError::UnsupportedArchive(why)) if why.contains("assword") => {
                let what = "an encrypted file".to_owned();
                let advice = "Unpack it with its password, and add what is inside.".to_owned();
                outlet.problem(inside(name, ProblemKind::NotRead(what, advice)));
                continue;
            }
            Err(e) => {
                outlet.problem(ProblemKind::Record(at as u64 + 1, e.to_string()));
                continue;
            }
        };
        if file.is_dir() && file.size() == 0 {
            continue;
        }
        if file.is_dir() {
            let kind = ProblemKind::Unreadable("it has bytes and the name of a folder".into());
            outlet.problem(inside(name, kind));
            continue;
        }
        let packed = file.compressed_size().max(1);
        let row = files.rows.get(&at).map(Arc::as_ref);
        member(name, file, packed, row, context, outlet)?;
    }
    Ok(())
}

/// Which files of an archive are tables about others of it, and what they say of those.
#[derive(Default)]
struct Sidecars {
    taken: HashSet<usize>,
    rows: HashMap<usize, Arc<SidecarRow>>,
}

/// Looks for tables about the other files, as beside files on disk.
fn with_sidecars<R: Read + Seek>(
    archive: &mut zip::ZipArchive<R>,
    names: &[String],
    outlet: &mut Outlet<'_>,
) -> Sidecars {
    let by_name: HashMap<&str, usize> = names.iter().map(String::as_str).zip(0..).collect();
    let readable = names.iter().filter(|n| !n.ends_with('/') && is_read(n));
    let mut files: Vec<FoundFile> = readable
        .map(|name| FoundFile {
            path: name.clone(),
            on_disk: PathBuf::new(),
            bytes: 0,
            changed: None,
            sidecar: None,
            year: None,
        })
        .collect();
    let before: Vec<usize> = files
        .iter()
        .filter_map(|f| by_name.get(f.path.as_str()).copied())
        .collect();
    let archive = RefCell::new(archive);
    let open = |table: &FoundFile, extent| {
        let at = by_name.get(table.path.as_str()).copied();
        let mut archive = archive.borrow_mut();
        let file = archive.by_index(at.unwrap_or(usize::MAX));
        let file = file.map_err(|e| ProblemKind::Unreadable(e.to_string()))?;
        let most = match extent {
            Extent::Beginning => HEAD_BYTES as u64,
            Extent::Whole => MAX_MEMBER_BYTES.min(file.compressed_size().saturating_mul(MAX_RATIO)),
        };
        let mut bytes = Vec::new();
        file.take(most.max(1 << 20))
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        Ok(bytes)
    };
    let mut report = LoadReport::default();
    attach_tables(&mut files, &mut report, &open, &|| outlet.is_stopped());
    for problem in report.problems {
        outlet.problem(inside(&problem.path, problem.kind));
    }
    let at = |file: &FoundFile| by_name.get(file.path.as_str()).copied();
    let left: HashSet<usize> = files.iter().filter_map(at).collect();
    let rows = files.iter();
    let rows = rows.filter_map(|f| Some((at(f)?, Arc::clone(f.sidecar.as_ref()?))));
    Sidecars {
        rows: rows.collect(),
        taken: before.into_iter().filter(|at| !left.contains(at)).collect(),
    }
}

/// What an archive is as a whole, by the names of its members.
enum Document {
    /// An archive of files.
    None,
    /// A document that has a reader.
    Read(&'static Format),
    /// One that is left out.
    Left(ProblemKind),
}

fn document_of(names: &[String]) -> Document {
    let has = |wanted: &str| names.iter().any(|n| n.eq_ignore_ascii_case(wanted));
    let has_folder = |folder: &str| names.iter().any(|n| n.starts_with(folder));
    let ends = |ending: &str| names.iter().any(|n| n.ends_with(ending));
    let not_read = |what: &str, advice: &str| {
        Document::Left(ProblemKind::NotRead(what.to_owned(), advice.to_owned()))
    };
    if has("project.qde") {
        let what = "a project of coded texts (REFI-QDA)".to_owned();
        return Document::Left(ProblemKind::NoArticle(what));
    }
    if has("mimetype") && has("META-INF/container.xml") {
        return Document::Read(&epub::FORMAT);
    }
    if has("content.xml") && has("META-INF/manifest.xml") {
        return not_read(
            "a presentation or drawing (OpenDocument)",
            "Save its text as ODT or PDF.",
        );
    }
    if ends(".iwa") || has("index.apxl") {
        return not_read(
            "a document of Pages, Numbers or Keynote",
            "Export it as DOCX, XLSX or PDF.",
        );
    }
    if !has("[Content_Types].xml") {
        return Document::None;
    }
    if has_folder("word/") {
        Document::Read(&docx::FORMAT)
    } else if has_folder("xl/") {
        Document::Read(&workbook::FORMAT)
    } else if has_folder("ppt/") {
        not_read(
            "a presentation (PPTX)",
            "Save its text as PDF or plain text.",
        )
    } else if ends(".fpage") || ends(".fdseq") {
        not_read("an XPS document", "Print it to PDF.")
    } else if has_folder("visio/") {
        not_read("a drawing (Visio)", "Save it as PDF.")
    } else {
        Document::None
    }
}

/// Folders that hold the parts of pages saved beside them.
fn parts_of_pages(names: &[String]) -> Vec<String> {
    let all: HashSet<&str> = names.iter().map(String::as_str).collect();
    let mut out: Vec<String> = Vec::new();
    for name in names {
        let mut end = 0;
        for folder in name.split('/').map(str::len).collect::<Vec<_>>() {
            end += folder;
            let (Some(path), true) = (name.get(..end), end < name.len()) else {
                break;
            };
            end += 1;
            let (above, last) = path.rsplit_once('/').map_or(("", path), |(a, l)| (a, l));
            let page = |page: &String| {
                let path = if above.is_empty() {
                    page.clone()
                } else {
                    format!("{above}/{page}")
                };
                all.contains(path.as_str())
            };
            if junk::pages_of_parts(last).is_some_and(|pages| pages.iter().any(page)) {
                if out.last().is_none_or(|known| known != path) && !out.iter().any(|k| k == path) {
                    out.push(path.to_owned());
                }
                break;
            }
        }
    }
    out
}

fn is_below(name: &str, folder: &str) -> bool {
    name.strip_prefix(folder)
        .is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(all: &[&str]) -> Vec<String> {
        all.iter().map(|n| (*n).to_owned()).collect()
    }

    #[test]
    fn documents_are_told_by_their_members() {
        let said = |all: &[&str]| match document_of(&names(all)) {
            Document::None => "files".to_owned(),
            Document::Read(format) => format.words.to_owned(),
            Document::Left(kind) => kind.to_string(),
        };
        for (all, words) in [
            (
                &["sources/a.txt", "sources/a.docx", "project.qde"][..],
                "REFI",
            ),
            (&["[Content_Types].xml", "Documents/1/Pages/1.fpage"], "XPS"),
            (&["ppt/slides/slide1.xml", "[Content_Types].xml"], "PPTX"),
            (
                &[
                    "word/media/a.png",
                    "word/document.xml",
                    "[Content_Types].xml",
                ],
                "Word",
            ),
            (&["Index/Document.iwa", "preview.jpg"], "Pages"),
            (&["a.docx", "word/b.txt"], "files"),
        ] {
            let said = said(all);
            assert!(
                said.to_lowercase().contains(&words.to_lowercase()),
                "{said}"
            );
        }
    }

    #[test]
    fn parts_of_saved_pages_are_told_by_the_page_beside_them() {
        let all = names(&[
            "x/a.html",
            "x/a_files/b.html",
            "x/a_files/c/d.js",
            "y_files/e.html",
        ]);
        assert_eq!(parts_of_pages(&all), ["x/a_files"]);
        assert!(
            is_below("x/a_files/b.html", "x/a_files") && !is_below("x/a_files2/b", "x/a_files")
        );
    }
}
