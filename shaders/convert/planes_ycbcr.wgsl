// Planes Y', Cb, Cr and A.

fn runs_of(q: Quad, t: vec4f) -> Runs {
    let y = luma(q);
    return Runs(
        luma_codes(y, t),
        cb_codes(q.b - y, t),
        cr_codes(q.r - y, t),
        full_range(q.a, t),
    );
}
