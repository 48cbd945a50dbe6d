//! What a panel over a [`View`] needs: its table while it is drawn, and nothing computed while it is not.

use std::marker::PhantomData;
use std::sync::Arc;

use egui::Ui;

use super::super::Cx;
use crate::analysis::{View, ViewError};
use crate::app::command::ViewCommand;
use crate::app::{Command, State, ViewWish};

/// Looks at a view in the frames in which [`Self::table`] is called.
pub struct Looking<V> {
    /// The frame in which it last looked.
    drawn: u64,
    view: PhantomData<fn() -> V>,
}

impl<V> Default for Looking<V> {
    fn default() -> Self {
        Self {
            drawn: 0,
            view: PhantomData,
        }
    }
}

impl<V: View> Looking<V>
where
    V::Spec: Default,
{
    /// The last good table; none while the first is being computed.
    ///
    /// # Errors
    /// Why there is no table of what is wanted now.
    pub fn table(&mut self, ui: &Ui, cx: &mut Cx<'_>) -> Result<Option<Arc<V::Table>>, ViewError> {
        self.drawn = ui.ctx().cumulative_frame_nr();
        let views = &cx.state.search.views;
        let (shown, error, table) = (
            views.is_shown::<V>(),
            views.error::<V>().cloned(),
            views.table::<V>(),
        );
        if !shown {
            cx.send(Command::View(ViewCommand::Look(ViewWish::look::<V>(true))));
        }
        error.map_or(Ok(table), Err)
    }

    /// To be called after every frame: where nothing was drawn, nothing is computed any longer.
    pub fn after_frame(&self, ui: &Ui, state: &State, out: &mut Vec<Command>) {
        let is_drawn = self.drawn == ui.ctx().cumulative_frame_nr();
        if state.search.views.is_shown::<V>() && !is_drawn {
            out.push(Command::View(ViewCommand::Look(ViewWish::look::<V>(false))));
        }
    }
}
