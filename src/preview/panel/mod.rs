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

/// Points that it is wide: at first, and at least and at most where the window has room.
const USUAL: f32 = 350.0;
const LEAST: f32 = 240.0;
const MOST: f32 = 640.0;
/// The part of the window that it can have: the picture is always to be seen.
const SHARE: f32 = 0.6;

pub(super) fn show(
    ui: &mut egui::Ui,
    state: &State,
    thumbnails: &Thumbnails,
    actions: &mut Vec<Action>,
) {
    control::count_presses(ui);
    let most = (SHARE * ui.available_width()).min(MOST);
    egui::Panel::right("panel")
        .default_size(USUAL)
        .size_range(LEAST.min(most)..=most)
        .show(ui, |ui| {
            // The bar's place is kept free where there is none, so that nothing moves when it comes.
            let bar = ui.spacing().scroll.allocated_width();
            let width = (ui.available_width() - bar).max(0.0);
            egui::ScrollArea::vertical()
                .auto_shrink(false)
                .show(ui, |ui| {
                    ui.set_max_width(width);
                    look::within(ui, |ui| {
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
        });
}
