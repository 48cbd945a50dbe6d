//! A report as one reads it: problems of one kind together, with their number and one example.

use super::DownloadFact;
use super::report::{Problem, ProblemKind};

/// What a group of problems asks of the analyst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReportSection {
    /// Something is missing from the corpus, or waits for a decision.
    Decide,
    /// It is in the corpus, with a repair or a guess.
    Repaired,
    /// It was left out on purpose.
    LeftOut,
    /// It was checked and is as it should be.
    InOrder,
}

impl ReportSection {
    /// All, in the order they are shown.
    pub const ALL: [Self; 4] = [Self::Decide, Self::Repaired, Self::LeftOut, Self::InOrder];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Decide => "To decide",
            Self::Repaired => "Read with a repair or a guess",
            Self::LeftOut => "Left out on purpose",
            Self::InOrder => "In order",
        }
    }
}

/// Problems of one kind.
#[derive(Clone, Debug)]
pub struct ProblemGroup {
    /// What they ask for.
    pub section: ReportSection,
    /// What is the case, to follow their number.
    pub words: &'static str,
    /// What to do about it.
    pub advice: String,
    /// How many files or records they are about, at least 1.
    pub count: u64,
    /// The places of the problems in the report, in its order.
    pub places: Vec<usize>,
}

/// Puts problems of one kind together: by section, in each those first that are most.
pub fn group_problems(problems: &[Problem]) -> Vec<ProblemGroup> {
    let mut groups: Vec<ProblemGroup> = Vec::new();
    let mut names: Vec<&'static str> = Vec::new();
    for (place, problem) in problems.iter().enumerate() {
        let heading = problem.kind.heading();
        let at = names.iter().position(|many| *many == heading.many);
        let at = at.unwrap_or(names.len());
        if at == names.len() {
            names.push(heading.many);
            groups.push(ProblemGroup {
                section: heading.section,
                words: heading.many,
                advice: problem.kind.advice().to_owned(),
                count: 0,
                places: Vec::new(),
            });
        }
        if let Some(group) = groups.get_mut(at) {
            group.count += problem.kind.count();
            group.places.push(place);
            group.words = if group.count == 1 {
                heading.one
            } else {
                heading.many
            };
        }
    }
    groups.sort_by_key(|g| (g.section, std::cmp::Reverse(g.count)));
    groups
}

/// What is the case with a kind of problem.
struct Heading {
    section: ReportSection,
    /// Of one file or record.
    one: &'static str,
    /// Of several.
    many: &'static str,
}

const fn heading(section: ReportSection, one: &'static str, many: &'static str) -> Heading {
    Heading { section, one, many }
}

fn of_download(fact: &DownloadFact) -> Heading {
    use ReportSection::{Decide, InOrder, Repaired};
    match fact {
        DownloadFact::Complete { .. } => heading(
            InOrder,
            "download is complete by its own count.",
            "downloads are complete by their own count.",
        ),
        DownloadFact::PartOf(_) => heading(
            InOrder,
            "file is a part of another.",
            "files are parts of others.",
        ),
        DownloadFact::Incomplete { .. } | DownloadFact::Gaps(_) => heading(
            Decide,
            "download lacks articles.",
            "downloads lack articles.",
        ),
        DownloadFact::NumberedAnew(_) => heading(
            Repaired,
            "download is not numbered through.",
            "downloads are not numbered through.",
        ),
        DownloadFact::Failed { .. } => heading(
            Decide,
            "article could not be given by its service.",
            "articles could not be given by their service.",
        ),
        DownloadFact::Lengths { .. } => heading(
            Repaired,
            "article is much shorter or longer than stated.",
            "articles are much shorter or longer than stated.",
        ),
        DownloadFact::Dates { .. } => heading(
            Decide,
            "date was not understood.",
            "dates were not understood.",
        ),
        DownloadFact::NotCut(_) => heading(
            Decide,
            "download could not be cut into articles.",
            "downloads could not be cut into articles.",
        ),
    }
}

impl DownloadFact {
    /// How many articles or files it is about.
    fn count(&self) -> u64 {
        match self {
            Self::Failed { count, .. }
            | Self::Lengths { count, .. }
            | Self::Dates { count, .. } => *count,
            Self::Complete { .. }
            | Self::Incomplete { .. }
            | Self::Gaps(_)
            | Self::NumberedAnew(_)
            | Self::NotCut(_)
            | Self::PartOf(_) => 1,
        }
    }
}

