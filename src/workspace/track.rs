//! Tracks: what the analyst follows.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::TrackId;
use crate::query::{Query, QueryError};

/// One of twelve places in the palette; each has a colour for every theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Slot(u8);

impl Slot {
    /// How many there are.
    pub const COUNT: u8 = 12;

    /// Slot `n`, from 1 to 12.
    pub fn new(n: u8) -> Option<Self> {
        (1..=Self::COUNT).contains(&n).then_some(Self(n))
    }

    /// The slot after `used` others: 1 to 12, then from 1 again.
    pub fn after(used: usize) -> Self {
        Self((used % usize::from(Self::COUNT)) as u8 + 1)
    }

    /// All twelve.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=Self::COUNT).map(Self)
    }

    /// Its number, from 1.
    pub fn number(self) -> u8 {
        self.0
    }

    /// The slot, least in number, that the fewest of `used` have.
    pub fn least_used(used: impl Iterator<Item = Self>) -> Self {
        let mut counts = [0_usize; Self::COUNT as usize];
        for slot in used {
            if let Some(n) = counts.get_mut(usize::from(slot.0) - 1) {
                *n += 1;
            }
        }
        Self::all()
            .zip(counts)
            .min_by_key(|(slot, n)| (*n, slot.0))
            .map_or(Self(1), |(slot, _)| slot)
    }
}

impl TryFrom<u8> for Slot {
    type Error = String;

    fn try_from(n: u8) -> Result<Self, Self::Error> {
        Self::new(n).ok_or_else(|| format!("palette slot {n} does not exist: use 1 to 12"))
    }
}

impl From<Slot> for u8 {
    fn from(slot: Slot) -> Self {
        slot.0
    }
}

/// A named, coloured query. Drives highlights, table columns and chart series alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// Its id.
    pub id: TrackId,
    /// Its name.
    pub name: Arc<str>,
    /// Its place in the palette.
    pub slot: Slot,
    /// The query, as the analyst wrote it.
    pub query: Arc<str>,
    /// Whether it is drawn: highlights, column and series.
    pub shown: bool,
}

impl Track {
    /// The parsed query; `None` where it is empty.
    ///
    /// # Errors
    /// A query that cannot be understood (a track is kept even then).
    pub fn parsed(&self) -> Result<Option<Query>, QueryError> {
        Query::parse(&self.query)
    }

    /// First letter or digit of its name, upper case, for narrow columns.
    pub fn initial(&self) -> String {
        self.name
            .chars()
            .find(|c| c.is_alphanumeric())
            .map_or_else(|| "?".to_owned(), |c| c.to_uppercase().collect())
    }
}
