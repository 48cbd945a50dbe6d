//! A folder with the sample, and the program run on it with a cache of its own.

use std::process::{Command, Output};

use dateline::store;
use serde_json::Value;

pub struct Place {
    pub folder: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        store::write_sample(&folder.path().join("sample")).unwrap();
        Self { folder }
    }

    pub fn sample(&self) -> String {
        self.path("sample/workspace.ron")
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(arguments)
            .env("DATELINE_CACHE", self.folder.path().join("cache"))
            .output()
            .unwrap()
    }

    pub fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }
}
