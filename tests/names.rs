//! The names of the five documents, where the shared data is there.

use std::process::Command;

mod common;

#[test]
fn the_five_documents_show_their_names_and_what_may_be_one() {
    let Some(seeds) = common::shared("seeds") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let out = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["names", "--format", "json"])
        .arg(&seeds)
        .env("DATELINE_CACHE", folder.path())
        .output()
        .unwrap();
    assert!(out.status.success());
    let table: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let rows = table["rows"].as_array().unwrap();
    // The forms of the name that holds one of them.
    let of = |form: &str| {
        let says = |row: &&serde_json::Value| {
            let proposed = row["proposed"].as_str().unwrap_or_default();
            row["name"] == form
                || proposed
                    .split("; ")
                    .any(|p| p.starts_with(&format!("{form} (")))
        };
        let row = rows
            .iter()
            .find(says)
            .unwrap_or_else(|| panic!("{form} is not there"));
        format!(
            "{} | {}",
            row["name"].as_str().unwrap(),
            row["proposed"].as_str().unwrap_or_default()
        )
    };
    for (one, other) in [
        ("Zelensky", "Zelenksy"),
        ("Chasiv Yar", "Chasiv Ya"),
        ("Institute for the Study of War", "ISW"),
        ("Prigozhin", "Yevgeny Prigozhin"),
        ("Wagner", "Wagner Group"),
    ] {
        assert_eq!(of(one), of(other), "{one}, {other}");
    }
    assert_ne!(of("Donetsk"), of("Donetsk People’s Republic"));
    // Nothing is merged unasked.
    assert!(
        rows.iter()
            .all(|r| r["merged"].as_str().unwrap_or_default().is_empty())
    );
}
