//! The panels as the table says, the bar that says where the work lies, and messages that end.

use std::fmt::Write as _;

use dateline::app::Command;
use dateline::app::command::{CodebookCommand, TrackCommand};
use dateline::corpus::{Corpus, SourceId};
use dateline::index::Index;
use dateline::session::{Project, Severity};
use dateline::store::Access;
use dateline::workspace::Workspace;
use egui::{
    Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, OutputCommand, Role, Theme,
    TouchPhase, Vec2,
};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::fixture::TestWorkbench;

impl TestWorkbench {
    /// Lets time pass, in seconds, without anything being done.
    fn pass(&mut self, seconds: f32) {
        self.harness.input_mut().time = Some(f64::from(seconds) + self.time());
        self.harness.step();
        self.harness.input_mut().time = None;
        self.run();
    }

    fn time(&self) -> f64 {
        self.harness.ctx.input(|i| i.time)
    }

    fn panes(&self) -> Vec<String> {
        self.names(Role::Pane, "")
    }

    /// Puts so many tags into the codebook.
    fn with_tags(&mut self, n: usize) {
        for n in 0..n {
            let name = format!("t{n:03}");
            let add = CodebookCommand::Add { parent: None, name };
            self.app().dispatch(Command::Codebook(add));
        }
        self.run();
    }

    fn tags_in_sight(&self) -> Vec<(String, i32)> {
        let found = self.harness.query_all_by(|n| n.role() == Role::TreeItem);
        let mut rows: Vec<(String, i32)> = found
            .map(|n| {
                let label = n.accesskit_node().label().unwrap();
                (label, n.rect().top().round() as i32)
            })
            .collect();
        rows.sort_by_key(|(_, y)| *y);
        rows
    }
}

#[test]
fn every_panel_is_a_tab_or_in_the_menu_of_its_bar() {
    let mut w = TestWorkbench::sample_at(Vec2::new(900.0, 560.0), Theme::Light);
    assert!(w.names(Role::Button, "Scroll tabs").is_empty());
    assert_eq!(w.names(Role::Tab, "Annotations").len(), 1);
    assert!(w.names(Role::Tab, "Details").is_empty(), "no room for it");
    let menus = w.harness.query_all_by_label("More panels");
    let right = menus.max_by(|a, b| a.rect().left().total_cmp(&b.rect().left()));
    right.unwrap().click();
    w.run();
    w.click("Details");
    assert!(w.panes().contains(&"Details".to_owned()));
    assert_eq!(
        w.names(Role::Tab, "Details").len(),
        1,
        "the active one is whole"
    );
}

#[test]
fn a_double_click_on_a_tab_lets_its_panel_fill_the_window_and_again_brings_all_back() {
    let mut w = TestWorkbench::sample();
    let all = w.panes();
    assert!(all.len() > 3);
    let tab = |w: &TestWorkbench| {
        let found = w.harness.get_all_by_role(Role::Tab);
        let mut found =
            found.filter(|n| n.accesskit_node().label().is_some_and(|l| l == "Timeline"));
        found.next().unwrap().rect().center()
    };
    let at = tab(&w);
    w.click_at(at, 2);
    assert_eq!(w.panes(), ["Timeline"]);
    w.harness.run_steps(60);
    let at = tab(&w);
    w.click_at(at, 2);
    assert_eq!(w.panes(), all);
    // A panel that is asked for by name is seen, whatever fills the window.
    w.harness.run_steps(60);
    let at = tab(&w);
    w.click_at(at, 2);
    w.key(Modifiers::COMMAND, Key::Num2);
    assert_eq!(w.panes(), all);
}

#[test]
fn a_message_ends_after_a_time_and_stays_in_the_log() {
    let mut w = TestWorkbench::sample();
    w.app()
        .state
        .session
        .tell(Severity::Info, "Something was done.");
    w.run();
    assert!(w.says("Something was done."));
    w.pass(5.0);
    assert!(w.says("Something was done."));
    w.pass(9.0);
    assert!(!w.says("Something was done."));
    let log = w
        .app()
        .state
        .session
        .log()
        .entries()
        .last()
        .unwrap()
        .clone();
    assert_eq!(log.message, "Something was done.");
    w.app().state.session.tell(Severity::Info, "And again.");
    w.run();
    assert!(w.says("And again."), "the next one is told");
}

#[test]
fn a_message_ends_with_the_next_action_once_it_can_have_been_read() {
    let mut w = TestWorkbench::sample();
    w.app()
        .state
        .session
        .tell(Severity::Warning, "Look at this.");
    w.run();
    w.press("J");
    assert!(w.says("Look at this."), "too quick to have been read");
    w.pass(3.0);
    w.press("J");
    assert!(!w.says("Look at this."));
}

