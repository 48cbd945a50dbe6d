//! One file into articles, by whatever reader its format has.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::corpus::{Draft, Mapping, ProblemKind, SourceSpec};
use crate::import::formats::archive;
use crate::import::formats::archive::Budget;
use crate::import::formats::{feed, html, mail, office, packed, records, rtf};
use crate::import::limits::{MAX_DOCUMENT_BYTES, MAX_FILE_BYTES, MAX_WHOLE_BYTES};
use crate::import::{Format, Found, Outlet, decode, draft_from_text, sandbox, sidecar, sniff};

/// Bytes that decide what a file is.
const HEAD: usize = 64 << 10;

/// Everything that decides what a file becomes: its size, its time of change, what the analyst said
/// of it, and what a side file says. Equal fingerprints need no second reading.
pub fn fingerprint(source: &SourceSpec, file: &Found) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    let changed = file
        .changed
        .and_then(|t| t.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |d| d.as_nanos());
    hasher.update(&[READING]);
    hasher.update(&file.bytes.to_le_bytes());
    hasher.update(&changed.to_le_bytes());
    if let Some(mapping) = source.mappings.get(&file.path) {
        // Debug output names every field and value.
        hasher.update(format!("{mapping:?}").as_bytes());
    }
    if let Some(said) = &file.side {
        hasher.update(format!("{said:?}").as_bytes());
    }
    let mut out = [0; 16];
    for (to, from) in out.iter_mut().zip(hasher.finalize().as_bytes()) {
        *to = *from;
    }
    out
}

/// Rises with every change of an importer that makes other articles of the same file.
const READING: u8 = 1;

/// Whether a file is small, as most are: many of them are read at once.
pub fn is_small(file: &Found) -> bool {
    let packed = [".gz", ".zst", ".zip", ".tar", ".tgz"];
    let lower = file.path.to_ascii_lowercase();
    // What is packed may be large all the same.
    file.bytes <= SMALL && !packed.iter().any(|e| lower.ends_with(e))
}

const SMALL: u64 = 1 << 20;

/// Reads one file. What cannot be taken in becomes a problem of the outlet. Keys of records differ
/// within a file: of two that are alike the second gets `~2`.
pub fn read_file(source: &SourceSpec, file: &Found, outlet: &mut Outlet<'_>) {
    let mapping = source.mappings.get(&file.path);
    if outlet.is_sampling() {
        if let Err(problem) = try_read(file, mapping, outlet) {
            outlet.problem(problem);
        }
        return;
    }
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let mut problems = Vec::new();
    {
        let mut take = |mut drafts: Vec<Draft>, bytes| {
            for draft in &mut drafts {
                if let Some(said) = file.side.as_deref() {
                    sidecar::join(draft, said);
                }
                if let Some(key) = &mut draft.record {
                    let times = seen.entry(hash64(key)).or_default();
                    *times += 1;
                    if *times > 1 {
                        key.push_str(&format!("~{times}"));
                    }
                }
            }
            outlet.deliver(drafts, bytes)
        };
        let mut keyed = Outlet::new(&mut take);
        problems.extend(try_read(file, mapping, &mut keyed).err());
        problems.extend(keyed.into_problems());
    }
    outlet.add_problems(problems);
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

#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn unreadable(e: std::io::Error) -> ProblemKind {
    ProblemKind::Unreadable(e.to_string())
}

/// What a file is.
pub(crate) fn format_of(name: &str, on_disk: &Path) -> Result<Format, ProblemKind> {
    let mut head = Vec::with_capacity(HEAD);
    File::open(on_disk)
        .and_then(|f| f.take(HEAD as u64).read_to_end(&mut head))
        .map_err(unreadable)?;
    Ok(sniff(name, &head))
}

/// Bytes from which a page is taken apart in a process of its own: the largest take long.
const LARGE_PAGE: u64 = 1 << 20;

fn needs_child(format: Format, file: &Found) -> bool {
    match format {
        Format::Html => file.bytes > LARGE_PAGE,
        Format::Gzip | Format::Zstd => format_inside(format, file).is_none_or(Format::is_sandboxed),
        other => other.is_sandboxed(),
    }
}

/// What a packed file holds; `None` where it cannot be unpacked.
fn format_inside(format: Format, file: &Found) -> Option<Format> {
    let packed = File::open(&file.on_disk).ok()?;
    let unpacked: Box<dyn Read> = if format == Format::Gzip {
        Box::new(packed::gzip(packed))
    } else {
        Box::new(packed::zstd(packed).ok()?)
    };
    let mut head = Vec::with_capacity(HEAD);
    unpacked.take(HEAD as u64).read_to_end(&mut head).ok()?;
    Some(sniff(packed::inner_name(&file.path), &head))
}

