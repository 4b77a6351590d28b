//! The dialogue's form: the fields, what they come to, and the buttons below. It reads the state and
//! returns actions.

use egui::{Color32, TextEdit};

use super::form::{Form, Kind, filters};
use super::show::WRONG;
use crate::preview::state::{Action, State};
use crate::render::Timeline;

/// Sizes that are offered besides the picture's own.
const SIZES: [&str; 6] = [
    "1280x720",
    "1920x1080",
    "2560x1440",
    "3840x2160",
    "1080x1920",
    "1080x1080",
];

/// Factors of supersampling, and moments of motion blur.
const FACTORS: [f64; 6] = [0.5, 1.0, 1.5, 2.0, 3.0, 4.0];
const MOMENTS: [u32; 6] = [1, 4, 8, 16, 32, 64];

/// Points of a field.
const WIDE: f32 = 250.0;
const NARROW: f32 = 110.0;

/// Points of what is around the fields, and the least that is left for them.
const BELOW: f32 = 124.0;
const LEAST: f32 = 60.0;

const CAUTION: Color32 = Color32::from_rgb(240, 190, 100);

/// The form, in a room so high.
pub(super) fn fill(
    ui: &mut egui::Ui,
    state: &State,
    before: &Form,
    (height, actions): (f32, &mut Vec<Action>),
) {
    let Some(shown) = &state.shown else { return };
    let plan = &shown.plan;
    let verdict = state.dialogue.verdict.as_ref();
    let mut form = before.clone();
    // What it comes to and the buttons are always there.
    let scroll = egui::ScrollArea::vertical().max_height((height - BELOW).max(LEAST));
    scroll.show(ui, |ui| {
        egui::Grid::new("fields")
            .num_columns(2)
            .spacing([12.0, 6.0])
            .show(ui, |ui| {
                file(ui, &mut form, state);
                encoding(ui, &mut form);
                ui.label("Size");
                ui.horizontal(|ui| {
                    ui.add(
                        TextEdit::singleline(&mut form.size)
                            .hint_text(plan.size.to_string())
                            .desired_width(NARROW),
                    );
                    choose(ui, "sizes", "", |ui| {
                        if ui
                            .selectable_label(form.size.is_empty(), "as it is shown")
                            .clicked()
                        {
                            form.size.clear();
                        }
                        for offered in SIZES {
                            if ui.selectable_label(form.size == offered, offered).clicked() {
                                form.size = offered.to_owned();
                            }
                        }
                    });
                });
                ui.end_row();
                time(ui, &mut form, state, &plan.timeline);
                quality(ui, &mut form);
                if let Some(recording) = state.last_recording() {
                    ui.label("Input");
                    let name = recording.file_name().unwrap_or_default().to_string_lossy();
                    ui.checkbox(&mut form.replays, format!("as in {name}"))
                        .on_hover_text("what hands did while it was recorded is done again");
                    ui.end_row();
                }
            });
    });
    ui.add_space(4.0);
    match verdict {
        Ok(verdict) => {
            ui.label(&verdict.summary);
            for warning in &verdict.warnings {
                ui.colored_label(CAUTION, warning);
            }
            if verdict.is_taken {
                ui.checkbox(&mut form.replaces, "there is such a file: replace it");
            }
        }
        Err(words) => {
            ui.colored_label(WRONG, words);
        }
    }
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let can_begin = state.dialogue.can_begin();
        let begin = ui.add_enabled(can_begin, egui::Button::new("Export"));
        let is_entered = ui.input(|input| input.key_pressed(egui::Key::Enter));
        // Enter need not wait until the form has been judged.
        if (can_begin || state.dialogue.is_judging)
            && (begin.on_hover_text("Enter").clicked() || is_entered)
        {
            actions.push(Action::Export);
        }
        let copy = ui.add_enabled(verdict.is_ok(), egui::Button::new("Copy command"));
        if copy
            .on_hover_text("Ctrl+Shift+E: the command line that writes the same file")
            .clicked()
        {
            actions.push(Action::CopyCommand);
        }
    });
    if form != *before {
        form.fit(state.has_alpha());
        actions.insert(0, Action::Fill(Box::new(form)));
    }
}

fn file(ui: &mut egui::Ui, form: &mut Form, state: &State) {
    ui.label("Format");
    ui.horizontal(|ui| {
        for kind in Kind::ALL {
            let is_it = form.kind == kind;
            if ui.selectable_label(is_it, kind.extension()).clicked() && !is_it {
                form.turn_into(kind, state.shown_scene());
            }
        }
    });
    ui.end_row();
    ui.label("To");
    let path = TextEdit::singleline(&mut form.path).desired_width(WIDE);
    if ui.add(path).changed() {
        form.is_named = true;
        form.replaces = false;
    }
    ui.end_row();
}

