//! A shell stands in for FFmpeg and misbehaves.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ChildStdin;
use std::thread;
use std::time::{Duration, Instant};

use shaderpipe::encode::{EncodeError, Encoder, Ffmpeg};

/// Long enough for the slowest machine; reached only when something hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs `script` in FFmpeg's place. No script file: another test's fork could hold it open for
/// writing, and it could not be run then.
fn shell(script: &str, argument: &Path) -> (Encoder, ChildStdin) {
    let shell = Ffmpeg::find(Some(Path::new("/bin/sh"))).expect("a shell");
    let args = [
        "-c".as_ref(),
        script.as_ref(),
        "sh".as_ref(),
        argument.as_os_str(),
    ];
    Encoder::spawn(&shell, args).expect("a child")
}

/// Fails if `body` takes too long. It runs on a thread that lives as long as its children.
fn in_time<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, result) = crossbeam_channel::bounded(1);
    let body = thread::spawn(move || sender.send(body()));
    match result.recv_timeout(PATIENCE) {
        Ok(result) => result,
        Err(crossbeam_channel::RecvTimeoutError::Timeout) => panic!("it hangs"),
        Err(_) => match body.join() {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(_) => unreachable!("the result was sent"),
        },
    }
}

fn until<T>(mut ready: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(value) = ready() {
            return value;
        }
        assert!(start.elapsed() < PATIENCE, "it never happens");
        thread::sleep(Duration::from_millis(5));
    }
}

/// A file that a script writes a process number into.
struct Number(tempfile::TempDir);

impl Number {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("number")
    }

    fn read(&self) -> i32 {
        until(|| {
            std::fs::read_to_string(self.path())
                .ok()?
                .strip_suffix('\n')?
                .parse()
                .ok()
        })
    }
}

fn exists(process: i32) -> bool {
    let process = rustix::process::Pid::from_raw(process).expect("a number above 0");
    rustix::process::test_kill_process(process).is_ok()
}

/// Whether it runs; a zombie that others have yet to reap does not.
fn runs(process: i32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"));
    match stat {
        Ok(stat) => !stat.contains(") Z "),
        Err(_) => !cfg!(target_os = "linux") && exists(process),
    }
}

#[test]
fn words_and_exit_code_are_kept() {
    in_time(|| {
        let script = "echo 'first words' >&2; printf 'last words' >&2; exit 7";
        let (encoder, mut pipe) = shell(script, Path::new(""));
        while pipe.write_all(&[0; 4096]).is_ok() {}
        let error = encoder.finish().unwrap_err();
        assert_eq!(error.log(), ["first words", "last words"]);
        let message = error.to_string();
        assert!(message.contains("exit status: 7"), "{message}");
        assert!(
            message.ends_with(":\n  first words\n  last words"),
            "{message}"
        );
    });
}

#[test]
fn a_flood_of_words_neither_blocks_nor_fills_memory() {
    in_time(|| {
        let script = "head -c 1048576 /dev/zero | tr '\\0' x >&2; echo >&2
            i=0; while [ $i -lt 20000 ]; do echo \"word $i\"; i=$((i+1)); done >&2
            exec cat >/dev/null";
        let (encoder, mut pipe) = shell(script, Path::new(""));
        pipe.write_all(&[0; 1 << 20]).unwrap();
        drop(pipe);
        let log = encoder.finish().unwrap().log;
        assert_eq!(log.last().unwrap(), "word 19999");
        assert!(log.iter().map(String::len).sum::<usize>() < 32 << 10);
    });
}

#[test]
fn a_writer_blocked_by_a_silent_child_is_freed_by_the_kill_handle() {
    in_time(|| {
        let (encoder, mut pipe) = shell("exec sleep 1000", Path::new(""));
        let kill = encoder.kill_handle();
        let killer = thread::spawn(move || {
            thread::sleep(Duration::from_millis(50));
            kill.kill();
            kill.kill();
        });
        let error = loop {
            if let Err(error) = pipe.write_all(&[0; 65536]) {
                break error;
            }
        };
        assert_eq!(error.kind(), std::io::ErrorKind::BrokenPipe);
        killer.join().unwrap();
        assert!(matches!(encoder.finish(), Err(EncodeError::Killed { .. })));
    });
}

#[test]
fn a_waiting_finish_is_ended_by_the_kill_handle() {
    in_time(|| {
        let number = Number::new();
        let (encoder, pipe) = shell("echo $$ >\"$1\"; exec sleep 1000", &number.path());
        let process = number.read();
        let kill = encoder.kill_handle();
        drop(pipe);
        let killer = thread::spawn(move || {
            thread::sleep(Duration::from_millis(50));
            kill.kill();
            kill
        });
        assert!(matches!(encoder.finish(), Err(EncodeError::Killed { .. })));
        assert!(!exists(process), "it is a zombie");
        let kill = killer.join().unwrap();
        kill.kill();
        assert_eq!(kill.cpu_seconds(), None);
    });
}

