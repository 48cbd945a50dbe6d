//! Which workspace a file is, and which line of work a journal continues.
//!
//! The *identity* of a workspace is random, stands in its file and is kept by copies of it. Its *lineage*
//! says which entries led to it: each entry makes of the lineage before it, and of what it says, the next
//! one. Two copies that went different ways have the same identity and, from the first entry in which they
//! differ on, another lineage, whatever their numbers are.
//!
//! A journal, a fallback place and a part that was put aside begin with a [`Head`]: where they begin.
//!
//! Useful for: telling whether entries belong to what is there. Not useful for: proving who wrote them.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use ulid::Ulid;

/// Hexadecimal digits of a lineage.
const DIGITS: usize = 32;

/// Which workspace it is; copies have the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Identity(Arc<str>);

impl Identity {
    /// A new one, unlike all others.
    pub(super) fn random() -> Self {
        Self(Ulid::generate().to_string().into())
    }

    /// That of a file of an earlier version, which says none: the same for all who open it where it lies.
    pub(super) fn of_earlier(content: &Lineage, file: &Path) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(content.0.as_bytes());
        hasher.update(file.as_os_str().as_encoded_bytes());
        let mut bytes = [0; 16];
        hasher.finalize_xof().fill(&mut bytes);
        Self(Ulid::from_bytes(bytes).to_string().into())
    }
}

impl Default for Identity {
    /// A new one: nothing has none.
    fn default() -> Self {
        Self::random()
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which entries led to a state of a workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Lineage(Arc<str>);

impl Lineage {
    /// From the hash of a file that says nothing of it, or of what leads to it.
    pub fn of_hash(hash: blake3::Hash) -> Self {
        Self(hash.to_hex().get(..DIGITS).unwrap_or_default().into())
    }

    fn of(bytes: &[u8]) -> Self {
        Self::of_hash(blake3::hash(bytes))
    }

    /// One that nothing else continues.
    pub fn random() -> Self {
        Self::of(Ulid::generate().to_string().as_bytes())
    }

    /// The one after an entry, by the sum of what it says.
    pub fn after(&self, sum: &str) -> Self {
        Self::of(format!("{} {sum}", self.0).as_bytes())
    }
}

/// What a workspace file says of where it comes from, beside the number of its last entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Origin {
    /// The last entry that is in it.
    pub sequence: u64,
    /// Which workspace it is; none in a file of an earlier version.
    pub identity: Option<Identity>,
    /// The entries that led to it; none in a file of an earlier version.
    pub lineage: Option<Lineage>,
}

/// Where a journal, a fallback place or a part that was put aside begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    /// Of what follows.
    pub version: u32,
    /// The workspace.
    pub identity: Identity,
    /// The entry after which it begins.
    pub after: u64,
    /// The lineage of that entry.
    pub lineage: Lineage,
    /// The content of the workspace file that it was begun on, as its lineage where it says none.
    pub base: Lineage,
    /// Where that file lay; only in places that do not lie beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// The version of what follows a head.
pub(super) const HEAD_VERSION: u32 = 1;
