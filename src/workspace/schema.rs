//! What a tag asks to be said about a passage: attributes with their kinds.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Attribute;

/// What the value of an attribute is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AttributeKind {
    /// Any words.
    #[default]
    Text,
    /// A number, with a point for decimals.
    Number,
    /// A date: `2023-02-22`, `2023-02` or `2023`.
    Date,
    /// `yes` or `no`.
    YesNo,
    /// One of these.
    Choice(Vec<Arc<str>>),
}

impl AttributeKind {
    /// In a word.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::YesNo => "yes or no",
            Self::Choice(_) => "choice",
        }
    }

    /// Whether a value is of this kind; an empty one says nothing and fits.
    pub fn fits(&self, value: &str) -> bool {
        let value = value.trim();
        value.is_empty()
            || match self {
                Self::Text => true,
                Self::Number => value.parse::<f64>().is_ok_and(f64::is_finite),
                Self::Date => crate::corpus::parse_date(value).is_some(),
                Self::YesNo => matches!(value, "yes" | "no"),
                Self::Choice(all) => all.iter().any(|c| &**c == value),
            }
    }
}

/// One attribute that a tag asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttributeSchema {
    /// Its name.
    pub name: Arc<str>,
    /// What its value is.
    pub kind: AttributeKind,
    /// Whether it must be said.
    pub required: bool,
    /// What it is at first; empty for nothing.
    pub default: Arc<str>,
}

/// What is wrong with the attributes of an annotation, in words; nothing where all is said as asked.
pub fn problems_with(asked: &[AttributeSchema], said: &[Attribute]) -> Vec<String> {
    let mut out = Vec::new();
    for schema in asked {
        let value = said.iter().find(|a| a.key == schema.name);
        let value = value.map_or("", |a| &a.value);
        if schema.required && value.trim().is_empty() {
            out.push(format!("“{}” is not filled in", schema.name));
        } else if !schema.kind.fits(value) {
            out.push(format!(
                "“{}” is no {}: “{value}”",
                schema.name,
                schema.kind.words()
            ));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_checked_against_what_is_asked() {
        let choice = AttributeKind::Choice(vec!["Kyiv".into(), "Moscow".into()]);
        for (kind, good, bad) in [
            (AttributeKind::Number, "12.5", "a dozen"),
            (AttributeKind::Date, "2023-02", "last spring"),
            (AttributeKind::YesNo, "yes", "perhaps"),
            (choice, "Kyiv", "kyiv"),
        ] {
            assert!(
                kind.fits(good) && !kind.fits(bad) && kind.fits(""),
                "{kind:?}"
            );
        }
        let asked = AttributeSchema {
            name: "claimed by".into(),
            required: true,
            ..AttributeSchema::default()
        };
        assert_eq!(problems_with(std::slice::from_ref(&asked), &[]).len(), 1);
        let said = Attribute {
            key: "claimed by".into(),
            value: "Kyiv".into(),
        };
        assert!(problems_with(&[asked], &[said]).is_empty());
    }
}
