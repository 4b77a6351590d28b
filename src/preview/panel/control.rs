//! One parameter's control.

use egui::{Color32, ecolor::Hsva, vec2};

use super::look;
use super::params::Shown;
use super::plane;
use crate::preview::sheet::Deed;
use crate::preview::state::{Action, State};
use crate::preview::values::{Control, Gesture, Number, exact, fitted, numbers, tidy};
use crate::shader::Param;

/// Room for a number beside its slider.
const NUMBER: f32 = 62.0;

/// The least that a slider is of use with.
const RAIL: f32 = 24.0;

/// The names of components.
const AXES: [&str; 4] = ["x", "y", "z", "w"];

pub(super) fn show(ui: &mut egui::Ui, state: &State, shown: &Shown<'_>, actions: &mut Vec<Action>) {
    let Shown { param, value, .. } = shown;
    match Control::of(param) {
        Control::Checkbox => {
            let mut is_on = value[0] != 0.0;
            if ui.checkbox(&mut is_on, "").changed() {
                set(ui, param, vec![f64::from(u8::from(is_on))], actions);
            }
        }
        Control::Event => event(ui, shown, actions),
        Control::Menu => menu(ui, shown, actions),
        Control::Color { alpha } => color(ui, shown, alpha, actions),
        Control::Point => {
            plane::show(ui, state, shown, actions);
            components(ui, shown, actions);
        }
        Control::Numbers => components(ui, shown, actions),
    }
}

/// Counts how often a button of the mouse went down.
pub(super) fn count_presses(ui: &egui::Ui) {
    if ui.input(|input| input.pointer.any_pressed()) {
        let presses = presses(ui) + 1;
        ui.data_mut(|data| data.insert_temp(egui::Id::unique("presses"), presses));
    }
}

fn presses(ui: &egui::Ui) -> u64 {
    let presses = ui.data(|data| data.get_temp(egui::Id::unique("presses")));
    presses.unwrap_or_default()
}

/// Sets a parameter. All that is done from when the button of the mouse goes down until it has gone up
/// is one step.
pub(super) fn set(ui: &egui::Ui, param: &Param, value: Vec<f64>, actions: &mut Vec<Action>) {
    let is_held = ui.input(|input| input.pointer.any_down() || input.pointer.any_released());
    let text = param.text(&param.held(&value));
    actions.push(Action::Panel(Deed::Set {
        changes: vec![(param.name.clone(), Some(text))],
        gesture: is_held.then(|| Gesture {
            name: param.name.clone(),
            press: presses(ui),
        }),
    }));
}

/// A button that sets 1 while it is pressed.
fn event(ui: &mut egui::Ui, shown: &Shown<'_>, actions: &mut Vec<Action>) {
    let is_on = shown.is_set;
    let size = vec2(ui.available_width(), ui.spacing().interact_size.y);
    let button = egui::Button::new("Press").selected(is_on);
    let is_pressed = ui.add_sized(size, button).is_pointer_button_down_on();
    if is_pressed != is_on {
        let text = is_pressed.then(|| "true".to_owned());
        actions.push(Action::SetParam(shown.param.name.clone(), text));
    }
}

fn menu(ui: &mut egui::Ui, shown: &Shown<'_>, actions: &mut Vec<Action>) {
    let options = &shown.param.spec.options;
    let now = shown.value[0] as usize;
    let name = options.get(now).map_or("", String::as_str);
    egui::ComboBox::from_id_salt("menu")
        .width(ui.available_width())
        .truncate()
        .selected_text(crate::scene::printable(name))
        .show_ui(ui, |ui| {
            for (place, option) in options.iter().enumerate() {
                let option = crate::scene::printable(option);
                if ui.selectable_label(place == now, option).clicked() {
                    set(ui, shown.param, vec![place as f64], actions);
                }
            }
        });
}

/// A colour as the picker last had it: grey has no hue, and black no saturation, but the picker's
/// sliders must not jump.
type Picked = (Vec<u8>, Hsva);

fn color(ui: &mut egui::Ui, shown: &Shown<'_>, has_alpha: bool, actions: &mut Vec<Action>) {
    let param = shown.param;
    let codes = param.codes(&shown.value);
    let id = ui.scope_id().with("picked");
    let known = ui.data(|data| data.get_temp::<Picked>(id));
    let mut hsva = match known {
        Some((known, hsva)) if known == codes => hsva,
        _ => {
            let alpha = codes.get(3).copied().unwrap_or(255);
            Hsva::from_srgba_unmultiplied([codes[0], codes[1], codes[2], alpha])
        }
    };
    ui.horizontal(|ui| {
        let alpha = match has_alpha {
            true => egui::color_picker::Alpha::OnlyBlend,
            false => egui::color_picker::Alpha::Opaque,
        };
        ui.spacing_mut().interact_size.x = 44.0;
        let response = egui::color_picker::color_edit_button_hsva(ui, &mut hsva, alpha);
        let is_inside = shown
            .value
            .iter()
            .all(|number| (0.0..=1.0).contains(number));
        let text = match is_inside {
            true => hex(&codes),
            // Brighter than a display shows.
            false => param.text(&shown.value),
        };
        written(ui, shown, text, actions);
        if response.changed() {
            let new = hsva.to_srgba_unmultiplied()[..codes.len()].to_vec();
            if let Ok(value) = param.read(&hex(&new)) {
                set(ui, param, value, actions);
            }
            ui.data_mut(|data| data.insert_temp(id, (new, hsva)));
        }
    });
}

