//! One window over a copy of the sample (or another folder), with a fixed clock and jobs run in place.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use dateline::app::{Settings, State};
use dateline::jobs::RunMode;
use dateline::session::CachePlace;
use dateline::store;
use dateline::ui::Workbench;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Theme, UiBuilder, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use jiff::Timestamp;

/// The window, made in the first frame, when there is a context to make it in.
pub struct Lazy {
    app: Option<Workbench>,
    path: PathBuf,
    /// Where texts are kept between loadings; in memory where there is none.
    cache: Option<PathBuf>,
}

pub struct TestWorkbench {
    pub harness: Harness<'static, Lazy>,
    /// Keeps the copy of the sample alive.
    pub folder: Option<tempfile::TempDir>,
    pub file: PathBuf,
}

fn fixed_clock() -> Timestamp {
    Timestamp::from_second(1_700_000_000).unwrap()
}

pub fn settings() -> Settings {
    Settings {
        author: "tester".to_owned(),
        author_known: true,
        ..Settings::default()
    }
}

impl TestWorkbench {
    /// The sample at the size of the pictures.
    pub fn sample() -> Self {
        Self::sample_at(Vec2::new(1440.0, 900.0), Theme::Light)
    }

    /// The sample in a window so tall that the open article is in view as a whole.
    pub fn tall() -> Self {
        Self::sample_at(Vec2::new(1440.0, 1700.0), Theme::Light)
    }

    pub fn sample_at(size: Vec2, theme: Theme) -> Self {
        // Its path is drawn without its middle: that is all that differs from run to run.
        let folder = tempfile::Builder::new()
            .prefix("dateline-sample-of-the-tests-")
            .tempdir()
            .unwrap();
        let inner = folder.path().join("kept here while the tests are at work");
        std::fs::create_dir(&inner).unwrap();
        let file = store::write_sample(&inner).unwrap();
        let mut out = Self::open(&file, size, theme);
        out.app().state.tools.exporting.home = Some(folder.path().join("exports"));
        out.folder = Some(folder);
        out
    }

