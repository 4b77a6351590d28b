// Packed R, G, B, A: a pixel is a run, four are converted at once.

@compute @workgroup_size(64)
fn convert(@builtin(global_invocation_id) id: vec3u) {
    let column = id.x * 4u;
    if column >= WIDTH {
        return;
    }
    let row = first_row + id.y;
    let t = thresholds(column, row);
    let line = Row(id.y * STRIDE, STRIDE);
    store(line, column, full_range(pixel(column, row), t.xxxx));
    store(line, column + 1u, full_range(pixel(column + 1u, row), t.yyyy));
    store(line, column + 2u, full_range(pixel(column + 2u, row), t.zzzz));
    store(line, column + 3u, full_range(pixel(column + 3u, row), t.wwww));
}
