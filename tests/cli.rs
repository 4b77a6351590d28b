//! The command line as its users meet it: flags, outputs, reports, exit codes.

#![cfg(all(feature = "cli", unix))]
#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and names its line"
)]

#[path = "common/folder.rs"]
mod folder;
#[path = "common/probe.rs"]
mod probe;
#[path = "common/processes.rs"]
mod processes;
#[path = "common/run.rs"]
mod run;

#[path = "cli/arguments.rs"]
mod arguments;
#[path = "cli/bench.rs"]
mod bench;
#[path = "cli/commands.rs"]
mod commands;
#[path = "cli/cubes.rs"]
mod cubes;
#[path = "cli/decoders.rs"]
mod decoders;
#[path = "cli/encoding.rs"]
mod encoding;
#[path = "cli/faulty_parts.rs"]
mod faulty_parts;
#[path = "cli/frames.rs"]
mod frames;
#[path = "cli/input.rs"]
mod input;
#[path = "cli/inspect.rs"]
mod inspect;
#[path = "cli/library.rs"]
mod library;
#[path = "cli/memory.rs"]
mod memory;
#[path = "cli/moments.rs"]
mod moments;
#[path = "cli/outputs.rs"]
mod outputs;
#[path = "cli/params.rs"]
mod params;
#[path = "cli/parts.rs"]
mod parts;
#[path = "cli/quality.rs"]
mod quality;
#[path = "cli/report.rs"]
mod report;
#[path = "cli/sampling.rs"]
mod sampling;
#[path = "cli/state.rs"]
mod state;
#[path = "cli/stdout.rs"]
mod stdout;
#[path = "cli/textures.rs"]
mod textures;
#[path = "cli/videos.rs"]
mod videos;
