#import "two.wgsl"::two

fn one() -> f32 {
    return two();
}
