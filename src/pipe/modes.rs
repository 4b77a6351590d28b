//! Among which modes there is a choice: what was asked for, and what the sink can do.
//!
//! Pure; which of them it will be, the trial finds out.

use std::io;

use super::{
    Method, Options,
    transport::{Mode, Way},
    trial::Trial,
};

/// Bytes that a call is offered, if nobody says or measures otherwise.
///
/// Smaller pieces cost calls; a reader that waits for the first bytes waits longer for larger ones.
const USUAL_CHUNK: usize = 256 << 10;

/// Sizes that `write` is measured with.
const WRITE_CHUNKS: [usize; 4] = [16 << 10, 64 << 10, USUAL_CHUNK, 1 << 20];

/// A page, whatever it is here: less is never worth a call.
const LEAST_CHUNK: usize = 4 << 10;

/// For a pipe of `capacity` bytes whose writing end is ours alone: every way leads into it.
pub(super) fn of_own_pipe(options: Options, capacity: Option<usize>) -> Trial {
    let chunk = options.chunk.unwrap_or_else(|| usual_chunk(capacity));
    let [vmsplice, copy, write] =
        [Way::Vmsplice, Way::Copy, Way::Write].map(|way| Mode::new(way, chunk));
    match options.method {
        Method::Auto => {
            let mut modes = vec![vmsplice, copy, write];
            if options.chunk.is_none() {
                // One other size; the rest makes little difference, and measuring costs frames.
                modes.push(Mode::new(Way::Write, (chunk / 4).max(LEAST_CHUNK)));
            }
            modes.dedup();
            Trial::new(&modes, &[], capacity)
        }
        Method::Vmsplice => Trial::new(&[vmsplice], &[copy, write], capacity),
        Method::Copy => Trial::new(&[copy], &[write], capacity),
        Method::Write => Trial::new(&writes(options, capacity, true), &[], capacity),
    }
}

/// For a sink that is no pipe, or that others may share: it is only written to.
///
/// # Errors
///
/// [`Unsupported`](io::ErrorKind::Unsupported), if more was asked for.
pub(super) fn of_any_sink(
    options: Options,
    capacity: Option<usize>,
    interruptible: bool,
) -> io::Result<Trial> {
    match options.method {
        Method::Auto | Method::Write => {
            let modes = writes(options, capacity, interruptible);
            Ok(Trial::new(&modes, &[], capacity))
        }
        Method::Vmsplice | Method::Copy => Err(io::Error::new(
            io::ErrorKind::Unsupported,
            format!(
                "{} lends pages to a pipe, which is done on Linux only, and only to a pipe made \
                 for a child: use auto or write here",
                options.method
            ),
        )),
    }
}

fn usual_chunk(capacity: Option<usize>) -> usize {
    let quarter = capacity.map_or(USUAL_CHUNK, |capacity| capacity / 4);
    quarter.clamp(LEAST_CHUNK, USUAL_CHUNK)
}

fn writes(options: Options, capacity: Option<usize>, interruptible: bool) -> Vec<Mode> {
    let write = |chunk| Mode::new(Way::Write, chunk);
    if let Some(chunk) = options.chunk {
        return vec![write(chunk)];
    }
    // A call that nothing can interrupt must not have much in hand.
    let most = match interruptible {
        true => capacity.unwrap_or(usize::MAX),
        false => capacity.map_or(USUAL_CHUNK, |capacity| capacity.min(USUAL_CHUNK)),
    };
    let usual = usual_chunk(capacity);
    let others = WRITE_CHUNKS.into_iter().rev();
    let others = others.filter(|&chunk| chunk <= most && chunk != usual);
    [usual].into_iter().chain(others).map(write).collect()
}
