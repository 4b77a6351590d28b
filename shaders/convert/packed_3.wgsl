// Packed R, G, B: four pixels of a row are three runs.

@compute @workgroup_size(64)
fn convert(@builtin(global_invocation_id) id: vec3u) {
    let column = id.x * 4u;
    if column >= WIDTH {
        return;
    }
    let row = first_row + id.y;
    let q = quad_at(column, row);
    let t = thresholds(column, row);
    let line = Row(id.y * STRIDE, STRIDE);
    let run = id.x * 3u;
    store(line, run, full_range(vec4f(q.r.x, q.g.x, q.b.x, q.r.y), t.xxxy));
    store(line, run + 1u, full_range(vec4f(q.g.y, q.b.y, q.r.z, q.g.z), t.yyzz));
    store(line, run + 2u, full_range(vec4f(q.b.z, q.r.w, q.g.w, q.b.w), t.zwww));
}
