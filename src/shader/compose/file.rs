//! One file of WGSL as its text shows it: what it imports, what it declares, and where it uses names.

use std::collections::HashMap;
use std::ops::Range;

use super::statement::{Import, directives};
use super::token::{Kind, Token, tokens};
use crate::scene::{Diagnostic, Source};
use crate::shader::limits;

/// Attributes whose words are no names of the file.
const WORDS_OF_THEIR_OWN: [&str; 3] = ["builtin", "interpolate", "diagnostic"];

/// The most tokens of such an attribute.
const MAX_ATTRIBUTE: usize = 8;

/// A file, taken apart.
#[derive(Debug)]
pub(super) struct File {
    pub(super) source: Source,
    /// The text with blanks for comments.
    pub(super) code: String,
    pub(super) imports: Vec<Import>,
    /// The places of directives, which are no WGSL.
    pub(super) directives: Vec<Range<usize>>,
    pub(super) declarations: Vec<Declaration>,
    /// The declaration of each name.
    pub(super) names: HashMap<String, usize>,
    /// Whether a bracket is open that none of its kind closes, or closes that none opens.
    pub(super) is_unbalanced: bool,
}

/// One declaration at the top of a file.
#[derive(Debug)]
pub(super) struct Declaration {
    /// Its name and place, if it has one.
    pub(super) name: Option<Range<usize>>,
    /// All of it.
    pub(super) range: Range<usize>,
    /// The keyword that it begins with, behind its attributes.
    pub(super) keyword: String,
    /// The tokens that may be names of other things.
    pub(super) uses: Vec<Range<usize>>,
    /// What stands between the braces of a function.
    pub(super) body: Option<Range<usize>>,
}

impl File {
    /// Takes `source` apart.
    pub(super) fn read(source: &Source) -> Result<Self, Box<Diagnostic>> {
        limits::check(source)?;
        let code = limits::without_comments(source.text());
        let tokens = tokens(&code);
        let directives = directives(source, &code, &tokens)?;
        let (declarations, is_unbalanced) = declarations(&code, &directives.rest);
        let named = declarations.iter().enumerate();
        let names = named
            .filter_map(|(place, one)| Some((code[one.name.clone()?].to_owned(), place)))
            .collect();
        Ok(Self {
            source: source.clone(),
            imports: directives.imports,
            directives: directives.places,
            declarations,
            names,
            is_unbalanced,
            code,
        })
    }

    /// The names that it declares.
    pub(super) fn items(&self) -> Vec<&str> {
        let named = self.declarations.iter();
        named
            .filter_map(|one| Some(&self.code[one.name.clone()?]))
            .collect()
    }

    /// The name of a declaration; empty if it has none.
    pub(super) fn name_of(&self, declaration: usize) -> &str {
        let name = self.declarations[declaration].name.clone();
        name.map_or("", |name| &self.code[name])
    }
}

/// The declarations that `tokens` make, and whether their brackets do not match.
fn declarations(code: &str, tokens: &[Token]) -> (Vec<Declaration>, bool) {
    let mut found = Vec::new();
    let mut start = 0;
    // What closes those that are open.
    let mut open = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Mark('(') => open.push(')'),
            Kind::Mark('[') => open.push(']'),
            Kind::Mark('{') => open.push('}'),
            Kind::Mark(mark @ (')' | ']' | '}')) if open.pop() != Some(mark) => {
                return (found, true);
            }
            _ => {}
        }
        if open.is_empty() && matches!(token.kind, Kind::Mark(';' | '}')) {
            found.push(declaration(code, &tokens[start..=place]));
            start = place + 1;
        }
    }
    if start < tokens.len() {
        found.push(declaration(code, &tokens[start..]));
    }
    (found, !open.is_empty())
}

