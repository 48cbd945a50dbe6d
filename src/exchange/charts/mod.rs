//! Charts as files: exactly what is drawn, with what it is divided by.
//!
//! The numbers of a chart are a table ([`TimelineExport`] is `Tabular`), so its comma-separated values are
//! those of any table. Its JSON is nested by series, as programs that draw want it.

#[cfg(feature = "formats")]
mod png;
mod svg;
mod timeline;
mod timeline_json;

#[cfg(feature = "formats")]
pub use png::png_of_svg;
pub(super) use svg::escaped as xml_escaped;
pub use svg::{ChartLook, PAPER_SLOTS, timeline_svg};
pub use timeline::TimelineExport;
pub use timeline_json::timeline_json;

use super::ExportError;
use super::tables::table_csv;

/// The chart as comma-separated values: one row a bin and series.
///
/// # Errors
/// Only what the writer refuses.
pub fn timeline_csv(export: &TimelineExport<'_>) -> Result<String, ExportError> {
    table_csv(export)
}
