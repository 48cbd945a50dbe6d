//! What a panel is to the window: its line in the table, and what it can do.

use std::any::Any;

use egui::{Id, Key, Ui};
use serde::de::{self, EnumAccess, VariantAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::app::{Command, State};
use crate::ui::Cx;

/// A panel, by an id that saved layouts hold: it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pane(&'static str);

/// Where a panel lies in a new window, or when a saved layout does not know it yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// On which side.
    pub side: Side,
    /// Its place among the tabs there, from the left.
    pub order: u8,
}

/// A side of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Beside the text, at its left.
    Left,
    /// The text.
    Middle,
    /// Beside the text, at its right.
    Right,
    /// Below all.
    Bottom,
}

/// A line in the table of panels.
pub struct PanelInfo {
    /// Its id.
    pub pane: Pane,
    /// Its name on its tab and in the menus.
    pub title: &'static str,
    /// Where it lies at first.
    pub place: Place,
    /// The digit that shows it with Ctrl.
    pub digit: Option<u8>,
    /// Whether it shows itself that it has the focus; else the window draws a line around it.
    pub shows_focus: bool,
    /// Makes one, with nothing typed and nothing scrolled.
    pub make: fn() -> Box<dyn Panel>,
}

/// A panel: a view of the state, and what it keeps for itself.
pub trait Panel: Any {
    /// What follows from a frame in which it was drawn, or was not: where it is hidden, nothing is
    /// computed for it.
    fn after_frame(&self, _: &Ui, _: &State, _: &mut Vec<Command>) {}

    /// Draws it into what is left of `ui`.
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>);

    /// Draws what stands at the right of its tabs, from the right.
    fn head(&mut self, _ui: &mut Ui, _cx: &mut Cx<'_>) {}

    /// Letters that mean something in it while it has the focus; then they mean nothing else.
    fn own_letters(&self) -> &'static [Key] {
        &[]
    }

    /// What was typed in fields that the focus may leave without their being drawn again, as commands.
    fn uncommitted(&self, _state: &State) -> Vec<Command> {
        Vec::new()
    }
}

impl Pane {
    /// The panel of an id: letters and digits as in the name of a type, since layouts hold it so.
    pub const fn new(id: &'static str) -> Self {
        Self(id)
    }

    /// The panel of an id in a saved layout; none where no panel in the table has it.
    fn known(id: &str) -> Option<Self> {
        super::ALL.iter().map(|i| i.pane).find(|p| p.0 == id)
    }

    /// Its id.
    pub fn id(self) -> &'static str {
        self.0
    }

    /// Its line in the table.
    pub fn info(self) -> Option<&'static PanelInfo> {
        super::ALL.iter().copied().find(|i| i.pane == self)
    }

    /// Its name.
    pub fn title(self) -> &'static str {
        self.info().map_or(self.0, |i| i.title)
    }

    /// The widget that takes the focus when the panel is gone to.
    pub fn focus_id(self) -> Id {
        Id::unique(("panel focus", self.0))
    }
}

/// A panel as a layout holds it: one that the table does not have any more is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SavedPane(pub Option<Pane>);

// Written as the variant of an enum, as layouts always were.
impl Serialize for Pane {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit_variant("Pane", 0, self.0)
    }
}

impl<'de> Deserialize<'de> for SavedPane {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The names are no more than a hint: any is read.
        deserializer.deserialize_enum("Pane", &[], AnyName)
    }
}

/// Reads the name of a variant, whatever it is.
struct AnyName;

impl<'de> Visitor<'de> for AnyName {
    type Value = SavedPane;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the name of a panel")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<SavedPane, A::Error> {
        let (name, rest) = data.variant::<Name>()?;
        rest.unit_variant()?;
        Ok(SavedPane(Pane::known(&name.0)))
    }
}

/// An identifier.
struct Name(String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Identifier;
        impl Visitor<'_> for Identifier {
            type Value = Name;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a name")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Name, E> {
                Ok(Name(name.to_owned()))
            }
        }
        deserializer.deserialize_identifier(Identifier)
    }
}
