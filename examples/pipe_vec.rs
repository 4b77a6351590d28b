//! Pipes frames, each a `Vec<u8>`, into any program: its name and arguments are this one's.
//!
//! Only the standard library and `shaderpipe::pipe`; no GPU, no scene.
//!
//! ```text
//! cargo run --release --no-default-features --example pipe_vec -- \
//!     ffmpeg -v error -f rawvideo -pixel_format rgb24 -video_size 640x360 -framerate 60 -i - \
//!     -pix_fmt yuv420p -y wave.mp4
//! cargo run --no-default-features --example pipe_vec -- wc -c
//! ```

#![allow(
    clippy::print_stderr,
    reason = "a program, and its account must not mix with the output of the one it pipes into"
)]

use std::{
    env,
    error::Error,
    process::{Command, ExitCode, Stdio},
};

use shaderpipe::pipe::{Method, Options, Pipe, PipeError, Sink};

const WIDTH: usize = 640;
const HEIGHT: usize = 360;
const FRAMES: usize = 240;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1);
    let program = arguments
        .next()
        .ok_or("name a program that reads its standard input, and its arguments")?;
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .spawn()?;
    let stdin = child.stdin.take().ok_or("the program has no input")?;

    // Any program: one that splices would pass on pages of frames that are freed by then. For one
    // that reads, as FFmpeg does, `Options::default()` is faster.
    let options = Options {
        method: Method::Write,
        ..Options::default()
    };
    let pipe = Pipe::spawn(Sink::child_stdin(stdin), options)?;
    for index in 0..FRAMES {
        if pipe.send(draw(index)).is_err() {
            // The program reads no more; why, `finish` tells.
            break;
        }
    }
    let written = pipe.finish();
    // Waited for in any case: what the program itself says comes first.
    let status = child.wait()?;
    match written {
        Ok(stats) => eprintln!(
            "{} frames, {} bytes, {} system calls\n{}",
            stats.frames,
            stats.bytes,
            stats.system_calls.total(),
            stats.reason
        ),
        // A program may well have seen enough, as `head` does.
        Err(PipeError::BrokenPipe { frames }) => {
            eprintln!("the program read no more after {frames} frames");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(match status.success() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// A frame of rgb24: stripes that move a pixel a frame.
fn draw(index: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(WIDTH * HEIGHT * 3);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let shade = (x + y + index) as u8;
            bytes.extend_from_slice(&[shade, shade / 2, 255 - shade]);
        }
    }
    bytes
}