fn declaration(code: &str, tokens: &[Token]) -> Declaration {
    let text = |place: usize| &code[tokens[place].range.clone()];
    let is = |place: usize, mark| {
        tokens
            .get(place)
            .is_some_and(|token| token.kind == Kind::Mark(mark))
    };
    let keyword = keyword(code, tokens);
    let words = |from: usize| (from..tokens.len()).find(|place| tokens[*place].kind == Kind::Word);
    let name = keyword.and_then(|place| match text(place) {
        "fn" | "struct" | "const" | "override" | "alias" => words(place + 1),
        // Behind `<storage, read_write>`.
        "var" if is(place + 1, '<') => {
            let end = (place + 1..tokens.len()).find(|place| is(*place, '>'));
            end.and_then(|end| words(end + 1))
        }
        "var" => words(place + 1),
        _ => None,
    });
    let is_struct = keyword.is_some_and(|place| text(place) == "struct");
    let mut uses = Vec::new();
    let mut depth = 0;
    let mut own_words_until = 0;
    for (place, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Mark('{') => depth += 1,
            Kind::Mark('}') => depth -= 1,
            Kind::Word => {
                let is_attribute = place > 0 && is(place - 1, '@');
                if is_attribute && WORDS_OF_THEIR_OWN.contains(&text(place)) {
                    let end = (place..).take(MAX_ATTRIBUTE).find(|place| is(*place, ')'));
                    own_words_until = end.unwrap_or(place);
                }
                let is_member = place > 0 && is(place - 1, '.');
                let is_field = is_struct && depth == 1 && is(place + 1, ':');
                if !is_attribute && !is_member && !is_field && place >= own_words_until {
                    uses.push(token.range.clone());
                }
            }
            _ => {}
        }
    }
    let end = tokens.last().map_or(0, |token| token.range.end);
    let is_function = keyword.is_some_and(|place| text(place) == "fn");
    let mut places = 0..tokens.len();
    let begins = places.find(|place| is_function && is(*place, '{'));
    let ends = tokens.last().filter(|token| token.kind == Kind::Mark('}'));
    let body = begins.zip(ends);
    let body = body.map(|(begins, ends)| tokens[begins].range.end..ends.range.start);
    Declaration {
        body,
        name: name.map(|place| tokens[place].range.clone()),
        range: tokens.first().map_or(end, |token| token.range.start)..end,
        keyword: keyword
            .map(|place| text(place).to_owned())
            .unwrap_or_default(),
        uses,
    }
}

/// The place of the first word that belongs to no attribute.
fn keyword(code: &str, tokens: &[Token]) -> Option<usize> {
    let mut place = 0;
    while let Some(token) = tokens.get(place) {
        match token.kind {
            Kind::Mark('@') => {
                place += 2;
                if tokens
                    .get(place)
                    .is_some_and(|token| token.kind == Kind::Mark('('))
                {
                    let mut depth = 0;
                    let closes = |token: &Token| {
                        depth += match token.kind {
                            Kind::Mark('(') => 1,
                            Kind::Mark(')') => -1,
                            _ => 0,
                        };
                        depth == 0
                    };
                    place += tokens[place..].iter().position(closes)? + 1;
                }
            }
            Kind::Word if !code[token.range.clone()].contains("::") => return Some(place),
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> File {
        File::read(&Source::new("test.wgsl", text)).unwrap()
    }

    #[test]
    fn declarations_are_found_with_their_names() {
        let file = read(
            "enable f16;\n#import a::b\nconst A = vec2f(1.0, 2.0); // fn no() {}\n\
             @id(3) override B: f32;\nalias C = array<f32, 3>;\nstruct D { a: f32, };\n\
             @group(0) @binding((1 + 1)) var<storage, read_write> e: array<u32>;\nvar f: sampler;\n\
             @compute @workgroup_size(1) fn g() { if true { var h = 1; } }\nconst_assert A.x > 0;\n",
        );
        assert_eq!(file.items(), ["A", "B", "C", "D", "e", "f", "g"]);
        assert!(!file.is_unbalanced);
        let place = file.names["g"];
        let range = file.declarations[place].range.clone();
        assert!(file.code[range].starts_with("@compute @workgroup_size(1) fn g()"));
        assert_eq!(file.declarations[place].keyword, "fn");
    }

    #[test]
    fn uses_are_what_may_be_a_name() {
        let file = read(
            "struct S { @builtin(position) frame: vec4f, @location(N) b: array<T, N> }\n\
             fn f(@builtin(position) p: vec4f) -> f32 { return p.x + q::r(s.t) + 1.5f; }\n",
        );
        let uses = |place: usize| -> Vec<&str> {
            let uses = file.declarations[place].uses.iter();
            uses.map(|range| &file.code[range.clone()]).collect()
        };
        assert_eq!(uses(0), ["struct", "S", "vec4f", "N", "array", "T", "N"]);
        let expected = ["fn", "f", "p", "vec4f", "f32", "return", "p", "q::r", "s"];
        assert_eq!(uses(1), expected);
    }

    #[test]
    fn brackets_that_do_not_match_are_seen() {
        assert!(read("fn f() {").is_unbalanced);
        assert!(read("fn f() { ( }").is_unbalanced);
        assert!(read("fn f( { ] ) é").is_unbalanced);
        assert!(read("fn f() { a[b(c]); }").is_unbalanced);
        assert!(read("fn f() {}}\nfn g() {}").is_unbalanced);
        assert!(!read("fn f() {}").is_unbalanced);
    }
}
