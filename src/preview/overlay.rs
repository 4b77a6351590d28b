//! What lies over the picture: the mistake in a scene that was saved, a pre-roll's progress, notices.
//!
//! Nothing outside of their boxes is tinted: the last good picture goes on.

use super::state::State;

pub(super) fn show(ui: &mut egui::Ui, state: &State, room: egui::Rect) {
    let context = ui.ctx().clone();
    if let Some(error) = &state.error {
        mistake(&context, error, room);
    }
    if state.recording.is_some() {
        recording(&context, room);
    }
    let line = match (&state.preroll, &state.notice) {
        (Some((done, total)), _) => Some(format!(
            "this scene has state: drawing the frames before, {done} of {total} (Esc stops)"
        )),
        (None, Some(notice)) => Some(notice.text.clone()),
        (None, None) => super::dialogue::line(&state.dialogue),
    };
    if let Some(line) = line {
        let place = room.left_bottom() + egui::vec2(12.0, -12.0);
        egui::Area::new(egui::Id::unique("notice"))
            .pivot(egui::Align2::LEFT_BOTTOM)
            .fixed_pos(place)
            .interactable(false)
            .show(&context, |ui| {
                egui::Frame::popup(ui.style()).show(ui, |ui| {
                    // Else it is as wide as the line before it was.
                    ui.set_max_width((room.width() - 40.0).max(40.0));
                    ui.label(line);
                });
            });
    }
}

/// The mark of a recording that goes on.
fn recording(context: &egui::Context, room: egui::Rect) {
    egui::Area::new(egui::Id::unique("recording"))
        .pivot(egui::Align2::RIGHT_TOP)
        .fixed_pos(room.right_top() + egui::vec2(-12.0, 12.0))
        .interactable(false)
        .show(context, |ui| {
            egui::Frame::popup(ui.style()).show(ui, |ui| {
                let red = egui::Color32::from_rgb(240, 90, 80);
                ui.colored_label(red, "recording input (Ctrl+R ends it)");
            });
        });
}

/// The box with a mistake: as the command line tells it.
fn mistake(context: &egui::Context, words: &str, room: egui::Rect) {
    const MARGIN: f32 = 12.0;
    egui::Area::new(egui::Id::unique("mistake"))
        .fixed_pos(room.left_top() + egui::vec2(MARGIN, MARGIN))
        .order(egui::Order::Foreground)
        .show(context, |ui| {
            egui::Frame::new()
                .fill(egui::Color32::from_rgb(30, 18, 20))
                .stroke(egui::Stroke::new(1.0, egui::Color32::from_rgb(224, 82, 82)))
                .corner_radius(4)
                .inner_margin(10)
                .show(ui, |ui| {
                    let size = room.size() - egui::Vec2::splat(2.0 * MARGIN + 24.0);
                    ui.set_max_size(size.max(egui::Vec2::splat(40.0)));
                    egui::ScrollArea::both().show(ui, |ui| {
                        let text = egui::RichText::new(words)
                            .monospace()
                            .color(egui::Color32::from_rgb(246, 220, 220));
                        ui.add(egui::Label::new(text).extend().selectable(true));
                    });
                });
        });
}
