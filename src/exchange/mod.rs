//! Annotated sets and tables for other programs.
//!
//! One file a format, all fed from the same [`ExportRecord`]s: JSON Lines, CSV and RON. Ranges are given
//! in characters, bytes and UTF-16 units of the article's text; `text_start` says where that text
//! begins in the file it came from.
//!
//! Useful for: handing an annotated set to somebody else. Not useful for: keeping one's own work
//! (that is `store`).

pub mod codebook;
mod csv_table;
mod record;
mod timeline_csv;
mod timeline_json;

use std::io::Write;

pub use csv_table::defused;
pub use record::{ExportRecord, in_reading_order, records};
pub use timeline_csv::{TimelineExport, timeline_csv};
pub use timeline_json::timeline_json;

/// A format that an annotated set can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// One JSON object a line.
    JsonLines,
    /// Comma-separated values, RFC 4180, with a header line.
    Csv,
    /// A list in RON, one record a line.
    Ron,
}

/// Why an export could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The system refused.
    #[error("the export could not be written: {0}. Choose another place or free some space")]
    Io(#[from] std::io::Error),
    /// A value that the format cannot hold.
    #[error("the export could not be written: {0}")]
    Format(String),
    /// Stopped by the analyst; nothing was written.
    #[error("the export was cancelled; nothing was written")]
    Cancelled,
}

impl ExportFormat {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::JsonLines, Self::Csv, Self::Ron];

    /// Ending of file names, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::JsonLines => "jsonl",
            Self::Csv => "csv",
            Self::Ron => "ron",
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::JsonLines => "JSON Lines",
            Self::Csv => "CSV (spreadsheet)",
            Self::Ron => "RON",
        }
    }
}

/// Writes records in a format.
///
/// # Errors
/// What the writer says.
pub fn write_records(
    format: ExportFormat,
    records: &[ExportRecord],
    mut out: impl Write,
) -> Result<(), ExportError> {
    match format {
        ExportFormat::JsonLines => {
            for record in records {
                serde_json::to_writer(&mut out, record).map_err(|e| ExportError::Io(e.into()))?;
                out.write_all(b"\n")?;
            }
        }
        ExportFormat::Csv => csv_table::write(records, &mut out)?,
        ExportFormat::Ron => {
            let layout = ron::ser::PrettyConfig::new()
                .depth_limit(1)
                .new_line("\n")
                .indentor("  ")
                .extensions(ron::extensions::Extensions::IMPLICIT_SOME);
            let text = ron::ser::to_string_pretty(records, layout)
                .map_err(|e| ExportError::Format(e.to_string()))?;
            out.write_all(text.as_bytes())?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()?;
    Ok(())
}
