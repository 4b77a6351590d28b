//! Chooses a point in the picture, while somebody wants to.

use egui::{Color32, Sense, Stroke};

use super::{control, plane};
use crate::preview::sheet::Deed;
use crate::preview::state::{Action, State};

/// `picture` is where the picture is, in points.
pub(in crate::preview) fn show(
    ui: &mut egui::Ui,
    state: &State,
    picture: egui::Rect,
    actions: &mut Vec<Action>,
) {
    let Some(name) = &state.sheet.picked else {
        return;
    };
    let param = state.params.as_ref().and_then(|params| params.get(name));
    let Some((param, _)) = param else { return };
    let id = egui::Id::unique("pick");
    egui::Area::new(id)
        .order(egui::Order::Middle)
        .fixed_pos(picture.min)
        .show(ui.ctx(), |ui| {
            let response = ui.allocate_rect(picture, Sense::click_and_drag());
            let response = response.on_hover_cursor(egui::CursorIcon::Crosshair);
            if let Some(place) = response.interact_pointer_pos()
                && (response.dragged() || response.clicked())
            {
                let value = plane::value_at(picture, plane::room_of(state, param), place);
                control::set(ui, param, value, actions);
            }
            if response.clicked() || response.drag_stopped() {
                actions.push(Action::Panel(Deed::Pick(None)));
            }
            if let Some(place) = response.hover_pos() {
                let line = Stroke::new(1.0, Color32::from_white_alpha(110));
                ui.painter().hline(picture.x_range(), place.y, line);
                ui.painter().vline(place.x, picture.y_range(), line);
            }
        });
}
