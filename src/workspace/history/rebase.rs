//! The same tree of steps as entries of another journal.

use super::{Entry, Happening, History, Stamp};
use crate::workspace::Edit;

/// Entries as they are made, and where they have led to.
struct Rebased<'h> {
    history: &'h History,
    entries: Vec<Entry>,
    /// The new number of each step told so far.
    numbers: Vec<u64>,
    here: Option<usize>,
}

impl History {
    /// Entries, numbered from 1, that replayed give this tree, this place in it and this way of redoing;
    /// each edit as `changed` makes it.
    pub fn rebased(&self, changed: impl Fn(&Edit) -> Edit) -> Vec<Entry> {
        let mut rebased = Rebased {
            history: self,
            entries: Vec::new(),
            numbers: Vec::with_capacity(self.steps.len()),
            here: None,
        };
        for (at, step) in self.steps.iter().enumerate() {
            rebased.walk_to(step.parent);
            let number = rebased.tell(&step.stamp, Happening::Do(changed(&step.edit)));
            rebased.numbers.push(number);
            rebased.here = Some(at);
        }
        // What redo would make again lies below the place.
        if let Some(tip) = self.undone.first() {
            rebased.arrive_at(Some(*tip));
            rebased.walk_to(self.here);
        } else {
            rebased.arrive_at(self.here);
        }
        rebased.entries
    }

    fn parent(&self, step: usize) -> Option<usize> {
        self.steps.get(step).and_then(|s| s.parent)
    }
}

impl Rebased<'_> {
    fn tell(&mut self, stamp: &Stamp, what: Happening) -> u64 {
        let sequence = self.entries.len() as u64 + 1;
        self.entries.push(Entry {
            sequence,
            stamp: stamp.clone(),
            what,
        });
        sequence
    }

    /// Arrives at a step with nothing that redo would make again: coming up from below it would leave that,
    /// coming down from another branch does not. Where this history has left what is below a step, there
    /// is such a branch, or it could not have come to be so.
    fn arrive_at(&mut self, target: Option<usize>) {
        let above = |from: Option<usize>| {
            std::iter::successors(from, |at| self.history.parent(*at)).collect::<Vec<_>>()
        };
        let is_below = match target {
            Some(target) => self.here != Some(target) && above(self.here).contains(&target),
            None => self.here.is_some(),
        };
        if is_below {
            let way: Vec<usize> = above(target);
            let beside = |step: &usize| {
                let parent = self.history.parent(*step);
                !way.contains(step) && way.iter().any(|at| self.history.parent(*at) == parent)
            };
            let aside = (0..self.history.steps.len()).find(beside);
            if aside.is_some() {
                self.walk_to(aside);
            }
        }
        self.walk_to(target);
    }

    /// Takes back up to where the ways part, then makes again.
    fn walk_to(&mut self, target: Option<usize>) {
        if self.here == target {
            return;
        }
        let mut down = Vec::new();
        let mut at = target;
        // A step stands after all that are above it.
        while let Some(step) = at.filter(|at| Some(*at) > self.here) {
            down.push(step);
            at = self.history.parent(step);
        }
        while self.here != at {
            if self.here > at {
                let Some(step) = self.here else { break };
                self.step(step, Happening::Undo);
                self.here = self.history.parent(step);
            } else if let Some(step) = at {
                down.push(step);
                at = self.history.parent(step);
            }
        }
        for step in down.into_iter().rev() {
            self.step(step, Happening::Redo);
            self.here = Some(step);
        }
    }

    fn step(&mut self, step: usize, what: fn(u64) -> Happening) {
        let known = self.history.steps.get(step).zip(self.numbers.get(step));
        if let Some((known, number)) = known {
            let stamp = known.stamp.clone();
            self.tell(&stamp, what(*number));
        }
    }
}
