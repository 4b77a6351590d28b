#define_import_path shaderpipe

// What the engine tells a scene, in variables that it sets.

// What changes from frame to frame. `#import shaderpipe::frame` gives a scene the variable `frame`.
struct Frame {
    // Width and height of the output in pixels.
    resolution: vec2f,
    // Seconds since frame 0: index divided by the frame rate.
    time: f32,
    // Seconds from one frame to the next.
    delta: f32,
    // The pointer, in pixels from the top left: x and y are where it was last while the button was
    // held, z and w where the button was pressed last; z is negative unless it is held, w unless it
    // was pressed in this frame. Zero before the first press, and in exports that replay no input.
    mouse: vec4f,
    // How the view was turned by hand: radians of longitude and latitude to add, and a factor for the
    // distance. (0, 0, 1) where nobody turned it, as in exports that replay no input. See
    // `camera::orbited`.
    orbit: vec3f,
    // The frame's number, counted from 0.
    index: u32,
    // Frames a second.
    rate: f32,
    // Seconds the scene lasts.
    duration: f32,
    // How far through the duration, from 0 up to but never 1: repeats seamlessly.
    progress: f32,
    // A number to vary a scene by.
    seed: u32,
    // 1 in an export, 0 in a preview.
    exporting: u32,
}

// What changes from pass to pass. `#import shaderpipe::this_pass` gives a scene the variable
// `this_pass` (`pass` alone is a reserved word of WGSL).
struct Pass {
    // Width and height of the pass's target in pixels.
    size: vec2f,
    // The pass's number, counted from 0.
    index: u32,
    // The run's number within the frame, from 0 up to `repeat` - 1.
    run: u32,
}

// The engine renumbers every binding: these numbers only keep clear of the ones that authors write.

// The time and the size of the frame that is drawn.
@group(0) @binding(4093) var<uniform> frame: Frame;

// The size and the number of the pass that is drawn.
@group(0) @binding(4092) var<uniform> this_pass: Pass;
