//! Jobs that fail, in every way there is, among jobs that do not.

use rustix::process::Signal;

use crate::processes::until;
use crate::{assert_tidy, assert_whole, batch, in_state, report, scenes};

/// Keeps every processor that draws busy for longer than anybody waits.
const ENDLESS: &str = "\
//! size = [64, 36]
//! duration = 0.4
#import shaderpipe::frame
@fragment fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    var x = position.x + frame.time;
    for (var i = 0u; i < 4000000000u; i += 1u) { x = fract(sin(x * 1.1 + 0.3) * 43758.5 + f32(i)); }
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
        "case \"$*\" in *-version*) exec ffmpeg \"$@\";; esac; kill -ABRT $PPID; sleep 60",
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
    batch(&folder, "jobs.toml --retry 2 --report report.json")
        .end()
        .is(1);
    let report = report(&folder);
    assert_eq!(
        (&report["failed"], &report["not_run"]),
        (&1.into(), &2.into())
    );
    assert_eq!(
        in_state(&report, "failed", "attempts"),
        [("c.mp4".to_owned(), "3".to_owned())]
    );
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
