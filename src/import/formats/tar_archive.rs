//! tar archives: every file inside, by its own format.

use tar::EntryType;

use crate::corpus::ProblemKind;
use crate::import::Outlet;
use crate::import::archive::{inside, member, member_names, members};
use crate::import::context::ReadContext;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::input::Input;

pub(crate) static FORMAT: Format = Format {
    words: "a tar archive",
    names: &["tar"],
    endings: &["tar"],
    contents: Contents::Files,
    sniff: Sniff {
        magic: |head| head.bytes.get(257..262) == Some(b"ustar") || is_old(head.bytes),
        ..Sniff::NOTHING
    },
    sandboxed: |_| true,
    read: |input, context, outlet| {
        members(context, outlet, |context, outlet| {
            read_members(input, context, outlet)
        })
    },
};

/// Whether it begins with a header of the oldest form, which has no signature but a sum over its bytes.
fn is_old(head: &[u8]) -> bool {
    let Some(header) = head.get(..512) else {
        return false;
    };
    let sum: u32 = header
        .iter()
        .enumerate()
        .map(|(at, b)| {
            if (148..156).contains(&at) {
                32
            } else {
                u32::from(*b)
            }
        })
        .sum();
    let stated = header.get(148..156).unwrap_or_default();
    let stated = String::from_utf8_lossy(stated);
    let stated = stated.trim_matches([' ', '\0']);
    let is_named = header.first().is_some_and(|b| *b != 0);
    is_named
        && !stated.is_empty()
        && u32::from_str_radix(stated, 8).is_ok_and(|stated| stated == sum)
}

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
        let name = member_names(std::iter::once(entry.path_bytes().as_ref())).concat();
        match entry.header().entry_type() {
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
                let size = entry.size();
                member(&name, entry, size, None, context, outlet)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_form_is_told_by_its_sum() {
        let mut header = tar::Header::new_old();
        header.set_path("2023-02-22.txt").unwrap();
        header.set_size(8);
        header.set_cksum();
        assert!(is_old(header.as_bytes()));
        let mut other = *header.as_bytes();
        other[0] = b'x';
        assert!(!is_old(&other) && !is_old(&[0; 512]) && !is_old(b"short"));
    }
}
