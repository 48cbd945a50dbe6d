//! What the desktop is asked to do: it answers slowly, so always on a thread.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use crate::app::Command;
use crate::app::command::FileCommand;

/// Shows a file in its folder, or the nearest folder there is where it does not exist yet.
pub fn reveal(file: PathBuf, mail: Sender<Command>) {
    let work = move || {
        let shown = nearest(&file);
        if let Err(error) = opener::reveal(shown) {
            let message = format!(
                "The desktop could not show the file: {error}. {}",
                file.display()
            );
            // Without a window there is nobody to tell.
            mail.send(Command::File(FileCommand::Tell(message)))
                .unwrap_or_default();
        }
    };
    let thread = std::thread::Builder::new().name("desktop".to_owned());
    // Without a thread nothing is shown, and nothing is lost.
    drop(thread.spawn(work));
}

/// The path itself, or the nearest of the folders around it that exists.
fn nearest(path: &Path) -> &Path {
    path.ancestors().find(|p| p.exists()).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_file_that_is_not_there_yet_its_folder_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("workspace.ron");
        assert_eq!(nearest(&file), folder.path());
        std::fs::write(&file, "").unwrap();
        assert_eq!(nearest(&file), file);
    }
}
