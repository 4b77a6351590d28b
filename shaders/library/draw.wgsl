#define_import_path shaderpipe::draw

#import shaderpipe::sdf::{coverage, segment_2d}

// Drawing in the plane, antialiased by how much of a pixel is covered. `canvas` is what has been
// drawn so far, its red, green and blue premultiplied by alpha: begin with `vec4f(background,
// 1.0)`. `paint` is a colour and its opacity, not premultiplied. `distance` is a signed distance,
// as `sdf` has them. `pixel` is the width of a pixel in the units of `p`: 2 / frame.resolution.y
// with `coordinates::centred`.

// The inside of a shape.
fn fill(canvas: vec4f, paint: vec4f, distance: f32, pixel: f32) -> vec4f {
    return cover(canvas, paint, coverage(distance, pixel));
}

// The outline of a shape, `width` wide, half of it to each side.
fn stroke(canvas: vec4f, paint: vec4f, distance: f32, width: f32, pixel: f32) -> vec4f {
    return cover(canvas, paint, band(distance, width, pixel));
}

// A line from `start` to `end`, `width` wide, with round ends.
fn line(
    canvas: vec4f,
    paint: vec4f,
    p: vec2f,
    start: vec2f,
    end: vec2f,
    width: f32,
    pixel: f32,
) -> vec4f {
    return cover(canvas, paint, band(segment_2d(p, start, end), width, pixel));
}

// As `line`, in dashes `dash` long and a `gap` apart, beginning with a dash at `start`.
fn dashed_line(
    canvas: vec4f,
    paint: vec4f,
    p: vec2f,
    start: vec2f,
    end: vec2f,
    width: f32,
    dash: f32,
    gap: f32,
    pixel: f32,
) -> vec4f {
    let along = dot(p - start, normalize(end - start));
    let part = dashes(along - 0.5 * dash, dash + gap, dash, pixel);
    return cover(canvas, paint, part * band(segment_2d(p, start, end), width, pixel));
}

// `paint` over the canvas where a part of the pixel is covered, 0 to 1.
fn cover(canvas: vec4f, paint: vec4f, part: f32) -> vec4f {
    let alpha = paint.a * part;
    return vec4f(paint.rgb * alpha, alpha) + (1.0 - alpha) * canvas;
}

// How much of a pixel a band covers, 0 to 1, that reaches half of `width` to both sides of the line
// where `distance` is 0. Bands thinner than a pixel fade instead of breaking.
fn band(distance: f32, width: f32, pixel: f32) -> f32 {
    let low = max(distance - 0.5 * pixel, -0.5 * width);
    let high = min(distance + 0.5 * pixel, 0.5 * width);
    return max(high - low, 0.0) / pixel;
}

// How much of a pixel bands cover, 0 to 1, that are `width` wide, the first about 0, one every
// `spacing`.
fn dashes(x: f32, spacing: f32, width: f32, pixel: f32) -> f32 {
    return (dashed_length(x + 0.5 * pixel, spacing, width)
        - dashed_length(x - 0.5 * pixel, spacing, width)) / pixel;
}

// How much of the way from the start of the first band to `x` lies in bands.
fn dashed_length(x: f32, spacing: f32, width: f32) -> f32 {
    let way = x + 0.5 * width;
    let count = floor(way / spacing);
    return count * width + clamp(way - count * spacing, 0.0, width);
}

// How much of a pixel the lines of a grid cover, 0 to 1: `width` wide and `spacing` apart, one
// through the origin.
fn grid(p: vec2f, spacing: vec2f, width: f32, pixel: f32) -> f32 {
    let column = dashes(p.x, spacing.x, width, pixel);
    let row = dashes(p.y, spacing.y, width, pixel);
    return 1.0 - (1.0 - column) * (1.0 - row);
}

// How much of a pixel the dark squares of a chessboard cover, 0 to 1: their sides are `size` long,
// and one has its lower left corner at the origin.
fn checker(p: vec2f, size: f32, pixel: f32) -> f32 {
    let column = dashes(p.x - 0.5 * size, 2.0 * size, size, pixel);
    let row = dashes(p.y - 0.5 * size, 2.0 * size, size, pixel);
    return column * row + (1.0 - column) * (1.0 - row);
}

// How far `p` is on the way from `start` to `end`, 0 to 1: mix two colours by it.
fn linear_gradient(p: vec2f, start: vec2f, end: vec2f) -> f32 {
    let along = end - start;
    return saturate(dot(p - start, along) / max(dot(along, along), 1e-30));
}

// How far `p` is from `middle` to `radius` from it, 0 to 1.
fn radial_gradient(p: vec2f, middle: vec2f, radius: f32) -> f32 {
    return saturate(length(p - middle) / radius);
}

// The angle of `p` about `middle` in turns, 0 up to 1, counter-clockwise from `angle` radians on.
fn conic_gradient(p: vec2f, middle: vec2f, angle: f32) -> f32 {
    let d = p - middle;
    let x = select(d.x, 1.0, d.x == 0.0 && d.y == 0.0);
    return fract((atan2(d.y, x) - angle) / 6.28318530717959);
}

// Light around a shape, to be added: 1 inside, halved with every `reach` outside.
fn glow(distance: f32, reach: f32) -> f32 {
    return exp2(-max(distance, 0.0) / reach);
}

// How dark the shadow of a shape is, 0 to 1, blurred by a Gaussian of deviation `blur`: exact for
// straight edges, to 2e-4 (Abramowitz and Stegun, "Handbook of mathematical functions", 1964,
// 7.1.27).
fn shadow(distance: f32, blur: f32) -> f32 {
    let x = abs(distance) / blur * 0.70710678;
    let series = 1.0 + x * (0.278393 + x * (0.230389 + x * (0.000972 + x * 0.078108)));
    let rest = 0.5 / (series * series * series * series);
    return select(rest, 1.0 - rest, distance < 0.0);
}
