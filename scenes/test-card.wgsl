// A test card: patches of known values, gratings, a circle and a frame counter.
//
//! title = "Test card"
//! description = "Colour bars, greys, near-blacks, a zone plate and a frame counter, all of exactly known values"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! size = [1920, 1080]
//! fps = 60
//! duration = 10.0
//
// The card is 32 × 18 squares; whatever the size of the picture, a place is given in 32nds of its
// width from the left and 18ths of its height from the top. Every flat patch is one exact 8-bit sRGB
// value R, G, B and is not antialiased, so that what a decoder shows can be compared with this table:
//
//   column          x from to   middle   rows (each 1.75 high, from y = 2; middles 2.875 + 1.75 k)
//   100 % bars          2   6        4   white yellow cyan green magenta red blue black, of 255
//   75 % bars           6  10        8   the same, of 191
//   near black, white  28  30       29   8 greys: 0 4 8 12, then 255 251 247 243
//   ramp               26  28       27   not flat: grey, 0 at the top to 255 at the bottom
//
//   grey steps         22  26       24   16 greys, each 0.875 high from y = 2 (middles
//                                        2.4375 + 0.875 k): 17 k, from 0 to 255
//
// The background is 48 48 52 between its lines. In the middle, at (16, 9): a zone plate whose rings
// become finer evenly, from 0 to half a cycle a pixel (the most a picture can hold) at its rim. The
// ring around it is round in a picture of 16:9, and a hand in it turns once a second. Above: gratings
// with 2, 3, 4, 6, 8 and 12 pixels a line pair, upright and level. Below: the frame's number in binary
// (16 blocks between x = 10 and 22, y = 15 to 16; the highest bit first; white is 1) and in digits.
#import shaderpipe::frame
#import shaderpipe::coordinates::{PI, TAU}
#import shaderpipe::sdf

const WHITE: vec3f = vec3f(1.0);
const BLACK: vec3f = vec3f(0.0);

fn grey(code: f32) -> vec3f {
    return vec3f(code / 255.0);
}

// Whether `p` lies in the rectangle between two corners.
fn within(p: vec2f, low: vec2f, high: vec2f) -> bool {
    return all(p >= low) && all(p < high);
}

// Bar 0 to 7: white, yellow, cyan, green, magenta, red, blue, black. Green weighs most for the eye,
// then red, then blue: counting down in binary with the digits in that order sorts them by lightness.
fn bar(index: i32) -> vec3f {
    let lightness = 7 - index;
    return vec3f(f32((lightness >> 1u) & 1), f32((lightness >> 2u) & 1), f32(lightness & 1));
}

// Every second line of a grid of `period` pixels is white. Pixels, not shares of the picture: the
// gratings test single pixels at every size.
fn grating(pixel: f32, period: f32) -> vec3f {
    return select(BLACK, WHITE, fract((floor(pixel) + 0.5) / period) < 0.5);
}

// Seven strokes make any digit: which of them, as bits. Top, upper right, lower right, bottom, lower
// left, upper left, middle.
fn strokes(digit: u32) -> u32 {
    var table = array(0x3fu, 0x06u, 0x5bu, 0x4fu, 0x66u, 0x6du, 0x7du, 0x07u, 0x7fu, 0x6fu);
    return table[digit];
}

// Distance to a digit of seven strokes: 1 high, 0.5 wide, its middle at the origin, y downwards.
fn digit_distance(p: vec2f, digit: u32) -> f32 {
    let on = strokes(digit);
    var distance = 1e3;
    for (var k = 0u; k < 7u; k++) {
        if ((on >> k) & 1u) == 0u {
            continue;
        }
        var middle = array(
            vec2f(0.0, -0.45), vec2f(0.22, -0.225), vec2f(0.22, 0.225), vec2f(0.0, 0.45),
            vec2f(-0.22, 0.225), vec2f(-0.22, -0.225), vec2f(0.0, 0.0),
        );
        let reach = select(vec2f(0.0, 0.17), vec2f(0.165, 0.0), k % 3u == 0u);
        distance = min(distance, sdf::segment_2d(p, middle[k] - reach, middle[k] + reach) - 0.055);
    }
    return distance;
}

