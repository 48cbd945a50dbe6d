//! What archives have in common: every file inside is read by its own format, and what may come out of an
//! archive, and of those inside it, is counted.

use std::io::Read;

use encoding_rs::{Encoding, UTF_8};

use crate::corpus::{Draft, ProblemKind};
use crate::import::Outlet;
use crate::import::context::ReadContext;
use crate::import::decode::guessed_encoding;
use crate::import::head::FileHead;
use crate::import::input::Input;
use crate::import::junk;
use crate::import::limits::{
    MAX_ARCHIVE_BYTES, MAX_MEMBER_BYTES, MAX_MEMBERS, MAX_NESTING, MAX_RATIO,
};
use crate::import::read::read_input;
use crate::import::sidecar::{self, SidecarRow};

/// Counts what comes out of an archive and of those inside it.
pub(crate) struct Budget {
    bytes: u64,
    members: u64,
    depth: u32,
    /// What was left out on purpose in the archive that is being read.
    hidden: u64,
    links: u64,
}

impl Budget {
    pub(crate) fn new() -> Self {
        Self {
            bytes: MAX_ARCHIVE_BYTES,
            members: MAX_MEMBERS,
            depth: 0,
            hidden: 0,
            links: 0,
        }
    }

    /// One level down; a problem where that is too deep.
    fn enter(&mut self) -> Result<(), ProblemKind> {
        if self.depth >= MAX_NESTING {
            return Err(ProblemKind::Limit(format!(
                "archives lie inside each other more than {MAX_NESTING} deep"
            )));
        }
        self.depth += 1;
        Ok(())
    }

    fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// One file more; a problem where those are too many.
    pub(crate) fn member(&mut self) -> Result<(), ProblemKind> {
        self.members = self
            .members
            .checked_sub(1)
            .ok_or_else(|| ProblemKind::Limit(format!("it holds more than {MAX_MEMBERS} files")))?;
        Ok(())
    }

    /// One link, whose file is read where it lies, if it lies in the archive.
    pub(crate) fn link(&mut self) {
        self.links += 1;
    }

    fn take(&mut self, bytes: u64) -> Result<(), ProblemKind> {
        self.bytes = self.bytes.checked_sub(bytes).ok_or_else(|| {
            ProblemKind::Limit(format!(
                "it unpacks to more than {} MB",
                MAX_ARCHIVE_BYTES >> 20
            ))
        })?;
        Ok(())
    }
}

/// Reads what lies one level down; a problem where that is too deep. The level is left whatever comes of it.
pub(crate) fn one_level_down<'c, T>(
    context: &mut ReadContext<'c>,
    read: impl FnOnce(&mut ReadContext<'c>) -> Result<T, ProblemKind>,
) -> Result<T, ProblemKind> {
    context.budget.enter()?;
    let outcome = read(context);
    context.budget.leave();
    outcome
}

/// Reads the files of an archive; says how many of them were left out on purpose.
pub(crate) fn members<'c>(
    context: &mut ReadContext<'c>,
    outlet: &mut Outlet<'_>,
    read: impl FnOnce(&mut ReadContext<'c>, &mut Outlet<'_>) -> Result<(), ProblemKind>,
) -> Result<(), ProblemKind> {
    let budget = &mut *context.budget;
    let around = (
        std::mem::take(&mut budget.hidden),
        std::mem::take(&mut budget.links),
    );
    let outcome = one_level_down(context, |context| read(context, outlet));
    let budget = &mut *context.budget;
    let (hidden, links) = (budget.hidden, budget.links);
    (budget.hidden, budget.links) = around;
    if hidden > 0 {
        let kind = format!("{hidden} hidden files in it are left out");
        outlet.problem(ProblemKind::WithoutParts(kind));
    }
    if links > 0 {
        let kind = format!("{links} links in it are not followed");
        outlet.problem(ProblemKind::WithoutParts(kind));
    }
    outcome
}

/// What programs put beside the files of archives for themselves.
fn is_litter(name: &str, base: &str) -> bool {
    name.starts_with("__MACOSX/") || base.starts_with("._") || base == ".DS_Store"
}

/// Whether a name, or a folder above it, begins with a dot, as hidden ones do.
fn is_hidden(name: &str) -> bool {
    let hides = |part: &str| part.starts_with('.') && !matches!(part, "." | "..");
    name.split('/').any(hides)
}

/// Whether a file of an archive is one of its owner's.
pub(crate) fn is_read(name: &str) -> bool {
    let base = name.rsplit('/').next().unwrap_or(name);
    !is_litter(name, base) && !is_hidden(name) && !name.split('/').any(junk::is_of_system)
}

