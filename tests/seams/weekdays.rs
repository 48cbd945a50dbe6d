//! A view and its table: articles by day of the week.

use super::base::Base;
use super::cancel::Cancel;
use super::tabular::{Cell, Column, ColumnKind, Tabular};
use super::view::{View, ViewError};

const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Articles by day of the week.
pub(crate) struct WeekdaysView;

/// How many articles each day has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Weekdays(pub [u64; 7]);

impl View for WeekdaysView {
    type Spec = ();
    type Table = Weekdays;

    const NAME: &'static str = "weekdays";

    fn compute(base: &Base, (): &(), cancel: &Cancel) -> Result<Weekdays, ViewError> {
        let mut out = Weekdays::default();
        for (n, at) in base.rows.iter().enumerate() {
            if n % 4096 == 0 && cancel.is_cancelled() {
                return Err(ViewError::Cancelled);
            }
            let day = base
                .metadata
                .day(*at)
                .map(|day| day.weekday().to_monday_zero_offset());
            if let Some(count) = day.and_then(|day| out.0.get_mut(day as usize)) {
                *count += 1;
            }
        }
        Ok(out)
    }
}

impl Tabular for Weekdays {
    fn title(&self) -> String {
        "Articles by day of the week".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("day", ColumnKind::Text, "Day of the week."),
            Column::new(
                "articles",
                ColumnKind::Count,
                "Articles dated on such a day.",
            ),
        ]
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Vec<Cell<'_>>> + '_> {
        let rows = NAMES.iter().zip(self.0);
        Box::new(rows.map(|(name, count)| vec![(*name).into(), count.into()]))
    }
}
