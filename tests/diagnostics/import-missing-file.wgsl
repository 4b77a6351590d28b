#import "lib/shaeps.wgsl"::disc

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}
