//! Reading the records that lie at some places of a JSON value, without building anything else of it.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Records;
use super::outline::{Path, Step};
use crate::import::json_value::Bounded;

fn stopped<E: Error>() -> E {
    E::custom("reading was stopped")
}

/// Goes down to the records.
pub(super) struct RecordsAt<'t, 'p, 'r, 's, 'o> {
    /// Steps that are still to go, each of one place.
    rest: Vec<&'p [Step]>,
    records: &'t mut Records<'r, 's, 'o>,
}

impl<'t, 'p, 'r, 's, 'o> RecordsAt<'t, 'p, 'r, 's, 'o> {
    pub(super) fn new(paths: &'p [Path], records: &'t mut Records<'r, 's, 'o>) -> Self {
        Self {
            rest: paths.iter().map(|p| p.0.as_slice()).collect(),
            records,
        }
    }

    /// The places below, by whether the next step leads there.
    fn below(&self, leads: impl Fn(&Step) -> bool) -> Vec<&'p [Step]> {
        let next = self.rest.iter().filter_map(|steps| steps.split_first());
        next.filter(|(first, _)| leads(first))
            .map(|(_, rest)| rest)
            .collect()
    }

    /// Whether what is read now holds the records.
    fn is_there(&self) -> bool {
        self.rest.iter().any(|steps| steps.is_empty())
    }
}

impl<'de> DeserializeSeed<'de> for RecordsAt<'_, '_, '_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<(), D::Error> {
        input.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for RecordsAt<'_, '_, '_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<(), A::Error> {
        let left = Cell::new(0);
        if self.is_there() {
            loop {
                let goes_on = || self.records.goes_on();
                let Some(value) = all.next_element_seed(Bounded::new(&goes_on, &left))? else {
                    break;
                };
                if !self.records.add(None, value) {
                    return Err(stopped());
                }
            }
            return Ok(());
        }
        let rest = self.below(|step| matches!(step, Step::Each));
        loop {
            let below = RecordsAt {
                rest: rest.clone(),
                records: &mut *self.records,
            };
            if all.next_element_seed(below)?.is_none() {
                return Ok(());
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<(), A::Error> {
        let left = Cell::new(0);
        if self.is_there() {
            while let Some(key) = all.next_key::<String>()? {
                let goes_on = || self.records.goes_on();
                let value = all.next_value_seed(Bounded::new(&goes_on, &left))?;
                // A note beside the records is none.
                if value.is_object() && !self.records.add(Some(key), value) {
                    return Err(stopped());
                }
            }
            return Ok(());
        }
        while let Some(key) = all.next_key::<String>()? {
            let rest = self.below(|step| matches!(step, Step::Key(name) if *name == key));
            if rest.is_empty() {
                all.next_value::<IgnoredAny>()?;
            } else {
                all.next_value_seed(RecordsAt {
                    rest,
                    records: &mut *self.records,
                })?;
            }
            if !self.records.goes_on() {
                return Err(stopped());
            }
        }
        Ok(())
    }
}
