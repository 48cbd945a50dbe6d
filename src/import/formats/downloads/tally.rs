//! What a download says of itself, against what came out of it.

use crate::corpus::{DownloadFact, ProblemKind};
use crate::import::formats::downloads::article::Article;

/// Numbers that are named when they are missing; of more the rest is counted.
const MOST_NAMED: usize = 12;

/// Counts what comes of a download, and what it states.
#[derive(Default)]
pub(super) struct Tally {
    /// Articles that are stated on the cover.
    stated: Option<u64>,
    articles: u64,
    last: Option<u64>,
    missing: Vec<u64>,
    missing_more: u64,
    numbered_anew: Option<String>,
    failed: Grouped,
    lengths: Grouped,
    dates: Grouped,
    more: Vec<ProblemKind>,
}

/// Several of one kind: how many, and the first.
#[derive(Default)]
struct Grouped {
    count: u64,
    example: String,
}

impl Grouped {
    fn add(&mut self, example: impl FnOnce() -> String) {
        if self.count == 0 {
            self.example = example();
        }
        self.count += 1;
    }

    fn told(self, fact: fn(u64, String) -> DownloadFact) -> Option<DownloadFact> {
        (self.count > 0).then(|| fact(self.count, self.example))
    }
}

impl Tally {
    /// Articles so far.
    pub(super) fn articles(&self) -> u64 {
        self.articles
    }

    /// Whether anything was found that is an article, or stands for one.
    pub(super) fn has_found(&self) -> bool {
        self.articles > 0 || self.failed.count > 0 || !self.more.is_empty()
    }

    /// The cover states a number of articles. Of several files put together the numbers add up.
    pub(super) fn state(&mut self, articles: u64) {
        if articles > 0 {
            self.stated = Some(self.stated.unwrap_or(0) + articles);
        }
    }

    /// The number that an article bears in the download, whether it could be read or not.
    pub(super) fn numbered(&mut self, number: u64) {
        if let Some(last) = self.last {
            if number <= last {
                self.numbered_anew
                    .get_or_insert_with(|| format!("{number} after {last}"));
            }
            for missing in last.saturating_add(1)..number {
                if self.missing.len() >= MOST_NAMED {
                    self.missing_more += number - missing;
                    break;
                }
                self.missing.push(missing);
            }
        }
        self.last = Some(number);
    }

    /// An article that was read.
    pub(super) fn add(&mut self, article: &Article) {
        self.articles += 1;
        if let Some(doubt) = article.length_doubt() {
            self.lengths.add(|| doubt);
        }
        if !article.date.trim().is_empty() && article.day().is_none() {
            self.dates.add(|| article.date.trim().to_owned());
        }
    }

    /// An article that the service could not give; what stands in its place.
    pub(super) fn failed(&mut self, instead: &str) {
        self.failed.add(|| instead.chars().take(100).collect());
    }

    /// Its articles are those that another file names.
    pub(super) fn part_of(&mut self, name: &str) {
        let fact = DownloadFact::PartOf(name.to_owned());
        self.more.push(ProblemKind::Download(fact));
    }

    /// Something else that is wrong.
    pub(super) fn problem(&mut self, kind: ProblemKind) {
        self.more.push(kind);
    }

    /// What is to be told.
    pub(super) fn into_problems(self) -> Vec<ProblemKind> {
        let mut facts = Vec::new();
        let (articles, failed) = (self.articles, self.failed.count);
        let runs_on = self.numbered_anew.is_none();
        let mut names: Vec<String> = self.missing.iter().map(u64::to_string).collect();
        if self.missing_more > 0 {
            names.push(format!("and {} more", self.missing_more));
        }
        let missing = if runs_on {
            names.join(", ")
        } else {
            String::new()
        };
        match self.stated {
            Some(stated) if stated == articles => facts.push(DownloadFact::Complete { articles }),
            Some(stated) if stated != articles + failed || failed == 0 => {
                facts.push(DownloadFact::Incomplete {
                    articles,
                    stated,
                    missing,
                });
            }
            Some(_) | None if !missing.is_empty() => facts.push(DownloadFact::Gaps(missing)),
            Some(_) | None => {}
        }
        facts.extend(self.numbered_anew.map(DownloadFact::NumberedAnew));
        let failed = |count, example| DownloadFact::Failed { count, example };
        let lengths = |count, example| DownloadFact::Lengths { count, example };
        let dates = |count, example| DownloadFact::Dates { count, example };
        facts.extend(self.failed.told(failed));
        facts.extend(self.lengths.told(lengths));
        facts.extend(self.dates.told(dates));
        let facts = facts.into_iter().map(ProblemKind::Download);
        facts.chain(self.more).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(stated: &[u64], numbers: &[u64]) -> Vec<String> {
        let mut tally = Tally::default();
        for articles in stated {
            tally.state(*articles);
        }
        for number in numbers {
            tally.numbered(*number);
            tally.add(&Article::default());
        }
        let problems = tally.into_problems();
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_the_cover_states_is_compared() {
        assert_eq!(
            told(&[3], &[1, 2, 3]),
            ["holds 3 of 3 articles that its cover states"]
        );
        assert_eq!(
            told(&[5], &[1, 3, 5]),
            ["holds 3 of 5 articles that its cover states; missing: 2, 4"]
        );
        assert_eq!(
            told(&[], &[7, 8, 10]),
            ["has gaps in its numbering; missing: 9"]
        );
        assert!(told(&[], &[201, 202]).is_empty());
        assert_eq!(told(&[], &[1, 1]).len(), 1);
        let many = told(&[], &[1, u64::MAX]);
        assert!(
            many.concat().contains("and 18446744073709551601 more"),
            "{many:?}"
        );
    }
}
