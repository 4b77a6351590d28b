//! What front matter says of a pass: `[[pass]]`.

use std::ops::Range;

use super::input::{FILTERS, Filter, WRAPS, Wrap};
use super::table::{Entry, Table};
use super::texel::FORMATS;
use super::{Diagnostic, TexelFormat};
use crate::frame::Size;

/// The most times that a pass runs in one frame.
const MAX_REPEAT: f64 = 4096.0;
/// The most past frames that are kept of a target.
const MAX_HISTORY: f64 = 256.0;
/// The most layers of a target, as WebGPU guarantees them.
const MAX_LAYERS: f64 = 256.0;
/// The most workgroups in a direction, as WebGPU guarantees them.
const MAX_WORKGROUPS: f64 = 65_535.0;
/// The most vertices and instances of a draw: more hang drivers.
const MAX_DRAWN: f64 = 16_777_216.0;
/// The largest factor of the picture's size.
const MAX_FACTOR: f64 = 16.0;

/// A value of the front matter and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// The bytes of the source that it stands in.
    pub span: Range<usize>,
}

/// One pass, as the front matter describes it. What is `None` has a default that may depend on other
/// passes or on the WGSL.
#[derive(Clone, Debug, PartialEq)]
pub struct PassSpec {
    /// The bytes of the source that describe it.
    pub span: Range<usize>,
    /// The fragment or compute entry point.
    pub entry: Placed<String>,
    /// The textures it writes; none is the picture, or nothing for a compute pass.
    pub targets: Vec<Placed<String>>,
    /// The size of its targets.
    pub size: Option<Placed<PassSize>>,
    /// Layers of its targets.
    pub layers: Option<Placed<u32>>,
    /// The texel format of its targets.
    pub format: Option<Placed<TexelFormat>>,
    /// Past frames that are kept of its targets.
    pub history: Option<Placed<u32>>,
    /// How its targets are filtered where `NAME_sampler` samples them.
    pub filter: Option<Filter>,
    /// What lies beyond their edges there.
    pub wrap: Option<Wrap>,
    /// Times it runs in a frame.
    pub repeat: Option<Placed<u32>>,
    /// Whether it runs in frame 0 only.
    pub once: bool,
    /// What its targets are filled with before it runs; `None` keeps what they held.
    pub clear: Option<[f64; 4]>,
    /// Workgroups of a compute pass.
    pub dispatch: Option<Placed<Dispatch>>,
    /// What is drawn instead of one triangle that covers the target.
    pub draw: Option<DrawSpec>,
}

/// The size of a target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PassSize {
    /// In pixels.
    Pixels(Size),
    /// So many times the output's size, rounded, at least a pixel.
    Factor(f64),
}

impl PassSize {
    /// In pixels, where the output has `output`.
    pub fn pixels(self, output: Size) -> Size {
        let side = |side: u32, factor: f64| (f64::from(side) * factor).round().max(1.0) as u32;
        match self {
            Self::Pixels(size) => size,
            Self::Factor(factor) => {
                Size::new(side(output.width, factor), side(output.height, factor))
            }
        }
    }
}

/// How many workgroups a compute pass has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dispatch {
    /// So many in each direction.
    Workgroups([u32; 3]),
    /// As many as give each texel of the target an invocation.
    Target,
}

/// Vertices that a pass draws.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawSpec {
    /// The vertex entry point.
    pub vertex: Placed<String>,
    /// Vertices of an instance.
    pub vertices: u32,
    /// Instances.
    pub instances: u32,
    /// What vertices make.
    pub topology: Topology,
    /// How what is drawn combines with what is there.
    pub blend: Blend,
    /// Whether nearer triangles hide farther ones.
    pub depth: bool,
}

/// What vertices make.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Topology {
    /// Three a triangle.
    #[default]
    TriangleList,
    /// Each with the two before.
    TriangleStrip,
    /// Two a line.
    LineList,
    /// Each with the one before.
    LineStrip,
    /// One a pixel.
    PointList,
}

/// How what is drawn combines with what is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Blend {
    /// It replaces it.
    #[default]
    None,
    /// By its alpha, which its colour is not multiplied by.
    Alpha,
    /// By its alpha, which its colour is multiplied by already.
    Premultiplied,
    /// The sum of both.
    Add,
    /// The product of both.
    Multiply,
    /// The smaller of both.
    Min,
    /// The larger of both.
    Max,
}

const TOPOLOGIES: [(&str, Topology); 5] = [
    ("triangle-list", Topology::TriangleList),
    ("triangle-strip", Topology::TriangleStrip),
    ("line-list", Topology::LineList),
    ("line-strip", Topology::LineStrip),
    ("point-list", Topology::PointList),
];

const BLENDS: [(&str, Blend); 7] = [
    ("none", Blend::None),
    ("alpha", Blend::Alpha),
    ("premultiplied", Blend::Premultiplied),
    ("add", Blend::Add),
    ("multiply", Blend::Multiply),
    ("min", Blend::Min),
    ("max", Blend::Max),
];

impl PassSpec {
    /// A fragment entry point that draws the picture.
    pub fn cover(entry: &str) -> Self {
        Self {
            span: 0..0,
            entry: Placed {
                value: entry.to_owned(),
                span: 0..0,
            },
            targets: Vec::new(),
            size: None,
            layers: None,
            format: None,
            history: None,
            filter: None,
            wrap: None,
            repeat: None,
            once: false,
            clear: None,
            dispatch: None,
            draw: None,
        }
    }

