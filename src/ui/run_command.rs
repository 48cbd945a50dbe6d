//! What the named commands of the window do.

use std::path::PathBuf;

use egui::{Context, ViewportCommand};

use super::commands::UiCommand;
use super::dialogs::{DialogKind, PickFor};
use super::layout::{self, Pane};
use super::panels::annotations::{self, AnnotationsPanel};
use super::panels::codebook::{self, CodebookPanel};
use super::panels::{articles, details, facets, reader, timeline, tracks};
use super::search_field;
use super::shell::Workbench;
use super::theme;
use crate::analysis::Grouping;
use crate::app::Command;
use crate::app::Comparing;
use crate::app::command::{
    AnnotateCommand, ArticleCommand, CodebookCommand, FileCommand, FilterCommand, QueryCommand,
    TrackCommand, ViewCommand,
};
use crate::app::settings::ThemeChoice;
use crate::exchange::Format;
use crate::exchange::codebook::CODEBOOK_FORMATS;
use crate::session::Severity;
use crate::store::resolve_path;
use crate::workspace::ReviewStatus;

impl Workbench {
    /// Carries out a named command.
    pub(super) fn run(&mut self, ctx: &Context, command: UiCommand) {
        if let Some(pane) = pane_of(command) {
            self.show_pane(ctx, pane);
        } else if let Some(kind) = dialog_of(command, &self.state) {
            self.open_dialog(kind);
        } else if let Some(command) = self.plain_command(command) {
            self.dispatch(command);
        } else if !self.change_setting(ctx, command) {
            self.run_in_window(ctx, command);
        }
    }

    /// Commands that the state carries out by itself.
    fn plain_command(&self, command: UiCommand) -> Option<Command> {
        let article = self.state.reading.selection.article.clone();
        let status = |status| {
            article
                .clone()
                .map(|id| Command::Article(ArticleCommand::SetStatus(id, status)))
        };
        let of_annotation = |status| {
            let id = self.state.reading.selection.annotation?;
            Some(Command::Annotate(AnnotateCommand::SetStatus(id, status)))
        };
        Some(match command {
            UiCommand::Reload => Command::File(FileCommand::Reload),
            UiCommand::RestoreSample => Command::File(FileCommand::OpenSample),
            UiCommand::Save => Command::File(FileCommand::Save),
            UiCommand::Undo => Command::File(FileCommand::Undo),
            UiCommand::Redo => Command::File(FileCommand::Redo),
            UiCommand::ClearFilter => Command::Filter(FilterCommand::Clear),
            UiCommand::NextChange => Command::View(ViewCommand::StepChange(1)),
            UiCommand::PreviousChange => Command::View(ViewCommand::StepChange(-1)),
            UiCommand::ShowChanges => {
                let now = self.state.reading.comparing;
                Command::View(ViewCommand::Compare(Comparing {
                    shown: !now.shown,
                    ..now
                }))
            }
            UiCommand::NextHit => Command::Query(QueryCommand::NextHit),
            UiCommand::PreviousHit => Command::Query(QueryCommand::PreviousHit),
            UiCommand::NextArticle => Command::View(ViewCommand::Step(1)),
            UiCommand::PreviousArticle => Command::View(ViewCommand::Step(-1)),
            UiCommand::NextAnnotation => Command::View(ViewCommand::StepAnnotation(1)),
            UiCommand::PreviousAnnotation => Command::View(ViewCommand::StepAnnotation(-1)),
            UiCommand::Back => Command::View(ViewCommand::Back),
            UiCommand::Forward => Command::View(ViewCommand::Forward),
            UiCommand::PlainNote => Command::Annotate(AnnotateCommand::Passage {
                tag: None,
                advance: false,
            }),
            UiCommand::AddRange => Command::Annotate(AnnotateCommand::AddRange),
            UiCommand::PlaceAtSelection => Command::Annotate(AnnotateCommand::PlaceAtSelection(
                self.state.reading.selection.annotation?,
            )),
            UiCommand::DeleteAnnotation => Command::Annotate(AnnotateCommand::Delete(
                self.state.reading.selection.annotation?,
            )),
            UiCommand::RemoveLastRange => {
                let id = self.state.reading.selection.annotation?;
                let ranges = self
                    .state
                    .session
                    .workspace()
                    .annotations
                    .get(id)?
                    .anchors
                    .len();
                Command::Annotate(AnnotateCommand::RemoveRange(id, ranges.checked_sub(1)?))
            }
            UiCommand::AnnotationReviewed => of_annotation(ReviewStatus::Reviewed)?,
            UiCommand::AnnotationDismissed => of_annotation(ReviewStatus::Dismissed)?,
            UiCommand::AnnotationUnseen => of_annotation(ReviewStatus::Unseen)?,
            UiCommand::Relink => Command::Article(ArticleCommand::Relink),
            UiCommand::FollowSearch => Command::Track(TrackCommand::AddFromQuery),
            UiCommand::MarkReviewed => status(ReviewStatus::Reviewed)?,
            UiCommand::MarkDismissed => status(ReviewStatus::Dismissed)?,
            UiCommand::MarkUnseen => status(ReviewStatus::Unseen)?,
            UiCommand::GroupByArticle => Command::View(ViewCommand::Group(Grouping::Article)),
            UiCommand::GroupByTag => Command::View(ViewCommand::Group(Grouping::Tag)),
            _ => return None,
        })
    }

