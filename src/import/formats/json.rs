//! One JSON value: an array of records, an object that holds one, or a single record. An array is read
//! record by record, so that a request to stop is heard and only a few records lie in memory.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::json_lines::json_lines;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::head::JsonShape;
use crate::import::input::Input;
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
        .and_then(|value| parser.end().map(|()| value));
    let outcome = match read {
        Ok(None) => Ok(()),
        Ok(Some(Value::Object(object))) => one_object(object, &mut sink),
        Ok(Some(_)) => Err(broken("it holds no records")),
        Err(_) if !sink.goes_on() => Ok(()),
        // Records one a line, the first of them too long to have shown it.
        Err(e) if e.to_string().starts_with("trailing characters") && sink.is_untouched() => {
            drop(sink);
            json_lines(decoded.text.as_bytes(), context.mapping, outlet);
            return Ok(());
        }
        Err(e) => Err(broken(&e.to_string())),
    };
    sink.finish();
    outcome
}

/// Characters from which a value of an object is taken for the text of an article.
const TEXT_CHARS: usize = 200;

/// An object is a record, or holds a list of records: `{"articles": [...]}`.
fn one_object(
    object: Map<String, Value>,
    sink: &mut RecordSink<'_, '_>,
) -> Result<(), ProblemKind> {
    let is_list = |v: &Value| v.as_array().is_some_and(|a| a.iter().any(Value::is_object));
    let is_article = |v: &Value| v.as_str().is_some_and(|s| s.len() > TEXT_CHARS);
    let lists = || object.iter().filter(|(_, v)| is_list(v));
    let Some((chosen, _)) = lists().next().filter(|_| !object.values().any(is_article)) else {
        add(1, Value::Object(object), sink);
        return Ok(());
    };
    let chosen = chosen.clone();
    let others: Vec<String> = lists().skip(1).map(|(name, _)| name.clone()).collect();
    for (name, value) in object {
        let Value::Array(values) = value else {
            continue;
        };
        if name != chosen {
            continue;
        }
        for (number, value) in (1..).zip(values) {
            if !add(number, value, sink) {
                return Ok(());
            }
        }
    }
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

/// The value as a whole: of an array each value goes into the sink, anything else is given back.
struct TopLevel<'t, 's, 'o>(&'t mut RecordSink<'s, 'o>);

impl<'de> DeserializeSeed<'de> for TopLevel<'_, '_, '_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Self::Value, D::Error> {
        input.deserialize_any(self)
    }
}

/// What a visitor says of values that hold no others.
macro_rules! plain_values {
    ($wrap:expr) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a JSON value")
        }

        fn visit_bool<E: Error>(self, v: bool) -> Result<Self::Value, E> {
            Ok($wrap(Value::Bool(v)))
        }

        fn visit_i64<E: Error>(self, v: i64) -> Result<Self::Value, E> {
            Ok($wrap(Value::Number(v.into())))
        }

        fn visit_u64<E: Error>(self, v: u64) -> Result<Self::Value, E> {
            Ok($wrap(Value::Number(v.into())))
        }

        fn visit_f64<E: Error>(self, v: f64) -> Result<Self::Value, E> {
            Ok($wrap(
                Number::from_f64(v).map_or(Value::Null, Value::Number),
            ))
        }

        fn visit_str<E: Error>(self, v: &str) -> Result<Self::Value, E> {
            Ok($wrap(Value::String(v.to_owned())))
        }

        fn visit_string<E: Error>(self, v: String) -> Result<Self::Value, E> {
            Ok($wrap(Value::String(v)))
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok($wrap(Value::Null))
        }
    };
}

impl<'de> Visitor<'de> for TopLevel<'_, '_, '_> {
    type Value = Option<Value>;

    plain_values!(Some);

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Self::Value, A::Error> {
        let mut number = 0;
        while let Some(value) = all.next_element_seed(Inner(self.0))? {
            number += 1;
            if !add(number, value, self.0) {
                return Err(stopped());
            }
        }
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, all: A) -> Result<Self::Value, A::Error> {
        Inner(self.0).visit_map(all).map(Some)
    }
}

fn stopped<E: Error>() -> E {
    E::custom("reading was stopped")
}

/// A value inside, built as long as the sink wants more.
struct Inner<'t, 's, 'o>(&'t RecordSink<'s, 'o>);

impl<'de> DeserializeSeed<'de> for Inner<'_, '_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Value, D::Error> {
        input.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Inner<'_, '_, '_> {
    type Value = Value;

    plain_values!(std::convert::identity);

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        while let Some(value) = all.next_element_seed(Inner(self.0))? {
            if !self.0.goes_on() {
                return Err(stopped());
            }
            out.push(value);
        }
        Ok(Value::Array(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Value, A::Error> {
        let mut out = Map::new();
        while let Some(name) = all.next_key::<String>()? {
            if !self.0.goes_on() {
                return Err(stopped());
            }
            out.insert(name, all.next_value_seed(Inner(self.0))?);
        }
        Ok(Value::Object(out))
    }
}
