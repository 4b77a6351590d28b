//! egui on the window: its events in, its widgets out, and where they leave room for the picture.
//!
//! Knows no widget: the rooms `panel`, `timeline`, `overlay` and `help` make them. Nor does it draw them:
//! it asks no device, and waits for none.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use egui::ViewportId;
use egui_wgpu::ScreenDescriptor;
use winit::event::WindowEvent;
use winit::window::Window;

use super::inspect::Inspected;
use super::panel::Thumbnails;
use super::rect::Rect;
use super::state::{Action, State};
use super::{dialogue, help, overlay, panel, timeline};
use crate::frame::Size;

/// Textures of others that widgets show, by the numbers that they have here.
pub(super) type Natives = BTreeMap<u64, wgpu::TextureView>;

/// egui and what it hears.
pub(super) struct Gui {
    context: egui::Context,
    input: egui_winit::State,
    began: Instant,
    /// The thumbnails that it knows, and their textures.
    thumbnails: Thumbnails,
    views: BTreeMap<String, wgpu::TextureView>,
    natives: Natives,
    /// The number of the next of them: none has that of another.
    next: u64,
    /// When it wants to be drawn again by itself.
    pub(super) again: Option<Instant>,
}

/// What the widgets of a frame are made of.
pub(super) struct Widgets {
    pub(super) triangles: Vec<egui::ClippedPrimitive>,
    /// What changes of egui's own textures: none may be left out.
    pub(super) textures: egui::TexturesDelta,
    pub(super) natives: Natives,
    pub(super) screen: ScreenDescriptor,
    /// The pixels that are left for the picture.
    pub(super) room: Rect,
    /// What was done with them.
    pub(super) actions: Vec<Action>,
}

impl Gui {
    /// For a window whose textures have at most so many pixels a side.
    pub(super) fn new(window: &Window, limit: u32) -> Self {
        let context = egui::Context::default();
        let input = egui_winit::State::new(
            context.clone(),
            ViewportId::ROOT,
            window,
            Some(window.scale_factor() as f32),
            window.theme(),
            Some(limit as usize),
        );
        context.set_theme(egui::Theme::Dark);
        context.all_styles_mut(panel::style);
        Self {
            context,
            input,
            began: Instant::now(),
            thumbnails: Thumbnails::new(),
            views: BTreeMap::new(),
            natives: Natives::new(),
            next: 0,
            again: None,
        }
    }

    /// Tells egui of an event: whether it is only for egui.
    pub(super) fn hear(&mut self, window: &Window, event: &WindowEvent) -> bool {
        let response = self.input.on_window_event(window, event);
        if response.repaint {
            self.again = Some(Instant::now());
        }
        response.consumed
    }

    /// Whether keys go into a field.
    pub(super) fn is_typing(&self) -> bool {
        self.context.text_edit_focused()
    }

    /// Puts a text on the clipboard.
    pub(super) fn copy(&mut self, text: String) {
        self.input.set_clipboard_text(text);
    }

    /// Lets it know the thumbnails of targets that there are now, and forget others.
    fn know_thumbnails(&mut self, inspected: Option<&Inspected>) {
        let targets = inspected.map(|inspected| inspected.targets.as_slice());
        let there: BTreeMap<String, wgpu::TextureView> = targets
            .unwrap_or_default()
            .iter()
            .filter_map(|target| Some((target.name.clone(), target.thumbnail.clone()?)))
            .collect();
        if there == self.views {
            return;
        }
        self.thumbnails.clear();
        self.natives.clear();
        for (name, view) in &there {
            let id = egui::TextureId::User(self.next);
            self.thumbnails.insert(name.clone(), id);
            self.natives.insert(self.next, view.clone());
            self.next += 1;
        }
        self.views = there;
    }

