//! The file of `--report`: asked before the work, so that one that cannot be written costs none.

use std::fmt::Display;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use serde::Serialize;
use shaderpipe::encode::Output;

use super::console;

/// Where a report goes.
pub(super) enum ReportTo {
    Nowhere,
    Stdout,
    /// No temporary file stands in for it meanwhile: what kills the program would leave that.
    File {
        path: PathBuf,
        no_clobber: bool,
    },
}

impl ReportTo {
    /// The place that `--report` names, which must be none of the `others`, each with what it is.
    pub(super) fn open<'a>(
        path: Option<&PathBuf>,
        others: impl IntoIterator<Item = (&'a PathBuf, impl Display)>,
        no_clobber: bool,
    ) -> anyhow::Result<Self> {
        let Some(path) = path else {
            return Ok(Self::Nowhere);
        };
        if path == Path::new("-") {
            return Ok(Self::Stdout);
        }
        for (other, what) in others {
            if is_same_file(path, other) {
                return Err(taken(path, what));
            }
        }
        drop(Output::create(path, no_clobber).context("--report")?);
        let path = path.clone();
        Ok(Self::File { path, no_clobber })
    }

    /// Writes the report.
    pub(super) fn write(self, report: &impl Serialize) -> anyhow::Result<()> {
        let text = || serde_json::to_string_pretty(report).map(|text| format!("{text}\n"));
        match self {
            Self::Nowhere => Ok(()),
            Self::Stdout => console::print(&text()?),
            Self::File { path, no_clobber } => {
                let text = text()?;
                let output = Output::create(&path, no_clobber).context("--report")?;
                let path = output.path_for_writer();
                let written = std::fs::File::create(path)
                    .and_then(|mut file| file.write_all(text.as_bytes()));
                written.context("--report")?;
                Ok(output.commit().context("--report")?)
            }
        }
    }
}

/// Why a report cannot be written to `path`, which is `what`.
pub(super) fn taken(path: &Path, what: impl Display) -> anyhow::Error {
    let path = path.display();
    anyhow!("--report names {what} itself, '{path}': name another file")
}

/// Whether both paths lead to one file, or will once it is written.
pub(super) fn is_same_file(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| match path.canonicalize() {
        Ok(found) => Some(found),
        Err(_) => {
            let parent = path
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty());
            let parent = parent.unwrap_or(Path::new(".")).canonicalize().ok()?;
            Some(parent.join(path.file_name()?))
        }
    };
    one == other || place(one).is_some_and(|place_of_one| Some(place_of_one) == place(other))
}
