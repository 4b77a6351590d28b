// Packed R, G, B, A: a pixel is a run, four are converted at once.

@compute @workgroup_size(64)
fn convert(@builtin(global_invocation_id) id: vec3u) {
    let column = id.x * 4u;
    if column >= WIDTH {
        return;
    }
    let row = first_row + id.y;
    let t = thresholds(column, row);
    let run = id.y * STRIDE + column;
    store(run, full_range(pixel(column, row), t.xxxx));
    // Rows are not padded, as they are whole runs at any width.
    if column + 1u < WIDTH {
        store(run + 1u, full_range(pixel(column + 1u, row), t.yyyy));
    }
    if column + 2u < WIDTH {
        store(run + 2u, full_range(pixel(column + 2u, row), t.zzzz));
    }
    if column + 3u < WIDTH {
        store(run + 3u, full_range(pixel(column + 3u, row), t.wwww));
    }
}
