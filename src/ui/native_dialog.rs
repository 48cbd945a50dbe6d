//! The desktop's own dialogs for places on disk.

use std::path::PathBuf;

use egui::Context;

use super::shell::Workbench;
use crate::analysis::SharedTable;
use crate::app::command::{CodebookCommand, ExportScope, FileCommand, IntakeCommand};
use crate::app::{Command, IntakeOrder};
use crate::exchange::Format;
use crate::exchange::codebook::CODEBOOK_FORMATS;

impl Workbench {
    /// Asks the desktop for a place; the answer comes back as a command. `None` may mean cancelled
    /// or no dialog service, so the path field in the window stays open beside it. `exports` is where exports
    /// go if nobody says otherwise.
    pub(super) fn ask_native(
        ctx: &Context,
        mail: &std::sync::mpsc::Sender<Command>,
        exports: PathBuf,
        what: NativeDialog,
    ) {
        let (mail, ctx) = (mail.clone(), ctx.clone());
        let dialog = rfd::AsyncFileDialog::new();
        // Futures are made here: some systems demand the main thread.
        let answer: Answer = match what {
            NativeDialog::Folder { add } => {
                let future = dialog.pick_folder();
                Box::pin(
                    async move { Some(open_command(vec![future.await?.path().to_owned()], add)) },
                )
            }
            NativeDialog::Files { add } => {
                let mut endings = crate::import::endings();
                endings.push("ron");
                let future = dialog
                    .add_filter("Workspaces and articles", &endings)
                    .add_filter("All files", &["*"])
                    .pick_files();
                Box::pin(async move {
                    let files: Vec<PathBuf> =
                        future.await?.iter().map(|f| f.path().to_owned()).collect();
                    (!files.is_empty()).then(|| open_command(files, add))
                })
            }
            NativeDialog::SaveCopy => {
                let future = dialog.set_file_name("workspace.ron").save_file();
                Box::pin(async move {
                    Some(Command::File(FileCommand::SaveAs(
                        future.await?.path().to_owned(),
                    )))
                })
            }
            NativeDialog::Export { format, scope } => {
                let future = dialog
                    .set_directory(exports)
                    .set_file_name(format!("annotations.{}", format.extension()))
                    .save_file();
                Box::pin(async move {
                    let path = future.await?.path().to_owned();
                    Some(Command::File(FileCommand::Export {
                        format,
                        path,
                        scope,
                    }))
                })
            }
            NativeDialog::ImportAnnotations => annotations_file(dialog),
            NativeDialog::ImportCodebook => {
                let endings = CODEBOOK_FORMATS.iter().flat_map(|f| f.endings);
                let endings: Vec<&str> = endings.copied().collect();
                let dialog = dialog.add_filter("Codebooks", &endings);
                let future = dialog.add_filter("All files", &["*"]).pick_file();
                Box::pin(async move {
                    Some(Command::Codebook(CodebookCommand::Import(
                        future.await?.path().to_owned(),
                    )))
                })
            }
            NativeDialog::ExportCodebook { ending } => {
                let future = dialog
                    .set_directory(exports)
                    .set_file_name(format!("codebook.{ending}"))
                    .save_file();
                Box::pin(async move {
                    Some(Command::Codebook(CodebookCommand::Export(
                        future.await?.path().to_owned(),
                    )))
                })
            }
            NativeDialog::Table(table) => {
                let dialog = dialog.set_directory(exports);
                let future = dialog.set_file_name("table.csv").save_file();
                Box::pin(async move {
                    let path = future.await?.path().to_owned();
                    Some(Command::File(FileCommand::ExportTable(table, path)))
                })
            }
            NativeDialog::ExportChart => {
                let dialog = dialog.set_directory(exports);
                let future = dialog.set_file_name("timeline.csv").save_file();
                Box::pin(async move {
                    let path = future.await?.path().to_owned();
                    Some(Command::File(FileCommand::ExportChart(path, (1200, 600))))
                })
            }
        };
        let wait = move || {
            if let Some(command) = pollster::block_on(answer)
                && mail.send(command).is_ok()
            {
                ctx.request_repaint();
            }
        };
        if let Err(error) = std::thread::Builder::new()
            .name("dialog".to_owned())
            .spawn(wait)
        {
            super::start::say(format_args!("no dialog could be opened: {error}"));
        }
    }
}

fn open_command(paths: Vec<PathBuf>, add: bool) -> Command {
    Command::File(if add {
        FileCommand::AddSource(paths)
    } else {
        FileCommand::Open(paths)
    })
}

/// What comes of asking the desktop.
type Answer = std::pin::Pin<Box<dyn Future<Output = Option<Command>> + Send>>;

/// Asks for a file of annotations, which is then looked at.
fn annotations_file(dialog: rfd::AsyncFileDialog) -> Answer {
    let endings = Format::readable().flat_map(|f| f.endings);
    // The desktop knows one ending only: `zip` of `brat.zip`.
    let last = endings.map(|e| e.rsplit('.').next().unwrap_or(e));
    let endings: Vec<&str> = last.collect();
    let dialog = dialog.add_filter("Annotations", &endings);
    let future = dialog.add_filter("All files", &["*"]).pick_file();
    Box::pin(async move {
        let order = IntakeOrder {
            path: future.await?.path().to_owned(),
            ..IntakeOrder::default()
        };
        Some(Command::Intake(IntakeCommand::Look(order)))
    })
}

/// What the desktop is asked for.
#[derive(Clone, Debug)]
pub enum NativeDialog {
    /// A folder to open, or to add.
    Folder {
        /// Whether it is added to the open workspace.
        add: bool,
    },
    /// Files to open, or to add.
    Files {
        /// Whether they are added to the open workspace.
        add: bool,
    },
    /// Where to save a copy.
    SaveCopy,
    /// Where to export.
    Export {
        /// How.
        format: &'static Format,
        /// Whether only what the filter shows.
        scope: ExportScope,
    },
    /// Where to export the chart.
    ExportChart,
    /// Where to write a table.
    Table(SharedTable),
    /// Which annotations to take over.
    ImportAnnotations,
    /// Which codebook to take in.
    ImportCodebook,
    /// Where to write the codebook.
    ExportCodebook {
        /// How its name ends, which says how it is written.
        ending: &'static str,
    },
}
