//! What went in, what came out, and what became of the rest, in words.

use std::collections::BTreeMap;

use crate::text::counted::{counted, grouped};

/// How many examples of a loss are kept.
const EXAMPLES: usize = 3;

/// How many notes are kept.
const MOST_NOTES: usize = 20;

/// What records are counted as. The order is that of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordKind {
    /// Annotations.
    Annotations,
    /// Relations between annotations.
    Relations,
    /// Tags of a codebook.
    Tags,
    /// Rows of a table.
    Rows,
    /// Records of another kind, named in the plural.
    Further(&'static str),
}

impl RecordKind {
    /// `1 annotation`, `1,203 annotations`.
    pub fn counted(self, n: usize) -> String {
        match self {
            Self::Annotations => counted(n, "annotation", "annotations"),
            Self::Relations => counted(n, "relation", "relations"),
            Self::Tags => counted(n, "tag", "tags"),
            Self::Rows => counted(n, "row", "rows"),
            Self::Further(many) => counted(n, many, many),
        }
    }
}

/// One kind of loss.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loss {
    /// How often.
    pub count: usize,
    /// The first of them, by name or id.
    pub examples: Vec<String>,
}

/// What became of a set on its way into a file or out of one: counts in, counts out, and each kind of loss.
/// A report without losses says that nothing was lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LossReport {
    given: BTreeMap<RecordKind, usize>,
    taken: BTreeMap<RecordKind, usize>,
    losses: BTreeMap<String, Loss>,
    notes: Vec<String>,
}

impl LossReport {
    /// A report of records that all arrived.
    pub fn whole(kind: RecordKind, n: usize) -> Self {
        let mut report = Self::default();
        report.give(kind, n);
        report.take(kind, n);
        report
    }

    /// Counts records that were there.
    pub fn give(&mut self, kind: RecordKind, n: usize) {
        *self.given.entry(kind).or_default() += n;
    }

    /// Counts records that arrived.
    pub fn take(&mut self, kind: RecordKind, n: usize) {
        *self.taken.entry(kind).or_default() += n;
    }

    /// Takes back that some have arrived: what a format does with them is told as a loss.
    pub fn untake(&mut self, kind: RecordKind, n: usize) {
        let taken = self.taken.entry(kind).or_default();
        *taken = taken.saturating_sub(n);
    }

    /// Notes a loss: what is lost, as words that a number can follow, and where.
    pub fn lose(&mut self, what: impl Into<String>, example: impl Into<String>) {
        self.lose_many(what, 1, Some(example.into()));
    }

    /// Notes a loss that befell several at once.
    pub fn lose_many(&mut self, what: impl Into<String>, n: usize, example: Option<String>) {
        let loss = self.losses.entry(what.into()).or_default();
        loss.count += n;
        if loss.examples.len() < EXAMPLES {
            loss.examples.extend(example);
        }
    }

    /// Notes what is no loss and worth knowing: what offsets count, what was repaired. Said once.
    pub fn note(&mut self, what: impl Into<String>) {
        let what = what.into();
        if self.notes.len() < MOST_NOTES && !self.notes.contains(&what) {
            self.notes.push(what);
        }
    }

    /// What is no loss and worth knowing.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// How many records were there.
    pub fn given(&self, kind: RecordKind) -> usize {
        self.given.get(&kind).copied().unwrap_or(0)
    }

    /// How many arrived.
    pub fn taken(&self, kind: RecordKind) -> usize {
        self.taken.get(&kind).copied().unwrap_or(0)
    }

    /// Each kind of loss by what is lost, in the order of the words.
    pub fn losses(&self) -> impl Iterator<Item = (&str, &Loss)> {
        self.losses.iter().map(|(what, loss)| (&**what, loss))
    }

    /// How often something of this kind was lost.
    pub fn lost(&self, what: &str) -> usize {
        self.losses.get(what).map_or(0, |loss| loss.count)
    }

    /// Whether everything arrived.
    pub fn is_whole(&self) -> bool {
        self.losses.is_empty() && self.given == self.taken
    }

    /// What arrived: `57 annotations and 3 relations`, or `3 of 4 annotations`. Kinds of which there was
    /// nothing are left out, unless there was nothing at all.
    pub fn arrived(&self) -> String {
        let kinds: Vec<RecordKind> = self.given.keys().copied().collect();
        let some = kinds.iter().filter(|kind| self.given(**kind) > 0);
        let words: Vec<String> = some
            .map(|kind| {
                let (given, taken) = (self.given(*kind), self.taken(*kind));
                if given == taken {
                    kind.counted(given)
                } else {
                    format!("{} of {}", grouped(taken as u64), kind.counted(given))
                }
            })
            .collect();
        match (&words[..], kinds.first()) {
            ([], Some(kind)) => kind.counted(0),
            ([], None) => "nothing".to_owned(),
            ([all @ .., last], _) if !all.is_empty() => format!("{} and {last}", all.join(", ")),
            ([one, ..], _) => one.clone(),
        }
    }

    /// One line a loss: what, how often, for example where.
    pub fn lines(&self) -> Vec<String> {
        let line = |(what, loss): (&String, &Loss)| {
            let mut line = format!("{what}: {}", grouped(loss.count as u64));
            if !loss.examples.is_empty() {
                let more = if loss.count > loss.examples.len() {
                    ", …"
                } else {
                    ""
                };
                line += &format!(" ({}{more})", loss.examples.join(", "));
            }
            line
        };
        self.losses.iter().map(line).collect()
    }

    /// Everything that another report says, added to this one.
    pub fn add(&mut self, other: Self) {
        for note in other.notes {
            self.note(note);
        }
        for (kind, n) in other.given {
            self.give(kind, n);
        }
        for (kind, n) in other.taken {
            self.take(kind, n);
        }
        for (what, loss) in other.losses {
            let mine = self.losses.entry(what).or_default();
            mine.count += loss.count;
            let room = EXAMPLES.saturating_sub(mine.examples.len());
            mine.examples.extend(loss.examples.into_iter().take(room));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_counts_in_and_out_and_names_the_first_of_each_loss() {
        let mut report = LossReport::default();
        report.give(RecordKind::Annotations, 1203);
        report.take(RecordKind::Annotations, 1200);
        report.give(RecordKind::Relations, 1);
        report.take(RecordKind::Relations, 1);
        for at in 0..5 {
            report.lose("annotations of several ranges", format!("a{at}"));
        }
        assert_eq!(
            report.arrived(),
            "1,200 of 1,203 annotations and 1 relation"
        );
        assert_eq!(
            report.lines(),
            ["annotations of several ranges: 5 (a0, a1, a2, …)"]
        );
        assert!(!report.is_whole());
        let whole = LossReport::whole(RecordKind::Tags, 1);
        assert!(whole.is_whole() && whole.lines().is_empty());
        assert_eq!(whole.arrived(), "1 tag");
        assert_eq!(LossReport::whole(RecordKind::Rows, 0).arrived(), "0 rows");
    }

    #[test]
    fn reports_add_up() {
        let mut one = LossReport::whole(RecordKind::Tags, 2);
        one.lose("keys of tags", "a");
        let mut other = LossReport::whole(RecordKind::Tags, 3);
        other.lose_many("keys of tags", 4, Some("b".to_owned()));
        one.add(other);
        assert_eq!(
            (one.given(RecordKind::Tags), one.lost("keys of tags")),
            (5, 5)
        );
        assert_eq!(one.lines(), ["keys of tags: 5 (a, b, …)"]);
    }
}
