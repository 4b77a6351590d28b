//! How the panel looks: dense, dark, and calm beside a picture.

use egui::{Color32, CornerRadius, Margin, RichText, Stroke, vec2};

/// What is on, and what has been changed by hand.
pub(super) const ACCENT: Color32 = Color32::from_rgb(96, 168, 220);
/// What the scene moves.
pub(super) const MOVED: Color32 = Color32::from_rgb(214, 170, 96);
pub(super) const GOOD: Color32 = Color32::from_rgb(120, 184, 132);
pub(super) const BAD: Color32 = Color32::from_rgb(228, 112, 104);
pub(super) const WEAK: Color32 = Color32::from_gray(140);
const GROUND: Color32 = Color32::from_gray(27);

/// The style of all widgets of the window.
pub(in crate::preview) fn style(style: &mut egui::Style) {
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(6.0, 4.0);
    spacing.button_padding = vec2(6.0, 1.0);
    spacing.interact_size = vec2(34.0, 19.0);
    spacing.slider_rail_height = 4.0;
    spacing.combo_width = 60.0;
    // Bars have a place of their own: they cover nothing.
    spacing.scroll = egui::style::ScrollStyle::solid();
    spacing.tooltip_width = 320.0;
    spacing.indent = 16.0;
    for (text, size) in [
        (egui::TextStyle::Body, 12.5),
        (egui::TextStyle::Button, 12.5),
        (egui::TextStyle::Monospace, 12.0),
        (egui::TextStyle::Small, 10.5),
        (egui::TextStyle::Heading, 15.0),
    ] {
        if let Some(font) = style.text_styles.get_mut(&text) {
            font.size = size;
        }
    }
    let visuals = &mut style.visuals;
    visuals.panel_fill = GROUND;
    visuals.window_fill = Color32::from_gray(32);
    visuals.extreme_bg_color = Color32::from_gray(18);
    visuals.faint_bg_color = Color32::from_gray(33);
    visuals.selection.bg_fill = Color32::from_rgb(42, 86, 120);
    visuals.selection.stroke = Stroke::new(1.0, Color32::from_gray(240));
    visuals.slider_trailing_fill = true;
    visuals.weak_text_color = Some(WEAK);
    visuals.collapsing_header_frame = false;
    visuals.indent_has_left_vline = false;
    let widgets = &mut visuals.widgets;
    widgets.noninteractive.fg_stroke.color = Color32::from_gray(200);
    widgets.noninteractive.bg_stroke.color = Color32::from_gray(46);
    widgets.inactive.fg_stroke.color = Color32::from_gray(208);
    // Tick boxes and rails are seen on dark ground.
    widgets.inactive.bg_fill = Color32::from_gray(84);
    widgets.inactive.weak_bg_fill = Color32::from_gray(44);
    widgets.hovered.weak_bg_fill = Color32::from_gray(58);
    for widget in [
        &mut widgets.inactive,
        &mut widgets.hovered,
        &mut widgets.active,
        &mut widgets.open,
    ] {
        widget.corner_radius = CornerRadius::same(3);
        widget.expansion = 0.0;
    }
}

pub(super) fn title(text: &str) -> RichText {
    RichText::new(text).heading().color(Color32::from_gray(236))
}

/// A part of the panel that can be folded.
pub(super) fn section(ui: &mut egui::Ui, name: &str, show: impl FnOnce(&mut egui::Ui)) {
    ui.add_space(2.0);
    let head = RichText::new(name).strong().color(Color32::from_gray(224));
    egui::CollapsingHeader::new(head)
        .id_salt(name)
        .default_open(true)
        .show_unindented(ui, |ui| {
            egui::Frame::new()
                .inner_margin(Margin {
                    left: 2,
                    right: 2,
                    top: 2,
                    bottom: 6,
                })
                .show(ui, |ui| within(ui, show));
        });
    ui.separator();
}

/// Shows widgets in the width that there is. What is wider is cut, and widens nothing around it: what
/// does would be wider still in the next frame.
pub(super) fn within<R>(ui: &mut egui::Ui, show: impl FnOnce(&mut egui::Ui) -> R) -> R {
    let room = ui.available_rect_before_wrap();
    let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(room));
    let mut cut = inside.clip_rect();
    // A line around a widget lies half outside.
    cut.max.x = cut.max.x.min(room.right() + 1.0);
    inside.set_clip_rect(cut);
    let result = show(&mut inside);
    let mut taken = inside.min_rect();
    taken.set_width(room.width().max(0.0));
    ui.advance_cursor_after_rect(taken);
    result
}

/// A widget in a place so wide, and as high as a line.
pub(super) fn cell(
    ui: &mut egui::Ui,
    width: f32,
    add: impl FnOnce(&mut egui::Ui) -> egui::Response,
) -> egui::Response {
    let (place, _) = ui.allocate_exact_size(
        vec2(width, ui.spacing().interact_size.y),
        egui::Sense::hover(),
    );
    let layout = egui::Layout::centered_and_justified(egui::Direction::TopDown);
    let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(place).layout(layout));
    inside.shrink_clip_rect(place.expand(1.0));
    add(&mut inside)
}

/// A small button with a sign on it.
pub(super) fn sign(sign: &str) -> egui::Button<'_> {
    egui::Button::new(RichText::new(sign).color(WEAK)).frame(false)
}

/// A line that says how it went.
pub(super) fn told(ui: &mut egui::Ui, told: &Result<String, String>) {
    let (words, color) = match told {
        Ok(words) => (words, GOOD),
        Err(words) => (words, BAD),
    };
    ui.add(egui::Label::new(RichText::new(words).small().color(color)).wrap());
}
