fn disc(p: vec2f, radius: f32) -> f32 {
    return length(p) - radius;
}

fn ring(p: vec2f, radius: f32) -> f32 {
    return abs(disc(p, radius));
}
