//! Front matter: the TOML in a scene file's leading `//!` lines.

use std::collections::BTreeMap;

use toml::de::DeTable;

use super::input::{BufferSpec, TextureSpec, VideoSpec};
use super::names;
use super::pass::PassSpec;
use super::table::{Entry, Table};
use super::{About, Alpha, Color, Diagnostic, Files, ParamSpec, PictureFormat, Scene, Source};
use crate::frame::{Rate, Size};

/// The version of the scene format that this program reads.
const VERSION: f64 = 1.0;

/// Keys that the format has set aside.
const RESERVED: [&str; 2] = ["audio", "midi"];

const COLORS: [(&str, Color); 2] = [("srgb", Color::Srgb), ("linear", Color::Linear)];
const ALPHAS: [(&str, Alpha); 3] = [
    ("opaque", Alpha::Opaque),
    ("straight", Alpha::Straight),
    ("premultiplied", Alpha::Premultiplied),
];
const PICTURES: [(&str, PictureFormat); 2] = [
    ("rgba16float", PictureFormat::Rgba16Float),
    ("rgba32float", PictureFormat::Rgba32Float),
];

/// Reads the front matter of `source`; the WGSL below it is not looked at.
pub(super) fn parse(source: Source) -> Result<Scene, Box<Diagnostic>> {
    let toml = extract(source.text());
    refuse_late_lines(&source, toml.len())?;
    let document = DeTable::parse(&toml).map_err(|error| {
        let message = format!("the front matter is not TOML: {}", error.message());
        let help = "the leading `//!` lines are TOML; ordinary comments begin with `//`";
        Diagnostic::new(&source, error.span(), message).help(help)
    })?;
    let mut table = Table::new(&source, document.get_ref(), "a scene's front matter");
    let scene = read(&source, &mut table)?;
    table.finish()?;
    Ok(scene)
}

fn read(source: &Source, table: &mut Table<'_>) -> Result<Scene, Box<Diagnostic>> {
    if let Some(entry) = table.get("version")
        && entry.number()? != VERSION
    {
        return Err(entry.wrong("this program reads scenes of `version = 1`"));
    }
    let mut text = |key| table.get(key).map(|entry| entry.string()).transpose();
    let about = About {
        title: text("title")?,
        description: text("description")?,
        author: text("author")?,
        license: text("license")?,
    };
    let scene = Scene {
        source: source.clone(),
        files: Files::of(source.path()),
        about,
        size: table
            .get("size")
            .map(|entry| entry.pair())
            .transpose()?
            .map(|(w, h)| Size::new(w, h)),
        rate: table.get("fps").map(|entry| rate(&entry)).transpose()?,
        duration: table
            .get("duration")
            .map(|entry| entry.positive())
            .transpose()?,
        color: table
            .get("color")
            .map(|entry| entry.one_of(&COLORS))
            .transpose()?
            .unwrap_or_default(),
        alpha: table
            .get("alpha")
            .map(|entry| entry.one_of(&ALPHAS))
            .transpose()?
            .unwrap_or_default(),
        picture: table
            .get("picture")
            .map(|entry| picture(&entry))
            .transpose()?
            .unwrap_or_default(),
        preroll: table.flag("preroll")?.unwrap_or(true),
        params: named(table, "params", ParamSpec::read)?,
        textures: named(table, "textures", TextureSpec::read)?,
        videos: named(table, "videos", VideoSpec::read)?,
        buffers: named(table, "buffers", BufferSpec::read)?,
        passes: match table.get("pass") {
            Some(entry) => entry
                .tables("a pass", "[[pass]]")?
                .into_iter()
                .map(|(table, span)| PassSpec::read(table, span))
                .collect::<Result<_, _>>()?,
            None => Vec::new(),
        },
    };
    names::check(&scene)?;
    match table
        .entries()
        .find(|entry| RESERVED.contains(&entry.key()))
    {
        Some(entry) => Err(reserved(source, &entry)),
        None => Ok(scene),
    }
}

