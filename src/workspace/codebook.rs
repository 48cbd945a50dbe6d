//! The codebook: a tree of tags.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Annotation, Attribute, AttributeSchema, Slot, TagId};

/// The key that applies a tag: one letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "char", into = "char")]
pub struct TagKey(char);

impl TagKey {
    /// The letters that move through articles and hits and so cannot be tag keys.
    pub const TAKEN: [char; 3] = ['j', 'k', 'n'];

    /// A key from a letter a to z, whatever its case; `None` for `j`, `k`, `n` and anything else.
    pub fn new(letter: char) -> Option<Self> {
        let lower = letter.to_ascii_lowercase();
        (lower.is_ascii_lowercase() && !Self::TAKEN.contains(&lower)).then_some(Self(lower))
    }

    /// The letter, lower case.
    pub fn letter(self) -> char {
        self.0
    }

    /// All letters that can be keys.
    pub fn all() -> impl Iterator<Item = Self> {
        ('a'..='z').filter_map(Self::new)
    }
}

impl TryFrom<char> for TagKey {
    type Error = String;

    fn try_from(letter: char) -> Result<Self, Self::Error> {
        Self::new(letter).ok_or_else(|| {
            format!("`{letter}` cannot be the key of a tag: use a letter other than j, k and n")
        })
    }
}

impl From<TagKey> for char {
    fn from(key: TagKey) -> Self {
        key.0
    }
}

impl fmt::Display for TagKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// One entry of the codebook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// The tag above it; none at the top.
    pub parent: Option<TagId>,
    /// Its name, unique among its siblings, without `/`.
    pub name: Arc<str>,
    /// Its place in the palette.
    pub slot: Slot,
    /// The key that applies it.
    pub key: Option<TagKey>,
    /// When to use it.
    pub definition: Arc<str>,
    /// Passages that it fits.
    pub examples: Arc<str>,
    /// When not to use it.
    pub exclusions: Arc<str>,
    /// What is to be said about each passage.
    pub attributes: Vec<AttributeSchema>,
    /// Whether it only holds others together and is put on no passage.
    pub folder: bool,
    /// Whether it is kept for what was coded with it, and offered no more.
    pub retired: bool,
    /// The revision of the codebook in which its meaning last changed.
    pub revised: u32,
}

impl Tag {
    /// A tag at the top that says nothing yet.
    pub fn new(id: TagId, name: &str, slot: Slot) -> Self {
        Self {
            id,
            parent: None,
            name: name.into(),
            slot,
            key: None,
            definition: Arc::default(),
            examples: Arc::default(),
            exclusions: Arc::default(),
            attributes: Vec::new(),
            folder: false,
            retired: false,
            revised: 0,
        }
    }

    /// Whether it may be put on a passage.
    pub fn is_codable(&self) -> bool {
        !self.folder && !self.retired
    }
}

/// All tags. Siblings stand in the analyst's order. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codebook {
    /// All tags; the order among siblings is their order here.
    tags: Arc<Vec<Tag>>,
    /// How often the meaning of a tag has changed.
    revision: u32,
    /// How they hang together, found out once.
    tree: tree::Lazy,
}

/// Why a codebook cannot be changed that way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodebookError {
    /// A name with nothing in it.
    #[error("A tag needs a name.")]
    EmptyName,
    /// A name with a slash.
    #[error("A tag's name cannot hold a slash ( / ): it separates a tag from its sub-tags.")]
    SlashInName,
    /// A sibling has the name already.
    #[error("There is already a tag “{0}” here. Choose another name, or merge the two.")]
    NameTaken(String),
    /// Another tag has the key already.
    #[error("The key {key} belongs to “{owner}”. Take it from there first, or choose another.")]
    KeyTaken {
        /// The key.
        key: TagKey,
        /// The tag that has it.
        owner: String,
    },
    /// A tag below itself.
    #[error("A tag cannot lie below itself.")]
    Cycle,
    /// A tag that is not there.
    #[error("This tag is no longer in the codebook.")]
    Missing,
}

impl Codebook {
    /// Takes the tags as they are; see [`Self::problem_with`] for what to check first.
    pub fn new(tags: Vec<Tag>, revision: u32) -> Self {
        Self {
            tags: Arc::new(tags),
            revision,
            tree: tree::Lazy::default(),
        }
    }

