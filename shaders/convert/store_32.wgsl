// A run of four samples of 32 bits is four words.

fn store(row: Row, run: u32, samples: vec4u) {
    put(row, run * 4u, samples.x);
    put(row, run * 4u + 1u, samples.y);
    put(row, run * 4u + 2u, samples.z);
    put(row, run * 4u + 3u, samples.w);
}
