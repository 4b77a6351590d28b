#define_import_path shaderpipe::easing

// Motion that begins and ends well. Each curve takes how far time has come, from 0 to 1, and gives
// how far the motion has, from 0 to 1. "in" starts slowly, "out" ends slowly. Time outside of 0 to
// 1 is taken as its nearer end. The curves are those of Penner, "Robert Penner's easing functions",
// 2001, under their usual names.

// Where `x` is between `low` and `high`, as 0 to 1: cuts one step of a motion out of a longer time.
fn linear_step(low: f32, high: f32, x: f32) -> f32 {
    return saturate((x - low) / (high - low));
}

// A quarter of a cosine wave: starts slowly.
fn sine_in(time: f32) -> f32 {
    return 1.0 - cos(1.57079632679490 * saturate(time));
}

// A quarter of a sine wave: ends slowly.
fn sine_out(time: f32) -> f32 {
    return sin(1.57079632679490 * saturate(time));
}

// Along half a wave of a cosine: the softest.
fn sine_in_out(time: f32) -> f32 {
    return 0.5 - 0.5 * cos(3.14159265358979 * saturate(time));
}

// t².
fn quad_in(time: f32) -> f32 {
    let t = saturate(time);
    return t * t;
}

// The mirror image of `quad_in`.
fn quad_out(time: f32) -> f32 {
    return 1.0 - quad_in(1.0 - time);
}

// `quad_in` to the middle, then `quad_out`.
fn quad_in_out(time: f32) -> f32 {
    let t = saturate(time);
    return select(0.5 + 0.5 * quad_out(2.0 * t - 1.0), 0.5 * quad_in(2.0 * t), t < 0.5);
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
    return select(0.5 + 0.5 * cubic_out(2.0 * t - 1.0), 0.5 * cubic_in(2.0 * t), t < 0.5);
}

// t⁴.
fn quart_in(time: f32) -> f32 {
    let t = saturate(time);
    return t * t * t * t;
}

// The mirror image of `quart_in`.
fn quart_out(time: f32) -> f32 {
    return 1.0 - quart_in(1.0 - time);
}

// `quart_in` to the middle, then `quart_out`.
fn quart_in_out(time: f32) -> f32 {
    let t = saturate(time);
    return select(0.5 + 0.5 * quart_out(2.0 * t - 1.0), 0.5 * quart_in(2.0 * t), t < 0.5);
}

// t⁵: nearly still for long, then fast.
fn quint_in(time: f32) -> f32 {
    let t = saturate(time);
    return t * t * t * t * t;
}

// The mirror image of `quint_in`.
fn quint_out(time: f32) -> f32 {
    return 1.0 - quint_in(1.0 - time);
}

// `quint_in` to the middle, then `quint_out`.
fn quint_in_out(time: f32) -> f32 {
    let t = saturate(time);
    return select(0.5 + 0.5 * quint_out(2.0 * t - 1.0), 0.5 * quint_in(2.0 * t), t < 0.5);
}

// Doubles ten times, and is at full speed at the end.
fn expo_in(time: f32) -> f32 {
    let t = saturate(time);
    return select(exp2(10.0 * t - 10.0), 0.0, t <= 0.0);
}

// Starts at full speed; what is left halves ten times.
fn expo_out(time: f32) -> f32 {
    let t = saturate(time);
    return select(1.0 - exp2(-10.0 * t), 1.0, t >= 1.0);
}

// `expo_in` to the middle, then `expo_out`.
fn expo_in_out(time: f32) -> f32 {
    let t = saturate(time);
    return select(0.5 + 0.5 * expo_out(2.0 * t - 1.0), 0.5 * expo_in(2.0 * t), t < 0.5);
}

// Along a quarter of a circle: arrives at once, as a fall.
fn circ_in(time: f32) -> f32 {
    let t = saturate(time);
    return 1.0 - sqrt(1.0 - t * t);
}

// The mirror image of `circ_in`.
fn circ_out(time: f32) -> f32 {
    return 1.0 - circ_in(1.0 - time);
}

// `circ_in` to the middle, then `circ_out`.
fn circ_in_out(time: f32) -> f32 {
    let t = saturate(time);
    return select(0.5 + 0.5 * circ_out(2.0 * t - 1.0), 0.5 * circ_in(2.0 * t), t < 0.5);
}

// Draws back by a tenth first.
fn back_in(time: f32) -> f32 {
    let t = saturate(time);
    return t * t * (2.70158 * t - 1.70158);
}

// Goes a tenth too far, and comes back.
fn back_out(time: f32) -> f32 {
    let rest = saturate(time) - 1.0;
    return 1.0 + rest * rest * (2.70158 * rest + 1.70158);
}

// Draws back first, and goes too far at the end: by a tenth, as Penner has it by stretching the
// reach by 1.525.
fn back_in_out(time: f32) -> f32 {
    let t = saturate(time);
    let near = 2.0 * min(t, 1.0 - t);
    let half = 0.5 * near * near * (3.5949095 * near - 2.5949095);
    return select(1.0 - half, half, t < 0.5);
}

// Swings up about the start, as a spring that is wound.
fn elastic_in(time: f32) -> f32 {
    return 1.0 - elastic_out(1.0 - time);
}

// Swings about the end as on a spring.
fn elastic_out(time: f32) -> f32 {
    let t = saturate(time);
    let swing = 1.0 + exp2(-10.0 * t) * sin((10.0 * t - 0.75) * 2.09439510239320);
    return select(select(swing, 1.0, t >= 1.0), 0.0, t <= 0.0);
}

// Swings up about the start, and down about the end, more slowly by 1.5 times.
fn elastic_in_out(time: f32) -> f32 {
    let t = saturate(time);
    let near = min(t, 1.0 - t);
    let swing = exp2(20.0 * near - 11.0) * sin((11.125 - 20.0 * near) * 1.39626340159546);
    let half = select(swing, 0.0, near <= 0.0);
    return select(1.0 - half, half, t < 0.5);
}

// Bounces three times, higher each time.
fn bounce_in(time: f32) -> f32 {
    return 1.0 - bounce_out(1.0 - time);
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

// `bounce_in` to the middle, then `bounce_out`.
fn bounce_in_out(time: f32) -> f32 {
    let t = saturate(time);
    return select(0.5 + 0.5 * bounce_out(2.0 * t - 1.0), 0.5 * bounce_in(2.0 * t), t < 0.5);
}
