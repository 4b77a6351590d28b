//! The deepest sources that are let pass, and those that are not.

use super::*;

#[test]
fn the_longest_sources_that_pass_fit_the_stack() {
    let body = |body: String| {
        format!(
            "@fragment fn image() -> @location(0) vec4f {{ var a = 1.0; {body} return vec4f(a); }}"
        )
    };
    let terms = body(format!("a = a{};", "+a".repeat(9_990)));
    let branches = body(format!("if a > 1 {{}} {}", "else if a>2 {}".repeat(500)));
    let calls: String = (1..20_000)
        .map(|k| format!("fn f{k}(){{f{}();}}\n", k - 1))
        .collect();
    try_compile(&terms).unwrap();
    try_compile(&branches).unwrap();
    try_compile(&format!("{calls}fn f0() {{}}\n{IMAGE}")).unwrap();
    assert!(error(&body(format!("a = a{};", "+a".repeat(400_000)))).contains("more operators"));
    assert!(
        error(&body(format!(
            "if a > 1 {{}} {}",
            "else if a>2 {}".repeat(50_000)
        )))
        .contains("more branches")
    );
}
