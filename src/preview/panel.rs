//! The panel beside the picture (Tab): the scene, what it is drawn with, and how large.
//!
//! Reads the state and returns actions.

use super::state::{Action, State};

/// How much smaller a picture can be drawn than it is.
const SCALES: [(f64, &str); 3] = [(1.0, "1"), (0.5, "1/2"), (0.25, "1/4")];

pub(super) fn show(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    egui::Panel::right("panel")
        .default_size(260.0)
        .show(ui, |ui| {
            let about = state.about.as_deref();
            let title = about.and_then(|about| about.title.as_deref());
            ui.heading(title.unwrap_or("Scene"));
            ui.separator();
            ui.label(&state.adapter);
            if let Some(drawn) = &state.drawn {
                ui.label(format!(
                    "{}, {:.1} ms a frame",
                    drawn.picture.size,
                    1e3 * drawn.seconds
                ));
            }
            ui.horizontal(|ui| {
                ui.label("Drawn at");
                for (scale, name) in SCALES {
                    if ui.selectable_label(state.scale == scale, name).clicked() {
                        actions.push(Action::SetScale(scale));
                    }
                }
            });
        });
}
