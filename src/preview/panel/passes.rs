//! The passes and what they cost, and the targets that they write.

use egui::{Align, Color32, CornerRadius, Layout, RichText, Sense, vec2};

use super::Thumbnails;
use super::look::{ACCENT, WEAK};
use crate::preview::inspect::{Inspected, PassCost, Target};
use crate::preview::sheet::Deed;
use crate::preview::state::{Action, State};

/// The width of a thumbnail in points.
const WIDTH: f32 = 96.0;

pub(super) fn show(
    ui: &mut egui::Ui,
    state: &State,
    thumbnails: &Thumbnails,
    actions: &mut Vec<Action>,
) {
    let Some(inspected) = &state.sheet.inspected else {
        ui.label(RichText::new("nothing has been drawn yet").color(WEAK));
        return;
    };
    costs(ui, inspected);
    ui.add_space(4.0);
    let mut are_shown = state.sheet.thumbnails;
    if ui.checkbox(&mut are_shown, "Thumbnails").changed() {
        actions.push(Action::Panel(Deed::ShowThumbnails(are_shown)));
    }
    for target in &inspected.targets {
        ui.push_id(&target.name, |ui| {
            row(ui, state, (target, thumbnails), actions)
        });
    }
}

fn costs(ui: &mut egui::Ui, inspected: &Inspected) {
    let total: f64 = inspected
        .passes
        .iter()
        .filter_map(|pass| pass.milliseconds)
        .sum();
    for pass in &inspected.passes {
        cost(ui, pass, total);
    }
    let mut passes = inspected.passes.iter();
    let is_known = passes.any(|pass| pass.milliseconds.is_some());
    let words = match inspected.is_device_time {
        _ if !is_known => "not measured yet".to_owned(),
        true => format!("{total:.2} ms on the device"),
        false => "no timestamps on this adapter: the time that recording takes".to_owned(),
    };
    ui.with_layout(Layout::top_down(Align::Max), |ui| {
        ui.label(RichText::new(words).small().color(WEAK));
    });
}

/// A pass, with its part of the whole behind it.
fn cost(ui: &mut egui::Ui, pass: &PassCost, total: f64) {
    let size = vec2(ui.available_width(), ui.spacing().interact_size.y);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let mut bar = rect.shrink2(vec2(0.0, 1.0));
    let part = pass.milliseconds.unwrap_or(0.0) / total.max(1e-9);
    bar.set_width(rect.width() * part.clamp(0.0, 1.0) as f32);
    ui.painter()
        .rect_filled(bar, CornerRadius::same(2), Color32::from_rgb(34, 54, 70));
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(rect.shrink2(vec2(4.0, 0.0))));
    let targets = match pass.targets.is_empty() {
        true => "buffers".to_owned(),
        false => pass.targets.join(", "),
    };
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let cost = pass
            .milliseconds
            .map_or("–".to_owned(), |cost| format!("{cost:.2} ms"));
        ui.label(RichText::new(cost).monospace());
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.label(&pass.entry);
            let targets = RichText::new(format!("› {targets}")).color(WEAK);
            ui.add(egui::Label::new(targets).truncate());
        });
    });
    response.on_hover_text(format!("{} writes {targets}", pass.entry));
}

fn row(
    ui: &mut egui::Ui,
    state: &State,
    (target, thumbnails): (&Target, &Thumbnails),
    actions: &mut Vec<Action>,
) {
    let look = state.sheet.look.as_ref();
    let layer = look
        .filter(|(name, _)| *name == target.name)
        .map(|(_, layer)| *layer);
    let mut next = None;
    ui.horizontal(|ui| {
        if let Some(id) = thumbnails
            .get(&target.name)
            .filter(|_| state.sheet.thumbnails)
        {
            let ratio = target.size.height as f32 / target.size.width.max(1) as f32;
            let size = vec2(WIDTH, (WIDTH * ratio).clamp(8.0, 2.0 * WIDTH));
            let image = egui::Image::new((*id, size)).sense(Sense::click());
            let response = ui
                .add(image)
                .on_hover_cursor(egui::CursorIcon::PointingHand);
            if layer.is_some() {
                let stroke = egui::Stroke::new(2.0, ACCENT);
                ui.painter()
                    .rect_stroke(response.rect, 0, stroke, egui::StrokeKind::Inside);
            }
            if response
                .on_hover_text("look at it instead of the picture")
                .clicked()
            {
                next = Some(layer.is_none());
            }
        }
        ui.vertical(|ui| {
            let name = egui::Button::selectable(layer.is_some(), &target.name).truncate();
            if ui
                .add(name)
                .on_hover_text("look at it instead of the picture")
                .clicked()
            {
                next = Some(layer.is_none());
            }
            let mut words = format!("{} {}", target.size, target.format);
            if target.layers > 1 {
                words += &format!(", {} layers", target.layers);
            }
            if target.is_whole {
                words += ", white is the largest";
            }
            egui::Frame::new()
                .inner_margin(egui::Margin::symmetric(6, 0))
                .show(ui, |ui| {
                    let words = RichText::new(words).small().color(WEAK);
                    ui.add(egui::Label::new(words).truncate());
                });
            if let Some(layer) = layer.filter(|_| target.layers > 1) {
                let mut chosen = layer;
                let field = egui::DragValue::new(&mut chosen)
                    .range(0..=target.layers - 1)
                    .speed(0.05)
                    .prefix("layer ");
                if ui.add(field).changed() {
                    let look = Some((target.name.clone(), chosen));
                    actions.push(Action::Panel(Deed::Look(look)));
                }
            }
        });
    });
    if let Some(is_on) = next {
        // The picture itself is what is shown anyway.
        let is_on = is_on && target.name != crate::preview::inspect::PICTURE;
        let look = is_on.then(|| (target.name.clone(), 0));
        actions.push(Action::Panel(Deed::Look(look)));
    }
}
