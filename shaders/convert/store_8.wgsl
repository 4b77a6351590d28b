// A run of four samples of 8 bits is a word; the first sample is the lowest byte.

fn store(row: Row, run: u32, samples: vec4u) {
    let low = samples.x | (samples.y << 8u);
    let high = samples.z | (samples.w << 8u);
    put(row, run, low | (high << 16u));
}
