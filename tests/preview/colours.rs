//! What is written into a texture as large as the picture, and smaller and larger, without a window.

use shaderpipe::frame::Size;
use shaderpipe::gpu::{AdapterChoice, Gpu};
use shaderpipe::preview::{Meaning, Presenter, Rect};
use shaderpipe::scene::{Alpha, Color};

/// A picture of `width` texels in a row, all of them `rows` times.
fn picture(gpu: &Gpu, row: &[[f32; 4]], rows: u32) -> wgpu::TextureView {
    let size = wgpu::Extent3d {
        width: row.len() as u32,
        height: rows,
        depth_or_array_layers: 1,
    };
    let texture = gpu.device().create_texture(&wgpu::TextureDescriptor {
        label: None,
        size,
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::Rgba32Float,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    });
    let bytes: Vec<u8> = row
        .repeat(rows as usize)
        .iter()
        .flatten()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    let layout = wgpu::TexelCopyBufferLayout {
        offset: 0,
        bytes_per_row: Some(16 * row.len() as u32),
        rows_per_image: None,
    };
    gpu.queue()
        .write_texture(texture.as_image_copy(), &bytes, layout, size);
    texture.create_view(&Default::default())
}

/// The first row of what is shown, 64 pixels wide, in a target of `format`.
fn shown(
    gpu: &Gpu,
    format: wgpu::TextureFormat,
    (view, meaning): (&wgpu::TextureView, Meaning),
    (width, height): (u32, u32),
) -> Vec<[u8; 4]> {
    let device = gpu.device();
    let size = wgpu::Extent3d {
        width: 64,
        height,
        depth_or_array_layers: 1,
    };
    let target = device.create_texture(&wgpu::TextureDescriptor {
        label: None,
        size,
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
        view_formats: &[],
    });
    let buffer = device.create_buffer(&wgpu::BufferDescriptor {
        label: None,
        size: 256 * u64::from(height),
        usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    });
    let mut encoder = device.create_command_encoder(&Default::default());
    let target_view = target.create_view(&Default::default());
    let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view: &target_view,
            depth_slice: None,
            resolve_target: None,
            ops: wgpu::Operations::default(),
        })],
        ..Default::default()
    });
    let presenter = Presenter::new(device, format);
    let rect = Rect::all(Size::new(width, height));
    presenter.record(
        (device, gpu.queue()),
        &mut pass,
        (view, meaning),
        (rect, 1.0),
    );
    drop(pass);
    let layout = wgpu::TexelCopyBufferLayout {
        offset: 0,
        bytes_per_row: Some(256),
        rows_per_image: None,
    };
    let copy = wgpu::TexelCopyBufferInfo {
        buffer: &buffer,
        layout,
    };
    encoder.copy_texture_to_buffer(target.as_image_copy(), copy, size);
    let submission = gpu.queue().submit([encoder.finish()]);
    buffer
        .slice(..)
        .map_async(wgpu::MapMode::Read, |result| result.unwrap());
    while !gpu
        .wait(&submission, std::time::Duration::from_secs(1))
        .unwrap()
    {}
    let bytes = buffer.slice(..).get_mapped_range().unwrap();
    let pixels = bytes[..4 * width as usize].chunks_exact(4);
    pixels
        .map(|pixel| [pixel[0], pixel[1], pixel[2], pixel[3]])
        .collect()
}

fn encode(light: f64) -> f64 {
    match light <= 0.003_130_8 {
        true => 12.92 * light,
        false => 1.055 * light.powf(1.0 / 2.4) - 0.055,
    }
}

fn decode(code: f64) -> f64 {
    match code <= 0.040_45 {
        true => code / 12.92,
        false => ((code + 0.055) / 1.055).powf(2.4),
    }
}

const FORMATS: [wgpu::TextureFormat; 2] = [
    wgpu::TextureFormat::Rgba8Unorm,
    wgpu::TextureFormat::Rgba8UnormSrgb,
];

fn meaning(color: Color, alpha: Alpha) -> Meaning {
    Meaning { color, alpha }
}