    /// Commands that change a preference; says whether this is one.
    fn change_setting(&mut self, ctx: &Context, command: UiCommand) -> bool {
        let settings = &mut self.state.settings;
        match command {
            UiCommand::ThemeSystem => settings.theme = ThemeChoice::System,
            UiCommand::ThemeLight => settings.theme = ThemeChoice::Light,
            UiCommand::ThemeDark => settings.theme = ThemeChoice::Dark,
            UiCommand::LargerText => settings.reader_size = (settings.reader_size + 1.0).min(40.0),
            UiCommand::SmallerText => settings.reader_size = (settings.reader_size - 1.0).max(10.0),
            UiCommand::WiderColumn => {
                settings.reader_width = (settings.reader_width + 30.0).min(1200.0)
            }
            UiCommand::NarrowerColumn => {
                settings.reader_width = (settings.reader_width - 30.0).max(280.0)
            }
            UiCommand::ReducedMotion => {
                settings.reduced_motion = !settings.reduced_motion;
                theme::install(ctx, settings.reduced_motion);
            }
            UiCommand::ResetLayout => {
                settings.layout = None;
                self.tree = layout::default_tree();
            }
            _ => return false,
        }
        true
    }

    fn run_in_window(&mut self, ctx: &Context, command: UiCommand) {
        match command {
            UiCommand::Search => ctx.memory_mut(|m| m.request_focus(search_field::id())),
            UiCommand::FilterTitle => self.panels.filter.open = true,
            UiCommand::NextPanel => self.step_pane(ctx, 1),
            UiCommand::PreviousPanel => self.step_pane(ctx, -1),
            UiCommand::EditNote => {
                self.show_pane(ctx, annotations::PANE);
                self.panels.with(AnnotationsPanel::focus_note);
            }
            UiCommand::NewTag => {
                self.show_pane(ctx, codebook::PANE);
                let begin = |p: &mut CodebookPanel| p.begin_new_tag(None);
                self.panels.with(begin);
            }
            UiCommand::CopyCitation => self.copy_citation(ctx),
            UiCommand::RevealFile => self.with_file(opener::reveal),
            UiCommand::OpenOriginal => self.with_file(opener::open),
            UiCommand::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
            _ => {}
        }
    }

    fn show_pane(&mut self, ctx: &Context, pane: Pane) {
        layout::show(&mut self.tree, pane);
        ctx.memory_mut(|m| m.request_focus(pane.focus_id()));
    }

