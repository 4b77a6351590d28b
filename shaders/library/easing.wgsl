#define_import_path shaderpipe::easing

// Motion that begins and ends well: each takes how far time has come, from 0 to 1, and gives how far
// the motion has, from 0 to 1. "in" starts slowly, "out" ends slowly. Time outside of 0 to 1 is
// taken as its nearer end. The curves are those of Penner, "Robert Penner's easing functions", 2001,
// under their usual names.

// Where `x` is between `low` and `high`, as 0 to 1: cuts one step of a motion out of a longer time.
fn linear_step(low: f32, high: f32, x: f32) -> f32 {
    return saturate((x - low) / (high - low));
}

// Along half a wave of a cosine: the softest.
fn sine_in_out(time: f32) -> f32 {
    return 0.5 - 0.5 * cos(3.14159265358979 * saturate(time));
}

// t³.
fn cubic_in(time: f32) -> f32 {
    let t = saturate(time);
    return t * t * t;
}

// The mirror image of `cubic_in`.
fn cubic_out(time: f32) -> f32 {
    return 1.0 - cubic_in(1.0 - time);
}

// `cubic_in` to the middle, then `cubic_out`.
fn cubic_in_out(time: f32) -> f32 {
    let t = saturate(time);
    return select(1.0 - 4.0 * cubic_in(1.0 - t), 4.0 * cubic_in(t), t < 0.5);
}

// As `cubic_in_out`, with t⁵: nearly still at both ends, fast between.
fn quint_in_out(time: f32) -> f32 {
    let t = saturate(time);
    let near = select(1.0 - t, t, t < 0.5);
    let half = 16.0 * near * near * near * near * near;
    return select(1.0 - half, half, t < 0.5);
}

// Starts at full speed; what is left halves ten times.
fn expo_out(time: f32) -> f32 {
    let t = saturate(time);
    return select(1.0 - exp2(-10.0 * t), 1.0, t >= 1.0);
}

// Goes a tenth too far, and comes back.
fn back_out(time: f32) -> f32 {
    let rest = saturate(time) - 1.0;
    return 1.0 + rest * rest * (2.70158 * rest + 1.70158);
}

// Swings about the end as on a spring.
fn elastic_out(time: f32) -> f32 {
    let t = saturate(time);
    let swing = 1.0 + exp2(-10.0 * t) * sin((10.0 * t - 0.75) * 2.09439510239320);
    return select(select(swing, 1.0, t >= 1.0), 0.0, t <= 0.0);
}

// Falls to the end and bounces three times.
fn bounce_out(time: f32) -> f32 {
    let t = saturate(time);
    // Four parabolas: where each bounce has its top, and how high that reaches.
    var top = vec2f(0.0, 0.0);
    if t > 2.5 / 2.75 {
        top = vec2f(2.625 / 2.75, 0.984375);
    } else if t > 2.0 / 2.75 {
        top = vec2f(2.25 / 2.75, 0.9375);
    } else if t > 1.0 / 2.75 {
        top = vec2f(1.5 / 2.75, 0.75);
    }
    return 7.5625 * (t - top.x) * (t - top.x) + top.y;
}