    /// What egui is told for its next frame. Asks no display how large the window is: what it has told us
    /// is what is painted, and winit panics at a display that has gone.
    fn take_input(&mut self, window: &Window, size: Size) -> egui::RawInput {
        let scale = egui_winit::pixels_per_point(&self.context, window);
        let points = egui::vec2(size.width as f32, size.height as f32) / scale;
        let input = self.input.egui_input_mut();
        input.time = Some(self.began.elapsed().as_secs_f64());
        // A window that is minimised has no size, and its widgets keep their places.
        input.screen_rect =
            (points.min_elem() > 0.0).then(|| egui::Rect::from_min_size(egui::Pos2::ZERO, points));
        input.viewport_id = ViewportId::ROOT;
        let viewport = input.viewports.entry(ViewportId::ROOT).or_default();
        viewport.native_pixels_per_point = Some(window.scale_factor() as f32);
        input.take()
    }

    /// Makes the widgets that `state` shows.
    pub(super) fn run(&mut self, window: &Window, size: Size, state: &State) -> Widgets {
        self.know_thumbnails(state.sheet.inspected.as_deref());
        let thumbnails = self.thumbnails.clone();
        let input = self.take_input(window, size);
        let mut actions = Vec::new();
        let mut room = egui::Rect::NOTHING;
        let output = self.context.run_ui(input, |ui| {
            let typed = typed_layer(ui.ctx());
            if state.panel {
                timeline::show(ui, state, &mut actions);
                panel::show(ui, state, &thumbnails, &mut actions);
            }
            room = ui.available_rect_before_wrap();
            if !state.panel {
                timeline::float(ui, state, &mut actions);
            }
            if let Some(shown) = state.looked() {
                let scale = ui.ctx().pixels_per_point();
                let picture = pixels(room, scale, size).letterbox(shown.size);
                panel::pick(ui, state, points(picture, scale), &mut actions);
            }
            overlay::show(ui, state, room);
            help::show(ui, state, room);
            dialogue::show(ui, state, (room, typed), &mut actions);
        });
        self.input
            .handle_platform_output(window, output.platform_output);
        let delay = output
            .viewport_output
            .get(&ViewportId::ROOT)
            .map_or(Duration::MAX, |viewport| viewport.repaint_delay);
        // A day is never.
        let is_soon = delay < Duration::from_secs(86_400);
        self.again = is_soon.then(|| Instant::now() + delay);
        let scale = output.pixels_per_point;
        Widgets {
            triangles: self.context.tessellate(output.shapes, scale),
            textures: output.textures_delta,
            natives: self.natives.clone(),
            screen: ScreenDescriptor {
                size_in_pixels: [size.width, size.height],
                pixels_per_point: scale,
            },
            room: pixels(room, scale, size),
            actions,
        }
    }
}

/// The layer of the field that keys go into, as the frame begins: by its end Enter may have left it.
fn typed_layer(context: &egui::Context) -> Option<egui::LayerId> {
    let focused = context.memory(|memory| memory.focused())?;
    context.read_response(focused).map(|field| field.layer_id)
}

/// A rectangle of pixels in points.
fn points(pixels: Rect, scale: f32) -> egui::Rect {
    let [x, y, width, height] =
        [pixels.x, pixels.y, pixels.width, pixels.height].map(|side| side as f32 / scale);
    egui::Rect::from_min_size(egui::pos2(x, y), egui::vec2(width, height))
}

/// A rectangle of points in whole pixels, within the window.
fn pixels(points: egui::Rect, scale: f32, size: Size) -> Rect {
    let within = |point: f32, side: u32| (point * scale).round().clamp(0.0, side as f32) as u32;
    let (left, right) = (
        within(points.left(), size.width),
        within(points.right(), size.width),
    );
    let (top, bottom) = (
        within(points.top(), size.height),
        within(points.bottom(), size.height),
    );
    Rect {
        x: left,
        y: top,
        width: right.saturating_sub(left),
        height: bottom.saturating_sub(top),
    }
}
