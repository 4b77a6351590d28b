//! What is said before anything is rendered.

use crate::run::shell;
use crate::{MATRIX, batch, report, scenes};

#[test]
fn a_dry_run_prints_commands_and_renders_nothing() {
    let folder = scenes();
    folder.write("jobs.toml", MATRIX);
    let before = folder.names();
    let told = batch(&folder, "jobs.toml --dry-run").end().done();
    assert_eq!(told.text().lines().count(), 18);
    assert_eq!(folder.names(), before);
    // A shell takes each line as one command, with the words of one job.
    let commands = format!("shaderpipe() {{ echo \"$1 $2 $3\"; }}\n{}", told.text());
    let words = shell(&commands).folder(folder.root()).end().done().text();
    assert_eq!(words.lines().count(), 18);
    for (line, speed) in words.lines().zip(["0.5", "1", "2.0"].iter().cycle()) {
        assert!(line.starts_with("render scenes/"), "{line}");
        assert!(line.ends_with(&format!("-{speed}.mp4")), "{line}");
    }
    // Each is a command that renders the job.
    let line = told.text().lines().next().unwrap().to_owned();
    let line = line.replace("shaderpipe", "$SHADERPIPE");
    shell(&line).folder(folder.root()).end().done();
    assert!(folder.path("out/a-64x36-0.5.mp4").exists());
}

#[test]
fn mistakes_are_told_before_anything_is_rendered() {
    let folder = scenes();
    let job = "[[job]]\nscene = \"scenes/a.wgsl\"\n";
    for (text, words) in [
        (
            format!("{job}output = \"x.mp4\"\n{job}output = \"./X.mp4\"\n"),
            ["two jobs", "jobs.toml:4"],
        ),
        (
            format!("{job}output = \"x.mp4\"\nmatrix.crf = [1, 2]\n"),
            ["two jobs", "--crf=2"],
        ),
        (
            format!("{job}output = \"x.mp4\"\ncodeck = \"x\"\n"),
            ["jobs.toml:4:1", "`codec`"],
        ),
        (
            format!("{job}output = \"x.mp4\"\nsize = \"big\"\n"),
            ["jobs.toml:4:8", "big"],
        ),
        (
            format!("{job}output = \"x.avi\"\n"),
            ["jobs.toml:1", ".avi"],
        ),
        (
            format!("{job}output = \"out/{{speed}}/x.mp4\"\nparams.speed = \"..\"\n"),
            ["jobs.toml:3", "leads out"],
        ),
        (
            format!("{job}output = \"out/{{speed}}.mp4\"\nparams.speed = \"../../x\"\n"),
            ["jobs.toml:3", "separator"],
        ),
        (
            format!("{job}output = \"-\"\n"),
            ["jobs.toml:3", "standard output"],
        ),
        (
            format!("{job}output = \"scenes/a.wgsl\"\n"),
            ["jobs.toml:1", "scene itself"],
        ),
    ] {
        folder.write("jobs.toml", &text);
        let before = folder.contents();
        batch(&folder, "jobs.toml").end().is(1).says(&words);
        assert_eq!(folder.contents(), before, "{text}");
    }
    batch(&folder, "nothing.toml")
        .end()
        .is(1)
        .says(&["nothing.toml"]);
}

#[test]
fn defaults_that_have_no_meaning_for_a_job_are_left_out() {
    let folder = scenes();
    let defaults = "[defaults]\nscene = \"scenes/a.wgsl\"\nat = 0.1\ncrf = 14\npreset = \"fast\"\n\
         codec = \"libx264\"\nsegments = 0.2\nframes = 6\npixel-format = \"yuv444p\"\n\
         args = [\"-metadata\", \"title=x\"]\n";
    folder.write(
        "jobs.toml",
        format!(
            "{defaults}[[job]]\noutput = \"a.png\"\n[[job]]\noutput = \"a.mp4\"\n\
             [[job]]\noutput = \"a.mov\"\ncodec = \"prores_ks\"\npixel-format = false\n"
        ),
    );
    let told = batch(&folder, "jobs.toml --dry-run").end().done();
    let text = told.text();
    let [still, video, other] = text.lines().collect::<Vec<_>>()[..] else {
        panic!("{text}");
    };
    assert!(
        still.starts_with("shaderpipe render scenes/a.wgsl --output=a.png --at=0.1  #"),
        "{still}"
    );
    for words in ["--crf=14", "--segments=0.2", "--frames=6", "-- -metadata"] {
        assert!(video.contains(words), "{video}");
    }
    assert!(!video.contains("--at"), "{video}");
    assert!(
        !other.contains("--crf") && !other.contains("--preset"),
        "{other}"
    );
    batch(&folder, "jobs.toml").end().done();
    batch(&folder, "jobs.toml --progress bar")
        .end()
        .done()
        .says(&["3 up to date"]);
    // What the job itself asks for is a wish.
    for (job, words) in [
        ("output = \"b.png\"\ncrf = 14\n", "--crf has no effect"),
        ("output = \"b.mp4\"\nat = 0.2\n", "--at chooses"),
        ("output = \"b.png\"\nsegments = 1\n", "--segments makes"),
    ] {
        folder.write("jobs.toml", format!("{defaults}[[job]]\n{job}"));
        let ended = batch(&folder, "jobs.toml --dry-run").end().is(1);
        ended.prints(&["would fail", words]);
    }
}

