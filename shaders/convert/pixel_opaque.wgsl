// A pixel for a format without alpha: the picture over black.

fn pixel(column: u32, row: u32) -> vec4f {
    let values = texel(column, row);
    if ALPHA == STRAIGHT {
        return vec4f(transfer(unit(vec4f(values.rgb * unit(values).a, 0.0)).rgb), 1.0);
    }
    return vec4f(transfer(unit(values).rgb), 1.0);
}
