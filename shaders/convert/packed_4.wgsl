// Packed R, G, B, A: a pixel is a run, four are converted at once.

fn write_quad(block: u32, line: u32, column: u32, row: u32) {
    let t = thresholds(column, row);
    let target_row = Row(line * STRIDE, STRIDE);
    store(target_row, column, full_range(pixel(column, row), t.xxxx));
    store(target_row, column + 1u, full_range(pixel(column + 1u, row), t.yyyy));
    store(target_row, column + 2u, full_range(pixel(column + 2u, row), t.zzzz));
    store(target_row, column + 3u, full_range(pixel(column + 3u, row), t.wwww));
}
