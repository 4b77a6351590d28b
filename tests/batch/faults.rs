//! What is known to fail before anything is rendered, and what must not be written.

use std::os::unix::ffi::OsStrExt as _;

use crate::folder::Folder;
use crate::run::{Run, shell};
use crate::{batch, in_state, report, scenes};

/// Shows `wall.png` as `wall`.
const WALL: &str = "\
//! size = [64, 36]
//! duration = 0.1
//! [textures.wall]
//! file = \"wall.png\"
@group(0) @binding(0) var wall: texture_2d<f32>;
@fragment fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return textureLoad(wall, vec2u(0), 0);
}
";

/// `scenes`, and one with a picture.
fn with_wall() -> Folder {
    let folder = scenes();
    folder.write("wall.wgsl", WALL);
    let paint = "scenes/c.wgsl -o wall.png --size 4x4";
    shell(&format!("$SHADERPIPE render {paint}"))
        .folder(folder.root())
        .end()
        .done();
    folder
}

#[test]
fn what_would_fail_is_told_before_anything_is_rendered() {
    let folder = with_wall();
    folder.write("broken.wgsl", "//! size = [4, 4]\nfn f( {}\n");
    folder.write("blind.wgsl", WALL.replace("wall.png", "none.png"));
    folder.write("looks.toml", "[dusk]\nspeed = 2\n");
    folder.write("input.jsonl", "no recording\n");
    let faults = [
        (
            "set",
            "scene = \"scenes/a.wgsl\"\nparams.sped = 2",
            vec!["jobs.toml:7: ", "'sped'", "'speed'?"],
        ),
        (
            "value",
            "scene = \"scenes/a.wgsl\"\nparams.speed = \"fast\"",
            vec!["'fast' is no value"],
        ),
        (
            "preset",
            "scene = \"scenes/a.wgsl\"\npreset-file = \"looks.toml\"\npreset-name = \"dusc\"",
            vec!["dusc", "dusk"],
        ),
        (
            "presets",
            "scene = \"scenes/a.wgsl\"\npreset-file = \"none.toml\"",
            vec!["none.toml", "--preset-file"],
        ),
        (
            "texture",
            "scene = \"wall.wgsl\"\nset-texture.wal = \"wall.png\"",
            vec!["--set-texture", "'wal'", "'wall'"],
        ),
        (
            "picture",
            "scene = \"wall.wgsl\"\nset-texture.wall = \"jobs.toml\"",
            vec!["jobs.toml"],
        ),
        (
            "video",
            "scene = \"wall.wgsl\"\nset-video.clip = \"wall.png\"",
            vec!["--set-video", "'clip'"],
        ),
        ("missing", "scene = \"scenes/none.wgsl\"", vec!["none.wgsl"]),
        ("folder", "scene = \"scenes\"", vec!["scenes"]),
        ("broken", "scene = \"broken.wgsl\"", vec!["broken.wgsl:2"]),
        (
            "blind",
            "scene = \"blind.wgsl\"",
            vec!["blind.wgsl:4", "none.png"],
        ),
        (
            "input",
            "scene = \"scenes/a.wgsl\"\ninput = \"input.jsonl\"",
            vec!["input.jsonl"],
        ),
        ("crf", "scene = \"scenes/a.wgsl\"\ncrf = 99", vec!["99"]),
        (
            "segments",
            "scene = \"scenes/a.wgsl\"\nsegments = 0.001",
            vec!["segment"],
        ),
        (
            "clobber",
            "scene = \"scenes/a.wgsl\"\nno-clobber = true",
            vec!["out/clobber.mp4"],
        ),
    ];
    let mut text = "[[job]]\nscene = \"wall.wgsl\"\noutput = \"out/good.png\"\n".to_owned();
    for (name, keys, _) in &faults {
        text.push_str(&format!("[[job]]\noutput = \"out/{name}.mp4\"\n{keys}\n"));
    }
    folder.write("jobs.toml", text);
    std::fs::create_dir(folder.path("out")).unwrap();
    folder.write("out/clobber.mp4", "");
    let before = folder.contents();
    let told = batch(&folder, "jobs.toml --dry-run").end().is(1);
    let told = told.says(&["15 of 16 jobs would fail"]);
    assert_eq!(
        told.text().matches("  # would fail: ").count(),
        faults.len()
    );
    // A shell takes what is said for comments.
    let commands = format!("shaderpipe() {{ echo \"$1\"; }}\n{}", told.text());
    let words = shell(&commands).folder(folder.root()).end().done().text();
    assert_eq!(words.lines().count(), 1 + faults.len());
    // Nothing is rendered, or all that can be.
    batch(&folder, "jobs.toml")
        .end()
        .is(1)
        .says(&["--keep-going"]);
    assert_eq!(folder.contents(), before);
    for (args, rendered, not_run) in [("", 0, 1), (" --keep-going", 1, 0)] {
        let args = format!("jobs.toml --report report.json{args}");
        batch(&folder, &args).end().is(1);
        let report = report(&folder);
        assert_eq!(report["rendered"], rendered);
        assert_eq!(report["not_run"], not_run);
        assert_eq!(report["failed"], faults.len());
        let failed = in_state(&report, "failed", "error");
        for (name, _, expected) in &faults {
            let (_, error) = failed
                .iter()
                .find(|(output, _)| *output == format!("out/{name}.mp4"))
                .unwrap();
            for words in expected {
                assert!(error.contains(words), "{name}: {error}");
            }
        }
        let attempts = in_state(&report, "failed", "attempts");
        assert!(attempts.iter().all(|(_, attempts)| attempts == "0"));
    }
    // What is up to date would not fail.
    let told = batch(&folder, "jobs.toml --dry-run").end().is(1);
    told.prints(&["out/good.png  # up to date"]);
}

