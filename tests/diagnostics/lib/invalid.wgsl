fn half(x: f32) -> f32 {
    if x > 1.0 {
        return 0.5 * x;
    }
}
