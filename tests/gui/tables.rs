//! Tables: what their columns mean is seen before they are read, and can be changed.

use egui::{Key, Modifiers, Theme, Vec2};

use crate::fixture::TestWorkbench;

const NONE: Modifiers = Modifiers::NONE;
const CMD: Modifiers = Modifiers::COMMAND;

#[test]
fn columns_of_a_table_are_shown_changed_and_remembered() {
    let mut w = TestWorkbench::sample();
    let seeds = w.file.with_file_name("seeds");
    std::fs::write(
        seeds.join("table.csv"),
        "key,words,remark\n1,Road cut near Soledar,a remark that is longer than all the others here\n",
    )
    .unwrap();
    w.key(NONE, Key::F5);
    assert_eq!(w.app().state.session.corpus().len(), 30);
    assert!(
        w.says("Record 1"),
        "its columns are shown before it is read"
    );
    w.key(NONE, Key::Enter);
    assert_eq!(w.app().state.session.corpus().len(), 31);
    w.key(CMD, Key::K);
    w.type_text("Columns of tables");
    w.key(NONE, Key::Enter);
    assert!(w.says("table.csv") && w.says("Road cut near Soledar"));
    let table = w.app().state.session.tables().pop().unwrap();
    let mapping = dateline::corpus::Mapping {
        text: Some("words".into()),
        ..Default::default()
    };
    w.app().dispatch(dateline::app::Command::File(
        dateline::app::command::FileCommand::MapColumns(table, Box::new(mapping)),
    ));
    w.save();
    w.run();
    let titles: Vec<String> = w
        .app()
        .state
        .session
        .corpus()
        .iter()
        .map(|(_, a)| a.title)
        .collect();
    assert!(titles.contains(&"Road cut near Soledar".to_owned()));
    assert!(
        std::fs::read_to_string(&w.file)
            .unwrap()
            .contains("mappings")
    );
}

#[test]
fn a_column_is_taken_as_what_is_chosen_over_it_and_the_article_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let table = "key,date,words,remark\n1,03/04/2023,Road cut,a remark that is longer than all of the others here\n2,n.d.,Rail cut,another remark that is longer than the others\n";
    std::fs::write(folder.path().join("a.csv"), table).unwrap();
    let mut w = TestWorkbench::open(folder.path(), Vec2::new(1440.0, 900.0), Theme::Light);
    assert!(w.says("undated"));
    w.click("words is taken as Field");
    w.click("Title");
    assert!(w.says("words is taken as Title"));
    assert!(w.says("date is taken as Date") && w.says("0 of 2 understood"));
    w.click("Day first");
    assert!(w.says("2023-04-03   13 words"));
    w.click("Next record");
    assert!(w.says("Record 2 as an article") && w.says("Rail cut"));
    w.click("Read the table");
    let corpus = w.app().state.session.corpus();
    let of = |at: u32| corpus.get(dateline::corpus::ArticleIx(at)).unwrap();
    assert_eq!((of(0).title(), of(1).title()), ("Road cut", "Rail cut"));
    let days: Vec<_> = [of(0), of(1)].map(|a| a.date.map(|d| d.to_string())).into();
    assert_eq!(days, [Some("2023-04-03".to_owned()), None]);
}

#[test]
fn tables_are_read_only_once_their_columns_were_seen() {
    let folder = tempfile::tempdir().unwrap();
    for (name, words) in [("a.csv", "First"), ("b.csv", "Second")] {
        let table = format!(
            "key,when,words\n1,2023-02-22,{words} road cut near Soledar, drivers say on Tuesday\n"
        );
        std::fs::write(folder.path().join(name), table).unwrap();
    }
    std::fs::write(folder.path().join("plain.txt"), "A text without columns.\n").unwrap();
    let mut w = TestWorkbench::open(folder.path(), Vec2::new(1440.0, 900.0), Theme::Light);
    assert_eq!(
        w.app().state.session.corpus().len(),
        1,
        "other files do not wait"
    );
    assert!(w.says("a.csv and 1 more with the same columns"));
    assert!(w.says("First road cut near Soledar"));
    // Put aside, they wait; nothing was decided.
    w.click("Close");
    w.key(NONE, Key::F5);
    assert_eq!(w.app().state.session.corpus().len(), 1);
    let file = folder.path().join("workspace.ron");
    assert!(!file.exists(), "looking is no change");
    w.key(NONE, Key::Enter);
    assert_eq!(w.app().state.session.corpus().len(), 3);
    w.key(NONE, Key::F5);
    assert_eq!(w.app().state.session.corpus().len(), 3, "asked once");
    // What was accepted is in the workspace: it is not asked for where there is no cache.
    w.save();
    let written = std::fs::read_to_string(file).unwrap();
    assert!(
        written.contains("a.csv") && written.contains("b.csv"),
        "{written}"
    );
}

#[test]
fn a_table_is_left_out_by_escape_and_taken_in_again_by_its_columns() {
    let folder = tempfile::tempdir().unwrap();
    let long = "road cut near Soledar drivers say on Tuesday";
    std::fs::write(
        folder.path().join("a.csv"),
        format!("key,words\n1,First {long}\n"),
    )
    .unwrap();
    std::fs::write(
        folder.path().join("b.csv"),
        format!("nr,text\n1,Second {long}\n"),
    )
    .unwrap();
    let mut w = TestWorkbench::open(folder.path(), Vec2::new(1440.0, 900.0), Theme::Light);
    assert!(w.says("First road cut"));
    assert!(w.says("Leave this table out (Esc)"));
    w.key(NONE, Key::Escape);
    assert!(w.says("Second road cut"), "the next one is asked for");
    w.key(NONE, Key::Enter);
    let titles = |w: &mut TestWorkbench| -> Vec<String> {
        let corpus = w.app().state.session.corpus();
        corpus.iter().map(|(_, a)| a.title).collect()
    };
    assert_eq!(titles(&mut w).len(), 1);
    assert!(titles(&mut w)[0].starts_with("Second"));
    w.key(NONE, Key::F5);
    assert_eq!(titles(&mut w).len(), 1, "it stays left out");
    let table = w.app().state.session.tables().remove(0);
    assert_eq!(table.path, "a.csv", "it can be taken in again");
    w.app().dispatch(dateline::app::Command::File(
        dateline::app::command::FileCommand::MapColumns(
            table,
            Box::new(dateline::corpus::Mapping {
                text: Some("words".into()),
                ..Default::default()
            }),
        ),
    ));
    w.run();
    assert_eq!(titles(&mut w).len(), 2);
}
