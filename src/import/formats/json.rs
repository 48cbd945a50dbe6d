//! One JSON value: an array of records, an object that holds one, or a single record. An array is read
//! record by record wherever it stands, so that a request to stop is heard and only a few records lie in
//! memory: an object is looked through before anything of it is built.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::json_lines::json_lines;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::head::JsonShape;
use crate::import::input::Input;
use crate::import::json_value::{Bounded, in_words, value_of};
use crate::import::limits::MAX_WHOLE_BYTES;
use crate::import::records::{RecordSink, record_of};
use crate::import::{Outlet, decode_until};

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
            None => head.has_ending(&["json"]) && head.text().trim_start().starts_with(['{', '[']),
        },
        ..Sniff::NOTHING
    },
    sandboxed: |_| false,
    read,
};

fn broken(why: &str) -> ProblemKind {
    ProblemKind::Broken(FORMAT.words.to_owned(), why.to_owned())
}

fn read(
    input: Input<'_>,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let bytes = input.whole(MAX_WHOLE_BYTES)?;
    let decoded = decode_until(&bytes, outlet.stop())?;
    let mut sink = RecordSink::new(None, context.mapping, outlet);
    let mut parser = serde_json::Deserializer::from_str(&decoded.text);
    let read = TopLevel(&mut sink)
        .deserialize(&mut parser)
        .and_then(|found| parser.end().map(|()| found));
    let outcome = match read {
        Ok(Found::Records) => Ok(()),
        Ok(Found::Object(outline)) => one_object(&decoded.text, &outline, &mut sink),
        Ok(Found::Other) => Err(broken("it holds no records")),
        Err(_) if !sink.goes_on() => Ok(()),
        // Records one a line, the first of them too long to have shown it.
        Err(e) if e.to_string().starts_with("trailing characters") && sink.is_untouched() => {
            drop(sink);
            json_lines(decoded.text.as_bytes(), context.mapping, outlet);
            return Ok(());
        }
        Err(e) => Err(broken(&in_words(&e))),
    };
    sink.finish();
    outcome
}

/// Characters from which a value of an object is taken for the text of an article.
const TEXT_CHARS: usize = 200;

/// What an object holds, before anything of it is built.
#[derive(Default)]
struct Outline {
    /// Names of values that are lists with objects in them.
    lists: Vec<String>,
    /// Whether one of its values is as long as a text.
    has_text: bool,
}

/// An object is a record, or holds a list of records: `{"articles": [...]}`.
fn one_object(
    text: &str,
    outline: &Outline,
    sink: &mut RecordSink<'_, '_>,
) -> Result<(), ProblemKind> {
    let mut lists = outline.lists.iter().filter(|_| !outline.has_text);
    let Some(chosen) = lists.next() else {
        let record = value_of(text.as_bytes()).map_err(|why| broken(&why))?;
        add(1, record, sink);
        return Ok(());
    };
    let mut parser = serde_json::Deserializer::from_str(text);
    let of_list = ListNamed {
        name: chosen,
        sink: &mut *sink,
    };
    match of_list.deserialize(&mut parser) {
        Err(_) if !sink.goes_on() => return Ok(()),
        Err(e) => return Err(broken(&in_words(&e))),
        Ok(()) => {}
    }
    let others: Vec<&str> = lists.map(String::as_str).collect();
    if others.is_empty() {
        return Ok(());
    }
    Err(ProblemKind::Limit(format!(
        "its list “{chosen}” is read, beside it there is “{}”",
        others.join("”, “")
    )))
}

fn add(number: u64, value: Value, sink: &mut RecordSink<'_, '_>) -> bool {
    match record_of(value) {
        Ok(record) => sink.add(number, record),
        Err(why) => {
            sink.add_bad(number, why);
            sink.goes_on()
        }
    }
}

/// What a value as a whole turned out to be.
enum Found {
    /// A list, whose records are in the sink.
    Records,
    /// An object, of which nothing is built.
    Object(Outline),
    /// Neither.
    Other,
}

fn stopped<E: Error>() -> E {
    E::custom("reading was stopped")
}

/// What a visitor says of values that hold no others.
macro_rules! plain_values {
    ($plain:expr) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a JSON value")
        }

        fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
            Ok($plain)
        }

        fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
            Ok($plain)
        }

        fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
            Ok($plain)
        }

        fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
            Ok($plain)
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok($plain)
        }
    };
}

/// A seed is its own visitor here.
macro_rules! visits_itself {
    () => {
        fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Self::Value, D::Error> {
            input.deserialize_any(self)
        }
    };
}

