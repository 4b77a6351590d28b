// One invocation for each four neighbours of a row, `block` of row `line` of the frame.

@compute @workgroup_size(64)
fn convert(@builtin(global_invocation_id) id: vec3u) {
    let column = id.x * 4u;
    if column >= WIDTH {
        return;
    }
    let row = first_row + id.y;
    write_quad(id.x, id.y, column, row);
}
