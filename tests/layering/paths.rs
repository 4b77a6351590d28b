//! The paths and macros that a Rust source names, found without a compiler.

/// A source with its comments blanked.
pub(crate) fn without_comments(source: &str) -> String {
    blanked(source, false)
}

/// Blanks comments and, with `strings`, what stands in quotes.
fn blanked(source: &str, strings: bool) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(char) = rest.chars().next() {
        let (length, keep) = match char {
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), false),
            '/' if rest.starts_with("/*") => (block_comment(rest), false),
            '"' => (1 + string(&rest[1..]), !strings),
            'r' if !ends_in_word(&code)
                && let Some(length) = raw_string(rest) =>
            {
                (length, !strings)
            }
            // A lifetime has no second quote.
            '\'' => match character(rest) {
                Some(length) => (length, !strings),
                None => (1, true),
            },
            _ => (char.len_utf8(), true),
        };
        let (piece, behind) = rest.split_at(length);
        code.push_str(if keep { piece } else { " " });
        rest = behind;
    }
    code
}

fn ends_in_word(code: &str) -> bool {
    code.ends_with(|char: char| char.is_alphanumeric() || char == '_')
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// Bytes up to and with the closing quote.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, char) in text.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn raw_string(text: &str) -> Option<usize> {
    let hashes = text[1..].bytes().take_while(|byte| *byte == b'#').count();
    let body = text[1 + hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = body.find(&end).map_or(body.len(), |at| at + end.len());
    Some(2 + hashes + length)
}

fn character(text: &str) -> Option<usize> {
    let inside = &text[1..];
    let length = match inside.strip_prefix('\\') {
        Some(escape) => 1 + escape.char_indices().nth(1)?.0.max(escape.find('\'')?),
        None => inside.chars().next()?.len_utf8(),
    };
    inside[length..].starts_with('\'').then_some(length + 2)
}

/// Words and signs; `::` is one sign.
fn tokens(code: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(char) = rest.chars().next() {
        let is_word = |char: char| char.is_alphanumeric() || char == '_';
        let length = if is_word(char) {
            rest.find(|char| !is_word(char)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            char.len_utf8()
        };
        tokens.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    tokens
}

/// Every path of two words and more, those in the braces of a `use` spelled out.
pub(crate) fn paths(source: &str) -> Vec<String> {
    let code = blanked(source, true);
    let tokens = tokens(&code);
    let mut paths = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let is_start = is_word(tokens[at]) && (at == 0 || ![".", "::"].contains(&tokens[at - 1]));
        if is_start && tokens.get(at + 1) == Some(&"::") {
            at = tree(&tokens, at, "", &mut paths);
        } else {
            // What follows `use` or `extern crate` is a crate even on its own.
            let before = at.checked_sub(1).map(|before| tokens[before]);
            if is_start && matches!(before, Some("use" | "crate")) {
                paths.push(tokens[at].to_owned());
            }
            at += 1;
        }
    }
    paths
}

/// Reads the path at `at`, with what stands in its braces; where it ends.
fn tree(tokens: &[&str], mut at: usize, prefix: &str, paths: &mut Vec<String>) -> usize {
    let mut path = prefix.to_owned();
    loop {
        match tokens.get(at) {
            Some(&"{") => {
                at += 1;
                while !matches!(tokens.get(at), None | Some(&"}")) {
                    let end = tree(tokens, at, &path, paths);
                    at = end.max(at + 1);
                }
                return at + 1;
            }
            Some(word) if is_word(word) => {
                if !path.is_empty() {
                    path.push_str("::");
                }
                path.push_str(word);
                at += 1;
            }
            _ => break,
        }
        match tokens.get(at) {
            Some(&"::") => at += 1,
            _ => break,
        }
    }
    if path != prefix {
        paths.push(path);
    }
    at
}

fn is_word(token: &str) -> bool {
    token.starts_with(|char: char| char.is_alphabetic() || char == '_')
}

/// The names of the macros that are called.
pub(crate) fn macros(source: &str) -> Vec<String> {
    let code = blanked(source, true);
    let tokens = tokens(&code);
    let is_call = |window: &&[&str]| {
        is_word(window[0]) && window[1] == "!" && ["(", "[", "{"].contains(&window[2])
    };
    let calls = tokens.windows(3).filter(is_call);
    calls.map(|window| window[0].to_owned()).collect()
}
