//! The text layer of a PDF, put together into lines and paragraphs by where the characters stand.

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::kurbo::{BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, RenderContent, SoftMask, TransformExt, interpret_page,
};

use super::FORMAT;
use super::layout::{Drawn, page_text};
use super::paragraphs::paragraphs;
use crate::corpus::{Draft, IN_PROPERTIES, Known, ProblemKind};
use crate::import::limits::MAX_PAGES;

/// Characters a page has at least where it has a text layer.
const FEW: usize = 10;

/// Takes down what a page shows as text.
#[derive(Default)]
struct PageText {
    drawn: Vec<Drawn>,
    /// Start and length of the last run: text that is filled and stroked comes twice.
    last_run: Option<(Point, usize)>,
    characters: usize,
}

impl Device<'_> for PageText {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, mode: &DrawMode) {
        let Some(first) = run.glyphs().first() else {
            return;
        };
        let start = (props.transform * first.transform()) * Point::ZERO;
        let same = self.last_run == Some((start, run.glyphs().len()));
        if same && matches!(mode, DrawMode::Stroke(_)) {
            return;
        }
        self.last_run = Some((start, run.glyphs().len()));
        for glyph in run.glyphs() {
            let transform = props.transform * glyph.transform();
            let place = transform * Point::ZERO;
            let advance = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(type3) => type3.advance_width(),
            };
            let end = transform * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
            let up = (transform * Point::new(0.0, 1000.0)) - place;
            let along = (transform * Point::new(1000.0, 0.0)) - place;
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(s)) => s,
                None => continue,
            };
            self.characters += 1;
            // Places along the baseline and down from it, whatever way it is turned.
            let direction = along / along.hypot().max(1e-6);
            let upwards = up / up.hypot().max(1e-6);
            self.drawn.push(Drawn {
                text,
                start: place.to_vec2().dot(direction),
                end: end.to_vec2().dot(direction),
                down: -place.to_vec2().dot(upwards),
                size: up.hypot().max(1e-6),
                turn: (along.atan2() / std::f64::consts::FRAC_PI_2).round() as i32,
            });
        }
    }
}

/// Makes an article of the text layer of a document.
///
/// # Errors
/// Documents that are only pictures, that are locked, and what cannot be read.
pub(super) fn pdf(bytes: Vec<u8>) -> Result<(Draft, Option<ProblemKind>), ProblemKind> {
    let pdf = Pdf::new(bytes).map_err(|e| {
        ProblemKind::Broken(FORMAT.words.to_owned(), format!("{e:?}").to_lowercase())
    })?;
    let cache = InterpreterCache::new();
    let mut pages: Vec<String> = Vec::new();
    let mut without_text = 0;
    for page in pdf.pages().iter().take(MAX_PAGES) {
        let settings = InterpreterSettings {
            // Annotations with words on the page: typed text, filled fields; notes that pop up have none.
            render_content: RenderContent::PAGE | RenderContent::ANNOTATIONS,
            ..InterpreterSettings::default()
        };
        let transform = page.initial_transform(true).to_kurbo();
        let bounds = Rect::new(0.0, 0.0, 1.0, 1.0);
        let mut context = Context::new(transform, bounds, &cache, pdf.xref(), settings);
        let mut text = PageText::default();
        interpret_page(page, &mut context, &mut text);
        without_text += usize::from(text.characters < FEW);
        pages.push(page_text(text.drawn));
    }
    let text = paragraphs(&pages.join("\n\n"));
    if text.trim().is_empty() || without_text == pages.len() {
        return Err(ProblemKind::NoTextLayer);
    }
    let about = pdf.metadata();
    let title = about.title.as_deref().map(text_string).unwrap_or_default();
    let author = about
        .author
        .as_deref()
        .map(text_string)
        .filter(|a| !a.trim().is_empty());
    let title = title.trim();
    let named = !title.is_empty() && !text.starts_with(title);
    let mut draft = Draft {
        text,
        author,
        encoding: "PDF".into(),
        ..Draft::default()
    };
    draft.note_origin(Known::Author, IN_PROPERTIES);
    if named {
        draft.fields.push(("title".into(), title.to_owned()));
    }
    if let Some(made) = &about.creation_date {
        // The day a file was made says little about the day of publication.
        let day = format!("{:04}-{:02}-{:02}", made.year, made.month, made.day);
        draft.fields.push(("created".into(), day));
    }
    let all = pdf.pages().len();
    let partly = if all > pages.len() {
        Some(format!("it has {all} pages, of which {MAX_PAGES} are read"))
    } else {
        let some = without_text > 0 && pages.len() > 1;
        some.then(|| format!("{without_text} of {all} pages have no text"))
    };
    let partly = partly.map(ProblemKind::Limit);
    Ok((draft, partly))
}

/// A text string of PDF: UTF-16 or UTF-8 with a mark, else nearly windows-1252.
fn text_string(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        encoding_rs::UTF_16BE
            .decode_without_bom_handling(rest)
            .0
            .into_owned()
    } else if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        String::from_utf8_lossy(rest).into_owned()
    } else {
        encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .into_owned()
    }
}
