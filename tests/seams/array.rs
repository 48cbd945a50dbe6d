//! An exchange format: all records as one JSON array.

use std::io::Write;

use crate::exchange::formats::{Format, json_lines};
use crate::exchange::{AnnotatedSet, ExportError, LossReport, each_record};

pub(super) static FORMAT: Format = Format {
    word: "array",
    words: "JSON array",
    endings: &["array"],
    holds: &json_lines::HOLDS,
    is_archive: false,
    read: None,
    write: Some(write),
};

fn write(
    set: &dyn AnnotatedSet,
    out: &mut dyn Write,
    report: &mut LossReport,
) -> Result<(), ExportError> {
    let mut before = "[";
    each_record(set, report, |record| {
        let record = serde_json::to_vec(record).map_err(|e| ExportError::Io(e.into()))?;
        out.write_all(std::mem::replace(&mut before, ",").as_bytes())?;
        Ok(out.write_all(&record)?)
    })?;
    if before == "[" {
        out.write_all(b"[")?;
    }
    Ok(out.write_all(b"]")?)
}