    pub(super) fn read(mut table: Table<'_>, span: Range<usize>) -> Result<Self, Box<Diagnostic>> {
        let Some(entry) = table.get("entry") else {
            let message = "a pass must name its entry point";
            return Err((*table.mistake(span, message))
                .help("write `entry = \"NAME\"`, the name of a fragment or compute function")
                .into());
        };
        let placed = |entry: &Entry<'_>, most| {
            let value = entry.count(1.0, most)?;
            Ok::<_, Box<Diagnostic>>(entry.placed(value))
        };
        let mut count = |key, most| {
            let entry = table.get(key);
            entry.map(|entry| placed(&entry, most)).transpose()
        };
        let (layers, history) = (count("layers", MAX_LAYERS)?, count("history", MAX_HISTORY)?);
        let repeat = count("repeat", MAX_REPEAT)?;
        let targets = match table.get("target") {
            Some(entry) => targets(&entry)?,
            None => Vec::new(),
        };
        let spec = Self {
            span,
            entry: entry.placed(entry.string()?),
            targets,
            size: table.get("size").map(|e| size(&e)).transpose()?,
            layers,
            format: table.get("format").map(|e| format(&e)).transpose()?,
            history,
            filter: table.choice("filter", &FILTERS)?,
            wrap: table.choice("wrap", &WRAPS)?,
            repeat,
            once: table.flag("once")?.unwrap_or(false),
            clear: table.get("clear").map(|e| clear(&e)).transpose()?.flatten(),
            dispatch: table.get("dispatch").map(|e| dispatch(&e)).transpose()?,
            draw: draw(&mut table)?,
        };
        table.finish()?;
        Ok(spec)
    }
}

fn targets(entry: &Entry<'_>) -> Result<Vec<Placed<String>>, Box<Diagnostic>> {
    let names = entry.names()?;
    for (place, name) in names.iter().enumerate() {
        if names[..place].iter().any(|other| other.value == name.value) {
            let message = format!("`target` names `{}` twice", name.value);
            return Err((*entry.wrong(message)).help("name each target once").into());
        }
    }
    Ok(names)
}

fn size(entry: &Entry<'_>) -> Result<Placed<PassSize>, Box<Diagnostic>> {
    let size = match entry.number() {
        Ok(factor) if factor > 0.0 && factor <= MAX_FACTOR => PassSize::Factor(factor),
        Ok(_) => {
            return Err(entry.wrong(format!(
                "`size` as a factor of the picture's must be above 0 and at most {MAX_FACTOR}"
            )));
        }
        Err(_) => {
            let (width, height) = entry.pair()?;
            PassSize::Pixels(Size::new(width, height))
        }
    };
    Ok(entry.placed(size))
}

fn format(entry: &Entry<'_>) -> Result<Placed<TexelFormat>, Box<Diagnostic>> {
    Ok(entry.placed(entry.one_of(&FORMATS)?))
}

fn dispatch(entry: &Entry<'_>) -> Result<Placed<Dispatch>, Box<Diagnostic>> {
    if let Ok(text) = entry.string() {
        if text == "target" {
            return Ok(entry.placed(Dispatch::Target));
        }
    } else if let Ok(counts) = entry.components()
        && let [x, y, z] = counts[..]
        && counts
            .iter()
            .all(|count| count.fract() == 0.0 && (1.0..=MAX_WORKGROUPS).contains(count))
        && x * y * z <= MAX_DRAWN
    {
        let workgroups = [x as u32, y as u32, z as u32];
        return Ok(entry.placed(Dispatch::Workgroups(workgroups)));
    }
    Err(entry.wrong(format!(
        "`dispatch` must be three numbers of workgroups, such as [64, 1, 1] (at most \
         {MAX_WORKGROUPS} each, {MAX_DRAWN} in all), or \"target\": an invocation for each texel"
    )))
}

fn draw(table: &mut Table<'_>) -> Result<Option<DrawSpec>, Box<Diagnostic>> {
    let Some(vertex) = table.get("vertex") else {
        for key in ["vertices", "instances", "topology", "blend", "depth"] {
            if let Some(entry) = table.get(key) {
                let message = format!("`{key}` is of a pass that draws vertices");
                return Err((*entry.wrong(message))
                    .help("name the vertex function as well: `vertex = \"NAME\"`")
                    .into());
            }
        }
        return Ok(None);
    };
    let mut count = |key, missing| match table.get(key) {
        Some(entry) => entry.count(1.0, MAX_DRAWN),
        None => Ok(missing),
    };
    let (vertices, instances) = (count("vertices", 3)?, count("instances", 1)?);
    if f64::from(vertices) * f64::from(instances) > MAX_DRAWN {
        let message = format!("a pass draws at most {MAX_DRAWN} vertices, all instances together");
        return Err(table.get("instances").unwrap_or(vertex).wrong(message));
    }
    Ok(Some(DrawSpec {
        vertex: vertex.placed(vertex.string()?),
        vertices,
        instances,
        topology: table.choice("topology", &TOPOLOGIES)?.unwrap_or_default(),
        blend: table.choice("blend", &BLENDS)?.unwrap_or_default(),
        depth: table.flag("depth")?.unwrap_or(false),
    }))
}

/// Four numbers; `true` for zeros, `false` for keeping what is there.
fn clear(entry: &Entry<'_>) -> Result<Option<[f64; 4]>, Box<Diagnostic>> {
    if let Ok(on) = entry.flag() {
        return Ok(on.then_some([0.0; 4]));
    }
    match entry.components() {
        Ok(values) if values.len() == 4 => Ok(Some([values[0], values[1], values[2], values[3]])),
        _ => Err(entry.wrong("`clear` must be true, false or a colour, such as [0, 0, 0, 1]")),
    }
}
