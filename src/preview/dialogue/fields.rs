//! The dialogue's form: the fields, what they come to, and the buttons below. It reads the state and
//! returns actions.

use egui::{Color32, RichText, TextEdit};

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

/// Points of a field, and at most of the one for a name.
const NARROW: f32 = 140.0;
const WIDE: f32 = 266.0;

/// Points of the names of fields.
const NAMES: f32 = 118.0;

/// The least height that is of use for the fields alone.
const LEAST: f32 = 90.0;

const CAUTION: Color32 = Color32::from_rgb(240, 190, 100);

/// The field for the file's name.
pub(super) fn name() -> egui::Id {
    egui::Id::unique("name of an export")
}

/// The form, in a room so high. Enter is its own unless it was typed elsewhere.
pub(super) fn fill(
    ui: &mut egui::Ui,
    state: &State,
    before: &Form,
    (height, is_own): (f32, bool),
    actions: &mut Vec<Action>,
) {
    let mut form = before.clone();
    let is_entered = is_own && ui.input(|input| input.key_pressed(egui::Key::Enter));
    // What it comes to and the buttons are always there, if the window is not very low.
    let known = egui::Id::unique("height below the fields");
    let below: f32 = ui.data(|data| data.get_temp(known)).unwrap_or(80.0);
    let rest = height - below;
    if rest < LEAST {
        egui::ScrollArea::both().max_height(height).show(ui, |ui| {
            fields(ui, state, &mut form, actions);
            buttons(ui, state, (&mut form, is_entered), actions);
        });
    } else {
        egui::ScrollArea::both()
            .max_height(rest)
            .show(ui, |ui| fields(ui, state, &mut form, actions));
        let top = ui.cursor().top();
        buttons(ui, state, (&mut form, is_entered), actions);
        let below = ui.cursor().top() - top;
        ui.data_mut(|data| data.insert_temp(known, below));
    }
    if form != *before {
        form.fit(state.has_alpha());
        actions.insert(0, Action::Fill(Box::new(form)));
    }
}

