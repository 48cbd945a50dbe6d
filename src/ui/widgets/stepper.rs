//! A number in steps: a slider with a rail, and two buttons with the value between them.

use std::ops::RangeInclusive;

use egui::{Align, Button, Label, Layout, RichText, Slider, Ui, vec2};

use super::super::theme;

/// Breadth of the name, of the rail and of the value, and height, in points.
const NAME: f32 = 104.0;
const RAIL: f32 = 144.0;
const VALUE: f32 = 52.0;
const HEIGHT: f32 = 26.0;

/// A number in steps.
pub struct Stepper<'a> {
    /// What it is.
    pub name: &'a str,
    /// Least and greatest value.
    pub range: RangeInclusive<f32>,
    /// From one value to the next.
    pub step: f32,
    /// Digits behind the point.
    pub decimals: usize,
}

impl Stepper<'_> {
    /// Draws it; whether the value was changed.
    pub fn show(&self, ui: &mut Ui, value: &mut f32) -> bool {
        let before = *value;
        let theme = theme::of(ui);
        ui.horizontal(|ui| {
            ui.set_min_height(HEIGHT);
            let left = Layout::left_to_right(Align::Center);
            ui.allocate_ui_with_layout(vec2(NAME, HEIGHT), left, |ui| {
                ui.set_min_width(NAME);
                ui.label(RichText::new(self.name).color(theme.color.weak));
            });
            ui.scope(|ui| {
                let visuals = ui.visuals_mut();
                // A rail that can be seen on the ground of a dialog.
                visuals.widgets.inactive.bg_fill = theme.color.line;
                visuals.selection.bg_fill = theme.color.accent;
                ui.spacing_mut().slider_width = RAIL;
                let slider = Slider::new(value, self.range.clone())
                    .step_by(f64::from(self.step))
                    .trailing_fill(true)
                    .show_value(false);
                ui.add(slider).accessible_name(self.name);
            });
            ui.add_space(theme.space.s);
            ui.spacing_mut().item_spacing.x = 0.0;
            if button(ui, "−", &format!("{}: less", self.name)) {
                *value = self.stepped(*value, -1.0);
            }
            let words = format!("{value:.*}", self.decimals);
            let centered = Layout::centered_and_justified(egui::Direction::LeftToRight);
            ui.allocate_ui_with_layout(vec2(VALUE, HEIGHT), centered, |ui| {
                ui.add(Label::new(words).selectable(false));
            });
            if button(ui, "+", &format!("{}: more", self.name)) {
                *value = self.stepped(*value, 1.0);
            }
        });
        (before - *value).abs() > f32::EPSILON
    }

    /// The next value that lies on a step.
    fn stepped(&self, value: f32, by: f32) -> f32 {
        let at = (value / self.step).round() + by;
        (at * self.step).clamp(*self.range.start(), *self.range.end())
    }
}

fn button(ui: &mut Ui, words: &str, name: &str) -> bool {
    let button = Button::new(words).min_size(vec2(HEIGHT, HEIGHT));
    ui.add(button).accessible_name(name).clicked()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_between_two_steps_goes_to_one_that_people_know() {
        let lines = Stepper {
            name: "Line height",
            range: 1.3..=1.9,
            step: 0.1,
            decimals: 1,
        };
        let near = |a: f32, b: f32| (a - b).abs() < 1e-4;
        assert!(near(lines.stepped(27.0 / 16.5, 1.0), 1.7));
        assert!(near(lines.stepped(27.0 / 16.5, -1.0), 1.5));
        assert!(near(lines.stepped(1.9, 1.0), 1.9) && near(lines.stepped(2.4, 1.0), 1.9));
    }
}
