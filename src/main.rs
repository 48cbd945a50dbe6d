//! Dateline: reads the command line, then opens the window or carries out a subcommand. The only
//! place that ends the process.

use clap::Parser;
use dateline::cli::{self, Arguments, ExitCode};

fn main() {
    // A closed pipe (`dateline export .. | head`) ends the writing, not with a panic but an error.
    let arguments = Arguments::parse();
    let code = match &arguments.command {
        Some(command) => cli::run(command).unwrap_or_else(|failure| {
            eprintln!("dateline: {}", failure.error);
            failure.code
        }),
        None => window(&arguments),
    };
    std::process::exit(code as i32);
}

#[cfg(feature = "gui")]
fn window(arguments: &Arguments) -> ExitCode {
    dateline::ui::start(arguments)
}

#[cfg(not(feature = "gui"))]
fn window(_: &Arguments) -> ExitCode {
    eprintln!(
        "dateline: this build has no window; use one of the subcommands: info, export, check"
    );
    ExitCode::NoDisplay
}
