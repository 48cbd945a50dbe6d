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
}

/// A sign of one or two letters for each track, for narrow columns and legends: the first letter of its name,
/// and where another shows the same, the first letter that tells them apart. Unlike each other as far as
/// their names are.
pub fn initials(tracks: &[Track]) -> Vec<String> {
    let letters = |track: &Track| -> Vec<char> {
        track.name.chars().filter(|c| c.is_alphanumeric()).collect()
    };
    let all: Vec<Vec<char>> = tracks.iter().map(letters).collect();
    let first = |letters: &[char]| -> String {
        letters
            .first()
            .map_or_else(|| "?".to_owned(), |c| c.to_uppercase().collect())
    };
    let sign = |at: usize, own: &Vec<char>| {
        let head = first(own);
        let others = all.iter().enumerate().filter(|(other, _)| *other != at);
        let alike: Vec<&Vec<char>> = others
            .map(|(_, l)| l)
            .filter(|l| first(l) == head)
            .collect();
        if alike.is_empty() {
            return head;
        }
        let lower = |c: &char| c.to_lowercase().next().unwrap_or(*c);
        let tells = |n: &usize| {
            let own = own.get(*n).map(lower);
            own.is_some() && alike.iter().all(|l| l.get(*n).map(lower) != own)
        };
        let place = (1..own.len()).find(tells).or((own.len() > 1).then_some(1));
        let second = place.and_then(|n| own.get(n)).map(lower);
        head + &second.map(String::from).unwrap_or_default()
    };
    all.iter()
        .enumerate()
        .map(|(at, own)| sign(at, own))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_tracks_show_the_same_sign() {
        let track = |name: &str| Track {
            id: TrackId::random(),
            name: name.into(),
            slot: Slot::after(0),
            query: "a".into(),
            shown: true,
        };
        let signs = |names: &[&str]| initials(&names.iter().map(|n| track(n)).collect::<Vec<_>>());
        assert_eq!(signs(&["Bakhmut", "Wagner"]), ["B", "W"]);
        assert_eq!(
            signs(&["Soledar", "shells", "Kyiv", "Kirov"]),
            ["So", "Sh", "Ky", "Ki"]
        );
        assert_eq!(signs(&["Donetsk", "Donbas"]), ["De", "Db"]);
        assert_eq!(signs(&["…", "K", "K"]), ["?", "K", "K"]);
    }
}
