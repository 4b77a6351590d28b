#import "lib/invalid.wgsl" as lib

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(lib::half(1.0));
}
