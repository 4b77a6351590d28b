// PLANES planes of the picture's size: four pixels of a row are a run in each.

// A run of each plane.
struct Runs {
    plane_0: vec4u,
    plane_1: vec4u,
    plane_2: vec4u,
    plane_3: vec4u,
}

fn write_quad(block: u32, line: u32, column: u32, row: u32) {
    let runs = runs_of(quad_at(column, row), thresholds(column, row));
    let start = line * STRIDE;
    store(Row(start, STRIDE), block, runs.plane_0);
    if PLANES > 1u {
        store(Row(PLANE_1 + start, STRIDE), block, runs.plane_1);
        store(Row(PLANE_2 + start, STRIDE), block, runs.plane_2);
    }
    if PLANES > 3u {
        store(Row(PLANE_3 + start, STRIDE), block, runs.plane_3);
    }
}