    /// Goes round the panels that can be seen.
    fn step_pane(&mut self, ctx: &Context, by: isize) {
        let seen = layout::visible(&self.tree);
        let focused = ctx.memory(egui::Memory::focused);
        // Something within a panel may have it: a field, a row of a tree.
        let place = focused
            .and_then(|id| ctx.read_response(id))
            .map(|r| r.rect.center());
        let holds = |pane: &Pane| {
            let rect = layout::rect_of(&self.tree, *pane);
            rect.zip(place)
                .is_some_and(|(rect, place)| rect.contains(place))
        };
        let own = seen.iter().position(|p| Some(p.focus_id()) == focused);
        let here = own.or_else(|| seen.iter().position(holds));
        let next = match here {
            Some(at) => (at as isize + by).rem_euclid(seen.len().max(1) as isize) as usize,
            None => 0,
        };
        if let Some(pane) = seen.get(next) {
            ctx.memory_mut(|m| m.request_focus(pane.focus_id()));
        }
    }

    /// Puts quote, title, source, date and its basis, path and range on the clipboard.
    fn copy_citation(&self, ctx: &Context) {
        let state = &self.state;
        let chosen = state
            .reading
            .selection
            .annotation
            .and_then(|id| state.session.workspace().annotations.get(id));
        let corpus = std::sync::Arc::clone(&state.session.corpus());
        let (article, quote, spans) =
            if let Some((words, span)) = state.selected_words().zip(state.selected_span()) {
                let Some(doc) = &state.reading.doc else {
                    return;
                };
                (
                    std::sync::Arc::clone(&doc.article),
                    words.to_owned(),
                    vec![span],
                )
            } else if let Some(annotation) = chosen {
                let Some(article) = state.session.corpus().by_id(&annotation.article) else {
                    return;
                };
                (
                    std::sync::Arc::new(article),
                    annotation.quote(),
                    annotation.spans().collect(),
                )
            } else {
                return;
            };
        let filed = state.session.workspace().filed(&article);
        let date = filed.date().map_or_else(
            || "no date".to_owned(),
            |d| format!("{d} ({})", d.basis.words()),
        );
        let text = corpus.find(&article.id).and_then(|at| corpus.text(at));
        let offsets = crate::text::Offsets::new(text.unwrap_or_default());
        let ranges: Vec<String> = spans
            .iter()
            .map(|s| offsets.span_in_chars(*s))
            .map(|(a, b)| format!("{a}–{b}"))
            .collect();
        let place = if ranges.is_empty() {
            String::new()
        } else {
            format!(", characters {}", ranges.join(", "))
        };
        ctx.copy_text(format!(
            "“{}”\n{}. {}, {date}. {}{place}",
            quote.split_whitespace().collect::<Vec<_>>().join(" "),
            filed.title(),
            filed.source(),
            article.path,
        ));
    }

