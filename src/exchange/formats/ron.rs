//! Annotations as a list in RON, one record a line.

use std::io::Write;

use ron::Options;
use ron::extensions::Extensions;
use ron::ser::PrettyConfig;

use super::Format;
use crate::exchange::{AnnotatedSet, ExportError, LossReport, each_record};

pub(super) static FORMAT: Format = Format {
    word: "ron",
    words: "RON",
    endings: &["ron"],
    holds: &super::json_lines::HOLDS,
    is_archive: false,
    read: None,
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
