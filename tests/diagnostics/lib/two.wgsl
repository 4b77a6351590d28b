#import "one.wgsl" as first

fn two() -> f32 {
    return first::one();
}