#[test]
fn a_scene_with_an_odd_name_stops_no_others() {
    let folder = scenes();
    let scene = folder.read("scenes/c.wgsl");
    std::fs::create_dir(folder.path("odd")).unwrap();
    for name in [&b"-x"[..], b"a:b", b"con", b"\xff", b".hidden"] {
        let mut name = name.to_owned();
        name.extend(b".wgsl");
        let path = folder.path("odd").join(std::ffi::OsStr::from_bytes(&name));
        std::fs::write(path, &scene).unwrap();
    }
    folder.write(
        "odd/jobs.toml",
        "[[job]]\nscene = \"*.wgsl\"\noutput = \"{scene}.png\"\n",
    );
    let run = |args: &str| {
        let args = format!("batch jobs.toml --report ../report.json{args}");
        crate::shaderpipe(args.split(' ')).folder(&folder.path("odd"))
    };
    run("").end().is(1).says(&["a:b", "rename it"]);
    assert_eq!(report(&folder)["not_run"], 1);
    run(" --keep-going").end().is(1);
    let report = report(&folder);
    assert_eq!(
        in_state(&report, "rendered", "scene"),
        [("./-x.png".to_owned(), "./-x.wgsl".to_owned())]
    );
    let jobs = report["jobs"].as_array().unwrap().iter();
    let failed = jobs.filter(|job| job["state"] == "failed");
    let errors: Vec<_> = failed.map(|job| job["error"].as_str().unwrap()).collect();
    assert_eq!(errors.len(), 3);
    // Nor does one whose size, which the name shows, is not known.
    folder.write("scenes/d.wgsl", "//! size = 3\n");
    folder.write(
        "jobs.toml",
        "[[job]]\nscene = \"scenes/[cd].wgsl\"\noutput = \"{size}.png\"\n",
    );
    let ended = batch(&folder, "jobs.toml --keep-going").end().is(1);
    ended.says(&["scenes/d.wgsl:1"]);
    assert!(folder.path("64x36.png").exists());
    for (error, words) in errors.iter().zip(["'a:b'", "'con'", "UTF-8"]) {
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn a_folder_that_cannot_be_looked_into_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = scenes();
    folder.write(
        "jobs.toml",
        "[[job]]\nscene = \"**/*.wgsl\"\noutput = \"out/{index}.png\"\n",
    );
    let closed = folder.path("scenes/lib");
    let set = |mode| std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(mode));
    set(0).unwrap();
    // Outside its own namespace root is nobody, whom permissions hold for.
    let run = match rustix::process::geteuid().is_root() {
        true => Run::of("unshare").args([
            "-U",
            "/bin/sh",
            "-c",
            "exec \"$SHADERPIPE\" batch jobs.toml",
        ]),
        false => batch(&folder, "jobs.toml"),
    };
    let ended = run.folder(folder.root()).end();
    set(0o755).unwrap();
    ended.is(1).says(&["jobs.toml:2:9", "scenes/lib"]);
}

