//! `shaderpipe bench`: what things cost on this machine.

mod export;

use super::arguments::BenchCommand;
use super::console::Console;
use super::interrupt::Interrupt;

pub(super) fn bench(
    command: BenchCommand,
    console: &Console,
    interrupt: &Interrupt,
) -> anyhow::Result<()> {
    match command {
        BenchCommand::Export(arguments) => export::export(&arguments, console, interrupt),
    }
}
