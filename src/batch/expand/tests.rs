//! Job files in, command lines out.

use std::path::Path;

use super::{SceneFacts, expand};
use crate::batch::{Job, Options, Sheet, Takes};
use crate::scene::Source;

fn options() -> Options {
    let options = [
        ("size", Takes::Value),
        ("fps", Takes::Value),
        ("crf", Takes::Value),
        ("loop", Takes::Nothing),
        ("no-dither", Takes::Nothing),
        ("preset-file", Takes::Path),
        ("preset-name", Takes::Value),
        ("segments", Takes::Value),
        ("allow-path", Takes::Paths),
        ("set", Takes::Assignments),
        ("set-texture", Takes::Files),
        ("args", Takes::Words),
    ];
    options
        .map(|(name, takes)| (name.to_owned(), takes))
        .into_iter()
        .collect()
}

fn expanded(sheet: Sheet) -> Result<Vec<Job>, String> {
    let facts = |_: &Path| {
        let options = [("size", "64x36".to_owned()), ("fps", "60".to_owned())];
        Ok(SceneFacts {
            options: options.into_iter().collect(),
        })
    };
    let jobs = expand(&sheet, &options(), Path::new("base"), &mut { facts });
    jobs.map_err(|error| error.to_string())
}

fn jobs(text: &str) -> Result<Vec<Job>, String> {
    let sheet = Sheet::from_toml(Source::new("jobs.toml", text));
    expanded(sheet.map_err(|error| error.to_string())?)
}

fn lines(text: &str) -> Vec<String> {
    let jobs = jobs(text).unwrap();
    jobs.iter()
        .map(|job| job.command_line().join(" "))
        .collect()
}

#[test]
fn a_matrix_is_multiplied_out_the_last_axis_first() {
    let found = lines(
        "[defaults]\nfps = 30\ncrf = 20\nparams = { tint = \"#fff\" }\n\
         [[job]]\nscene = \"plasma.wgsl\"\ncrf = 18\n\
         output = \"out/{scene}-{size}-{speed}-{fps}.mp4\"\n\
         matrix.size = [[1920, 1080], \"1080x1920\"]\nmatrix.params.speed = [0.5, 1, 2.0]\n",
    );
    assert_eq!(found.len(), 6);
    assert_eq!(
        found[0],
        "base/plasma.wgsl --output=base/out/plasma-1920x1080-0.5-30.mp4 --crf=18 --fps=30 \
         --set=tint=#fff --set=speed=0.5 --size=1920x1080"
    );
    assert!(found[2].contains("1920x1080-2.0-30.mp4"), "{}", found[2]);
    assert!(found[3].contains("1080x1920-0.5-30.mp4"), "{}", found[3]);
}

#[test]
fn every_kind_of_option_becomes_a_flag() {
    let found = lines(
        "[[job]]\nscene = \"a.wgsl\"\noutput = [\"{scene}.mp4,crf=3\", \"{preset-file}.png\"]\n\
         loop = true\npreset-file = \"sub/looks.toml\"\nallow-path = \"media\"\n\
         params = { at = [1, 2.5], on = true }\nset-texture = { wall = \"w.png\" }\n\
         args = [\"-tune\", \"grain\"]\n",
    );
    assert_eq!(
        found,
        [
            "base/a.wgsl --output=base/a.mp4,crf=3 --output=base/looks.png \
          --allow-path=base/media --loop --preset-file=base/sub/looks.toml --set=at=1,2.5 \
          --set=on=true --set-texture=wall=base/w.png -- -tune grain"
        ]
    );
    let off = lines(
        "[defaults]\nloop = true\n[[job]]\nscene = \"a.wgsl\"\noutput = \"a.mp4\"\nloop = false\n",
    );
    assert_eq!(off, ["base/a.wgsl --output=base/a.mp4"]);
}

#[test]
fn false_takes_back_what_the_defaults_say() {
    let defaults = "[defaults]\ncrf = 14\npreset-name = \"x\"\npreset-file = \"l.toml\"\n\
         args = [\"-a\"]\nallow-path = \"m\"\nparams = { a = 1 }\n\
         set-texture = { wall = \"w.png\", floor = \"f.png\" }\n";
    let job = "[[job]]\nscene = \"a.wgsl\"\noutput = \"a.mp4\"\n";
    let none = "crf = false\npreset-name = false\npreset-file = false\nargs = false\n\
         allow-path = false\nparams = false\n";
    for (keys, rest) in [
        ("set-texture = false\n", ""),
        (
            "set-texture.floor = false\n",
            " --set-texture=wall=base/w.png",
        ),
    ] {
        let found = lines(&format!("{defaults}{job}{none}{keys}"));
        assert_eq!(found, [format!("base/a.wgsl --output=base/a.mp4{rest}")]);
    }
    // It never becomes a text.
    for keys in [
        "crf = true",
        "crf = [true, 2]",
        "preset-file = true",
        "set-texture.wall = true",
        "args = true",
    ] {
        let error = jobs(&format!("{job}{keys}\n")).unwrap_err();
        assert!(error.contains("must be"), "{error}");
    }
}