fn encoding(ui: &mut egui::Ui, form: &mut Form) {
    let offer = form.offer(false);
    if let Kind::Video(container) = form.kind {
        ui.label("Codec");
        let usual = offer.as_ref().map_or("", |offer| offer.codec);
        let shown = form.codec.map_or(format!("usual ({usual})"), str::to_owned);
        choose(ui, "codecs", &shown, |ui| {
            ui.selectable_value(&mut form.codec, None, "usual");
            for offer in crate::export::offers(container) {
                ui.selectable_value(&mut form.codec, Some(offer.codec), offer.codec);
            }
        });
        ui.end_row();
    }
    ui.label("Pixel format");
    let shown = form.format.map_or("usual", |format| format.name());
    choose(ui, "formats", shown, |ui| {
        ui.selectable_value(&mut form.format, None, "usual");
        for format in form.formats() {
            ui.selectable_value(&mut form.format, Some(format), format.name());
        }
    });
    ui.end_row();
    let Some(offer) = offer else { return };
    if let Some((default, [best, worst])) = offer.crf {
        ui.label("Quality (crf)");
        let field = TextEdit::singleline(&mut form.crf).desired_width(NARROW);
        ui.add(field.hint_text(default.to_string()))
            .on_hover_text(format!("{best} is best and largest, {worst} is worst"));
        ui.end_row();
    }
    if let Some(default) = offer.preset {
        ui.label("Preset");
        let usual = format!("usual ({default})");
        let shown = form.preset.clone().unwrap_or_else(|| usual.clone());
        choose(ui, "presets", &shown, |ui| {
            ui.selectable_value(&mut form.preset, None, usual);
            for preset in offer.presets {
                ui.selectable_value(&mut form.preset, Some(preset.clone()), preset);
            }
        });
        ui.end_row();
    }
}

fn time(ui: &mut egui::Ui, form: &mut Form, state: &State, shown: &Timeline) {
    if form.kind == Kind::Still {
        ui.label("Time");
        ui.horizontal(|ui| {
            ui.add(
                TextEdit::singleline(&mut form.at)
                    .hint_text("0")
                    .desired_width(NARROW),
            );
            ui.label("s");
            if ui.button("now").clicked() {
                form.look_at(state.clock.seconds());
            }
        });
        ui.end_row();
        return;
    }
    ui.label("Frames a second");
    ui.add(
        TextEdit::singleline(&mut form.rate)
            .hint_text(shown.rate.to_string())
            .desired_width(NARROW),
    );
    ui.end_row();
    ui.label("Duration");
    ui.horizontal(|ui| {
        let field = TextEdit::singleline(&mut form.duration).hint_text(shown.duration.to_string());
        ui.add(field.desired_width(NARROW));
        ui.label("s");
    });
    ui.end_row();
    ui.label("Frames");
    ui.horizontal(|ui| {
        let field = TextEdit::singleline(&mut form.frames).hint_text("all");
        ui.add(field.desired_width(NARROW))
            .on_hover_text("N for so many, A..B for A to B-1, A.. for all from A on");
        if let Some(region) = state.clock.region()
            && ui.button("the loop").clicked()
        {
            form.choose(&region);
        }
    });
    ui.end_row();
}

fn quality(ui: &mut egui::Ui, form: &mut Form) {
    let quality = &mut form.quality;
    ui.label("Supersampling");
    ui.horizontal(|ui| {
        choose(ui, "factors", &format!("{}x", quality.ssaa), |ui| {
            for factor in FACTORS {
                ui.selectable_value(&mut quality.ssaa, factor, format!("{factor}x"));
            }
        });
        if quality.ssaa != 1.0 {
            choose(ui, "filters", quality.filter.name(), |ui| {
                for (filter, name) in filters() {
                    ui.selectable_value(&mut quality.filter, filter, name);
                }
            });
        }
    });
    ui.end_row();
    ui.label("Motion blur");
    ui.horizontal(|ui| {
        let name = |moments: u32| match moments {
            1 => "none".to_owned(),
            moments => format!("{moments} moments"),
        };
        choose(ui, "moments", &name(quality.motion_blur), |ui| {
            for moments in MOMENTS {
                ui.selectable_value(&mut quality.motion_blur, moments, name(moments));
            }
        });
        if quality.motion_blur > 1 {
            let most = crate::export::MAX_SHUTTER;
            let shutter = egui::DragValue::new(&mut quality.shutter).range(1.0..=most);
            ui.add(shutter.suffix("°"))
                .on_hover_text("how long the shutter is open");
        }
    });
    ui.end_row();
}

fn choose(ui: &mut egui::Ui, id: &str, shown: &str, add: impl FnOnce(&mut egui::Ui)) {
    let width = if shown.is_empty() { 20.0 } else { NARROW };
    egui::ComboBox::from_id_salt(id)
        .selected_text(shown)
        .width(width)
        .height(320.0)
        .show_ui(ui, add);
}