/// What each entry of the table `key` describes, by name.
fn named<T>(
    table: &mut Table<'_>,
    key: &'static str,
    read: impl Fn(&Entry<'_>) -> Result<T, Box<Diagnostic>>,
) -> Result<BTreeMap<String, T>, Box<Diagnostic>> {
    let Some(entry) = table.get(key) else {
        return Ok(BTreeMap::new());
    };
    let entries = entry.table(key, "{ NAME = { … } }")?;
    entries
        .entries()
        .map(|entry| Ok((entry.key().to_owned(), read(&entry)?)))
        .collect()
}

fn rate(entry: &Entry<'_>) -> Result<Rate, Box<Diagnostic>> {
    let rate = match entry.string() {
        Ok(text) => text.parse::<Rate>(),
        Err(_) => Rate::try_from(entry.number()?),
    };
    rate.map_err(|error| entry.wrong(error.to_string()))
}

fn picture(entry: &Entry<'_>) -> Result<PictureFormat, Box<Diagnostic>> {
    let mut table = entry.table("picture", "{ format = \"rgba32float\" }")?;
    let format = table
        .get("format")
        .map(|entry| entry.one_of(&PICTURES))
        .transpose()?;
    table.finish()?;
    Ok(format.unwrap_or_default())
}

fn reserved(source: &Source, entry: &Entry<'_>) -> Box<Diagnostic> {
    let message = format!(
        "`{}` is reserved: this version does not read it yet",
        entry.key()
    );
    Diagnostic::new(source, Some(entry.key_span()), message)
        .help("scenes with sound and notes come later: leave it out for now")
        .into()
}

/// Refuses front matter behind the first line of code: it would go unread.
fn refuse_late_lines(source: &Source, end: usize) -> Result<(), Box<Diagnostic>> {
    let mut offset = end;
    for line in source.text()[end..].split_inclusive('\n') {
        let start = offset + line.len() - line.trim_start().len();
        if line.trim_start().starts_with("//!") {
            let message = "front matter must stand above the first line of code";
            return Err(Diagnostic::new(source, Some(start..start + 3), message)
                .help("move this line to the top, or begin an ordinary comment with `//`")
                .into());
        }
        offset += line.len();
    }
    Ok(())
}

/// The front matter of `text` as TOML of the same length, so that each place in it is the same place
/// in the file: `//!` becomes blanks, and so do the blank and `//` lines before and between.
fn extract(text: &str) -> String {
    let mut toml = String::new();
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        if let Some(content) = trimmed.strip_prefix("//!") {
            toml.extend(std::iter::repeat_n(' ', indent + 3));
            toml.push_str(content);
        } else if trimmed.is_empty() || trimmed.starts_with("//") {
            let content = line.trim_end_matches('\n').len();
            toml.extend(std::iter::repeat_n(' ', content));
            toml.push_str(&line[content..]);
        } else {
            break;
        }
    }
    toml
}

#[cfg(test)]
mod tests {
    use super::super::{Blend, Wrap};
    use super::*;
    use crate::scene::{Widget, Written};

    fn scene(text: &str) -> Result<Scene, Box<Diagnostic>> {
        parse(Source::new("test.wgsl", text))
    }

    fn error(text: &str) -> (String, (usize, usize)) {
        let error = scene(text).unwrap_err();
        (error.to_string(), error.position().unwrap())
    }

