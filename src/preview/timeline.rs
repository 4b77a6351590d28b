//! The bar below the picture: play and pause, the frame and its time, scrubbing, the loop, the speed.
//! It is there with the panel, and while the pointer is at the lower edge.
//!
//! Reads the state and returns actions.

use egui::{Align, Color32, CornerRadius, Layout, PointerButton, Sense, Stroke, pos2, vec2};

use super::clock::SPEEDS;
use super::state::{Action, State};

/// Points of the window's lower edge that call the bar.
const EDGE: f32 = 44.0;

/// The bar below the picture, which leaves it less room.
pub(super) fn show(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    egui::Panel::bottom("timeline")
        .show_separator_line(false)
        .show(ui, |ui| bar(ui, state, actions));
}

/// The bar over the picture, while the pointer is there.
pub(super) fn float(ui: &egui::Ui, state: &State, actions: &mut Vec<Action>) {
    let context = ui.ctx();
    let window = context.content_rect();
    let place = context.input(|input| input.pointer.latest_pos());
    let is_near = |place: egui::Pos2| (window.bottom() - EDGE..=window.bottom()).contains(&place.y);
    // A drag that began there goes on wherever it leads, others do not call it; a menu stays open.
    let is_wanted = context.input(|input| match input.pointer.any_down() {
        true => input.pointer.press_origin().is_some_and(is_near),
        false => place.is_some_and(is_near),
    });
    let shown = egui::Id::unique("timeline is shown");
    let was_shown = context.data(|data| data.get_temp(shown)) == Some(true);
    let is_open = was_shown && egui::Popup::is_any_open(context);
    let is_called = is_wanted || is_open;
    context.data_mut(|data| data.insert_temp(shown, is_called));
    if !is_called {
        return;
    }
    egui::Area::new(egui::Id::unique("timeline over the picture"))
        .pivot(egui::Align2::LEFT_BOTTOM)
        .fixed_pos(window.left_bottom())
        .show(context, |ui| {
            egui::Frame::side_top_panel(ui.style()).show(ui, |ui| {
                ui.set_width((window.width() - 16.0).max(0.0));
                bar(ui, state, actions);
            });
        });
}

fn bar(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    let clock = &state.clock;
    ui.horizontal(|ui| {
        let word = if clock.is_playing() { "Pause" } else { "Play" };
        let button = egui::Button::new(word).min_size(vec2(52.0, 0.0));
        if ui.add(button).on_hover_text("Space").clicked() {
            actions.push(Action::TogglePlaying);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            speeds(ui, clock.speed(), actions);
            no_loop(ui, clock.region().is_some(), actions);
            let last = clock.length() - 1;
            let end = last as f64 / clock.rate();
            reading(ui, &format!("{:.3} s", clock.seconds()), &format!("{end:.3} s"));
            let widest = format!("{last} / {last}");
            reading(ui, &format!("{} / {last}", clock.frame()), &widest);
            if clock.is_behind() {
                ui.colored_label(Color32::from_rgb(240, 180, 80), "slower")
                    .on_hover_text("each frame of a scene with state is drawn, and they take longer than they last");
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                track(ui, state, actions);
            });
        });
    });
}

/// The button that ends the loop, where there is one. While a button of the mouse is held it neither comes
/// nor goes: a drag that makes the loop must not find a shorter track at its second step.
fn no_loop(ui: &mut egui::Ui, has_loop: bool, actions: &mut Vec<Action>) {
    let known = egui::Id::unique("place of no loop");
    let is_held = ui.input(|input| input.pointer.any_down());
    let before = ui.data(|data| data.get_temp(known)).filter(|_| is_held);
    let has_place = before.unwrap_or(has_loop);
    ui.data_mut(|data| data.insert_temp(known, has_place));
    if has_place {
        let button = ui.add_visible(has_loop, egui::Button::new("No loop"));
        if button.on_hover_text("L").clicked() {
            actions.push(Action::SetRegion(None));
        }
    }
}

/// A number in the room that the widest takes, so that the track keeps its length.
fn reading(ui: &mut egui::Ui, text: &str, widest: &str) {
    let font = egui::TextStyle::Monospace.resolve(ui.style());
    let color = ui.visuals().text_color();
    let room = ui
        .painter()
        .layout_no_wrap(widest.to_owned(), font.clone(), color);
    let (place, _) = ui.allocate_exact_size(room.size(), Sense::hover());
    let right = egui::Align2::RIGHT_CENTER;
    ui.painter()
        .text(place.right_center(), right, text, font, color);
}

fn speeds(ui: &mut egui::Ui, speed: f64, actions: &mut Vec<Action>) {
    egui::ComboBox::from_id_salt("speed")
        .width(52.0)
        .selected_text(format!("{speed}x"))
        .show_ui(ui, |ui| {
            for choice in SPEEDS {
                if ui
                    .selectable_label(choice == speed, format!("{choice}x"))
                    .clicked()
                {
                    actions.push(Action::SetSpeed(choice));
                }
            }
        });
}

/// All frames from left to right: drag to scrub; drag with the other button to choose what is repeated.
fn track(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    let clock = &state.clock;
    let size = vec2(ui.available_width().max(40.0), 18.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    let length = clock.length() as f32;
    let x = |frame: u64| rect.left() + rect.width() * (frame as f32 / length);
    let frame = |x: f32| {
        let part = ((x - rect.left()) / rect.width()).clamp(0.0, 1.0);
        ((part * length) as u64).min(clock.length() - 1)
    };
    let response = response.on_hover_text_at_pointer(
        "drag: scrub\nright drag: choose what is repeated (I and O, too)",
    );
    if let Some(place) = response.interact_pointer_pos() {
        let here = frame(place.x);
        let is_new = here != clock.frame();
        let pressed = ui.input(|input| input.pointer.press_origin());
        if response.dragged_by(PointerButton::Secondary) {
            let there = pressed.map_or(here, |pressed| frame(pressed.x));
            actions.push(Action::SetRegion(Some(
                here.min(there)..here.max(there) + 1,
            )));
        } else if is_new && (response.is_pointer_button_down_on() || response.clicked()) {
            actions.push(Action::Seek(here));
        }
    }
    let painter = ui.painter();
    let groove = rect.shrink2(vec2(0.0, 6.0));
    painter.rect_filled(groove, CornerRadius::same(3), Color32::from_gray(58));
    if let Some(region) = clock.region() {
        let loop_rect = egui::Rect::from_min_max(
            pos2(x(region.start), rect.top() + 3.0),
            pos2(x(region.end), rect.bottom() - 3.0),
        );
        painter.rect_filled(
            loop_rect,
            CornerRadius::same(3),
            Color32::from_rgb(44, 92, 128),
        );
    }
    let place = x(clock.frame()) + 0.5 * rect.width() / length;
    let stroke = Stroke::new(3.0, Color32::from_gray(235));
    painter.vline(place, rect.y_range(), stroke);
}
