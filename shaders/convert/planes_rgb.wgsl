// Planes G, B, R and A.

fn runs_of(q: Quad, t: vec4f) -> Runs {
    return Runs(
        full_range(q.g, t),
        full_range(q.b, t),
        full_range(q.r, t),
        full_range(q.a, t),
    );
}
