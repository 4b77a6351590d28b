//! `shaderpipe bench`: what things cost on this machine.

mod export;
mod pipe;

use super::arguments::BenchCommand;
use super::console::Console;
use super::interrupt::Interrupt;

pub(super) fn bench(
    what: BenchCommand,
    console: &Console,
    interrupt: &Interrupt,
) -> anyhow::Result<()> {
    match what {
        BenchCommand::Pipe(arguments) => pipe::pipe(&arguments, console, interrupt),
        BenchCommand::Export(arguments) => export::export(&arguments, console, interrupt),
    }
}
