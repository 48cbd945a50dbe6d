//! Records into articles: rows of tables and objects, from whatever they were read. The first of them say
//! what the columns mean, where the analyst has not; then batch after batch is handed on.

use std::collections::HashSet;

use crate::corpus::{DateStyle, Draft, Mapping, ProblemKind};
use crate::import::Outlet;
use crate::import::limits::MAX_COLUMNS;
use crate::import::mapping::Record;

/// Records that are handed on at once.
const BATCH: usize = 4096;
/// Bytes of records that are handed on at once.
const BATCH_BYTES: u64 = 16 << 20;
/// Records that are looked at before it is said what the columns mean.
pub(crate) const SAMPLE: usize = 200;
/// Most bad records that are listed one by one.
const MAX_LISTED: u64 = 20;

/// Records that gave no article, the first of them in words.
#[derive(Default)]
pub(crate) struct BadRecords {
    listed: Vec<ProblemKind>,
    more: u64,
    /// Records that had too many columns.
    cut: u64,
}

impl BadRecords {
    /// Notes one, by its number from 1.
    pub(crate) fn add(&mut self, number: u64, why: String) {
        if (self.listed.len() as u64) < MAX_LISTED {
            self.listed.push(ProblemKind::Record(number, why));
        } else {
            self.more += 1;
        }
    }

    /// Notes one that is loaded without some of its columns.
    pub(crate) fn add_cut(&mut self) {
        self.cut += 1;
    }

    /// Says what was noted.
    pub(crate) fn hand_over(self, outlet: &mut Outlet<'_>) {
        outlet.add_problems(self.listed);
        if self.more > 0 {
            outlet.problem(ProblemKind::More(self.more));
        }
        if self.cut > 0 {
            outlet.problem(ProblemKind::Limit(format!(
                "{} of its records have more than {MAX_COLUMNS} columns, and those behind are left out",
                self.cut
            )));
        }
    }
}

/// How many dates of records were understood.
#[derive(Default)]
pub(crate) struct DateTally {
    not_understood: u64,
    first: Option<String>,
}

impl DateTally {
    /// Takes in what became of the date of a record.
    pub(crate) fn add(&mut self, draft: &Draft, mapping: &Mapping) {
        if draft.date.is_some() {
            return;
        }
        let of_column = |(name, _): &&(String, String)| mapping.date.as_ref() == Some(name);
        if let Some((_, value)) = draft.fields.iter().find(of_column) {
            self.not_understood += 1;
            self.first.get_or_insert_with(|| value.clone());
        }
    }

    /// Says that some were not understood.
    pub(crate) fn doubt(&self) -> Option<ProblemKind> {
        let first = self.first.clone()?;
        Some(ProblemKind::UnreadDates(self.not_understood, first))
    }
}

/// Takes records one by one and hands articles on in batches.
pub(crate) struct RecordSink<'s, 'o> {
    /// The columns in their order, where the file names them.
    columns: Option<Vec<String>>,
    mapping: Option<Mapping>,
    waiting: Vec<(u64, Record)>,
    waiting_bytes: u64,
    /// What the records that wait take in memory.
    held_bytes: u64,
    bad: BadRecords,
    /// How dates are written, as the first records show it.
    style: Option<DateStyle>,
    dates: DateTally,
    outlet: &'s mut Outlet<'o>,
    ended: bool,
}

impl<'s, 'o> RecordSink<'s, 'o> {
    /// Columns without a `mapping` are guessed from their names and from the first records.
    pub(crate) fn new(
        columns: Option<Vec<String>>,
        mapping: Option<&Mapping>,
        outlet: &'s mut Outlet<'o>,
    ) -> Self {
        Self {
            columns,
            mapping: mapping.cloned(),
            waiting: Vec::new(),
            waiting_bytes: 0,
            held_bytes: 0,
            bad: BadRecords::default(),
            style: None,
            dates: DateTally::default(),
            outlet,
            ended: false,
        }
    }

    /// Takes a record, by its number from 1; `false` where nothing more is wanted.
    pub(crate) fn add(&mut self, number: u64, mut record: Record) -> bool {
        if cut_columns(&mut record) {
            self.bad.add_cut();
        }
        self.waiting_bytes += record.iter().map(|(_, v)| v.len() as u64).sum::<u64>();
        // Short values take less room than what holds them.
        let held = record
            .iter()
            .map(|(c, v)| c.len() + v.len() + size_of::<(String, String)>());
        self.held_bytes += held.sum::<usize>() as u64;
        self.waiting.push((number, record));
        if self.waiting.len() == BATCH || self.held_bytes > BATCH_BYTES {
            self.flush();
        }
        self.goes_on()
    }

    /// Takes what is no record.
    pub(crate) fn add_bad(&mut self, number: u64, why: String) {
        self.bad.add(number, why);
    }

    /// Whether more is wanted.
    pub(crate) fn goes_on(&self) -> bool {
        !self.ended && !self.outlet.is_stopped()
    }

