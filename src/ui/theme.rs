//! Design tokens: the one place of colours, sizes and type. Values stand in `assets/theme.ron`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Margin, Stroke, Style, TextStyle,
    Theme as Mode, Vec2, Visuals, style::ScrollAnimation,
};
use serde::Deserialize;

use crate::workspace::Slot;

/// Spacing scale.
#[derive(Clone, Copy, Debug, Deserialize)]
#[expect(missing_docs, reason = "a scale from small to large")]
pub struct Space {
    pub xxs: f32,
    pub xs: f32,
    pub s: f32,
    pub m: f32,
    pub l: f32,
    pub xl: f32,
    pub xxl: f32,
}

/// Corner radii.
#[derive(Clone, Copy, Debug, Deserialize)]
#[expect(missing_docs, reason = "named after what has them")]
pub struct Radius {
    pub tint: u8,
    pub field: u8,
    pub chip: u8,
}

/// Text sizes.
#[derive(Clone, Copy, Debug, Deserialize)]
#[expect(missing_docs, reason = "named after what has them")]
pub struct TextSizes {
    pub body: f32,
    pub small: f32,
    pub tiny: f32,
    pub title: f32,
    pub title_line: f32,
    pub quote: f32,
}

/// Sizes of parts of the window.
#[derive(Clone, Copy, Debug, Deserialize)]
#[expect(missing_docs, reason = "named after what has them")]
pub struct Sizes {
    pub menu_bar: f32,
    pub filter_bar: f32,
    pub status_bar: f32,
    pub tab_bar: f32,
    pub table_row: f32,
    pub table_head: f32,
    pub tree_row: f32,
    pub scrollbar: f32,
    pub margin_chips: f32,
    pub min_title: f32,
    pub search_field: f32,
    pub dialog: f32,
    pub palette: f32,
    pub table_dialog: f32,
}

#[derive(Deserialize)]
struct TintShares {
    light: f32,
    dark: f32,
}

#[derive(Deserialize)]
struct HexPalette {
    page: String,
    panel: String,
    raised: String,
    line: String,
    text: String,
    weak: String,
    edge: String,
    accent: String,
    selected: String,
    hover: String,
    warning: String,
    error: String,
    scrim: String,
    slots: Vec<String>,
}

#[derive(Deserialize)]
struct Tokens {
    space: Space,
    radius: Radius,
    text: TextSizes,
    size: Sizes,
    tint: TintShares,
    light: HexPalette,
    dark: HexPalette,
}

/// Colours of one theme.
#[derive(Clone, Debug)]
pub struct Palette {
    /// Behind the reader and tables.
    pub page: Color32,
    /// Behind bars and tabs.
    pub panel: Color32,
    /// Behind fields and the editor.
    pub raised: Color32,
    /// Hairlines.
    pub line: Color32,
    /// Text.
    pub text: Color32,
    /// Secondary text.
    pub weak: Color32,
    /// Borders of fields and buttons.
    pub edge: Color32,
    /// Focus, brush, active tab.
    pub accent: Color32,
    /// Behind the chosen row and chips.
    pub selected: Color32,
    /// Behind the hovered row.
    pub hover: Color32,
    /// Warnings.
    pub warning: Color32,
    /// Errors.
    pub error: Color32,
    /// Over everything behind a dialog.
    pub scrim: Color32,
    slots: Vec<Color32>,
    tint: f32,
}

/// All tokens of one theme.
#[derive(Clone, Debug)]
pub struct Theme {
    /// Whether it is the dark one.
    pub dark: bool,
    /// Colours.
    pub color: Palette,
    /// Spacing.
    pub space: Space,
    /// Corner radii.
    pub radius: Radius,
    /// Text sizes.
    pub text: TextSizes,
    /// Sizes.
    pub size: Sizes,
}

static THEMES: LazyLock<[Theme; 2]> = LazyLock::new(|| {
    #[expect(
        clippy::expect_used,
        reason = "the file is part of the program and a test reads it"
    )]
    let tokens: Tokens =
        ron::from_str(include_str!("../../assets/theme.ron")).expect("assets/theme.ron is whole");
    let theme = |dark: bool| Theme {
        dark,
        color: if dark {
            palette(&tokens.dark, tokens.tint.dark)
        } else {
            palette(&tokens.light, tokens.tint.light)
        },
        space: tokens.space,
        radius: tokens.radius,
        text: tokens.text,
        size: tokens.size,
    };
    [theme(false), theme(true)]
});