#[test]
fn where_the_work_lies_is_in_the_status_bar_and_can_be_copied() {
    let mut w = TestWorkbench::sample();
    let file = w.app().state.session.project().unwrap().file.clone();
    let name = format!("The workspace lies at {}", file.display());
    w.click(&name);
    assert!(w.says("Show in folder"));
    w.harness.get_by_label("Copy path").click();
    let mut copied = None;
    for _ in 0..4 {
        w.harness.step();
        let commands = &w.harness.output().platform_output.commands;
        copied = copied.or(commands.iter().find_map(|c| match c {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        }));
    }
    assert_eq!(copied, Some(file.display().to_string()));
}

#[test]
fn a_copy_says_where_it_lies_until_that_is_dismissed() {
    let mut w = TestWorkbench::welcome(Vec2::new(1440.0, 900.0), Theme::Light);
    let source = SourceId("empty".into());
    let corpus = Corpus::of_drafts(1, &source, std::iter::empty());
    let project = Project {
        file: "/home/me/copy/workspace.ron".into(),
        access: Access::ReadWrite,
        lock: None,
        copied_from: Some("/media/disc/workspace.ron".into()),
    };
    let index = Index::in_memory(corpus.into()).unwrap();
    w.app()
        .state
        .session
        .stage(project, Workspace::default(), index);
    w.run();
    let mut words = String::new();
    write!(words, "You work on a copy, /home/me/copy/workspace.ron").unwrap();
    assert!(w.says(&words));
    assert!(w.says("/media/disc/workspace.ron cannot be written"));
    w.press("J J");
    assert!(w.says(&words), "it stays");
    w.click("Do not say again where the copy lies");
    assert!(!w.says(&words));
}

#[test]
fn of_a_large_codebook_only_what_is_in_sight_is_drawn() {
    let mut w = TestWorkbench::sample();
    w.with_tags(200);
    w.press("ctrl+4");
    let seen = w.tags_in_sight();
    assert!(seen.len() > 5 && seen.len() < 60, "{}", seen.len());
    // Arrows lead beyond what is in sight.
    for _ in 0..40 {
        w.press("Down");
    }
    assert!(w.focused().starts_with("tag t"), "{}", w.focused());
    let focused = w.focused();
    assert!(w.tags_in_sight().iter().any(|(label, _)| *label == focused));
}

#[test]
fn the_tags_in_sight_stay_when_others_come_and_go_above() {
    let mut w = TestWorkbench::sample();
    w.with_tags(80);
    w.press("ctrl+4");
    for _ in 0..60 {
        w.press("Down");
    }
    let before = w.tags_in_sight();
    assert!(before.len() > 5);
    let book = w.app().state.session.workspace().codebook.clone();
    let first = book.tags().iter().find(|t| &*t.name == "t000").unwrap().id;
    w.app().dispatch(Command::Codebook(CodebookCommand::Delete {
        tag: first,
        with_annotations: false,
    }));
    w.run();
    assert_eq!(w.tags_in_sight(), before);
    w.press("ctrl+Z");
    assert_eq!(w.tags_in_sight(), before);
}

#[test]
fn the_tracks_in_sight_stay_when_one_above_goes() {
    let mut w = TestWorkbench::sample();
    for n in 0..20 {
        w.app().dispatch(Command::Track(TrackCommand::Add {
            name: format!("name{n:02}"),
            query: format!("word{n:02}"),
        }));
    }
    w.press("ctrl+5");
    let pos = w.place_of("Tracks");
    let list = w
        .harness
        .get_all_by(|n| n.role() == Role::List && n.label().is_some_and(|l| l == "Tracks"));
    let pos = list.map(|n| n.rect().center()).next().unwrap_or(pos);
    w.harness.hover_at(pos);
    w.harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: Vec2::new(0.0, -900.0),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    w.harness.run_steps(40);
    w.run();
    let places = |w: &TestWorkbench| {
        let list = w
            .harness
            .get_all_by(|n| n.role() == Role::List && n.label().is_some_and(|l| l == "Tracks"));
        let view = list.map(|n| n.rect()).next().unwrap();
        let fields = w.harness.get_all_by(|n| {
            n.label()
                .is_some_and(|l| l.starts_with("Name of track name"))
        });
        let seen = fields.filter(|n| view.contains(n.rect().center()));
        let mut seen: Vec<(String, i32)> = seen
            .map(|n| {
                (
                    n.accesskit_node().label().unwrap(),
                    n.rect().top().round() as i32,
                )
            })
            .collect();
        seen.sort();
        seen
    };
    let before = places(&w);
    assert!(!before.is_empty() && !before.iter().any(|(l, _)| l.contains("name00")));
    let first = w.app().state.session.workspace().tracks.first().unwrap().id;
    w.app()
        .dispatch(Command::Track(TrackCommand::Delete(first)));
    w.run();
    assert_eq!(places(&w), before);
}

