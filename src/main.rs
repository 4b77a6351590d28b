//! The command-line program: arguments in, one command run, an exit code out.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    quiet_driver();
    let arguments = cli::Arguments::parse();
    cli::start(arguments)
}

/// Mesa's device-select layer looks for a Wayland display and prints an error to the user's terminal
/// when there is none, as on a server. `--adapter` selects devices here.
fn quiet_driver() {
    let is_set = |name| std::env::var_os(name).is_some();
    if cfg!(target_os = "linux") && !is_set("XDG_RUNTIME_DIR") && !is_set("MESA_VK_DEVICE_SELECT") {
        // SAFETY: no other thread runs yet that could read the environment meanwhile.
        unsafe { std::env::set_var("NODEVICE_SELECT", "1") };
    }
}
