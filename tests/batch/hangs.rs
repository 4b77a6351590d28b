//! What counts as hanging, and what does not: work without a shader that takes its time, and a batch
//! that is halted itself.

use std::time::Duration;

use rustix::process::{Pid, Signal};

use crate::ends::{children, writing};
use crate::folder::NOISE;
use crate::processes::until;
use crate::run::{BINARY, Run, shell};
use crate::{assert_tidy, assert_whole, batch, in_state, report, scenes};

#[test]
fn what_draws_nothing_may_take_its_time() {
    let folder = scenes();
    folder.write("noise.wgsl", NOISE);
    // Before it reads a frame, and before it reads, joins and reads again what was written.
    let slow = folder.program(
        "slow",
        "case \"$*\" in *-version*) ;; *) sleep 3;; esac; exec ffmpeg \"$@\"",
    );
    folder.write(
        "jobs.toml",
        format!(
            "[defaults]\nffmpeg = \"{}\"\n\
             [[job]]\nscene = \"scenes/c.wgsl\"\noutput = \"segments.mp4\"\nsegments = 1\n\
             [[job]]\nscene = \"noise.wgsl\"\noutput = \"noise.mp4\"\nsize = [640, 360]\n",
            slow.display()
        ),
    );
    let args = "jobs.toml --jobs 2 --hang-timeout 2 --report report.json";
    batch(&folder, args).end().done();
    let attempts = in_state(&report(&folder), "rendered", "attempts");
    assert!(attempts.iter().all(|(_, attempts)| attempts == "1"));
    assert_eq!(assert_whole(&folder), 2);
}

/// Three videos that take some seconds.
const LONG: &str =
    "[defaults]\noutput = \"out/{scene}.mp4\"\nduration = 20\n[[job]]\nscene = \"scenes/?.wgsl\"\n";

/// Ticks of the processor that a process and all that it has started have used.
fn used(pid: Pid) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()));
    let stat = stat.unwrap_or_default();
    let behind = stat.rsplit(')').next().unwrap_or_default();
    let times = behind.split_whitespace().skip(11).take(2);
    let own: u64 = times.filter_map(|time| time.parse::<u64>().ok()).sum();
    own + children(pid).into_iter().map(used).sum::<u64>()
}

#[test]
fn halted_it_rests_and_goes_on() {
    let folder = scenes();
    folder.write("jobs.toml", LONG);
    let args = "jobs.toml --jobs 2 --hang-timeout 2 --report report.json";
    let running = writing(&folder, batch(&folder, args).start());
    // As a terminal does at Ctrl-Z.
    running.signal_group(Signal::TSTP);
    until("something goes on", || {
        let before = used(running.pid());
        std::thread::sleep(Duration::from_millis(500));
        used(running.pid()) == before
    });
    let before = used(running.pid());
    std::thread::sleep(Duration::from_secs(4));
    assert_eq!(used(running.pid()), before);
    running.signal_group(Signal::CONT);
    running.end().done();
    let attempts = in_state(&report(&folder), "rendered", "attempts");
    assert!(attempts.iter().all(|(_, attempts)| attempts == "1"));
    assert_eq!(assert_whole(&folder), 3);
}

#[test]
fn an_interrupt_that_reaches_the_worker_as_well_ends_it_alike() {
    let folder = scenes();
    folder.write("jobs.toml", LONG);
    let args = "jobs.toml --jobs 2 --keep-going --retry 3 --report report.json";
    let running = writing(&folder, batch(&folder, args).start());
    // As a terminal does at Ctrl-C.
    running.signal_group(Signal::INT);
    running.end().is(130).says(&["again to go on"]);
    assert_tidy(&folder);
    assert_eq!(assert_whole(&folder), 0);
    let report = report(&folder);
    assert_eq!(
        (&report["failed"], &report["not_run"]),
        (&0.into(), &3.into())
    );
}

#[test]
fn a_program_installed_over_it_is_not_called() {
    let folder = scenes();
    folder.write("jobs.toml", LONG);
    let program = folder.path("program");
    std::fs::hard_link(BINARY, &program)
        .or_else(|_| std::fs::copy(BINARY, &program).map(drop))
        .unwrap();
    let run = Run::of(program.to_str().unwrap()).folder(folder.root());
    let run = run.args(["batch", "jobs.toml", "--jobs=2", "--report=report.json"]);
    let running = writing(&folder, run.start());
    std::fs::remove_file(&program).unwrap();
    folder.program("program", "exit 9");
    let worker = children(running.pid())[0];
    rustix::process::kill_process(worker, Signal::KILL).unwrap();
    let ended = running.end().done();
    assert_eq!(report(&folder)["rendered"], 3);
    // It is said of the whole, and once, whoever opens the device.
    let lines = ended.stderr.lines();
    let of_device: Vec<_> = lines.filter(|line| line.contains("no GPU")).collect();
    assert!(of_device.len() < 2, "{of_device:?}");
    assert!(
        of_device.iter().all(|line| !line.contains("\"job\"")),
        "{of_device:?}"
    );
}

#[test]
fn without_a_worker_it_tells_what_was_not_run() {
    let folder = scenes();
    folder.write("jobs.toml", LONG);
    // Files can be read, but there is no room for the pipes.
    let script = "ulimit -n 6; exec $SHADERPIPE batch jobs.toml --report report.json";
    let ended = shell(script).folder(folder.root()).end().is(1);
    ended.says(&["cannot start a worker", "\"summary\"", "\"not_run\":3"]);
    assert_eq!(report(&folder)["not_run"], 3);
}

#[test]
fn who_wants_no_progress_hears_notes_and_failures() {
    let folder = scenes();
    folder.write(
        "jobs.toml",
        "[[job]]\nscene = \"scenes/c.wgsl\"\noutput = \"c.mp4\"\ncodec = \"libnothing\"\n",
    );
    let ended = batch(&folder, "jobs.toml --progress none").end().is(1);
    let kinds = ended.stderr.lines().map(|line| line.split(": ").next());
    let kinds: Vec<_> = kinds.flatten().filter(|kind| *kind != "note").collect();
    assert_eq!(kinds.first(), Some(&"failed"), "{ended:#?}");
    assert!(!ended.stderr.contains("rendered"), "{ended:#?}");
}
