//! The dialogue's window: what the export is at. It reads the state and returns actions.

use egui::{Align2, Color32, RichText};

use super::fields::fill;
use super::{Dialogue, Ended, Stage};
use crate::preview::state::{Action, State};

/// Points of the dialogue.
const WIDTH: f32 = 376.0;

pub(super) const WRONG: Color32 = Color32::from_rgb(240, 120, 110);

pub(in crate::preview) fn show(
    ui: &egui::Ui,
    state: &State,
    room: egui::Rect,
    actions: &mut Vec<Action>,
) {
    let dialogue = &state.dialogue;
    if dialogue.asks_to_close {
        ask(ui, actions);
    }
    let (true, Some(form)) = (dialogue.is_open, &dialogue.form) else {
        return;
    };
    let mut is_open = true;
    let area = egui::Window::new("Export")
        .id(egui::Id::unique("export"))
        .open(&mut is_open)
        .collapsible(false)
        .resizable(false)
        // What is above stays where it is, whatever comes below.
        .pivot(Align2::CENTER_TOP)
        .default_pos(room.center_top() + egui::vec2(0.0, 16.0))
        .constrain_to(room);
    area.show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        match &dialogue.stage {
            Stage::Idle => fill(ui, state, form, (room.height(), actions)),
            Stage::Running { path, tally } => {
                let progress = tally.progress();
                ui.label(path.display().to_string());
                ui.add(egui::ProgressBar::new(progress.part()).desired_width(WIDTH));
                ui.horizontal(|ui| {
                    let is_ending = tally.is_cancelled();
                    let words = if is_ending {
                        "cancelling".to_owned()
                    } else {
                        progress.words()
                    };
                    let cancel = egui::Button::new("Cancel");
                    if ui.add_enabled(!is_ending, cancel).clicked() {
                        actions.push(Action::CancelExport);
                    }
                    ui.label(words);
                });
            }
            Stage::Ended { path, ended } => {
                ended_with(ui, &path.display().to_string(), ended, actions);
            }
        }
    });
    if !is_open {
        actions.push(Action::ToggleDialogue);
    }
}

/// The export in a line, for when the dialogue is closed.
pub(in crate::preview) fn line(dialogue: &Dialogue) -> Option<String> {
    let Stage::Running { path, tally } = &dialogue.stage else {
        return None;
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let words = match tally.is_cancelled() {
        true => "cancelling".to_owned(),
        false => tally.progress().words(),
    };
    (!dialogue.is_open).then(|| format!("{name}: {words} (E shows it)"))
}

/// Whether to close the window while an export goes on.
fn ask(ui: &egui::Ui, actions: &mut Vec<Action>) {
    egui::Modal::new(egui::Id::unique("close")).show(ui.ctx(), |ui| {
        ui.label("An export is not finished. Closing the window cancels it, and leaves no file.");
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            if ui.button("Go on").clicked() {
                actions.push(Action::StayOpen);
            }
            if ui.button("Cancel it and close").clicked() {
                actions.push(Action::CloseAnyway);
            }
        });
    });
}

fn ended_with(ui: &mut egui::Ui, path: &str, ended: &Ended, actions: &mut Vec<Action>) {
    match ended {
        Ended::Written {
            frames,
            bytes,
            seconds,
        } => {
            ui.label(RichText::new(path).strong());
            let unit = if *frames == 1 { "frame" } else { "frames" };
            let size = size_of(*bytes);
            ui.label(format!(
                "{frames} {unit}, {size}, written in {seconds:.1} s"
            ));
        }
        Ended::Cancelled => {
            ui.label(format!("{path}: cancelled. No file was left."));
        }
        Ended::Failed(words) => {
            ui.label(format!("{path} was not written:"));
            egui::ScrollArea::both().max_height(220.0).show(ui, |ui| {
                let words = RichText::new(words).monospace().color(WRONG);
                ui.add(egui::Label::new(words).wrap().selectable(true));
            });
        }
    }
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        if matches!(ended, Ended::Written { .. }) && ui.button("Open folder").clicked() {
            actions.push(Action::OpenFolder);
        }
        if ui.button("Export again").clicked() {
            actions.push(Action::NewExport);
        }
        if ui.button("Close").clicked() {
            actions.push(Action::ToggleDialogue);
        }
    });
}

/// Bytes as people read them.
fn size_of(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}
