//! The checker itself, on sources that nobody wrote.

use std::path::Path;

use super::paths::paths;
use super::violations;

fn found(file: &str, source: &str) -> Vec<String> {
    violations(Path::new(file), source)
}

#[test]
fn paths_are_spelled_out() {
    let source = "use std::{io::{self, Read}, fs}; use crate::pipe as p; fn f() { a::b::<C>(x.y) }";
    let expected = [
        "std::io::self",
        "std::io::Read",
        "std::fs",
        "crate::pipe",
        "a::b",
    ];
    assert_eq!(paths(source), expected);
    let hidden = "// a::b\n/* /* c::d */ e::f */ \"g::h \\\" i::j\" r#\"k::l\"# 'm' '\\'' n::o";
    assert_eq!(paths(hidden), ["n::o"]);
    assert_eq!(
        paths("impl<'a> T<'a> { fn f(&'a self) -> x::y {} }"),
        ["x::y"]
    );
    assert_eq!(paths("use wgpu;"), ["wgpu"]);
}

#[test]
fn what_is_allowed_is_not_found() {
    for (file, source) in [
        (
            "src/pipe/writer.rs",
            "use std::thread; use crossbeam_channel::bounded; use super::Sink;",
        ),
        (
            "src/encode/child.rs",
            "use crate::frame::Size; use std::process::Command;",
        ),
        (
            "src/convert/mod.rs",
            "//! Must never know FFmpeg.\nuse crate::gpu::Gpu; use wgpu::Buffer;",
        ),
        ("src/export/run.rs", "use crate::{encode, pipe, readback};"),
        (
            "src/export/run.rs",
            "use super::report::Account; fn f() { super::super::encode::g() }",
        ),
        (
            "src/cli/render.rs",
            "use shaderpipe::export::Job; fn f() { println!(\"FFmpeg\") }",
        ),
        ("src/main.rs", "fn main() { std::process::exit(1) }"),
        (
            "src/scene/table.rs",
            "mod tests { use super::super::Source; }",
        ),
        (
            "src/encode/output.rs",
            "mod tests { fn f() { tempfile::tempdir(); } }",
        ),
        ("src/lib.rs", "pub mod pipe;"),
    ] {
        assert_eq!(found(file, source), [""; 0], "{file}: {source}");
    }
}

#[test]
fn what_is_forbidden_is_found() {
    for (file, source, what) in [
        ("src/pipe/a.rs", "use crate::frame::Size;", "`frame`"),
        ("src/pipe/a.rs", "use wgpu::Buffer;", "crate"),
        ("src/pipe/a.rs", "fn f(b: &wgpu::Buffer) {}", "crate"),
        (
            "src/pipe/a/b.rs",
            "use super::super::super::encode;",
            "`encode`",
        ),
        ("src/pipe/mod.rs", "use super::gpu;", "`gpu`"),
        ("src/pipe/a.rs", "use tracing::warn;", "crate"),
        (
            "src/encode/a.rs",
            "use crate::{frame::Size, pipe::Pipe};",
            "`pipe`",
        ),
        ("src/encode/a.rs", "use wgpu as gpu;", "crate"),
        ("src/scene/a.rs", "use crate::shader::compile;", "`shader`"),
        ("src/scene/a.rs", "const A: &str = \"ffmpeg\";", "FFmpeg"),
        (
            "src/scene/a.rs",
            "use std::{fmt, process::Command};",
            "std::process",
        ),
        ("src/scene/a.rs", "use wgpu;", "crate"),
        (
            "src/shader/a.rs",
            "fn f() { std::thread::spawn(g); }",
            "std::thread",
        ),
        ("src/shader/a.rs", "struct Ffmpeg;", "FFmpeg"),
        ("src/shader/a.rs", "use crate::gpu::Gpu;", "`gpu`"),
        ("src/gpu/a.rs", "use crate::scene::Scene;", "`scene`"),
        (
            "src/render/a.rs",
            "use crate::convert::Converter;",
            "`convert`",
        ),
        ("src/render/a.rs", "use crate::encode::Ffmpeg;", "`encode`"),
        ("src/convert/a.rs", "use crate::scene::Alpha;", "`scene`"),
        (
            "src/convert/a.rs",
            "use crate::render::Renderer;",
            "`convert`",
        ),
        ("src/readback/a.rs", "use crate::pipe::Pipe;", "`pipe`"),
        ("src/export/a.rs", "use clap::Parser;", "crate"),
        ("src/export/a.rs", "use indicatif::ProgressBar;", "crate"),
        ("src/export/a.rs", "fn f() { eprintln!(\"a\") }", "prints"),
        ("src/export/a.rs", "fn f() { std::io::stderr(); }", "prints"),
        (
            "src/encode/a.rs",
            "use std::io; fn f() { io::stdout(); }",
            "prints",
        ),
        (
            "src/encode/a.rs",
            "fn f() { std::process::exit(1) }",
            "ends the process",
        ),
        (
            "src/pipe/a.rs",
            "use std::process; fn f() { process::abort() }",
            "ends the process",
        ),
        ("src/gpu/a.rs", "fn f() { dbg!(1); }", "prints"),
        ("src/export/a.rs", "use signal_hook::flag;", "crate"),
        (
            "src/cli/a.rs",
            "use shaderpipe::convert::Converter;",
            "`convert`",
        ),
        ("src/cli/a.rs", "use wgpu::Device;", "crate"),
        ("src/helpers/mod.rs", "", "no layer"),
        ("src/helpers.rs", "", "no layer"),
    ] {
        let found = found(file, source);
        assert!(
            found.iter().any(|found| found.contains(what)),
            "{file}: {source}: {found:?}"
        );
    }
}
