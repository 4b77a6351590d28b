#import "lib/one.wgsl"::one

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(one());
}
