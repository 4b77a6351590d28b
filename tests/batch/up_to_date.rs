//! What is up to date is not rendered again, and what is not, is, with the reason.

#![allow(clippy::print_stdout, reason = "it tells what it measured")]

use std::time::Instant;

use crate::probe::assert_stream;
use rustix::process::Signal;

use crate::processes::until;
use crate::run::shaderpipe;
use crate::{MATRIX, batch, in_state, report, scenes};

#[test]
fn a_matrix_is_rendered_once_and_what_changes_again() {
    let folder = scenes();
    folder.write("jobs.toml", MATRIX);
    let run = |args: &str| batch(&folder, &format!("jobs.toml --report report.json{args}"));
    run(" --jobs 2").end().done();
    assert_eq!(in_state(&report(&folder), "rendered", "reason").len(), 18);
    for name in ["a", "b", "c"] {
        for (size, side) in [("64x36", 64), ("36x64", 36)] {
            for speed in ["0.5", "1", "2.0"] {
                let path = folder.path(format!("out/{name}-{size}-{speed}.mp4"));
                let width = format!("width={side}");
                assert_stream(&path, &["nb_read_frames=12", &width]);
            }
        }
    }

    let again = |words: &str| -> Vec<String> {
        let told = run("").end().done();
        let rendered = in_state(&report(&folder), "rendered", "reason");
        for (_, reason) in &rendered {
            assert!(reason.contains(words), "{reason}: {}", told.stderr);
        }
        rendered.into_iter().map(|(output, _)| output).collect()
    };
    let written = |name: &str| {
        std::fs::metadata(folder.path(name))
            .unwrap()
            .modified()
            .unwrap()
    };
    let before = written("out/a-64x36-1.mp4");
    let since = Instant::now();
    assert_eq!(again("").len(), 0);
    println!("a second run of 18 jobs took {:?}", since.elapsed());
    assert_eq!(report(&folder)["up_to_date"], 18);
    assert_eq!(written("out/a-64x36-1.mp4"), before);

    // Exactly its dependants.
    let import = folder.read("scenes/lib/tint.wgsl");
    folder.write(
        "scenes/lib/tint.wgsl",
        [&import[..], b"// another\n"].concat(),
    );
    let changed = again("import lib/tint.wgsl has changed");
    assert_eq!(changed.len(), 12);
    assert!(
        changed.iter().all(|output| !output.contains("/c-")),
        "{changed:?}"
    );

    std::fs::remove_file(folder.path("out/b-36x64-0.5.mp4")).unwrap();
    assert_eq!(again("is not there"), ["out/b-36x64-0.5.mp4"]);
    folder.write("out/c-36x64-1.mp4", "mine");
    assert_eq!(again("somebody else"), ["out/c-36x64-1.mp4"]);
    folder.write(
        "jobs.toml",
        MATRIX.replace("[defaults]", "[defaults]\ncrf = 30"),
    );
    assert_eq!(again("crf was not set, and is 30").len(), 18);
    run(" --force").end().done();
    assert_eq!(in_state(&report(&folder), "rendered", "reason").len(), 18);

    // From another folder they are the same jobs.
    let elsewhere = batch(&folder, "../jobs.toml --progress bar").folder(&folder.path("out"));
    elsewhere.end().done().says(&["18 up to date"]);
}

#[test]
fn segments_are_gone_on_with_unless_that_is_forced_or_cannot_be() {
    let folder = scenes();
    let jobs =
        "[[job]]\nscene = \"scenes/c.wgsl\"\noutput = \"long.mp4\"\nduration = 20\nsegments = 1\n";
    folder.write("jobs.toml", jobs);
    let journal = folder.path("long.mp4.segments/journal.jsonl");
    let begin = || {
        let _ = std::fs::remove_file(folder.path("long.mp4"));
        let running = batch(&folder, "jobs.toml").start();
        until("no segment is finished", || {
            let text = std::fs::read_to_string(&journal).unwrap_or_default();
            text.lines().count() > 2
        });
        running.signal(Signal::KILL);
        running.end().is(137);
    };
    let kept = |words: &str| {
        let words = format!("jobs.toml --report report.json{words}");
        let ended = batch(&folder, &words).end().done();
        let segments = &report(&folder)["jobs"][0]["report"]["segments"];
        assert!(!journal.exists());
        (segments["kept"].as_u64().unwrap(), ended)
    };
    begin();
    assert!(kept("").0 > 0);
    begin();
    assert_eq!(kept(" --force").0, 0);

    begin();
    let text = std::fs::read_to_string(&journal).unwrap();
    let text = text.replacen("\"format\":2", "\"format\":1", 1);
    std::fs::write(&journal, text).unwrap();
    let resume = shaderpipe(["resume", "long.mp4"]).folder(folder.root());
    resume.end().is(1).says(&["--restart"]);
    let (kept, ended) = kept("");
    assert_eq!(kept, 0);
    ended.says(&["its segments are dropped, as their journal cannot be read"]);
}
