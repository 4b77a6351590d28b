//! The parameters, one below the other, each with the control that fits it.

use egui::{Align, Layout, RichText, Sense, vec2};

use super::control;
use super::look::{self, ACCENT, MOVED, WEAK};
use crate::preview::sheet::Deed;
use crate::preview::state::{Action, State};
use crate::preview::values::Control;
use crate::scene::ParamValue;
use crate::shader::Param;

/// The part of the width that names have.
const NAMES: f32 = 0.36;
/// Room behind a control for giving it back.
const BACK: f32 = 16.0;

/// A parameter that is shown.
pub(super) struct Shown<'a> {
    pub(super) param: &'a Param,
    /// Its value in the frame that is shown.
    pub(super) value: ParamValue,
    /// Whether the window has set it.
    pub(super) is_set: bool,
    /// Whether the scene moves it.
    is_moved: bool,
}

pub(super) fn show(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(params) = &state.params else {
        ui.label(RichText::new("the scene is loading").color(WEAK));
        return;
    };
    let count = params.iter().count();
    if count == 0 {
        let words = "The scene has no parameters: they are the fields of its `params` uniform.";
        ui.label(RichText::new(words).color(WEAK));
        return;
    }
    tools(ui, state, actions);
    ui.add_space(2.0);
    for (place, (param, set)) in params.iter().enumerate() {
        let shown = Shown {
            param,
            value: state.value(place, (param, set)),
            is_set: state.set.contains_key(&param.name),
            is_moved: set.is_none() && !param.keys.is_empty(),
        };
        row(ui, state, &shown, actions);
    }
    for misfit in &state.sheet.misfits {
        let words = RichText::new(format!("dropped: {misfit}")).small();
        ui.add(egui::Label::new(words.color(MOVED)).wrap());
    }
}

fn deed(actions: &mut Vec<Action>, deed: Deed) {
    actions.push(Action::Panel(deed));
}

/// What is done with all of them.
fn tools(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    // In a narrow panel there is a second line.
    ui.horizontal_wrapped(|ui| {
        let undo = &state.sheet.undo;
        let mut button =
            |ui: &mut egui::Ui, is_on: bool, (word, what): (&str, &str), done: Deed| {
                let response = ui.add_enabled(is_on, egui::Button::new(word));
                if response.on_hover_text(what).clicked() {
                    deed(actions, done);
                }
            };
        button(ui, undo.can_undo(), ("Undo", "Ctrl+Z"), Deed::Undo);
        button(ui, undo.can_redo(), ("Redo", "Ctrl+Shift+Z"), Deed::Redo);
        let all = state.set.keys().map(|name| (name.clone(), None)).collect();
        let reset = Deed::Set {
            changes: all,
            gesture: None,
        };
        let has_set = !state.set.is_empty();
        button(
            ui,
            has_set,
            (
                "Reset",
                "give all parameters back: to their defaults, keys and what the command line says",
            ),
            reset,
        );
        let chance = ui.button("Random");
        let what = "set all parameters by chance, within their ranges and steps";
        if chance.on_hover_text(what).clicked() {
            deed(actions, Deed::Randomise(None));
        }
        let mut seed = state.sheet.seed;
        let field = egui::DragValue::new(&mut seed).speed(0.1).prefix("#");
        let response = ui.add(field);
        let what = "the number of the next chance: the same one gives the same values";
        if response.on_hover_text(what).changed() {
            deed(actions, Deed::Seed(seed));
        }
    });
}

fn row(ui: &mut egui::Ui, state: &State, shown: &Shown<'_>, actions: &mut Vec<Action>) {
    let names = (ui.available_width() * NAMES).round();
    let mut back = ui.available_rect_before_wrap();
    back.set_left(back.right() - BACK);
    back.set_height(ui.spacing().interact_size.y);
    ui.push_id(&shown.param.name, |ui| {
        look::within(ui, |ui| {
            ui.horizontal_top(|ui| {
                let size = vec2(names, ui.spacing().interact_size.y);
                let layout = Layout::left_to_right(Align::Center);
                ui.allocate_ui_with_layout(size, layout, |ui| {
                    ui.set_min_size(size);
                    name(ui, shown, actions);
                });
                let gap = ui.spacing().item_spacing.x;
                let width = (ui.available_width() - BACK - gap).max(40.0);
                ui.vertical(|ui| {
                    ui.set_width(width);
                    control::show(ui, state, shown, actions);
                });
            })
        });
        if shown.is_set {
            let sign = look::sign("⟲");
            let response = ui.place(back, sign);
            if response
                .on_hover_text("give it back (or double-click its name)")
                .clicked()
            {
                deed(actions, reset(shown.param));
            }
        }
    });
}

fn reset(param: &Param) -> Deed {
    Deed::Set {
        changes: vec![(param.name.clone(), None)],
        gesture: None,
    }
}

fn name(ui: &mut egui::Ui, shown: &Shown<'_>, actions: &mut Vec<Action>) {
    let param = shown.param;
    let label = param.spec.label.as_deref().unwrap_or(&param.name);
    let text = RichText::new(crate::scene::printable(label));
    let text = match (shown.is_set, shown.is_moved) {
        (true, _) => text.color(ACCENT),
        (_, true) => text.color(MOVED),
        _ => text,
    };
    let response = ui.add(
        egui::Label::new(text)
            .truncate()
            .selectable(false)
            .sense(Sense::click()),
    );
    let response = response.on_hover_ui(|ui| about(ui, shown));
    if response.double_clicked() {
        deed(actions, reset(param));
    }
    response.context_menu(|ui| {
        if ui.button("Reset").clicked() {
            deed(actions, reset(param));
            ui.close();
        }
        let is_event = Control::of(param) == Control::Event;
        if !is_event && ui.button("Random").clicked() {
            deed(actions, Deed::Randomise(Some(param.name.clone())));
            ui.close();
        }
        if ui.button("Copy as --set").clicked() {
            ui.ctx()
                .copy_text(format!("--set {}={}", param.name, param.text(&shown.value)));
            ui.close();
        }
    });
}

/// What there is to know of a parameter.
fn about(ui: &mut egui::Ui, shown: &Shown<'_>) {
    let param = shown.param;
    ui.label(RichText::new(&param.name).monospace().strong());
    ui.label(format!("{}, {}", param.ty.name(), param.range()));
    ui.label(format!("default {}", param.text(&param.default)));
    let moves = match (param.keys.is_empty(), param.spring.is_some()) {
        (true, _) => return,
        (false, false) => "its keys",
        (false, true) => "its keys, on a spring",
    };
    ui.label(match shown.is_moved {
        true => format!("moved by {moves}: touch it to take it over"),
        false => format!("taken over from {moves}: give it back to let it move"),
    });
}
