//! What is wrong with a command line, said before anything is read or opened.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::CommandFactory as _;

use super::terminal::{self, say};
use super::{Arguments, ExitCode};

/// Says what is wrong with paths that the window is to open, before it opens: a subcommand that is misspelt,
/// or something that is not there.
pub fn misspelt(paths: &[PathBuf]) -> Option<ExitCode> {
    let missing = paths.iter().find(|path| !path.exists())?;
    let word = missing.to_string_lossy();
    let command = Arguments::command();
    let known = command.get_subcommands().map(clap::Command::get_name);
    let is_word = word.chars().all(char::is_alphabetic);
    let near = known
        .map(|name| (strsim::damerau_levenshtein(name, &word), name))
        .filter(|(distance, _)| *distance <= 2 && is_word)
        .min();
    match near.filter(|_| Some(missing) == paths.first()) {
        Some((_, name)) => say(format_args!(
            "there is no subcommand {word}, and no file or folder of this name; did you mean dateline {name}?"
        )),
        None => say(format_args!(
            "there is no file or folder of this name. {word}"
        )),
    }
    Some(if near.is_some() {
        ExitCode::Usage
    } else {
        ExitCode::CannotOpen
    })
}

/// Subcommands whose first word is a query.
const ASKING: [&str; 6] = [
    "search",
    "timeline",
    "tag",
    "concordance",
    "collocates",
    "keyness",
];

/// Shows help, or what is wrong with the command line, and says how to end.
pub fn explain(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        // It repeats what was written there, which a script may have put together from names of files.
        terminal::tell(&error.render().to_string());
        let is_too_many = error.kind() == clap::error::ErrorKind::UnknownArgument;
        let words: Vec<String> = std::env::args().skip(1).collect();
        if let ([command, query @ ..], true) = (words.as_slice(), is_too_many)
            && ASKING.contains(&command.as_str())
        {
            let is_word = |w: &&String| !w.starts_with('-') && !Path::new(w).exists();
            let query: Vec<&str> = query
                .iter()
                .take_while(is_word)
                .map(String::as_str)
                .collect();
            let query = query.join(" ");
            say(format_args!(
                "a query of several words stands in single quotes: dateline {command} '{query}' ..."
            ));
        }
        return ExitCode::Usage;
    }
    match error.print().and_then(|()| std::io::stdout().flush()) {
        Err(why) if why.kind() != std::io::ErrorKind::BrokenPipe => {
            say(why);
            ExitCode::CannotWrite
        }
        _ => ExitCode::Done,
    }
}
