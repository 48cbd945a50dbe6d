//! What a load report says of a download from an archive as a whole.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Something that was checked about a download.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum DownloadFact {
    /// It holds as many articles as its cover states.
    Complete {
        /// Articles that were read.
        articles: u64,
    },
    /// It holds another number of articles than its cover states.
    Incomplete {
        /// Articles that were read.
        articles: u64,
        /// Articles that the cover states.
        stated: u64,
        /// Numbers that are missing, in words; empty where that cannot be told.
        missing: String,
    },
    /// Its numbering has gaps; the numbers that are missing, in words.
    Gaps(String),
    /// Its numbering does not run on, so that nothing can be told from it; an example.
    NumberedAnew(String),
    /// Articles that the service itself could not give.
    Failed {
        /// How many.
        count: u64,
        /// What stands in place of the first.
        example: String,
    },
    /// Articles much shorter or longer than is stated.
    Lengths {
        /// How many.
        count: u64,
        /// One of them.
        example: String,
    },
    /// Printed days that were not understood; the articles are undated.
    Dates {
        /// How many.
        count: u64,
        /// One of them.
        example: String,
    },
    /// It looks like a download of this service but could not be cut into articles.
    NotCut(String),
    /// A page whose articles another file names, which gives them; its name.
    PartOf(String),
}

impl DownloadFact {
    /// Whether every article it speaks of is in the corpus.
    pub fn is_loaded(&self) -> bool {
        match self {
            Self::Complete { .. }
            | Self::NumberedAnew(_)
            | Self::Lengths { .. }
            | Self::Dates { .. }
            | Self::NotCut(_)
            | Self::PartOf(_) => true,
            Self::Incomplete { .. } | Self::Gaps(_) | Self::Failed { .. } => false,
        }
    }

    /// What to do about it, in words.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Complete { .. } | Self::PartOf(_) => "Nothing to do.",
            Self::Incomplete { .. } | Self::Gaps(_) => {
                "Everything else of the file is loaded. Download what is missing again and add it."
            }
            Self::NumberedAnew(_) => {
                "Everything is loaded. Compare the number of articles with what you downloaded."
            }
            Self::Failed { .. } => "Download these articles again and add them.",
            Self::Lengths { .. } => {
                "Loaded. Look at these articles: a text may be cut off, or hold more than one."
            }
            Self::Dates { .. } => "Loaded without a date. Set the date in Details.",
            Self::NotCut(_) => {
                "Loaded as one article. Download it in another format of the service and reload."
            }
        }
    }
}

impl fmt::Display for DownloadFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Complete { articles } => {
                write!(
                    f,
                    "holds {articles} of {articles} articles that its cover states"
                )
            }
            Self::Incomplete {
                articles,
                stated,
                missing,
            } => {
                write!(
                    f,
                    "holds {articles} of {stated} articles that its cover states"
                )?;
                if !missing.is_empty() {
                    write!(f, "; missing: {missing}")?;
                }
                Ok(())
            }
            Self::Gaps(missing) => write!(f, "has gaps in its numbering; missing: {missing}"),
            Self::NumberedAnew(example) => write!(
                f,
                "is numbered anew within the file ({example}), so that missing articles cannot be told"
            ),
            Self::Failed { count: 1, example } => write!(
                f,
                "has an article that the service could not give: “{example}”"
            ),
            Self::Failed { count, example } => write!(
                f,
                "has {count} articles that the service could not give, such as “{example}”"
            ),
            Self::Lengths { count: 1, example } => write!(
                f,
                "has an article of another length than is stated: {example}"
            ),
            Self::Lengths { count, example } => write!(
                f,
                "has {count} articles of another length than is stated, such as: {example}"
            ),
            Self::Dates { count: 1, example } => {
                write!(f, "has a printed date that was not understood: “{example}”")
            }
            Self::Dates { count, example } => write!(
                f,
                "has {count} printed dates that were not understood, such as “{example}”"
            ),
            Self::PartOf(issue) => write!(f, "is a page of {issue}, which names its articles"),
            Self::NotCut(service) => write!(
                f,
                "looks like a download from {service} but could not be cut into articles"
            ),
        }
    }
}