/// One file of an archive, of which `packed` bytes lie in it, with what a sidecar beside it says of it. Its own problems are entries; only limits, and
/// a request to stop, end the archive.
pub(crate) fn member(
    name: &str,
    file: impl Read,
    packed: u64,
    sidecar: Option<&SidecarRow>,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let base = name.rsplit('/').next().unwrap_or(name);
    if is_litter(name, base) || name.split('/').any(junk::is_of_system) {
        return Ok(());
    }
    if let Some(what) = junk::left_out(base) {
        outlet.problem(inside(name, ProblemKind::NoArticle(what.to_owned())));
        return Ok(());
    }
    if is_hidden(name) {
        context.budget.hidden += 1;
        return Ok(());
    }
    let most = MAX_MEMBER_BYTES.min(packed.saturating_mul(MAX_RATIO).max(1 << 20));
    let mut bytes = Vec::new();
    if let Err(e) = file.take(most + 1).read_to_end(&mut bytes) {
        outlet.problem(inside(name, ProblemKind::Unreadable(e.to_string())));
        return stopped(outlet);
    }
    context.budget.take(bytes.len() as u64)?;
    if bytes.len() as u64 > most {
        let kind = ProblemKind::Limit("it unpacks to far more than its size".into());
        outlet.problem(inside(name, kind));
        return Ok(());
    }
    let head = FileHead::new(name, &bytes);
    let mut within = context.inside(&head, bytes.len() as u64);
    // What the analyst said of columns is said of a table by itself.
    within.mapping = None;
    let key = |draft: &mut Draft| {
        if let Some(row) = sidecar {
            sidecar::join(draft, row);
        }
        // The name inside is part of the key.
        draft.record = Some(match draft.record.take() {
            Some(record) => format!("{name}/{record}"),
            None => name.to_owned(),
        });
    };
    let (outcome, problems) = outlet.through(key, |of_member| {
        read_input(Input::Bytes(&bytes), &mut within, of_member)
    });
    for kind in problems.into_iter().chain(outcome.err()) {
        outlet.problem(inside(name, kind));
    }
    stopped(outlet)
}

fn stopped(outlet: &Outlet<'_>) -> Result<(), ProblemKind> {
    if outlet.is_stopped() {
        Err(ProblemKind::Limit("reading was stopped".into()))
    } else {
        Ok(())
    }
}

/// A problem of a file inside.
pub(crate) fn inside(name: &str, kind: ProblemKind) -> ProblemKind {
    ProblemKind::Inside(name.to_owned(), Box::new(kind))
}

/// The names of an archive's members: UTF-8 where they are that, else in the encoding that all of them
/// together seem to be in, else that of old DOS computers.
pub(crate) fn member_names<'n>(raw: impl Iterator<Item = &'n [u8]>) -> Vec<String> {
    let raw: Vec<&[u8]> = raw.collect();
    let odd: Vec<u8> = raw
        .iter()
        .filter(|name| std::str::from_utf8(name).is_err())
        .flat_map(|name| name.iter().copied().chain([b'\n']))
        .collect();
    let guess = (!odd.is_empty())
        .then(|| guessed_encoding(&odd, None).ok())
        .flatten();
    // Letters of single bytes are those of DOS; of two bytes, or Cyrillic ones, those of the system.
    let encoding = guess.filter(|e| *e != UTF_8 && !is_latin(e));
    let decoded = |name: &[u8]| match (std::str::from_utf8(name), encoding) {
        (Ok(name), _) => name.to_owned(),
        (Err(_), Some(encoding)) => encoding.decode_without_bom_handling(name).0.into_owned(),
        (Err(_), None) => name.iter().map(|b| of_dos(*b)).collect(),
    };
    raw.into_iter()
        .map(|name| decoded(name).replace('\\', "/"))
        .collect()
}

/// Whether an encoding is one of single bytes that are not Cyrillic.
fn is_latin(encoding: &'static Encoding) -> bool {
    let name = encoding.name();
    let is_cyrillic = name.contains("866") || name.contains("1251") || name.starts_with("KOI8");
    encoding.is_single_byte() && !is_cyrillic
}

/// A sign of code page 437.
fn of_dos(byte: u8) -> char {
    const HIGH: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";
    match byte.checked_sub(0x80) {
        None => char::from(byte),
        Some(at) => HIGH.chars().nth(usize::from(at)).unwrap_or('\u{FFFD}'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_members_are_told_in_the_encoding_of_their_system() {
        for (encoding, names) in [
            (encoding_rs::SHIFT_JIS, ["新しい-ソ.txt", "東京の道路.txt"]),
            (encoding_rs::GBK, ["道路被切断.txt", "新闻报道.txt"]),
            (
                encoding_rs::IBM866,
                ["Дорога перекрыта.txt", "Причал закрыт.txt"],
            ),
            (UTF_8, ["Straße.txt", "Дорога.txt"]),
        ] {
            let raw: Vec<Vec<u8>> = names
                .iter()
                .map(|n| encoding.encode(n).0.into_owned())
                .collect();
            let got = member_names(raw.iter().map(Vec::as_slice));
            assert_eq!(got, names, "{}", encoding.name());
        }
        let got = member_names([&b"Stra\xE1e \x81ber.txt"[..], b"a\\b.txt"].into_iter());
        assert_eq!(got, ["Straße über.txt", "a/b.txt"]);
    }
}