/// The colour in letters, which can be typed and pasted: `#ff8800`, or numbers.
fn written(ui: &mut egui::Ui, shown: &Shown<'_>, text: String, actions: &mut Vec<Action>) {
    let id = ui.scope_id().with("written");
    let is_typed = ui.memory(|memory| memory.has_focus(id));
    let typed = ui.data(|data| data.get_temp::<String>(id));
    let mut text = typed.filter(|_| is_typed).unwrap_or(text);
    let read = |text: &str| {
        shown.param.read(text.trim()).or_else(|_| {
            // As it is copied from elsewhere.
            shown.param.read(&format!("#{}", text.trim()))
        })
    };
    let color = match read(&text) {
        Ok(_) => Color32::from_gray(170),
        Err(_) => look::BAD,
    };
    let width = ui.available_width();
    let response = look::cell(ui, width, |ui| {
        let field = egui::TextEdit::singleline(&mut text)
            .id(id)
            .font(egui::TextStyle::Monospace)
            .text_color(color)
            .align(egui::Align2::LEFT_CENTER)
            .margin(vec2(3.0, 1.0));
        ui.add(field)
    });
    if response.changed() {
        if let Ok(value) = read(&text) {
            let text = shown.param.text(&value);
            actions.push(Action::Panel(Deed::Set {
                changes: vec![(shown.param.name.clone(), Some(text))],
                // All that is typed in one go is one step.
                gesture: Some(Gesture {
                    name: shown.param.name.clone(),
                    press: presses(ui),
                }),
            }));
        }
        ui.data_mut(|data| data.insert_temp(id, text));
    }
    if response.lost_focus() {
        ui.data_mut(|data| data.remove::<String>(id));
    }
}

fn hex(codes: &[u8]) -> String {
    let digits: String = codes.iter().map(|code| format!("{code:02x}")).collect();
    format!("#{digits}")
}

/// A number for each component: below each other where they have ends, else side by side.
fn components(ui: &mut egui::Ui, shown: &Shown<'_>, actions: &mut Vec<Action>) {
    let numbers = numbers(shown.param);
    let has_axes = numbers.len() > 1;
    if numbers.iter().all(|number| number.is_slider()) && Control::of(shown.param) != Control::Point
    {
        for place in 0..numbers.len() {
            ui.horizontal(|ui| slider(ui, shown, (&numbers, place), actions));
        }
        return;
    }
    let columns = if has_axes { 2 } else { 1 };
    let width = ui.available_width();
    let width = (width - ui.spacing().item_spacing.x * (columns - 1) as f32) / columns as f32;
    for row in (0..numbers.len()).step_by(columns) {
        ui.horizontal(|ui| {
            let row = numbers.iter().enumerate().skip(row).take(columns);
            for (place, number) in row {
                let speed = number.speed(shown.value[place], shown.param.default[place]);
                field(ui, shown, (*number, place), (width, speed), actions);
            }
        });
    }
}

/// A number that can be dragged and typed.
fn field(
    ui: &mut egui::Ui,
    shown: &Shown<'_>,
    (number, place): (Number, usize),
    (width, speed): (f32, f64),
    actions: &mut Vec<Action>,
) {
    let mut value = shown.value[place];
    let axis = match shown.value.len() {
        1 => String::new(),
        _ => format!("{} ", AXES[place]),
    };
    let padding = 2.0 * ui.spacing().button_padding.x;
    let font = egui::TextStyle::Button.resolve(ui.style());
    let digit = ui.fonts_mut(|fonts| fonts.glyph_width(&font, '0'));
    let room = (((width - padding) / digit) as usize).saturating_sub(axis.len());
    let response = look::cell(ui, width, |ui| {
        // What is typed over is all of the number: leaving the field without a change changes nothing.
        let is_typed = ui.memory(|memory| memory.has_focus(ui.next_auto_id()));
        let field = egui::DragValue::new(&mut value)
            .speed(speed)
            .range(number.min..=number.max)
            // What is in the scene is shown, whatever it is.
            .clamp_existing_to_range(false)
            .update_while_editing(false)
            .prefix(axis)
            .custom_formatter(move |value, _| match is_typed {
                true => exact(number, value),
                false => fitted(number, value, room),
            });
        ui.add(field)
    });
    if response.changed() {
        change(ui, shown, (place, tidy(number, value)), actions);
    }
}

fn slider(
    ui: &mut egui::Ui,
    shown: &Shown<'_>,
    (numbers, place): (&[Number], usize),
    actions: &mut Vec<Action>,
) {
    let number = numbers[place];
    let width = ui.available_width();
    let rail = width - NUMBER - ui.spacing().item_spacing.x;
    if rail < RAIL {
        return field(
            ui,
            shown,
            (number, place),
            (width, number_speed(number)),
            actions,
        );
    }
    let mut value = shown.value[place];
    ui.spacing_mut().slider_width = rail;
    let mut slider = egui::Slider::new(&mut value, number.min..=number.max)
        .show_value(false)
        .clamping(egui::SliderClamping::Edits);
    if number.step > 0.0 {
        slider = slider.step_by(number.step);
    }
    if ui.add(slider).changed() {
        change(ui, shown, (place, tidy(number, value)), actions);
    }
    field(
        ui,
        shown,
        (number, place),
        (NUMBER, number_speed(number)),
        actions,
    );
}

/// Where there is a slider, its number is for small changes.
fn number_speed(number: Number) -> f64 {
    match number.step {
        step if step > 0.0 => step / 4.0,
        _ => (number.max - number.min) / 2000.0,
    }
}

fn change(
    ui: &egui::Ui,
    shown: &Shown<'_>,
    (place, component): (usize, f64),
    actions: &mut Vec<Action>,
) {
    let mut value = shown.value.clone();
    value[place] = component;
    set(ui, shown.param, value, actions);
}
