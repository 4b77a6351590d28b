// What a new scene may look like: one colour for each place, which changes with time.
//
//! title = "Gradient"
//! description = "Rose, violet, blue and sea green in slow motion, each as light to the eye as the next"
//! author = "shaderpipe"
//! license = "MIT OR Apache-2.0"
//! duration = 10.0
//! color = "linear"

#import shaderpipe::frame
#import shaderpipe::coordinates::{TAU, centred}
#import shaderpipe::color::oklab_to_linear

@fragment
fn image(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let p = centred(position.xy, frame.resolution);
    let turn = TAU * frame.progress;

    // Hue is an angle. Waves push it to and fro, from rose through violet and blue to sea green.
    let wave = sin(1.2 * p.x + 0.9 * sin(1.3 * p.y + turn) - turn);
    let hue = 4.75 + 1.55 * wave + 0.35 * sin(1.7 * p.y - 0.8 * p.x + turn);

    // In Oklab equal steps look equal: no hue is brighter than the next.
    let lightness = 0.75 + 0.05 * sin(1.3 * p.y - 0.7 * p.x + 2.0 * turn);
    let lab = vec3f(lightness, 0.115 * cos(hue), 0.115 * sin(hue));
    return vec4f(saturate(oklab_to_linear(lab)), 1.0);
}
