//! `shaderpipe new`: a commented scene to start from.

use std::fs::File;
use std::io::{self, Write as _};

use anyhow::{Context as _, bail};

use super::arguments::NewArguments;
use super::console;

const STARTER: &str = include_str!("../../assets/starter.wgsl");

pub(super) fn new(arguments: &NewArguments) -> anyhow::Result<()> {
    let path = &arguments.path;
    let shown = path.display();
    if path.extension().is_none_or(|extension| extension != "wgsl") {
        bail!("'{shown}' is no name for a scene: end it in .wgsl");
    }
    let mut file = match File::create_new(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            bail!("'{shown}' exists: choose another name");
        }
        file => file.with_context(|| format!("cannot create '{shown}'"))?,
    };
    file.write_all(STARTER.as_bytes())
        .with_context(|| format!("cannot write '{shown}'"))?;
    console::print(&format!(
        "{shown}: a scene to start from\nrender it: shaderpipe render {shown} -o out.mp4\n"
    ))
}
