//! [params.speed]
//! default = 1.0

fn speed() -> f32 {
    return 2.0;
}
