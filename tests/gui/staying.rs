//! Nothing moves by itself: what is in sight stays in sight through every edit, snapshot, theme, zoom
//! and width, in the text and in the lists; and going to a hit ends at that hit, the first time.

use std::fmt::Write as _;
use std::fs;

use dateline::app::Command;
use dateline::app::command::{
    AnnotateCommand, ArticleCommand, CodebookCommand, TrackCommand, ViewCommand,
};
use dateline::corpus::{ArticleId, Precision};
use dateline::jobs::RunMode;
use dateline::text::Span;
use dateline::workspace::ReviewStatus;
use egui::{
    Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, Rect, Role, Theme, TouchPhase, Vec2,
};
use egui_kittest::kittest::{NodeT, Queryable};
use jiff::civil::date;

use crate::fixture::TestWorkbench;

const SIZE: Vec2 = Vec2::new(1440.0, 900.0);

/// A text of 80 paragraphs that each begin with a word of their own.
fn long_text(title: &str, word: &str) -> String {
    let mut text = format!(" date 2023-02-26 {title}\n\n");
    for n in 100..180 {
        let line = "On the road between the town and the mines there was no sign of a change of any kind, residents said. ";
        writeln!(text, "{word}{n} {}\n", line.repeat(1 + n % 3)).unwrap();
    }
    text
}

/// Two long articles and forty short ones, with a track over the first words of all paragraphs.
fn folder_of_long_ones() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    put("a.txt", &long_text("A long day on the road", "alpha"));
    put("b.txt", &long_text("Another day on the road", "beta"));
    for n in 0..40 {
        let text = format!(
            " date 2022-{:02}-{:02} Brief {n}\n\nNothing happened.\n",
            n / 4 + 1,
            n % 4 + 1
        );
        put(&format!("brief{n:02}.txt"), &text);
    }
    folder
}

fn opened(mode: RunMode) -> TestWorkbench {
    let folder = folder_of_long_ones();
    let mut w = TestWorkbench::open_in(folder.path(), mode, SIZE, Theme::Light);
    w.folder = Some(folder);
    w.wait();
    let id = w.id_of("a.txt");
    w.tell(ViewCommand::OpenAt(id, Span::default()));
    w.tell(TrackCommand::Add {
        name: "First words".to_owned(),
        query: "alpha* OR beta*".to_owned(),
    });
    w
}

/// A command of one of the rooms.
trait Told {
    fn command(self) -> Command;
}

macro_rules! told {
    ($($kind:ident $of:ident),*) => {$(
        impl Told for $of {
            fn command(self) -> Command {
                Command::$kind(self)
            }
        }
    )*};
}

told!(View ViewCommand, Annotate AnnotateCommand, Article ArticleCommand, Codebook CodebookCommand, Track TrackCommand);

impl TestWorkbench {
    /// Carries out a command, and what follows from it.
    fn tell(&mut self, command: impl Told) {
        self.app().dispatch(command.command());
        self.wait();
    }

    /// Draws frames until nothing is running any more.
    fn wait(&mut self) {
        loop {
            self.harness.step();
            if !self.app().state.is_busy() {
                break;
            }
            std::thread::yield_now();
        }
        self.run();
    }

    fn id_of(&mut self, path: &str) -> ArticleId {
        let corpus = self.app().state.session.corpus().clone();
        let found = corpus.iter().find(|(_, a)| a.path == path);
        found.unwrap().1.id.clone()
    }

    fn rect_of(&self, name: &str) -> Rect {
        let mut found = self
            .harness
            .get_all_by(|n| n.label().is_some_and(|l| l.starts_with(name)));
        found.next().unwrap().rect()
    }

