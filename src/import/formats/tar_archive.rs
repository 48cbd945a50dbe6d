//! tar archives: every file inside, by its own format.

use tar::EntryType;

use crate::corpus::ProblemKind;
use crate::import::Outlet;
use crate::import::archive::{inside, member, members};
use crate::import::context::ReadContext;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::input::Input;

pub(crate) static FORMAT: Format = Format {
    words: "a tar archive",
    names: &["tar"],
    endings: &["tar"],
    contents: Contents::Files,
    sniff: Sniff {
        magic: |head| head.bytes.get(257..262) == Some(b"ustar"),
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
    let broken = |e: std::io::Error| ProblemKind::Broken(FORMAT.words.to_owned(), e.to_string());
    let mut archive = tar::Archive::new(input.stream());
    for entry in archive.entries().map_err(broken)? {
        context.budget.member()?;
        let entry = entry.map_err(broken)?;
        let path = entry.path().map_err(broken)?;
        let name = path.to_string_lossy().replace('\\', "/");
        drop(path);
        match entry.header().entry_type() {
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
                let size = entry.size();
                member(&name, entry, size, context, outlet)?;
            }
            // A link has no bytes of its own: what it names is read where it lies.
            EntryType::Symlink | EntryType::Link => context.budget.link(),
            EntryType::Directory | EntryType::XGlobalHeader | EntryType::XHeader => {}
            _ => {
                let kind = ProblemKind::Unreadable("it is not a file".into());
                outlet.problem(inside(&name, kind));
            }
        }
    }
    Ok(())
}