#[test]
fn jobs_come_on_standard_input_as_well() {
    let folder = scenes();
    let lines = r#"printf '%s\n' '{"scene": "scenes/c.wgsl", "output": "{scene}-{speed}.png", "matrix": {"params": {"speed": [1, 2]}}}' '{"scene": "scenes/a.wgsl", "output": "a.mp4", "seed": 7}' | $SHADERPIPE batch - --report report.json"#;
    shell(lines).folder(folder.root()).end().done();
    assert_eq!(report(&folder)["rendered"], 3);
    for name in ["c-1.png", "c-2.png", "a.mp4"] {
        assert!(folder.path(name).exists(), "{name}");
    }
    let wrong = r#"echo '{"scene": 3' | $SHADERPIPE batch -"#;
    shell(wrong)
        .folder(folder.root())
        .end()
        .is(1)
        .says(&["<stdin>:1"]);
}

#[test]
fn a_dry_run_is_safe_in_a_shell_whatever_names_and_values_say() {
    let folder = scenes();
    let odd = "it's $(touch made) `touch made`; #1";
    std::fs::copy(
        folder.path("scenes/c.wgsl"),
        folder.path(format!("{odd}.wgsl")),
    )
    .unwrap();
    let job = format!("[[job]]\nscene = \"{odd}.wgsl\"\noutput = \"{{scene}}.mp4\"\n");
    folder.write("jobs.toml", &job);
    batch(&folder, "jobs.toml").end().done();
    let words_of = |told: &str| {
        let commands = format!("shaderpipe() {{ printf '%s|' \"$@\"; }}\n{told}");
        shell(&commands).folder(folder.root()).end().done().text()
    };
    let command = format!("render|{odd}.wgsl|--output={odd}.mp4|");
    let titled = format!("{job}args = [\"-metadata\", \"title=1\\ntouch made\"]\n");
    folder.write("jobs.toml", titled);
    let told = batch(&folder, "jobs.toml --dry-run").end().done();
    let told = told.prints(&["# args was not set, and is -metadata title=1 touch made"]);
    let expected = format!("{command}--|-metadata|title=1\ntouch made|");
    assert_eq!(words_of(&told.text()), expected);
    // What is said of one that would fail as well.
    let wrong = format!("{job}params.speed = \"1\\ntouch made\"\n");
    folder.write("jobs.toml", wrong);
    let told = batch(&folder, "jobs.toml --dry-run").end().is(1);
    let told = told.prints(&["  # would fail: ", "\n#   touch made"]);
    let expected = format!("{command}--set=speed=1\ntouch made|");
    assert_eq!(words_of(&told.text()), expected);
    assert!(!folder.path("made").exists());
}

#[test]
fn a_report_takes_no_other_files_place() {
    let folder = scenes();
    folder.write(
        "jobs.toml",
        "[[job]]\nscene = \"scenes/a.wgsl\"\noutput = \"out/a.mp4\"\n",
    );
    let before = folder.contents();
    for (name, what) in [
        ("scenes/a.wgsl", "a scene"),
        ("./scenes/../scenes/a.wgsl", "a scene"),
        ("jobs.toml", "the job file"),
        ("scenes/../jobs.toml", "the job file"),
    ] {
        let run = batch(&folder, &format!("jobs.toml --report {name}"));
        run.end().is(1).says(&["--report names", what]);
        assert_eq!(folder.contents(), before);
    }
    std::fs::create_dir(folder.path("out")).unwrap();
    let run = batch(&folder, "jobs.toml --report out/../out/a.mp4");
    run.end().is(1).says(&["--report names an output"]);
}

#[test]
fn links_that_lead_to_one_file_collide() {
    let folder = scenes();
    std::os::unix::fs::symlink("one.mp4", folder.path("two.mp4")).unwrap();
    folder.write(
        "jobs.toml",
        "[[job]]\nscene = \"scenes/a.wgsl\"\noutput = \"one.mp4\"\n\
         [[job]]\nscene = \"scenes/b.wgsl\"\noutput = \"two.mp4\"\n",
    );
    let ended = batch(&folder, "jobs.toml").end().is(1);
    ended.says(&["two jobs", "jobs.toml:1", "jobs.toml:4"]);
    assert!(!folder.path("one.mp4").exists());
}