fn fields(ui: &mut egui::Ui, state: &State, form: &mut Form, actions: &mut Vec<Action>) {
    let Some(shown) = &state.shown else { return };
    let plan = &shown.plan;
    let wide = (ui.available_width() - NAMES).clamp(NARROW, WIDE);
    egui::Grid::new("fields")
        .num_columns(2)
        .spacing([12.0, 6.0])
        .show(ui, |ui| {
            file(ui, form, state, wide);
            encoding(ui, form, state);
            ui.label("Size");
            ui.horizontal(|ui| {
                line(
                    ui,
                    TextEdit::singleline(&mut form.size).hint_text(plan.size.to_string()),
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
            time(ui, form, state, &plan.timeline);
            quality(ui, form);
            hands(ui, state, form, actions);
            if let Some(recording) = state.last_recording() {
                ui.label("Input");
                let name = recording.file_name().unwrap_or_default().to_string_lossy();
                ui.checkbox(&mut form.replays, format!("as in {name}"))
                    .on_hover_text("what hands did while it was recorded is done again");
                ui.end_row();
            }
        });
}

/// What it comes to, and what can be done with it.
fn buttons(
    ui: &mut egui::Ui,
    state: &State,
    (form, is_entered): (&mut Form, bool),
    actions: &mut Vec<Action>,
) {
    let verdict = state.dialogue.verdict.as_ref();
    ui.add_space(4.0);
    match verdict {
        Ok(verdict) => {
            ui.add(egui::Label::new(&verdict.summary).wrap());
            for warning in &verdict.warnings {
                ui.add(egui::Label::new(RichText::new(warning).color(CAUTION)).wrap());
            }
            if verdict.is_taken {
                let words = RichText::new("there is such a file: replace it").color(CAUTION);
                ui.checkbox(&mut form.replaces, words);
            }
        }
        Err(words) => {
            ui.add(egui::Label::new(RichText::new(words).color(WRONG)).wrap());
        }
    }
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let can_begin = state.dialogue.can_begin();
        let begin = ui.add_enabled(can_begin, egui::Button::new("Export"));
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
}

/// A line of text. Enter does not leave it: what is typed on is no key of the window.
fn line(ui: &mut egui::Ui, field: TextEdit<'_>) -> egui::Response {
    wide_line(ui, field, NARROW)
}

fn wide_line(ui: &mut egui::Ui, field: TextEdit<'_>, width: f32) -> egui::Response {
    let field = ui.add(field.desired_width(width));
    if field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
        field.request_focus();
    }
    field
}

fn file(ui: &mut egui::Ui, form: &mut Form, state: &State, wide: f32) {
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
    let path = TextEdit::singleline(&mut form.path).id(name());
    if wide_line(ui, path, wide).changed() {
        form.is_named = true;
        form.replaces = false;
    }
    ui.end_row();
}

fn encoding(ui: &mut egui::Ui, form: &mut Form, state: &State) {
    let offer = form.offer(false);
    if let Kind::Video(container) = form.kind {
        ui.label("Codec");
        let usual = offer.as_ref().map_or("", |offer| offer.codec);
        let shown = form.codec.map_or(format!("usual ({usual})"), str::to_owned);
        choose(ui, "codecs", &shown, |ui| {
            ui.selectable_value(&mut form.codec, None, "usual");
            for offer in crate::export::offers(container) {
                ui.add_enabled_ui(state.dialogue.has_encoder(offer.codec), |ui| {
                    ui.selectable_value(&mut form.codec, Some(offer.codec), offer.codec)
                        .on_disabled_hover_text(
                            "there is no such encoder here (shaderpipe doctor)",
                        );
                });
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
        let field = TextEdit::singleline(&mut form.crf);
        line(ui, field.hint_text(default.to_string()))
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
            line(ui, TextEdit::singleline(&mut form.at).hint_text("0"));
            ui.label("s");
            if ui.button("now").clicked() {
                form.look_at(state.clock.seconds());
            }
        });
        ui.end_row();
        return;
    }
    ui.label("Frames a second");
    let field = TextEdit::singleline(&mut form.rate);
    line(ui, field.hint_text(shown.rate.to_string()));
    ui.end_row();
    ui.label("Duration");
    ui.horizontal(|ui| {
        let field = TextEdit::singleline(&mut form.duration).hint_text(shown.duration.to_string());
        line(ui, field);
        ui.label("s");
    });
    ui.end_row();
    ui.label("Frames");
    ui.horizontal(|ui| {
        let field = TextEdit::singleline(&mut form.frames).hint_text("all");
        line(ui, field).on_hover_text("N for so many, A..B for A to B-1, A.. for all from A on");
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

/// What hands have left in the picture; a recording that is done again says it itself.
fn hands(ui: &mut egui::Ui, state: &State, form: &Form, actions: &mut Vec<Action>) {
    if form.replays && state.last_recording().is_some() {
        return;
    }
    if state.is_turned() {
        ui.label("View");
        ui.horizontal(|ui| {
            ui.label("as it is turned");
            if ui.button("Reset view").on_hover_text("V").clicked() {
                actions.push(Action::ResetView);
            }
        });
        ui.end_row();
    }
    if state.left_by_hands().pointer.pressed_at.is_some() {
        ui.label("Mouse");
        ui.label("where it was let go");
        ui.end_row();
    }
}

fn choose(ui: &mut egui::Ui, id: &str, shown: &str, add: impl FnOnce(&mut egui::Ui)) {
    let width = if shown.is_empty() { 20.0 } else { NARROW };
    egui::ComboBox::from_id_salt(id)
        .selected_text(shown)
        .width(width)
        .truncate()
        .height(320.0)
        .show_ui(ui, add);
}
