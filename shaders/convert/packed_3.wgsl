// Packed R, G, B: four pixels of a row are three runs.

fn write_quad(block: u32, line: u32, column: u32, row: u32) {
    let q = quad_at(column, row);
    let t = thresholds(column, row);
    let target_row = Row(line * STRIDE, STRIDE);
    let run = block * 3u;
    store(target_row, run, full_range(vec4f(q.r.x, q.g.x, q.b.x, q.r.y), t.xxxy));
    store(target_row, run + 1u, full_range(vec4f(q.g.y, q.b.y, q.r.z, q.g.z), t.yyzz));
    store(target_row, run + 2u, full_range(vec4f(q.b.z, q.r.w, q.g.w, q.b.w), t.zwww));
}
