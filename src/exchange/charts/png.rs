//! The chart as a picture of pixels (PNG), drawn from its SVG with the bundled fonts.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::super::ExportError;

/// Fonts that every machine has alike.
const FONTS: [&[u8]; 3] = [
    include_bytes!("../../../assets/fonts/DatelineSans-Regular.ttf"),
    include_bytes!("../../../assets/fonts/DatelineSans-Medium.ttf"),
    include_bytes!("../../../assets/fonts/DatelineSans-SemiBold.ttf"),
];

/// Draws an SVG at `scale` pixels a unit.
///
/// # Errors
/// What cannot be drawn, as a picture of no size.
pub fn png_of_svg(svg: &str, scale: f32) -> Result<Vec<u8>, ExportError> {
    let failed = |why: String| ExportError::Io(std::io::Error::other(why));
    let mut fonts = fontdb::Database::new();
    for font in FONTS {
        fonts.load_font_data(font.to_vec());
    }
    let family = fonts.faces().next().and_then(|f| f.families.first());
    let family = family.map(|(name, _)| name.clone()).unwrap_or_default();
    fonts.set_sans_serif_family(family.clone());
    let options = Options {
        fontdb: Arc::new(fonts),
        font_family: family,
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|e| failed(e.to_string()))?;
    let size = tree.size();
    let pixels = |length: f32| (length * scale).round().max(1.0) as u32;
    let mut picture = Pixmap::new(pixels(size.width()), pixels(size.height()))
        .ok_or_else(|| failed("the picture has no size".to_owned()))?;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut picture.as_mut(),
    );
    picture.encode_png().map_err(|e| failed(e.to_string()))
}
