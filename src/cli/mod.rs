//! From the command line to the library and back: types, progress bars, messages, exit codes.
//!
//! Only here is anything printed, and only here are signals handled.

mod arguments;
mod batch;
mod bench;
mod check;
mod console;
mod doctor;
mod inspect;
mod interrupt;
mod job;
mod join;
mod library;
mod log;
mod new;
#[cfg(feature = "preview")]
mod preview;
mod progress;
mod render;
mod report;
mod resume;
mod segments;

pub(crate) use arguments::Arguments;

use std::process::ExitCode;

use clap::CommandFactory as _;
use shaderpipe::export::ExportError;
use shaderpipe::gpu::is_end_of_wait;

use arguments::Command;
use console::{Console, Quiet};
use interrupt::Interrupt;

/// Runs the command so that a signal ends it; what it returns is the process's exit code.
pub(crate) fn start(arguments: Arguments) -> ExitCode {
    hush_the_end_of_waits();
    #[cfg(feature = "preview")]
    if matches!(arguments.command, Command::Preview(_)) {
        return interrupt::run_on_this_thread(|interrupt| run(arguments, interrupt));
    }
    interrupt::run_interruptible(move |interrupt| run(arguments, interrupt))
}

/// What is caught where it happens, and is no mistake, is not shown as a panic.
fn hush_the_end_of_waits() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !is_end_of_wait(info.payload()) {
            hook(info);
        }
    }));
}

fn run(arguments: Arguments, interrupt: &Interrupt) -> ExitCode {
    let console = Console::new(&arguments.command);
    log::tell_by(console);
    let unfinished = match arguments.command {
        Command::Render(_) | Command::Resume(_) | Command::Join(_) => "no output was written",
        Command::Batch(_) => "run the same command again to go on",
        _ => "nothing was finished",
    };
    let result = match arguments.command {
        Command::Render(arguments) => {
            let words = std::env::args_os().collect();
            render::render(*arguments, words, &console, interrupt)
        }
        Command::Resume(arguments) => resume::resume(arguments, &console, interrupt),
        Command::Join(arguments) => join::join(&arguments, &console, interrupt),
        #[cfg(feature = "preview")]
        Command::Preview(arguments) => preview::preview(*arguments, &console, interrupt),
        Command::Batch(arguments) => batch::batch(*arguments, &console, interrupt),
        Command::BatchWorker => batch::work(interrupt),
        Command::Check(arguments) => check::check(&arguments, &console),
        Command::Inspect(arguments) => inspect::inspect(&arguments),
        Command::Doctor(arguments) => doctor::doctor(&arguments),
        Command::Bench { what } => bench::bench(what, &console, interrupt),
        Command::New(arguments) => new::new(&arguments),
        Command::Library(arguments) => library::library(&arguments),
        Command::Completions { shell } => completions(shell),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if interrupt.is_set() => {
            if matches!(error.downcast_ref(), Some(ExportError::Cancelled)) {
                console.notice("interrupted", unfinished);
            }
            interrupt.exit_code()
        }
        Err(error) => match error.downcast_ref::<Quiet>() {
            Some(quiet) => quiet.exit(),
            None => {
                console.error(&error);
                ExitCode::FAILURE
            }
        },
    }
}

fn completions(shell: clap_complete::Shell) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "shaderpipe", &mut script);
    console::print(&String::from_utf8_lossy(&script))
}
