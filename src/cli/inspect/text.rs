//! What `shaderpipe inspect` says to people.

use std::fmt::Write as _;

use shaderpipe::render::memory::{ItemKind, total};
use shaderpipe::shader::{Param, Pass, PassKind};

use super::{Inspected, kind, written};

/// Rows under a heading, their columns aligned.
struct Section {
    heading: &'static str,
    rows: Vec<Vec<String>>,
}

impl Inspected {
    pub(super) fn text(&self) -> String {
        let path = self.scene.source.path().display();
        let mut text = match &self.scene.about.title {
            Some(title) => format!("{path}: {title}\n"),
            None => format!("{path}\n"),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{} at {} fps, {} s; {}",
            self.size,
            self.rate,
            self.duration,
            match (self.program.is_stateful(), self.scene.preroll) {
                (false, _) => "without state",
                (true, true) => "with state: drawn from frame 0 on",
                (true, false) => "with state, and without pre-roll",
            }
        );
        for section in [
            self.imported(),
            self.passes(),
            self.written(),
            self.buffers(),
            self.files(),
            self.parameters(),
            self.memory(),
        ] {
            text.push_str(&section.text());
        }
        text
    }

    fn imported(&self) -> Section {
        let rows = self.imports().map(|path| vec![path.display().to_string()]);
        Section::new("imports", rows)
    }

    fn passes(&self) -> Section {
        let rows = self.program.passes.iter().map(|pass| {
            let targets = self.targets(pass);
            let reads = self.reads(pass);
            vec![
                pass.entry.clone(),
                kind(pass).to_owned(),
                match targets.is_empty() {
                    true => String::new(),
                    false => format!("writes {}", targets.join(", ")),
                },
                match reads.is_empty() {
                    true => String::new(),
                    false => format!("reads {}", reads.join(", ")),
                },
                details(pass),
            ]
        });
        Section::new("passes", rows)
    }

    fn written(&self) -> Section {
        let rows = self.program.targets.iter().map(|target| {
            let mut details = Vec::new();
            if target.layers > 1 {
                details.push(format!("{} layers", target.layers));
            }
            if target.is_double {
                details.push("two in turns".to_owned());
            }
            if target.history > 0 {
                details.push(format!("{} past frames", target.history));
            }
            vec![
                target.name.clone(),
                target.size.pixels(self.size).to_string(),
                target.format.name.to_owned(),
                details.join(", "),
            ]
        });
        Section::new("targets", rows)
    }

    fn buffers(&self) -> Section {
        let rows = self.program.buffers.iter().map(|buffer| {
            let bytes = buffer.size.bytes(self.size);
            let clear = match buffer.clear {
                true => "cleared each frame",
                false => "",
            };
            vec![
                buffer.name.clone(),
                format!("{bytes} bytes"),
                clear.to_owned(),
            ]
        });
        Section::new("buffers", rows)
    }

    fn files(&self) -> Section {
        let textures = self.scene.textures.iter().map(|(name, texture)| {
            let files: Vec<String> = texture.files.all().iter().map(written).collect();
            vec![name.clone(), "texture".to_owned(), files.join(", ")]
        });
        let videos = self.scene.videos.iter().map(|(name, video)| {
            let file = written(&video.file);
            vec![name.clone(), "video".to_owned(), file]
        });
        Section::new("inputs", textures.chain(videos))
    }

    fn parameters(&self) -> Section {
        let rows = self.program.params.iter().map(parameter);
        Section::new("parameters", rows)
    }

    fn memory(&self) -> Section {
        let rows = self.items.iter().map(|item| {
            let bytes = match (item.bytes, item.kind) {
                (Some(bytes), _) => mebibytes(bytes),
                (None, ItemKind::Video) => "as its frames are".to_owned(),
                (None, _) => "as its file is".to_owned(),
            };
            vec![item.kind.name().to_owned(), item.name.clone(), bytes]
        });
        let all = [
            "all".to_owned(),
            String::new(),
            mebibytes(total(&self.items)),
        ];
        Section::new("memory", rows.chain([all.to_vec()]))
    }
}

/// What else there is to say of a pass.
fn details(pass: &Pass) -> String {
    let mut words = Vec::new();
    match &pass.kind {
        PassKind::Cover => {}
        PassKind::Draw(draw) => {
            let (vertex, vertices) = (&draw.vertex.value, draw.vertices);
            words.push(match draw.instances {
                1 => format!("{vertices} vertices by {vertex}"),
                instances => format!("{instances} times {vertices} vertices by {vertex}"),
            });
        }
        PassKind::Compute { dispatch, .. } => words.push(match dispatch {
            Some([x, y, z]) => format!("{x} × {y} × {z} workgroups"),
            None => "an invocation a texel".to_owned(),
        }),
    }
    if pass.once {
        words.push("in frame 0 only".to_owned());
    }
    if pass.repeat > 1 {
        words.push(format!("{} times a frame", pass.repeat));
    }
    if pass.is_stateful {
        words.push("has state".to_owned());
    }
    words.join(", ")
}

fn parameter(param: &Param) -> Vec<String> {
    let numbers: Vec<String> = param.default.iter().map(f64::to_string).collect();
    let moves = match (param.keys.len(), &param.spring) {
        (0, None) => String::new(),
        (0, Some(_)) => "on a spring".to_owned(),
        (keys, None) => format!("{keys} keys"),
        (keys, Some(_)) => format!("{keys} keys, on a spring"),
    };
    vec![
        param.name.clone(),
        param.ty.name().to_owned(),
        format!("default {}", numbers.join(",")),
        param.range(),
        moves,
        param.spec.label.clone().unwrap_or_default(),
    ]
}

fn mebibytes(bytes: u64) -> String {
    match bytes {
        0..0x400 => format!("{bytes} B"),
        0x400..0x10_0000 => format!("{:.1} KiB", bytes as f64 / 1024.0),
        _ => format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20)),
    }
}

impl Section {
    fn new(heading: &'static str, rows: impl Iterator<Item = Vec<String>>) -> Self {
        Self {
            heading,
            rows: rows.collect(),
        }
    }

    /// Nothing if it has no rows.
    fn text(&self) -> String {
        let Self { heading, rows } = self;
        if rows.is_empty() {
            return String::new();
        }
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or_default()
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = format!("\n{heading}\n");
        for row in rows {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                if *width > 0 {
                    let _ = write!(line, "  {cell:<width$}");
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}
