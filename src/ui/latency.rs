//! How long a key takes to be seen: for measuring, and only where the environment asks for it.
//!
//! With `DATELINE_LATENCY` set to a file, every key that comes is written there as a line: its name, when it
//! came to the program and when the picture that answers it had been handed to the system, both in
//! microseconds since 1970. The toolkit swaps buffers before it begins the next frame, so the beginning of
//! that is when the swap has returned; one is asked for at once.

use std::fs::File;
use std::io::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use egui::{Context, Event};

/// The variable that asks for it.
const VARIABLE: &str = "DATELINE_LATENCY";

/// Keys of the frame that is being drawn, and where they are written.
pub struct Latency {
    file: Option<File>,
    waiting: Vec<(String, u128)>,
}

impl Latency {
    /// Measures where the environment asks for it.
    pub fn from_environment() -> Self {
        let path = std::env::var_os(VARIABLE);
        Self {
            file: path.and_then(|path| File::create(path).ok()),
            waiting: Vec::new(),
        }
    }

    /// A frame begins: the one before it has been shown.
    pub fn frame_begins(&mut self, ctx: &Context) {
        let Some(file) = &mut self.file else {
            return;
        };
        let now = now();
        for (key, came) in self.waiting.drain(..) {
            // Who measures sees a file that is too short.
            drop(writeln!(file, "{key}\t{came}\t{now}"));
        }
        ctx.input(|input| {
            for event in &input.raw.events {
                if let Event::Key {
                    key, pressed: true, ..
                } = event
                {
                    self.waiting.push((key.name().to_owned(), now));
                }
            }
        });
        if !self.waiting.is_empty() {
            ctx.request_repaint();
        }
    }
}

fn now() -> u128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |time| time.as_micros())
}
