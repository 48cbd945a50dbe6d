//! The real program in a real window on a virtual screen: tags a passage, is ended, and the
//! annotation is in the file.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use dateline::store::{self, RealDisk, WorkspaceLog};

/// A child that is ended with the test.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // Already gone is as good.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn has(program: &str) -> bool {
    Command::new("which")
        .arg(program)
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}

fn xdotool(display: &str, arguments: &[&str]) -> String {
    let output = Command::new("xdotool")
        .env("DISPLAY", display)
        .args(arguments)
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn wait_for(what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(
            start.elapsed() < Duration::from_mins(1),
            "timed out waiting for {what}"
        );
        sleep(Duration::from_millis(100));
    }
}

fn annotations(file: &Path) -> usize {
    store::open(file).map_or(0, |o| o.workspace.annotations.len())
}

/// A virtual screen; none where this machine cannot have one.
fn screen() -> Option<(Ended, String)> {
    if !has("Xvfb") || !has("xdotool") {
        assert!(
            std::env::var_os("CI").is_none(),
            "in CI the real window must be tested"
        );
        eprintln!("not run: the real window needs Xvfb and xdotool");
        return None;
    }
    let mut screen = Ended(
        Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1440x900x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let mut number = String::new();
    BufReader::new(screen.0.stdout.take().unwrap())
        .read_line(&mut number)
        .unwrap();
    Some((screen, format!(":{}", number.trim())))
}

/// The program with a workspace, its window in front and its first hit of a search selected: by keys
/// alone.
fn program_at_first_hit(file: &Path, display: &str, config: &Path) -> Ended {
    let program = Ended(
        Command::new(env!("CARGO_BIN_EXE_dateline"))
            .arg(file)
            .env("DISPLAY", display)
            .env_remove("WAYLAND_DISPLAY")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("DATELINE_CONFIG", config)
            .env("DATELINE_CACHE", config.join("cache"))
            .env("DATELINE_DATA", config.join("data"))
            .spawn()
            .unwrap(),
    );
    let mut window = String::new();
    wait_for("the window", || {
        window = xdotool(display, &["search", "--onlyvisible", "--name", "Dateline"]);
        window.lines().next().is_some()
    });
    let window = window.lines().next().unwrap().to_owned();
    xdotool(display, &["windowmove", &window, "0", "0"]);
    xdotool(display, &["windowsize", &window, "1440", "900"]);
    xdotool(display, &["windowfocus", &window]);
    sleep(Duration::from_secs(2));
    xdotool(display, &["key", "slash"]);
    sleep(Duration::from_millis(400));
    xdotool(display, &["type", "--delay", "40", "bakhmut"]);
    sleep(Duration::from_secs(1));
    xdotool(display, &["key", "Return"]);
    sleep(Duration::from_secs(1));
    program
}

#[test]
#[cfg(target_os = "linux")]
fn a_passage_tagged_in_the_real_window_is_in_the_file() {
    let Some((_screen, display)) = screen() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = store::write_sample(folder.path()).unwrap();
    let before = annotations(&file);
    let config = folder.path().join("config");
    let mut program = program_at_first_hit(&file, &display, &config);
    // The tag with the key t.
    xdotool(&display, &["key", "t"]);
    wait_for("the annotation in the file", || {
        annotations(&file) == before + 1
    });
    xdotool(&display, &["key", "ctrl+q"]);
    wait_for("the program to end", || {
        program.0.try_wait().unwrap().is_some()
    });
    let workspace = store::open(&file).unwrap().workspace;
    let added = workspace
        .annotations
        .iter()
        .max_by_key(|a| a.created)
        .unwrap();
    assert_eq!(added.quote().to_lowercase(), "bakhmut");
    assert_eq!(
        workspace.codebook.path(added.tag.unwrap()),
        "claim / territory"
    );
    assert!(config.join("settings.ron").exists(), "preferences are kept");
}

#[test]
#[cfg(target_os = "linux")]
fn where_one_reads_is_kept_when_the_system_ends_the_program() {
    let Some((_screen, display)) = screen() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = store::write_sample(folder.path()).unwrap();
    let config = folder.path().join("config");
    let article = || store::open(&file).unwrap().workspace.view.article;
    let before = article();
    let mut program = program_at_first_hit(&file, &display, &config);
    for _ in 0..3 {
        xdotool(&display, &["key", "j"]);
        sleep(Duration::from_millis(200));
    }
    let process = program.0.id().to_string();
    let ended = Command::new("kill").args(["-TERM", &process]).status();
    assert!(ended.unwrap().success());
    wait_for("the program to end", || {
        program.0.try_wait().unwrap().is_some()
    });
    assert!(program.0.wait().unwrap().success(), "in good order");
    assert!(article().is_some() && article() != before);
}

/// What is durable of a workspace right now: the last entry, and how many annotations.
fn durable(file: &Path) -> (u64, usize) {
    let found = WorkspaceLog::open(&RealDisk, file, None, false).unwrap();
    assert_eq!(found.recovered.problems, Vec::<String>::new());
    let annotations = found.opened.workspace.annotations.len();
    (found.history.sequence(), annotations)
}

/// `DATELINE_WINDOW_KILLS` sets how often (5).
#[test]
#[cfg(target_os = "linux")]
fn the_real_window_killed_at_work_loses_nothing_that_was_durable() {
    let Some((_screen, display)) = screen() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = store::write_sample(folder.path()).unwrap();
    let config = folder.path().join("config");
    let kills = std::env::var("DATELINE_WINDOW_KILLS").ok();
    let kills: u64 = kills.and_then(|n| n.parse().ok()).unwrap_or(5);
    let (_, first) = durable(&file);
    let mut last = first;
    for n in 0..kills {
        let mut program = program_at_first_hit(&file, &display, &config);
        // Tag and go on to the next hit, again and again, until the end.
        for _ in 0..4 + n % 5 {
            xdotool(&display, &["key", "shift+t"]);
            sleep(Duration::from_millis(30 + 17 * (n % 4)));
        }
        let before = durable(&file);
        program.0.kill().unwrap();
        program.0.wait().unwrap();
        let after = durable(&file);
        assert!(after.0 >= before.0, "kill {n}: {before:?}, then {after:?}");
        assert!(
            after.1 >= before.1 && after.1 >= last,
            "kill {n}: {before:?}, then {after:?}"
        );
        last = after.1;
    }
    assert!(last > first, "the window must get to work");
}
