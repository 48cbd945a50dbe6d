//! What queries, filters and sort keys read of the analyst's data: the keys of what is kept.

use std::collections::HashSet;

use super::fields;
use super::order::{SortColumn, SortKey};
use super::split::Split;
use super::versions::{Aspect, Aspects};
use crate::query::{Glob, Query, Test};
use crate::text::fold;
use crate::workspace::filter::FacetField;
use crate::workspace::{Filter, Track, TrackId, Workspace};

/// What the answer to a query depends on beside the texts.
pub(super) fn of_query(query: &Query, workspace: &Workspace) -> Aspects {
    of_query_and_tracks(query, workspace, &mut HashSet::new())
}

/// What its own conditions read and, one after the other, those of the tracks that it asks for.
fn of_query_and_tracks(
    query: &Query,
    workspace: &Workspace,
    seen: &mut HashSet<TrackId>,
) -> Aspects {
    let fields = query.fields();
    let mut read: Aspects = fields.iter().map(|test| of_field(&test.name)).collect();
    for track in named_tracks(query, workspace) {
        // A track that has no query reads nothing: that it has none is what `TrackQueries` tells.
        if seen.insert(track.id)
            && let Ok(Some(query)) = track.parsed()
        {
            read |= of_query_and_tracks(&query, workspace, seen);
        }
    }
    read
}

/// What the answer to a track depends on.
pub(super) fn of_track(id: TrackId, workspace: &Workspace) -> Aspects {
    let query = workspace.track(id).and_then(|t| t.parsed().ok().flatten());
    let own = query.map_or(Aspects::NONE, |q| of_query(&q, workspace));
    own | Aspect::TrackQueries
}

/// The tracks that the conditions of a query name.
pub(super) fn named_tracks<'w>(query: &Query, workspace: &'w Workspace) -> Vec<&'w Track> {
    let mut globs = Vec::new();
    for test in query.fields() {
        if let Test::Text(text) = &test.test
            && fields::is_of_tracks(&test)
        {
            globs.push(Glob::new(&text.pattern));
        }
    }
    let is_named = |track: &&Track| {
        let name = fold(&track.name);
        globs.iter().any(|glob| glob.matches(&name))
    };
    // Most queries name none: no name is folded for them.
    let tracks = workspace.tracks.iter().filter(|_| !globs.is_empty());
    tracks.filter(is_named).collect()
}

/// What a condition reads. What the source says in its columns, nobody corrects.
fn of_field(name: &str) -> Aspects {
    let read = fields::find(name).map_or(&[][..], |field| field.changes_with);
    read.iter().map(|aspect| Aspects::from(*aspect)).collect()
}

/// What decides which articles pass a filter.
pub(super) fn of_filter(filter: &Filter, workspace: &Workspace) -> Aspects {
    // Taken apart, so that a new part does not compile before it is thought of here.
    let Filter {
        dates,
        include_undated: _,
        only_undated,
        sources,
        not_sources,
        title,
        tracks,
        tags,
        not_tags,
        statuses,
        values,
        once,
    } = filter;
    let of = |aspects: Aspects, condition: bool| aspects.when(condition);
    let of_tracks: Aspects = tracks.iter().map(|t| of_track(*t, workspace)).collect();
    let of_values: Aspects = values.keys().map(of_facet).collect();
    of(Aspect::Dates.into(), dates.is_some() || *only_undated)
        | of(
            Aspect::Publishers.into(),
            !sources.is_empty() || !not_sources.is_empty(),
        )
        | of(Aspect::Titles.into(), !title.is_empty())
        | of(
            Aspect::Annotations | Aspect::Codebook,
            !tags.is_empty() || !not_tags.is_empty(),
        )
        | of(Aspect::Statuses.into(), !statuses.is_empty())
        | of(Aspect::Derived.into(), *once)
        | of_tracks
        | of_values
}

fn of_facet(field: &FacetField) -> Aspects {
    match field {
        FacetField::Year => Aspect::Dates.into(),
        FacetField::Language => Aspect::Derived.into(),
        FacetField::Column(_) => Aspects::NONE,
    }
}

/// What the values of a split chart depend on.
pub(super) fn of_split(split: &Split) -> Aspects {
    match split {
        Split::Source => Aspect::Publishers.into(),
        Split::Field(field) => of_facet(field),
    }
}

/// What an order depends on, beside what the query finds.
pub(super) fn of_sort(sort: &[SortKey], workspace: &Workspace) -> Aspects {
    let of_key = |key: &SortKey| match key.column {
        SortColumn::Date => Aspect::Dates.into(),
        SortColumn::Title => Aspect::Titles.into(),
        SortColumn::Source => Aspect::Publishers.into(),
        SortColumn::Track(id) => of_track(id, workspace),
        SortColumn::Annotations => Aspect::Annotations.into(),
        SortColumn::Status => Aspect::Statuses.into(),
        SortColumn::Language | SortColumn::Alike => Aspect::Derived.into(),
        SortColumn::Words | SortColumn::Hits | SortColumn::Relevance | SortColumn::Field(_) => {
            Aspects::NONE
        }
    };
    sort.iter().map(of_key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Slot;

    fn track(name: &str, query: &str) -> Track {
        Track {
            id: TrackId::random(),
            name: name.into(),
            slot: Slot::after(0),
            query: query.into(),
            shown: true,
        }
    }

    fn reads(query: &str, workspace: &Workspace) -> Aspects {
        of_query(&Query::parse(query).unwrap().unwrap(), workspace)
    }

    #[test]
    fn a_query_reads_what_its_conditions_ask_for_and_words_read_nothing() {
        let workspace = Workspace {
            tracks: vec![
                track("reviewed towns", "town AND status:reviewed"),
                track("rivers", "river*"),
                track("both", "track:rivers OR track:reviewed*"),
            ],
            ..Workspace::default()
        };
        let reads = |query| reads(query, &workspace);
        assert_eq!(reads("town OR /riv.r/ AND words:>5"), Aspects::NONE);
        assert_eq!(reads("town AND status:seen"), Aspect::Statuses.into());
        assert_eq!(reads("track:rivers"), Aspect::TrackQueries.into());
        assert_eq!(
            reads("track:reviewed*"),
            Aspect::TrackQueries | Aspect::Statuses
        );
        assert_eq!(reads("track:both"), reads("track:reviewed*"));
    }
}
