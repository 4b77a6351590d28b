// rgb24: four pixels are three words.

override FRAME_BYTES: u32 = WIDTH * HEIGHT * 3u;
override FRAME_WORDS: u32 = (FRAME_BYTES + 3u) / 4u;

// One invocation writes four pixels of a row; the width is a multiple of four.
@compute @workgroup_size(64)
fn blocks(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= WIDTH / 4u || id.y >= HEIGHT {
        return;
    }
    let left = id.x * 4u;
    let p0 = 255.0 * rgb_at(left, id.y);
    let p1 = 255.0 * rgb_at(left + 1u, id.y);
    let p2 = 255.0 * rgb_at(left + 2u, id.y);
    let p3 = 255.0 * rgb_at(left + 3u, id.y);
    let r = rounding(left + vec4u(0u, 1u, 2u, 3u), vec4u(id.y));
    let word = (id.y * (WIDTH / 4u) + id.x) * 3u;
    frame[word] = pack(vec4f(p0, p1.r), r.xxxy);
    frame[word + 1u] = pack(vec4f(p1.gb, p2.rg), r.yyzz);
    frame[word + 2u] = pack(vec4f(p2.b, p3), r.zwww);
}

fn frame_byte(index: u32) -> u32 {
    let pixel = index / 3u;
    let row = pixel / WIDTH;
    let column = pixel - row * WIDTH;
    return quantise(255.0 * rgb_at(column, row)[index % 3u], column, row);
}
