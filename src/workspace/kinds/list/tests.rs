use proptest::prelude::*;

use super::*;
use crate::workspace::difference::difference as whole;
use crate::workspace::merge::merge as merge_workspaces;
use crate::workspace::{
    AnnotationId, Codebook, History, Relation, RelationId, Slot, Stamp, Tag, TagId, Workspace,
};

/// Items are numbers: the tens are the id, the rest is what is said.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "ids are taken from lists by reference"
)]
fn id(item: &u16) -> u16 {
    item / 10
}

fn list() -> impl Strategy<Value = Vec<u16>> {
    proptest::collection::vec(0..120_u16, 0..16)
}

proptest! {
    #[test]
    fn a_difference_leads_from_one_list_to_another_and_back(from in list(), to in list()) {
        let steps = difference(&from, &to, id);
        let mut now = from.clone();
        let swaps: Vec<_> = steps.gone.into_iter().chain(steps.come).collect();
        // Ids that are there twice are looked at as they stand.
        let number = std::cell::Cell::new(0_u32);
        let apply = |swap: &Swap<Item<u16>>, now: &mut Vec<u16>| {
            apply(now, swap, &mut None, |_| { number.set(number.get() + 1); number.get() })
        };
        for swap in &swaps {
            prop_assert_eq!(apply(swap, &mut now), Ok(()));
        }
        prop_assert_eq!(&now, &to);
        for swap in swaps.iter().rev() {
            prop_assert_eq!(apply(&swap.inverse(), &mut now), Ok(()));
        }
        prop_assert_eq!(now, from);
    }
}

#[test]
fn moving_one_of_many_moves_that_one() {
    let from: Vec<u16> = (0..1_000).map(|n| n * 10).collect();
    let mut to = from.clone();
    let moved = to.remove(3);
    to.insert(700, moved);
    to[500] += 1;
    let steps = difference(&from, &to, id);
    let [gone] = &steps.gone[..] else {
        panic!("one is taken out: {:?}", steps.gone);
    };
    assert_eq!(gone.before, Some((3, 30)));
    let come: Vec<_> = steps.come.iter().map(|s| (s.before, s.after)).collect();
    assert_eq!(
        come,
        [
            (Some((500, 5_010)), Some((500, 5_011))),
            (None, Some((700, 30)))
        ]
    );
}

#[test]
fn what_only_the_other_has_moved_stands_where_they_put_it() {
    let base = [0, 10, 20, 30];
    let theirs = [30, 0, 10, 21, 50];
    let mine = [0, 40, 10, 20, 30];
    let (merged, both) = merge(&base, &mine, &theirs, id);
    assert_eq!(merged, [30, 40, 0, 10, 21, 50]);
    assert!(both.is_empty());
    // Where both have moved things, mine counts.
    let mine = [10, 0, 20, 30];
    let (merged, _) = merge(&base, &mine, &theirs, id);
    assert_eq!(merged, [10, 0, 21, 30, 50]);
}

#[test]
fn one_moved_tag_is_one_tag_in_an_edit() {
    let tags: Vec<Tag> = (0..50)
        .map(|n| Tag::new(TagId::random(), &format!("t{n}"), Slot::after(n)))
        .collect();
    let mut moved = tags.clone();
    moved.swap(0, 49);
    let book = |tags| Workspace {
        codebook: Codebook::new(tags, 0),
        ..Workspace::default()
    };
    let edit = whole("x", &book(tags), &book(moved));
    let things: HashSet<_> = edit
        .changes
        .iter()
        .filter_map(super::super::Change::record)
        .collect();
    assert_eq!(things.len(), 2);
}

/// A pass over all for each would take minutes.
#[test]
fn twenty_thousand_relations_are_merged_undone_and_put_in_order() {
    const MANY: usize = 20_000;
    let relation = |_| Relation {
        id: RelationId::random(),
        name: "contradicts".into(),
        from: AnnotationId::random(),
        to: AnnotationId::random(),
    };
    let all: Vec<Relation> = (0..MANY).map(relation).collect();
    let with = |relations: Vec<Relation>| Workspace {
        relations: relations.into_iter().collect(),
        ..Workspace::default()
    };
    let half = with(all.iter().step_by(2).cloned().collect());
    let full = with(all.iter().rev().cloned().collect());
    let edit = whole("x", &half, &full);
    let mut now = half.clone();
    now.apply(&edit).unwrap();
    assert_eq!(now, full);
    now.apply(&edit.inverse()).unwrap();
    assert_eq!(now, half);
    // Ends that do not exist are mended when two sides are merged.
    let merged = merge_workspaces(&half, &half, &full);
    let edit = merged.edit.unwrap();
    let mut history = History::default();
    let stamp = Stamp {
        at: jiff::Timestamp::UNIX_EPOCH,
        by: "me".into(),
    };
    history.commit(&mut now, edit, None, stamp.clone()).unwrap();
    assert!(now.relations.is_empty());
    history.undo(&mut now, stamp).unwrap();
    assert_eq!(now, half);
}
