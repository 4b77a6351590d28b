//! Refuses sources that are chained so deeply that compilers recurse off their stack.
//!
//! naga, and drivers behind it, recurse once for each operator of an expression and each `else if`;
//! a file of a megabyte holds half a million. No stack fits that, and no person writes it.

use crate::scene::{Diagnostic, Source};

/// Operators in a row in one expression, outside brackets.
const MAX_OPERATORS: u32 = 10_000;

/// `else` branches of one `if` and of those it stands in.
const MAX_BRANCHES: u32 = 500;

/// What has been seen so far inside one pair of brackets.
#[derive(Default)]
struct Level {
    operators: u32,
    branches: u32,
    /// Branches of the blocks around this one: compilers recurse through them too.
    around: u32,
}

/// Refuses a source with an expression or a branch chain past the limits.
pub(super) fn check(source: &Source) -> Result<(), Box<Diagnostic>> {
    let code = without_comments(source.text());
    let mut levels = vec![Level::default()];
    let mut after_else = false;
    let mut rest = code.as_str();
    while let Some(char) = rest.chars().next() {
        let offset = code.len() - rest.len();
        let word = rest.find(|char: char| !char.is_alphanumeric() && char != '_');
        let length = word.unwrap_or(rest.len()).max(char.len_utf8());
        let token = &rest[..length];
        rest = &rest[length..];
        let Some(level) = levels.last_mut() else {
            break;
        };
        match char {
            '(' | '[' | '{' => {
                level.operators += 1;
                let around = level.around + level.branches;
                levels.push(Level {
                    around,
                    ..Level::default()
                });
            }
            ')' | ']' | '}' => {
                if levels.len() > 1 {
                    levels.pop();
                }
                if char == '}'
                    && let Some(level) = levels.last_mut()
                {
                    level.operators = 0;
                }
            }
            ';' | ',' => level.operators = 0,
            '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^' | '<' | '>' | '=' | '!' | '~' | '.' => {
                level.operators += 1;
                if level.operators > MAX_OPERATORS {
                    return Err(too_long(
                        source,
                        offset,
                        "this expression has more operators",
                        MAX_OPERATORS,
                    ));
                }
            }
            _ if token == "else" => {
                level.branches += 1;
                if level.around + level.branches > MAX_BRANCHES {
                    return Err(too_long(
                        source,
                        offset,
                        "this `if`, with those around it, has more branches",
                        MAX_BRANCHES,
                    ));
                }
            }
            _ if token == "if" && !after_else => level.branches = 0,
            _ => {}
        }
        if !char.is_whitespace() {
            after_else = token == "else";
        }
    }
    Ok(())
}

fn too_long(source: &Source, offset: usize, what: &str, limit: u32) -> Box<Diagnostic> {
    let message = format!("{what} than compilers take ({limit})");
    Diagnostic::new(source, Some(offset..offset + 1), message)
        .help("break it up: a loop, an array, or several statements")
        .into()
}

/// What ends a line, and with it a `//` comment (WGSL, § 3.2).
const LINE_BREAKS: [char; 7] = [
    '\n', '\u{b}', '\u{c}', '\r', '\u{85}', '\u{2028}', '\u{2029}',
];

/// `text` with its comments blanked, byte for byte.
pub(super) fn without_comments(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut depth = 0_u32;
    let mut line_comment = false;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let next = chars.peek().copied();
        let blank = |code: &mut String, char: char| {
            code.extend(std::iter::repeat_n(' ', char.len_utf8()));
        };
        match (char, next) {
            _ if LINE_BREAKS.contains(&char) => {
                line_comment = false;
                code.push(char);
            }
            _ if line_comment => blank(&mut code, char),
            ('/', Some('*')) => {
                depth += 1;
                chars.next();
                code.push_str("  ");
            }
            ('*', Some('/')) if depth > 0 => {
                depth -= 1;
                chars.next();
                code.push_str("  ");
            }
            _ if depth > 0 => blank(&mut code, char),
            ('/', Some('/')) => {
                line_comment = true;
                blank(&mut code, char);
            }
            _ => code.push(char),
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> bool {
        check(&Source::new("test.wgsl", text)).is_err()
    }

    #[test]
    fn long_tables_and_many_statements_pass() {
        assert!(!refused(&format!(
            "const A = array({});",
            "vec2f(-1.0, 2.0 + 3.0),".repeat(20_000)
        )));
        assert!(!refused(&"a = a + 1;\n".repeat(50_000)));
        assert!(!refused(
            &"if a > 1 { b(); } else { c(); }\n".repeat(10_000)
        ));
        assert!(!refused(&"// a + b + c\n/* + + + */".repeat(10_000)));
    }

    #[test]
    fn chains_are_refused_at_any_depth() {
        assert!(refused(&format!("let a = {}1;", "1+".repeat(10_001))));
        assert!(refused(&format!("f(g({}1))", "- ".repeat(10_001))));
        assert!(refused(&format!(
            "a{};",
            "[0]".repeat(10_001).replace("[0]", "[0].x")
        )));
        assert!(refused(&format!("alias A = {}", "array<".repeat(10_001))));
        assert!(refused(&format!(
            "if a {{}} {}",
            "else if b { c = 1; } ".repeat(501)
        )));
    }

    #[test]
    fn nested_chains_count_together() {
        let chain = "else if b { c = 1; } ".repeat(60);
        let nested = format!("if a {{}} {chain} else {{ ").repeat(10) + &"}".repeat(10);
        assert!(refused(&nested));
    }

    #[test]
    fn comments_end_at_every_line_break() {
        for line_break in LINE_BREAKS {
            let chain = format!("//{line_break}let a = {}1;", "1+".repeat(10_001));
            assert!(refused(&chain), "{line_break:?}");
        }
    }

    #[test]
    fn comments_are_blanked_byte_for_byte() {
        assert_eq!(
            without_comments("a//é\nb/*/*x*/é*/c"),
            "a    \nb           c"
        );
    }
}
