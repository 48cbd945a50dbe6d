//! One file into articles, by whatever reader its format has.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::time::UNIX_EPOCH;

use crate::corpus::{Draft, ProblemKind, SourceSpec};
use crate::import::archive::Budget;
use crate::import::context::ReadContext;
use crate::import::formats::{Format, sniff};
use crate::import::head::{FileHead, HEAD_BYTES};
use crate::import::input::{Input, unreadable};
use crate::import::limits::TOGETHER_BYTES;
use crate::import::recognise::{no_article, recognise};
use crate::import::sandbox::{ReadRequest, Told, read_sandboxed, read_together, take_told};
use crate::import::{FoundFile, Outlet, formats, sidecar};

/// Everything that decides what a file becomes: its size, its time of change, what the analyst said
/// of it, what a sidecar says, and whether its folder is read or it was named. Equal fingerprints need no
/// second reading.
pub fn fingerprint(source: &SourceSpec, file: &FoundFile) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    let changed = file
        .changed
        .and_then(|t| t.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |d| d.as_nanos());
    hasher.update(&[READING, u8::from(source.files.is_empty())]);
    hasher.update(&file.bytes.to_le_bytes());
    hasher.update(&changed.to_le_bytes());
    if let Some(mapping) = source.mappings.get(&file.path) {
        // Debug output names every field and value.
        hasher.update(format!("{mapping:?}").as_bytes());
    }
    if let Some(row) = &file.sidecar {
        hasher.update(format!("{row:?}").as_bytes());
    }
    if let Some(year) = &file.year {
        hasher.update(year.raw.as_bytes());
    }
    let mut out = [0; 16];
    for (to, from) in out.iter_mut().zip(hasher.finalize().as_bytes()) {
        *to = *from;
    }
    out
}

/// Rises with every change of an importer that makes other articles of the same file.
const READING: u8 = 3;

/// Whether a file is small, as most are: many of them are read at once.
pub fn is_small(file: &FoundFile) -> bool {
    // What is packed may be large all the same.
    file.bytes <= SMALL && !formats::is_packed(&file.path)
}

const SMALL: u64 = 1 << 20;

/// Where a reader runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ReadIn {
    /// In a child where its format asks for one.
    Sandbox,
    /// In this thread.
    ThisThread,
}

/// Reads one file. What cannot be taken in becomes a problem of the outlet. Keys of records differ
/// within a file: of two that are alike the second gets `~2`.
pub fn read_file(source: &SourceSpec, file: &FoundFile, outlet: &mut Outlet<'_>) {
    let read = |keyed: &mut Outlet<'_>| try_read(source, file, ReadIn::Sandbox, keyed);
    read_keyed(file, read, outlet);
}

/// What was read of a file together with others; nothing where it is to be read by itself.
#[derive(Default)]
pub struct ReadAhead(Option<Told>);

/// Reads those of some files in one child, in one call, that are small and named as formats that are read in
/// children. [`read_file_after`] is to be called for each of them.
pub fn read_ahead(files: &[(&SourceSpec, &FoundFile)], stop: &AtomicBool) -> Vec<ReadAhead> {
    let is_wanted = |source: &SourceSpec, file: &FoundFile| {
        file.bytes <= TOGETHER_BYTES
            && !source.mappings.contains_key(&file.path)
            && formats::is_for_a_child(file)
    };
    let (mut wanted, mut requests) = (Vec::new(), Vec::new());
    for (at, (source, file)) in files.iter().enumerate() {
        if is_wanted(source, file) {
            wanted.push(at);
            requests.push(request(source, file));
        }
    }
    let mut out: Vec<ReadAhead> = files.iter().map(|_| ReadAhead::default()).collect();
    for (at, told) in wanted.into_iter().zip(read_together(&requests, stop)) {
        if let Some(slot) = out.get_mut(at) {
            slot.0 = Some(told);
        }
    }
    out
}

/// Reads one file as [`read_file`] does, of which something was read ahead.
pub fn read_file_after(
    ahead: ReadAhead,
    source: &SourceSpec,
    file: &FoundFile,
    outlet: &mut Outlet<'_>,
) {
    let Some(told) = ahead.0 else {
        return read_file(source, file, outlet);
    };
    let take = |keyed: &mut Outlet<'_>| {
        take_told(told, keyed);
        Ok(())
    };
    read_keyed(file, take, outlet);
}

fn request<'r>(source: &'r SourceSpec, file: &'r FoundFile) -> ReadRequest<'r> {
    ReadRequest {
        path: &file.path,
        on_disk: &file.on_disk,
        mapping: source.mappings.get(&file.path),
        of_folder: source.files.is_empty(),
    }
}

/// Reads one file in this thread, whatever its format, and lets a fault of a reader end the thread. For
/// tests that look for such faults.
pub fn read_file_unprotected(source: &SourceSpec, file: &FoundFile, outlet: &mut Outlet<'_>) {
    let read = |keyed: &mut Outlet<'_>| try_read(source, file, ReadIn::ThisThread, keyed);
    read_keyed(file, read, outlet);
}

/// A name without the word that bylines begin with.
fn without_by(author: String) -> String {
    let name = author.trim_start();
    let rest = name.get(..2).filter(|by| by.eq_ignore_ascii_case("by"));
    let rest = rest.and_then(|_| name.get(2..)?.strip_prefix([' ', ':', '\u{A0}']));
    let rest = rest.map(|rest| rest.trim_start_matches([' ', ':', '\u{A0}']));
    match rest.filter(|rest| rest.starts_with(char::is_uppercase)) {
        Some(rest) => rest.to_owned(),
        None => author,
    }
}

