//! One number, five surfaces: table, reader, chart, CSV and the program's output must agree.

use std::collections::BTreeMap;
use std::process::Command;

use dateline::app::command::{FileCommand, TrackCommand};
use egui::{Role, Theme, Vec2};

use crate::common;
use crate::fixture::TestWorkbench;

/// The tracks of the issue and their mentions in the user's five documents, in file order.
const TRACKS: [(&str, &str, [u64; 5]); 2] = [
    ("bakhmut", "bakhmut", [8, 12, 21, 6, 10]),
    ("chasiv", "\"chasiv yar\" OR \"chasiv ya\"", [3, 0, 0, 1, 0]),
];

/// Words from a node: the number before `name`.
fn number_before(text: &str, name: &str) -> u64 {
    let at = text
        .find(name)
        .unwrap_or_else(|| panic!("{name} in {text}"));
    text[..at]
        .trim_end()
        .rsplit([' ', ','])
        .next()
        .unwrap()
        .parse()
        .unwrap_or(0)
}

#[test]
fn the_users_documents_give_the_same_numbers_everywhere() {
    let Some(seeds) = common::shared("seeds") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut names: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(seeds).unwrap() {
        let path = entry.unwrap().path();
        names.push(path.file_name().unwrap().to_string_lossy().into_owned());
        std::fs::copy(&path, folder.path().join(names.last().unwrap())).unwrap();
    }
    names.sort();
    same_numbers_everywhere(folder.path(), &names, 3248);
}

/// Five documents made so that they have these mentions, among words that are nearly theirs.
#[test]
fn made_documents_give_the_same_numbers_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let dates = ["2023-02-22", "2023-03", "", "", "2022-12-31"];
    let mut words = 0;
    let mut names = Vec::new();
    for (at, date) in dates.into_iter().enumerate() {
        let [bakhmut, chasiv] = [0, 1].map(|track| TRACKS[track].2[at] as usize);
        let date = if date.is_empty() {
            String::new()
        } else {
            format!(" date {date} \n")
        };
        let text = format!(
            "Report number{at}\n\n{}{}Bakhmutka, Chasiv. Yard.\n",
            "Bakhmut’s road is cut. ".repeat(bakhmut),
            "Near Chasiv Yar nothing moved. ".repeat(chasiv),
        );
        words += 2 + 4 * bakhmut as u64 + 5 * chasiv as u64 + 3;
        let name = format!("{at}.txt");
        std::fs::write(folder.path().join(&name), format!("{date}{text}")).unwrap();
        names.push(name);
    }
    same_numbers_everywhere(folder.path(), &names, words);
}

/// Checks that all surfaces say what [`TRACKS`] say; the third and the fourth document have no date.
fn same_numbers_everywhere(folder: &std::path::Path, names: &[String], words: u64) {
    // Tall enough that every document is in view as a whole.
    let mut w = TestWorkbench::open(folder, Vec2::new(2200.0, 6000.0), Theme::Light);
    for (name, query, _) in TRACKS {
        w.app()
            .dispatch(dateline::app::Command::Track(TrackCommand::Add {
                name: name.to_owned(),
                query: query.to_owned(),
            }));
    }
    w.run();
    w.run();

    let table = from_table(&w);
    let reader = from_reader(&mut w, names);
    let (dated, undated) = from_chart(&w);
    let csv = from_csv(&mut w, folder);
    let program = from_program(folder, words);
    for (at, (name, _, expected)) in TRACKS.iter().enumerate() {
        let by_name: BTreeMap<&String, u64> = names.iter().zip(*expected).collect();
        let total: u64 = expected.iter().sum();
        for file in names {
            assert_eq!(
                program[at][file], by_name[file],
                "program: {name} in {file}"
            );
            assert_eq!(reader[at][file], by_name[file], "reader: {name} in {file}");
        }
        let mut in_table = table[at].clone();
        in_table.sort_unstable();
        let mut wanted = expected.to_vec();
        wanted.sort_unstable();
        assert_eq!(in_table, wanted, "table: {name}");
        assert_eq!(
            undated[at],
            expected[2] + expected[3],
            "chart, undated lane: {name}"
        );
        assert_eq!(dated[at] + undated[at], total, "chart: {name}");
        assert_eq!(csv[at], total, "csv: {name}");
    }
}

