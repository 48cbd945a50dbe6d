//! Pictures of the main window in both themes at two sizes, and the one of the README.
//!
//! They are drawn by a graphics adapter in software. Where there is none, the tests say on one line that
//! they did not run; with `CI=true` that is a failure.

use std::panic::catch_unwind;

use egui::{Key, Modifiers, Theme, Vec2};
use egui_kittest::SnapshotOptions;

use crate::fixture::TestWorkbench;

fn has_adapter() -> bool {
    let found = catch_unwind(|| drop(egui_kittest::wgpu::WgpuTestRenderer::new())).is_ok();
    if !found {
        assert!(
            std::env::var_os("CI").is_none(),
            "no graphics adapter: in CI the pictures must be drawn"
        );
        eprintln!("not run: pictures need a graphics adapter, and this machine has none");
    }
    found
}

/// Adapters differ by a shade at edges of letters; a moved or missing part differs by thousands of pixels.
fn options() -> SnapshotOptions {
    SnapshotOptions::new().threshold(2.0).max_failed_pixels(600)
}

fn picture(name: &str, size: Vec2, theme: Theme) {
    if !has_adapter() {
        return;
    }
    let mut w = TestWorkbench::sample_at(size, theme);
    w.harness.set_render_cursor(false);
    w.key(Modifiers::NONE, Key::Slash);
    w.type_text("\"chasiv yar\" OR wagner*");
    w.key(Modifiers::NONE, Key::Enter);
    w.key(Modifiers::NONE, Key::Escape);
    w.key(Modifiers::NONE, Key::CloseBracket);
    w.harness.remove_cursor();
    w.run();
    w.harness.snapshot_options(name, &options());
}

#[test]
fn main_window_light() {
    picture("main-light", Vec2::new(1440.0, 900.0), Theme::Light);
}

#[test]
fn main_window_dark() {
    picture("main-dark", Vec2::new(1440.0, 900.0), Theme::Dark);
}

#[test]
fn small_window_light() {
    picture("small-light", Vec2::new(1024.0, 700.0), Theme::Light);
}

#[test]
fn small_window_dark() {
    picture("small-dark", Vec2::new(1024.0, 700.0), Theme::Dark);
}

#[test]
fn changing_the_theme_draws_what_starting_with_it_draws() {
    if !has_adapter() {
        return;
    }
    let size = Vec2::new(1024.0, 700.0);
    let mut changed = TestWorkbench::sample_at(size, Theme::Light);
    let mut started = TestWorkbench::sample_at(size, Theme::Dark);
    changed.app().state.settings.theme = dateline::app::settings::ThemeChoice::Dark;
    for w in [&mut changed, &mut started] {
        w.harness.set_render_cursor(false);
        w.harness.run_steps(4);
    }
    let (a, b) = (
        changed.harness.render().unwrap(),
        started.harness.render().unwrap(),
    );
    let differing = a.pixels().zip(b.pixels()).filter(|(a, b)| a != b).count();
    assert!(differing < 50, "{differing} pixels differ");
}
