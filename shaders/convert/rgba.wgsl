// rgba: a pixel is a word, so one invocation writes one pixel, at any size.

override FRAME_BYTES: u32 = WIDTH * HEIGHT * 4u;
override FRAME_WORDS: u32 = WIDTH * HEIGHT;

@compute @workgroup_size(64)
fn blocks(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= WIDTH || id.y >= HEIGHT {
        return;
    }
    let codes = 255.0 * rgba_at(id.x, id.y);
    frame[id.y * WIDTH + id.x] = pack(codes, rounding(vec4u(id.x), vec4u(id.y)));
}

fn frame_byte(index: u32) -> u32 {
    let pixel = index / 4u;
    let row = pixel / WIDTH;
    let column = pixel - row * WIDTH;
    return quantise(255.0 * rgba_at(column, row)[index % 4u], column, row);
}
