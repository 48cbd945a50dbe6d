//! Values of JSON with a limit on how many of them one record holds: what a value takes in memory is many
//! times what it takes in the file.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::import::limits::{MAX_JSON_DEPTH, MAX_VALUES};

/// Builds one record, as long as it is wanted.
pub(crate) struct Bounded<'b> {
    /// Whether somebody still wants it.
    pub goes_on: &'b dyn Fn() -> bool,
    left: &'b Cell<u64>,
}

impl<'b> Bounded<'b> {
    /// `left` counts down from [`MAX_VALUES`] for each record.
    pub(crate) fn new(goes_on: &'b dyn Fn() -> bool, left: &'b Cell<u64>) -> Self {
        left.set(MAX_VALUES);
        Self { goes_on, left }
    }

    fn inner(&self) -> Self {
        Self {
            goes_on: self.goes_on,
            left: self.left,
        }
    }

    fn count<E: Error>(&self) -> Result<(), E> {
        if !(self.goes_on)() {
            return Err(E::custom("reading was stopped"));
        }
        let left = self.left.get().checked_sub(1);
        let left = left.ok_or_else(|| {
            E::custom(format!(
                "a record of it holds more than {MAX_VALUES} values"
            ))
        })?;
        self.left.set(left);
        Ok(())
    }
}

/// One record that is a text by itself.
///
/// # Errors
/// What is wrong with it, in words.
pub(crate) fn value_of(text: &[u8]) -> Result<Value, String> {
    value_within(text, MAX_VALUES)
}

fn value_within(text: &[u8], most: u64) -> Result<Value, String> {
    let left = Cell::new(0);
    let mut parser = serde_json::Deserializer::from_slice(text);
    let seed = Bounded::new(&|| true, &left);
    left.set(most);
    let value = seed.deserialize(&mut parser);
    let whole = value.and_then(|value| parser.end().map(|()| value));
    whole.map_err(|e| in_words(&e))
}

/// What the parser says, where it says it in words of its own trade.
pub(crate) fn in_words(error: &serde_json::Error) -> String {
    if is_too_deep(error) {
        format!("its values lie more than {MAX_JSON_DEPTH} deep inside each other")
    } else {
        error.to_string()
    }
}

/// Whether values lie deeper inside each other than the parser goes.
pub(crate) fn is_too_deep(error: &serde_json::Error) -> bool {
    error.to_string().starts_with("recursion limit exceeded")
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Value, D::Error> {
        self.count()?;
        input.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Bool(v))
    }

    fn visit_i64<E: Error>(self, v: i64) -> Result<Value, E> {
        Ok(Value::Number(v.into()))
    }

    fn visit_u64<E: Error>(self, v: u64) -> Result<Value, E> {
        Ok(Value::Number(v.into()))
    }

    fn visit_f64<E: Error>(self, v: f64) -> Result<Value, E> {
        Ok(Number::from_f64(v).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, v: &str) -> Result<Value, E> {
        Ok(Value::String(v.to_owned()))
    }

    fn visit_string<E: Error>(self, v: String) -> Result<Value, E> {
        Ok(Value::String(v))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        while let Some(value) = all.next_element_seed(self.inner())? {
            out.push(value);
        }
        Ok(Value::Array(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Value, A::Error> {
        let mut out = Map::new();
        while let Some(name) = all.next_key::<String>()? {
            out.insert(name, all.next_value_seed(self.inner())?);
        }
        Ok(Value::Object(out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_the_parser_makes_of_them() {
        for text in [
            "{\"a\":[1,-2,2.5,null,true,\"x\\n\"],\"b\":{\"c\":[]},\"a\":1}",
            "[]",
            "3",
            "18446744073709551615",
        ] {
            let theirs: Value = serde_json::from_str(text).unwrap();
            assert_eq!(value_of(text.as_bytes()), Ok(theirs), "{text}");
        }
        assert!(value_of(b"{} {}").is_err() && value_of(b"{\"a\":").is_err());
    }

    #[test]
    fn what_holds_too_many_values_or_lies_too_deep_says_so() {
        let text = b"{\"a\":[{},[],1,null]}";
        let why = value_within(text, 5).unwrap_err();
        assert!(why.contains("more than 4000000 values"), "{why}");
        assert!(value_within(text, 6).is_ok());
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        let why = value_of(deep.as_bytes()).unwrap_err();
        assert!(why.contains("more than 128 deep"), "{why}");
        let fits = format!("{}{}", "[".repeat(126), "]".repeat(126));
        assert!(value_of(fits.as_bytes()).is_ok());
    }
}
