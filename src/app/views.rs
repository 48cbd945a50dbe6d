//! The tables and charts that panels look at, a slot for each, found by its type.
//!
//! A slot is made when somebody first looks: a new view needs its file in `analysis` and a panel that asks
//! for it with [`ViewWish::look`], nothing here.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::view_slot::ViewSlot;
use crate::analysis::{Base, View, ViewError};

/// What came of a job, put in its place.
type Taken = Box<dyn FnOnce(&mut Views) + Send>;
/// A job: on any thread.
type Due = Box<dyn FnOnce() -> Taken + Send>;

/// A slot of whichever view.
trait AnySlot: Any {
    fn name(&self) -> &'static str;
    fn due(&mut self, base: &Arc<Base>) -> Option<Due>;
    fn fault(&mut self);
}

impl<V: View> AnySlot for ViewSlot<V>
where
    V::Spec: Default,
{
    fn name(&self) -> &'static str {
        V::NAME
    }

    fn due(&mut self, base: &Arc<Base>) -> Option<Due> {
        let job = ViewSlot::due(self, base)?;
        Some(Box::new(move || {
            let done = job.run();
            Box::new(move |views: &mut Views| {
                views.with(|slot: &mut ViewSlot<V>| _ = slot.take(done));
            })
        }))
    }

    fn fault(&mut self) {
        ViewSlot::fault(self);
    }
}

/// The views that were looked at.
#[derive(Default)]
pub struct Views {
    slots: Vec<Box<dyn AnySlot>>,
}

impl Views {
    /// The slot of a view; none before anybody looked.
    pub fn slot<V: View>(&self) -> Option<&ViewSlot<V>> {
        self.slots.iter().find_map(|slot| {
            let slot: &dyn Any = &**slot;
            slot.downcast_ref()
        })
    }

    /// The last good table of a view.
    pub fn table<V: View>(&self) -> Option<Arc<V::Table>> {
        self.slot::<V>()?.shared()
    }

    /// Why there is no table of what is wanted last.
    pub fn error<V: View>(&self) -> Option<&ViewError> {
        self.slot::<V>()?.error()
    }

    /// Whether somebody looks.
    pub fn is_shown<V: View>(&self) -> bool {
        self.slot::<V>().is_some_and(ViewSlot::is_shown)
    }

    /// The jobs that are due for a snapshot, by the name of their view.
    pub(super) fn due(&mut self, base: &Arc<Base>) -> Vec<(&'static str, Due)> {
        let slots = self.slots.iter_mut();
        slots
            .filter_map(|slot| Some((slot.name(), slot.due(base)?)))
            .collect()
    }

    /// The job of a view ended by a fault of the program. Jobs of other names are none of these.
    pub(super) fn fault(&mut self, name: &str) {
        let mut slots = self.slots.iter_mut();
        if let Some(slot) = slots.find(|slot| slot.name() == name) {
            slot.fault();
        }
    }

    /// Does something with a slot, which is made where nobody looked before.
    fn with<V: View>(&mut self, act: impl FnOnce(&mut ViewSlot<V>))
    where
        V::Spec: Default,
    {
        let known = self.slots.iter_mut().find_map(|slot| {
            let slot: &mut dyn Any = &mut **slot;
            slot.downcast_mut()
        });
        if let Some(slot) = known {
            return act(slot);
        }
        let mut slot = ViewSlot::default();
        act(&mut slot);
        self.slots.push(Box::new(slot));
    }
}

/// What a panel wants of a view.
#[derive(Clone)]
pub struct ViewWish {
    name: &'static str,
    act: Arc<dyn Fn(&mut Views) + Send + Sync>,
}

impl ViewWish {
    /// It is looked at, or is not any more.
    pub fn look<V: View>(shown: bool) -> Self
    where
        V::Spec: Default,
    {
        Self {
            name: V::NAME,
            act: Arc::new(move |views| views.with(|slot: &mut ViewSlot<V>| slot.show(shown))),
        }
    }

    /// Something else is chosen about it.
    pub fn choose<V: View>(spec: V::Spec) -> Self
    where
        V::Spec: Default + Sync,
    {
        Self {
            name: V::NAME,
            act: Arc::new(move |views| {
                views.with(|slot: &mut ViewSlot<V>| slot.set_spec(spec.clone()));
            }),
        }
    }

    pub(super) fn fulfil(&self, views: &mut Views) {
        (self.act)(views);
    }
}

impl fmt::Debug for ViewWish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ViewWish({})", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::WeekdaysView;
    use crate::analysis::facets::FacetsView;

    fn looked_at() -> (Views, Arc<Base>) {
        let mut views = Views::default();
        ViewWish::look::<FacetsView>(true).fulfil(&mut views);
        ViewWish::look::<WeekdaysView>(true).fulfil(&mut views);
        (views, Arc::default())
    }

    #[test]
    fn each_view_has_its_own_slot_and_what_nobody_looked_at_has_none() {
        let (mut views, base) = looked_at();
        let due = views.due(&base);
        let names: Vec<_> = due.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["facets", "weekdays"]);
        for (_, job) in due {
            job()(&mut views);
        }
        assert!(views.table::<FacetsView>().is_some() && views.table::<WeekdaysView>().is_some());
        assert!(views.due(&base).is_empty(), "both are there");
        ViewWish::look::<FacetsView>(false).fulfil(&mut views);
        let others = Views::default();
        assert!(!others.is_shown::<FacetsView>() && !views.is_shown::<FacetsView>());
        assert!(views.is_shown::<WeekdaysView>());
    }

    #[test]
    fn a_table_asked_for_by_one_workspace_is_not_taken_by_the_next() {
        let (mut last, base) = looked_at();
        let late: Vec<_> = last.due(&base).into_iter().map(|(_, job)| job()).collect();
        let (mut next, other) = looked_at();
        assert_eq!(next.due(&other).len(), 2, "its own are under way");
        for taken in late {
            taken(&mut next);
        }
        assert!(next.table::<FacetsView>().is_none() && next.table::<WeekdaysView>().is_none());
    }

    #[test]
    fn a_job_that_ended_by_a_fault_is_not_tried_again() {
        let (mut views, base) = looked_at();
        assert_eq!(views.due(&base).len(), 2);
        views.fault("weekdays");
        views.fault("something else");
        assert!(views.error::<WeekdaysView>().is_some() && views.error::<FacetsView>().is_none());
        assert!(views.due(&base).is_empty());
    }
}
