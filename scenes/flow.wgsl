// Ink and gold: noise that bends noise.
//
//! title = "Flow"
//! description = "Marbled ink with veins of gold: flow noise, bent by itself twice"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! size = [1920, 1080]
//! fps = 60
//! duration = 12.0
//
//! [params.scale]
//! label = "Scale"
//! default = 1.0
//! min = 0.25
//! max = 4.0
//! step = 0.05
//! [params.warp]
//! label = "Warp"
//! default = 1.0
//! min = 0.0
//! max = 2.0
//! step = 0.05
//! [params.veins]
//! label = "Veins of gold"
//! default = 1.0
//! min = 0.0
//! max = 2.0
//! step = 0.05
//! [params.ink]
//! label = "Ink"
//! default = [0.02, 0.07, 0.13]
//! widget = "color"
//! [params.wash]
//! label = "Wash"
//! default = [0.05, 0.42, 0.47]
//! widget = "color"
//! [params.foam]
//! label = "Foam"
//! default = [0.80, 0.90, 0.84]
//! widget = "color"
//! [params.gold]
//! label = "Gold"
//! default = [0.93, 0.66, 0.26]
//! widget = "color"

#import shaderpipe::frame
#import shaderpipe::coordinates::{TAU, centred}
#import shaderpipe::noise::{fbm_flow_2d, flow_2d}

struct Params {
    scale: f32,
    warp: f32,
    veins: f32,
    ink: vec3f,
    wash: vec3f,
    foam: vec3f,
    gold: vec3f,
}
@group(0) @binding(0) var<uniform> params: Params;

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let p = 1.25 * params.scale * centred(position.xy, frame.resolution) + vec2f(3.7, 1.3);
    // Flow noise turns its gradients: a whole turn brings every curl back, and the loop has no seam.
    let angle = TAU * frame.progress;

    // Domain warping: the first noise says how far to push the place where the second looks, and the
    // second where the third does. Each layer inherits the curls of the one before.
    let first = vec2f(flow_2d(p, angle), flow_2d(p + vec2f(5.2, 1.3), angle));
    let q = p + params.warp * 0.9 * first;
    let second = vec2f(
        fbm_flow_2d(1.1 * q + vec2f(1.7, 9.2), angle, 2),
        fbm_flow_2d(1.1 * q + vec2f(8.3, 2.8), -angle, 2),
    );
    let r = p + params.warp * 1.7 * second;
    let ink = fbm_flow_2d(1.2 * r, angle, 4);

    // Ink where the last noise is low, foam where it is high.
    let depth = smoothstep(-0.45, 0.5, ink);
    var color = mix(params.ink, params.wash, smoothstep(0.1, 0.65, depth));
    color = mix(color, params.foam, smoothstep(0.55, 1.0, depth) * 0.85);
    // What was pushed far lies deeper.
    color *= 1.0 - 0.55 * smoothstep(0.25, 0.75, length(second));

    // Veins along the lines of equal depth. `fwidth` says how much a value changes in a pixel, which
    // keeps lines as wide as they should be, and soft by a pixel, however steep the noise is.
    let contour = abs(fract(9.0 * ink + first.x) - 0.5) * 2.0;
    let steep = fwidth(9.0 * ink + first.x) * 2.0;
    let width = 0.05 + 0.22 * smoothstep(0.1, 0.6, first.y + 0.2);
    let vein = 1.0 - smoothstep(width - steep, width + steep, contour);
    let shine = smoothstep(-0.1, 0.45, second.x + 0.5 * first.y);
    color = mix(color, params.gold * (0.75 + 0.5 * shine), params.veins * vein * shine);

    // A little darker towards the corners.
    let corner = position.xy / frame.resolution - 0.5;
    return vec4f(color * (1.0 - 0.5 * dot(corner, corner)), 1.0);
}
