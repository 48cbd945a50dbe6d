//! What lists in the analyst's order have in common: sources, tracks, tags, relations.
//!
//! Things in a list are known by id. A file written by hand may hold one id twice: the second of two is
//! then something of its own, the second of its id.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::{Steps, Swap};
use crate::workspace::edit::EditError;

/// Something with a place in a list: `None` where it is not there.
pub type Item<T> = Option<(usize, T)>;

/// The ids of a list while one edit is made, and how often each is there; none until they are asked for.
pub(crate) type Ids<K> = Option<HashMap<K, usize>>;

/// Swaps one item of a list for another, or takes it out or in, at exact places.
pub(crate) fn apply<T: Clone + PartialEq, K: Eq + Hash>(
    list: &mut Vec<T>,
    swap: &Swap<Item<T>>,
    ids: &mut Ids<K>,
    key: impl Fn(&T) -> K,
) -> Result<(), EditError> {
    let Swap { before, after } = swap;
    if let Some((at, old)) = before
        && list.get(*at) != Some(old)
    {
        return Err(EditError);
    }
    if let Some((at, new)) = after {
        let room = list.len() - usize::from(before.is_some());
        if *at > room {
            return Err(EditError);
        }
        let (old, new) = (before.as_ref().map(|(_, old)| key(old)), key(new));
        if old.as_ref() != Some(&new) {
            let ids = ids.get_or_insert_with(|| {
                let mut ids = HashMap::with_capacity(list.len());
                for item in list.iter() {
                    *ids.entry(key(item)).or_insert(0) += 1;
                }
                ids
            });
            if ids.get(&new).is_some_and(|n| *n > 0) {
                return Err(EditError);
            }
            *ids.entry(new).or_insert(0) += 1;
            take_one(ids, old);
        }
    } else if let (Some(ids), Some((_, old))) = (ids, before) {
        take_one(ids, Some(key(old)));
    }
    if let (Some((from, _)), Some((to, new))) = (before, after)
        && from == to
        && let Some(item) = list.get_mut(*from)
    {
        item.clone_from(new);
        return Ok(());
    }
    if let Some((at, _)) = before {
        list.remove(*at);
    }
    if let Some((at, new)) = after {
        list.insert(*at, new.clone());
    }
    Ok(())
}

fn take_one<K: Eq + Hash>(ids: &mut HashMap<K, usize>, id: Option<K>) {
    if let Some(n) = id.and_then(|id| ids.get_mut(&id)) {
        *n = n.saturating_sub(1);
    }
}

/// An item with its id and which of that id it is, from 0.
type Numbered<'t, T, K> = ((K, usize), &'t T);

/// Each item with its id and which of that id it is, from 0.
fn numbered<'t, T: 't, K: Clone + Eq + Hash>(
    list: impl IntoIterator<Item = &'t T>,
    key: impl Fn(&T) -> K,
) -> Vec<Numbered<'t, T, K>> {
    let mut times: HashMap<K, usize> = HashMap::new();
    let each = list.into_iter().map(|item| {
        let id = key(item);
        let time = times.entry(id.clone()).or_insert(0);
        *time += 1;
        ((id, *time - 1), item)
    });
    each.collect()
}

