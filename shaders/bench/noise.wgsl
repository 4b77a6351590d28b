// Fills a buffer with bytes of 128 to 135, different for every seed.

struct Fill {
    words: u32,
    seed: u32,
}

@group(0) @binding(0) var<storage, read_write> frame: array<u32>;
@group(0) @binding(1) var<uniform> fill: Fill;

const WIDTH = 256u;

@compute @workgroup_size(WIDTH)
fn noise(
    @builtin(global_invocation_id) id: vec3u,
    @builtin(num_workgroups) groups: vec3u,
) {
    let stride = groups.x * WIDTH;
    for (var index = id.x; index < fill.words; index += stride) {
        var x = (index ^ (fill.seed * 0x9E3779B9u)) * 747796405u + 2891336453u;
        x = ((x >> ((x >> 28u) + 4u)) ^ x) * 277803737u;
        x = (x >> 22u) ^ x;
        frame[index] = (x & 0x07070707u) | 0x80808080u;
    }
}
