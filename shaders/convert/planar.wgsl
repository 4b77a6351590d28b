// PLANES planes of the picture's size: four pixels of a row are a run in each.

// A run of each plane.
struct Runs {
    plane_0: vec4u,
    plane_1: vec4u,
    plane_2: vec4u,
    plane_3: vec4u,
}

@compute @workgroup_size(64)
fn convert(@builtin(global_invocation_id) id: vec3u) {
    let column = id.x * 4u;
    if column >= WIDTH {
        return;
    }
    let row = first_row + id.y;
    let runs = runs_of(quad_at(column, row), thresholds(column, row));
    let start = id.y * STRIDE;
    store(Row(start, STRIDE), id.x, runs.plane_0);
    if PLANES > 1u {
        store(Row(PLANE_1 + start, STRIDE), id.x, runs.plane_1);
        store(Row(PLANE_2 + start, STRIDE), id.x, runs.plane_2);
    }
    if PLANES > 3u {
        store(Row(PLANE_3 + start, STRIDE), id.x, runs.plane_3);
    }
}
