//! Preferences of this machine: how it looks, what was opened lately. Never the analyst's work.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use super::old_key_names::OLD_KEY_NAMES;
use crate::analysis::{Grouping, SortColumn};
use crate::store::write_atomically;

/// Which colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThemeChoice {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Most workspaces that are remembered.
const MAX_RECENT: usize = 10;

/// Most commands that the palette offers first.
const MAX_RECENT_COMMANDS: usize = 5;

/// What is known of a recent workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecentFacts {
    /// Articles it had when it was read last.
    pub articles: Option<u64>,
    /// When it was opened last.
    pub opened: Option<Timestamp>,
}

/// Preferences. A file that cannot be read gives the defaults: they are no work to lose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Colours.
    pub theme: ThemeChoice,
    /// Size of the reader's text, in points.
    pub reader_size: f32,
    /// Width of the reader's column, in points.
    pub reader_width: f32,
    /// Line height of the reader, as a multiple of the text size.
    pub reader_spacing: f32,
    /// No animation.
    pub reduced_motion: bool,
    /// Who annotations are by.
    pub author: String,
    /// Whether somebody was asked for it, or has said it.
    pub author_known: bool,
    /// Recent workspaces, the last first.
    pub recent: Vec<PathBuf>,
    /// What is known of them.
    pub recent_facts: BTreeMap<PathBuf, RecentFacts>,
    /// Searches that all workspaces shared, in settings of versions before 0.2; never written any more.
    #[serde(skip_serializing)]
    pub searches: Vec<String>,
    /// Fields of metadata that the table was ever asked to show. A field keeps its place, which is its
    /// number in [`SortColumn::Field`]; one that is no longer shown is among the hidden columns.
    pub fields: Vec<String>,
    /// Columns of the table that are hidden.
    pub hidden_columns: Vec<SortColumn>,
    /// Widths of the table's columns, in points.
    pub column_widths: Vec<(SortColumn, f32)>,
    /// How the annotation list is grouped.
    pub grouping: Grouping,
    /// Arrangement of the panels, as the window wrote it.
    pub layout: Option<String>,
    /// Inner size of the window, in points.
    pub window: Option<(f32, f32)>,
    /// Zoom of the whole window.
    pub zoom: f32,
    /// Keys that commands were given in place of their own, by the id of the command.
    pub keys: BTreeMap<String, Vec<String>>,
    /// Commands that were taken from the palette, by id, the last first.
    pub recent_commands: Vec<String>,
    /// Keep the cache of articles beside the workspace instead of in the platform's cache folder.
    pub cache_beside: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::System,
            reader_size: 16.5,
            reader_width: 490.0,
            reader_spacing: 27.0 / 16.5,
            reduced_motion: false,
            author: default_author(),
            author_known: false,
            recent: Vec::new(),
            recent_facts: BTreeMap::new(),
            searches: Vec::new(),
            fields: Vec::new(),
            hidden_columns: Vec::new(),
            column_widths: Vec::new(),
            grouping: Grouping::Article,
            layout: None,
            window: None,
            zoom: 1.0,
            keys: BTreeMap::new(),
            recent_commands: Vec::new(),
            cache_beside: false,
        }
    }
}

fn default_author() -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .filter(|name| !name.trim().is_empty())
        .unwrap_or_else(|| "me".to_owned())
}

impl Settings {
    /// A command was taken from the palette.
    pub fn note_command(&mut self, id: &str) {
        self.recent_commands.retain(|known| known != id);
        self.recent_commands.insert(0, id.to_owned());
        self.recent_commands.truncate(MAX_RECENT_COMMANDS);
    }

    /// Fields of metadata that the table was ever asked to show, with their columns.
    pub fn field_columns(&self) -> impl Iterator<Item = (SortColumn, &str)> {
        let columns = (0..).map(SortColumn::Field);
        columns.zip(self.fields.iter().map(String::as_str))
    }

    /// Whether the table shows this field of metadata where the corpus has it.
    pub fn shows_field(&self, name: &str) -> bool {
        let column = self.field_columns().find(|(_, field)| *field == name);
        column.is_some_and(|(column, _)| !self.hidden_columns.contains(&column))
    }

    /// Shows or hides a column of the table.
    pub fn show_column(&mut self, column: SortColumn, shown: bool) {
        self.hidden_columns.retain(|c| *c != column);
        if !shown {
            self.hidden_columns.push(column);
        }
    }

