// Y'CbCr of ITU-R BT.709-6, limited range. STEP codes are one of 8 bits.
// Chroma is made of the differences B'-Y' and R'-Y'; they are linear, so they can be filtered.

const CODES_PER_CB = STEP * 224.0 / 1.8556; // 2 (1 - Kb)
const CODES_PER_CR = STEP * 224.0 / 1.5748; // 2 (1 - Kr)

fn luma_codes(y: vec4f, thresholds: vec4f) -> vec4u {
    let range = STEP * 219.0;
    return quantise(STEP * 16.0 + range * y, dead_zones(y, range), thresholds);
}

fn cb_codes(differences: vec4f, thresholds: vec4f) -> vec4u {
    return quantise(STEP * 128.0 + CODES_PER_CB * differences, vec4f(DEAD_ZONE), thresholds);
}

fn cr_codes(differences: vec4f, thresholds: vec4f) -> vec4u {
    return quantise(STEP * 128.0 + CODES_PER_CR * differences, vec4f(DEAD_ZONE), thresholds);
}