fn palette(hex: &HexPalette, tint: f32) -> Palette {
    let color = |hex: &String| Color32::from_hex(hex).unwrap_or(Color32::PLACEHOLDER);
    Palette {
        page: color(&hex.page),
        panel: color(&hex.panel),
        raised: color(&hex.raised),
        line: color(&hex.line),
        text: color(&hex.text),
        weak: color(&hex.weak),
        edge: color(&hex.edge),
        accent: color(&hex.accent),
        selected: color(&hex.selected),
        hover: color(&hex.hover),
        warning: color(&hex.warning),
        error: color(&hex.error),
        scrim: color(&hex.scrim),
        slots: hex.slots.iter().map(color).collect(),
        tint,
    }
}

/// The tokens of the light or the dark theme.
pub fn theme(dark: bool) -> &'static Theme {
    let [light, night] = &*THEMES;
    if dark { night } else { light }
}

/// The tokens of the theme that a window shows now.
pub fn of(ctx: &Context) -> &'static Theme {
    theme(ctx.theme() == Mode::Dark)
}

/// Name of the semibold interface font family.
pub const BOLD: &str = "bold";
/// Name of the medium interface font family.
pub const MEDIUM: &str = "medium";
/// Name of the reading font family.
pub const SERIF: &str = "serif";
/// Name of the semibold reading font family.
pub const SERIF_BOLD: &str = "serif-bold";

impl Palette {
    /// Colour of a palette slot.
    pub fn slot(&self, slot: Slot) -> Color32 {
        self.slots
            .get(usize::from(slot.number()) - 1)
            .copied()
            .unwrap_or(self.accent)
    }

    /// Tint of a slot behind text: the slot's colour mixed into the page.
    pub fn tint(&self, slot: Slot) -> Color32 {
        self.page.lerp_to_gamma(self.slot(slot), self.tint)
    }

    /// The same colour, faint: what lies outside the filter.
    pub fn faint(&self, color: Color32) -> Color32 {
        self.page.lerp_to_gamma(color, 0.35)
    }
}

impl Theme {
    /// Interface font.
    pub fn body(&self) -> FontId {
        FontId::proportional(self.text.body)
    }

    /// Small interface font.
    pub fn small(&self) -> FontId {
        FontId::proportional(self.text.small)
    }

    /// Smallest interface font.
    pub fn tiny(&self) -> FontId {
        FontId::proportional(self.text.tiny)
    }

    /// Semibold interface font.
    pub fn bold(&self) -> FontId {
        FontId::new(self.text.body, FontFamily::Name(BOLD.into()))
    }

    /// Medium interface font, small.
    pub fn small_medium(&self) -> FontId {
        FontId::new(self.text.small, FontFamily::Name(MEDIUM.into()))
    }

    /// Reading font.
    pub fn serif(&self, size: f32) -> FontId {
        FontId::new(size, FontFamily::Name(SERIF.into()))
    }

    /// Semibold reading font.
    pub fn serif_bold(&self, size: f32) -> FontId {
        FontId::new(size, FontFamily::Name(SERIF_BOLD.into()))
    }

    /// Reading font for titles.
    pub fn title(&self) -> FontId {
        self.serif_bold(self.text.title)
    }

    /// A line of one physical pixel.
    pub fn hairline(&self, ctx: &Context) -> Stroke {
        Stroke::new(1.0 / ctx.pixels_per_point(), self.color.line)
    }
}

/// Gives a window both styles.
pub fn install(ctx: &Context, reduced_motion: bool) {
    for mode in [Mode::Light, Mode::Dark] {
        let mut style = (*ctx.style_of(mode)).clone();
        shape(&mut style, theme(mode == Mode::Dark), reduced_motion);
        ctx.set_style_of(mode, style);
    }
    ctx.options_mut(|o| o.input_options.max_double_click_delay = 0.4);
}

