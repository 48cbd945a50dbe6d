//! JSON: an array of records, an object that holds some at any depth, records by their key, or a single
//! record; also several such values one after another. A list is read record by record wherever it stands,
//! so that a request to stop is heard and only a few records lie in memory: an object is looked through
//! ([`outline`]) before anything of it is built.

mod frames;
mod outline;
mod records_at;

use std::cell::Cell;

use serde::de::DeserializeSeed;
use serde_json::Value;

use crate::corpus::{Draft, ProblemKind};
use crate::import::context::ReadContext;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::head::{JsonShape, without_comments};
use crate::import::input::Input;
use crate::import::json_mend::{closed_off, mended};
use crate::import::json_record::record_of;
use crate::import::json_value::{Bounded, in_words, is_too_deep};
use crate::import::limits::MAX_WHOLE_BYTES;
use crate::import::records::RecordSink;
use crate::import::{Outlet, decode_until};
use outline::{Choice, outline_of};
use records_at::RecordsAt;

pub(crate) static FORMAT: Format = Format {
    words: "a JSON file",
    names: &["JSON"],
    endings: &["json"],
    contents: Contents::Records,
    sniff: Sniff {
        shape: |head| match head.json() {
            Some(JsonShape::Value) => true,
            Some(JsonShape::Lines) => false,
            // Damaged, and by its name not a text that only begins with a bracket.
            None => {
                let start = without_comments(head.text().trim_start());
                head.has_ending(&["json"]) && start.starts_with(['{', '['])
            }
        },
        ..Sniff::NOTHING
    },
    sandboxed: |_| false,
    read,
};

fn broken(why: &str) -> ProblemKind {
    ProblemKind::Broken(FORMAT.words.to_owned(), why.to_owned())
}

/// Reads a file of JSON, also one whose name promises a record a line.
pub(crate) fn read(
    input: Input<'_>,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let bytes = input.whole(MAX_WHOLE_BYTES)?;
    let decoded = decode_until(&bytes, outlet.stop())?;
    let (encoding, guessed) = (decoded.encoding, decoded.guessed);
    let note = |draft: &mut Draft| {
        draft.encoding = encoding.into();
        draft.encoding_guessed = guessed;
    };
    let (outcome, problems) = outlet.through(note, |outlet| {
        let mut sink = RecordSink::new(None, context.mapping, outlet);
        let outcome = all_values(&decoded.text, &mut sink);
        sink.finish();
        outcome
    });
    outlet.add_problems(problems);
    outlet.add_problems(decoded.doubt());
    outlet.add_problems(outcome?);
    Ok(())
}

/// Puts records into the sink, those of a first reading only once.
pub(crate) struct Records<'t, 's, 'o> {
    sink: &'t mut RecordSink<'s, 'o>,
    /// Records that came so far.
    seen: u64,
    /// Those that an earlier reading has put in.
    known: u64,
}

impl Records<'_, '_, '_> {
    /// What was put in already comes once more, from the beginning.
    fn again(&mut self) {
        self.known = self.known.max(self.seen);
        self.seen = 0;
    }

    /// One more; `false` where nothing more is wanted.
    pub(crate) fn add(&mut self, key: Option<String>, value: Value) -> bool {
        self.seen += 1;
        if self.seen <= self.known {
            return self.goes_on();
        }
        match record_of(value) {
            Ok(mut record) => {
                if let Some(key) = key {
                    let name = if record.iter().any(|(c, _)| c == "id") {
                        "key"
                    } else {
                        "id"
                    };
                    record.insert(0, (name.to_owned(), key));
                }
                self.sink.add(self.seen, record)
            }
            Err(why) => {
                self.sink.add_bad(self.seen, why);
                self.goes_on()
            }
        }
    }

    /// Whether more is wanted.
    pub(crate) fn goes_on(&self) -> bool {
        self.sink.goes_on()
    }
}

/// Reads all values of a text; again with its faults mended where it has some. Gives what is to be said
/// although everything was read.
fn all_values(
    text: &str,
    sink: &mut RecordSink<'_, '_>,
) -> Result<Option<ProblemKind>, ProblemKind> {
    let mut records = Records {
        sink,
        seen: 0,
        known: 0,
    };
    let fault = match values(text, &mut records) {
        Ok(said) => return Ok(said),
        Err(_) if !records.goes_on() => return Ok(None),
        Err(Fault::NoRecords) => return Err(broken("it holds no records")),
        // What has too much of something has it mended or not.
        Err(Fault::Json(e)) if is_too_deep(&e) || is_too_much(&e) => {
            return Err(broken(&in_words(&e)));
        }
        Err(Fault::Json(e)) => e,
    };
    let mended = mended(text);
    records.again();
    match values(&mended, &mut records) {
        Ok(_) => Ok(Some(ProblemKind::Doubt(format!(
            "is JSON with faults that were mended, the first: {fault}"
        )))),
        Err(_) if !records.goes_on() => Ok(None),
        Err(Fault::NoRecords) => Err(broken(&fault.to_string())),
        Err(Fault::Json(e)) => {
            // What came whole before the end of a file that is cut off.
            if let Some(whole) = closed_off(&mended).filter(|_| e.is_eof()) {
                records.again();
                drop(values(&whole, &mut records));
            }
            Err(broken(&in_words(&e)))
        }
    }
}

/// Whether a record holds too many values.
fn is_too_much(error: &serde_json::Error) -> bool {
    error
        .to_string()
        .starts_with("a record of it holds more than")
}

/// Why values could not be read.
enum Fault {
    Json(serde_json::Error),
    NoRecords,
}

impl From<serde_json::Error> for Fault {
    fn from(e: serde_json::Error) -> Self {
        Self::Json(e)
    }
}

fn values(text: &str, records: &mut Records<'_, '_, '_>) -> Result<Option<ProblemKind>, Fault> {
    let choice = outline_of(text, &|| records.goes_on())?;
    let mut parser = serde_json::Deserializer::from_str(text);
    let mut said = None;
    if matches!(choice, Choice::Nothing | Choice::One)
        && let Some(rows) = frames::rows_of(text)
    {
        for row in rows {
            if !records.add(None, Value::Object(row)) {
                break;
            }
        }
        return Ok(None);
    }
    match choice {
        Choice::Nothing => return Err(Fault::NoRecords),
        Choice::One => {
            let value = one(&mut parser, records)?;
            records.add(None, value);
        }
        Choice::At { paths, beside } => {
            RecordsAt::new(&paths, records).deserialize(&mut parser)?;
            said = beside.map(ProblemKind::Limit);
        }
    }
    // Further values, whatever stands between them.
    while parser.end().is_err() && records.goes_on() {
        let value = one(&mut parser, records)?;
        records.add(None, value);
    }
    Ok(said)
}

/// The next value as a whole.
fn one<'de>(
    parser: &mut serde_json::Deserializer<impl serde_json::de::Read<'de>>,
    records: &Records<'_, '_, '_>,
) -> Result<Value, serde_json::Error> {
    let left = Cell::new(0);
    Bounded::new(&|| records.goes_on(), &left).deserialize(parser)
}

#[cfg(test)]
mod tests;
