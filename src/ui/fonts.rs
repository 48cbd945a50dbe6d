//! The bundled fonts: a sans with digits of one width for the interface, a serif for reading.

use std::sync::Arc;

use egui::{Context, FontData, FontDefinitions, FontFamily};

use super::theme::{BOLD, MEDIUM, SERIF, SERIF_BOLD};

const FILES: [(&str, &[u8]); 5] = [
    (
        "sans",
        include_bytes!("../../assets/fonts/DatelineSans-Regular.ttf"),
    ),
    (
        "sans-medium",
        include_bytes!("../../assets/fonts/DatelineSans-Medium.ttf"),
    ),
    (
        "sans-bold",
        include_bytes!("../../assets/fonts/DatelineSans-SemiBold.ttf"),
    ),
    (
        "reading",
        include_bytes!("../../assets/fonts/DatelineSerif-Regular.ttf"),
    ),
    (
        "reading-bold",
        include_bytes!("../../assets/fonts/DatelineSerif-SemiBold.ttf"),
    ),
];

/// Gives a window the fonts. What they lack comes from the toolkit's own, then from the system.
pub fn install(ctx: &Context) {
    let mut fonts = FontDefinitions::default();
    for (name, bytes) in FILES {
        fonts
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let bundled = fonts
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    let family = |names: &[&str]| {
        names
            .iter()
            .map(ToString::to_string)
            .chain(bundled.iter().cloned())
            .collect()
    };
    fonts
        .families
        .insert(FontFamily::Proportional, family(&["sans"]));
    fonts.families.insert(
        FontFamily::Name(MEDIUM.into()),
        family(&["sans-medium", "sans"]),
    );
    fonts.families.insert(
        FontFamily::Name(BOLD.into()),
        family(&["sans-bold", "sans"]),
    );
    fonts
        .families
        .insert(FontFamily::Name(SERIF.into()), family(&["reading", "sans"]));
    fonts.families.insert(
        FontFamily::Name(SERIF_BOLD.into()),
        family(&["reading-bold", "sans-bold"]),
    );
    ctx.set_fonts(fonts);
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::FontId;

    #[test]
    fn all_digits_have_one_width() {
        let ctx = Context::default();
        install(&ctx);
        let output = ctx.run_ui(egui::RawInput::default(), |ui| {
            for family in [
                FontFamily::Proportional,
                FontFamily::Name(MEDIUM.into()),
                FontFamily::Name(BOLD.into()),
            ] {
                let font = FontId::new(13.0, family);
                let widths: Vec<f32> = ('0'..='9')
                    .map(|d| ui.fonts_mut(|f| f.glyph_width(&font, d)))
                    .collect();
                assert!(
                    widths
                        .iter()
                        .all(|w| *w > 0.0 && (*w - widths[0]).abs() < 1e-3),
                    "{widths:?}"
                );
            }
        });
        output.drop_without_applying_deltas();
    }
}