fn shape(style: &mut Style, theme: &Theme, reduced_motion: bool) {
    let size = |points: f32| FontId::proportional(points);
    style.text_styles = BTreeMap::from([
        (TextStyle::Body, size(theme.text.body)),
        (TextStyle::Button, size(theme.text.body)),
        (TextStyle::Small, size(theme.text.small)),
        (
            TextStyle::Heading,
            FontId::new(16.0, FontFamily::Name(BOLD.into())),
        ),
        (TextStyle::Monospace, FontId::monospace(theme.text.small)),
    ]);
    style.animation_time = if reduced_motion { 0.0 } else { 0.12 };
    if reduced_motion {
        style.scroll_animation = ScrollAnimation::none();
    }
    style.interaction.selectable_labels = false;
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::new(theme.space.s, theme.space.xs);
    spacing.button_padding = Vec2::new(theme.space.s, theme.space.xs);
    spacing.interact_size.y = 26.0;
    spacing.menu_margin = Margin::same(theme.space.xs as i8);
    spacing.window_margin = Margin::same(theme.space.l as i8);
    spacing.scroll.bar_width = theme.size.scrollbar;
    spacing.scroll.floating = true;
    spacing.scroll.floating_allocated_width = 0.0;
    spacing.scroll.fade.strength = 0.0;
    spacing.scroll.dormant_handle_opacity = 0.4;
    spacing.scroll.floating_width = theme.space.xs;
    visuals(&mut style.visuals, theme);
}

fn visuals(visuals: &mut Visuals, theme: &Theme) {
    let c = &theme.color;
    let field = CornerRadius::same(theme.radius.field);
    visuals.dark_mode = theme.dark;
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(c.weak);
    visuals.panel_fill = c.panel;
    visuals.window_fill = c.raised;
    visuals.window_stroke = Stroke::new(1.0, c.line);
    visuals.window_corner_radius = field;
    visuals.menu_corner_radius = field;
    visuals.extreme_bg_color = c.raised;
    visuals.text_edit_bg_color = Some(c.raised);
    visuals.faint_bg_color = c.hover;
    visuals.code_bg_color = c.hover;
    visuals.hyperlink_color = c.accent;
    visuals.warn_fg_color = c.warning;
    visuals.error_fg_color = c.error;
    visuals.selection.bg_fill = c.selected;
    visuals.selection.stroke = Stroke::new(1.5, c.accent);
    visuals.text_cursor.stroke = Stroke::new(1.5, c.accent);
    let states = &mut visuals.widgets;
    for (state, fill, edge, text) in [
        (&mut states.noninteractive, c.panel, c.line, c.text),
        (&mut states.inactive, c.raised, c.edge, c.text),
        (&mut states.hovered, c.hover, c.edge, c.text),
        (&mut states.active, c.selected, c.accent, c.text),
        (&mut states.open, c.hover, c.edge, c.text),
    ] {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::new(1.0, edge);
        state.fg_stroke = Stroke::new(1.0, text);
        state.corner_radius = field;
        state.expansion = 0.0;
    }
    visuals.popup_shadow.color = Color32::from_black_alpha(if theme.dark { 96 } else { 28 });
    visuals.window_shadow.color = visuals.popup_shadow.color;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: Color32) -> f64 {
        let linear = |v: u8| {
            let v = f64::from(v) / 255.0;
            if v <= 0.039_28 {
                v / 12.92
            } else {
                ((v + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    }

    /// Contrast ratio of WCAG 2.
    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_colour_has_contrast_on_every_surface() {
        for dark in [false, true] {
            let c = &theme(dark).color;
            assert_eq!(c.slots.len(), usize::from(Slot::COUNT));
            let tints: Vec<Color32> = Slot::all().map(|s| c.tint(s)).collect();
            for surface in [c.page, c.panel, c.raised, c.selected, c.hover] {
                for text in [c.text, c.weak, c.accent, c.warning, c.error] {
                    assert!(
                        contrast(text, surface) >= 4.5,
                        "dark {dark}: {text:?} on {surface:?}"
                    );
                }
                for graphic in c.slots.iter().chain([&c.edge]) {
                    assert!(
                        contrast(*graphic, surface) >= 3.0,
                        "dark {dark}: {graphic:?} on {surface:?}"
                    );
                }
            }
            for tint in tints {
                assert!(contrast(c.text, tint) >= 4.5);
                assert!(
                    c.slots.iter().all(|slot| contrast(*slot, tint) >= 3.0),
                    "dark {dark}: {tint:?}"
                );
            }
        }
    }
}
