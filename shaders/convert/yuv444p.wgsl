// yuv444p: three planes of the picture's size.

override PLANE: u32 = WIDTH * HEIGHT;
override FRAME_BYTES: u32 = PLANE * 3u;
override FRAME_WORDS: u32 = (FRAME_BYTES + 3u) / 4u;

// One invocation writes four pixels of a row to each plane; the width is a multiple of four.
@compute @workgroup_size(64)
fn blocks(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= WIDTH / 4u || id.y >= HEIGHT {
        return;
    }
    let left = id.x * 4u;
    let p0 = ycc_at(left, id.y);
    let p1 = ycc_at(left + 1u, id.y);
    let p2 = ycc_at(left + 2u, id.y);
    let p3 = ycc_at(left + 3u, id.y);
    let r = rounding(left + vec4u(0u, 1u, 2u, 3u), vec4u(id.y));
    let y = vec4f(p0.y, p1.y, p2.y, p3.y);
    let cb = vec4f(p0.differences.x, p1.differences.x, p2.differences.x, p3.differences.x);
    let cr = vec4f(p0.differences.y, p1.differences.y, p2.differences.y, p3.differences.y);
    let word = id.y * (WIDTH / 4u) + id.x;
    frame[word] = pack(luma_codes(y), r);
    frame[word + PLANE / 4u] = pack(cb_codes(cb), r);
    frame[word + PLANE / 2u] = pack(cr_codes(cr), r);
}

fn frame_byte(index: u32) -> u32 {
    let plane = index / PLANE;
    let pixel = index - plane * PLANE;
    let row = pixel / WIDTH;
    let column = pixel - row * WIDTH;
    let ycc = ycc_at(column, row);
    let chroma = vec4f(ycc.differences, 0.0, 0.0);
    let codes = vec3f(luma_codes(vec4f(ycc.y)).x, cb_codes(chroma).x, cr_codes(chroma).y);
    return quantise(codes[plane], column, row);
}
