struct Params { speed: f32 }
@group(0) @binding(0) var<uniform> params: Params;

fn speed() -> f32 {
    return 2.0 * params.speed;
}