/// What leads from one list to another, by id: what goes or moves is taken out from behind, what changes
/// is changed where it stands, what comes or has moved is put in from the front. As few as possible move.
pub(crate) fn difference<'t, T: Clone + PartialEq + 't, K: Clone + Eq + Hash>(
    from: impl IntoIterator<Item = &'t T>,
    to: impl IntoIterator<Item = &'t T>,
    key: impl Fn(&T) -> K,
) -> Steps<Item<T>> {
    let (from, to) = (numbered(from, &key), numbered(to, &key));
    let places: HashMap<&(K, usize), usize> =
        from.iter().zip(0..).map(|((id, _), at)| (id, at)).collect();
    // Where each of the new list stood in the old one.
    let stood: Vec<Option<usize>> = to.iter().map(|(id, _)| places.get(id).copied()).collect();
    let stays: HashSet<usize> = longest_rising(&stood).into_iter().collect();
    let mut steps = Steps {
        gone: Vec::new(),
        come: Vec::new(),
    };
    for (at, (_, item)) in from.iter().enumerate().rev() {
        if !stays.contains(&at) {
            steps.gone.push(Swap {
                before: Some((at, (*item).clone())),
                after: None,
            });
        }
    }
    let mut put_in = Vec::new();
    let mut rank = 0;
    for (at, ((_, item), stood)) in to.iter().zip(stood).enumerate() {
        let Some(old) = stood.filter(|stood| stays.contains(stood)) else {
            put_in.push(Swap {
                before: None,
                after: Some((at, (*item).clone())),
            });
            continue;
        };
        if let Some((_, old)) = from.get(old)
            && old != item
        {
            steps.come.push(Swap {
                before: Some((rank, (*old).clone())),
                after: Some((rank, (*item).clone())),
            });
        }
        rank += 1;
    }
    steps.come.append(&mut put_in);
    steps
}

/// The longest run of rising numbers among `all`, in `n log n`.
fn longest_rising(all: &[Option<usize>]) -> Vec<usize> {
    // For each length the run that ends lowest, as a place in `ends`; each end knows the one before it.
    let mut lowest: Vec<usize> = Vec::new();
    let mut ends: Vec<(usize, Option<usize>)> = Vec::new();
    for number in all.iter().flatten() {
        let value = |end: &usize| ends.get(*end).map(|(n, _)| *n);
        let length = lowest.partition_point(|end| value(end) < Some(*number));
        let before = length.checked_sub(1).and_then(|l| lowest.get(l).copied());
        ends.push((*number, before));
        match lowest.get_mut(length) {
            Some(end) => *end = ends.len() - 1,
            None => lowest.push(ends.len() - 1),
        }
    }
    let mut out = Vec::with_capacity(lowest.len());
    let mut at = lowest.last().copied();
    while let Some((number, before)) = at.and_then(|at| ends.get(at)) {
        out.push(*number);
        at = *before;
    }
    out.reverse();
    out
}

/// Whose state counts.
pub(crate) enum Side {
    /// Only I have changed it, or neither has, or both alike.
    Mine,
    /// Only the other has.
    Theirs,
    /// Both have, in different ways.
    Both,
}

/// Whose state of one thing counts.
pub(crate) fn side<T: PartialEq>(base: &T, mine: &T, theirs: &T) -> Side {
    if theirs == base || mine == theirs {
        Side::Mine
    } else if mine == base {
        Side::Theirs
    } else {
        Side::Both
    }
}