// The lines behind everything: every second square, one line thick, and a frame of blocks at the edge
// that shows whether a display cuts the picture off.
fn background(p: vec2f, unit: vec2f) -> vec3f {
    let from_edge = min(p, vec2f(32.0, 18.0) - p);
    if min(from_edge.x, from_edge.y) < 0.5 {
        let along = select(p.x, p.y, from_edge.x < from_edge.y);
        return select(grey(16.0), grey(235.0), fract(0.5 * along) < 0.5);
    }
    let width = max(1.0, round(unit.y / 24.0));
    let pixels = abs(p - 2.0 * round(0.5 * p)) * unit;
    let line = sdf::coverage(min(pixels.x, pixels.y) - 0.5 * width, 1.0);
    return mix(vec3f(48.0, 48.0, 52.0) / 255.0, grey(128.0), line);
}

// Zone plate, ring and hand, with `q` in pixels from the middle. `behind` shows around them.
fn middle(q: vec2f, unit: f32, behind: vec3f) -> vec3f {
    let rim = 4.9 * unit;
    let r = length(q);
    // The phase of a wave whose frequency grows evenly with r to half a cycle a pixel at the rim.
    let plate = vec3f(0.5 + 0.5 * cos(0.5 * PI * r * r / rim));
    // From the top, clockwise, 0 to 1.
    let turn = fract(atan2(q.x, -q.y) / TAU + 1.0);
    let swept = turn <= fract(frame.time);
    var color = mix(behind, WHITE, sdf::coverage(r - 5.6 * unit, 1.0));
    color = mix(color, select(grey(32.0), vec3f(1.0, 0.6, 0.1), swept), sdf::coverage(r - 5.5 * unit, 1.0));
    // Ten marks: tenths of a second.
    let mark = abs(turn * 10.0 - round(turn * 10.0)) * TAU / 10.0 * r;
    color = mix(color, WHITE, sdf::coverage(max(mark - 0.04 * unit, 5.2 * unit - r), 1.0)
        * sdf::coverage(r - 5.6 * unit, 1.0));
    color = mix(color, WHITE, sdf::coverage(r - 5.0 * unit, 1.0));
    return mix(color, plate, sdf::coverage(r - rim, 1.0));
}

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    // Pixels in a square of the card, and the place in squares.
    let unit = frame.resolution / vec2f(32.0, 18.0);
    let p = position.xy / unit;

    var color = background(p, unit);
    color = middle(position.xy - 0.5 * frame.resolution, unit.y, color);

    // The columns of flat patches.
    if within(p, vec2f(2.0, 2.0), vec2f(10.0, 16.0)) {
        let share = select(191.0 / 255.0, 1.0, p.x < 6.0);
        color = share * bar(i32((p.y - 2.0) / 1.75));
    }
    if within(p, vec2f(22.0, 2.0), vec2f(26.0, 16.0)) {
        color = grey(17.0 * floor((p.y - 2.0) / 0.875));
    }
    if within(p, vec2f(26.0, 2.0), vec2f(28.0, 16.0)) {
        color = vec3f((p.y - 2.0) / 14.0);
    }
    if within(p, vec2f(28.0, 2.0), vec2f(30.0, 16.0)) {
        let row = floor((p.y - 2.0) / 1.75);
        color = grey(select(255.0 - 4.0 * (row - 4.0), 4.0 * row, row < 4.0));
    }

    // Gratings: upright ones, then level ones.
    if within(p, vec2f(10.0, 2.0), vec2f(22.0, 3.0)) {
        var periods = array(2.0, 3.0, 4.0, 6.0, 8.0, 12.0);
        let period = periods[i32(p.x - 10.0) % 6];
        color = grating(select(position.y, position.x, p.x < 16.0), period);
    }

    // The frame's number, in binary and in digits.
    if within(p, vec2f(10.0, 15.0), vec2f(22.0, 16.0)) {
        let place = (p.x - 10.0) / 0.75;
        let bit = (frame.index >> (15u - u32(place))) & 1u;
        let inside = abs(fract(place) - 0.5) < 0.46;
        color = select(grey(96.0), grey(f32(bit) * 255.0), inside);
    }
    if within(p, vec2f(13.0, 16.25), vec2f(19.0, 17.25)) {
        color = BLACK;
        let place = i32(p.x - 13.0);
        var number = frame.index;
        for (var k = place; k < 5; k++) {
            number /= 10u;
        }
        let local = vec2f(fract(p.x) - 0.5, p.y - 16.75) / 0.72;
        let distance = digit_distance(local, number % 10u);
        color = vec3f(sdf::coverage(distance, 1.0 / (0.72 * unit.y)));
    }
    return vec4f(color, 1.0);
}
