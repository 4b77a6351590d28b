//! Among which modes there is a choice: what was asked for, and what the sink can do.
//!
//! Pure; which of them it will be, the trial finds out.
//!
//! Why `vmsplice` is tried first: measured on 2026-11-25, 2-core AMD EPYC VM, Linux 6.18, FFmpeg 5.1
//! reading rgb24 into `-f null`, four buffers of huge pages, pipe of 1 MiB; medians of 3 runs:
//!
//! | | 1080p, GB/s | 2160p, GB/s | writer's system time, ms/GB |
//! |---|---|---|---|
//! | blocking `write` of 8 KiB, pipe of 64 KiB | 2.1 | 1.9 | 368, 406 |
//! | `write` | 2.6 | 1.9 | 323, 451 |
//! | `copy` | 6.6 | 4.3 | 80, 111 |
//! | `vmsplice` | 9.8 | 4.5 | 50, 112 |
//!
//! What limits large frames is the reader's own copy: four frames of 2160p are 100 MB, which the
//! cache (32 MiB) does not hold, and with lent pages its core alone fetches and stores them, while
//! with `copy` the writer's core fetches: there the two come close.

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

/// What a sink is, as far as it matters for the choice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Traits {
    /// Bytes it can hold, if it is a pipe and the system says.
    pub(super) capacity: Option<usize>,
    /// Whether pages can and may be lent to it.
    pub(super) lends: bool,
    /// Whether an abort ends a blocked call.
    pub(super) is_interruptible: bool,
}

/// The choice among the modes that were asked for.
///
/// # Errors
///
/// [`Unsupported`](io::ErrorKind::Unsupported), if the sink has none of them.
pub(super) fn choice(options: Options, sink: Traits) -> io::Result<Trial> {
    let capacity = sink.capacity;
    let chunk = options.chunk.unwrap_or_else(|| usual_chunk(capacity));
    let [copy, write] = [Way::Copy, Way::Write].map(|way| Mode::new(way, chunk));
    // Nothing is gained by lending a full pipe in pieces.
    let whole = options.chunk.or(capacity).unwrap_or(chunk);
    let vmsplice = Mode::new(Way::Vmsplice, whole);
    Ok(match options.method {
        Method::Auto if sink.lends => {
            let mut modes = vec![vmsplice, copy, write];
            if options.chunk.is_none() {
                // One other size; the rest makes little difference, and measuring costs frames.
                modes.push(Mode::new(Way::Write, (chunk / 4).max(LEAST_CHUNK)));
            }
            modes.dedup();
            Trial::new(options.method, &modes, &[], capacity)
        }
        Method::Vmsplice if sink.lends => {
            Trial::new(options.method, &[vmsplice], &[copy, write], capacity)
        }
        Method::Copy if sink.lends => Trial::new(options.method, &[copy], &[write], capacity),
        Method::Auto | Method::Write => {
            Trial::new(options.method, &writes(options, sink), &[], capacity)
        }
        Method::Vmsplice | Method::Copy => {
            return Err(io::Error::new(
                io::ErrorKind::Unsupported,
                format!(
                    "{} lends pages to a pipe, which is done on Linux only, and only to a pipe \
                     without a name, made for a child: use auto or write here",
                    options.method
                ),
            ));
        }
    })
}

fn usual_chunk(capacity: Option<usize>) -> usize {
    let quarter = capacity.map_or(USUAL_CHUNK, |capacity| capacity / 4);
    quarter.clamp(LEAST_CHUNK, USUAL_CHUNK)
}

fn writes(options: Options, sink: Traits) -> Vec<Mode> {
    let write = |chunk| Mode::new(Way::Write, chunk);
    if let Some(chunk) = options.chunk {
        return vec![write(chunk)];
    }
    // A call that nothing can interrupt must not have much in hand.
    let most = match sink.is_interruptible {
        true => sink.capacity.unwrap_or(usize::MAX),
        false => sink.capacity.unwrap_or(usize::MAX).min(USUAL_CHUNK),
    };
    let usual = usual_chunk(sink.capacity);
    let others = WRITE_CHUNKS.into_iter().rev();
    let others = others.filter(|&chunk| chunk <= most && chunk != usual);
    [usual].into_iter().chain(others).map(write).collect()
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::super::{
        Method, Options,
        transport::{Mode, Way},
    };
    use super::{Traits, choice, usual_chunk, writes};

    const OWN: Traits = Traits {
        capacity: Some(1 << 20),
        lends: true,
        is_interruptible: true,
    };

    fn asked(method: Method, chunk: Option<usize>) -> Options {
        Options {
            method,
            chunk,
            ..Options::default()
        }
    }

    #[test]
    fn the_likeliest_goes_first_and_an_asked_for_chunk_is_everybodys() {
        let mode = |method, chunk| choice(asked(method, chunk), OWN).unwrap().mode();
        let (whole, quarter) = (1 << 20, 256 << 10);
        for (method, way, chunk) in [
            (Method::Auto, Way::Vmsplice, whole),
            (Method::Vmsplice, Way::Vmsplice, whole),
            (Method::Copy, Way::Copy, quarter),
            (Method::Write, Way::Write, quarter),
        ] {
            assert_eq!(mode(method, None), Mode::new(way, chunk));
            assert_eq!(mode(method, Some(999)), Mode::new(way, 999));
        }
    }

    #[test]
    fn a_chunk_is_a_quarter_of_the_pipe_within_bounds() {
        assert_eq!(usual_chunk(Some(4 << 10)), 4 << 10);
        assert_eq!(usual_chunk(Some(64 << 10)), 16 << 10);
        assert_eq!(usual_chunk(Some(1 << 20)), 256 << 10);
        assert_eq!(usual_chunk(Some(1 << 30)), 256 << 10);
        assert_eq!(usual_chunk(None), 256 << 10);
    }

    #[test]
    fn write_is_measured_with_chunks_that_fit_and_that_can_be_left() {
        let chunks = |capacity, is_interruptible| -> Vec<usize> {
            let sink = Traits {
                capacity,
                lends: false,
                is_interruptible,
            };
            let modes = writes(asked(Method::Write, None), sink);
            modes.iter().map(|mode| mode.chunk >> 10).collect()
        };
        assert_eq!(chunks(Some(1 << 20), true), [256, 1024, 64, 16]);
        assert_eq!(chunks(Some(64 << 10), true), [16, 64]);
        assert_eq!(chunks(Some(4 << 10), true), [4]);
        assert_eq!(chunks(None, false), [256, 64, 16]);
    }

    #[test]
    fn what_a_sink_cannot_do_is_an_error_that_names_the_way_out() {
        let shared = Traits {
            lends: false,
            ..OWN
        };
        for method in [Method::Vmsplice, Method::Copy] {
            let error = choice(asked(method, None), shared).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::Unsupported);
            assert!(error.to_string().contains("use auto or write"), "{error}");
        }
        for method in [Method::Auto, Method::Write] {
            let trial = choice(asked(method, None), shared).unwrap();
            assert_eq!(trial.mode().way, Way::Write);
        }
    }
}
