//! ZIP archives: every file inside, by its own format.

use crate::corpus::ProblemKind;
use crate::import::Outlet;
use crate::import::archive::{inside, member, members};
use crate::import::context::ReadContext;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::input::Input;
use crate::import::limits::MAX_MEMBER_BYTES;
use crate::import::zip_head;

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
    for at in 0..archive.len() {
        context.budget.member()?;
        let file = match archive.by_index(at) {
            Ok(file) => file,
            Err(e) => {
                outlet.problem(ProblemKind::Record(at as u64 + 1, e.to_string()));
                continue;
            }
        };
        if file.is_dir() && file.size() == 0 {
            continue;
        }
        let Ok(name) = file.name().map(std::borrow::Cow::into_owned) else {
            outlet.problem(ProblemKind::Name);
            continue;
        };
        if file.is_dir() {
            let kind = ProblemKind::Unreadable("it has bytes and the name of a folder".into());
            outlet.problem(inside(&name, kind));
            continue;
        }
        let packed = file.compressed_size().max(1);
        member(&name, file, packed, context, outlet)?;
    }
    Ok(())
}