    /// Does something with the open article's file, on a thread: desktops answer slowly.
    fn with_file<E: std::fmt::Display + 'static>(&mut self, act: fn(PathBuf) -> Result<(), E>) {
        let state = &mut self.state;
        let file = state.reading.doc.as_ref().and_then(|doc| {
            let base = state.session.project().as_ref()?.file.parent()?;
            let source = state
                .session
                .workspace()
                .sources
                .iter()
                .find(|s| s.id == doc.article.source)?;
            Some(resolve_path(base, &source.path).join(&doc.article.path))
        });
        let Some(file) = file else { return };
        let mail = self.mail.0.clone();
        let spawned = std::thread::Builder::new()
            .name("desktop".to_owned())
            .spawn(move || {
                if let Err(error) = act(file.clone()) {
                    let message = format!(
                        "The desktop could not show the file: {error}. {}",
                        file.display()
                    );
                    // Without a window there is nobody to tell.
                    mail.send(Command::File(FileCommand::Tell(message)))
                        .unwrap_or_default();
                }
            });
        if spawned.is_err() {
            state.session.tell(
                Severity::Error,
                "The desktop could not be asked to show the file.",
            );
        }
    }

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
        let answer: std::pin::Pin<Box<dyn Future<Output = Option<Command>> + Send>> = match what {
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
            NativeDialog::Export { format, filtered } => {
                let future = dialog
                    .set_directory(exports)
                    .set_file_name(format!("annotations.{}", format.extension()))
                    .save_file();
                Box::pin(async move {
                    let path = future.await?.path().to_owned();
                    Some(Command::File(FileCommand::Export {
                        format,
                        path,
                        filtered,
                    }))
                })
            }
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
            NativeDialog::ExportChart => {
                let dialog = dialog.set_directory(exports);
                let future = dialog.set_file_name("timeline.csv").save_file();
                Box::pin(async move {
                    Some(Command::File(FileCommand::ExportChart(
                        future.await?.path().to_owned(),
                    )))
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
            eprintln!("dateline: no dialog could be opened: {error}");
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

/// What the desktop is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
        filtered: bool,
    },
    /// Where to export the chart.
    ExportChart,
    /// Which codebook to take in.
    ImportCodebook,
    /// Where to write the codebook.
    ExportCodebook {
        /// How its name ends, which says how it is written.
        ending: &'static str,
    },
}

fn pane_of(command: UiCommand) -> Option<Pane> {
    Some(match command {
        UiCommand::ShowArticles => articles::PANE,
        UiCommand::ShowReader => reader::PANE,
        UiCommand::ShowAnnotations => annotations::PANE,
        UiCommand::ShowCodebook => codebook::PANE,
        UiCommand::ShowTracks => tracks::PANE,
        UiCommand::ShowDetails => details::PANE,
        UiCommand::ShowFacets => facets::PANE,
        UiCommand::ShowTimeline => timeline::PANE,
        _ => return None,
    })
}

fn dialog_of(command: UiCommand, state: &crate::app::State) -> Option<DialogKind> {
    Some(match command {
        UiCommand::Open => DialogKind::Open { add: false },
        UiCommand::AddArticles => DialogKind::Open { add: true },
        UiCommand::SaveCopy => DialogKind::SaveCopy,
        UiCommand::ExportSet => DialogKind::Export,
        UiCommand::ExportChart => DialogKind::ExportChart,
        UiCommand::LoadReport => DialogKind::LoadReport,
        UiCommand::TableColumns if !state.session.new_tables().is_empty() => DialogKind::NewTables,
        UiCommand::TableColumns => DialogKind::Columns,
        UiCommand::ImportCodebook => DialogKind::ImportCodebook,
        UiCommand::ExportCodebook => DialogKind::ExportCodebook,
        UiCommand::TagHits => DialogKind::TagHits,
        UiCommand::RetagListed => DialogKind::RetagListed,
        UiCommand::DeleteListed => DialogKind::DeleteListed,
        UiCommand::ShowHistory => DialogKind::History,
        UiCommand::EarlierVersions => DialogKind::Generations,
        UiCommand::Conflicts => DialogKind::Conflicts,
        UiCommand::ShowLog => DialogKind::Log,
        UiCommand::Palette => DialogKind::Palette,
        UiCommand::GoToRow => DialogKind::GoTo,
        UiCommand::TagPassage => DialogKind::PickTag(PickFor::Passage),
        UiCommand::TagArticle => DialogKind::PickTag(PickFor::WholeArticle),
        UiCommand::ChangeTag => {
            DialogKind::PickTag(PickFor::Annotation(state.reading.selection.annotation?))
        }
        UiCommand::Relate => DialogKind::Relate(state.reading.selection.annotation?),
        UiCommand::FollowSelection => DialogKind::Follow,
        UiCommand::SetAuthor => DialogKind::Settings,
        UiCommand::KeysHelp => DialogKind::Keys,
        UiCommand::QueryHelp => DialogKind::QueryHelp,
        UiCommand::About => DialogKind::About,
        _ => return None,
    })
}