/// A list merged by id, in my order (in theirs where only they have moved things), with what is new there
/// at the end; and the ids that both changed.
pub(crate) fn merge<'t, T: Clone + PartialEq + 't, K: Clone + Eq + Hash>(
    base: impl IntoIterator<Item = &'t T>,
    mine: impl IntoIterator<Item = &'t T>,
    theirs: impl IntoIterator<Item = &'t T>,
    key: impl Fn(&T) -> K,
) -> (Vec<T>, Vec<K>) {
    let [base, mine, theirs] = [
        numbered(base, &key),
        numbered(mine, &key),
        numbered(theirs, &key),
    ];
    let find = |list: &[Numbered<'t, T, K>]| -> HashMap<(K, usize), &'t T> {
        list.iter().map(|(id, item)| (id.clone(), *item)).collect()
    };
    let (of_base, of_mine, of_theirs) = (find(&base), find(&mine), find(&theirs));
    let mut out = Vec::with_capacity(mine.len());
    let mut both = Vec::new();
    for (id, item) in &mine {
        let (b, t) = (of_base.get(id), of_theirs.get(id));
        match side(&b, &Some(item), &t) {
            Side::Mine => out.push((id, *item)),
            Side::Theirs => out.extend(t.map(|t| (id, *t))),
            Side::Both => {
                both.push(id.0.clone());
                out.push((id, *item));
            }
        }
    }
    put_in_order(&mut out, [&base, &mine, &theirs]);
    for (id, item) in &theirs {
        if of_mine.contains_key(id) {
            continue;
        }
        match side(&of_base.get(id), &None, &Some(item)) {
            Side::Mine => {}
            Side::Theirs => out.push((id, *item)),
            Side::Both => both.push(id.0.clone()),
        }
    }
    (
        out.into_iter().map(|(_, item)| item.clone()).collect(),
        both,
    )
}

/// Where only the other has moved things that all three have, they stand in the other's order, in the
/// places that they have between them.
fn put_in_order<'t, T, K: Eq + Hash>(
    merged: &mut [(&(K, usize), &'t T)],
    lists: [&[Numbered<'t, T, K>]; 3],
) {
    let sets = lists.map(|list| list.iter().map(|(id, _)| id).collect::<HashSet<_>>());
    let here: HashSet<&(K, usize)> = merged.iter().map(|(id, _)| *id).collect();
    let common = |id: &&(K, usize)| here.contains(id) && sets.iter().all(|set| set.contains(id));
    let [base, mine, theirs] = lists.map(|list| {
        list.iter()
            .map(|(id, _)| id)
            .filter(common)
            .collect::<Vec<_>>()
    });
    if mine != base || theirs == base {
        return;
    }
    let items: HashMap<_, _> = merged.iter().map(|one| (one.0, *one)).collect();
    let mut order = theirs.iter().filter_map(|id| items.get(id));
    for place in merged.iter_mut().filter(|(id, _)| common(id)) {
        if let Some(next) = order.next() {
            *place = *next;
        }
    }
}

/// The change that makes one item of a list what it is in `theirs`: at its place, or at the end.
pub(crate) fn take_theirs<'t, T: Clone + PartialEq + 't>(
    mine: impl IntoIterator<Item = &'t T>,
    theirs: impl IntoIterator<Item = &'t T>,
    is: impl Fn(&T) -> bool,
) -> Option<Swap<Item<T>>> {
    let mut len = 0;
    let mut before = None;
    for (at, item) in mine.into_iter().enumerate() {
        len = at + 1;
        if before.is_none() && is(item) {
            before = Some((at, item.clone()));
        }
    }
    let other = theirs.into_iter().find(|item| is(item)).cloned();
    let place = before.as_ref().map_or(len, |(at, _)| *at);
    let after = other.map(|item| (place, item));
    (before != after).then_some(Swap { before, after })
}

/// Whether a later change of an item that stays where it is goes on where an earlier one ended.
pub(crate) fn joins<T: PartialEq>(earlier: &Swap<Item<T>>, later: &Swap<Item<T>>) -> bool {
    let (Some(end), Some(start), Some(last)) = (&earlier.after, &later.before, &later.after) else {
        return false;
    };
    end == start && start.0 == last.0
}

/// The item of a state.
pub(crate) fn said<T>(item: Option<&(usize, T)>) -> Option<&T> {
    item.map(|(_, one)| one)
}

/// The place of a state.
pub(crate) fn place<T>(item: Option<&(usize, T)>) -> Option<usize> {
    item.map(|(at, _)| *at)
}

/// An item as it stands in the journal.
pub(crate) fn written<T: Clone, R: From<T>>(item: Option<&(usize, T)>) -> Option<(usize, R)> {
    item.map(|(at, thing)| (*at, thing.clone().into()))
}

/// An item that stands so in the journal.
pub(crate) fn read<T: From<R>, R>(item: Option<(usize, R)>) -> Item<T> {
    item.map(|(at, record)| (at, record.into()))
}

#[cfg(test)]
mod tests;
