//! Annotations as a list in RON, one record a line.

use std::io::Write;
use std::path::Path;

use ron::Options;
use ron::extensions::Extensions;
use ron::ser::PrettyConfig;

use super::Format;
use crate::exchange::packed::{files_of, text_of};
use crate::exchange::{AnnotatedSet, ExportError, ExportRecord, LossReport, each_record};

pub(super) static FORMAT: Format = Format {
    word: "ron",
    words: "RON",
    endings: &["ron"],
    holds: &super::json_lines::HOLDS,
    is_archive: false,
    read: Some(read),
    write: Some(write),
};

fn write(
    set: &dyn AnnotatedSet,
    out: &mut dyn Write,
    report: &mut LossReport,
) -> Result<(), ExportError> {
    let options = Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    let one_line = PrettyConfig::new().depth_limit(0);
    out.write_all(b"#![enable(implicit_some)]\n[\n")?;
    each_record(set, report, |record| {
        let text = options
            .to_string_pretty(record, one_line.clone())
            .map_err(|e| ExportError::Format(e.to_string()))?;
        Ok(writeln!(out, "  {text},")?)
    })?;
    out.write_all(b"]\n")?;
    Ok(())
}

fn read(path: &Path, report: &mut LossReport) -> Result<Box<dyn AnnotatedSet>, String> {
    let mut records: Vec<ExportRecord> = Vec::new();
    for (name, bytes) in files_of(path)? {
        let text = text_of(&name, &bytes)?;
        records.extend(
            ::ron::from_str::<Vec<ExportRecord>>(&text).map_err(|e| format!("{name}: {e}"))?,
        );
    }
    Ok(super::json_lines::set_of(records, report))
}
