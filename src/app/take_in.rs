//! What jobs bring back, each to where it belongs.

use std::sync::Arc;

use super::command::Effect;
use super::event::{DiskEvent, Event};
use super::log::Severity;
use super::state::State;

impl State {
    pub(super) fn take_in(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Planned(number, outcome) => return self.planned(number, *outcome),
            Event::Loaded(number, outcome) => self.loaded(number, outcome),
            Event::Checked {
                number,
                tells,
                checked,
            } => self.annotations_checked(number, tells, *checked),
            Event::Examined(generation, outcome) => self.examined(generation, outcome),
            Event::Results(number, None) => {
                self.search.base_request.finish(number);
            }
            Event::Results(number, Some(results)) => {
                let effects = self.results_ready(number, *results);
                if self.search.facets_shown {
                    self.search.facets_request.ask();
                }
                return effects;
            }
            Event::TablesWait(number, layouts) => return self.tables_wait(number, layouts),
            Event::Previewed(table, preview) => self.previewed(table, *preview),
            Event::Snippets(found) => self.snippets_ready(*found),
            Event::HitsFound(preview) => self.tools.bulk = Some(*preview),
            Event::FoundAnnotations(found) => self.tools.found_annotations = Some(*found),
            Event::Words(stem, words) => self.search.frequent_words = Some((stem, words)),
            Event::Spellings(query, found) => self.search.spellings = Some((query, found)),
            Event::Facets(number, facets) => {
                if self.search.facets_request.finish(number) {
                    self.search.facets = Arc::new(*facets);
                }
            }
            Event::Reader(number, doc) => return self.reader_ready(number, *doc),
            Event::JobFailed(name) => self.job_failed(name),
            Event::Disk(event) => return self.take_in_disk(event),
        }
        Vec::new()
    }

    fn take_in_disk(&mut self, event: DiskEvent) -> Vec<Effect> {
        match event {
            DiskEvent::SavedAs(saved) => self.saved_as(*saved),
            DiskEvent::Journaled { number, outcome } => self.journaled(number, outcome),
            DiskEvent::Saved {
                number,
                sequence,
                outcome,
                faults,
            } => {
                let is_written = outcome.is_ok() && number == self.session.saving.number();
                self.saved(number, sequence, outcome);
                if is_written {
                    self.tell_faults(faults);
                }
            }
            DiskEvent::Outside {
                number,
                stamp,
                found,
            } => return self.looked_outside(number, stamp, found),
            DiskEvent::Backups(found) => self.backups_listed(found),
            DiskEvent::BackupRead(path, outcome) => self.backup_read(path, outcome),
            DiskEvent::CodebookRead(path, outcome) => self.codebook_read(&path, outcome),
            DiskEvent::Exported { id, path, outcome } => self.exported(id, &path, outcome),
        }
        Vec::new()
    }

    fn job_failed(&mut self, name: &str) {
        match name {
            "results" => self.search.base_request.fail(),
            "reader" => self.reading.doc_request.fail(),
            "facets" => self.search.facets_request.fail(),
            "load" => self.session.loading = None,
            super::exporting::JOB => self.tools.exporting.drop_failed(),
            "save" => self.save_job_failed(false),
            "journal" => self.save_job_failed(true),
            "look outside" => self.session.outside.looking = false,
            "read backup" => self.session.generations = super::generations::Generations::default(),
            "snippets" => self.search.snippets = None,
            _ => {}
        }
        self.tell(
            Severity::Error,
            format!("A fault in the program stopped the job “{name}”. Your work is safe; please report what you did."),
        );
    }
}
