//! Random identifiers, so that copies of a workspace can be merged.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ulid::Ulid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Ulid);

        impl $name {
            /// A new one, unlike any other; later ones sort after earlier ones.
            pub fn random() -> Self {
                Self(Ulid::generate())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = ulid::DecodeError;

            fn from_str(s: &str) -> Result<Self, Self::Err> {
                Ulid::from_string(s).map(Self)
            }
        }
    };
}

id!(
    /// An annotation.
    AnnotationId
);
id!(
    /// A tag of the codebook.
    TagId
);
id!(
    /// A track.
    TrackId
);
id!(
    /// A name with its written forms.
    AliasSetId
);
id!(
    /// A marked day.
    EventId
);
id!(
    /// A saved search.
    SavedSearchId
);
id!(
    /// A relation between two annotations.
    RelationId
);
