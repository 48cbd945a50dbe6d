//! Which row of the codebook shows which tag.

use std::collections::HashMap;
use std::sync::Arc;

use crate::ui::made_of::MadeOf;
use crate::workspace::{Codebook, Tag, TagId, Workspace};

/// The tags as the tree shows them, ordered once for each change of the codebook.
#[derive(Default)]
pub struct TreeOrder {
    of: MadeOf<Workspace>,
    /// Depth in the tree and place in the codebook, from the top.
    pub rows: Vec<(usize, usize)>,
    /// Where each tag stands.
    pub row_of: HashMap<TagId, usize>,
}

impl TreeOrder {
    /// Orders the tags anew where something has changed; says whether it did.
    pub fn prepare(&mut self, workspace: &Arc<Workspace>) -> bool {
        if !self.of.is_new(workspace) {
            return false;
        }
        let book = &workspace.codebook;
        let tags = book.tags().iter().enumerate();
        let place_of: HashMap<TagId, usize> = tags.map(|(i, t)| (t.id, i)).collect();
        let ordered = book.in_tree_order();
        let places = ordered.iter().enumerate();
        self.row_of = places.map(|(row, (_, tag))| (tag.id, row)).collect();
        let rows = ordered.iter();
        let rows = rows.filter_map(|(depth, tag)| Some((*depth, *place_of.get(&tag.id)?)));
        self.rows = rows.collect();
        true
    }

    /// The tag of a row, with its depth.
    pub fn tag<'a>(&self, book: &'a Codebook, row: usize) -> Option<(usize, &'a Tag)> {
        let (depth, place) = *self.rows.get(row)?;
        Some((depth, book.tags().get(place)?))
    }
}

/// What a row of the panel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeRow {
    /// A tag, by its row in the tree.
    Tag(usize),
    /// The field for the name of a new tag.
    New,
    /// The button that begins one.
    Button,
}

/// What a row of the panel shows, of so many tags, with the row of a new one where it is named.
pub fn tree_row(at: usize, tags: usize, new: Option<usize>) -> TreeRow {
    let row = match new {
        Some(new) if at == new => return TreeRow::New,
        Some(new) if at > new => at - 1,
        Some(_) | None => at,
    };
    if row < tags {
        TreeRow::Tag(row)
    } else {
        TreeRow::Button
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_tag_is_named_in_a_row_of_its_own_and_the_button_comes_last() {
        use TreeRow::{Button, New, Tag};
        let rows = |new: Option<usize>, n: usize| -> Vec<TreeRow> {
            (0..n).map(|at| tree_row(at, 2, new)).collect()
        };
        assert_eq!(rows(None, 3), [Tag(0), Tag(1), Button]);
        assert_eq!(rows(Some(1), 4), [Tag(0), New, Tag(1), Button]);
        assert_eq!(rows(Some(2), 4), [Tag(0), Tag(1), New, Button]);
    }
}