fn read_keyed(
    file: &FoundFile,
    read: impl FnOnce(&mut Outlet<'_>) -> Result<(), ProblemKind>,
    outlet: &mut Outlet<'_>,
) {
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let change = |draft: &mut Draft| {
        plain_line_ends(&mut draft.text);
        if let Some(row) = file.sidecar.as_deref() {
            sidecar::join(draft, row);
        }
        draft.author = draft.author.take().map(without_by);
        // Of a file of one article that says no day itself.
        if draft.date.is_none() && draft.record.is_none() {
            draft.date.clone_from(&file.year);
        }
        if let Some(key) = &mut draft.record {
            let times = seen.entry(hash64(key)).or_default();
            *times += 1;
            if *times > 1 {
                key.push_str(&format!("~{times}"));
            }
        }
    };
    let (outcome, problems) = outlet.through(change, |keyed| {
        keyed.bound_to(file.bytes);
        read(keyed)
    });
    // What was said of single records stands before what ended the file, as from a child.
    outlet.add_problems(problems);
    outlet.add_problems(outcome.err());
}

/// Makes a line feed of every other sign that ends a line: a carriage return alone, as old Macintosh
/// computers wrote it, the vertical tab of word processors, and those of Unicode. Carriage returns before a
/// line feed stay.
fn plain_line_ends(text: &mut String) {
    let is_other = |c: char| matches!(c, '\r' | '\u{B}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    if !text.contains(is_other) {
        return;
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let ends_alone = is_other(c) && !(c == '\r' && chars.peek() == Some(&'\n'));
        out.push(if ends_alone { '\n' } else { c });
    }
    *text = out;
}

/// Eight bytes of a hash: a million keys are remembered in 16 MB.
fn hash64(key: &str) -> u64 {
    let hash = blake3::hash(key.as_bytes());
    let (head, _) = hash
        .as_bytes()
        .split_first_chunk::<8>()
        .unwrap_or((&[0; 8], &[]));
    u64::from_le_bytes(*head)
}

fn try_read(
    source: &SourceSpec,
    file: &FoundFile,
    place: ReadIn,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    if source.mappings.get(&file.path).is_some_and(|m| m.left_out) {
        return Err(ProblemKind::NoArticle(
            "a table that you left out".to_owned(),
        ));
    }
    let bytes;
    let mut input = if is_small(file) {
        bytes = std::fs::read(&file.on_disk).map_err(unreadable)?;
        Input::Bytes(&bytes)
    } else {
        Input::open(&file.on_disk, outlet.stop())?
    };
    let copied;
    let first = match &mut input {
        Input::Bytes(bytes) => *bytes,
        other => {
            copied = other.head().map_err(unreadable)?;
            &copied
        }
    };
    let mapping = source.mappings.get(&file.path);
    let head = FileHead::new(&file.path, first);
    let format = sniff(&head);
    let of_folder = source.files.is_empty();
    if (format.sandboxed)(file) {
        let request = request(source, file);
        return match place {
            ReadIn::Sandbox => read_sandboxed(&request, format.contents.are_many(), outlet),
            ReadIn::ThisThread => read_on_disk(&request, outlet),
        };
    }
    let mut context = ReadContext {
        head: &head,
        bytes: file.bytes,
        mapping,
        of_folder,
        beside: file.on_disk.parent(),
        budget: &mut Budget::new(),
    };
    read_input(input, &mut context, outlet)
}

/// Reads a file on disk here and now, as a sandboxed reader gets it.
pub(crate) fn read_on_disk(
    request: &ReadRequest<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let bytes = std::fs::metadata(request.on_disk)
        .map_err(unreadable)?
        .len();
    let mut input = Input::open(request.on_disk, outlet.stop())?;
    let first = input.head().map_err(unreadable)?;
    let mut context = ReadContext {
        head: &FileHead::new(request.path, &first),
        bytes,
        mapping: request.mapping,
        of_folder: request.of_folder,
        beside: request.on_disk.parent(),
        budget: &mut Budget::new(),
    };
    read_input(input, &mut context, outlet)
}

/// Reads an input by its format: a file, what was packed in one, or a member of an archive.
///
/// # Errors
/// Why nothing, or nothing more, came of it. Where nothing came of it and the reader had nothing to say,
/// it is empty: no file is left out in silence.
pub(crate) fn read_input(
    input: Input<'_>,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let input = input.without_first(context.head.mark).map_err(unreadable)?;
    if context.of_folder
        && let Some(what) = recognise(context.head)
    {
        return Err(ProblemKind::OwnExport(what));
    }
    if let Some(what) = no_article(context.head) {
        return Err(ProblemKind::NoArticle(what.to_owned()));
    }
    if context.head.bytes.is_empty() {
        return Err(ProblemKind::Empty);
    }
    let (outcome, problems) = outlet.through(
        |_| (),
        |within| {
            let format: &Format = sniff(context.head);
            (format.read)(input, context, within)?;
            let nothing = within.is_untouched() && !within.is_stopped() && !within.is_sampling();
            if nothing {
                Err(ProblemKind::Empty)
            } else {
                Ok(())
            }
        },
    );
    outlet.add_problems(problems);
    outcome
}

const _: () = assert!(
    HEAD_BYTES <= SMALL as usize,
    "a small file has a whole head"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_line_feeds_whatever_they_ended_in() {
        for (text, plain) in [
            ("Road cut\r\rBody", "Road cut\n\nBody"),
            (
                "Road cut\u{B}Body\u{2028}on\u{2029}\u{85}end\r",
                "Road cut\nBody\non\n\nend\n",
            ),
            ("Road cut\r\n\r\nBody", "Road cut\r\n\r\nBody"),
            ("a\r\r\nb", "a\n\r\nb"),
        ] {
            let mut got = text.to_owned();
            plain_line_ends(&mut got);
            assert_eq!(got, plain);
        }
    }
}
