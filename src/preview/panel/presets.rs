//! The presets beside the scene: shown, saved and deleted.

use egui::{Align, Layout, RichText};

use super::look::{self, BAD, WEAK};
use crate::preview::presets::{self, Preset, Task};
use crate::preview::sheet::Deed;
use crate::preview::state::{Action, State};

/// What is asked before it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Question {
    Replace(String),
    Delete(String),
}

pub(super) fn show(ui: &mut egui::Ui, state: &State, actions: &mut Vec<Action>) {
    let file = presets::path(&state.scene);
    let file = file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let asked = ui.scope_id().with("question");
    let question = ui.data(|data| data.get_temp::<Question>(asked));
    let mut next = question.clone();
    match &state.sheet.presets {
        Err(error) => {
            let words = RichText::new(error).small().monospace().color(BAD);
            ui.add(egui::Label::new(words).wrap().selectable(true));
        }
        Ok(presets) if presets.is_empty() => {
            let words = format!("None yet; saved to {file}");
            ui.add(egui::Label::new(RichText::new(words).color(WEAK)).truncate());
        }
        Ok(presets) => {
            for preset in presets {
                row(ui, state, preset, (&mut next, actions));
            }
        }
    }
    if state
        .params
        .as_ref()
        .is_some_and(|params| params.iter().next().is_some())
    {
        save(ui, state, (&mut next, actions));
    }
    if let Some(question) = &question
        && let Some(is_yes) = ask(ui, question)
    {
        if is_yes {
            let task = match question {
                Question::Replace(name) => saving(state, name, true),
                Question::Delete(name) => Task::Delete(name.clone()),
            };
            actions.push(Action::Panel(Deed::File(task)));
        }
        next = None;
    }
    if let Some(told) = &state.sheet.told {
        look::told(ui, told);
    }
    ui.data_mut(|data| match next {
        Some(next) => drop(data.insert_temp(asked, next)),
        None => data.remove::<Question>(asked),
    });
}

fn row(
    ui: &mut egui::Ui,
    state: &State,
    preset: &Preset,
    (next, actions): (&mut Option<Question>, &mut Vec<Action>),
) {
    let shown = match &preset.name {
        Some(name) => RichText::new(crate::scene::printable(name)),
        None => RichText::new("the file's own values").italics(),
    };
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(name) = &preset.name
                && ui
                    .add(look::sign("✖"))
                    .on_hover_text("delete this preset")
                    .clicked()
            {
                *next = Some(Question::Delete(name.clone()));
            }
            ui.with_layout(Layout::top_down_justified(Align::LEFT), |ui| {
                let label = egui::Button::selectable(state.shows(preset), shown).truncate();
                if ui.add(label).on_hover_ui(|ui| about(ui, preset)).clicked() {
                    actions.push(Action::Panel(Deed::Load(preset.clone())));
                }
            });
        });
    });
}

fn about(ui: &mut egui::Ui, preset: &Preset) {
    for (name, text) in &preset.values {
        ui.monospace(crate::scene::printable(&format!("{name} = {text}")));
    }
}

fn saving(state: &State, name: &str, replaces: bool) -> Task {
    Task::Save {
        name: name.to_owned(),
        values: state.preset_values(),
        replaces,
    }
}

fn save(
    ui: &mut egui::Ui,
    state: &State,
    (next, actions): (&mut Option<Question>, &mut Vec<Action>),
) {
    let typed = egui::Id::unique("name of a preset");
    let mut name = ui
        .data(|data| data.get_temp::<String>(typed))
        .unwrap_or_default();
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let has_name = !name.trim().is_empty();
            let button = ui.add_enabled(has_name, egui::Button::new("Save"));
            let field = egui::TextEdit::singleline(&mut name)
                .hint_text("save as …")
                // It stays the same field when presets come and go above it.
                .id(typed.with("field"))
                .desired_width(f32::INFINITY);
            let field = ui.add(field);
            let is_entered =
                field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            if field.changed() {
                // What was asked is about another name.
                *next = None;
            }
            if button.clicked() || is_entered && has_name {
                *next = None;
                let name = name.trim();
                let is_taken = |preset: &Preset| preset.name.as_deref() == Some(name);
                let presets = state.sheet.presets.as_deref().unwrap_or_default();
                if presets.iter().any(is_taken) {
                    *next = Some(Question::Replace(name.to_owned()));
                    // What is typed on is another name, and no key of the window.
                    field.request_focus();
                } else {
                    actions.push(Action::Panel(Deed::File(saving(state, name, false))));
                }
            }
        });
    });
    ui.data_mut(|data| data.insert_temp(typed, name));
}

/// Asks; `None` until there is an answer.
fn ask(ui: &mut egui::Ui, question: &Question) -> Option<bool> {
    let (words, yes) = match question {
        Question::Replace(name) => (format!("There is a preset '{name}'."), "Replace it"),
        Question::Delete(name) => (format!("Delete the preset '{name}'?"), "Delete it"),
    };
    let mut answer = None;
    egui::Frame::group(ui.style()).show(ui, |ui| {
        ui.add(egui::Label::new(crate::scene::printable(&words)).wrap());
        ui.horizontal(|ui| {
            if ui.button(yes).clicked() {
                answer = Some(true);
            }
            if ui.button("Leave it").clicked() {
                answer = Some(false);
            }
        });
    });
    answer
}
