// From values to whole codes, dithered or rounded.

// Thresholds between 0 and 1 for four neighbours of a plane's row.
fn thresholds(column: u32, row: u32) -> vec4f {
    let rank = bayer_rank(column + vec4u(0u, 1u, 2u, 3u), vec4u(row));
    return (vec4f(rank) + 0.5) / 64.0;
}

// Rank, 0 to 63, in the 8×8 Bayer matrix: the bits of x^y and y interleaved, the lowest first.
fn bayer_rank(column: vec4u, row: vec4u) -> vec4u {
    return bayer_bits(column ^ row) | (bayer_bits(row) >> vec4u(1u));
}

fn bayer_bits(place: vec4u) -> vec4u {
    return ((place & vec4u(1u)) << vec4u(5u)) | ((place & vec4u(2u)) << vec4u(2u))
        | ((place & vec4u(4u)) >> vec4u(1u));
}

// The dead zones of values between 0 and 1, where `scale` codes are 1.
fn dead_zones(values: vec4f, scale: f32) -> vec4f {
    if PRECISION > 0.0 {
        let powers = bitcast<vec4f>(bitcast<vec4u>(values) & vec4u(0x7f800000u));
        // 1 itself is exact; the values below it are those of its spacing.
        return DEAD_ZONE + PRECISION * scale * min(powers, vec4f(0.5));
    }
    return vec4f(DEAD_ZONE);
}

// Cuts the fractions off after adding what rounds them up: a half rounds to nearest; dither rounds
// up where the fraction, stretched between the dead zones at both codes, is above the threshold.
fn quantise(codes: vec4f, zones: vec4f, thresholds: vec4f) -> vec4u {
    if DITHER {
        return vec4u(vec4i(codes + ((1.0 - zones) - (1.0 - 2.0 * zones) * thresholds)));
    }
    return vec4u(vec4i(codes + 0.5));
}

// Codes of values between 0 and 1 in full range.
fn full_range(values: vec4f, thresholds: vec4f) -> vec4u {
    return quantise(PEAK * values, dead_zones(values, PEAK), thresholds);
}
