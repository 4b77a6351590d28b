#define PI 3.14159

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}
