//! Jobs that fail, in every way there is, among jobs that do not.

use rustix::process::Signal;

use crate::folder::{Folder, NOISE};
use crate::processes::until;
use crate::run::Run;
use crate::{assert_tidy, assert_whole, batch, in_state, report, scenes};

/// Keeps every processor that draws busy for longer than anybody waits; llvmpipe gives loops up after
/// 65535 rounds.
pub(crate) const ENDLESS: &str = "\
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

/// What stands in outputs before.
const OLDER: &[u8] = b"an older video";
const REPLACED: [&str; 3] = ["out/dead.mp4", "out/deadly.mp4", "out/endless.mp4"];

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
    std::fs::create_dir(folder.path("out")).unwrap();
    for name in REPLACED {
        folder.write(name, OLDER);
    }
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
    // What was there before is as it was, and nothing else of them is there.
    for (output, _) in &failed {
        let found = std::fs::read(folder.path(output)).ok();
        let older = REPLACED.contains(&output.as_str()).then_some(OLDER.into());
        assert!(found == older, "{output}");
    }
    for name in REPLACED {
        std::fs::remove_file(folder.path(name)).unwrap();
    }
    assert_eq!(assert_whole(&folder), 3);
    assert_tidy(&folder);
}

#[test]
fn a_full_disk_fails_the_jobs_that_fill_it() {
    let folder = scenes();
    folder.write("noise.wgsl", NOISE);
    folder.write(
        "jobs.toml",
        "[[job]]\nscene = \"noise.wgsl\"\noutput = \"disk/large.mp4\"\nargs = [\"-threads\", \"1\"]\n\
         [[job]]\nscene = \"noise.wgsl\"\noutput = \"disk/large.png\"\n\
         [[job]]\nscene = [\"scenes/a.wgsl\", \"scenes/b.wgsl\"]\noutput = \"disk/{scene}.mp4\"\n\
         [[job]]\nscene = \"scenes/c.wgsl\"\noutput = \"{scene}.mp4\"\n",
    );
    std::fs::create_dir(folder.path("disk")).unwrap();
    let ended = on_small_disk(
        &folder,
        "$SHADERPIPE batch jobs.toml --jobs 1 --keep-going --report report.json",
    );
    let ended = ended.end();
    assert_ne!(ended.code(), 77, "{MOUNTED}");
    let ended = ended.is(1);
    let report = report(&folder);
    let failed = in_state(&report, "failed", "error");
    let names: Vec<_> = failed.iter().map(|(output, _)| output.as_str()).collect();
    assert_eq!(names, ["disk/large.mp4", "disk/large.png"]);
    for (output, error) in &failed {
        assert!(
            error.contains("No space left on device"),
            "{output}: {error}"
        );
    }
    assert_eq!(ended.text(), ".shaderpipe-batch.jsonl\na.mp4\nb.mp4\n");
    assert_eq!(assert_whole(&folder), 1);
}

const MOUNTED: &str = "this test mounts a small file system: it needs root, or a kernel that lets \
    users make namespaces (sysctl kernel.unprivileged_userns_clone=1)";

/// Runs `script` where `disk` is a small file system; prints what lies there in the end.
fn on_small_disk(folder: &Folder, script: &str) -> Run {
    let script = format!(
        "mount -t tmpfs -o size=96k none disk || exit 77
        {script}
        code=$?
        ls -A disk
        for video in disk/*.mp4; do ffmpeg -v error -xerror -i $video -f null - || exit 3; done
        exit $code"
    );
    let is_root = rustix::process::geteuid().is_root();
    let namespace = if is_root { "-m" } else { "-Urm" };
    Run::of("unshare")
        .args([namespace, "/bin/sh", "-c", &script])
        .folder(folder.root())
}

#[test]
fn who_always_takes_the_worker_along_is_found_among_many() {
    let folder = scenes();
    let deadly = folder.program(
        "deadly",
        "case \"$*\" in *-version*) exec ffmpeg \"$@\";; esac; head -c 20000 >/dev/null; kill -KILL $PPID; exec sleep 60",
    );
    let deadly = deadly.display();
    folder.write(
        "jobs.toml",
        format!(
            "[defaults]\noutput = \"out/{{scene}}-{{seed}}.mp4\"\n\
             [[job]]\nscene = \"scenes/?.wgsl\"\nmatrix.seed = [1, 2, 3]\n\
             [[job]]\nscene = \"scenes/c.wgsl\"\noutput = \"out/deadly.mp4\"\nffmpeg = \"{deadly}\"\n\
             duration = 1\n"
        ),
    );
    let args = "jobs.toml --jobs 3 --keep-going --retry 1 --report report.json";
    batch(&folder, args).end().is(1);
    let report = report(&folder);
    assert_eq!(in_state(&report, "rendered", "attempts").len(), 9);
    let failed = in_state(&report, "failed", "error");
    assert_eq!(failed.len(), 1, "{failed:?}");
    let (output, error) = &failed[0];
    assert_eq!(output, "out/deadly.mp4");
    // Once among others, then alone, and alone once more: those beside it were begun twice at most.
    assert_eq!(in_state(&report, "failed", "attempts")[0].1, "3");
    let attempts = in_state(&report, "rendered", "attempts");
    assert!(
        attempts.iter().all(|(_, attempts)| attempts != "3"),
        "{attempts:?}"
    );
    assert!(error.contains("SIGKILL"), "{error}");
    assert_eq!(assert_whole(&folder), 9);
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
fn what_waits_to_be_tried_again_when_the_batch_stops_has_failed() {
    let folder = scenes();
    folder.write(
        "jobs.toml",
        "[defaults]\noutput = \"{scene}.mp4\"\n\
         [[job]]\nscene = \"scenes/?.wgsl\"\nmatrix.codec = [\"libnothing\", \"libnone\"]\n\
         output = \"{scene}-{codec}.mp4\"\n",
    );
    // Each of six fails, and again: the first for the second time ends the batch.
    let ended = batch(
        &folder,
        "jobs.toml --jobs 1 --retry 1 --report report.json --progress bar",
    );
    ended.end().is(1).says(&["6 failed in"]);
    let report = report(&folder);
    assert_eq!(
        (&report["failed"], &report["not_run"]),
        (&6.into(), &0.into())
    );
    let errors = in_state(&report, "failed", "error");
    assert!(
        errors
            .iter()
            .all(|(_, error)| error.contains("Unknown encoder"))
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
    let report = report(&folder);
    assert_eq!(report["rendered"], 3);
    let attempts = in_state(&report, "rendered", "attempts");
    let attempts = attempts.iter().map(|(_, attempts)| attempts.as_str());
    // Those that were being rendered are rendered again.
    assert_eq!(attempts.filter(|attempts| *attempts == "2").count(), 2);
    assert_eq!(assert_whole(&folder), 3);
    assert_tidy(&folder);
}
