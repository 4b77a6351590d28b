// Four neighbours of a row, by channel.

struct Quad {
    r: vec4f,
    g: vec4f,
    b: vec4f,
    a: vec4f,
}

fn quad_at(column: u32, row: u32) -> Quad {
    let p0 = pixel(column, row);
    let p1 = pixel(column + 1u, row);
    let p2 = pixel(column + 2u, row);
    let p3 = pixel(column + 3u, row);
    return Quad(
        vec4f(p0.r, p1.r, p2.r, p3.r),
        vec4f(p0.g, p1.g, p2.g, p3.g),
        vec4f(p0.b, p1.b, p2.b, p3.b),
        vec4f(p0.a, p1.a, p2.a, p3.a),
    );
}
