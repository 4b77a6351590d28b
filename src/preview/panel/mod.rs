//! The panel beside the picture (Tab): parameters, presets, passes, and what frames take.
//!
//! Reads the state and returns actions. What is only of the widgets (a name that is being typed, a
//! section that is folded) egui remembers.

mod control;
mod look;
mod params;
mod passes;
mod pick;
mod plane;
mod presets;
mod times;

pub(super) use look::style;
pub(super) use pick::show as pick;

use std::collections::BTreeMap;

use super::state::{Action, State};

/// The thumbnails that egui knows, by the names of targets.
pub(super) type Thumbnails = BTreeMap<String, egui::TextureId>;

pub(super) fn show(
    ui: &mut egui::Ui,
    state: &State,
    thumbnails: &Thumbnails,
    actions: &mut Vec<Action>,
) {
    control::count_presses(ui);
    egui::Panel::right("panel")
        .default_size(330.0)
        .size_range(240.0..=640.0)
        .show(ui, |ui| {
            egui::ScrollArea::vertical()
                .auto_shrink(false)
                .show(ui, |ui| {
                    let about = state.about.as_deref();
                    let title = about.and_then(|about| about.title.as_deref());
                    ui.add(egui::Label::new(look::title(title.unwrap_or("Scene"))).truncate());
                    look::section(ui, "Parameters", |ui| params::show(ui, state, actions));
                    look::section(ui, "Presets", |ui| presets::show(ui, state, actions));
                    look::section(ui, "Passes", |ui| {
                        passes::show(ui, state, thumbnails, actions)
                    });
                    look::section(ui, "Frames", |ui| times::show(ui, state, actions));
                });
        });
}
