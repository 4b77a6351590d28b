//! The command line of a job is that of `shaderpipe render`: so are its options, and what is wrong with
//! them.

use std::ffi::OsString;

use clap::{ArgAction, Args as _, Command, FromArgMatches as _, ValueHint};
use shaderpipe::batch::{Job, Options, Takes};
use shaderpipe::scene::Diagnostic;

use crate::cli::arguments::{BatchArguments, RenderArguments};

/// What the batch says for all of its jobs, or an entry with keys of its own.
const NOT_OF_A_JOB: [&str; 6] = ["help", "output", "scene", "progress", "report", "verbose"];

/// `shaderpipe render`, as clap reads it.
pub(super) struct RenderCommand(Command);

impl RenderCommand {
    pub(super) fn new() -> Self {
        let mut command = RenderArguments::augment_args(Command::new("render"));
        command.build();
        Self(command)
    }

    /// The options of a job.
    pub(super) fn options(&self) -> Options {
        let arguments = self.0.get_arguments();
        let named = arguments.filter_map(|argument| {
            if argument.is_last_set() {
                return Some(("args".to_owned(), Takes::Words));
            }
            let name = argument.get_long()?.to_owned();
            Some((name, takes(argument)))
        });
        let options: Options = named
            .filter(|(name, _)| !NOT_OF_A_JOB.contains(&name.as_str()))
            .collect();
        let batch = BatchArguments::augment_args(Command::new("batch"));
        let of_all = batch.get_arguments().filter_map(|one| one.get_long());
        options.and_of_all(of_all.map(str::to_owned))
    }

    /// What a job asks for.
    pub(super) fn parse(&mut self, job: &Job) -> Result<RenderArguments, Box<Diagnostic>> {
        let words = job.command_line().into_iter().map(OsString::from);
        self.parse_words(words).map_err(|message| {
            let option = named_in(&message).map(str::to_owned);
            job.mistake(option.as_deref(), message)
        })
    }

    pub(super) fn parse_words(
        &mut self,
        words: impl Iterator<Item = OsString>,
    ) -> Result<RenderArguments, String> {
        let words = std::iter::once(OsString::from("render")).chain(words);
        let matches = self.0.try_get_matches_from_mut(words);
        matches
            .and_then(|matches| RenderArguments::from_arg_matches(&matches))
            .map_err(|error| one_line(&error.to_string()))
    }
}

fn takes(argument: &clap::Arg) -> Takes {
    let repeats = matches!(argument.get_action(), ArgAction::Append);
    let is_path = !matches!(
        argument.get_value_hint(),
        ValueHint::Unknown | ValueHint::Other
    );
    let names = argument.get_value_names().unwrap_or_default();
    match argument.get_action() {
        ArgAction::Set | ArgAction::Append => {
            match names.first().map_or("", |name| name.as_str()) {
                "NAME=FILE" => Takes::Files,
                name if name.starts_with("NAME=") => Takes::Assignments,
                _ if is_path && repeats => Takes::Paths,
                _ if is_path => Takes::Path,
                _ => Takes::Value,
            }
        }
        _ => Takes::Nothing,
    }
}

/// What clap says of a mistake, without its usage.
fn one_line(text: &str) -> String {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let told = text.lines().map(str::trim).take_while(|line| {
        !line.starts_with("Usage:") && !line.starts_with("For more information")
    });
    let told: Vec<&str> = told.filter(|line| !line.is_empty()).collect();
    // What stands behind a colon belongs to it.
    told.join("; ").replace(":; ", ": ")
}

/// The option that a message is about.
pub(super) fn named_in(message: &str) -> Option<&str> {
    let (_, behind) = message.split_once("--")?;
    let end = behind.find(|char: char| !char.is_ascii_lowercase() && char != '-');
    Some(&behind[..end.unwrap_or(behind.len())])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn every_option_of_render_is_one_of_a_job() {
        let options = RenderCommand::new().options();
        for (name, expected) in [
            ("size", Takes::Value),
            ("fps", Takes::Value),
            ("loop", Takes::Nothing),
            ("no-dither", Takes::Nothing),
            ("set", Takes::Assignments),
            ("set-texture", Takes::Files),
            ("preset-file", Takes::Path),
            ("input", Takes::Path),
            ("ffmpeg", Takes::Path),
            ("allow-path", Takes::Paths),
            ("args", Takes::Words),
            ("memory-limit", Takes::Value),
        ] {
            assert_eq!(options.takes(name), Some(expected), "{name}");
        }
        for name in NOT_OF_A_JOB {
            assert_eq!(options.takes(name), None, "{name}");
        }
    }

    #[test]
    fn a_mistake_is_told_in_a_line() {
        let words = ["a.wgsl", "--output=a.mp4", "--size=big"];
        let message = RenderCommand::new()
            .parse_words(words.into_iter().map(OsString::from))
            .unwrap_err();
        assert!(
            !message.contains("Usage") && message.contains("big"),
            "{message}"
        );
        assert_eq!(named_in(&message), Some("size"));
    }
}
