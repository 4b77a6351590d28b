struct Ray {
    origin: vec3f,
    direction: vec3f,
}

fn far(ray: Ray) -> f32 {
    return length(ray.origin);
}
