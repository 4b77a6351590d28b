//! The command line of `shaderpipe batch`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::TellingArguments;

const EXAMPLES: &str = "\
A job file:
  [defaults]                      # holds for every job
  fps = 30
  output = \"out/{scene}-{size}-{speed}.mp4\"

  [[job]]                         # may be repeated
  scene = \"scenes/*.wgsl\"
  duration = 4
  matrix.size = [[1920, 1080], [1080, 1920]]
  matrix.params.speed = [0.5, 1, 2]

Every option of `shaderpipe render` is a key by its long name; params = { NAME = VALUE } is --set. \
Paths are relative to the job file. What is listed in the matrix is multiplied out, one job for each \
combination. {FIELDS} of the output are: scene, size, width, height, index, every option and parameter \
that the job sets, and the axes of its matrix.

With - jobs come on standard input, a JSON object with the same keys on each line.

What is finished is remembered beside the outputs: a second run renders only what has changed.

Examples:
  shaderpipe batch jobs.toml --dry-run
  shaderpipe batch jobs.toml --keep-going --report report.json
  ./make-jobs.py | shaderpipe batch -

Exit codes: 0 all outputs are there, 1 a job has failed, 2 the command line cannot be parsed, 129 \
hung up, 130 interrupted, 143 terminated.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct BatchArguments {
    /// The job file, in TOML; - for JSON lines on standard input
    #[arg(value_name = "FILE|-", value_hint = ValueHint::FilePath, allow_hyphen_values = true)]
    pub(crate) file: PathBuf,

    /// Print the command of each job, and whether it would run, and render nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Render so many jobs at once [default: what the processor's cores and the encoders make of it]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,

    /// Render what is up to date as well
    #[arg(long)]
    pub(crate) force: bool,

    /// Go on with the other jobs when one fails
    #[arg(long)]
    pub(crate) keep_going: bool,

    /// Try a job that fails so many times more
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) retry: u16,

    /// Give a job up when the device that it waits for finishes nothing for so long, as with a shader that
    /// never ends; 0 never does
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub(crate) hang_timeout: u32,

    #[command(flatten)]
    pub(crate) telling: TellingArguments,
}
