//! One view beside the snapshot: asked for, computed, taken in.
//!
//! A [`ViewSlot`] knows nothing of threads. Whoever runs jobs asks it for a [`ViewJob`] when one is due, runs
//! it anywhere, and hands the [`ViewDone`] back. It computes only while somebody looks, gives up what nobody
//! waits for any more, drops what is of another snapshot or another wish, and shows the last good table until
//! a better one is there.

use std::sync::Arc;

use crate::analysis::{Base, Cancel, View, ViewError};
use crate::corpus::Serial;

/// Where the table of one view lives.
pub struct ViewSlot<V: View> {
    spec: V::Spec,
    shown: bool,
    running: Option<Running<V>>,
    /// The last good table, and what it is of.
    table: Option<(Wish<V>, Arc<V::Table>)>,
    /// What there is no table of, and why.
    failed: Option<(Wish<V>, ViewError)>,
}

/// A table of which snapshot, and with which choices.
struct Wish<V: View> {
    base: Serial,
    spec: V::Spec,
}

struct Running<V: View> {
    /// Unlike that of every other job, those of slots that are gone included.
    number: Serial,
    wish: Wish<V>,
    cancel: Cancel,
}

/// A table that is to be computed.
pub struct ViewJob<V: View> {
    number: Serial,
    base: Arc<Base>,
    spec: V::Spec,
    cancel: Cancel,
}

/// What came of it.
pub struct ViewDone<V: View> {
    number: Serial,
    outcome: Result<V::Table, ViewError>,
}

impl<V: View> Wish<V> {
    fn is(&self, base: Serial, spec: &V::Spec) -> bool {
        self.base == base && self.spec == *spec
    }
}

impl<V: View> Default for ViewSlot<V>
where
    V::Spec: Default,
{
    fn default() -> Self {
        Self::new(V::Spec::default())
    }
}

impl<V: View> ViewSlot<V> {
    /// A slot that shows nothing yet and is not looked at.
    pub fn new(spec: V::Spec) -> Self {
        Self {
            spec,
            shown: false,
            running: None,
            table: None,
            failed: None,
        }
    }

    /// What the analyst chooses about it.
    pub fn spec(&self) -> &V::Spec {
        &self.spec
    }

    /// Chooses otherwise: the table follows with the next job.
    pub fn set_spec(&mut self, spec: V::Spec) {
        self.spec = spec;
    }

    /// Somebody looks, or nobody does any more: what is being computed is then given up.
    pub fn show(&mut self, shown: bool) {
        self.shown = shown;
        if !shown {
            self.give_up();
        }
    }

    /// Whether somebody looks.
    pub fn is_shown(&self) -> bool {
        self.shown
    }

    /// Whether a table is being computed.
    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// The last good table, of whichever snapshot.
    pub fn table(&self) -> Option<&V::Table> {
        self.table.as_ref().map(|(_, table)| &**table)
    }

    /// The last good table, to be kept.
    pub fn shared(&self) -> Option<Arc<V::Table>> {
        self.table.as_ref().map(|(_, table)| Arc::clone(table))
    }

    /// The table, if it is of this snapshot.
    pub fn table_of(&self, base: &Base) -> Option<&V::Table> {
        let (wish, table) = self.table.as_ref()?;
        (wish.base == base.serial).then_some(&**table)
    }

    /// Why there is no table of what is wanted last.
    pub fn error(&self) -> Option<&ViewError> {
        self.failed.as_ref().map(|(_, error)| error)
    }

    /// The job that is due for this snapshot, if one is: while it is looked at, and neither there nor under
    /// way. One for another snapshot or another wish is given up.
    pub fn due(&mut self, base: &Arc<Base>) -> Option<ViewJob<V>> {
        let is_wanted = |wish: &Wish<V>| wish.is(base.serial, &self.spec);
        if self.running.as_ref().is_some_and(|r| !is_wanted(&r.wish)) {
            self.give_up();
        }
        let is_wanted = |wish: &Wish<V>| wish.is(base.serial, &self.spec);
        let is_known = self.table.as_ref().is_some_and(|(wish, _)| is_wanted(wish))
            || self
                .failed
                .as_ref()
                .is_some_and(|(wish, _)| is_wanted(wish));
        if !self.shown || is_known || self.running.is_some() {
            return None;
        }
        let number = Serial::fresh();
        let cancel = Cancel::default();
        self.running = Some(Running {
            number,
            wish: self.wish(base),
            cancel: cancel.clone(),
        });
        Some(ViewJob {
            number,
            base: Arc::clone(base),
            spec: self.spec.clone(),
            cancel,
        })
    }

    /// Takes in what came of a job; whether there is something else to show. What nobody waits for any more
    /// is dropped.
    pub fn take(&mut self, done: ViewDone<V>) -> bool {
        let is_running = |r: &mut Running<V>| r.number == done.number;
        let Some(running) = self.running.take_if(is_running) else {
            return false;
        };
        match done.outcome {
            Ok(table) => {
                self.table = Some((running.wish, Arc::new(table)));
                self.failed = None;
                true
            }
            // Nobody gave it up, or it would not be waited for: it is asked for again.
            Err(ViewError::Cancelled) => false,
            Err(error) => {
                self.failed = Some((running.wish, error));
                true
            }
        }
    }

    /// A job ended by a fault of the program: it is not tried again with the same wish.
    pub fn fault(&mut self) {
        if let Some(running) = self.running.take() {
            self.failed = Some((running.wish, ViewError::Cancelled));
        }
    }

