//! A child process that several threads may look at and kill, and that is reaped exactly once.
//!
//! Knows nothing of what the process does.

use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Ends a program of FFmpeg's from any thread; clones refer to the same process.
#[derive(Clone, Debug)]
pub struct KillHandle {
    // Held for moments only, never while waiting: kill must always get through. A process that has
    // not been reaped keeps its number, so under this lock no stranger can be hit.
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    child: Child,
    killed: bool,
    exit: Option<Exit>,
}

/// How a process ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exit {
    pub(super) status: ExitStatus,
    pub(super) cpu_seconds: Option<f64>,
    /// Whether it ended because we killed it.
    pub(super) killed: bool,
}

impl KillHandle {
    pub(super) fn new(child: Child) -> Self {
        Self {
            state: Arc::new(Mutex::new(State {
                child,
                killed: false,
                exit: None,
            })),
        }
    }

    /// Kills the process and, on Unix, those it started in its process group. Returns at once; does
    /// nothing to a process that has ended.
    pub fn kill(&self) {
        let mut state = self.lock();
        if state.exit.is_some() {
            return;
        }
        state.killed = true;
        #[cfg(unix)]
        {
            use rustix::process::{Pid, Signal, kill_process_group};
            // Fails when the child has not become its group's leader; the line below covers that.
            let _ = kill_process_group(Pid::from_child(&state.child), Signal::KILL);
        }
        if let Err(error) = state.child.kill() {
            tracing::warn!("cannot kill FFmpeg: {error}");
        }
    }

    /// Processor time the process and its own children have used so far, in seconds: grows while
    /// FFmpeg is slow, stands still when it is stuck. `None` where the system does not tell (only
    /// Linux does) or the process has ended.
    pub fn cpu_seconds(&self) -> Option<f64> {
        let mut state = self.lock();
        // A process that has ended uses no more, and is not stuck.
        if state.exit.is_some() || has_ended(&mut state.child).unwrap_or(true) {
            return None;
        }
        cpu::seconds_of_tree(state.child.id())
    }

    /// Whether [`KillHandle::kill`] was called before the process had been reaped.
    pub(super) fn was_killed(&self) -> bool {
        self.lock().killed
    }

    /// The process's number.
    pub(super) fn id(&self) -> u32 {
        self.lock().child.id()
    }

    /// Reaps the process if it has ended; never blocks.
    pub(super) fn poll_exit(&self) -> std::io::Result<Option<Exit>> {
        let mut state = self.lock();
        if state.exit.is_none() && has_ended(&mut state.child)? {
            // Only until it is reaped does the kernel know what it used.
            let cpu_seconds = cpu::seconds(state.child.id());
            let status = state.child.wait()?;
            state.exit = Some(Exit {
                status,
                cpu_seconds,
                killed: state.killed && was_shot(status),
            });
        }
        Ok(state.exit)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether `child` has ended. On Linux it is left unreaped.
fn has_ended(child: &mut Child) -> std::io::Result<bool> {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
        Ok(waitid(WaitId::Pid(Pid::from_child(child)), options)?.is_some())
    }
    #[cfg(not(target_os = "linux"))]
    {
        Ok(child.try_wait()?.is_some())
    }
}

/// Whether the process ended in the way that killing ends it.
pub(super) fn was_shot(status: ExitStatus) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        status.signal() == Some(rustix::process::Signal::KILL.as_raw())
    }
    #[cfg(not(unix))]
    {
        // What `Child::kill` makes of it on Windows.
        status.code() == Some(1)
    }
}

/// Makes `command` start a process that a terminal's Ctrl-C does not reach, and that does not
/// outlive us.
pub(super) fn isolate(command: &mut Command) {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        command.process_group(0);
    }
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt;
        const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
        command.creation_flags(CREATE_NEW_PROCESS_GROUP);
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Signal, getpid, getppid, set_parent_process_death_signal};
        use std::os::unix::process::CommandExt;
        let parent = getpid();
        let die_with_parent = move || {
            set_parent_process_death_signal(Some(Signal::KILL))?;
            // A parent that died before the line above sends no signal any more.
            if getppid() == Some(parent) {
                Ok(())
            } else {
                Err(rustix::io::Errno::SRCH.into())
            }
        };
        // SAFETY: between fork and exec the closure makes three system calls and touches neither
        // the heap, nor locks, nor anything the other threads of the parent may have held.
        unsafe { command.pre_exec(die_with_parent) };
    }
}

#[cfg(target_os = "linux")]
mod cpu {
    //! Processor time from `/proc`.

    use std::fs::read_to_string;

    /// The kernel reports clock ticks in this unit to programs on every architecture Rust and
    /// wgpu share, whatever its own timer does.
    const TICKS_A_SECOND: f64 = 100.0;

    /// Time used by process `id` and the children it has waited for; also when it is a zombie.
    pub(super) fn seconds(id: u32) -> Option<f64> {
        ticks(&read_to_string(format!("/proc/{id}/stat")).ok()?)
    }

    /// The same, with the children that still run: an `ffmpeg` may be a script around FFmpeg.
    pub(super) fn seconds_of_tree(id: u32) -> Option<f64> {
        let own = seconds(id)?;
        let children = read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        let children = children.split_whitespace().filter_map(|id| id.parse().ok());
        Some(own + children.filter_map(seconds_of_tree).sum::<f64>())
    }

    pub(super) fn ticks(stat: &str) -> Option<f64> {
        // The second field is the program's name in parentheses and may hold anything.
        let (_, fields) = stat.rsplit_once(')')?;
        let times = fields.split_whitespace().skip(11).take(4);
        let ticks: Vec<f64> = times.map(|time| time.parse().ok()).collect::<Option<_>>()?;
        (ticks.len() == 4).then(|| ticks.iter().sum::<f64>() / TICKS_A_SECOND)
    }
}

#[cfg(not(target_os = "linux"))]
mod cpu {
    //! Systems that do not tell.

    pub(super) fn seconds(_id: u32) -> Option<f64> {
        None
    }

    pub(super) fn seconds_of_tree(_id: u32) -> Option<f64> {
        None
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::cpu::{seconds_of_tree, ticks};

    #[test]
    fn processor_time_is_read_past_any_name() {
        let stat = "42 (a) b) R 1 42 42 0 -1 4194560 100 0 0 0 150 25 20 5 20 0 1 0 100 0 0";
        assert_eq!(ticks(stat), Some(2.0));
        assert_eq!(ticks("42 (a) R 1 42"), None);
        assert_eq!(ticks(""), None);
    }

    #[test]
    fn our_own_time_is_known() {
        assert!(seconds_of_tree(std::process::id()).is_some());
        assert!(seconds_of_tree(u32::MAX).is_none());
    }
}
