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