    fn flush(&mut self) {
        let records = self.waiting.iter().map(|(_, r)| r);
        if self.outlet.takes_records(records.take(SAMPLE)) {
            self.ended = true;
            return;
        }
        if self.mapping.is_none() {
            let records = self.waiting.iter().map(|(_, record)| record);
            let columns = self.columns.take();
            self.mapping = guess(columns, records.filter(|r| !r.is_empty()));
        }
        // Records of nothing say nothing of those that follow.
        let nothing = Mapping::default();
        let mapping = self.mapping.as_ref().unwrap_or(&nothing);
        let records = self.waiting.iter().map(|(_, record)| record);
        let style = *self
            .style
            .get_or_insert_with(|| mapping.date_style(records));
        let mut drafts: Vec<Draft> = Vec::with_capacity(self.waiting.len());
        for (number, record) in self.waiting.drain(..) {
            match mapping.draft(record, number, &style) {
                Some(draft) => {
                    self.dates.add(&draft, mapping);
                    drafts.push(draft);
                }
                None => self.bad.add(number, "it has no text".to_owned()),
            }
        }
        let bytes = std::mem::take(&mut self.waiting_bytes);
        self.held_bytes = 0;
        self.ended |= !self.outlet.deliver(drafts, bytes);
    }

    /// Hands on what waits and says what was bad.
    pub(crate) fn finish(mut self) {
        if self.goes_on() && !self.waiting.is_empty() {
            self.flush();
        }
        self.bad.hand_over(self.outlet);
        let doubt = self.dates.doubt();
        self.outlet.add_problems(doubt);
    }
}

/// What the columns mean, by their names and the first records; none where there are neither.
pub(crate) fn guess<'r>(
    columns: Option<Vec<String>>,
    records: impl Iterator<Item = &'r Record>,
) -> Option<Mapping> {
    let sample: Vec<Record> = records.take(SAMPLE).cloned().collect();
    let columns = columns.unwrap_or_else(|| columns_of(&sample));
    (!columns.is_empty()).then(|| Mapping::guess(&columns, &sample))
}

/// Leaves out what is behind the most columns that a record may have; says whether there was something.
pub(crate) fn cut_columns(record: &mut Record) -> bool {
    let is_cut = record.len() > MAX_COLUMNS;
    record.truncate(MAX_COLUMNS);
    is_cut
}

/// The columns of some records, in the order in which they come up, as many as there may be.
pub(crate) fn columns_of(sample: &[Record]) -> Vec<String> {
    let mut known: HashSet<&str> = HashSet::new();
    let columns = sample.iter().flatten().map(|(column, _)| column);
    let new = columns.filter(|c| known.insert(c.as_str()));
    new.take(MAX_COLUMNS).cloned().collect()
}

/// Rows of a table, whatever they were written in.
pub(crate) struct TableRows<I> {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// What stood between two values: what a sign too many has cut is put together with it.
    pub glue: String,
    /// The rows below the head.
    pub rows: I,
}

/// Reads a table row by row. Rows without a word are no records.
pub(crate) fn rows<I>(table: TableRows<I>, mapping: Option<&Mapping>, outlet: &mut Outlet<'_>)
where
    I: Iterator<Item = Result<Vec<String>, String>>,
{
    let TableRows {
        columns,
        glue,
        rows,
    } = table;
    let mut surplus = Surplus::default();
    let mut sink = RecordSink::new(Some(columns.clone()), mapping, outlet);
    for (number, row) in (1..).zip(rows) {
        match row {
            Ok(row) => {
                let record = record_of_row(&columns, row, &glue);
                surplus.add(number, record.1);
                let record = record.0;
                if !record.is_empty() && !sink.add(number, record) {
                    break;
                }
            }
            Err(why) => sink.add_bad(number, why),
        }
        if !sink.goes_on() {
            break;
        }
    }
    sink.finish();
    outlet.add_problems(surplus.doubt());
}

/// Rows with more values than there are columns.
#[derive(Default)]
struct Surplus {
    rows: u64,
    first: u64,
}

impl Surplus {
    fn add(&mut self, number: u64, is_surplus: bool) {
        if is_surplus {
            self.rows += 1;
            self.first = if self.rows == 1 { number } else { self.first };
        }
    }

    fn doubt(&self) -> Option<ProblemKind> {
        let where_it_is = "what is too much stands at the end of the last column";
        match self.rows {
            0 => None,
            1 => Some(format!(
                "has a record with more values than columns, record {}: {where_it_is}",
                self.first
            )),
            n => Some(format!(
                "has {n} records with more values than columns, the first is record {}: {where_it_is}",
                self.first
            )),
        }
        .map(ProblemKind::Doubt)
    }
}

/// The record of a row, and whether it has more values than there are columns.
fn record_of_row(columns: &[String], row: Vec<String>, glue: &str) -> (Record, bool) {
    let filled = row
        .iter()
        .rposition(|v| !v.trim().is_empty())
        .map_or(0, |at| at + 1);
    let surplus = row
        .get(columns.len()..filled)
        .unwrap_or_default()
        .join(glue);
    let mut out: Record = columns.iter().cloned().zip(row).collect();
    let has_surplus = !surplus.is_empty();
    // A comma that was not quoted cuts a value in two: nothing of it is lost.
    if let Some((_, last)) = out.last_mut().filter(|_| has_surplus) {
        last.push_str(glue);
        last.push_str(&surplus);
    }
    out.retain(|(_, value)| !value.trim().is_empty());
    (out, has_surplus)
}
