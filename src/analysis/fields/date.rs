//! The day or days an article can be of, the analyst's word first.

use crate::analysis::Aspect;
use std::collections::HashMap;

use jiff::civil::Date;

use super::{Field, Kind, Known, Origin, WorkspaceFacts};
use crate::corpus::columns::day_of;
use crate::corpus::{ArticleIx, Precision};
use crate::query::{FieldTest, Holds, QueryError};

/// `date:`
pub(super) const FIELD: Field = Field {
    name: "date",
    aliases: &[],
    kind: Kind::Date,
    origin: Origin::Article,
    example: "date:2022-10..2023-02",
    help: "also date:>=2023, date:2023-02, date:none",
    reads: None,
    changes_with: &[Aspect::Dates],
    values,
    condition,
};

fn values(_: &Known<'_>) -> Vec<String> {
    ["none", "any"].map(str::to_owned).into()
}

fn condition<'f>(facts: &'f WorkspaceFacts, test: &FieldTest) -> Result<Holds<'f>, QueryError> {
    let date = test.date()?;
    let said: HashMap<ArticleIx, (Date, Date)> = facts
        .overridden(|o| o.date)
        .map(|(at, (day, precision))| (at, days_of(day, precision)))
        .collect();
    let columns = facts.corpus.columns();
    Ok(Box::new(move |at| {
        let days = said.get(&at).copied().or_else(|| {
            let day = day_of(columns.days.get(at.ix()).copied()?)?;
            let precision = columns.precisions.get(at.ix()).copied()?;
            Some(days_of(day, precision))
        });
        date.holds(days)
    }))
}

fn days_of(day: Date, precision: Precision) -> (Date, Date) {
    let last = match precision {
        Precision::Day => day,
        Precision::Month => day.last_of_month(),
        Precision::Year => day.last_of_year(),
    };
    (day, last)
}
