//! Names: which written forms are one, and what is made of them.

use std::sync::Arc;

use crate::analysis::names::NamesView;
use crate::app::effect::Effect;
use crate::app::state::State;
use crate::session::Severity;
use crate::workspace::{AliasSet, Change, Edit, Slot, Swap, Track, TrackId, query_of};

/// Names.
#[derive(Clone, Debug)]
pub enum NameCommand {
    /// These forms are the name that is listed by the first word.
    Merge(Arc<str>, Vec<Arc<str>>),
    /// This form is another name, for good.
    Refuse(Arc<str>, Arc<str>),
    /// This form is no longer merged.
    Split(Arc<str>, Arc<str>),
    /// Decides anew about a form that was refused.
    Reconsider(Arc<str>, Arc<str>),
    /// Look for all forms of a name.
    Search(Arc<str>),
    /// Follow a name with all its forms.
    Follow(Arc<str>),
    /// Add the forms that its track does not find.
    Amend(Arc<str>),
}

impl State {
    pub(in crate::app) fn handle_names(&mut self, command: NameCommand) -> Vec<Effect> {
        match command {
            NameCommand::Merge(name, forms) => self.merge_forms(&name, &forms),
            NameCommand::Refuse(name, form) => {
                let label = format!("“{form}” is not “{name}”");
                self.change_set(&name, label, |set| {
                    set.forms.retain(|f| *f != form);
                    if !set.refuses(&form) {
                        set.refused.push(form);
                    }
                });
            }
            NameCommand::Split(name, form) => {
                let label = format!("split “{form}” from “{name}”");
                self.change_set(&name, label, |set| {
                    if *set.name != *form {
                        set.forms.retain(|f| *f != form);
                    }
                });
            }
            NameCommand::Reconsider(name, form) => {
                let label = format!("“{form}” may be “{name}”");
                self.change_set(&name, label, |set| set.refused.retain(|f| *f != form));
            }
            NameCommand::Search(name) => {
                let query = self.query_of_name(&name);
                self.set_query(query);
            }
            NameCommand::Follow(name) => self.follow_name(&name),
            NameCommand::Amend(name) => self.amend_track(&name),
        }
        Vec::new()
    }

    fn merge_forms(&mut self, name: &Arc<str>, forms: &[Arc<str>]) {
        // A form that has a name of its own brings all of its forms with it.
        let sets = &self.session.workspace.alias_sets;
        let absorbed: Vec<AliasSet> = sets
            .iter()
            .filter(|s| s.name != *name && forms.contains(&s.name))
            .cloned()
            .collect();
        let words = match forms {
            [one] => format!("“{one}”"),
            many => format!("{} forms", many.len()),
        };
        let label = format!("merge {words} with “{name}”");
        let mut added = forms.to_vec();
        added.extend(absorbed.iter().flat_map(|s| s.forms.iter().cloned()));
        let mut changes = Vec::new();
        for set in absorbed {
            let at = self.session.workspace.alias_sets.iter();
            let gone = changes.len();
            if let Some(at) = at.clone().position(|s| s.id == set.id) {
                changes.push(Change::AliasSet(Swap {
                    before: Some((at - gone.min(at), set)),
                    after: None,
                }));
            }
        }
        self.change_set_with(name, label, changes, |set| {
            for form in added {
                set.refused.retain(|f| *f != form);
                if !set.has(&form) {
                    set.forms.push(form);
                }
            }
        });
    }

    fn change_set(&mut self, name: &Arc<str>, label: String, with: impl FnOnce(&mut AliasSet)) {
        self.change_set_with(name, label, Vec::new(), with);
    }

    /// Changes what the analyst says of a name; where nothing is said yet, that begins. A set that says
    /// nothing any more goes.
    fn change_set_with(
        &mut self,
        name: &Arc<str>,
        label: String,
        mut changes: Vec<Change>,
        with: impl FnOnce(&mut AliasSet),
    ) {
        let mut sets = self.session.workspace.alias_sets.clone();
        for change in &changes {
            if let Change::AliasSet(Swap {
                before: Some((_, gone)),
                ..
            }) = change
            {
                sets.retain(|s| s.id != gone.id);
            }
        }
        let known = sets.iter().position(|s| s.name == *name);
        let before = known.and_then(|at| Some((at, sets.get(at)?.clone())));
        let mut after = before
            .as_ref()
            .map_or_else(|| AliasSet::of(name), |(_, s)| s.clone());
        with(&mut after);
        let at = known.unwrap_or(sets.len());
        let says = after.forms.len() > 1 || !after.refused.is_empty() || after.track.is_some();
        let after = says.then_some((at, after));
        if before == after && changes.is_empty() {
            return;
        }
        changes.push(Change::AliasSet(Swap { before, after }));
        self.edit(Edit::new(label, changes));
    }

    fn query_of_name(&self, name: &str) -> String {
        let sets = &self.session.workspace.alias_sets;
        let set = sets.iter().find(|s| *s.name == *name);
        set.map_or_else(|| query_of([name]), AliasSet::query)
    }

    fn follow_name(&mut self, name: &Arc<str>) {
        let tracks = &self.session.workspace.tracks;
        let set = self
            .session
            .workspace
            .alias_sets
            .iter()
            .find(|s| s.name == *name);
        if let Some(track) = set
            .and_then(|s| s.track)
            .and_then(|id| tracks.iter().find(|t| t.id == id))
        {
            let said = format!(
                "“{name}” is followed by the track “{}” already.",
                track.name
            );
            self.session.tell(Severity::Info, said);
            return;
        }
        let query = self.query_of_name(name);
        if query.is_empty() {
            return;
        }
        let track = Track {
            id: TrackId::random(),
            name: Arc::clone(name),
            slot: Slot::least_used(tracks.iter().map(|t| t.slot)),
            query: query.into(),
            shown: true,
        };
        let (id, place) = (track.id, tracks.len());
        let label = format!("follow “{name}”");
        let change = Change::Track(Swap {
            before: None,
            after: Some((place, track)),
        });
        self.change_set_with(name, label, vec![change], |set| set.track = Some(id));
    }

    /// Adds to the track of a name the forms that it does not find; what was written there stays.
    fn amend_track(&mut self, name: &Arc<str>) {
        let table = self.search.views.table::<NamesView>();
        let row = table.and_then(|t| t.rows.iter().find(|r| r.words == *name).cloned());
        let Some((row, id)) = row.and_then(|r| r.track.map(|id| (r, id))) else {
            return;
        };
        let tracks = self.session.workspace.tracks.iter().enumerate();
        let Some((at, before)) = tracks.into_iter().find(|(_, t)| t.id == id) else {
            return;
        };
        let before = before.clone();
        let more = query_of(row.unfollowed.iter().map(|f| &**f));
        if more.is_empty() {
            return;
        }
        let is_plain = matches!(
            before.parsed(),
            Ok(Some(
                crate::query::Query::Term(_)
                    | crate::query::Query::Phrase(_)
                    | crate::query::Query::Or(_)
            ))
        );
        let query = if is_plain {
            format!("{} OR {more}", before.query)
        } else {
            format!("({}) OR {more}", before.query)
        };
        let label = format!("add forms of “{name}” to its track");
        let after = Track {
            query: query.into(),
            ..before.clone()
        };
        let change = Change::Track(Swap {
            before: Some((at, before)),
            after: Some((at, after)),
        });
        self.edit(Edit::new(label, vec![change]));
    }
}
