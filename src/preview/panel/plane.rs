//! A place on a plane, and choosing it in the picture itself.

use egui::{Color32, CornerRadius, Pos2, Rect, Sense, Stroke, StrokeKind, lerp, pos2, vec2};

use super::control;
use super::look::ACCENT;
use super::params::Shown;
use crate::preview::sheet::Deed;
use crate::preview::state::{Action, State};
use crate::preview::values::room;

/// The height of the plane, at most.
const HEIGHT: f32 = 96.0;

/// The picture's width by its height.
fn aspect(state: &State) -> f64 {
    let size = state.drawn.as_ref().map(|drawn| drawn.picture.size);
    size.map_or(1.0, |size| {
        f64::from(size.width) / f64::from(size.height.max(1))
    })
}

/// What `room` makes of a place in `rect`, y upwards.
pub(super) fn value_at(rect: Rect, room: [(f64, f64); 2], place: Pos2) -> Vec<f64> {
    let parts = [
        (place.x - rect.left()) / rect.width(),
        (rect.bottom() - place.y) / rect.height(),
    ];
    let value = |(part, (low, high)): (f32, (f64, f64))| {
        // As many digits as a pixel can tell.
        let grain = 10_f64.powf(((high - low) / 4000.0).log10().floor());
        let exact = lerp(low..=high, f64::from(part.clamp(0.0, 1.0)));
        let places = (-grain.log10()).round().clamp(0.0, 15.0) as usize;
        format!("{exact:.places$}").parse().unwrap_or(exact)
    };
    parts.into_iter().zip(room).map(value).collect()
}

fn place_of(rect: Rect, room: [(f64, f64); 2], value: &[f64]) -> Pos2 {
    let part = |axis: usize| {
        let (low, high) = room[axis];
        (((value[axis] - low) / (high - low)) as f32).clamp(0.0, 1.0)
    };
    pos2(
        lerp(rect.left()..=rect.right(), part(0)),
        lerp(rect.bottom()..=rect.top(), part(1)),
    )
}

pub(super) fn room_of(state: &State, shown: &crate::shader::Param) -> [(f64, f64); 2] {
    room(shown, aspect(state))
}

pub(super) fn show(ui: &mut egui::Ui, state: &State, shown: &Shown<'_>, actions: &mut Vec<Action>) {
    let room = room_of(state, shown.param);
    let ratio = ((room[0].1 - room[0].0) / (room[1].1 - room[1].0)) as f32;
    let width = ui.available_width();
    let height = (width / ratio.clamp(0.4, 4.0)).min(HEIGHT);
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click_and_drag());
    if let Some(place) = response.interact_pointer_pos()
        && (response.dragged() || response.clicked())
    {
        control::set(ui, shown.param, value_at(rect, room, place), actions);
    }
    let painter = ui.painter();
    let edge = Stroke::new(1.0, Color32::from_gray(60));
    painter.rect(
        rect,
        CornerRadius::same(3),
        Color32::from_gray(20),
        edge,
        StrokeKind::Inside,
    );
    let line = Stroke::new(1.0, Color32::from_gray(44));
    if room[0].0 < 0.0 && room[0].1 > 0.0 {
        painter.vline(place_of(rect, room, &[0.0, 0.0]).x, rect.y_range(), line);
    }
    if room[1].0 < 0.0 && room[1].1 > 0.0 {
        painter.hline(rect.x_range(), place_of(rect, room, &[0.0, 0.0]).y, line);
    }
    let place = place_of(rect, room, &shown.value);
    painter.circle(place, 4.0, ACCENT, Stroke::new(1.5, Color32::WHITE));
    let is_picked = state.sheet.picked.as_ref() == Some(&shown.param.name);
    let word = if is_picked {
        "Click in the picture"
    } else {
        "Pick in the picture"
    };
    let size = vec2(width, ui.spacing().interact_size.y);
    let button = egui::Button::new(word).selected(is_picked);
    if ui.add_sized(size, button).clicked() {
        let name = (!is_picked).then(|| shown.param.name.clone());
        actions.push(Action::Panel(Deed::Pick(name)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_values_and_back_with_y_upwards() {
        let rect = Rect::from_min_size(pos2(10.0, 20.0), vec2(200.0, 100.0));
        let room = [(-2.0, 2.0), (-1.0, 1.0)];
        assert_eq!(value_at(rect, room, pos2(110.0, 70.0)), [0.0, 0.0]);
        assert_eq!(value_at(rect, room, pos2(210.0, 20.0)), [2.0, 1.0]);
        assert_eq!(value_at(rect, room, pos2(0.0, 500.0)), [-2.0, -1.0]);
        assert_eq!(place_of(rect, room, &[1.0, -0.5]), pos2(160.0, 95.0));
        assert_eq!(place_of(rect, room, &[9.0, 0.0]), pos2(210.0, 70.0));
    }
}
