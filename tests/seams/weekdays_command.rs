//! A subcommand: the table of a view.

use std::io::Write;
use std::path::Path;

use super::opened::{Opened, snapshot};
use super::{ExitCode, Failure};
use crate::analysis::{Cancel, View, WeekdaysView};
use crate::exchange::tables::write_table_csv;

pub(super) fn run(path: &Path, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let opened = Opened::read(path)?;
    let base = snapshot(&opened.inputs(&[], &[]))?;
    let table = WeekdaysView::compute(&base, &(), &Cancel::default())
        .map_err(|error| Failure::new(ExitCode::CannotOpen, error))?;
    write_table_csv(&table, out).map_err(|error| Failure::new(ExitCode::CannotWrite, error))?;
    Ok(ExitCode::Done)
}

#[test]
fn the_table_of_the_view_is_printed_for_the_sample() {
    use clap::Parser;
    let folder = tempfile::tempdir().unwrap();
    let file = crate::store::write_sample(folder.path()).unwrap();
    let mut out = Vec::new();
    run(&file, &mut out).unwrap();
    let table = String::from_utf8(out).unwrap();
    let counts = table.lines().filter_map(|line| line.rsplit_once(','));
    let sum: u64 = counts.filter_map(|(_, n)| n.parse::<u64>().ok()).sum();
    assert!(sum > 20, "{table}");
    let asked = super::Arguments::try_parse_from(["dateline", "weekdays", "x"]).unwrap();
    assert!(matches!(
        asked.command,
        Some(super::Subcommands::Weekdays { .. })
    ));
}
