//! The keys, shown over the picture (H).

use super::keys;
use super::state::State;

pub(super) fn show(ui: &mut egui::Ui, state: &State, room: egui::Rect) {
    if !state.help {
        return;
    }
    egui::Area::new(egui::Id::unique("help"))
        .pivot(egui::Align2::CENTER_CENTER)
        .fixed_pos(room.center())
        .show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style()).show(ui, |ui| {
                egui::Grid::new("keys").spacing([16.0, 4.0]).show(ui, |ui| {
                    for (key, what) in keys::help() {
                        ui.strong(key);
                        ui.label(what);
                        ui.end_row();
                    }
                });
            });
        });
}
