//! The window.
use crate::cli::{Arguments, ExitCode};
/// Opens the window.
pub fn start(_: &Arguments) -> ExitCode { ExitCode::Done }
