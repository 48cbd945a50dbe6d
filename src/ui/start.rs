//! Starting the window: which renderer, and what to do where there is no display.

use std::fmt::Display;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use eframe::{NativeOptions, Renderer};
use egui::{Ui, ViewportBuilder};

use super::latency::Latency;
use super::shell::Workbench;
use crate::app::{NoWindow, RendererChoice, Settings, StartOptions, State};
use crate::jobs::RunMode;
use crate::text::visible;

/// Set for the second start with the other renderer, so that there is no third.
const SECOND_START: &str = "DATELINE_SECOND_START";

/// Opens the window and stays until it is closed.
///
/// # Errors
/// No display, no working renderer, or a fault while the window was open; told on standard error.
pub fn start(options: &StartOptions) -> Result<(), NoWindow> {
    if !has_display() {
        return no_display("no display is set");
    }
    let settings_path = Settings::path();
    let settings = settings_path
        .as_deref()
        .map(Settings::read)
        .unwrap_or_default();
    let renderer = options.renderer.unwrap_or(if cfg!(target_os = "linux") {
        RendererChoice::Glow
    } else {
        RendererChoice::Wgpu
    });
    let drawn = Arc::new(AtomicBool::new(false));
    let paths = paths(&options.paths);
    let outcome = run(renderer, settings, settings_path, paths, &drawn);
    match outcome {
        Ok(()) => Ok(()),
        // A window that has been there ends with its fault; one that never came is tried another way.
        Err(why) if drawn.load(Ordering::Relaxed) => {
            say(format_args!("the window ended: {why}"));
            Err(NoWindow)
        }
        Err(why) => other_renderer(options, renderer, &why),
    }
}

/// Says something where the program was started from; nobody need be there any more.
pub(super) fn say(words: impl Display) {
    let shown = format!("dateline: {words}");
    drop(writeln!(std::io::stderr(), "{}", visible(&shown)));
}

/// What to open: what was asked for, else `workspace.ron` of this folder.
fn paths(asked: &[PathBuf]) -> Vec<PathBuf> {
    let here = Path::new("workspace.ron");
    if asked.is_empty() && here.exists() {
        vec![here.to_owned()]
    } else {
        asked.to_vec()
    }
}

fn run(
    renderer: RendererChoice,
    settings: Settings,
    settings_path: Option<PathBuf>,
    paths: Vec<PathBuf>,
    drawn: &Arc<AtomicBool>,
) -> Result<(), String> {
    let size = settings.window.unwrap_or((1440.0, 900.0));
    let options = NativeOptions {
        viewport: ViewportBuilder::default()
            .with_title("Dateline")
            .with_app_id("dateline")
            .with_inner_size([size.0, size.1])
            .with_min_inner_size([900.0, 560.0])
            .with_drag_and_drop(true),
        renderer: match renderer {
            RendererChoice::Glow => Renderer::Glow,
            RendererChoice::Wgpu => Renderer::Wgpu,
        },
        ..NativeOptions::default()
    };
    let (seen, drawn) = (Arc::clone(drawn), Arc::clone(drawn));
    let start = AssertUnwindSafe(move || {
        eframe::run_native(
            "Dateline",
            options,
            Box::new(move |cc| {
                let cache_beside = settings.cache_beside;
                let mut state = State::new(settings, RunMode::Threads, Arc::new(|| {}));
                state.session.use_cache(cache_beside);
                state.session.asks_columns = true;
                #[cfg(unix)]
                close_when_asked(&cc.egui_ctx);
                let mut workbench = Workbench::new(&cc.egui_ctx, state, settings_path);
                if !paths.is_empty() {
                    workbench.open(paths);
                }
                let latency = Latency::from_environment();
                Ok(Box::new(Window {
                    workbench,
                    drawn,
                    latency,
                }))
            }),
        )
    });
    match catch_unwind(start) {
        Ok(outcome) => outcome.map_err(|e| e.to_string()),
        Err(_) if seen.load(Ordering::Relaxed) => {
            Err("a fault in the program; everything saved so far is safe".to_owned())
        }
        Err(_) => Err("the graphics driver could not be used".to_owned()),
    }
}

/// Closes the window as its cross does when the system, a session that ends or a terminal asks the program to
/// end: where one reads, and what was typed last, is kept. Who asks twice is not kept waiting.
#[cfg(unix)]
fn close_when_asked(ctx: &egui::Context) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let ctx = ctx.clone();
    // Without it the program ends at once, as it would have.
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM]) else {
        return;
    };
    let wait = move || {
        for (times, signal) in signals.forever().enumerate() {
            if times > 0 {
                drop(signal_hook::low_level::emulate_default_handler(signal));
            }
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            ctx.request_repaint();
        }
    };
    let thread = std::thread::Builder::new().name("asked to end".to_owned());
    if let Err(why) = thread.spawn(wait) {
        say(format_args!(
            "the window will not close in good order when the system asks it to: {why}"
        ));
    }
}

/// Runs the program again with the other renderer, once.
fn other_renderer(
    options: &StartOptions,
    failed: RendererChoice,
    why: &str,
) -> Result<(), NoWindow> {
    let tried_both = std::env::var_os(SECOND_START).is_some() || options.renderer.is_some();
    let (Ok(program), false) = (std::env::current_exe(), tried_both) else {
        return no_display(why);
    };
    let other = match failed {
        RendererChoice::Glow => "wgpu",
        RendererChoice::Wgpu => "glow",
    };
    say(format_args!(
        "the window could not be drawn ({why}); trying with --renderer {other}"
    ));
    let status = Process::new(program)
        .args(["--renderer", other])
        .args(&options.paths)
        .env(SECOND_START, "1")
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(NoWindow),
        Err(error) => no_display(&error.to_string()),
    }
}

fn no_display(why: &str) -> Result<(), NoWindow> {
    say(format_args!(
        "no window can be opened here ({why}); without one, use: dateline info, export or check (see --help)"
    ));
    Err(NoWindow)
}

/// Windows and macOS always have one; elsewhere an environment variable tells.
fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    cfg!(any(windows, target_os = "macos"))
        || set("DISPLAY")
        || set("WAYLAND_DISPLAY")
        || set("WAYLAND_SOCKET")
}

/// The window as the toolkit sees it: notes when the first frame has been drawn.
struct Window {
    workbench: Workbench,
    drawn: Arc<AtomicBool>,
    latency: Latency,
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        self.workbench.logic(ctx, frame);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        self.latency.frame_begins(ui);
        self.workbench.ui(ui, frame);
        self.drawn.store(true, Ordering::Relaxed);
    }

    fn on_exit(&mut self, gl: Option<&eframe::glow::Context>) {
        self.workbench.on_exit(gl);
    }
}