/// The value as a whole: of an array each value goes into the sink, an object is looked through.
struct TopLevel<'t, 's, 'o>(&'t mut RecordSink<'s, 'o>);

impl<'de> DeserializeSeed<'de> for TopLevel<'_, '_, '_> {
    type Value = Found;

    visits_itself!();
}

impl<'de> Visitor<'de> for TopLevel<'_, '_, '_> {
    type Value = Found;

    plain_values!(Found::Other);

    fn visit_str<E: Error>(self, _: &str) -> Result<Found, E> {
        Ok(Found::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, all: A) -> Result<Found, A::Error> {
        records_of(all, self.0).map(|()| Found::Records)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Found, A::Error> {
        let mut out = Outline::default();
        while let Some(name) = all.next_key::<String>()? {
            match all.next_value_seed(Looked(self.0))? {
                Shape::List => out.lists.push(name),
                Shape::Text => out.has_text = true,
                Shape::Other => {}
            }
        }
        // The same name twice is one list, and the first by name is the one that is read.
        out.lists.sort_unstable();
        out.lists.dedup();
        Ok(Found::Object(out))
    }
}

/// Puts the values of a list into the sink, one by one.
fn records_of<'de, A: SeqAccess<'de>>(
    mut all: A,
    sink: &mut RecordSink<'_, '_>,
) -> Result<(), A::Error> {
    let mut number = 0;
    let left = Cell::new(0);
    loop {
        let goes_on = || sink.goes_on();
        let Some(value) = all.next_element_seed(Bounded::new(&goes_on, &left))? else {
            return Ok(());
        };
        number += 1;
        if !add(number, value, sink) {
            return Err(stopped());
        }
    }
}

/// What a value of an object is, as far as that decides whether the object is a record.
enum Shape {
    /// A list with objects in it.
    List,
    /// As long as the text of an article.
    Text,
    Other,
}

/// Looks at a value without building it.
struct Looked<'t, 's, 'o>(&'t RecordSink<'s, 'o>);

impl<'de> DeserializeSeed<'de> for Looked<'_, '_, '_> {
    type Value = Shape;

    visits_itself!();
}

impl<'de> Visitor<'de> for Looked<'_, '_, '_> {
    type Value = Shape;

    plain_values!(Shape::Other);

    fn visit_str<E: Error>(self, text: &str) -> Result<Shape, E> {
        let is_long = text.len() > TEXT_CHARS;
        Ok(if is_long { Shape::Text } else { Shape::Other })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Shape, A::Error> {
        let mut holds_objects = false;
        while let Some(is_object) = all.next_element_seed(IsObject)? {
            holds_objects |= is_object;
            if !self.0.goes_on() {
                return Err(stopped());
            }
        }
        Ok(if holds_objects {
            Shape::List
        } else {
            Shape::Other
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Shape, A::Error> {
        while all.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Shape::Other)
    }
}

/// Whether a value is an object.
struct IsObject;

impl<'de> DeserializeSeed<'de> for IsObject {
    type Value = bool;

    visits_itself!();
}

impl<'de> Visitor<'de> for IsObject {
    type Value = bool;

    plain_values!(false);

    fn visit_str<E: Error>(self, _: &str) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<bool, A::Error> {
        while all.next_element::<IgnoredAny>()?.is_some() {}
        Ok(false)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<bool, A::Error> {
        while all.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(true)
    }
}

/// Of an object the values of one list go into the sink; the rest of it is passed over.
struct ListNamed<'t, 's, 'o> {
    name: &'t str,
    sink: &'t mut RecordSink<'s, 'o>,
}

impl<'de> DeserializeSeed<'de> for ListNamed<'_, '_, '_> {
    type Value = ();

    visits_itself!();
}

impl<'de> Visitor<'de> for ListNamed<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<(), A::Error> {
        while let Some(name) = all.next_key::<String>()? {
            if name == self.name {
                all.next_value_seed(Records(self.sink))?;
            } else {
                all.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// A list of records.
struct Records<'t, 's, 'o>(&'t mut RecordSink<'s, 'o>);

impl<'de> DeserializeSeed<'de> for Records<'_, '_, '_> {
    type Value = ();

    visits_itself!();
}

impl<'de> Visitor<'de> for Records<'_, '_, '_> {
    type Value = ();

    plain_values!(());

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, all: A) -> Result<(), A::Error> {
        records_of(all, self.0)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<(), A::Error> {
        // The same name once more, for something that is no list.
        while all.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

#[cfg(test)]
mod tests;
