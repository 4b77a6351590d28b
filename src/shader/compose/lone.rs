//! Finds attributes that no variable follows, which the compiler tells of without a place.

use std::ops::Range;

use super::token::{Kind, Token, tokens};

/// What the compiler says of them.
pub(super) const TOLD: &str = "we had the attribute but no var?";

/// The first `@group` or `@binding` of `code` that no `var` follows.
pub(super) fn attribute(code: &str) -> Option<Range<usize>> {
    let tokens = tokens(code);
    let is_mark = |place: usize, mark: char| {
        let token: Option<&Token> = tokens.get(place);
        token.is_some_and(|token| token.kind == Kind::Mark(mark))
    };
    let word = |place: usize| {
        let token = tokens.get(place).filter(|token| token.kind == Kind::Word);
        token.map_or("", |token| &code[token.range.clone()])
    };
    let mut found: Option<Range<usize>> = None;
    let mut at = 0;
    while at < tokens.len() {
        if !is_mark(at, '@') {
            match found.take() {
                Some(found) if word(at) != "var" => return Some(found),
                _ => at += 1,
            }
            continue;
        }
        let start = tokens[at].range.start;
        let is_place = matches!(word(at + 1), "group" | "binding");
        let mut last = at + 1;
        if is_mark(last + 1, '(') {
            last += 1;
            while last + 1 < tokens.len() && !is_mark(last, ')') {
                last += 1;
            }
        }
        let end = tokens.get(last).map_or(code.len(), |token| token.range.end);
        if is_place && found.is_none() {
            found = Some(start..end);
        }
        at = last + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_without_its_variable_is_found() {
        let good = "@group(0) @binding(1) var<uniform> a: f32;\n\
            @fragment fn image(@builtin(position) at: vec4f) -> @location(0) vec4f { return at; }\n";
        assert_eq!(attribute(good), None);
        for (end, found) in [
            ("@group(0) @binding(2)", "@group(0)"),
            ("@binding(2) @group(0)\n\n", "@binding(2)"),
            ("@group(0) @binding(2) struct S { a: f32 }", "@group(0)"),
            ("@group(0", "@group(0"),
        ] {
            let text = format!("{good}{end}");
            let range = attribute(&text).unwrap();
            assert_eq!((&text[range.clone()], range.start), (found, good.len()));
        }
    }
}