    /// Puts in a table that was computed together with its snapshot, so that both are shown at once.
    pub fn adopt(&mut self, base: &Base, spec: V::Spec, outcome: Result<V::Table, ViewError>) {
        self.give_up();
        let wish = Wish {
            base: base.serial,
            spec,
        };
        match outcome {
            Ok(table) => {
                self.table = Some((wish, Arc::new(table)));
                self.failed = None;
            }
            Err(error) => self.failed = Some((wish, error)),
        }
    }

    fn wish(&self, base: &Base) -> Wish<V> {
        Wish {
            base: base.serial,
            spec: self.spec.clone(),
        }
    }

    fn give_up(&mut self) {
        if let Some(running) = self.running.take() {
            running.cancel.cancel();
        }
    }
}

impl<V: View> ViewJob<V> {
    /// Computes the table: on any thread.
    pub fn run(self) -> ViewDone<V> {
        let outcome = if self.cancel.is_cancelled() {
            Err(ViewError::Cancelled)
        } else {
            V::compute(&self.base, &self.spec, &self.cancel)
        };
        ViewDone {
            number: self.number,
            outcome,
        }
    }
}

impl<V: View> std::fmt::Debug for ViewDone<V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = if self.outcome.is_ok() {
            "table"
        } else {
            "none"
        };
        write!(f, "{} {} ({what})", V::NAME, self.number.number())
    }
}

impl<V: View> std::fmt::Debug for ViewSlot<V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct(V::NAME)
            .field("shown", &self.shown)
            .field("running", &self.running.is_some())
            .field("there", &self.table.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::QueryError;
    use crate::text::Span;

    /// How many articles there are, times a number.
    struct Counted;

    impl View for Counted {
        type Spec = usize;
        type Table = (Serial, usize);

        const NAME: &'static str = "counted";

        fn compute(base: &Base, spec: &usize, cancel: &Cancel) -> Result<Self::Table, ViewError> {
            match spec {
                _ if cancel.is_cancelled() => Err(ViewError::Cancelled),
                0 => Err(ViewError::Answer(crate::analysis::AnswerError::Query(
                    QueryError {
                        span: Span::new(0, 0),
                        message: "nothing times".to_owned(),
                    },
                ))),
                n => Ok((base.serial, *n)),
            }
        }
    }

    fn slot() -> (ViewSlot<Counted>, Arc<Base>) {
        (ViewSlot::new(1), Arc::default())
    }

    #[test]
    fn nothing_is_computed_before_somebody_looks_nor_twice() {
        let (mut slot, base) = slot();
        assert!(slot.due(&base).is_none());
        slot.show(true);
        let job = slot.due(&base).unwrap();
        assert!(slot.due(&base).is_none(), "it is under way");
        assert!(slot.take(job.run()));
        assert_eq!(slot.table(), Some(&(base.serial, 1)));
        assert!(slot.due(&base).is_none(), "it is there");
    }

    #[test]
    fn what_nobody_waits_for_is_cancelled_and_dropped() {
        let (mut slot, base) = slot();
        slot.show(true);
        let job = slot.due(&base).unwrap();
        let late = job.number;
        slot.show(false);
        assert!(job.cancel.is_cancelled());
        assert!(!slot.is_running());
        let done = ViewDone {
            number: late,
            outcome: Ok((base.serial, 1)),
        };
        assert!(!slot.take(done) && slot.table().is_none());
        slot.show(true);
        assert!(slot.due(&base).is_some(), "asked for again when looked at");
    }

    #[test]
    fn another_snapshot_or_wish_gives_up_the_job_and_keeps_the_last_good_table() {
        let (mut slot, old) = slot();
        slot.show(true);
        let job = slot.due(&old).unwrap();
        slot.take(job.run());
        let new: Arc<Base> = Arc::default();
        let first = slot.due(&new).unwrap();
        slot.set_spec(2);
        let second = slot.due(&new).unwrap();
        assert!(first.cancel.is_cancelled());
        assert_eq!(slot.table(), Some(&(old.serial, 1)), "the last good one");
        assert!(slot.table_of(&new).is_none());
        assert!(slot.take(second.run()));
        assert!(!slot.take(first.run()), "stale, whenever it comes");
        assert_eq!(slot.table_of(&new), Some(&(new.serial, 2)));
    }

    #[test]
    fn a_table_that_cannot_be_counted_is_an_error_and_not_tried_again() {
        let (mut slot, base) = slot();
        slot.show(true);
        let job = slot.due(&base).unwrap();
        slot.take(job.run());
        slot.set_spec(0);
        let job = slot.due(&base).unwrap();
        assert!(slot.take(job.run()));
        assert_eq!(slot.error().unwrap().to_string(), "nothing times");
        assert!(slot.table().is_some(), "the last good one");
        assert!(slot.due(&base).is_none());
        slot.set_spec(3);
        let job = slot.due(&base).unwrap();
        assert!(slot.take(job.run()));
        assert!(slot.error().is_none());
    }

    #[test]
    fn a_table_that_comes_with_its_snapshot_is_there_at_once() {
        let (mut slot, base) = slot();
        slot.show(true);
        let job = slot.due(&base).unwrap();
        let new: Arc<Base> = Arc::default();
        slot.adopt(&new, 1, Ok((new.serial, 1)));
        assert!(slot.table_of(&new).is_some());
        assert!(slot.due(&new).is_none());
        assert!(!slot.take(job.run()), "the one before it is not waited for");
        assert!(slot.table_of(&new).is_some());
    }
}
