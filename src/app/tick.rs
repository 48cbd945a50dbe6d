//! One turn of the program: commands carried out, what jobs have brought taken in, the session followed.

use super::command::Command;
use super::effect::Effect;
use super::parts::reading::Reading;
use super::parts::search::Search;
use super::parts::tools::Tools;
use super::parts::view::View;
use super::state::{Seen, State};
use crate::jobs::RunMode;
use crate::session::{SaveStatus, SessionEvent};

impl State {
    /// Carries out a command.
    pub fn dispatch(&mut self, command: Command) -> Vec<Effect> {
        let mut effects = match command {
            Command::Query(c) => self.handle_query(c),
            Command::Filter(c) => self.handle_filter(c),
            Command::View(c) => self.handle_view(c),
            Command::Annotate(c) => self.handle_annotate(c),
            Command::Codebook(c) => self.handle_codebook(c),
            Command::Track(c) => self.handle_track(c),
            Command::Intake(c) => self.handle_intake(c),
            Command::Event(c) => self.handle_event(c),
            Command::Names(c) => self.handle_names(c),
            Command::Article(c) => self.handle_article(c),
            Command::File(c) => self.handle_file(c),
        };
        self.follow_session();
        effects.append(&mut self.effects);
        effects
    }

    /// Takes in what jobs have brought and starts what is due. Call once a frame, hidden or not.
    pub fn tick(&mut self) -> Vec<Effect> {
        loop {
            while self.poll() {}
            self.follow_session();
            let session_started = self.session.start_due();
            if !self.start_due() && !session_started {
                break;
            }
        }
        std::mem::take(&mut self.effects)
    }

    /// Takes in what one job has brought; says whether there was something.
    pub(super) fn poll(&mut self) -> bool {
        if self.session.poll() {
            self.follow_session();
            return true;
        }
        match self.jobs.next_outcome() {
            Some(outcome) => {
                outcome(self);
                true
            }
            None => false,
        }
    }

    /// Waits until nothing is running and everything is saved: for closing and for tests.
    pub fn settle(&mut self) -> Vec<Effect> {
        let mut effects = self.tick();
        loop {
            self.session.save();
            let rung = self.jobs.bell().count();
            if self.poll() {
                effects.extend(self.tick());
            } else if !self.is_busy() || self.jobs.mode() == RunMode::Held {
                break;
            } else {
                self.jobs.bell().wait_beyond(rung);
            }
            if self.save_failed() {
                break;
            }
        }
        effects
    }

    fn save_failed(&self) -> bool {
        let stuck = matches!(
            self.session.save_status(),
            SaveStatus::Failed(_) | SaveStatus::Elsewhere(_)
        );
        stuck && !self.is_busy()
    }

    /// Takes over what the session became: what hangs on the workspace is mended, what is shown of it is
    /// asked for again.
    pub(super) fn follow_session(&mut self) {
        self.session.set_author(&self.settings.author);
        for event in self.session.take_events() {
            self.on_session(event);
        }
        let now = Seen {
            edits: self.session.edits(),
            versions: self.session.versions(),
            loading: self.session.corpus.generation(),
        };
        if now.edits != self.seen.edits {
            self.repair();
        }
        if now != self.seen {
            self.search.base_request.ask();
        }
        self.seen = now;
    }

    fn on_session(&mut self, event: SessionEvent) {
        match event {
            SessionEvent::Replaced(file) => {
                // Everything that belongs to a workspace lives and dies with it.
                self.search = Search::default();
                self.reading = Reading::default();
                // An export goes on whatever is opened meanwhile.
                let exporting = std::mem::take(&mut self.tools.exporting);
                self.tools = Tools {
                    exporting,
                    ..Tools::default()
                };
                self.view = View {
                    grouping: self.settings.grouping,
                    ..View::default()
                };
                let now = self.session.now();
                self.settings.remember_workspace(&file, now);
                self.refresh();
            }
            SessionEvent::Moved(file) => {
                let now = self.session.now();
                self.settings.remember_workspace(&file, now);
            }
            SessionEvent::ArticlesWait => self.search.base_request.ask(),
            SessionEvent::ArticlesEnd => {}
            SessionEvent::ColumnsKnown => self.check_query_again(),
            SessionEvent::TablesWait => self.effects.push(Effect::AskColumns),
            SessionEvent::Conflicts => self.effects.push(Effect::ShowConflicts),
        }
    }

    /// Lets go of what has vanished.
    fn repair(&mut self) {
        let workspace = std::sync::Arc::clone(&self.session.workspace);
        let selection = &mut self.reading.selection;
        selection.annotation = selection
            .annotation
            .filter(|id| workspace.annotations.get(*id).is_some());
        self.reading
            .recent_tags
            .retain(|tag| workspace.codebook.get(*tag).is_some());
        self.search.repair(&workspace);
    }
}
