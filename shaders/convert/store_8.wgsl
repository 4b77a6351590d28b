// A run of four samples of 8 bits is a word; the first sample is the lowest byte.

fn store(run: u32, samples: vec4u) {
    frame[run] = samples.x | (samples.y << 8u) | (samples.z << 16u) | (samples.w << 24u);
}
