// The picture that is converted, and where the frame goes. Values of texels, before any rule that
// depends on the frame's format. The rules and their order are written down in src/convert/mod.rs,
// and the constants that come before this text in src/convert/shader.rs.

const OPAQUE = 0u;
const STRAIGHT = 1u;
const PREMULTIPLIED = 2u;

@group(0) @binding(0) var picture: texture_2d<f32>;
// Rows of whole words.
@group(0) @binding(1) var<storage, read_write> frame: array<u32>;
// The picture's row that is the frame's first; the frame may be a band of the whole.
@group(0) @binding(2) var<uniform> first_row: u32;

// A row of a plane in the frame: its first word, and how many it has.
struct Row {
    start: u32,
    words: u32,
}

// Writes a word of a row. Blocks reach beyond the right edge where GUARDED says so.
fn put(row: Row, word: u32, value: u32) {
    if !GUARDED || word < row.words {
        frame[row.start + word] = value;
    }
}

// A texel. Blocks reach beyond the edges of the picture, where the edge's texels are repeated.
fn texel(column: u32, row: u32) -> vec4f {
    return textureLoad(picture, vec2u(min(column, WIDTH - 1u), min(row, HEIGHT - 1u)), 0);
}

// NaN to 0. In the bits of floats, as drivers may fold a comparison of a value with itself: NaN is
// above infinity.
fn number(values: vec4f) -> vec4f {
    let magnitude = bitcast<vec4u>(values) & vec4u(0x7fffffffu);
    let bits = select(bitcast<vec4u>(values), vec4u(), magnitude > vec4u(0x7f800000u));
    return bitcast<vec4f>(bits);
}

fn transfer(rgb: vec3f) -> vec3f {
    if LINEAR {
        return encode(rgb);
    }
    return rgb;
}
