//! What is up to date is not rendered again, and what is not, is, with the reason.

#![allow(clippy::print_stdout, reason = "it tells what it measured")]

use std::time::Instant;

use rustix::process::Signal;

use crate::folder::Folder;
use crate::probe::assert_stream;
use crate::processes::until;
use crate::run::{Run, shaderpipe};
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

/// Why each job of `jobs.toml` is run, by a batch that is told `args`.
fn reasons(folder: &Folder, args: &str) -> Vec<String> {
    let run = batch(
        folder,
        &format!("jobs.toml --jobs 1 --report report.json{args}"),
    );
    run.end().done();
    let rendered = in_state(&report(folder), "rendered", "reason");
    rendered.into_iter().map(|(_, reason)| reason).collect()
}

#[test]
fn what_stands_behind_a_name_is_the_same_from_every_folder() {
    let folder = scenes();
    std::fs::create_dir(folder.path("one")).unwrap();
    std::fs::rename(folder.path("scenes"), folder.path("one/scenes")).unwrap();
    let job = |out: &str, at: &str| {
        let outputs = format!("[\"{out}/a.mp4,crf=14\", \"{out}/a.png,at={at}\"]");
        let text = format!("[[job]]\nscene = \"scenes/a.wgsl\"\noutput = {outputs}\n");
        folder.write("one/jobs.toml", text);
    };
    job("out", "0.2");
    batch(&folder, "one/jobs.toml").end().done();
    std::os::unix::fs::symlink("one", folder.path("link")).unwrap();
    let says = |file: &str, words: &str| {
        let told = batch(&folder, &format!("{file} --dry-run")).end().done();
        told.prints(&[words]);
    };
    let absolute = folder.path("one/jobs.toml").display().to_string();
    let from_everywhere = |words: &str| {
        for file in [
            "one/jobs.toml",
            "./one/jobs.toml",
            "link/jobs.toml",
            &absolute,
        ] {
            says(file, words);
        }
        let inside = batch(&folder, "jobs.toml --dry-run").folder(&folder.path("one"));
        inside.end().done().prints(&[words]);
    };
    let out = folder.path("one/out").display().to_string();
    for out in ["out", "./out", "../one/out", &out] {
        job(out, "0.2");
        from_everywhere("  # up to date");
        // What is told of a change is the change.
        job(out, "0");
        from_everywhere(
            "  # output was a.mp4,crf=14 a.png,at=0.2, and is a.mp4,crf=14 a.png,at=0\n",
        );
    }
    // Where there can be no plan that could be compared.
    job("out", "0.2");
    let scene = folder.read("one/scenes/a.wgsl");
    folder.write("one/scenes/a.wgsl", "//! size = 3\n");
    let told = batch(&folder, "one/jobs.toml --dry-run").end().is(1);
    assert!(!told.text().contains("output was"), "{}", told.text());
    folder.write("one/scenes/a.wgsl", scene);
    std::fs::rename(folder.path("one"), folder.path("two")).unwrap();
    says("two/jobs.toml", "  # up to date");
}

#[test]
fn a_link_that_leads_elsewhere_is_a_change() {
    let folder = scenes();
    let lead = |to: &str, name: &str| {
        let _ = std::fs::remove_file(folder.path(name));
        std::os::unix::fs::symlink(to, folder.path(name)).unwrap();
    };
    std::fs::create_dir(folder.path("scenes/other")).unwrap();
    let tint = folder.read("scenes/lib/tint.wgsl");
    let other = String::from_utf8(tint).unwrap().replace("0.5", "0.7");
    folder.write("scenes/other/tint.wgsl", other);
    lead("lib", "scenes/link");
    lead("a.wgsl", "scenes/now.wgsl");
    let scene = String::from_utf8(folder.read("scenes/a.wgsl")).unwrap();
    let linked = scene.replace("lib/tint", "link/tint");
    folder.write("scenes/linked.wgsl", linked);
    folder.write(
        "jobs.toml",
        "[[job]]\nscene = [\"scenes/linked.wgsl\", \"scenes/now.wgsl\"]\n\
         output = \"out/{scene}.png\"\n",
    );
    assert_eq!(reasons(&folder, "").len(), 2);
    assert!(reasons(&folder, "").is_empty());
    lead("other", "scenes/link");
    let [reason] = &reasons(&folder, "")[..] else {
        panic!("one job shows it");
    };
    assert!(
        reason.contains("import link/tint.wgsl has changed"),
        "{reason}"
    );
    lead("b.wgsl", "scenes/now.wgsl");
    folder.write("scenes/b.wgsl", scene.replace("speed;", "speed + 0.1;"));
    let [reason] = &reasons(&folder, "")[..] else {
        panic!("one job is of it");
    };
    assert!(reason.contains("scene has changed"), "{reason}");
    assert!(reasons(&folder, "").is_empty());
}