#[test]
fn a_success_stays_one_whatever_is_killed_after() {
    in_time(|| {
        let (encoder, pipe) = shell("exec cat >/dev/null", Path::new(""));
        let kill = encoder.kill_handle();
        drop(pipe);
        encoder.finish().unwrap();
        kill.kill();
    });
}

#[test]
fn dropping_ends_a_child_that_ignores_signals_and_what_it_started() {
    in_time(|| {
        let number = Number::new();
        let child = Number::new();
        let script = format!(
            "trap '' TERM INT HUP; sleep 1000 & echo $! >'{}'; echo $$ >\"$1\"; while :; do wait; done",
            child.path().display()
        );
        let (encoder, _pipe) = shell(&script, &number.path());
        let (process, child) = (number.read(), child.read());
        assert!(runs(process) && runs(child));
        drop(encoder);
        assert!(!exists(process), "it is a zombie or runs");
        until(|| (!runs(child)).then_some(()));
    });
}

#[test]
fn a_stranger_that_holds_stderr_does_not_hold_us() {
    in_time(|| {
        let number = Number::new();
        // A session of its own: killing the group does not reach it.
        let script = "setsid sleep 1000 & echo $! >\"$1\"; echo done >&2";
        let (encoder, pipe) = shell(script, &number.path());
        let stranger = rustix::process::Pid::from_raw(number.read()).unwrap();
        drop(pipe);
        let finished = encoder.finish();
        let (dropped, _pipe) = shell("setsid sleep 1000 & echo $! >\"$1\"; wait", &number.path());
        let other = until(|| {
            let other = rustix::process::Pid::from_raw(number.read()).unwrap();
            (other != stranger).then_some(other)
        });
        drop(dropped);
        for process in [stranger, other] {
            rustix::process::kill_process(process, rustix::process::Signal::KILL).unwrap();
        }
        assert_eq!(finished.unwrap().log, ["done"]);
    });
}

#[test]
fn the_child_has_its_own_process_group() {
    in_time(|| {
        let (encoder, _pipe) = shell("ps -o pid= -o pgid= -p $$ >&2", Path::new(""));
        let log = encoder.finish().unwrap().log;
        let numbers: Vec<_> = log[0].split_whitespace().collect();
        assert_eq!(numbers[0], numbers[1], "{log:?}");
    });
}

#[cfg(target_os = "linux")]
#[test]
fn processor_time_tells_a_slow_child_from_a_stuck_one() {
    in_time(|| {
        // The shell itself waits; its child works.
        let (encoder, pipe) = shell("(while :; do :; done) & wait", Path::new(""));
        let kill = encoder.kill_handle();
        until(|| (kill.cpu_seconds()? > 0.05).then_some(()));
        kill.kill();
        drop((encoder, pipe));

        let (encoder, pipe) = shell(
            "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done",
            Path::new(""),
        );
        drop(pipe);
        assert!(encoder.finish().unwrap().cpu_seconds.unwrap() > 0.0);
    });
}

#[cfg(target_os = "linux")]
#[test]
fn the_child_does_not_outlive_us() {
    const NAME: &str = "child::the_child_does_not_outlive_us";
    const VARIABLE: &str = "SHADERPIPE_TEST_NUMBER";
    // This test again, in a process that is then killed.
    if let Some(path) = std::env::var_os(VARIABLE) {
        let _child = shell("echo $$ >\"$1\"; exec sleep 1000", Path::new(&path));
        loop {
            thread::park();
        }
    }
    let number = Number::new();
    let mut parent = std::process::Command::new(std::env::current_exe().unwrap())
        .args([NAME, "--exact"])
        .env(VARIABLE, number.path())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let child = number.read();
    assert!(runs(child));
    parent.kill().unwrap();
    parent.wait().unwrap();
    until(|| (!runs(child)).then_some(()));
}

#[cfg(target_os = "linux")]
#[test]
fn the_child_ends_with_the_thread_that_started_it() {
    in_time(|| {
        let starter = thread::spawn(|| shell("exec sleep 1000", Path::new("")));
        let (encoder, _pipe) = starter.join().unwrap();
        let message = encoder.finish().unwrap_err().to_string();
        assert!(message.contains("signal: 9"), "{message}");
        assert!(message.contains("memory ran out"), "{message}");
    });
}
