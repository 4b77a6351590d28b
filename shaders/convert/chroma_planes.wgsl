// Chroma in two planes: Cb, Cr.

fn store_chroma(line: u32, block: u32, cb: vec4u, cr: vec4u) {
    store(PLANE_1 + line + block, cb);
    store(PLANE_2 + line + block, cr);
}