    #[test]
    fn reads_every_key() {
        let scene = scene(
            "// SPDX-License-Identifier: MIT\n\n//! version = 1\n//! title = \"Plasma\"\n\
             //! size = [640, 360]\n//! fps = \"30000/1001\"\n//! duration = 8\n\
             //! color = \"linear\"\n//! alpha = \"straight\"\n\
             //! picture = { format = \"rgba32float\" }\n//! [params.speed]\n//! default = 1.5\n\
             //! min = 0\n//! max = 4\n//! step = 0.1\n//! label = \"Speed\"\n\
             //! widget = \"slider\"\n//! [params.tint]\n//! default = [1, 0.5, 0]\nfn f() {}\n",
        )
        .unwrap();
        assert_eq!(scene.about.title.as_deref(), Some("Plasma"));
        assert_eq!(scene.size, Some(Size::new(640, 360)));
        assert_eq!(scene.rate.unwrap().to_string(), "30000/1001");
        assert_eq!(scene.duration, Some(8.0));
        assert_eq!(scene.color, Color::Linear);
        assert_eq!(scene.alpha, Alpha::Straight);
        assert_eq!(scene.picture, PictureFormat::Rgba32Float);
        assert_eq!(scene.params["speed"].step, Some(0.1));
        assert_eq!(scene.params["speed"].widget(), Some(Widget::Slider));
        let default = scene.params["tint"].default.as_ref().unwrap();
        assert_eq!(default.value, Written::Numbers(vec![1.0, 0.5, 0.0]));
    }

    #[test]
    fn reads_passes_and_what_they_use() {
        let scene = scene(
            "//! preroll = false\n//! [textures.wood]\n//! file = \"wood.png\"\n//! wrap = \"repeat\"\n\
             //! [videos.clip]\n//! file = \"a.mp4\"\n//! loop = false\n//! speed = 2\n\
             //! [buffers.cells]\n//! per_pixel = 8\n//! clear = true\n\
             //! [[pass]]\n//! entry = \"a\"\n//! target = [\"x\", \"y\"]\n//! size = 0.5\n//! history = 3\n\
             //! [[pass]]\n//! entry = \"b\"\n//! vertex = \"v\"\n//! instances = 9\n//! blend = \"add\"\n\
             //! clear = [0, 0, 0, 1]\nfn f() {}\n",
        )
        .unwrap();
        assert!(!scene.preroll);
        assert_eq!(scene.textures["wood"].wrap, Wrap::Repeat);
        let clip = &scene.videos["clip"];
        assert_eq!((clip.repeats, clip.speed, clip.start), (false, 2.0, 0.0));
        let cells = &scene.buffers["cells"];
        assert_eq!(
            (cells.size.value.bytes(Size::new(3, 2)), cells.clear),
            (48, true)
        );
        let [first, second] = &scene.passes[..] else {
            panic!("{:?}", scene.passes);
        };
        let size = first.size.as_ref().unwrap().value;
        assert_eq!(size.pixels(Size::new(5, 1)), Size::new(3, 1));
        assert_eq!(first.history.as_ref().unwrap().value, 3);
        assert_eq!(first.targets[1].value, "y");
        let draw = second.draw.as_ref().unwrap();
        assert_eq!(
            (draw.vertices, draw.instances, draw.blend),
            (3, 9, Blend::Add)
        );
        assert_eq!(second.clear, Some([0.0, 0.0, 0.0, 1.0]));
    }

    #[test]
    fn a_scene_without_front_matter_has_defaults() {
        let scene = scene("@fragment fn image() {}\n").unwrap();
        assert_eq!(scene.color, Color::Srgb);
        assert_eq!(scene.alpha, Alpha::Opaque);
        assert!(scene.params.is_empty() && scene.size.is_none());
    }

    #[test]
    fn front_matter_behind_code_is_refused() {
        let (message, position) = error("//! fps = 30\nfn f() {}\n  //! fps = 60\n");
        assert_eq!(position, (3, 3));
        assert!(
            message.contains("above the first line of code"),
            "{message}"
        );
    }

    #[test]
    fn unknown_keys_name_their_line_and_the_nearest_key() {
        let (message, position) = error("//! title = \"A\"\n//! duratoin = 2\n");
        assert_eq!(position, (2, 5));
        assert!(message.contains("unknown key `duratoin`"), "{message}");
        assert!(message.contains("did you mean `duration`?"), "{message}");
        let (message, position) = error("//! [params.speed]\n//! defualt = 2\n");
        assert_eq!(position, (2, 5));
        assert!(message.contains("did you mean `default`?"), "{message}");
    }

