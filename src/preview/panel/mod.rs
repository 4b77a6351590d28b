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

/// Points of the button that turns the view back.
const BACK: f32 = 80.0;

pub(super) fn show(
    ui: &mut egui::Ui,
    state: &State,
    thumbnails: &Thumbnails,
    actions: &mut Vec<Action>,
) {
    control::count_presses(ui);
    let most = (SHARE * ui.available_width()).min(MOST);
    let known = egui::Id::unique("width of the panel");
    let (wanted, before) = ui
        .data(|data| data.get_temp(known))
        .unwrap_or((USUAL, most));
    // In a window of another width it is as wide as it was made, or as there is room.
    let range = match before == most {
        true => LEAST.min(most)..=most,
        false => wanted.min(most)..=wanted.min(most),
    };
    let panel = egui::Panel::right("panel")
        .default_size(USUAL)
        .size_range(range)
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
                        head(ui, state, title.unwrap_or("Scene"), actions);
                        look::section(ui, "Parameters", |ui| params::show(ui, state, actions));
                        look::section(ui, "Presets", |ui| presets::show(ui, state, actions));
                        look::section(ui, "Passes", |ui| {
                            passes::show(ui, state, thumbnails, actions)
                        });
                        look::section(ui, "Frames", |ui| times::show(ui, state, actions));
                    });
                });
        });
    let width = panel.response.rect.width();
    // What only the window takes from it is no wish.
    let is_made = width < most - 0.5 || wanted <= most;
    let wanted = if is_made { width } else { wanted };
    ui.data_mut(|data| data.insert_temp(known, (wanted, most)));
}

/// The scene's title, and at its right what gives back a view that was turned: nothing moves when it comes.
fn head(ui: &mut egui::Ui, state: &State, title: &str, actions: &mut Vec<Action>) {
    let mut back = ui.available_rect_before_wrap();
    back.set_height(ui.spacing().interact_size.y);
    back.set_left(back.right() - BACK);
    ui.scope(|ui| {
        if state.is_turned() {
            ui.set_max_width((ui.available_width() - BACK).max(0.0));
        }
        ui.add(egui::Label::new(look::title(title)).truncate());
    });
    if state.is_turned() {
        let button = ui.place(back, egui::Button::new("Reset view"));
        let button = button.on_hover_text("V: turn the view back, and to its own distance");
        if button.clicked() {
            actions.push(Action::ResetView);
        }
    }
}