    /// Shows or hides a field of metadata in the table.
    pub fn show_field(&mut self, name: &str, shown: bool) {
        let known = self.field_columns().find(|(_, field)| *field == name);
        if let Some((column, _)) = known {
            self.show_column(column, shown);
        } else if shown && self.fields.len() < usize::from(u16::MAX) {
            self.fields.push(name.to_owned());
        }
    }

    /// Where they are kept: the platform's configuration folder, or `DATELINE_CONFIG`.
    pub fn path() -> Option<PathBuf> {
        let chosen = std::env::var_os("DATELINE_CONFIG").map(PathBuf::from);
        let folder = chosen
            .or_else(|| ProjectDirs::from("", "", "Dateline").map(|d| d.config_dir().to_owned()))?;
        Some(folder.join("settings.ron"))
    }

    /// Reads them; defaults where there are none.
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        ron::from_str::<Self>(&text)
            .map(Self::within_limits)
            .map(Self::with_ids_of_commands)
            .unwrap_or_default()
    }

    /// Writes them.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&self, path: &Path) -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let text = ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::new().new_line("\n"))
            .map_err(std::io::Error::other)?;
        write_atomically(path, text.as_bytes(), |_| Ok::<(), std::io::Error>(()))
    }

    /// Values that a hand-written file may have wrong, brought into their ranges.
    fn within_limits(mut self) -> Self {
        let sane = |value: f32, low: f32, high: f32, default: f32| {
            if value.is_finite() {
                value.clamp(low, high)
            } else {
                default
            }
        };
        self.reader_size = sane(self.reader_size, 10.0, 40.0, 16.5);
        self.reader_width = sane(self.reader_width, 280.0, 1200.0, 490.0);
        self.reader_spacing = sane(self.reader_spacing, 1.2, 2.5, 1.6);
        self.zoom = sane(self.zoom, 0.5, 3.0, 1.0);
        self
    }

    /// Keys that stand under names of old get the ids of their commands.
    fn with_ids_of_commands(mut self) -> Self {
        for (old, id) in OLD_KEY_NAMES {
            if let Some(keys) = self.keys.remove(old) {
                self.keys.entry(id.to_owned()).or_insert(keys);
            }
        }
        self
    }

    /// Puts a workspace first among the recent ones: opened now.
    pub fn remember_workspace(&mut self, path: &Path, now: Timestamp) {
        self.recent.retain(|p| p != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(MAX_RECENT);
        let facts = self.recent_facts.entry(path.to_owned()).or_default();
        facts.opened = Some(now);
        self.recent_facts
            .retain(|path, _| self.recent.contains(path));
    }

    /// Notes how many articles a recent workspace has.
    pub fn note_articles(&mut self, path: &Path, articles: usize) {
        if let Some(facts) = self.recent_facts.get_mut(path) {
            facts.articles = Some(articles as u64);
        }
    }

    /// No workspace is a recent one any more.
    pub fn forget_recent(&mut self) {
        self.recent.clear();
        self.recent_facts.clear();
    }

    /// Takes the searches that all workspaces shared away; says whether there were any.
    pub fn take_shared_searches(&mut self) -> bool {
        !std::mem::take(&mut self.searches).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_read_back_and_damaged_ones_give_the_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/settings.ron");
        let settings = Settings {
            theme: ThemeChoice::Dark,
            ..Settings::default()
        };
        settings.write(&path).unwrap();
        assert_eq!(Settings::read(&path), settings);
        std::fs::write(&path, "(theme: Dark, reader_size: 1e9)").unwrap();
        assert!(Settings::read(&path).reader_size <= 40.0);
        std::fs::write(&path, "garbage").unwrap();
        assert_eq!(Settings::read(&path), Settings::default());
    }

    /// Settings as the program wrote them while keys stood under the names of variants.
    #[test]
    fn keys_of_older_settings_stay_with_their_commands() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/settings-1.ron");
        let mut settings = Settings::read(Path::new(file));
        assert_eq!(settings.author, "reader");
        assert!(settings.take_shared_searches());
        let keys = |id: &str| settings.keys.get(id).cloned().unwrap_or_default();
        assert_eq!(keys("annotate.article-reviewed"), ["Ctrl+Alt+R"]);
        assert_eq!(keys("view.palette"), ["Ctrl+Shift+P", "F9"]);
        assert_eq!(settings.keys.len(), 2, "{:?}", settings.keys);
        // Written again they have the ids, and are read as they are.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.ron");
        settings.write(&path).unwrap();
        assert!(
            !std::fs::read_to_string(&path)
                .unwrap()
                .contains("MarkReviewed")
        );
        assert_eq!(Settings::read(&path), settings);
    }
}
