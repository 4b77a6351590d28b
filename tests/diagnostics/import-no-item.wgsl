#import "lib/shapes.wgsl"::{disc, rign}
#import shaderpipe::noise::{value_2d, fbm2d}

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}
