// Luma of ITU-R BT.709-6: Kr = 0.2126, Kb = 0.0722.

fn luma(q: Quad) -> vec4f {
    return 0.2126 * q.r + 0.7152 * q.g + 0.0722 * q.b;
}
