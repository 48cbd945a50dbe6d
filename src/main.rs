//! Dateline: reads the command line, then opens the window or carries out a subcommand. The only
//! place that ends the process.

use std::path::{Path, PathBuf};

use clap::Parser;
use dateline::app::{RendererChoice, StartOptions};
use dateline::cli::{self, Arguments, ExitCode};
use dateline::import::sandbox;

fn main() {
    let mut words = std::env::args_os().skip(1);
    if words.next().is_some_and(|w| w == sandbox::ARGUMENT) {
        // A reader of files of others, started by the program itself.
        let read = sandbox::child(SERVICES);
        std::process::exit(i32::from(read.is_err()));
    }
    if let Some(program) = this_program() {
        sandbox::use_program(program);
    }
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => std::process::exit(cli::explain(&error) as i32),
    };
    arguments.apply_csv_style();
    let code = match &arguments.command {
        Some(command) => cli::run_to_end(command),
        None => match cli::misspelt(&arguments.paths) {
            Some(code) => code,
            None => window(&StartOptions {
                paths: arguments.paths,
                renderer: arguments
                    .renderer
                    .as_deref()
                    .and_then(RendererChoice::named),
            }),
        },
    };
    std::process::exit(code as i32);
}

/// What readers do in a process of their own.
static SERVICES: &[&sandbox::Service] = &[&sandbox::FILES];

/// The program that is running, also where another was put in its place meanwhile.
fn this_program() -> Option<PathBuf> {
    let running = Path::new("/proc/self/exe");
    if cfg!(target_os = "linux") && running.exists() {
        return Some(running.to_owned());
    }
    std::env::current_exe().ok()
}

#[cfg(feature = "gui")]
fn window(options: &StartOptions) -> ExitCode {
    match dateline::ui::start(options) {
        Ok(()) => ExitCode::Done,
        Err(dateline::app::NoWindow) => ExitCode::NoDisplay,
    }
}

#[cfg(not(feature = "gui"))]
fn window(_: &StartOptions) -> ExitCode {
    cli::say("this build has no window; use one of the subcommands: info, export, check");
    ExitCode::NoDisplay
}
