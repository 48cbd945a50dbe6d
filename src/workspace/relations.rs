//! All links between annotations: in their order, by id and by annotation.

use imbl::vector::Iter;
use imbl::{HashMap, OrdSet, Vector};
use ulid::Ulid;

use super::{AnnotationId, Relation, RelationId};

/// All relations, in the order in which they were made. Cheap to clone and to change while clones are
/// about; those of one annotation are found without looking at the others.
#[derive(Clone, Debug, Default)]
pub struct Relations {
    list: Vector<Relation>,
    /// One of each id, and how many have it: one, but in a file written by hand, until that is repaired.
    by_id: HashMap<RelationId, (Relation, usize)>,
    by_annotation: OrdSet<(AnnotationId, RelationId)>,
}

impl PartialEq for Relations {
    fn eq(&self, other: &Self) -> bool {
        // What else there is follows from the list.
        self.list == other.list
    }
}

impl Eq for Relations {}

impl Relations {
    /// Number of relations.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All, in their order.
    pub fn iter(&self) -> Iter<'_, Relation, imbl::shared_ptr::DefaultSharedPtr> {
        self.list.iter()
    }

    /// The one at a place.
    pub fn get(&self, at: usize) -> Option<&Relation> {
        self.list.get(at)
    }

    /// The last.
    pub fn last(&self) -> Option<&Relation> {
        self.list.last()
    }

    /// One by its id.
    pub fn find(&self, id: RelationId) -> Option<&Relation> {
        self.by_id.get(&id).map(|(relation, _)| relation)
    }

    /// One by its id, with its place: looks at all before it.
    pub fn find_place(&self, id: RelationId) -> Option<(usize, &Relation)> {
        self.find(id)?;
        self.list.iter().enumerate().find(|(_, r)| r.id == id)
    }

    /// Those that begin or end at an annotation, the oldest first, each once.
    pub fn of(&self, annotation: AnnotationId) -> impl Iterator<Item = &Relation> {
        let all = |n| (annotation, RelationId(Ulid(n)));
        let range = self.by_annotation.range(all(0)..=all(u128::MAX));
        range.filter_map(|(_, id)| self.find(*id))
    }

    /// Puts one in at a place, the end where that is behind it.
    pub(super) fn insert(&mut self, at: usize, relation: Relation) {
        self.note(&relation);
        self.list.insert(at.min(self.list.len()), relation);
    }

    /// Takes out the one at a place.
    pub(super) fn remove(&mut self, at: usize) {
        if at < self.list.len() {
            let gone = self.list.remove(at);
            self.forget(&gone);
        }
    }

    /// Puts one at the end.
    #[cfg(test)]
    pub(crate) fn push(&mut self, relation: Relation) {
        self.insert(self.list.len(), relation);
    }

    /// Takes a relation that the list holds or is to hold into what follows from it.
    fn note(&mut self, one: &Relation) {
        self.by_annotation.insert((one.from, one.id));
        self.by_annotation.insert((one.to, one.id));
        let held = self.by_id.entry(one.id);
        held.or_insert_with(|| (one.clone(), 0)).1 += 1;
    }

    /// Takes a relation that the list no longer holds out of what follows from it.
    fn forget(&mut self, gone: &Relation) {
        if self
            .by_id
            .get(&gone.id)
            .is_some_and(|(_, times)| *times > 1)
        {
            // Which of those with its id its ends belong to, only the list says.
            *self = self.list.iter().cloned().collect();
            return;
        }
        self.by_id.remove(&gone.id);
        self.by_annotation.remove(&(gone.from, gone.id));
        self.by_annotation.remove(&(gone.to, gone.id));
    }
}

impl<'r> IntoIterator for &'r Relations {
    type Item = &'r Relation;
    type IntoIter = Iter<'r, Relation, imbl::shared_ptr::DefaultSharedPtr>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl FromIterator<Relation> for Relations {
    fn from_iter<I: IntoIterator<Item = Relation>>(all: I) -> Self {
        let mut out = Self {
            list: all.into_iter().collect(),
            ..Self::default()
        };
        for relation in &out.list.clone() {
            out.note(relation);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What is done next: where, and with which ids of a few.
    fn step() -> impl Strategy<Value = (u8, usize, u128, u128, u128)> {
        (0..4_u8, 0..400_usize, 0..300_u128, 0..9_u128, 0..9_u128)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn those_of_an_annotation_are_those_that_a_pass_over_all_finds(
            steps in proptest::collection::vec(step(), 1..400)
        ) {
            let mut list: Vec<Relation> = Vec::new();
            let mut relations = Relations::default();
            for (what, at, id, from, to) in steps {
                let one = Relation {
                    id: RelationId(Ulid(id)),
                    name: format!("r{at}").into(),
                    from: AnnotationId(Ulid(from)),
                    to: AnnotationId(Ulid(to)),
                };
                match what {
                    0..=2 => {
                        let at = at.min(list.len());
                        list.insert(at, one.clone());
                        relations.insert(at, one);
                    }
                    _ if at < list.len() => {
                        list.remove(at);
                        relations.remove(at);
                    }
                    _ => relations.remove(at),
                }
            }
            prop_assert!(relations.iter().eq(&list));
            for n in 0..9 {
                let annotation = AnnotationId(Ulid(n));
                let found: Vec<RelationId> = relations.of(annotation).map(|r| r.id).collect();
                let mut expected: Vec<RelationId> = list
                    .iter()
                    .filter(|r| r.from == annotation || r.to == annotation)
                    .map(|r| r.id)
                    .collect();
                expected.sort();
                expected.dedup();
                prop_assert_eq!(found, expected);
            }
            for relation in &list {
                prop_assert!(relations.find(relation.id).is_some());
            }
        }
    }
}
