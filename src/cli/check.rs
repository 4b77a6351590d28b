//! `shaderpipe check`: whether scenes are valid, without drawing them.

use shaderpipe::shader::compile;

use super::arguments::CheckArguments;
use super::console::{self, Console, Quiet};
use super::job::load;

pub(super) fn check(arguments: &CheckArguments, console: &Console) -> anyhow::Result<()> {
    let mut failed = false;
    for path in &arguments.scenes {
        let checked = load(path, &arguments.access).and_then(|scene| Ok(compile(&scene)?));
        match checked {
            Ok(_) => console::print(&format!("{}: ok\n", path.display()))?,
            Err(error) => {
                failed = true;
                console.error(&error);
            }
        }
    }
    if failed {
        Err(Quiet::Told.into())
    } else {
        Ok(())
    }
}
