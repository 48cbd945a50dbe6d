//! The table of kinds.

/// Calls a macro with a row for each kind, in the order of the sections of the workspace file: its name,
/// as it stands in the journal, and its type; its section in the file; what it is; and the fields of the
/// workspace that hold it.
macro_rules! for_each_kind {
    ($callback:ident) => {
        $callback! {
            Source(crate::workspace::Source), sources, "A source: where articles lie.", {
                /// Where the articles lie.
                pub sources: Vec<crate::workspace::Source>,
            }
            Track(crate::workspace::Track), tracks, "A track: what is followed.", {
                /// What is followed, in the order of columns and series.
                pub tracks: Vec<crate::workspace::Track>,
            }
            Tag(crate::workspace::Tag), tags, "A tag of the codebook.", {
                /// The tags.
                pub codebook: crate::workspace::Codebook,
            }
            Annotation(crate::workspace::Annotation), annotations, "An annotation.", {
                /// The annotations.
                pub annotations: crate::workspace::Annotations,
            }
            Relation(crate::workspace::Relation), relations, "A relation between two annotations.", {
                /// Links between annotations, in the order in which they were made.
                pub relations: crate::workspace::Relations,
            }
            Article(crate::workspace::ArticleOverride), articles, "What is said about an article.", {
                /// What is said about whole articles.
                pub overrides: imbl::OrdMap<crate::corpus::ArticleId, crate::workspace::ArticleOverride>,
            }
            SavedSearch(crate::workspace::SavedSearch), saved_searches, "A saved search.", {
                /// Searches kept under a name, in the order in which they are offered.
                pub saved_searches: Vec<crate::workspace::SavedSearch>,
            }
            AliasSet(crate::workspace::AliasSet), alias_sets, "A name with its written forms.", {
                /// Names with the forms in which they are written, in the order in which they were made.
                pub alias_sets: Vec<crate::workspace::AliasSet>,
            }
            Event(crate::workspace::Event), events, "A marked day.", {
                /// Days that are marked across the charts, in the order in which they were.
                pub events: Vec<crate::workspace::Event>,
            }
            Revision(crate::workspace::Revision), codebook, "The revision of the codebook: the meaning of a tag changes.", {}
            #[cfg(test)]
            Bookmark(crate::workspace::kinds::Bookmark), bookmarks, "A bookmark: a kind that tests add.", {
                /// Bookmarks, as tests have them.
                #[cfg(test)]
                pub bookmarks: Vec<crate::workspace::kinds::Bookmark>,
            }
        }
    };
}

pub(crate) use for_each_kind;