fn try_read(
    file: &Found,
    mapping: Option<&Mapping>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    if is_small(file) {
        let bytes = std::fs::read(&file.on_disk).map_err(unreadable)?;
        if bytes.is_empty() {
            return Err(ProblemKind::Empty);
        }
        let format = sniff(&file.path, bytes.get(..HEAD).unwrap_or(&bytes));
        if needs_child(format, file) {
            return sandbox::read_sandboxed(format, file, mapping, outlet);
        }
        return read_bytes(
            format,
            &file.path,
            &bytes,
            mapping,
            &mut Budget::new(),
            outlet,
        );
    }
    let format = format_of(&file.path, &file.on_disk)?;
    if needs_child(format, file) {
        return sandbox::read_sandboxed(format, file, mapping, outlet);
    }
    let open = File::open(&file.on_disk).map_err(unreadable)?;
    read_stream(&file.path, open, file.bytes, mapping, outlet)
}

/// Reads a file of a format that is usually confined, here and now.
pub(crate) fn read_in_place(
    format: Format,
    name: &str,
    on_disk: &Path,
    mapping: Option<&Mapping>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let open = || File::open(on_disk).map_err(unreadable);
    let mut budget = Budget::new();
    match format {
        Format::Zip => {
            budget.enter()?;
            archive::zip(BufReader::new(open()?), &mut budget, outlet)
        }
        Format::Tar => {
            budget.enter()?;
            archive::tar(BufReader::new(open()?), &mut budget, outlet)
        }
        Format::Mbox => mail::mbox(BufReader::with_capacity(HEAD, open()?), outlet),
        Format::Gzip | Format::Zstd => {
            let file = open()?;
            let size = file.metadata().map_err(unreadable)?.len();
            read_packed(format, name, file, size, mapping, &mut budget, outlet)
        }
        #[cfg(feature = "formats")]
        Format::Parquet => crate::import::formats::parquet_table::table(open()?, mapping, outlet),
        _ => {
            let limit = match format {
                Format::Workbook | Format::Mail => MAX_WHOLE_BYTES,
                _ => MAX_DOCUMENT_BYTES,
            };
            let bytes = whole(open()?, limit)?;
            read_bytes(format, name, &bytes, mapping, &mut budget, outlet)
        }
    }
}

/// A stream into memory, up to a limit: a file may have grown since the folder was listed.
fn whole(input: impl Read, limit: u64) -> Result<Vec<u8>, ProblemKind> {
    let mut out = Vec::new();
    let n = input
        .take(limit + 1)
        .read_to_end(&mut out)
        .map_err(unreadable)? as u64;
    if n > limit {
        return Err(ProblemKind::TooLarge { bytes: n, limit });
    }
    Ok(out)
}

/// Reads a file that need not fit into memory.
fn read_stream<'r>(
    name: &str,
    input: impl Read + 'r,
    bytes: u64,
    mapping: Option<&Mapping>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let mut input = BufReader::with_capacity(HEAD, input);
    let head = input.fill_buf().map_err(unreadable)?.to_vec();
    let format = sniff(name, &head);
    match format {
        Format::JsonLines => {
            records::json_lines(input, mapping, outlet);
            Ok(())
        }
        Format::Table(delimiter) if is_utf8_so_far(&head) => {
            records::table(input, delimiter, mapping, outlet);
            Ok(())
        }
        Format::Gzip | Format::Zstd => read_packed(
            format,
            name,
            input,
            bytes,
            mapping,
            &mut Budget::new(),
            outlet,
        ),
        _ => {
            let limit = match format {
                Format::Json | Format::Table(_) => MAX_WHOLE_BYTES,
                _ => MAX_FILE_BYTES,
            };
            if bytes > limit {
                return Err(ProblemKind::TooLarge { bytes, limit });
            }
            let all = whole(input, limit)?;
            read_bytes(format, name, &all, mapping, &mut Budget::new(), outlet)
        }
    }
}

fn read_packed<'r>(
    format: Format,
    name: &str,
    input: impl Read + 'r,
    bytes: u64,
    mapping: Option<&Mapping>,
    budget: &mut Budget,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    budget.enter()?;
    let outcome = read_unpacked(format, name, input, bytes, mapping, budget, outlet);
    budget.leave();
    outcome
}

