#define_import_path shaderpipe::blend

// How one colour goes onto another. `over` to `outside` take colours whose red, green and blue are
// premultiplied by alpha, all 0 to 1: Porter and Duff, "Compositing digital images", 1984. The
// others take the layer below and the layer above, 0 to 1 without alpha, by the names and formulas
// of W3C, "Compositing and blending level 1", 2015; mix the result with the layer below by its
// coverage.

// Red, green and blue multiplied by alpha.
fn premultiply(color: vec4f) -> vec4f {
    return vec4f(color.rgb * color.a, color.a);
}

// Red, green and blue as they were before `premultiply`; black where alpha is 0.
fn unpremultiply(color: vec4f) -> vec4f {
    return select(vec4f(0.0), vec4f(color.rgb / color.a, color.a), color.a > 0.0);
}

// The layer above, and the layer below where it shows through.
fn over(above: vec4f, below: vec4f) -> vec4f {
    return above + (1.0 - above.a) * below;
}

// The layer above, where there is a layer below; and that.
fn atop(above: vec4f, below: vec4f) -> vec4f {
    return below.a * above + (1.0 - above.a) * below;
}

// The layer above, where there is a mask.
fn inside(above: vec4f, mask: vec4f) -> vec4f {
    return mask.a * above;
}

// The layer above, where there is no mask.
fn outside(above: vec4f, mask: vec4f) -> vec4f {
    return (1.0 - mask.a) * above;
}

// Brighter, as two lights on one screen; black leaves the layer below as it is.
fn screen(below: vec3f, above: vec3f) -> vec3f {
    return below + above - below * above;
}

// Multiplied where the layer above is dark, `screen` where it is bright; 1/2 leaves it as it is.
fn hard_light(below: vec3f, above: vec3f) -> vec3f {
    return select(screen(below, 2.0 * above - 1.0), 2.0 * below * above, above <= vec3f(0.5));
}

// As `hard_light`, decided by the layer below.
fn overlay(below: vec3f, above: vec3f) -> vec3f {
    return hard_light(above, below);
}

// Darker or brighter as by a diffuse spotlight; 1/2 leaves the layer below as it is.
fn soft_light(below: vec3f, above: vec3f) -> vec3f {
    let dark = below - (1.0 - 2.0 * above) * below * (1.0 - below);
    let low = ((16.0 * below - 12.0) * below + 4.0) * below;
    let reach = select(sqrt(max(below, vec3f(0.0))), low, below <= vec3f(0.25));
    let bright = below + (2.0 * above - 1.0) * (reach - below);
    return select(bright, dark, above <= vec3f(0.5));
}

// Brightens the layer below to reflect the layer above; black leaves it as it is.
fn color_dodge(below: vec3f, above: vec3f) -> vec3f {
    let quotient = min(below / max(1.0 - above, vec3f(1e-7)), vec3f(1.0));
    return select(quotient, vec3f(0.0), below <= vec3f(0.0));
}

// Darkens the layer below to reflect the layer above; white leaves it as it is.
fn color_burn(below: vec3f, above: vec3f) -> vec3f {
    let quotient = 1.0 - min((1.0 - below) / max(above, vec3f(1e-7)), vec3f(1.0));
    return select(quotient, vec3f(1.0), below >= vec3f(1.0));
}

// How far apart they are; white inverts the layer below.
fn difference(below: vec3f, above: vec3f) -> vec3f {
    return abs(below - above);
}

// As `difference`, with less contrast.
fn exclusion(below: vec3f, above: vec3f) -> vec3f {
    return below + above - 2.0 * below * above;
}