    /// The sample, with a cache that remembers what sources said before.
    pub fn cached() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = store::write_sample(folder.path()).unwrap();
        let cache = Some(folder.path().join("cache"));
        let mut out = Self::open_with(&file, cache, Vec2::new(1440.0, 1700.0), Theme::Light);
        out.folder = Some(folder);
        out
    }

    /// Any workspace or folder.
    pub fn open(path: &Path, size: Vec2, theme: Theme) -> Self {
        Self::open_with(path, None, size, theme)
    }

    /// Any workspace or folder, with jobs run so.
    pub fn open_in(path: &Path, mode: RunMode, size: Vec2, theme: Theme) -> Self {
        Self::open_as(path, None, mode, size, theme)
    }

    fn open_with(path: &Path, cache: Option<PathBuf>, size: Vec2, theme: Theme) -> Self {
        Self::open_as(path, cache, RunMode::InPlace, size, theme)
    }

    fn open_as(
        path: &Path,
        cache: Option<PathBuf>,
        mode: RunMode,
        size: Vec2,
        theme: Theme,
    ) -> Self {
        let lazy = Lazy {
            app: None,
            path: path.to_owned(),
            cache,
        };
        let harness = Harness::builder()
            .with_size(size)
            .with_theme(theme)
            .with_step_dt(1.0 / 60.0)
            .with_max_steps(24)
            .build_ui_state(
                move |ui, lazy: &mut Lazy| {
                    let app = lazy.app.get_or_insert_with(|| {
                        let mut state = State::new(settings(), mode, Arc::new(|| {}));
                        state.session.set_clock(fixed_clock);
                        state.session.asks_columns = true;
                        if let Some(cache) = &lazy.cache {
                            state.session.cache_place = CachePlace::Folder(cache.clone());
                        }
                        let mut app = Workbench::new(ui, state, None);
                        app.state.settings.theme = match ui.theme() {
                            Theme::Dark => dateline::app::settings::ThemeChoice::Dark,
                            Theme::Light => dateline::app::settings::ThemeChoice::Light,
                        };
                        if lazy.path.as_os_str() != "" {
                            app.open(vec![lazy.path.clone()]);
                        }
                        app
                    });
                    app.tick(ui);
                    let whole = ui.content_rect();
                    ui.scope_builder(UiBuilder::new().max_rect(whole), |ui| {
                        ui.set_clip_rect(whole);
                        app.show(ui);
                    });
                },
                lazy,
            );
        let mut out = Self {
            harness,
            folder: None,
            file: path.to_owned(),
        };
        out.harness.run();
        out
    }

    /// A window without a workspace.
    pub fn welcome(size: Vec2, theme: Theme) -> Self {
        Self::open(Path::new(""), size, theme)
    }

    pub fn app(&mut self) -> &mut Workbench {
        self.harness.state_mut().app.as_mut().unwrap()
    }

    pub fn run(&mut self) {
        self.harness.run();
    }

    /// Presses a key.
    pub fn key(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.run();
    }

    /// Types into whatever has the focus.
    pub fn type_text(&mut self, text: &str) {
        self.harness.event(Event::Text(text.to_owned()));
        self.run();
    }

    /// Clicks what has this name.
    pub fn click(&mut self, name: &str) {
        self.harness.get_by_label(name).click();
        self.run();
    }

    /// Clicks the first thing whose name begins so.
    pub fn click_first(&mut self, start: &str) {
        let at = self.place_of(start);
        self.click_at(at, 1);
    }

    /// The middle of the first thing whose name begins so.
    pub fn place_of(&self, start: &str) -> Pos2 {
        let found = self
            .harness
            .get_all_by(|n| n.label().is_some_and(|l| l.starts_with(start)))
            .next()
            .unwrap();
        found.rect().center()
    }

    pub fn click_at(&mut self, pos: Pos2, times: usize) {
        self.harness.hover_at(pos);
        if times > 1 {
            // A rest, so that earlier clicks do not make a triple click of this one.
            self.harness.run_steps(30);
        }
        for _ in 0..times {
            for pressed in [true, false] {
                self.harness.event(Event::PointerButton {
                    pos,
                    button: PointerButton::Primary,
                    pressed,
                    modifiers: Modifiers::NONE,
                });
            }
        }
        self.run();
    }

    pub fn drag(&mut self, from: Pos2, to: Pos2) {
        self.harness.hover_at(from);
        self.run();
        self.harness.drag_at(from);
        self.run();
        for share in [0.3, 0.7, 1.0] {
            self.harness.hover_at(from.lerp(to, share));
            self.run();
        }
        self.harness.drop_at(to);
        self.run();
    }

    /// Names of everything of a role whose name begins so.
    pub fn names(&self, role: egui::Role, start: &str) -> Vec<String> {
        let mut names: Vec<String> = self
            .harness
            .query_all_by(|n| n.role() == role && n.label().is_some_and(|l| l.starts_with(start)))
            .filter_map(|n| n.accesskit_node().label())
            .collect();
        names.sort();
        names
    }

    /// Whether text that contains this stands anywhere.
    pub fn says(&self, words: &str) -> bool {
        let in_node = |text: Option<String>| text.is_some_and(|t| t.contains(words));
        self.harness
            .query_all_by(|n| in_node(n.label()) || in_node(n.value()))
            .next()
            .is_some()
    }

    /// Selects a word of the reader that a track mentions, by double-clicking it.
    pub fn select_mention(&mut self, name: &str) {
        let at = self.place_of(&format!("mention of {name}"));
        self.click_at(at, 2);
        assert!(
            self.app().state.selected_words().is_some(),
            "a word is selected"
        );
    }

    /// Everything on disk.
    pub fn save(&mut self) {
        self.app().state.settle();
        self.run();
        assert!(self.app().state.session.is_saved());
    }
}