#[test]
fn codes_are_those_of_a_still_in_both_kinds_of_targets() {
    let gpu = Gpu::open(&AdapterChoice::Best).unwrap();
    let grey = |value: f32| [value, value, value, 0.25];
    let row: Vec<_> = (0..64_u8)
        .map(|k| grey(f32::from(k) * 4.0 / 255.0))
        .collect();
    let view = picture(&gpu, &row, 2);
    for format in FORMATS {
        let srgb = meaning(Color::Srgb, Alpha::Opaque);
        let found = shown(&gpu, format, (&view, srgb), (64, 2));
        let linear = meaning(Color::Linear, Alpha::Opaque);
        let lit = shown(&gpu, format, (&view, linear), (64, 2));
        for (k, (found, lit)) in found.iter().zip(&lit).enumerate() {
            let code = k as f64 * 4.0;
            assert!(
                (f64::from(found[0]) - code).abs() <= 1.0,
                "{format:?} {k} {found:?}"
            );
            let expected = 255.0 * encode(code / 255.0);
            assert!(
                (f64::from(lit[0]) - expected).abs() <= 1.0,
                "{format:?} {k} {lit:?}"
            );
            assert_eq!(found[3], 255);
        }
    }
}

#[test]
fn what_is_no_colour_is_shown_as_the_nearest() {
    let gpu = Gpu::open(&AdapterChoice::Best).unwrap();
    let row = [f32::NAN, -1.0, 7.0, f32::INFINITY, f32::NEG_INFINITY, 0.5].map(|value| [value; 4]);
    let view = picture(&gpu, &row, 1);
    for color in [Color::Srgb, Color::Linear] {
        let meaning = meaning(color, Alpha::Opaque);
        let found = shown(&gpu, FORMATS[0], (&view, meaning), (6, 1));
        let reds: Vec<_> = found[..5].iter().map(|pixel| pixel[0]).collect();
        assert_eq!(reds, [0, 0, 255, 255, 0]);
    }
}

#[test]
fn transparent_pictures_lie_on_a_board() {
    let gpu = Gpu::open(&AdapterChoice::Best).unwrap();
    let mut row = vec![[0.0_f32; 4]; 24];
    row[1] = [1.0, 0.0, 0.0, 0.5];
    row[2] = [0.5, 0.0, 0.0, 0.5];
    row[3] = [0.2, 0.4, 0.6, 1.0];
    let view = picture(&gpu, &row, 1);
    let at = |alpha: Alpha| {
        let meaning = meaning(Color::Srgb, alpha);
        shown(&gpu, FORMATS[0], (&view, meaning), (24, 1))
    };
    let straight = at(Alpha::Straight);
    assert_eq!(
        (straight[0][0], straight[8][0], straight[16][0]),
        (153, 102, 153)
    );
    assert!(straight[1][0].abs_diff(204) <= 1 && straight[1][1].abs_diff(77) <= 1);
    assert_eq!(straight[3], [51, 102, 153, 255]);
    let premultiplied = at(Alpha::Premultiplied);
    assert!(
        premultiplied[2][0].abs_diff(204) <= 1,
        "{:?}",
        premultiplied[2]
    );
    assert_eq!(at(Alpha::Opaque)[0][0], 0);
}

#[test]
fn smaller_is_the_mean_of_light_and_larger_keeps_edges() {
    let gpu = Gpu::open(&AdapterChoice::Best).unwrap();
    let row: Vec<_> = (0..64).map(|x| [f32::from(x % 2 == 0); 4]).collect();
    let view = picture(&gpu, &row, 64);
    let srgb = meaning(Color::Srgb, Alpha::Opaque);
    let grey = (255.0 * encode(0.5)).round() as u8;
    for (width, height) in [(32, 32), (16, 64)] {
        for pixel in shown(&gpu, FORMATS[0], (&view, srgb), (width, height)) {
            assert!(pixel[0].abs_diff(grey) <= 1, "{width}x{height}: {pixel:?}");
        }
    }
    let row: Vec<_> = [0.2, 0.8].map(|value| [value; 4]).into();
    let view = picture(&gpu, &row, 1);
    let large = shown(&gpu, FORMATS[0], (&view, srgb), (9, 4));
    let reds: Vec<_> = large.iter().map(|pixel| pixel[0]).collect();
    let middle = (255.0 * encode((decode(0.2) + decode(0.8)) / 2.0)).round() as u8;
    assert_eq!((&reds[..4], &reds[5..]), (&[51; 4][..], &[204; 4][..]));
    assert!(reds[4].abs_diff(middle) <= 1, "{reds:?}");
}
