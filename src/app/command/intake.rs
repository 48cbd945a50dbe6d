//! Annotations that were made elsewhere, taken over.

use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::parts::intake::{IntakeFound, IntakeOrder, IntakePreview};
use crate::app::state::State;
use crate::exchange::intake::Intake;
use crate::jobs::JobKey;
use crate::session::Severity;
use crate::workspace::Edit;

/// Looking at a file that is to be taken over.
const LOOK: JobKey = JobKey::new("look at annotations");
/// Taking it over.
const TAKE: JobKey = JobKey::new("import annotations");

/// Annotations of other programs.
#[derive(Clone, Debug)]
pub enum IntakeCommand {
    /// Say what a file would bring.
    Look(IntakeOrder),
    /// Take it over.
    Take(IntakeOrder),
}

impl State {
    pub(in crate::app) fn handle_intake(&mut self, command: IntakeCommand) -> Vec<Effect> {
        match command {
            IntakeCommand::Look(order) => self.look_at_intake(order),
            IntakeCommand::Take(order) => self.take_intake(order),
        }
        Vec::new()
    }

    fn look_at_intake(&mut self, order: IntakeOrder) {
        let (workspace, corpus) = (
            Arc::clone(&self.session.workspace),
            Arc::clone(&self.session.corpus),
        );
        self.jobs.start_latest(LOOK, move |_| {
            let found = Intake::read(&order.path, order.format).map(|intake| {
                let trial = intake.trial(&workspace, &corpus, &order.tags);
                let mut said = intake.read.notes().to_vec();
                said.extend(intake.read.lines());
                let of_new = "annotations of articles that are not there";
                said.extend(
                    trial
                        .report
                        .lines()
                        .into_iter()
                        .filter(|l| !l.starts_with(of_new) || trial.new_articles == 0),
                );
                IntakeFound {
                    format: intake.format,
                    arrived: intake.read.arrived(),
                    new_articles: trial.new_articles,
                    already: trial.already,
                    tags: intake.tags(),
                    said,
                }
            });
            let preview = IntakePreview {
                order,
                found: found.map_err(|e| e.to_string()),
            };
            move |state: &mut Self| state.tools.intake = Some(Arc::new(preview))
        });
    }

    fn take_intake(&mut self, order: IntakeOrder) {
        let Some(file) = self.session.project().map(|p| p.file.clone()) else {
            return;
        };
        if !self.session.may_edit() {
            return;
        }
        let (workspace, corpus) = (
            Arc::clone(&self.session.workspace),
            Arc::clone(&self.session.corpus),
        );
        self.jobs.start(TAKE, move |_| {
            let taken = Intake::read(&order.path, order.format).and_then(|intake| {
                let taken = intake.take(&file, &workspace, &corpus, None, &order.tags)?;
                Ok((intake.name.clone(), taken))
            });
            move |state: &mut Self| {
                let (name, taken) = match taken {
                    Ok(taken) => taken,
                    Err(why) => {
                        return state
                            .session
                            .tell(Severity::Error, format!("Nothing was imported: {why}"));
                    }
                };
                // Of what has changed meanwhile the places of new records may be wrong: once more.
                if !Arc::ptr_eq(&state.session.workspace, &workspace)
                    && *state.session.workspace != *workspace
                {
                    return state.take_intake(order);
                }
                let mut words = format!(
                    "Imported {} from {name}; {} of them were there already.",
                    taken.report.arrived(),
                    taken.already
                );
                for line in taken.report.lines() {
                    words += &format!(" Not taken: {line}.");
                }
                if let Some(file) = &taken.file {
                    words += &format!(
                        " Texts of {} new articles are in {}; undo leaves that file.",
                        taken.new_articles,
                        file.display()
                    );
                }
                if !taken.changes.is_empty() {
                    state.edit(Edit::new(format!("import {name}"), taken.changes));
                }
                if taken.file.is_some() {
                    state.session.reload();
                }
                state.session.tell(Severity::Info, words);
            }
        });
    }
}
