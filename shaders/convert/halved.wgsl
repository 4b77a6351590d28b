// A plane of Y', and chroma of half its width, rounded up, for each ROWS rows of it (1 or 2).
// Chroma is sited left: at the column of even luma samples, midway between two rows.

// Eight neighbours of a row: both Y' quads, and the differences for four samples of chroma.
struct Line {
    y_0: vec4f,
    y_1: vec4f,
    b: vec4f,
    r: vec4f,
}

fn line_at(column: u32, row: u32) -> Line {
    let edge = pixel(max(column, 1u) - 1u, row);
    let q0 = quad_at(column, row);
    let q1 = quad_at(column + 4u, row);
    let y_edge = luma(Quad(vec4f(edge.r), vec4f(edge.g), vec4f(edge.b), vec4f()));
    let y_0 = luma(q0);
    let y_1 = luma(q1);
    return Line(
        y_0,
        y_1,
        across(edge.b - y_edge.x, q0.b - y_0, q1.b - y_1),
        across(edge.r - y_edge.x, q0.r - y_0, q1.r - y_1),
    );
}

// [1 2 1]/4 around each even column.
fn across(edge: f32, d0: vec4f, d1: vec4f) -> vec4f {
    let left = vec4f(edge, d0.y, d0.w, d1.y);
    let middle = vec4f(d0.x, d0.z, d1.x, d1.z);
    let right = vec4f(d0.y, d0.w, d1.y, d1.w);
    return (left + 2.0 * middle + right) * 0.25;
}

fn store_luma(start: u32, block: u32, line: Line, row: u32) {
    let column = block * 8u;
    let luma = Row(start, STRIDE);
    store(luma, block * 2u, luma_codes(line.y_0, thresholds(column, row)));
    store(luma, block * 2u + 1u, luma_codes(line.y_1, thresholds(column + 4u, row)));
}

@compute @workgroup_size(64)
fn convert(@builtin(global_invocation_id) id: vec3u) {
    let column = id.x * 8u;
    if column >= WIDTH {
        return;
    }
    let row = first_row + id.y * ROWS;
    let start = id.y * ROWS * STRIDE;
    let upper = line_at(column, row);
    store_luma(start, id.x, upper, row);
    var b = upper.b;
    var r = upper.r;
    if ROWS == 2u {
        let lower = line_at(column, row + 1u);
        if !GUARDED || row + 1u < HEIGHT {
            store_luma(start + STRIDE, id.x, lower, row + 1u);
        }
        b = (b + lower.b) * 0.5;
        r = (r + lower.r) * 0.5;
    }
    let t = thresholds(id.x * 4u, row / ROWS);
    store_chroma(id.y * CHROMA_STRIDE, id.x, cb_codes(b, t), cr_codes(r, t));
}
