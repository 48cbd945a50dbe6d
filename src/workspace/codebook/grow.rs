//! New tags by path: what is missing above them is made too.

use super::super::{Slot, TagId};
use super::{Codebook, CodebookError, Tag};

/// The tag that a path names, and what must be added to the codebook for it, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagOnPath {
    /// The tag at the end of the path.
    pub tag: TagId,
    /// Its path from the top.
    pub path: String,
    /// The tags that are not there yet, each below one that is there or stands before it; none where the
    /// whole path is there.
    pub missing: Vec<Tag>,
}

impl Codebook {
    /// Follows a path below a tag, or from the top: names with `/` between them, with or without spaces
    /// around. A name is one that is there where a tag has it, its case ignored where no tag has it exactly;
    /// what is not there gets the least used colours, the last a free key.
    ///
    /// # Errors
    /// A name with nothing in it, or a tag above that is not there.
    pub fn on_path(&self, parent: Option<TagId>, path: &str) -> Result<TagOnPath, CodebookError> {
        if parent.is_some_and(|parent| self.get(parent).is_none()) {
            return Err(CodebookError::Missing);
        }
        let names: Vec<&str> = path.split('/').map(str::trim).collect();
        let mut slots: Vec<Slot> = self.tags().iter().map(|t| t.slot).collect();
        let mut above = parent;
        let mut missing: Vec<Tag> = Vec::new();
        for (at, name) in names.iter().enumerate() {
            if name.is_empty() {
                return Err(CodebookError::EmptyName);
            }
            let known = missing
                .is_empty()
                .then(|| self.child(above, name))
                .flatten();
            if let Some(known) = known {
                above = Some(known);
                continue;
            }
            let slot = Slot::least_used(slots.iter().copied());
            slots.push(slot);
            let is_last = at + 1 == names.len();
            let tag = Tag {
                parent: above,
                key: is_last.then(|| self.free_key(name)).flatten(),
                ..Tag::new(TagId::random(), name, slot)
            };
            above = Some(tag.id);
            missing.push(tag);
        }
        let tag = above.ok_or(CodebookError::EmptyName)?;
        let before = parent.map(|parent| self.path(parent));
        let names = before.iter().map(String::as_str).chain(names);
        Ok(TagOnPath {
            tag,
            path: names.collect::<Vec<_>>().join(" / "),
            missing,
        })
    }

    /// The tag of a name directly below another, or at the top.
    fn child(&self, parent: Option<TagId>, name: &str) -> Option<TagId> {
        let exact = self.children(parent).find(|t| t.name.trim() == name);
        let folded = || {
            let name = name.to_lowercase();
            self.children(parent)
                .find(|t| t.name.trim().to_lowercase() == name)
        };
        exact.or_else(folded).map(|tag| tag.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(paths: &[&str]) -> Codebook {
        paths.iter().fold(Codebook::default(), |book, path| {
            let mut tags = book.tags().to_vec();
            tags.extend(book.on_path(None, path).unwrap().missing);
            Codebook::new(tags, 0)
        })
    }

    fn paths(book: &Codebook) -> Vec<String> {
        let order = book.in_tree_order();
        order.iter().map(|(_, tag)| book.path(tag.id)).collect()
    }

    #[test]
    fn a_path_makes_what_is_missing_and_nothing_twice() {
        let made = book(&[
            "claim/population",
            "claim / losses",
            " Claim/population /children",
        ]);
        assert_eq!(
            paths(&made),
            [
                "claim",
                "claim / population",
                "claim / population / children",
                "claim / losses"
            ]
        );
        let keys: Vec<_> = made.tags().iter().filter_map(|t| t.key).collect();
        let unique: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(
            (keys.len(), unique.len()),
            (3, 3),
            "what was named has a key"
        );
        for tag in made.tags() {
            assert_eq!(made.problem_with(tag), Ok(()));
        }
    }

    #[test]
    fn a_path_that_is_there_is_its_tag() {
        let made = book(&["claim/population"]);
        let there = made.on_path(None, "CLAIM / Population").unwrap();
        assert!(there.missing.is_empty());
        assert_eq!(made.path(there.tag), "claim / population");
    }

    #[test]
    fn a_path_goes_on_below_a_tag_and_says_its_whole_way() {
        let made = book(&["claim"]);
        let claim = made.by_path("claim").unwrap().id;
        let below = made.on_path(Some(claim), "losses/dead").unwrap();
        assert_eq!(below.path, "claim / losses / dead");
        assert_eq!(below.missing.first().unwrap().parent, Some(claim));
        assert_eq!(below.missing.last().unwrap().id, below.tag);
    }

    #[test]
    fn names_with_nothing_in_them_are_refused() {
        let made = book(&["claim"]);
        for path in ["", "  ", "/", "claim/", "/claim", "claim//losses"] {
            assert_eq!(
                made.on_path(None, path),
                Err(CodebookError::EmptyName),
                "{path:?}"
            );
        }
        let gone = made.on_path(Some(TagId::random()), "x");
        assert_eq!(gone, Err(CodebookError::Missing));
    }
}
