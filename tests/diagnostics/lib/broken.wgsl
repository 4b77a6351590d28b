#import shaderpipe::sdf

fn disc(p: vec2f) -> f32 {
    return sdf::circle(p, 1.0) + radius;
}

fn ring(p: vec2f) -> i32 {
    return abs(disc(p)) - 0.1;
}
