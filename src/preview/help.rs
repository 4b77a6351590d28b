//! The keys, shown over the picture (H).

use super::keys;
use super::state::State;

/// Points between the keys and the edges of the window.
const MARGIN: f32 = 8.0;

pub(super) fn show(ui: &mut egui::Ui, state: &State, room: egui::Rect) {
    if !state.help {
        return;
    }
    let window = ui.ctx().content_rect();
    egui::Area::new(egui::Id::unique("help"))
        .pivot(egui::Align2::CENTER_CENTER)
        .fixed_pos(room.center())
        .constrain_to(window)
        // Over notices, whose place may be the same.
        .order(egui::Order::Foreground)
        .show(ui.ctx(), |ui| {
            let frame = egui::Frame::popup(ui.style());
            let around = frame.total_margin().sum() + egui::Vec2::splat(2.0 * MARGIN);
            let most = (window.size() - around).max(egui::Vec2::splat(40.0));
            frame.show(ui, |ui| {
                // An area gives itself less than the window has.
                ui.set_max_size(most);
                egui::ScrollArea::both().show(ui, |ui| list(ui, state.gives_keys()));
            });
        });
}

fn list(ui: &mut egui::Ui, is_given: bool) {
    egui::Grid::new("keys").spacing([16.0, 4.0]).show(ui, |ui| {
        for (key, what) in keys::help(is_given) {
            ui.strong(key);
            ui.add(egui::Label::new(what).extend());
            ui.end_row();
        }
    });
    if is_given {
        ui.label("The scene reads the keyboard: without Ctrl they are its own.");
    }
}
