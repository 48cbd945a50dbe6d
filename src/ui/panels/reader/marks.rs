//! Which annotation is drawn where: on which line under the text, in which block.

use std::collections::{HashMap, HashSet};

use super::scene::Scene;
use crate::app::{ReaderDoc, State, marks::mark_rows};
use crate::corpus::Article;
use crate::text::Span;
use crate::ui::made_of::MadeOf;
use crate::workspace::{AnnotationId, Slot, TagId, Workspace};

/// Most lines that are stacked under a row of text; deeper marks are in the margin and the list.
pub const MAX_MARK_ROWS: usize = 4;

/// One range of an annotation.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// The annotation.
    pub id: AnnotationId,
    /// What it covers.
    pub span: Span,
    /// Colour and pattern of its tag; none for a plain note.
    pub slot: Option<Slot>,
    /// Its line under the text, from 0.
    pub row: usize,
}

/// The marks of the open article, by block.
#[derive(Default)]
pub struct MarkTable {
    of: MadeOf<Workspace>,
    of_article: MadeOf<Article>,
    blocks: usize,
    /// Rises with every rebuilding.
    pub revision: u64,
    /// All marks in reading order.
    pub all: Vec<Mark>,
    /// For each block the numbers of its marks.
    by_block: Vec<Vec<u32>>,
    /// The relations between annotations of the open article, from one to the other.
    pub relations: Vec<(AnnotationId, AnnotationId)>,
}

impl MarkTable {
    /// Rebuilds the table where the text or the annotations have changed.
    pub fn prepare(&mut self, state: &State, doc: &ReaderDoc, scene: &Scene) {
        let workspace = state.session.workspace();
        // Both are asked: each remembers.
        let changed = self.of.is_new(workspace) | self.of_article.is_new(&doc.article);
        if !changed && self.blocks == scene.blocks.len() {
            return;
        }
        self.blocks = scene.blocks.len();
        self.revision += 1;
        let tags = workspace.codebook.tags().iter();
        let slots: HashMap<TagId, Slot> = tags.map(|t| (t.id, t.slot)).collect();
        let slot = |tag: TagId| slots.get(&tag).copied();
        self.all = workspace
            .annotations
            .of(&doc.article.id)
            .filter(|a| a.version == doc.article.hash)
            .flat_map(|a| a.spans().map(|span| (a.id, span, a.tag.and_then(slot))))
            .map(|(id, span, slot)| Mark {
                id,
                span,
                slot,
                row: 0,
            })
            .collect();
        self.all
            .sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end), m.id));
        let spans: Vec<Span> = self.all.iter().map(|m| m.span).collect();
        for (mark, row) in self.all.iter_mut().zip(mark_rows(&spans)) {
            mark.row = row;
        }
        let here: HashSet<AnnotationId> = self.all.iter().map(|m| m.id).collect();
        let relations = workspace.relations.iter().map(|r| (r.from, r.to));
        let relations = relations.filter(|(from, to)| here.contains(from) && here.contains(to));
        self.relations = relations.collect();
        self.by_block = vec![Vec::new(); scene.blocks.len()];
        for (number, mark) in self.all.iter().enumerate() {
            let first = scene
                .blocks
                .partition_point(|b| b.span.end <= mark.span.start);
            for (block, list) in scene.blocks.iter().zip(&mut self.by_block).skip(first) {
                if block.span.start >= mark.span.end {
                    break;
                }
                list.push(number as u32);
            }
        }
    }

    /// The marks of a block, in reading order.
    pub fn of_block(&self, number: usize) -> impl Iterator<Item = &Mark> {
        self.by_block
            .get(number)
            .into_iter()
            .flatten()
            .filter_map(|n| self.all.get(*n as usize))
    }

    /// The shortest mark over a byte of a block.
    pub fn at(&self, block: usize, byte: usize) -> Option<&Mark> {
        self.of_block(block)
            .filter(|m| m.span.contains(byte))
            .min_by_key(|m| m.span.len())
    }
}
