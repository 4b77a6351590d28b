//! The window, with a display, hands and eyes of the test's own: an X server without a screen, events
//! as a keyboard and a mouse send them, and the pixels that it shows.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and names its line"
)]
#![allow(
    clippy::print_stdout,
    reason = "figures that were measured are for people to read"
)]

#[path = "common/folder.rs"]
mod folder;
#[path = "common/probe.rs"]
mod probe;
#[path = "common/processes.rs"]
mod processes;
#[path = "common/run.rs"]
mod run;

#[path = "preview/clients.rs"]
mod clients;
#[path = "preview/colours.rs"]
mod colours;
#[path = "preview/controls.rs"]
mod controls;
#[path = "preview/desktop.rs"]
mod desktop;
#[path = "preview/display.rs"]
mod display;
#[path = "preview/drop.rs"]
mod drop;
#[path = "preview/ends.rs"]
mod ends;
#[path = "preview/export.rs"]
mod export;
#[path = "preview/frames.rs"]
mod frames;
#[path = "preview/hands.rs"]
mod hands;
#[path = "preview/looks.rs"]
mod looks;
#[path = "preview/panel.rs"]
mod panel;
#[path = "preview/patience.rs"]
mod patience;
#[path = "preview/presets.rs"]
mod presets;
#[path = "preview/recording.rs"]
mod recording;
#[path = "preview/reload.rs"]
mod reload;
#[path = "preview/session.rs"]
mod session;
#[path = "preview/sizes.rs"]
mod sizes;
#[path = "preview/standing.rs"]
mod standing;
#[path = "preview/window.rs"]
mod window;
