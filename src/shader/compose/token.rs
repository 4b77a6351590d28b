//! WGSL as words and marks, as far as imports need it. Knows no grammar.

use std::ops::Range;

/// One token of a text without comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Its bytes.
    pub(super) range: Range<usize>,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, or names joined by `::`.
    Word,
    /// A literal that begins with a digit.
    Number,
    /// What stands in quotes, with them. It ends at the line's end at the latest.
    Quoted,
    /// `::` that joins no two names.
    Join,
    /// Any other character.
    Mark(char),
}

/// The tokens of `code`.
pub(super) fn tokens(code: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(char) = code[at..].chars().next() {
        let rest = &code[at..];
        let (kind, length) = match char {
            '"' => (Kind::Quoted, quoted_length(rest)),
            _ if char.is_ascii_digit() => (Kind::Number, name_length(rest)),
            _ if is_name(char) => (Kind::Word, path_length(rest)),
            ':' if rest.starts_with("::") => (Kind::Join, 2),
            _ => (Kind::Mark(char), char.len_utf8()),
        };
        if !char.is_whitespace() {
            let range = at..at + length;
            tokens.push(Token { kind, range });
        }
        at += length;
    }
    tokens
}

/// Whether a name may hold `char`.
pub(in crate::shader) fn is_name(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

fn name_length(text: &str) -> usize {
    text.find(|char| !is_name(char)).unwrap_or(text.len())
}

fn path_length(text: &str) -> usize {
    let mut length = name_length(text);
    while let Some(next) = text[length..].strip_prefix("::") {
        let more = name_length(next);
        if more == 0 {
            break;
        }
        length += 2 + more;
    }
    length
}

fn quoted_length(text: &str) -> usize {
    let line = text.find('\n').unwrap_or(text.len());
    text[1..line].find('"').map_or(line, |end| end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_paths_and_numbers_are_none() {
        let code = "a::b::c(1.5f, 0x1fu, é_1) \"x y.wgsl\"::{d}";
        let found: Vec<_> = tokens(code)
            .into_iter()
            .map(|token| (token.kind, &code[token.range]))
            .collect();
        let mark = Kind::Mark;
        let expected = [
            (Kind::Word, "a::b::c"),
            (mark('('), "("),
            (Kind::Number, "1"),
            (mark('.'), "."),
            (Kind::Number, "5f"),
            (mark(','), ","),
            (Kind::Number, "0x1fu"),
            (mark(','), ","),
            (Kind::Word, "é_1"),
            (mark(')'), ")"),
            (Kind::Quoted, "\"x y.wgsl\""),
            (Kind::Join, "::"),
            (mark('{'), "{"),
            (Kind::Word, "d"),
            (mark('}'), "}"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn quotes_end_at_the_line() {
        let code = "\"a\nb\"";
        let texts: Vec<_> = tokens(code).into_iter().map(|t| &code[t.range]).collect();
        assert_eq!(texts, ["\"a", "b", "\""]);
    }
}
