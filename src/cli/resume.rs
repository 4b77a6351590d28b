//! `shaderpipe resume`: the command that began a render in segments, run again where it was.

use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use clap::Parser as _;
use shaderpipe::export::{SegmentsError, begun};

use super::arguments::{Arguments, Command, RenderArguments, ResumeArguments, SegmentsArguments};
use super::console::Console;
use super::interrupt::Interrupt;
use super::render::render;
use super::report::is_same_file;
use super::segments::patience;

pub(super) fn resume(
    arguments: ResumeArguments,
    console: &Console,
    interrupt: &Interrupt,
) -> anyhow::Result<()> {
    let cancelled = || interrupt.is_set();
    let begun = match begun(&arguments.output, &patience(console, &cancelled)) {
        Ok(begun) => begun,
        // Something ended the program while it put the segments away.
        Err(finished @ SegmentsError::Finished(_)) => {
            console.notice("note", &finished.to_string());
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    let absolute = |path: &Path| std::path::absolute(path).context("the working folder");
    let output = absolute(&arguments.output)?;
    let mut telling = arguments.telling;
    if let Some(report) = telling
        .report
        .as_mut()
        .filter(|report| **report != *Path::new("-"))
    {
        *report = absolute(report)?;
    }
    std::env::set_current_dir(&begun.folder).with_context(|| {
        let folder = begun.folder.display();
        format!("the render was begun in '{folder}': give the same `render` command again where its files are now")
    })?;
    let again = Arguments::try_parse_from(&begun.arguments);
    let again = again.map_err(|error| anyhow!("the command that began it: {error}"))?;
    let Command::Render(again) = again.command else {
        bail!("what began it is no `render` command");
    };
    let makes_it = again
        .outputs
        .iter()
        .any(|one| is_same_file(&one.path, &output));
    if !makes_it {
        let (path, folder) = (output.display(), begun.folder.display());
        bail!(
            "'{path}' is not what the render in '{folder}' makes: give the same `render` command again where its files are now"
        );
    }
    telling.report = telling.report.or(again.telling.report);
    let again = RenderArguments {
        telling,
        segments: SegmentsArguments {
            restart: false,
            ..again.segments
        },
        ..*again
    };
    let words = begun.arguments.into_iter().map(Into::into).collect();
    render(again, words, console, interrupt)
}
