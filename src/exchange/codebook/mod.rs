//! Codebooks for other programs: one file a format, one line in [`CODEBOOK_FORMATS`].
//!
//! What a format cannot hold, and what of a file cannot be taken in, is told in a [`LossReport`]. Which
//! format a file is read as stands in the file; which it is written in, in the ending of its name.
//!
//! Useful for: handing a codebook on, taking one over, and keeping one for the next piece of work. Not
//! useful for: the annotations made with it (`formats`). To add a format, copy `ron.rs`.

mod columns;
mod csv;
mod names;
mod qdc;
mod ron;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::Path;

use super::{ExportError, LossReport, RecordKind};
use crate::import::decode;
use crate::store::write_atomically;
use crate::workspace::{Codebook, Tag, TagId, TagKey};

/// Every format there is, in the order in which they are offered.
pub static CODEBOOK_FORMATS: &[&CodebookFormat] = &[&csv::FORMAT, &ron::FORMAT, &qdc::FORMAT];

/// A format of codebooks.
#[derive(Debug)]
pub struct CodebookFormat {
    /// Its name on screen.
    pub words: &'static str,
    /// Endings of its files without the dot, in small letters; the first is the one that is written.
    pub endings: &'static [&'static str],
    /// What it holds and what not, in a sentence.
    pub holds: &'static str,
    /// Whether a text is of this format, by how it begins.
    begins: fn(&str) -> bool,
    /// Reads the tags of a text, each after the one above it; tells what cannot be taken in.
    read: fn(&str, &mut LossReport) -> Result<Vec<Tag>, String>,
    /// Writes a codebook; tells what the format cannot hold.
    write: fn(&Codebook, &mut LossReport) -> Result<String, ExportError>,
}

impl CodebookFormat {
    /// What a file without a known ending is written as, and one without a mark of another is read as.
    pub fn usual() -> &'static Self {
        &csv::FORMAT
    }

    /// The format that a file's ending names.
    pub fn by_ending(path: &Path) -> Option<&'static Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        let mut all = CODEBOOK_FORMATS.iter().copied();
        all.find(|f| f.endings.contains(&&*ending))
    }

    /// How files end that are written in it, without the dot.
    pub fn extension(&self) -> &'static str {
        self.endings.first().copied().unwrap_or_default()
    }
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct ReadCodebook {
    /// Its tags, each after the one above it.
    pub tags: Vec<Tag>,
    /// What could not be taken in.
    pub losses: LossReport,
}

/// What is new of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TakenIn {
    /// Tags that the codebook does not have, below its own where those have their names.
    pub added: Vec<Tag>,
    /// How many it has already, by id or by path.
    pub known: usize,
}

/// Reads a codebook; what it is stands in it.
///
/// # Errors
/// What is wrong, in words.
pub fn read_codebook(path: &Path) -> Result<ReadCodebook, String> {
    let bytes = std::fs::read(path).map_err(|e| e.to_string())?;
    let text = decode(&bytes).map_err(|e| e.to_string())?.text;
    let start = text.trim_start();
    let found = CODEBOOK_FORMATS.iter().find(|f| (f.begins)(start));
    let format = found.copied().unwrap_or(CodebookFormat::usual());
    let mut losses = LossReport::default();
    let tags = (format.read)(&text, &mut losses)?;
    losses.take(RecordKind::Tags, tags.len());
    Ok(ReadCodebook { tags, losses })
}

/// Writes a codebook in the format that the ending of the path names, else CSV. Says how many tags were
/// written and what the format could not hold.
///
/// # Errors
/// What the system says.
pub fn write_codebook(book: &Codebook, path: &Path) -> Result<LossReport, ExportError> {
    let format = CodebookFormat::by_ending(path).unwrap_or(CodebookFormat::usual());
    let mut report = LossReport::whole(RecordKind::Tags, book.len());
    let text = (format.write)(book, &mut report)?;
    write_atomically::<ExportError>(path, text.as_bytes(), |_| Ok(()))?;
    Ok(report)
}

/// The tags of a file that a codebook does not have. One of the same path is the same tag.
pub fn take_in(book: &Codebook, tags: Vec<Tag>) -> TakenIn {
    let mut out = TakenIn::default();
    // Ids of the file, and what they are in the codebook.
    let mut becomes: HashMap<TagId, TagId> = HashMap::new();
    let mut all = book.tags().to_vec();
    for mut tag in tags {
        let old = tag.id;
        tag.parent = tag.parent.and_then(|p| becomes.get(&p).copied());
        let same =
            |t: &&Tag| t.id == old || (t.parent == tag.parent && t.name.trim() == tag.name.trim());
        if let Some(known) = all.iter().find(same) {
            becomes.insert(old, known.id);
            out.known += 1;
            continue;
        }
        let is_taken = |key: TagKey| all.iter().any(|t| t.key == Some(key));
        tag.key = tag.key.filter(|key| !is_taken(*key));
        becomes.insert(old, tag.id);
        all.push(tag.clone());
        out.added.push(tag);
    }
    out
}
