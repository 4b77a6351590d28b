// Chroma in one plane of pairs Cb, Cr.

fn store_chroma(start: u32, block: u32, cb: vec4u, cr: vec4u) {
    let line = Row(PLANE_1 + start, CHROMA_STRIDE);
    store(line, block * 2u, vec4u(cb.x, cr.x, cb.y, cr.y));
    store(line, block * 2u + 1u, vec4u(cb.z, cr.z, cb.w, cr.w));
}
