// Y'CbCr of ITU-R BT.709-6 (Kr = 0.2126, Kb = 0.0722), limited range, 8 bits.

const CODES_PER_CB = 224.0 / 1.8556; // 224 / (2 (1 - Kb))
const CODES_PER_CR = 224.0 / 1.5748; // 224 / (2 (1 - Kr))

// Y', and what chroma is made of: B'-Y' and R'-Y'. They are linear, so they can be filtered.
struct Ycc {
    y: f32,
    differences: vec2f,
}

fn ycc_at(column: u32, row: u32) -> Ycc {
    let rgb = rgb_at(column, row);
    let y = dot(rgb, vec3f(0.2126, 0.7152, 0.0722));
    return Ycc(y, rgb.br - y);
}

fn luma_codes(y: vec4f) -> vec4f {
    return 16.0 + 219.0 * y;
}

fn cb_codes(differences: vec4f) -> vec4f {
    return 128.0 + CODES_PER_CB * differences;
}

fn cr_codes(differences: vec4f) -> vec4f {
    return 128.0 + CODES_PER_CR * differences;
}
