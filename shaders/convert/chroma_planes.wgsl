// Chroma in two planes: Cb, Cr.

fn store_chroma(start: u32, block: u32, cb: vec4u, cr: vec4u) {
    store(Row(PLANE_1 + start, CHROMA_STRIDE), block, cb);
    store(Row(PLANE_2 + start, CHROMA_STRIDE), block, cr);
}
