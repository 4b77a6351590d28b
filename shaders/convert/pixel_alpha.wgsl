// A pixel for a format with alpha, which is straight.

fn pixel(column: u32, row: u32) -> vec4f {
    let values = texel(column, row);
    if ALPHA == OPAQUE {
        return vec4f(transfer(unit(values).rgb), 1.0);
    }
    let alpha = unit(values).a;
    if ALPHA == STRAIGHT {
        return vec4f(transfer(unit(values).rgb), alpha);
    }
    let straight = select(vec3f(), values.rgb / alpha, alpha > 0.0);
    return vec4f(transfer(unit(vec4f(straight, 0.0)).rgb), alpha);
}