/// Mentions in each row, track by track.
fn from_table(w: &TestWorkbench) -> Vec<Vec<u64>> {
    let rows = w.names(Role::Row, "");
    assert_eq!(rows.len(), 5);
    TRACKS
        .iter()
        .map(|(name, _, _)| {
            rows.iter()
                .map(|r| number_before(r, &format!(" {name}")))
                .collect()
        })
        .collect()
}

/// Highlighted places, document by document.
fn from_reader(w: &mut TestWorkbench, names: &[String]) -> Vec<BTreeMap<String, u64>> {
    let mut out = vec![BTreeMap::new(); TRACKS.len()];
    for file in names {
        let app = w.app();
        let ix = app
            .state
            .session
            .corpus()
            .iter()
            .find(|(_, a)| a.path == *file)
            .unwrap()
            .0;
        app.dispatch(dateline::app::Command::View(
            dateline::app::command::ViewCommand::Open(ix),
        ));
        w.run();
        w.run();
        for (at, (name, _, _)) in TRACKS.iter().enumerate() {
            let marks = w.names(Role::Mark, &format!("mention of {name}:")).len() as u64;
            out[at].insert(file.clone(), marks);
        }
    }
    out
}

/// Mentions in the bins, and in the undated lane.
fn from_chart(w: &TestWorkbench) -> (Vec<u64>, Vec<u64>) {
    let count = |text: &String, name: &str| {
        let part = text.split("; ").find(|p| p.starts_with(name)).unwrap();
        number_before(part, " mention")
    };
    let bins: Vec<String> = w.names(Role::ListItem, "20");
    let lanes = w.names(Role::Button, "undated:");
    assert!(!bins.is_empty() && lanes.len() == 1);
    TRACKS
        .iter()
        .map(|(name, _, _)| {
            (
                bins.iter().map(|b| count(b, name)).sum::<u64>(),
                count(&lanes[0], name),
            )
        })
        .unzip()
}

/// Mentions in the exported chart.
fn from_csv(w: &mut TestWorkbench, folder: &std::path::Path) -> Vec<u64> {
    let path = folder.join("timeline.csv");
    w.app()
        .dispatch(dateline::app::Command::File(FileCommand::ExportChart(
            path.clone(),
            (1200, 600),
        )));
    w.run();
    let mut reader = csv::Reader::from_path(&path).unwrap();
    let head = reader.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|h| h == name).unwrap();
    let (track, mentions) = (column("track"), column("mentions"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    std::fs::remove_file(&path).unwrap();
    TRACKS
        .iter()
        .map(|(name, _, _)| {
            rows.iter()
                .filter(|r| &r[track] == *name)
                .map(|r| r[mentions].parse::<u64>().unwrap())
                .sum()
        })
        .collect()
}

/// Mentions as the program prints them.
fn from_program(folder: &std::path::Path, words: u64) -> Vec<BTreeMap<String, u64>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.arg("info").arg(folder).arg("--json");
    for (name, query, _) in TRACKS {
        command.arg("--track").arg(format!("cli-{name}={query}"));
    }
    let output = command.output().unwrap();
    assert!(output.status.success());
    let info: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (
            info["articles"].as_u64(),
            info["dated"].as_u64(),
            info["words"].as_u64()
        ),
        (Some(5), Some(3), Some(words))
    );
    let tracks = info["tracks"].as_array().unwrap();
    TRACKS
        .iter()
        .map(|(name, _, _)| {
            let track = tracks
                .iter()
                .find(|t| t["name"] == format!("cli-{name}"))
                .unwrap();
            let rows = track["by_article"].as_array().unwrap();
            rows.iter()
                .map(|r| {
                    (
                        r["path"].as_str().unwrap().to_owned(),
                        r["mentions"].as_u64().unwrap(),
                    )
                })
                .collect()
        })
        .collect()
}
