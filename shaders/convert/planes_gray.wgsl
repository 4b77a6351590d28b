// One plane of luma in full range.

fn runs_of(q: Quad, t: vec4f) -> Runs {
    return Runs(full_range(luma(q), t), vec4u(), vec4u(), vec4u());
}
