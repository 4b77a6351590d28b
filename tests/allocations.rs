//! A steady export copies no frame: it allocates nothing large per frame, and where pages are lent to
//! the pipe, not a byte is written.
//!
//! Counts what this process asks of Rust's allocator; the graphics driver has its own.

#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and names its line"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering};

use shaderpipe::export::{Job, Report, Request, export};
use shaderpipe::frame::{FrameRange, Size};
use shaderpipe::gpu::{AdapterChoice, Gpu};
use shaderpipe::pipe::Method;

#[path = "common/folder.rs"]
mod folder;
#[path = "common/job.rs"]
mod job;

use folder::{Folder, NOISE};
use job::{job, request};

/// An allocation that could hold a good part of a frame, which has 1 382 400 bytes here.
const LARGE: usize = 64 << 10;

static LARGE_ONES: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);

struct Counting;

fn count(size: usize) {
    BYTES.fetch_add(size as u64, Ordering::Relaxed);
    if size > LARGE {
        LARGE_ONES.fetch_add(1, Ordering::Relaxed);
    }
}

// SAFETY: hands every call on to the system's allocator unchanged; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: as the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as the caller's.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: as the caller's.
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn noise(folder: &Folder, frames: u64, transport: Method) -> Job {
    let outputs = [folder.path("a.mkv"), folder.path("b.mkv")];
    let request = Request {
        frames: Some(FrameRange::Count(frames)),
        ..request(&outputs, Size::new(1280, 720))
    };
    Job {
        transport,
        ..job(NOISE, &request)
    }
}

/// Large allocations and all bytes allocated during an export.
fn cost(gpu: &Gpu, job: &Job) -> (u64, u64, Report) {
    let before = (
        LARGE_ONES.load(Ordering::Relaxed),
        BYTES.load(Ordering::Relaxed),
    );
    let report = export(gpu, job, &()).unwrap_or_else(|error| panic!("{error}"));
    let large = LARGE_ONES.load(Ordering::Relaxed) - before.0;
    (large, BYTES.load(Ordering::Relaxed) - before.1, report)
}

#[test]
fn frames_are_not_copied() {
    let folder = Folder::with("");
    let gpu =
        Gpu::open(&AdapterChoice::Best).unwrap_or_else(|error| panic!("these tests draw: {error}"));
    // The driver's first frame, and what it keeps.
    cost(&gpu, &noise(&folder, 2, Method::Write));
    let mut methods = vec![Method::Auto, Method::Write];
    if cfg!(target_os = "linux") {
        methods.push(Method::Vmsplice);
    }
    for method in methods {
        let (short_large, short_bytes, _) = cost(&gpu, &noise(&folder, 10, method));
        let (long_large, long_bytes, report) = cost(&gpu, &noise(&folder, 60, method));
        assert_eq!(
            long_large, short_large,
            "{method}: large allocations grow with the frames"
        );
        let per_frame = long_bytes.saturating_sub(short_bytes) / 50;
        assert!(
            per_frame < LARGE as u64,
            "{method}: {per_frame} bytes a frame"
        );
        for output in &report.outputs {
            let pipe = output.pipe.as_ref().unwrap();
            assert_eq!(pipe.bytes, 60 * 1280 * 720 * 3 / 2);
            let calls = &pipe.system_calls;
            match method {
                // Not a byte went any other way than by its page.
                Method::Vmsplice => assert!(calls.write == 0 && calls.vmsplice > 0, "{pipe:?}"),
                Method::Write => assert!(calls.write > 0 && calls.vmsplice == 0, "{pipe:?}"),
                _ => {}
            }
            if method != Method::Auto {
                assert_eq!(pipe.transport, method.name());
            }
        }
    }
}