fn read_unpacked<'r>(
    format: Format,
    name: &str,
    input: impl Read + 'r,
    bytes: u64,
    mapping: Option<&Mapping>,
    budget: &mut Budget,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let broken = |e: std::io::Error| ProblemKind::Broken(format.words().into(), e.to_string());
    let inner = packed::inner_name(name);
    let unpacked: Box<dyn Read + '_> = if format == Format::Gzip {
        Box::new(packed::gzip(input))
    } else {
        Box::new(packed::zstd(input).map_err(broken)?)
    };
    let mut unpacked = BufReader::with_capacity(HEAD, packed::Bounded::new(unpacked, bytes));
    let head = unpacked.fill_buf().map_err(broken)?.to_vec();
    let inner_format = sniff(inner, &head);
    match inner_format {
        Format::JsonLines => records::json_lines(unpacked, mapping, outlet),
        Format::Table(delimiter) if is_utf8_so_far(&head) => {
            records::table(unpacked, delimiter, mapping, outlet);
        }
        Format::Tar => archive::tar(unpacked, budget, outlet)?,
        Format::Mbox => mail::mbox(unpacked, outlet)?,
        _ => {
            let all = whole(unpacked, MAX_FILE_BYTES).map_err(|p| match p {
                ProblemKind::Unreadable(why) => ProblemKind::Broken(format.words().into(), why),
                other => other,
            })?;
            read_bytes(inner_format, inner, &all, mapping, budget, outlet)?;
        }
    }
    Ok(())
}

/// Whether the head of a file is UTF-8, but for a character cut off at its end.
fn is_utf8_so_far(head: &[u8]) -> bool {
    match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(e) => e.error_len().is_none(),
    }
}

/// Reads a file of an archive.
pub(crate) fn read_member(
    name: &str,
    bytes: &[u8],
    budget: &mut Budget,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    if bytes.is_empty() {
        return Err(ProblemKind::Empty);
    }
    let format = sniff(name, bytes.get(..HEAD).unwrap_or(bytes));
    read_bytes(format, name, bytes, None, budget, outlet)
}

/// Reads a file that is in memory.
fn read_bytes(
    format: Format,
    name: &str,
    bytes: &[u8],
    mapping: Option<&Mapping>,
    budget: &mut Budget,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let size = bytes.len() as u64;
    let one = |draft: Draft, outlet: &mut Outlet<'_>| {
        outlet.deliver(vec![draft], size);
        Ok(())
    };
    match format {
        Format::Text => {
            let decoded = decode(bytes)?;
            let (draft, doubt) = draft_from_text(name, decoded)?;
            outlet.deliver(vec![draft], size);
            doubt.map_or(Ok(()), Err)
        }
        Format::JsonLines => {
            records::json_lines(Cursor::new(bytes), mapping, outlet);
            Ok(())
        }
        Format::Json => {
            records::json(bytes, mapping, outlet);
            Ok(())
        }
        Format::Table(delimiter) if outlet.is_sampling() => {
            let decoded = decode(bytes)?;
            let text = Cursor::new(decoded.text.as_bytes());
            records::table(text, delimiter, mapping, outlet);
            Ok(())
        }
        Format::Table(delimiter) => {
            let decoded = decode(bytes)?;
            let encoding = decoded.encoding;
            let mut take = |mut drafts: Vec<Draft>, read| {
                for draft in &mut drafts {
                    draft.encoding = encoding.into();
                    draft.encoding_guessed = decoded.guessed;
                }
                outlet.deliver(drafts, read)
            };
            let mut decoded_outlet = Outlet::new(&mut take);
            let text = Cursor::new(decoded.text.as_bytes());
            records::table(text, delimiter, mapping, &mut decoded_outlet);
            let problems = decoded_outlet.into_problems();
            outlet.add_problems(problems);
            Ok(())
        }
        Format::Gzip | Format::Zstd => read_packed(
            format,
            name,
            Cursor::new(bytes),
            size,
            mapping,
            budget,
            outlet,
        ),
        Format::Html => one(html::page(name, bytes)?, outlet),
        Format::Feed => feed::feed(bytes, outlet),
        Format::Mail => one(mail::mail(bytes)?, outlet),
        Format::Mbox => mail::mbox(Cursor::new(bytes), outlet),
        Format::Rtf => one(rtf::rtf(bytes)?, outlet),
        Format::Docx => one(office::docx(bytes)?, outlet),
        Format::Odt => one(office::odt(bytes)?, outlet),
        Format::Epub => one(office::epub(bytes)?, outlet),
        Format::Zip => {
            budget.enter()?;
            let outcome = archive::zip(Cursor::new(bytes), budget, outlet);
            budget.leave();
            outcome
        }
        Format::Tar => {
            budget.enter()?;
            let outcome = archive::tar(Cursor::new(bytes), budget, outlet);
            budget.leave();
            outcome
        }
        #[cfg(feature = "formats")]
        Format::Pdf => {
            let (draft, partly) = crate::import::formats::pdf::pdf(bytes.to_vec())?;
            outlet.deliver(vec![draft], size);
            partly.map_or(Ok(()), Err)
        }
        #[cfg(feature = "formats")]
        Format::Workbook => crate::import::formats::workbook::workbook(bytes, mapping, outlet),
        Format::Parquet => Err(ProblemKind::NotText(
            "a Parquet table inside an archive".into(),
        )),
        #[cfg(not(feature = "formats"))]
        Format::Pdf | Format::Workbook => Err(ProblemKind::NotText(format.words().into())),
    }
}
