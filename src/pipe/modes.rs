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

#[cfg(test)]
mod tests {
    use std::io;

    use super::super::{
        Method, Options,
        transport::{Mode, Way},
    };
    use super::{of_any_sink, of_own_pipe, usual_chunk, writes};

    fn asked(method: Method, chunk: Option<usize>) -> Options {
        Options {
            method,
            chunk,
            ..Options::default()
        }
    }

    #[test]
    fn the_likeliest_goes_first_and_an_asked_for_chunk_is_everybodys() {
        let mode = |method, chunk| of_own_pipe(asked(method, chunk), Some(1 << 20)).mode();
        let quarter = 256 << 10;
        for (method, way) in [
            (Method::Auto, Way::Vmsplice),
            (Method::Vmsplice, Way::Vmsplice),
            (Method::Copy, Way::Copy),
            (Method::Write, Way::Write),
        ] {
            assert_eq!(mode(method, None), Mode::new(way, quarter));
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
        let chunks = |capacity, interruptible| -> Vec<usize> {
            let modes = writes(asked(Method::Write, None), capacity, interruptible);
            modes.iter().map(|mode| mode.chunk >> 10).collect()
        };
        assert_eq!(chunks(Some(1 << 20), true), [256, 1024, 64, 16]);
        assert_eq!(chunks(Some(64 << 10), true), [16, 64]);
        assert_eq!(chunks(Some(4 << 10), true), [4]);
        assert_eq!(chunks(None, false), [256, 64, 16]);
    }

    #[test]
    fn what_a_sink_cannot_do_is_an_error_that_names_the_way_out() {
        for method in [Method::Vmsplice, Method::Copy] {
            let error = of_any_sink(asked(method, None), None, true).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::Unsupported);
            assert!(error.to_string().contains("use auto or write"), "{error}");
        }
    }
}
