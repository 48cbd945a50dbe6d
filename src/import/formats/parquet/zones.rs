//! The time zones that a Parquet table states for its columns of moments: in the notes of pandas, by column, or
//! in the schema of Arrow.

use jiff::tz::TimeZone;
use parquet::file::metadata::KeyValue;
use regex::Regex;
use serde_json::Value;
use std::sync::LazyLock;

/// The zone in which moments are told.
#[derive(Clone, Debug)]
pub(super) enum Zone {
    /// None is stated, or that of the world.
    World,
    Known(TimeZone),
    /// Stated, but not known to this computer, or not which of several.
    Unknown(String),
}

impl Zone {
    fn of(name: &str) -> Self {
        if matches!(name, "UTC" | "Etc/UTC" | "GMT" | "+00:00" | "Z" | "tzutc()") {
            return Self::World;
        }
        if let Some(offset) = offset(name) {
            return Self::Known(offset.to_time_zone());
        }
        TimeZone::get(name).map_or_else(|_| Self::Unknown(name.to_owned()), Self::Known)
    }
}

/// `+02:00`
fn offset(name: &str) -> Option<jiff::tz::Offset> {
    let (sign, digits) = match name.chars().next()? {
        '+' => (1, name.get(1..)?),
        '-' => (-1, name.get(1..)?),
        _ => return None,
    };
    let (hours, minutes) = digits.split_once(':').unwrap_or((digits, "0"));
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    jiff::tz::Offset::from_seconds(sign * seconds).ok()
}

/// The zones of all columns.
pub(super) struct Zones {
    by_column: Vec<(String, Zone)>,
    /// Of all others.
    usual: Zone,
}

impl Zones {
    /// What the notes of a table state.
    pub(super) fn of(notes: Option<&Vec<KeyValue>>) -> Self {
        let note = |name: &str| {
            let mut all = notes.into_iter().flatten();
            all.find(|n| n.key == name).and_then(|n| n.value.clone())
        };
        Self {
            by_column: note("pandas").map_or_else(Vec::new, |text| of_pandas(&text)),
            usual: note("ARROW:schema").map_or(Zone::World, |text| of_arrow(&text)),
        }
    }

    /// The zone of a column.
    pub(super) fn of_column(&self, name: &str) -> &Zone {
        let found = self.by_column.iter().find(|(column, _)| column == name);
        found.map_or(&self.usual, |(_, zone)| zone)
    }
}

fn of_pandas(text: &str) -> Vec<(String, Zone)> {
    let Ok(about) = serde_json::from_str::<Value>(text) else {
        return Vec::new();
    };
    let columns = about.get("columns").and_then(Value::as_array);
    let zones = columns.into_iter().flatten().filter_map(|column| {
        let name = column
            .get("field_name")
            .or_else(|| column.get("name"))?
            .as_str()?;
        let zone = column.get("metadata")?.get("timezone")?.as_str()?;
        Some((name.to_owned(), Zone::of(zone)))
    });
    zones.collect()
}

/// The schema of Arrow in base 64. Where it names one zone that is the zone of all moments.
fn of_arrow(text: &str) -> Zone {
    static NAMES: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|US|Etc)/[A-Za-z_/+-]+[0-9]{0,2}|[+-][0-9]{2}:[0-9]{2}").ok()
    });
    let bytes = base64(text);
    let text: String = bytes.iter().map(|b| char::from(*b)).collect();
    let Some(names) = &*NAMES else {
        return Zone::World;
    };
    let mut found: Vec<&str> = names.find_iter(&text).map(|m| m.as_str()).collect();
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [] => Zone::World,
        [one] => Zone::of(one),
        several => Zone::Unknown(several.join(" or ")),
    }
}

fn base64(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for c in text.bytes() {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 1;
        if count == 4 {
            out.extend(bits.to_be_bytes().into_iter().skip(1));
            (bits, count) = (0, 0);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_found_where_they_are_stated() {
        let pandas = r#"{"columns":[{"name":"when","field_name":"when","metadata":{"timezone":"+02:00"}},{"name":"x","metadata":null}]}"#;
        let note = |key: &str, value: &str| KeyValue {
            key: key.to_owned(),
            value: Some(value.to_owned()),
        };
        // "Nowhere/" is no zone; "+05:30" is one.
        let arrow = "AAAArzA1OjMwAAAArzA1OjMw".replace("rzA1OjMw", "KzA1OjMw");
        let notes = vec![note("pandas", pandas), note("ARROW:schema", &arrow)];
        let zones = Zones::of(Some(&notes));
        assert!(matches!(zones.of_column("when"), Zone::Known(_)));
        assert!(
            matches!(zones.of_column("other"), Zone::Known(_)),
            "{:?}",
            zones.usual
        );
        assert!(matches!(Zones::of(None).of_column("when"), Zone::World));
        assert!(matches!(Zone::of("Mars/Base"), Zone::Unknown(_)));
    }
}
