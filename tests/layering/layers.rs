//! The table of the design: each module, and what it may use.

/// What a module may use, besides the standard library.
pub(crate) struct Layer {
    pub(crate) name: &'static str,
    /// Modules of this crate.
    pub(crate) modules: &'static [&'static str],
    /// Other crates.
    pub(crate) crates: &'static [&'static str],
    /// Parts of the standard library that only some may use.
    pub(crate) std: &'static [&'static str],
}

/// Parts of the standard library that a module needs leave for.
pub(crate) const GUARDED: [&str; 2] = ["process", "thread"];

pub(crate) const LAYERS: [Layer; 15] = [
    Layer {
        name: "frame",
        modules: &[],
        crates: &["thiserror"],
        std: &[],
    },
    // A library of its own: nothing of this crate, no GPU.
    Layer {
        name: "pipe",
        modules: &[],
        crates: &["crossbeam_channel", "rustix", "thiserror"],
        std: &["process", "thread"],
    },
    Layer {
        name: "encode",
        modules: &["frame"],
        crates: &["crossbeam_channel", "png", "rustix", "thiserror", "tracing"],
        std: &["process", "thread"],
    },
    // From files to texels.
    Layer {
        name: "decode",
        modules: &["frame", "encode"],
        crates: &[
            "crossbeam_channel",
            "image",
            "rustix",
            "thiserror",
            "tracing",
        ],
        std: &["process", "thread"],
    },
    Layer {
        name: "scene",
        modules: &["frame"],
        crates: &["annotate_snippets", "blake3", "strsim", "thiserror", "toml"],
        std: &[],
    },
    Layer {
        name: "shader",
        modules: &["frame", "scene"],
        crates: &["bytemuck", "naga", "stacker", "thiserror", "tracing"],
        std: &[],
    },
    Layer {
        name: "gpu",
        modules: &["frame"],
        crates: &[
            "blake3",
            "pollster",
            "rustix",
            "thiserror",
            "tracing",
            "wgpu",
        ],
        std: &[],
    },
    Layer {
        name: "render",
        modules: &["frame", "gpu", "scene", "shader"],
        crates: &["blake3", "bytemuck", "half", "thiserror", "tracing", "wgpu"],
        std: &[],
    },
    Layer {
        name: "convert",
        modules: &["frame", "gpu"],
        crates: &["bytemuck", "thiserror", "tracing", "wgpu"],
        std: &[],
    },
    Layer {
        name: "readback",
        modules: &["frame", "gpu"],
        crates: &["crossbeam_channel", "thiserror", "tracing", "wgpu"],
        std: &["thread"],
    },
    // The one place where readback, pipe and encode meet.
    Layer {
        name: "export",
        modules: &[
            "frame", "pipe", "encode", "decode", "scene", "shader", "gpu", "render", "convert",
            "readback",
        ],
        crates: &[
            "blake3",
            "crossbeam_channel",
            "rustix",
            "serde",
            "serde_json",
            "thiserror",
            "tracing",
            "wgpu",
        ],
        std: &["thread"],
    },
    // Many jobs: what they are, and which of them are done.
    Layer {
        name: "batch",
        modules: &["scene", "export"],
        crates: &[
            "glob",
            "serde",
            "serde_json",
            "thiserror",
            "toml",
            "unicode_normalization",
        ],
        std: &[],
    },
    // Times parts of the line, and all of it.
    Layer {
        name: "bench",
        modules: &[
            "frame", "pipe", "encode", "gpu", "render", "convert", "readback", "export",
        ],
        crates: &[
            "bytemuck",
            "crossbeam_channel",
            "rustix",
            "serde",
            "thiserror",
            "tracing",
            "wgpu",
        ],
        std: &["process", "thread"],
    },
    // A window: asks `export` for what leaves it.
    Layer {
        name: "preview",
        modules: &[
            "frame", "scene", "shader", "gpu", "render", "convert", "export",
        ],
        crates: &[
            "bytemuck",
            "crossbeam_channel",
            "egui",
            "egui_wgpu",
            "egui_winit",
            "notify",
            "pollster",
            "thiserror",
            "toml_edit",
            "tracing",
            "wgpu",
            "winit",
        ],
        std: &["thread"],
    },
    Layer {
        name: "cli",
        modules: &[
            "frame", "encode", "scene", "shader", "gpu", "render", "readback", "pipe", "export",
            "batch", "bench", "preview",
        ],
        crates: &[
            "anyhow",
            "clap",
            "clap_complete",
            "crossbeam_channel",
            "indicatif",
            "serde",
            "serde",
            "serde_json",
            "shlex",
            "signal_hook",
            "tempfile",
            "thiserror",
            "tracing",
            "tracing_subscriber",
        ],
        std: &["process", "thread"],
    },
];