impl ProblemKind {
    /// How many files or records it is about.
    pub fn count(&self) -> u64 {
        match self {
            Self::More(n) => *n,
            Self::OwnExports(paths) | Self::NoArticles(_, paths) => paths.len() as u64,
            Self::UnreadDates(n, _) | Self::UnjoinedRows(n, _) => *n,
            Self::Inside(_, kind) => kind.count(),
            Self::Download(fact) => fact.count(),
            _ => 1,
        }
    }

    fn heading(&self) -> Heading {
        use ReportSection::{Decide, LeftOut, Repaired};
        match self {
            Self::Unreadable(_) => heading(
                Decide,
                "file could not be opened.",
                "files could not be opened.",
            ),
            Self::Empty => heading(LeftOut, "file is empty.", "files are empty."),
            Self::Binary => heading(Decide, "file is not text.", "files are not text."),
            Self::NotText(_) => heading(
                Decide,
                "file is of a kind that is not read.",
                "files are of a kind that is not read.",
            ),
            Self::TooLarge { .. } => heading(Decide, "file is too large.", "files are too large."),
            Self::LinkOutside => heading(
                Decide,
                "link leads out of the folder.",
                "links lead out of the folder.",
            ),
            Self::Undecodable(_) => heading(
                Decide,
                "file fits no known encoding.",
                "files fit no known encoding.",
            ),
            Self::Name => heading(
                Decide,
                "file has a name that is not text.",
                "files have names that are not text.",
            ),
            Self::ImpossibleDate(_) => heading(
                Repaired,
                "text states a day that does not exist.",
                "texts state days that do not exist.",
            ),
            Self::Record(..) | Self::More(_) => heading(
                Decide,
                "record could not be read.",
                "records could not be read.",
            ),
            Self::Broken(..) => heading(Decide, "file is damaged.", "files are damaged."),
            Self::NoTextLayer => heading(
                Decide,
                "file holds pictures of text only.",
                "files hold pictures of text only.",
            ),
            Self::Limit(_) => heading(
                Decide,
                "file is only partly loaded.",
                "files are only partly loaded.",
            ),
            Self::WithoutParts(_) => heading(
                Repaired,
                "file was loaded without parts of it.",
                "files were loaded without parts of them.",
            ),
            Self::ReaderDied(_) => heading(
                Decide,
                "file stopped its reader.",
                "files stopped their reader.",
            ),
            Self::Inside(_, kind) => kind.heading(),
            Self::UnjoinedRows(..) => heading(
                Decide,
                "row of metadata names no file.",
                "rows of metadata name no file.",
            ),
            Self::UnreadDates(..) => heading(
                Decide,
                "date was not understood.",
                "dates were not understood.",
            ),
            Self::NotRead(..) => heading(
                Decide,
                "file is of a kind that is not read.",
                "files are of a kind that is not read.",
            ),
            Self::Doubt(_) => heading(
                Repaired,
                "file was read with a repair.",
                "files were read with a repair.",
            ),
            Self::NoArticle(_) | Self::NoArticles(..) => {
                heading(LeftOut, "file holds no article.", "files hold no articles.")
            }
            Self::Download(fact) => of_download(fact),
            Self::OwnExport(_) | Self::OwnExports(_) => heading(
                LeftOut,
                "file was written by Dateline itself.",
                "files were written by Dateline itself.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(path: &str, kind: ProblemKind) -> Problem {
        Problem {
            path: path.to_owned(),
            kind,
        }
    }

    #[test]
    fn problems_of_one_kind_are_one_group_with_their_number() {
        let record = |n| ProblemKind::Record(n, "an open quotation mark".to_owned());
        let inside = ProblemKind::Inside("a.txt".to_owned(), Box::new(ProblemKind::Binary));
        let problems = [
            problem("a.csv", record(2)),
            problem("a.csv", ProblemKind::More(40)),
            problem(
                "b.txt",
                ProblemKind::ImpossibleDate("2023-02-30".to_owned()),
            ),
            problem("c.bin", ProblemKind::Binary),
            problem("d.zip", inside),
            problem("e.txt", ProblemKind::Empty),
        ];
        let groups = group_problems(&problems);
        let shown: Vec<_> = groups
            .iter()
            .map(|g| (g.section, g.count, g.words))
            .collect();
        assert_eq!(
            shown,
            [
                (ReportSection::Decide, 41, "records could not be read."),
                (ReportSection::Decide, 2, "files are not text."),
                (
                    ReportSection::Repaired,
                    1,
                    "text states a day that does not exist."
                ),
                (ReportSection::LeftOut, 1, "file is empty."),
            ]
        );
        assert_eq!(groups[0].places, [0, 1]);
        assert_eq!(groups[1].places, [3, 4]);
    }
}
