//! The dialogue's window: what the export is at. It reads the state and returns actions.

use std::path::Path;

use egui::{Align2, Color32, RichText};

use super::fields::fill;
use super::{Dialogue, Ended, Stage, Tally};
use crate::preview::state::{Action, State};

/// Points of the dialogue, where the window has room, and of what is around it.
const WIDTH: f32 = 392.0;
const AROUND: f32 = 16.0;
const TITLE: f32 = 34.0;

pub(super) const WRONG: Color32 = Color32::from_rgb(240, 120, 110);

pub(in crate::preview) fn show(
    ui: &egui::Ui,
    state: &State,
    (room, typed): (egui::Rect, Option<egui::LayerId>),
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
    let window = ui.ctx().content_rect();
    let width = WIDTH.min(window.width() - AROUND).max(0.0);
    let place = place(window, room, width);
    let height = (window.bottom() - place.y - TITLE - AROUND).max(0.0);
    let mut area = egui::Window::new("Export")
        .id(egui::Id::unique("export"))
        .open(&mut is_open)
        .collapsible(false)
        .resizable(false)
        // By its title alone, it could not be put back.
        .drag_area(egui::WindowDrag::Anywhere)
        // What is above stays where it is, whatever comes below.
        .pivot(Align2::CENTER_TOP)
        .default_pos(place)
        .constrain_to(window);
    if is_new(ui, room) {
        area = area.current_pos(place);
    }
    area.show(ui.ctx(), |ui| {
        ui.set_width(width);
        match &dialogue.stage {
            Stage::Idle => {
                let is_own = typed.is_none_or(|layer| layer == ui.layer_id());
                fill(ui, state, form, (height, is_own), actions);
            }
            Stage::Running { path, tally } => {
                egui::ScrollArea::vertical()
                    .max_height(height)
                    .show(ui, |ui| running(ui, path, tally, actions));
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

/// An export that goes on. In a low window what ends it is seen first.
fn running(ui: &mut egui::Ui, path: &Path, tally: &Tally, actions: &mut Vec<Action>) {
    let progress = tally.progress();
    let is_ending = tally.is_cancelled();
    ui.horizontal(|ui| {
        let cancel = egui::Button::new("Cancel");
        if ui.add_enabled(!is_ending, cancel).clicked() {
            actions.push(Action::CancelExport);
        }
        let width = ui.available_width();
        ui.add(egui::ProgressBar::new(progress.part()).desired_width(width));
    });
    let words = match is_ending {
        true => "cancelling".to_owned(),
        false => progress.words(),
    };
    ui.add(egui::Label::new(words).wrap());
    ui.add(egui::Label::new(path.display().to_string()).wrap());
}

/// Where it is put: in the middle of the picture's room, over the panel if that is too narrow.
fn place(window: egui::Rect, room: egui::Rect, width: f32) -> egui::Pos2 {
    let half = 0.5 * (width + AROUND);
    let (left, right) = (window.left() + half, window.right() - half);
    let x = match left <= right {
        true => room.center().x.clamp(left, right),
        false => window.center().x,
    };
    // From a low window nothing is taken.
    let top = (0.04 * window.height()).min(AROUND);
    egui::pos2(x, window.top() + top)
}

/// Whether the picture has another room than before: what was moved for the old one is put back.
fn is_new(ui: &egui::Ui, room: egui::Rect) -> bool {
    let known = egui::Id::unique("room of the export");
    let before = ui.data(|data| data.get_temp(known));
    ui.data_mut(|data| data.insert_temp(known, room));
    before != Some(room)
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
            // The name is what is typed next, and it is no key of the window.
            ui.memory_mut(|memory| memory.request_focus(super::fields::name()));
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
