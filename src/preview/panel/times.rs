//! What frames take, on what, and how large they are drawn.

use egui::{Color32, CornerRadius, FontId, RichText, Sense, Stroke, pos2, vec2};

use super::look::{ACCENT, MOVED, WEAK};
use crate::preview::state::{Action, State};
use crate::preview::times::KEPT;

/// How much smaller a picture can be drawn than it is.
const SCALES: [(f64, &str); 3] = [(1.0, "1"), (0.5, "1/2"), (0.25, "1/4")];

const HEIGHT: f32 = 64.0;

pub(super) fn show(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    let times = &state.sheet.times;
    ui.horizontal(|ui| {
        let last = times
            .last()
            .map_or("–".to_owned(), |last| format!("{last:.1} ms"));
        ui.label(RichText::new(last).monospace().strong());
        if state.clock.is_playing()
            && let Some(rate) = times.rate()
        {
            let wanted = state.clock.rate() * state.clock.speed();
            let wanted = (100.0 * wanted).round() / 100.0;
            let text = RichText::new(format!("{rate:.1} of {wanted} frames/s")).monospace();
            ui.label(text);
        }
        if state.clock.is_behind() {
            ui.label(RichText::new("slower").color(MOVED)).on_hover_text(
                "each frame of a scene with state is drawn, and they take longer than they last",
            );
        }
    });
    graph(ui, state);
    ui.horizontal(|ui| {
        ui.label("Drawn at");
        for (scale, name) in SCALES {
            if ui.selectable_label(state.scale == scale, name).clicked() {
                actions.push(Action::SetScale(scale));
            }
        }
        if let Some(drawn) = &state.drawn {
            ui.label(RichText::new(format!("of {}", drawn.picture.size)).color(WEAK));
        }
    });
    ui.add(egui::Label::new(RichText::new(&state.adapter).color(WEAK)).wrap());
    let (used, limit) = state.sheet.memory;
    let limit = limit.map_or(String::new(), |limit| format!(" of {}", megabytes(limit)));
    let words = format!(
        "the scene's textures and buffers: {}{limit}",
        megabytes(used)
    );
    ui.add(egui::Label::new(RichText::new(words).color(WEAK)).wrap());
}

fn megabytes(bytes: u64) -> String {
    let mebibytes = bytes as f64 / f64::from(1 << 20);
    match mebibytes {
        small if small < 10.0 => format!("{small:.1} MiB"),
        large if large < 10240.0 => format!("{large:.0} MiB"),
        huge => format!("{:.1} GiB", huge / 1024.0),
    }
}

/// The last frames from left to right, and what a frame may take at the scene's pace.
fn graph(ui: &mut egui::Ui, state: &State) {
    let times = &state.sheet.times;
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, CornerRadius::same(3), Color32::from_gray(20));
    let target = 1e3 / (state.clock.rate() * state.clock.speed()).max(1e-3);
    let slow = times.slow().unwrap_or(0.0);
    let top = (1.6 * target).max(1.25 * slow) as f32;
    let y =
        |milliseconds: f64| rect.bottom() - rect.height() * (milliseconds as f32 / top).min(1.0);
    let step = rect.width() / KEPT as f32;
    let count = times.milliseconds().len();
    for (place, milliseconds) in times.milliseconds().enumerate() {
        let x = rect.right() - (count - place) as f32 * step;
        let color = if milliseconds > target { MOVED } else { ACCENT };
        let bar = egui::Rect::from_min_max(pos2(x, y(milliseconds)), pos2(x + step, rect.bottom()));
        painter.rect_filled(bar, CornerRadius::ZERO, color.gamma_multiply(0.75));
    }
    let line = Stroke::new(1.0, Color32::from_white_alpha(90));
    painter.hline(rect.x_range(), y(target), line);
    let place = pos2(rect.left() + 4.0, y(target) - 1.0);
    let words = format!("{target:.1} ms");
    let font = FontId::proportional(10.0);
    painter.text(
        place,
        egui::Align2::LEFT_BOTTOM,
        words,
        font,
        Color32::from_gray(170),
    );
    response.on_hover_ui(|ui| {
        ui.label("what drawing each of the last frames took");
        ui.label(format!(
            "the line is what the scene's pace allows: {target:.2} ms"
        ));
        ui.label(format!("19 of 20 took no longer than {slow:.2} ms"));
    });
}