#[test]
fn no_job_writes_what_is_read() {
    let folder = with_wall();
    std::fs::copy(folder.path("wall.png"), folder.path("other.png")).unwrap();
    folder.write("looks.png", "speed = 2\n");
    folder.write("lib.png", "fn one() -> f32 { return 1.0; }\n");
    folder.write(
        "imports.wgsl",
        "//! size = [4, 4]\n#import \"lib.png\"::{one}\n\
         @fragment fn image() -> @location(0) vec4f { return vec4f(one()); }\n",
    );
    let reads = "[[job]]\nscene = \"wall.wgsl\"\noutput = \"out/wall.png\"\n\
         [[job]]\nscene = \"wall.wgsl\"\noutput = \"out/other.png\"\nset-texture.wall = \"other.png\"\n\
         [[job]]\nscene = \"scenes/a.wgsl\"\noutput = \"out/a.png\"\npreset-file = \"looks.png\"\n\
         [[job]]\nscene = \"imports.wgsl\"\noutput = \"out/imports.png\"\n";
    let writes = "[[job]]\nscene = \"scenes/c.wgsl\"\noutput = ";
    let refused = |output: &str, what: &str, place: &str| {
        folder.write("jobs.toml", format!("{reads}{writes}\"{output}\"\n"));
        let before = folder.contents();
        let ended = batch(&folder, "jobs.toml --keep-going").end().is(1);
        ended.says(&[what, place, "jobs.toml:15", "a name of its own"]);
        assert_eq!(folder.contents(), before, "{output}");
    };
    let all = [
        ("wall.png", "the texture wall itself", "jobs.toml:1:"),
        (
            "scenes/../WALL.png",
            "the texture wall itself",
            "jobs.toml:1:",
        ),
        ("other.png", "the texture wall itself", "jobs.toml:4:"),
        ("looks.png", "the preset file itself", "jobs.toml:8:"),
        ("lib.png", "the import lib.png itself", "jobs.toml:12:"),
    ];
    for (output, what, place) in all {
        refused(output, what, place);
    }
    // Also of jobs that are up to date; and the job file, whatever it is called.
    folder.write("jobs.toml", reads);
    batch(&folder, "jobs.toml").end().done();
    for (output, what, place) in all {
        refused(output, what, place);
    }
    // Nor does one make what another is to show, as there is no order.
    folder.write("next.wgsl", WALL.replace("wall.png", "made.png"));
    let next = "[[job]]\nscene = \"next.wgsl\"\noutput = \"out/next.png\"\n";
    folder.write("jobs.toml", format!("{writes}\"made.png\"\n{next}"));
    let ended = batch(&folder, "jobs.toml --keep-going").end().is(1);
    ended.says(&["the texture wall itself", "jobs.toml:1", "jobs.toml:4"]);
    folder.write("jobs.toml", reads);
    folder.write("jobs.png", format!("{writes}\"jobs.png\"\n"));
    let ended = batch(&folder, "jobs.png").end().is(1);
    ended.says(&["jobs.png:1", "the job file itself"]);
    let ended = batch(&folder, "jobs.toml --report out/.shaderpipe-batch.jsonl").end();
    ended.is(1).says(&["what a batch remembers"]);
    let ended = batch(&folder, "jobs.toml --report other.png").end();
    ended.is(1).says(&["the texture wall"]);
}

#[test]
fn the_usual_mistakes_have_a_way_out() {
    let folder = scenes();
    let job = "[[job]]\nscene = \"scenes/a.wgsl\"\noutput = \"a.mp4\"\n";
    for (text, words) in [
        (
            format!("{job}args = \"-tune grain\"\n"),
            ["jobs.toml:4", "a list of words"],
        ),
        (
            format!("{job}size = 1920\n"),
            ["jobs.toml:4", "[1920, 1080]"],
        ),
        (
            format!("{job}progress = \"json\"\n"),
            ["jobs.toml:4", "batch FILE --progress"],
        ),
        (
            format!("{job}keep_going = true\n"),
            ["jobs.toml:4", "batch FILE --keep-going"],
        ),
        (format!("{job}--crf = 3\n"), ["jobs.toml:4", "`crf`"]),
        (
            job.replace("a.mp4", "{scen}.mp4"),
            ["jobs.toml:3", "{scene}?"],
        ),
        (
            job.replace("\"a.mp4\"", "\u{201c}a.mp4\u{201d}"),
            ["jobs.toml:3", "straight quotes"],
        ),
        (
            job.replace("scenes/", "scenes\\"),
            ["jobs.toml:2", "written twice"],
        ),
        (
            job.replace("scene =", "scenes ="),
            ["jobs.toml:2", "`scene`?"],
        ),
        (
            job.replace("\"a.mp4\"", "[]"),
            ["jobs.toml:3", "an empty list"],
        ),
        (
            format!("{job}matrix.look = [{{ name = [1] }}]\n"),
            ["jobs.toml:4", "write a text"],
        ),
        (
            format!("[[defaults]]\nfps = 3\n{job}"),
            ["jobs.toml:1", "one bracket"],
        ),
        (
            "scene = \"a.wgsl\"\n".to_owned(),
            ["jobs.toml:1", "[[job]] above it"],
        ),
        (
            "{\"scene\": \"a.wgsl\"}\n".to_owned(),
            ["jobs.toml:1", "batch - <"],
        ),
    ] {
        folder.write("jobs.toml", &text);
        batch(&folder, "jobs.toml").end().is(1).says(&words);
    }
    folder.write("jobs.toml", b"# \xe9\n");
    batch(&folder, "jobs.toml")
        .end()
        .is(1)
        .says(&["jobs.toml:1", "a job file"]);
    batch(&folder, "scenes")
        .end()
        .is(1)
        .says(&["scenes is a folder"]);
    batch(&folder, "scenes/a.wgsl")
        .end()
        .is(1)
        .says(&["`shaderpipe render"]);
    for (text, words) in [
        (
            "{\n \"scene\": \"a.wgsl\" }\n",
            ["<stdin>:1", "no end on its line"],
        ),
        ("[[job]]\n", ["<stdin>:1", "batch FILE"]),
        ("[{}]\n", ["<stdin>:1", "JSON object"]),
    ] {
        folder.write("jobs", text);
        let run = shell("$SHADERPIPE batch - <jobs").folder(folder.root());
        run.end().is(1).says(&words);
    }
}