    /// Turns the wheel over something.
    fn wheel(&mut self, role: Role, over: &str, points: f32) {
        let list = self
            .harness
            .query_all_by(|n| n.role() == role && n.label().is_some_and(|l| l.starts_with(over)));
        let pos = list.map(|n| n.rect().center()).next().unwrap();
        self.harness.hover_at(pos);
        self.harness.event(Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: Vec2::new(0.0, points),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        self.harness.run_steps(40);
        self.run();
    }

    /// The byte at the top of the page, as the reader reports it.
    fn top_byte(&mut self) -> u32 {
        self.app().state.session.place().place
    }

    /// The topmost mention in view, and how far it is below the top of the page.
    fn top_mention(&self) -> (String, f32) {
        let page = self.rect_of("Reader: ");
        let marks = self.harness.get_all_by(|n| {
            n.role() == Role::Mark && n.label().is_some_and(|l| l.starts_with("mention of First"))
        });
        let inside = marks.filter(|m| page.contains(m.rect().center()));
        let top = inside.min_by(|a, b| a.rect().top().total_cmp(&b.rect().top()));
        let top = top.unwrap();
        let label = top.accesskit_node().label().unwrap();
        (label, top.rect().top() - page.top())
    }

    /// The rows in sight of a kind, with their places.
    fn rows(&self, role: Role, start: &str) -> Vec<(String, i32)> {
        let found = self
            .harness
            .get_all_by(|n| n.role() == role && n.label().is_some_and(|l| l.starts_with(start)));
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

fn scrolled(mode: RunMode) -> TestWorkbench {
    let mut w = opened(mode);
    w.wheel(Role::Document, "Reader: ", -2345.0);
    assert!(w.top_byte() > 1000, "the page is scrolled");
    w
}

/// Selects a word in the middle of the page.
fn select_in_view(w: &mut TestWorkbench) {
    let page = w.rect_of("Reader: ");
    let marks = w.harness.get_all_by(|n| {
        n.role() == Role::Mark && n.label().is_some_and(|l| l.starts_with("mention of First"))
    });
    let near = |r: Rect| (r.center().y - page.center().y).abs();
    let marks = marks.map(|m| m.rect());
    let at = marks.min_by(|a, b| near(*a).total_cmp(&near(*b))).unwrap();
    w.click_at(at.center(), 2);
    assert!(w.app().state.selected_words().is_some());
}

#[test]
fn the_page_stays_through_every_kind_of_edit() {
    for mode in [RunMode::InPlace, RunMode::Threads] {
        let mut w = scrolled(mode);
        let id = w.id_of("a.txt");
        select_in_view(&mut w);
        let before = (w.top_byte(), w.top_mention());
        let stays = |w: &mut TestWorkbench, what: &str| {
            w.wait();
            assert_eq!((w.top_byte(), w.top_mention()), before, "{mode:?}: {what}");
        };
        w.tell(CodebookCommand::Add {
            parent: None,
            name: "road".to_owned(),
        });
        stays(&mut w, "a new tag");
        let tag = w.app().state.session.workspace().codebook.tags()[0].id;
        w.tell(AnnotateCommand::Passage {
            tag: Some(tag),
            advance: false,
        });
        stays(&mut w, "a passage tagged");
        let note = w.app().state.reading.selection.annotation.unwrap();
        w.tell(AnnotateCommand::SetNote(
            note,
            "Look at it again.".to_owned(),
        ));
        stays(&mut w, "a note");
        w.tell(AnnotateCommand::WholeArticle(Some(tag)));
        stays(&mut w, "the article tagged");
        w.key(Modifiers::COMMAND, Key::R);
        stays(&mut w, "marked reviewed");
        w.tell(ArticleCommand::SetDate(
            id.clone(),
            Some((date(2021, 3, 4), Precision::Day)),
        ));
        stays(&mut w, "another date");
        w.tell(ArticleCommand::SetTitle(
            id.clone(),
            Some("Mine".to_owned()),
        ));
        stays(&mut w, "another title");
        w.tell(TrackCommand::Add {
            name: "town".to_owned(),
            query: "town".to_owned(),
        });
        stays(&mut w, "a name followed");
        for key in [Key::Z, Key::Z, Key::Z, Key::Z] {
            w.key(Modifiers::COMMAND, key);
            stays(&mut w, "undone");
        }
        w.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
        stays(&mut w, "done again");
        w.tell(AnnotateCommand::Delete(note));
        stays(&mut w, "an annotation deleted");
    }
}

#[test]
fn the_page_stays_through_snapshots_and_looks() {
    let mut w = scrolled(RunMode::InPlace);
    let before = (w.top_byte(), w.top_mention());
    w.app().search_for("road");
    w.wait();
    assert_eq!((w.top_byte(), w.top_mention()), before, "a search");
    w.app().search_for("");
    w.wait();
    w.command("Read the articles again");
    w.wait();
    assert_eq!((w.top_byte(), w.top_mention()), before, "read again");
    w.command("Dark theme");
    assert_eq!((w.top_byte(), w.top_mention()), before, "another theme");
    let (byte, (words, _)) = before;
    let stays = |w: &mut TestWorkbench, what: &str| {
        w.run();
        let now = (w.top_byte(), w.top_mention().0);
        assert_eq!(now, (byte, words.clone()), "{what}");
    };
    for label in ["Larger reading text", "Narrower reading column"] {
        for _ in 0..3 {
            w.command(label);
            stays(&mut w, label);
        }
    }
    for width in [1000.0, 1130.0, 1600.0, 950.0, 1440.0] {
        w.harness.set_size(Vec2::new(width, 900.0));
        stays(&mut w, "another width");
    }
    for zoom in [1.5, 0.8, 1.0] {
        w.harness.ctx.set_zoom_factor(zoom);
        w.run();
        stays(&mut w, "another zoom");
    }
}

#[test]
fn the_page_is_where_it_was_when_a_width_comes_back() {
    let mut w = scrolled(RunMode::InPlace);
    let before = w.top_mention();
    for width in [1000.0, 1130.0, 1600.0, 950.0, 1440.0] {
        w.harness.set_size(Vec2::new(width, 900.0));
        w.run();
    }
    let after = w.top_mention();
    assert_eq!(after.0, before.0);
    assert!((after.1 - before.1).abs() < 1.5, "{before:?} {after:?}");
}

#[test]
fn words_added_above_by_the_source_do_not_move_the_page() {
    let mut w = scrolled(RunMode::InPlace);
    let before = w.top_mention();
    let path = w.folder.as_ref().unwrap().path().join("a.txt");
    let text = fs::read_to_string(&path).unwrap();
    let longer = text.replace(
        "alpha100 ",
        "Added later: the mines were closed at once.\n\nalpha100 ",
    );
    fs::write(&path, longer).unwrap();
    w.command("Read the articles again");
    w.wait();
    let after = w.top_mention();
    assert_eq!(after.0, before.0);
    assert!((after.1 - before.1).abs() < 1.5, "{before:?} {after:?}");
}

#[test]
fn a_hit_of_an_article_that_is_not_open_is_gone_to_the_first_time() {
    for mode in [RunMode::InPlace, RunMode::Threads] {
        let mut w = opened(mode);
        for (scrolled_by, further) in [(0.0, 0), (0.0, 70), (-2000.0, 2), (-2000.0, 50)] {
            let id = w.id_of("a.txt");
            w.tell(ViewCommand::OpenAt(id, Span::default()));
            w.wheel(Role::Document, "Reader: ", scrolled_by);
            // Words of the other article that would lie in view on the page that is left, and others.
            let here: String = w
                .top_mention()
                .0
                .chars()
                .filter(char::is_ascii_digit)
                .collect();
            let query = format!("beta{}", here.parse::<usize>().unwrap() + further);
            w.app().search_for(&query);
            w.wait();
            w.wheel(Role::Document, "Reader: ", 99_999.0);
            w.wheel(Role::Document, "Reader: ", scrolled_by);
            w.key(Modifiers::NONE, Key::F3);
            w.wait();
            assert_eq!(w.app().state.selected_words(), Some(&*query), "{mode:?}");
            let page = w.rect_of("Reader: Another");
            let hit = w.rect_of(&format!("mention of First words: {query}"));
            assert!(
                page.contains_rect(hit),
                "{mode:?} {query}: {hit:?} of {page:?}"
            );
            w.app().search_for("");
            w.wait();
        }
    }
}

#[test]
fn the_page_one_leaves_does_not_move_before_the_next_is_there() {
    let mut w = scrolled(RunMode::InPlace);
    let before = w.top_mention();
    let id = w.id_of("b.txt");
    let ix = w.app().state.session.corpus().find(&id).unwrap();
    // Before its text has come: what follows from the command, and a frame.
    let effects = w.app().state.dispatch(Command::View(ViewCommand::Open(ix)));
    assert!(!effects.is_empty());
    assert_eq!(w.top_mention(), before);
    w.run();
    assert!(w.says("Reader: Another day"));
    w.key(Modifiers::ALT, Key::ArrowLeft);
    w.wait();
    assert_eq!(w.top_mention().0, before.0, "and back to where one was");
}

#[test]
fn the_rows_of_the_table_stay_when_others_come_and_go() {
    let mut w = opened(RunMode::InPlace);
    w.wheel(Role::Grid, "Articles", -300.0);
    let before = w.rows(Role::Row, "2022-");
    assert!(
        !before[0].0.contains("2022-10-04"),
        "the table is scrolled: {before:?}"
    );
    let same = |w: &mut TestWorkbench, what: &str| {
        w.wait();
        let after = w.rows(Role::Row, "2022-");
        // A status or a count may be said otherwise in a row; which rows, and where, may not.
        let strip = |rows: &[(String, i32)]| {
            let rows = rows
                .iter()
                .map(|(l, y)| (l.chars().take(18).collect::<String>(), *y));
            rows.collect::<Vec<_>>()
        };
        assert_eq!(strip(&after), strip(&before), "{what}");
    };
    let folder = w.folder.as_ref().unwrap().path().to_owned();
    fs::write(
        folder.join("new.txt"),
        " date 2023-09-09 A newer one\n\nText.\n",
    )
    .unwrap();
    w.command("Read the articles again");
    same(&mut w, "an article that came above");
    let moved = w.id_of("brief39.txt");
    w.tell(ArticleCommand::SetDate(
        moved.clone(),
        Some((date(2020, 1, 1), Precision::Day)),
    ));
    same(&mut w, "an article that went below");
    w.tell(ArticleCommand::SetStatus(moved, ReviewStatus::Reviewed));
    same(&mut w, "a status");
    w.tell(CodebookCommand::Add {
        parent: None,
        name: "road".to_owned(),
    });
    same(&mut w, "a tag");
}

#[test]
fn the_annotations_in_sight_stay_when_others_are_made_above() {
    let mut w = opened(RunMode::InPlace);
    w.tell(CodebookCommand::Add {
        parent: None,
        name: "road".to_owned(),
    });
    let tag = w.app().state.session.workspace().codebook.tags()[0].id;
    let text = w
        .app()
        .state
        .reading
        .doc
        .as_ref()
        .unwrap()
        .text()
        .to_owned();
    for n in 120..150 {
        let at = text.find(&format!("alpha{n}")).unwrap();
        w.tell(ViewCommand::Select(Some(dateline::app::Passage::over(
            Span::new(at, at + 8),
        ))));
        w.tell(AnnotateCommand::Passage {
            tag: Some(tag),
            advance: false,
        });
    }
    w.tell(ViewCommand::Choose(None));
    w.wheel(Role::List, "Annotations", 99_999.0);
    w.wheel(Role::List, "Annotations", -700.0);
    let before = w.rows(Role::ListItem, "road: “alpha1");
    assert!(!before[0].0.contains("alpha120"));
    let at = text.find("alpha101").unwrap();
    // A plain change from elsewhere, as from another window: nothing is chosen by it.
    let first = w
        .app()
        .state
        .session
        .workspace()
        .annotations
        .iter()
        .next()
        .unwrap()
        .id;
    w.tell(AnnotateCommand::SetSpans(
        first,
        vec![Span::new(at, at + 8)],
    ));
    let second = {
        let workspace = w.app().state.session.workspace().clone();
        workspace.annotations.iter().nth(1).unwrap().id
    };
    w.tell(AnnotateCommand::Delete(second));
    assert_eq!(w.rows(Role::ListItem, "road: “alpha1"), before);
}