#[test]
fn what_is_no_date_stays_in_its_field_with_the_reason() {
    let mut w = TestWorkbench::sample();
    w.press("ctrl+6");
    w.tab_to("Your date of the article");
    w.type_text("yesterday");
    w.press("Enter");
    w.run();
    assert!(w.says("yesterday") && w.says("This is not a date"));
    let id = w.app().state.reading.selection.article.clone().unwrap();
    let said = |w: &mut TestWorkbench| {
        let overrides = &w.app().state.session.workspace().overrides;
        overrides.get(&id).and_then(|o| o.date)
    };
    assert_eq!(said(&mut w), None);
    w.press("ctrl+2 j ctrl+6");
    assert!(!w.says("yesterday"), "it is of the other article");
}

impl TestWorkbench {
    fn right_click(&mut self, pos: egui::Pos2) {
        self.harness.hover_at(pos);
        self.run();
        for pressed in [true, false] {
            self.harness.event(Event::PointerButton {
                pos,
                button: egui::PointerButton::Secondary,
                pressed,
                modifiers: Modifiers::NONE,
            });
        }
        self.run();
    }
}

#[test]
fn bars_heads_and_rows_have_menus_of_their_own() {
    let mut w = TestWorkbench::sample();
    let bar = w.place_of("2022-10: ");
    w.right_click(bar);
    w.click("Show only 2022-10-01 to 2022-10-31");
    let dates = w.app().state.search.filter.dates.unwrap();
    assert_eq!(dates.0.to_string(), "2022-10-01");
    let head = w.place_of("Sort by date");
    w.right_click(head);
    w.click("Hide this column");
    assert!(w.names(Role::ColumnHeader, "Sort by date").is_empty());
    let row = w.place_of("Two villages claimed");
    w.right_click(row);
    assert!(w.says("Set date, source or status"));
}

#[test]
fn words_are_found_in_the_open_article_and_esc_ends_it() {
    let mut w = TestWorkbench::tall();
    let keys = Modifiers::COMMAND.plus(Modifiers::ALT);
    w.key(keys, Key::F);
    w.type_text("drivers know");
    assert!(w.says("1 place"));
    w.key(Modifiers::NONE, Key::Enter);
    assert!(w.says("1 of 1"));
    assert_eq!(w.app().state.selected_words(), Some("Drivers know"));
    w.key(Modifiers::NONE, Key::Escape);
    assert!(w.names(Role::TextInput, "Find in the article").is_empty());
    // The passage stays selected: it can be tagged at once.
    assert_eq!(w.app().state.selected_words(), Some("Drivers know"));
}

#[test]
fn a_search_is_kept_under_a_name_and_taken_up_again() {
    let mut w = TestWorkbench::sample();
    w.key(Modifiers::NONE, Key::Slash);
    w.type_text("soledar OR kodema");
    w.key(Modifiers::COMMAND, Key::B);
    w.key(Modifiers::NONE, Key::Enter);
    let saved = w.app().state.session.workspace().saved_searches.clone();
    assert_eq!(&*saved[0].query, "soledar OR kodema");
    w.save();
    let text = std::fs::read_to_string(&w.file).unwrap();
    assert!(text.contains("saved_searches"));
    let undo = dateline::app::command::FileCommand::Undo;
    w.app().dispatch(undo);
    assert!(w.app().state.session.workspace().saved_searches.is_empty());
}

#[test]
fn every_cell_hit_and_message_is_there_for_a_screen_reader() {
    let mut w = TestWorkbench::sample();
    w.key(Modifiers::NONE, Key::Slash);
    w.type_text("bakhmut");
    w.key(Modifiers::NONE, Key::Enter);
    let rows = w.names(Role::Row, "").len();
    let cells = w.names(Role::Cell, "").len();
    let heads = w.names(Role::ColumnHeader, "").len();
    assert!(rows > 10 && heads > 2);
    assert_eq!(cells, rows * heads, "{rows} rows with {heads} heads");
    let hits = w.names(Role::Mark, "hit of the search").len();
    assert!(hits > 0);
}

#[test]
fn the_authors_name_is_asked_once_and_stops_nobody() {
    let mut w = TestWorkbench::tall();
    w.app().state.settings.author_known = false;
    w.select_mention("Bakhmut");
    w.key(Modifiers::NONE, Key::T);
    assert!(w.says("Under which name"));
    // Work goes on.
    w.select_mention("Wagner");
    w.key(Modifiers::NONE, Key::T);
    w.app().dispatch(Command::Annotate(
        dateline::app::command::AnnotateCommand::NameAuthor("Ada".to_owned()),
    ));
    w.run();
    assert!(!w.says("Under which name"));
    let annotations = w.app().state.session.workspace().annotations.clone();
    let by = |name: &str| annotations.iter().filter(|a| &*a.author == name).count();
    assert_eq!((by("Ada"), by("tester")), (2, 0));
}