    #[test]
    fn wrong_values_name_their_place_and_what_is_expected() {
        for (line, expected) in [
            ("fps = 0", "out of range"),
            ("fps = \"fast\"", "30000/1001"),
            ("fps = true", "must be a number"),
            ("size = [0, 10]", "two whole numbers"),
            ("size = [1.5, 10]", "two whole numbers"),
            ("duration = -1", "above 0"),
            ("duration = nan", "must be a finite number"),
            ("color = \"lineer\"", "did you mean \"linear\"?"),
            ("version = 2", "version = 1"),
            ("picture = { fromat = 1 }", "did you mean `format`?"),
            ("params = 3", "must be a table"),
            ("params.a = { min = 2, max = 1 }", "above max"),
            ("fps = 0.0", "a rate of 0 frames"),
            ("params.a = { fps = 30 }", "above the first table"),
            ("params.a = { default = [1, 2, 3, 4, 5] }", "two to four"),
            ("params.a = { widget = \"knob\" }", "use one of"),
            ("title = ", "not TOML"),
            ("audio.music = {}", "reserved"),
            ("midi.keys = {}", "reserved"),
            ("pass = 3", "write `[[pass]]`"),
            ("pass = [{}]", "must name its entry point"),
            ("pass = [{ entry = \"a\", size = 0 }]", "above 0"),
            (
                "pass = [{ entry = \"a\", size = [0, 1] }]",
                "two whole numbers",
            ),
            (
                "pass = [{ entry = \"a\", format = \"rgba16flaot\" }]",
                "did you mean \"rgba16float\"?",
            ),
            ("pass = [{ entry = \"a\", repeat = 0 }]", "from 1 to 4096"),
            (
                "pass = [{ entry = \"a\", dispatch = [1, 2] }]",
                "three numbers",
            ),
            (
                "pass = [{ entry = \"a\", blend = \"add\" }]",
                "draws vertices",
            ),
            (
                "pass = [{ entry = \"a\", vertex = \"v\", vertices = 1e9 }]",
                "from 1 to",
            ),
            (
                "pass = [{ entry = \"a\", clear = [0, 0] }]",
                "`clear` must be",
            ),
            ("pass = [{ entry = \"a\", target = \"frame\" }]", "is taken"),
            (
                "pass = [{ entry = \"a\", target = \"a_out\" }]",
                "cannot end in",
            ),
            (
                "pass = [{ entry = \"a\", target = [\"b\", \"b\"] }]",
                "names `b` twice",
            ),
            (
                "pass = [{ entry = \"a\", target = \"1a\" }]",
                "no name that WGSL can have",
            ),
            (
                "pass = [{ entry = \"a\", tarjet = \"b\" }]",
                "did you mean `target`?",
            ),
            ("buffers.b = {}", "either `size` or `per_pixel`"),
            ("buffers.b = { size = 6 }", "multiple of 4"),
            ("textures.t = {}", "names no file"),
            ("textures.t = { file = \"a.png\", faces = [] }", "not both"),
            ("textures.t = { faces = [\"a.png\"] }", "six files"),
            ("videos.v = { file = \"a.mp4\", start = -1 }", "0 or more"),
            ("videos.v = { file = \"a.mp4\", start = nan }", "finite"),
            ("videos.v = { file = \"a.mp4\", speed = inf }", "finite"),
            ("videos.v = { file = \"a.mp4\", speed = 2e6 }", "1000000"),
            ("preroll = 1", "true or false"),
        ] {
            let (message, position) = error(&format!("//! # first\n//! {line}\n"));
            assert_eq!(position.0, 2, "{line}: {message}");
            assert!(message.contains(expected), "{line}: {message}");
        }
    }
}
