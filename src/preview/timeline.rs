//! The bar below the picture: play and pause, the frame and its time, scrubbing, the speed.
//!
//! Reads the state and returns actions.

use super::state::{Action, State};

pub(super) fn show(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    let clock = &state.clock;
    egui::Panel::bottom("timeline").show(ui, |ui| {
        ui.horizontal(|ui| {
            let word = if clock.is_playing() { "Pause" } else { "Play" };
            if ui.button(word).clicked() {
                actions.push(Action::TogglePlaying);
            }
            let mut frame = clock.frame();
            let width = (ui.available_width() - 240.0).max(80.0);
            ui.spacing_mut().slider_width = width;
            let slider = egui::Slider::new(&mut frame, 0..=clock.length() - 1).show_value(false);
            if ui.add(slider).changed() {
                actions.push(Action::Seek(frame));
            }
            ui.monospace(format!("{:>5}  {:8.3} s", clock.frame(), clock.seconds()));
        });
    });
}
