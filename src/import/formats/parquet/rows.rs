//! The rows of a Parquet table, one by one. Structs become columns of dotted names, moments are told in the
//! zone that their column states.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::basic::{LogicalType, TimeUnit};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::Type;
use serde_json::{Map, Value};

use super::zones::{Zone, Zones};
use crate::corpus::Mapping;
use crate::corpus::ProblemKind;
use crate::import::Outlet;
use crate::import::json_record::flatten;
use crate::import::limits::{MAX_COLUMNS, MAX_RECORDS};
use crate::import::mapping::Record;
use crate::import::records::RecordSink;

fn broken(e: impl std::fmt::Display) -> ProblemKind {
    ProblemKind::Broken(super::FORMAT.words.to_owned(), e.to_string())
}

fn contradicted() -> ProblemKind {
    broken("its pages contradict each other")
}

/// How the moments of a column are told.
#[derive(Clone, Copy)]
struct Moments<'z> {
    /// Whether plain numbers of the column are nanoseconds since 1970.
    are_nanos: bool,
    /// Whether they are moments of the world's time, rather than what a clock showed somewhere.
    are_of_world: bool,
    zone: &'z Zone,
}

/// Reads a table.
pub(super) fn table(
    file: File,
    mapping: Option<&Mapping>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let reader = SerializedFileReader::new(file).map_err(broken)?;
    let about = reader.metadata().file_metadata();
    let zones = Zones::of(about.key_value_metadata());
    let fields = about.schema().get_fields();
    if fields.len() > MAX_COLUMNS {
        outlet.problem(ProblemKind::Limit(format!(
            "it has {} columns, of which the first {MAX_COLUMNS} are read",
            fields.len()
        )));
    }
    let moments: Vec<Moments<'_>> = fields.iter().map(|f| moments_of(f, &zones)).collect();
    let mut sink = RecordSink::new(None, mapping, outlet);
    // The library ends with a fault of its own where the pages of a damaged table contradict each other: what
    // came before is kept.
    let begun = catch_unwind(AssertUnwindSafe(|| reader.get_row_iter(None)));
    let mut all = begun.map_err(|_| contradicted())?.map_err(broken)?;
    let mut failed = None;
    for number in 1..=MAX_RECORDS {
        // A damaged footer may claim any number of rows, each of which then fails: the first fault ends it.
        let row = match catch_unwind(AssertUnwindSafe(|| all.next())) {
            Ok(Some(Ok(row))) => row,
            Ok(None) => break,
            Ok(Some(Err(e))) => {
                failed = Some(broken(e));
                break;
            }
            Err(_) => {
                failed = Some(contradicted());
                break;
            }
        };
        let mut record = Record::new();
        for ((name, field), moments) in row.get_column_iter().zip(&moments).take(MAX_COLUMNS) {
            flatten(name.clone(), value_of(field, *moments), 0, &mut record);
        }
        if !record.is_empty() && !sink.add(number, record) || !sink.goes_on() {
            break;
        }
    }
    sink.finish();
    failed.map_or(Ok(()), Err)
}

fn moments_of<'z>(field: &Type, zones: &'z Zones) -> Moments<'z> {
    let zone = zones.of_column(field.name());
    let mut out = Moments {
        are_nanos: false,
        are_of_world: true,
        zone,
    };
    if let Some(LogicalType::Timestamp(stamp)) = field.get_basic_info().logical_type_ref() {
        out.are_nanos = matches!(stamp.unit, TimeUnit::NANOS);
        out.are_of_world = stamp.is_adjusted_to_u_t_c;
    }
    out
}

fn value_of(field: &Field, moments: Moments<'_>) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(b) => Value::Bool(*b),
        Field::Str(text) => Value::String(text.clone()),
        Field::Bytes(bytes) => Value::String(String::from_utf8_lossy(bytes.data()).into_owned()),
        Field::Date(days) => {
            let day = crate::corpus::columns::day_of(*days);
            day.map_or(Value::Null, |d| Value::String(d.to_string()))
        }
        Field::TimestampMillis(ms) => {
            moment(jiff::Timestamp::from_millisecond(*ms).ok(), *ms, moments)
        }
        Field::TimestampMicros(us) => {
            moment(jiff::Timestamp::from_microsecond(*us).ok(), *us, moments)
        }
        Field::Long(ns) if moments.are_nanos => moment(
            jiff::Timestamp::from_nanosecond(i128::from(*ns)).ok(),
            *ns,
            moments,
        ),
        Field::ListInternal(list) => {
            let items = list.elements().iter().map(|item| value_of(item, moments));
            Value::Array(items.collect())
        }
        Field::Group(row) => {
            let inside = row.get_column_iter();
            let all: Map<String, Value> = inside
                .map(|(name, field)| (name.clone(), value_of(field, moments)))
                .collect();
            Value::Object(all)
        }
        Field::MapInternal(map) => {
            let all: Map<String, Value> = map
                .entries()
                .iter()
                .map(|(key, value)| match value_of(key, moments) {
                    Value::String(name) => (name, value_of(value, moments)),
                    other => (other.to_string(), value_of(value, moments)),
                })
                .collect();
            Value::Object(all)
        }
        other => Value::String(other.to_string()),
    }
}

/// A moment in words that begin with its day.
fn moment(moment: Option<jiff::Timestamp>, raw: i64, moments: Moments<'_>) -> Value {
    let Some(moment) = moment else {
        return Value::String(raw.to_string());
    };
    let utc = || moment.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    Value::String(match moments.zone {
        _ if !moments.are_of_world => utc().to_string(),
        Zone::World => moment.to_string(),
        Zone::Known(zone) => {
            let local = moment.to_zoned(zone.clone());
            format!("{}{}", local.datetime(), local.offset())
        }
        // The day of the world's time may be the day before: it is not taken for one.
        Zone::Unknown(name) => format!("time zone {name}, in UTC: {}", utc()),
    })
}
