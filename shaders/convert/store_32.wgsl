// A run of four samples of 32 bits is four words.

fn store(run: u32, samples: vec4u) {
    frame[run * 4u] = samples.x;
    frame[run * 4u + 1u] = samples.y;
    frame[run * 4u + 2u] = samples.z;
    frame[run * 4u + 3u] = samples.w;
}