    /// What a passage that gets a tag says at first: the defaults of the attributes that the tag asks for.
    pub fn default_attributes(&self, tag: TagId) -> Vec<Attribute> {
        let asked = self.get(tag).map_or(&[][..], |t| &t.attributes);
        let filled = asked.iter().filter(|s| !s.default.is_empty());
        filled
            .map(|schema| Attribute {
                key: Arc::clone(&schema.name),
                value: Arc::clone(&schema.default),
            })
            .collect()
    }

    /// An annotation as it is with another tag: coded with what that tag means now, and with the values
    /// that it is to have at first.
    pub fn retagged(&self, one: &Annotation, tag: Option<TagId>, now: Timestamp) -> Annotation {
        let mut out = one.clone();
        out.tag = tag;
        out.modified = now;
        out.revision = self.revision;
        let defaults = tag.map(|tag| self.default_attributes(tag));
        for attribute in defaults.into_iter().flatten() {
            if out.attribute(&attribute.key).is_none() {
                out.attributes.push(attribute);
            }
        }
        out
    }

    /// How often the meaning of a tag has changed.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    pub(super) fn set_revision(&mut self, revision: u32) {
        self.revision = revision;
    }

    /// The tags, to be changed: how they hang together is found out anew when somebody asks.
    pub(super) fn tags_mut(&mut self) -> &mut Vec<Tag> {
        self.tree = tree::Lazy::default();
        Arc::make_mut(&mut self.tags)
    }

    /// All tags in stored order.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// Number of tags.
    pub fn len(&self) -> usize {
        self.tags.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty()
    }

    /// The tag whose key this is.
    pub fn by_key(&self, key: TagKey) -> Option<&Tag> {
        self.tags.iter().find(|t| t.key == Some(key))
    }

    /// The first letter of a name, or of the alphabet, that is still free as a key.
    pub fn free_key(&self, name: &str) -> Option<TagKey> {
        let letters = name.chars().filter_map(TagKey::new);
        letters
            .chain(TagKey::all())
            .find(|key| self.by_key(*key).is_none())
    }

    /// What is wrong with putting `tag` in, in place of the one with its id.
    ///
    /// # Errors
    /// Empty or taken names, slashes, taken keys, parents that are missing or lie below.
    pub fn problem_with(&self, tag: &Tag) -> Result<(), CodebookError> {
        if tag.name.trim().is_empty() {
            return Err(CodebookError::EmptyName);
        }
        if tag.name.contains('/') {
            return Err(CodebookError::SlashInName);
        }
        let others = || self.tags.iter().filter(|t| t.id != tag.id);
        if others().any(|t| t.parent == tag.parent && t.name.trim() == tag.name.trim()) {
            return Err(CodebookError::NameTaken(tag.name.to_string()));
        }
        if let Some(key) = tag.key
            && let Some(owner) = others().find(|t| t.key == Some(key))
        {
            return Err(CodebookError::KeyTaken {
                key,
                owner: self.path(owner.id),
            });
        }
        if let Some(parent) = tag.parent {
            if self.get(parent).is_none() {
                return Err(CodebookError::Missing);
            }
            if self.with_sub_tags(tag.id).contains(&parent) {
                return Err(CodebookError::Cycle);
            }
        }
        Ok(())
    }
}

mod grow;
mod tree;

