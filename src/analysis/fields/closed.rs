//! Values of fields that can only be those there are: tags, tracks, statuses. Another is a slip of the pen,
//! and its answer no zero.

use super::{Known, find, names, status, tag, track};
use crate::enrich::Derived;
use crate::query::{Glob, Query, QueryError};
use crate::text::fold;
use crate::workspace::Workspace;

/// Most values that are named where none is near.
const MOST: usize = 12;

/// Whether every tag, track and status that a query asks for is there.
///
/// # Errors
/// The first that is not, with its place in the query and the nearest there are.
pub fn check_values(query: &Query, workspace: &Workspace) -> Result<(), QueryError> {
    let known = Known {
        workspace,
        sources: &[],
        derived: &Derived::default(),
    };
    for test in query.fields() {
        let closed = [tag::FIELD.name, track::FIELD.name, status::FIELD.name];
        let Some(field) = find(&test.name).filter(|f| closed.contains(&f.name)) else {
            continue;
        };
        let pattern = test.text()?.pattern;
        let glob = Glob::new(&pattern);
        let values = (field.values)(&known);
        let fits = |value: &String| {
            let last = value.rsplit(" / ").next().unwrap_or(value);
            glob.matches(&fold(value)) || glob.matches(&fold(last))
        };
        if values.iter().any(fits) {
            continue;
        }
        let lasts = values.iter().filter_map(|v| v.rsplit(" / ").next());
        let all = values.iter().map(String::as_str).chain(lasts);
        let near = names::near(&pattern, all.map(str::to_owned));
        let kind = field.name;
        let rest = match (near.is_empty(), values.is_empty()) {
            (false, _) => format!("; did you mean {}?", near.join(" or ")),
            (true, true) => format!("; this workspace has no {kind}s."),
            (true, false) => {
                let more = if values.len() > MOST { " ..." } else { "" };
                let few: Vec<&str> = values.iter().take(MOST).map(String::as_str).collect();
                format!("; there are: {}{more}.", few.join(", "))
            }
        };
        return Err(test.value_error(format!("There is no {kind} {pattern}{rest}")));
    }
    Ok(())
}
