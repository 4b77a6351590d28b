#import shaderpipe::nosie
#import bevy_pbr::forward_io::VertexOutput

@fragment
fn image() -> @location(0) vec4f {
    return vec4f(1.0);
}