pub use grow::TagOnPath;

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn tag(parent: Option<TagId>, name: &str, key: Option<char>) -> Tag {
        Tag {
            parent,
            key: key.and_then(TagKey::new),
            ..Tag::new(TagId::random(), name, Slot::after(0))
        }
    }

    fn sample() -> (Codebook, Tag, Tag) {
        let claim = tag(None, "claim", Some('c'));
        let losses = tag(Some(claim.id), "losses", Some('l'));
        (
            Codebook::new(vec![losses.clone(), claim.clone()], 0),
            claim,
            losses,
        )
    }

    #[test]
    fn paths_run_from_the_top() {
        let (book, claim, losses) = sample();
        assert_eq!(book.path(losses.id), "claim / losses");
        assert_eq!(book.by_path("Claim/Losses").unwrap().id, losses.id);
        assert_eq!(book.with_sub_tags(claim.id).len(), 2);
        let order: Vec<_> = book
            .in_tree_order()
            .iter()
            .map(|(d, t)| (*d, t.name.to_string()))
            .collect();
        assert_eq!(order, [(0, "claim".into()), (1, "losses".into())]);
    }

    #[test]
    fn conflicts_are_named() {
        let (book, claim, losses) = sample();
        let key = TagKey::new('L').unwrap();
        assert_eq!(
            book.problem_with(&tag(None, "x", Some('l'))),
            Err(CodebookError::KeyTaken {
                key,
                owner: "claim / losses".into()
            })
        );
        assert_eq!(
            book.problem_with(&tag(None, "claim", None)),
            Err(CodebookError::NameTaken("claim".into()))
        );
        assert_eq!(
            book.problem_with(&tag(Some(claim.id), "claim", None)),
            Ok(())
        );
        assert_eq!(
            book.problem_with(&Tag {
                parent: Some(losses.id),
                ..claim
            }),
            Err(CodebookError::Cycle)
        );
        assert_eq!(
            book.problem_with(&tag(None, "a/b", None)),
            Err(CodebookError::SlashInName)
        );
        assert_eq!(TagKey::new('j'), None);
        assert_eq!(TagKey::new('ж'), None);
    }

    #[test]
    fn a_cycle_in_a_file_does_not_hang() {
        let (mut book, claim, losses) = sample();
        for t in book.tags_mut() {
            t.parent = Some(if t.id == claim.id {
                losses.id
            } else {
                claim.id
            });
        }
        assert!(book.path(claim.id).len() < 100);
        assert!(book.in_tree_order().is_empty());
        assert_eq!(book.below_themselves().len(), 2);
        // Nor does one id that is there twice, once below the other.
        let twice = vec![claim.clone(), tag(Some(claim.id), "x", None), claim.clone()];
        let mut book = Codebook::new(twice, 0);
        book.tags_mut()[1].id = claim.id;
        book.tags_mut()[2].parent = Some(claim.id);
        assert_eq!(book.in_tree_order().len(), 3);
    }

    #[test]
    fn a_chain_of_many_tags_is_walked_once() {
        let mut chain: Vec<Tag> = Vec::new();
        for n in 0..20_000 {
            let above = chain.last().map(|t: &Tag| t.id);
            chain.push(tag(above, &format!("t{n}"), None));
        }
        let (top, bottom) = (chain[0].id, chain[19_999].id);
        chain.reverse();
        let book = Codebook::new(chain, 0);
        assert_eq!(book.in_tree_order().len(), 20_000);
        assert_eq!(book.with_sub_tags(top).len(), 20_000);
        let path = book.path(bottom);
        assert_eq!(book.by_path(&path.to_uppercase()).unwrap().id, bottom);
        assert!(book.below_themselves().is_empty());
        let own = HashMap::from([(bottom, 2), (top, 1)]);
        let all = book.totals(&own);
        assert_eq!((all[&top], all[&bottom], all.len()), (3, 2, 20_000));
    }

    #[test]
    fn a_path_finds_the_first_tag_that_has_it_exact_names_first() {
        let upper = tag(None, "Claim", None);
        let lower = tag(None, "claim", None);
        let below = tag(Some(lower.id), " losses ", None);
        let slash = tag(Some(lower.id), "a / b", None);
        let book = Codebook::new(
            vec![upper.clone(), lower.clone(), below.clone(), slash.clone()],
            0,
        );
        let found = |path: &str| book.by_path(path).map(|t| t.id);
        assert_eq!(found("claim"), Some(lower.id));
        assert_eq!(found("Claim"), Some(upper.id));
        assert_eq!(found("CLAIM"), Some(upper.id));
        assert_eq!(found("claim/losses"), Some(below.id));
        assert_eq!(found(" CLAIM / Losses"), Some(below.id));
        assert_eq!(found("claim/a/b"), Some(slash.id));
        assert_eq!(found("losses"), None);
        assert_eq!(found("claim/losses/x"), None);
    }
}