#[test]
fn files_are_multiplied_out_as_parameters_are() {
    let found = lines(
        "[[job]]\nscene = \"a.wgsl\"\noutput = \"{wall}.mp4\"\n\
         matrix.set-texture.wall = [\"x/one.png\", \"two.png\"]\n",
    );
    assert_eq!(
        found,
        [
            "base/a.wgsl --output=base/one.mp4 --set-texture=wall=base/x/one.png",
            "base/a.wgsl --output=base/two.mp4 --set-texture=wall=base/two.png"
        ]
    );
}

#[test]
fn a_set_of_options_has_a_name() {
    let found = lines(
        "[[job]]\nscene = \"a.wgsl\"\noutput = \"{look}-{width}x{height}.mp4\"\n\
         matrix.look = [{ name = \"tall\", size = [36, 64], crf = 9 }, { name = \"wide\" }]\n",
    );
    assert_eq!(
        found,
        [
            "base/a.wgsl --output=base/tall-36x64.mp4 --crf=9 --size=36x64",
            "base/a.wgsl --output=base/wide-64x36.mp4"
        ]
    );
}

#[test]
fn flags_in_a_matrix_have_names() {
    let found = lines(
        "[[job]]\nscene = \"a.wgsl\"\noutput = \"{loop}-{no-dither}.mp4\"\n\
         matrix.loop = [true, false]\nmatrix.no-dither = [true, false]\n",
    );
    assert_eq!(
        found,
        [
            "base/a.wgsl --output=base/loop-no-dither.mp4 --loop --no-dither",
            "base/a.wgsl --output=base/loop-dither.mp4 --loop",
            "base/a.wgsl --output=base/no-loop-no-dither.mp4 --no-dither",
            "base/a.wgsl --output=base/no-loop-dither.mp4",
        ]
    );
}

#[test]
fn json_lines_are_jobs() {
    let text = "{\"scene\": \"a.wgsl\", \"output\": \"{scene}.mp4\", \"size\": [4, 2]}\n\n\
                {\"scene\": \"b.wgsl\", \"output\": \"b-{n}.mp4\", \"matrix\": {\"params\": {\"n\": [1, 2]}}}\n";
    let sheet = Sheet::from_json_lines(Source::new("<stdin>", text)).unwrap();
    let jobs = expanded(sheet).unwrap();
    let lines: Vec<String> = jobs
        .iter()
        .map(|job| job.command_line().join(" "))
        .collect();
    assert_eq!(lines[0], "base/a.wgsl --output=base/a.mp4 --size=4x2");
    assert_eq!(lines[2], "base/b.wgsl --output=base/b-2.mp4 --set=n=2");
    assert_eq!(jobs[2].place(), "<stdin>:3");
}

#[test]
fn globs_find_scenes_in_order() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["b.wgsl", "a.wgsl", "c.txt"] {
        std::fs::write(folder.path().join(name), "").unwrap();
    }
    let text = "[[job]]\nscene = \"*.wgsl\"\noutput = \"{scene}-{index}.mp4\"\n";
    let sheet = Sheet::from_toml(Source::new("jobs.toml", text)).unwrap();
    let jobs = expand(&sheet, &options(), folder.path(), &mut |_| {
        Ok(SceneFacts::default())
    })
    .unwrap();
    let outputs: Vec<_> = jobs
        .iter()
        .map(|job| Path::new(&job.outputs[0]).file_name().unwrap().to_owned())
        .collect();
    assert_eq!(outputs, ["a-1.mp4", "b-2.mp4"]);
}

