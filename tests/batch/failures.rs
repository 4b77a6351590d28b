//! Jobs that fail, in every way there is, among jobs that do not.

use rustix::process::Signal;

use crate::processes::until;
use crate::{assert_tidy, assert_whole, batch, in_state, report, scenes};

/// Keeps every processor that draws busy for longer than anybody waits; llvmpipe gives loops up after
/// 65535 rounds.
const ENDLESS: &str = "\
//! size = [640, 360]
//! duration = 0.4
#import shaderpipe::frame
@fragment fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    var x = position.x + frame.time;
    for (var i = 0u; i < 60000u; i += 1u) {
        for (var j = 0u; j < 60000u; j += 1u) {
            x = fract(sin(sin(sin(sin(sin(sin(sin(sin(x * 1.1) * 43.5) * 7.1) * 3.3) * 5.7) * 9.1) * 2.3) * 4.9));
        }
    }
    return vec4f(x);
}
";

#[test]
fn what_fails_is_named_and_the_others_are_rendered() {
    let folder = scenes();
    folder.write(
        "bad.wgsl",
        "@fragment fn image() -> @location(0) vec4f { return 1.0 }\n",
    );
    folder.write("endless.wgsl", ENDLESS);
    // Takes the worker along, which is the parent of the shell that FFmpeg is called by.
    let deadly = folder.program(
        "deadly",
        "case \"$*\" in *-version*) exec ffmpeg \"$@\";; esac; kill -ABRT $PPID; exec sleep 60",
    );
    let dead = folder.program(
        "dead",
        "case \"$*\" in *-version*) exec ffmpeg \"$@\";; esac; exit 3",
    );
    let (deadly, dead) = (deadly.display(), dead.display());
    folder.write(
        "jobs.toml",
        format!(
            "[defaults]\noutput = \"out/{{scene}}.mp4\"\n\
             [[job]]\nscene = \"scenes/?.wgsl\"\n\
             [[job]]\nscene = [\"bad.wgsl\", \"missing.wgsl\", \"endless.wgsl\"]\n\
             [[job]]\nscene = \"scenes/a.wgsl\"\noutput = \"out/codec.mp4\"\ncodec = \"libnothing\"\n\
             [[job]]\nscene = \"scenes/a.wgsl\"\noutput = \"out/deadly.mp4\"\nffmpeg = \"{deadly}\"\n\
             [[job]]\nscene = \"scenes/a.wgsl\"\noutput = \"out/dead.mp4\"\nffmpeg = \"{dead}\"\n\
             [[job]]\nscene = \"scenes/a.wgsl\"\noutput = \"/dev/full/x.mp4\"\n"
        ),
    );
    let run = batch(
        &folder,
        "jobs.toml --jobs 3 --keep-going --hang-timeout 4 --report report.json",
    );
    run.end().is(1);
    let report = report(&folder);
    let rendered = in_state(&report, "rendered", "state");
    let rendered: Vec<_> = rendered.iter().map(|(output, _)| output.as_str()).collect();
    assert_eq!(rendered, ["out/a.mp4", "out/b.mp4", "out/c.mp4"]);
    let failed = in_state(&report, "failed", "error");
    let expected = [
        ("/dev/full/x.mp4", "/dev/full"),
        ("out/bad.mp4", "bad.wgsl:1"),
        ("out/codec.mp4", "Unknown encoder 'libnothing'"),
        ("out/dead.mp4", "FFmpeg failed"),
        ("out/deadly.mp4", "SIGABRT"),
        ("out/endless.mp4", "--hang-timeout"),
        ("out/missing.mp4", "missing.wgsl"),
    ];
    assert_eq!(failed.len(), expected.len(), "{failed:#?}");
    for ((output, error), (name, words)) in failed.iter().zip(expected) {
        assert!(output == name && error.contains(words), "{output}: {error}");
    }
    assert_eq!(assert_whole(&folder), 3);
    assert_tidy(&folder);
}

#[test]
fn without_leave_to_go_on_the_rest_is_not_run() {
    let folder = scenes();
    folder.write(
        "jobs.toml",
        "[defaults]\noutput = \"{scene}.mp4\"\n\
         [[job]]\nscene = \"scenes/c.wgsl\"\ncodec = \"libnothing\"\nduration = 2\n\
         [[job]]\nscene = [\"scenes/a.wgsl\", \"scenes/b.wgsl\"]\n",
    );
    let run = |args: &str| {
        let args = format!("jobs.toml --report report.json{args}");
        batch(&folder, &args).end().is(1);
        report(&folder)
    };
    let once = run("");
    assert_eq!((&once["failed"], &once["not_run"]), (&1.into(), &2.into()));
    // What is tried again is tried when the others are done.
    let thrice = run(" --retry 2");
    assert_eq!(
        (&thrice["failed"], &thrice["rendered"]),
        (&1.into(), &2.into())
    );
    let attempts = in_state(&thrice, "failed", "attempts");
    assert_eq!(attempts, [("c.mp4".to_owned(), "3".to_owned())]);
}

#[test]
fn a_worker_that_is_killed_costs_nothing() {
    let folder = scenes();
    folder.write(
        "jobs.toml",
        "[defaults]\noutput = \"{scene}.mp4\"\nduration = 20\n[[job]]\nscene = \"scenes/?.wgsl\"\n",
    );
    let running = batch(&folder, "jobs.toml --jobs 2 --report report.json").start();
    let mut worker = None;
    until("a worker writes", || {
        worker = crate::ends::children(running.pid()).first().copied();
        folder
            .names()
            .iter()
            .filter(|name| name.contains(".partial"))
            .count()
            == 2
    });
    rustix::process::kill_process(worker.unwrap(), Signal::KILL).unwrap();
    running.end().done();
    assert_eq!(report(&folder)["rendered"], 3);
    assert_eq!(assert_whole(&folder), 3);
    assert_tidy(&folder);
}
