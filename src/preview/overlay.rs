//! What lies over the picture: the mistake in a scene that was saved, a pre-roll's progress, notices.
//!
//! Nothing outside of their boxes is tinted: the last good picture goes on.

use super::state::State;

/// Points from the edges of the picture's room.
const MARGIN: f32 = 12.0;

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
        notice(ui, line, room);
    }
}

/// A line at the lower edge, as wide as its words and at most as the picture's room.
fn notice(ui: &egui::Ui, words: String, room: egui::Rect) {
    // It is laid out first: an area would take its width from what it showed before.
    let frame = egui::Frame::popup(ui.style());
    let around = frame.total_margin();
    let width = room.width() - 2.0 * MARGIN - around.sum().x;
    let font = egui::TextStyle::Body.resolve(ui.style());
    let color = ui.visuals().text_color();
    let layer = egui::LayerId::new(egui::Order::Middle, egui::Id::unique("notice"));
    let painter = ui.ctx().layer_painter(layer);
    let text = painter.layout(words, font, color, width.max(40.0));
    let corner = room.left_bottom() + egui::vec2(MARGIN + around.left, -MARGIN - around.bottom);
    let place = egui::Align2::LEFT_BOTTOM.anchor_size(corner, text.size());
    painter.add(frame.paint(place));
    painter.galley(place.min, text, color);
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
                    let size = size.max(egui::Vec2::splat(40.0));
                    ui.set_max_size(size);
                    let bar = ui.spacing().scroll.allocated_width();
                    egui::ScrollArea::both().show(ui, |ui| {
                        ui.spacing_mut().item_spacing.y = 0.0;
                        ui.set_max_width((size.x - bar).max(0.0));
                        words.lines().for_each(|line| told(ui, line));
                    });
                });
        });
}

/// A line of a mistake: words are wrapped, and what a caret points at is not.
fn told(ui: &mut egui::Ui, line: &str) {
    let text = egui::RichText::new(line)
        .monospace()
        .color(egui::Color32::from_rgb(246, 220, 220));
    let label = egui::Label::new(text).selectable(true);
    let label = match is_source(line) {
        true => label.extend(),
        false => label.wrap(),
    };
    ui.add(label);
}

/// Whether a line has the edge that lines of a source have: `12 | …`, `  | …` or `--> …`.
fn is_source(line: &str) -> bool {
    let line = line
        .trim_start()
        .trim_start_matches(|digit: char| digit.is_ascii_digit());
    let line = line.trim_start();
    ["|", "│", "-->", "┌"]
        .iter()
        .any(|edge| line.starts_with(edge))
}