#[test]
fn the_same_in_other_words_is_up_to_date() {
    let folder = scenes();
    let job = |keys: &str| {
        let text = format!("[[job]]\nscene = \"scenes/a.wgsl\"\n{keys}\n");
        folder.write("jobs.toml", text);
        reasons(&folder, "")
    };
    let first = "output = \"a.mp4\"\nparams = { speed = 2 }\nfps = 30\ncrf = 18\nsize = [64, 36]";
    assert_eq!(job(first).len(), 1);
    for keys in [
        "output = \"a.mp4,crf=18\"\nparams = { speed = 2.0 }\nsize = \"64x36\"\nloop = true",
        "output = \"./a.mp4\"\nparams.speed = \"2\"\nfps = \"60/2\"\nframes = 12\ncrf = 18.0",
        "output = \"a.mp4\"\nparams.speed = 2\nseed = 0\nstart = 0\ncodec = \"libx264\"",
        first,
    ] {
        assert_eq!(job(keys), [""; 0], "{keys}");
    }
    for (keys, reason) in [
        (
            "output = \"a.mp4\"\nparams.speed = 2\ncrf = 30",
            "crf was 18, and is 30",
        ),
        (
            "output = \"a.mp4\"\nparams.speed = 2\ncrf = 30.0\nframes = 6",
            "frames was not set, and is 6",
        ),
        (
            "output = \"a.mp4\"\nparams.speed = 3\ncrf = 30\nframes = \"0..6\"",
            "set was speed=2, and is speed=3",
        ),
    ] {
        assert_eq!(job(keys), [reason], "{keys}");
    }
}

#[test]
fn what_changes_while_it_is_rendered_is_rendered_again() {
    let folder = scenes();
    folder.write(
        "jobs.toml",
        "[[job]]\nscene = \"scenes/a.wgsl\"\noutput = \"a.mp4\"\nffmpeg = \"ffmpeg.sh\"\n",
    );
    // As it begins to encode; with a time that tells nothing.
    let change = |file: &str| {
        let script = format!(
            "case \"$*\" in *pipe:0*) echo '// more' >> scenes/{file}; touch -d 2001-01-01 scenes/{file};; \
             esac; exec ffmpeg \"$@\""
        );
        folder.program("ffmpeg.sh", &script);
        let run = batch(&folder, "jobs.toml --force");
        let told = run.end().done();
        let name = file.rsplit('/').next().unwrap();
        told.says(&[
            name,
            "was changed while it was rendered: it will be rendered again",
        ]);
        folder.program("ffmpeg.sh", "exec ffmpeg \"$@\"");
        assert_eq!(reasons(&folder, "").len(), 1, "{file}");
        assert!(reasons(&folder, "").is_empty(), "{file}");
    };
    change("a.wgsl");
    change("lib/tint.wgsl");
    // A clock that went wrong once.
    let file = std::fs::File::options()
        .append(true)
        .open(folder.path("scenes/a.wgsl"));
    let tomorrow = std::time::SystemTime::now() + std::time::Duration::from_secs(86_400);
    file.unwrap().set_modified(tomorrow).unwrap();
    batch(&folder, "jobs.toml --force").end().done();
    assert!(reasons(&folder, "").is_empty());
}

#[test]
fn threads_that_are_asked_for_do_not_follow_the_processors() {
    let threads = std::thread::available_parallelism().unwrap().get();
    if threads < 2 {
        return;
    }
    let folder = scenes();
    let job = |name: &str, keys: &str| {
        format!("[[job]]\nscene = \"scenes/a.wgsl\"\noutput = \"{name}.mp4\"\n{keys}\n")
    };
    let asked = job("asked", &format!("args = [\"-threads\", \"{threads}\"]"));
    folder.write("jobs.toml", asked + &job("followed", ""));
    assert_eq!(reasons(&folder, "").len(), 2);
    let words = [
        "-c",
        "0",
        crate::run::BINARY,
        "batch",
        "jobs.toml",
        "--dry-run",
    ];
    let on_one = Run::of("taskset")
        .args(words)
        .folder(folder.root())
        .end()
        .done();
    let text = on_one.text();
    let [asked, followed] = text.lines().collect::<Vec<_>>()[..] else {
        panic!("{text}");
    };
    assert!(asked.ends_with("# up to date"), "{asked}");
    let reason = format!("the encoder had {threads} threads, and has 1");
    assert!(followed.contains(&reason), "{followed}");
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
    let text = text.replacen("\"format\":", "\"format\":9", 1);
    std::fs::write(&journal, text).unwrap();
    let resume = shaderpipe(["resume", "long.mp4"]).folder(folder.root());
    resume.end().is(1).says(&["--restart"]);
    let (kept, ended) = kept("");
    assert_eq!(kept, 0);
    ended.says(&["its segments are dropped, as their journal cannot be read"]);
}
