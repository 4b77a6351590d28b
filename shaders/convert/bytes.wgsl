// The way that fits every size: one invocation writes one word of the frame, wherever its four
// bytes belong. The format says what byte there is at an index, with `frame_byte`.

@compute @workgroup_size(64)
fn bytes(@builtin(global_invocation_id) id: vec3u) {
    let word = id.y * ROW + id.x;
    if word >= FRAME_WORDS {
        return;
    }
    var value = 0u;
    for (var i = 0u; i < 4u; i += 1u) {
        let index = word * 4u + i;
        // The last word may be longer than the frame.
        if index < FRAME_BYTES {
            value |= frame_byte(index) << (8u * i);
        }
    }
    frame[word] = value;
}
