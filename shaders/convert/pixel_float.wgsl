// A pixel for a format of floats: the scene's own values, with straight alpha.

fn pixel(column: u32, row: u32) -> vec4f {
    let values = texel(column, row);
    if ALPHA == OPAQUE {
        return number(vec4f(values.rgb, 1.0));
    }
    let alpha = unit(values).a;
    if ALPHA == STRAIGHT {
        return number(vec4f(values.rgb, alpha));
    }
    let straight = select(vec3f(), values.rgb / alpha, alpha > 0.0);
    return number(vec4f(straight, alpha));
}