#[test]
fn mistakes_are_told_at_their_place() {
    let job = "[[job]]\nscene = \"a.wgsl\"\noutput = \"a.mp4\"\n";
    for (text, place, words) in [
        (&format!("{job}siz = 3"), "4:1", "did you mean `size`?"),
        (
            &format!("{job}size = true\nmatrix = 3"),
            "5:10",
            "cannot be a number",
        ),
        (&format!("{job}loop = 1"), "4:8", "true or false"),
        (&format!("{job}params = 1"), "4:10", "NAME = VALUE"),
        (
            &format!("{job}matrix.size = []"),
            "4:15",
            "no job would be left",
        ),
        (
            &format!("{job}matrix.size = 4"),
            "4:15",
            "must be a list, not a number",
        ),
        (
            &format!("{job}matrix.look = [{{ crf = 3 }}]"),
            "4:16",
            "has no name",
        ),
        (
            &format!("{job}matrix.scene = [\"b.wgsl\"]"),
            "4:8",
            "cannot be in a matrix",
        ),
        (
            &format!("[defaults]\nmatrix.crf = [1]\n{job}"),
            "2:1",
            "cannot have a matrix",
        ),
        (&"[job]\nscene = 1".to_owned(), "1:2", "[[job]]"),
        (&"[defualts]".to_owned(), "1:2", "[defaults]"),
        (&"[[job]]\noutput = \"a.mp4\"".to_owned(), "1:1", "no scene"),
        (
            &"[[job]]\nscene = \"a.wgsl\"".to_owned(),
            "1:1",
            "no output",
        ),
        (
            &"[[job]]\nscene = \"none*.wgsl\"\noutput = \"a.mp4\"".to_owned(),
            "2:9",
            "none*.wgsl",
        ),
        (
            &"[[job]]\nscene = \"a.wgsl\"\noutput = \"{nothing}.mp4\"".to_owned(),
            "3:10",
            "{nothing}",
        ),
        (
            &"[[job]]\nscene = \"a.wgsl\"\noutput = \"-\"".to_owned(),
            "3:10",
            "standard output",
        ),
        (&format!("{job}output = 3"), "4:1", "duplicate key"),
    ] {
        let error = jobs(text).unwrap_err();
        let at = format!("jobs.toml:{place}");
        assert!(
            error.contains(&at) && error.contains(words),
            "{text}\n{error}"
        );
    }
    assert!(jobs("").unwrap_err().contains("no job"));
}

#[test]
fn values_cannot_lead_out_of_the_folder() {
    for value in ["../../etc/passwd", "..", "a/b", "a\\\\b", ""] {
        let text = format!(
            "[[job]]\nscene = \"a.wgsl\"\noutput = \"out/{{look}}/a.mp4\"\nparams.look = \"{value}\"\n"
        );
        let error = jobs(&text).unwrap_err();
        assert!(error.contains("{look} would be"), "{value}: {error}");
    }
}

#[test]
fn a_matrix_beyond_all_bounds_is_refused() {
    let many: Vec<String> = (0..200).map(|n| n.to_string()).collect();
    let axis = many.join(",");
    let text = format!(
        "[[job]]\nscene = \"a.wgsl\"\noutput = \"a.mp4\"\nmatrix.params.a = [{axis}]\n\
         matrix.params.b = [{axis}]\nmatrix.params.c = [{axis}]\n"
    );
    assert!(jobs(&text).unwrap_err().contains("8000000 jobs"));
}

#[test]
fn the_same_is_asked_for_however_it_is_written() {
    let asked = |keys: &str| {
        let text = format!("[[job]]\nscene = \"a.wgsl\"\noutput = \"a.mp4\"\n{keys}");
        jobs(&text).unwrap()[0].asked(&["crf"])
    };
    let expected = asked(
        "params = { a = 1, b = [1, 2.5], tint = \"#ff8800\" }\nsegments = 30\n\
         set-texture = { wall = \"w.png\", floor = \"f.png\" }\npreset-name = \"1.0\"\n",
    );
    for keys in [
        "crf = 3\nparams = { tint = \"#FF8800\", b = \"1.0, 2.50\", a = 1.0 }\nsegments = 30.0\n\
         set-texture = { floor = \"./f.png\", wall = \"w.png\" }\npreset-name = \"1.0\"\n",
        "params.b = [1e0, 25e-1]\nparams.a = 1\nparams.tint = \"#ff8800\"\nsegments = \"30\"\n\
         set-texture = { wall = \"w.png\", floor = \"f.png\" }\npreset-name = \"1.0\"\n",
    ] {
        assert_eq!(asked(keys), expected, "{keys}");
    }
    // Names are names, and words have an order.
    for (one, other) in [
        ("preset-name = \"1\"", "preset-name = \"1.0\""),
        ("params.a = \"one\"", "params.a = \"One\""),
        ("args = [\"-a\", \"b\"]", "args = [\"b\", \"-a\"]"),
    ] {
        assert_ne!(asked(one), asked(other));
    }
    // An output says what it asks for behind its name, wherever that lies.
    let output = |name: &str| {
        let text = format!("[[job]]\nscene = \"a.wgsl\"\noutput = \"{name},crf=14\"\n");
        jobs(&text).unwrap()[0].asked(&[])
    };
    let plain = output("out/a.mp4");
    assert_eq!(plain["output"], ["a.mp4,crf=14"]);
    for name in ["a.mp4", "./out/a.mp4", "/elsewhere/out/a.mp4", "../a.mp4"] {
        assert_eq!(output(name), plain, "{name}");
    }
    let set = |keys: &str| asked(keys)["set"].join(" ");
    assert_eq!(set("params = { b = 2.0, a = \"x\" }"), "a=x b=2");
}
