// Chroma in one plane of pairs Cb, Cr.

fn store_chroma(line: u32, block: u32, cb: vec4u, cr: vec4u) {
    let run = PLANE_1 + line + block * 2u;
    store(run, vec4u(cb.x, cr.x, cb.y, cr.y));
    store(run + 1u, vec4u(cb.z, cr.z, cb.w, cr.w));
}
