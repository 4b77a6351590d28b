//! All ways to write a frame write the same bytes: directly, and in bands of every size.

use shaderpipe::convert::{Alpha, ConvertSpec, Converter, Route, Transfer};
use shaderpipe::frame::{PixelFormat, Size};
use shaderpipe::readback::{Mapping, Ring};

use crate::HALF;
use crate::device::{PLAIN, convert, open, upload};
use crate::twin::{noise, read};

/// More than any frame here has.
const ONE_BAND: Route = Route::Bands(1 << 24);

#[test]
fn bands_write_what_is_written_directly() {
    let gpu = open();
    let size = Size::new(136, 34);
    let view = upload(&gpu, &noise(size), HALF);
    for format in PixelFormat::ALL {
        let spec = ConvertSpec {
            size,
            format,
            transfer: Transfer::Linear,
            dither: true,
            ..PLAIN
        };
        let direct = convert(&gpu, &view, &spec, Route::Direct);
        for route in [ONE_BAND, Route::Bands(10_000)] {
            assert!(
                convert(&gpu, &view, &spec, route) == direct,
                "{route:?}, {spec:?}"
            );
        }
    }
}

#[test]
fn bands_of_any_size_write_the_same_at_odd_sizes() {
    let gpu = open();
    let sizes = [(1, 1), (1, 67), (3, 5), (5, 64), (66, 31), (853, 48)];
    for (width, height) in sizes {
        let size = Size::new(width, height);
        let view = upload(&gpu, &noise(size), HALF);
        for format in PixelFormat::ALL {
            let spec = ConvertSpec {
                size,
                format,
                dither: true,
                ..PLAIN
            };
            let whole = convert(&gpu, &view, &spec, ONE_BAND);
            // Rows as they are padded, at most: blocks of 8×2.
            let pair = format.frame_bytes(Size::new(width.next_multiple_of(8), 2));
            for pairs in [1, 5] {
                let route = Route::Bands(pair * pairs);
                assert!(
                    convert(&gpu, &view, &spec, route) == whole,
                    "{pairs} pairs of rows, {spec:?}"
                );
            }
        }
    }
}

/// What stood in the buffer before is gone, and what stands behind the frame is left alone.
#[test]
fn bands_replace_every_byte_of_the_last_frame() {
    let gpu = open();
    let size = Size::new(13, 7);
    let white = crate::twin::paint(size, |_, _| [1.0; 4]);
    let black = crate::twin::paint(size, |_, _| [0.0; 4]);
    let views = [&white, &black].map(|picture| upload(&gpu, picture, HALF));
    for format in PixelFormat::ALL {
        let spec = ConvertSpec {
            size,
            format,
            alpha: Alpha::Straight,
            ..PLAIN
        };
        let alone = convert(&gpu, &views[1], &spec, ONE_BAND);
        let converters = views
            .each_ref()
            .map(|view| Converter::with_route(&gpu, &spec, view, Route::Bands(500)).unwrap());
        let mut ring = Ring::new(&gpu, alone.len() as u64, 1, Mapping::Auto).unwrap();
        let mut last = Vec::new();
        for converter in &converters {
            let bound = converter.bind(&gpu, &ring.storage_buffers()[0]).unwrap();
            let slot = ring.acquire(&|| false).unwrap().unwrap();
            let mut encoder = gpu.device().create_command_encoder(&Default::default());
            converter.record(&mut encoder, &bound);
            ring.submit(slot, encoder).unwrap();
            last = ring.next(&|| false).unwrap().as_ref().to_vec();
        }
        assert!(last == alone, "{format}");
    }
}

#[test]
fn converters_share_a_picture_in_one_submission() {
    let gpu = open();
    let size = Size::new(66, 36);
    let view = upload(&gpu, &noise(size), HALF);
    let specs = PixelFormat::ALL.map(|format| ConvertSpec {
        size,
        format,
        transfer: Transfer::Linear,
        ..PLAIN
    });
    let converters = specs.map(|spec| Converter::new(&gpu, &spec, &view).unwrap());
    let buffers = converters.each_ref().map(|converter| {
        let buffer = |usage| {
            gpu.device().create_buffer(&wgpu::BufferDescriptor {
                label: None,
                size: converter.frame_bytes().next_multiple_of(4),
                usage,
                mapped_at_creation: false,
            })
        };
        let written = buffer(wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC);
        let read = buffer(wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ);
        (written, read)
    });
    let mut encoder = gpu.device().create_command_encoder(&Default::default());
    for (converter, (written, read)) in converters.iter().zip(&buffers) {
        let bound = converter.bind(&gpu, written).unwrap();
        converter.record(&mut encoder, &bound);
        encoder.copy_buffer_to_buffer(written, 0, read, 0, None);
        encoder.map_buffer_on_submit(read, wgpu::MapMode::Read, .., |mapped| mapped.unwrap());
    }
    let submission = gpu.queue().submit([encoder.finish()]);
    let timeout = std::time::Duration::from_secs(60);
    assert!(gpu.wait(&submission, timeout).unwrap(), "it takes a minute");
    for (spec, (_, buffer)) in specs.iter().zip(&buffers) {
        let alone = convert(&gpu, &view, spec, Route::Auto);
        let mapped = buffer.get_mapped_range(..).unwrap();
        let shared = &mapped[..alone.len()];
        assert!(shared == alone, "{}", spec.format);
        assert!(read(shared, spec.format).iter().any(|sample| *sample > 0.0));
    }
}
