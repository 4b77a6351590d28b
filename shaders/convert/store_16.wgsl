// A run of four samples of 16 bits is two words.

fn store(row: Row, run: u32, samples: vec4u) {
    let placed = samples << vec4u(SHIFT);
    put(row, run * 2u, placed.x | (placed.y << 16u));
    put(row, run * 2u + 1u, placed.z | (placed.w << 16u));
}
