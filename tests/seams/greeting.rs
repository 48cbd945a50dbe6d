//! A dialog, and a window in which it is opened beside a panel that only tests have.

use egui::Ui;

use super::super::Cx;
use super::{Body, DialogInfo, DialogRequest, Foot, Width};

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "greeting",
    title: "Greeting",
    width: Width::Narrow,
    foot: true,
    example: |_| Some(DialogRequest::new(&INFO, |_| Greeting)),
};

struct Greeting;

impl Body for Greeting {
    fn show(&mut self, ui: &mut Ui, _: &mut Cx<'_>, _: bool) -> bool {
        ui.label("Good morning");
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, _: &mut Cx<'_>) -> bool {
        !foot.choice("Good morning to you", true)
    }
}

#[test]
fn dialog_and_panel_are_reached_like_any_other() {
    use crate::app::{Settings, State};
    use crate::jobs::RunMode;
    use crate::ui::{Workbench, commands};
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable;
    use std::sync::Arc;

    let folder = tempfile::tempdir().unwrap();
    let file = crate::store::write_sample(folder.path()).unwrap();
    let mut window = None;
    let mut harness = Harness::builder()
        .with_size([1440.0, 900.0])
        .build_ui(move |ui| {
            let window = window.get_or_insert_with(|| {
                let waker = Arc::new(|| {});
                let state = State::new(Settings::default(), RunMode::InPlace, waker);
                let mut window = Workbench::new(ui, state, None);
                window.open(vec![file.clone()]);
                window.state.settle();
                let show = commands::all()
                    .find(|c| c.label == "Show Weekdays")
                    .unwrap();
                window.run(ui, show.command);
                assert!(window.open_example(&INFO));
                window
            });
            window.tick(ui);
            window.show(ui);
        });
    for _ in 0..4 {
        harness.step();
    }
    assert!(harness.query_by_label("Good morning to you").is_some());
    assert!(
        harness
            .query_by_label_contains("Articles by day of the week")
            .is_some()
    );
}
