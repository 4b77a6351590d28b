//! Reads `#import` statements: `#import a::b`, `#import a::{b, c as d}`, `#import "file.wgsl"::{e}`,
//! `#import "file.wgsl" as f`. Whether there is what they name, others find out.

use std::ops::Range;

use super::token::{Kind, Token};
use crate::scene::{Diagnostic, Source, nearest};

const EXAMPLE: &str = "write it as `#import shaderpipe::frame`, \
                       `#import shaderpipe::noise::{value_2d, fbm_2d}` or `#import \"lib/shapes.wgsl\"::{disc}`";

/// What one name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Import {
    /// The name that the file uses.
    pub(super) name: String,
    /// The file that is imported from, as it is written, and its place; `None` for the library.
    pub(super) file: Option<(String, Range<usize>)>,
    /// The path within the library, or the item within the file. Empty for a file as a whole.
    pub(super) path: String,
    /// Where it is written.
    pub(super) place: Range<usize>,
}

/// The most names that a file imports.
const MAX_IMPORTS: usize = 4096;
/// The longest path of an import, in bytes.
const MAX_PATH: usize = 1024;
/// Braces within braces of an import.
const MAX_DEPTH: u32 = 16;

/// The directives of a file.
#[derive(Debug, Default)]
pub(super) struct Directives {
    pub(super) imports: Vec<Import>,
    /// The places of the statements, which are no WGSL.
    pub(super) places: Vec<Range<usize>>,
    /// The tokens outside them.
    pub(super) rest: Vec<Token>,
}

/// Reads the directives among `tokens`, those of the text `code` without comments.
pub(super) fn directives(
    source: &Source,
    code: &str,
    tokens: &[Token],
) -> Result<Directives, Box<Diagnostic>> {
    let mut found = Directives::default();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at].kind != Kind::Mark('#') {
            // A reserved word of WGSL: nothing can have this name.
            if code[tokens[at].range.clone()] == *"import" {
                let place = Some(tokens[at].range.clone());
                let message = "an import begins with `#`";
                return Err(Diagnostic::new(source, place, message).help(EXAMPLE).into());
            }
            found.rest.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let mut statement = Statement {
            source,
            code,
            tokens: &tokens[at..],
            at: 1,
            depth: 0,
            imports: &mut found.imports,
        };
        statement.read()?;
        let length = statement.at;
        found
            .places
            .push(tokens[at].range.start..tokens[at + length - 1].range.end);
        at += length;
    }
    Ok(found)
}

/// A statement that is being read.
struct Statement<'a> {
    source: &'a Source,
    code: &'a str,
    tokens: &'a [Token],
    /// The next token.
    at: usize,
    /// Open braces.
    depth: u32,
    imports: &'a mut Vec<Import>,
}

/// What stands before an opening brace.
#[derive(Clone, Default)]
struct Prefix {
    file: Option<(String, Range<usize>)>,
    path: Vec<String>,
}

impl Statement<'_> {
    fn read(&mut self) -> Result<(), Box<Diagnostic>> {
        match self.next_on_line().map(|token| self.text(token)) {
            Some("import") => self.at += 1,
            // For composers that need a module's name: here it is the file's.
            Some("define_import_path") => {
                while self.next_on_line().is_some() {
                    self.at += 1;
                }
                return Ok(());
            }
            other => return Err(self.unknown(other.unwrap_or_default())),
        }
        if self.next_on_line().is_none() {
            return Err(self.wrong("this import names nothing"));
        }
        self.list(&Prefix::default())?;
        if self.next_is(';') {
            self.at += 1;
        }
        match self.next_on_line() {
            None => Ok(()),
            Some(_) => Err(self.wrong("this does not belong to an import")),
        }
    }

    /// Paths with commas between them, up to the closing brace, or to the line's end outside braces.
    fn list(&mut self, prefix: &Prefix) -> Result<(), Box<Diagnostic>> {
        let is_braced = self.depth > 0;
        if self.depth > MAX_DEPTH {
            return Err(self.wrong("it has too many braces within braces"));
        }
        loop {
            let ends = match is_braced {
                true => self.next_is('}'),
                false => self.next_on_line().is_none(),
            };
            if ends {
                return Ok(());
            }
            self.path(prefix.clone())?;
            let separated = match is_braced {
                true => self.next_is(','),
                false => self.next_on_line().is_some() && self.next_is(','),
            };
            if !separated {
                return Ok(());
            }
            self.at += 1;
        }
    }

    fn path(&mut self, mut prefix: Prefix) -> Result<(), Box<Diagnostic>> {
        let Some(first) = self.tokens.get(self.at) else {
            return Err(self.wrong("a `}` is missing in this import"));
        };
        let mut place = first.range.clone();
        match first.kind {
            Kind::Quoted if prefix.file.is_none() && prefix.path.is_empty() => {
                let text = self.text(first).trim_matches('"');
                if self.text(first).len() < 2 || !self.text(first).ends_with('"') {
                    return Err(self.wrong("the closing quote of this path is missing"));
                }
                prefix.file = Some((text.to_owned(), first.range.clone()));
            }
            Kind::Word => prefix.path.push(self.text(first).to_owned()),
            _ => return Err(self.wrong("a path is expected here")),
        }
        self.at += 1;
        while self.next_kind() == Some(Kind::Join) {
            self.at += 1;
            match self.tokens.get(self.at) {
                Some(token) if token.kind == Kind::Mark('{') => {
                    self.at += 1;
                    self.depth += 1;
                    self.list(&prefix)?;
                    self.depth -= 1;
                    if !self.next_is('}') {
                        return Err(self.wrong("a `}` is missing in this import"));
                    }
                    self.at += 1;
                    return Ok(());
                }
                Some(token) if token.kind == Kind::Word => {
                    place = token.range.clone();
                    prefix.path.push(self.text(token).to_owned());
                    self.at += 1;
                }
                _ => return Err(self.wrong("a name or `{` is expected behind `::`")),
            }
        }
        let path = prefix.path.join("::");
        let file_length = prefix.file.as_ref().map_or(0, |(file, _)| file.len());
        if path.len() + file_length > MAX_PATH || self.imports.len() >= MAX_IMPORTS {
            return Err(self.wrong("it is too long"));
        }
        let mut name = path.rsplit("::").next().unwrap_or_default().to_owned();
        let is_as = |token: &Token| self.text(token) == "as";
        if self.next_on_line().is_some_and(is_as) {
            self.at += 1;
            match self.tokens.get(self.at) {
                Some(token) if token.kind == Kind::Word && !self.text(token).contains("::") => {
                    name = self.text(token).to_owned();
                    self.at += 1;
                }
                _ => return Err(self.wrong("a name is expected behind `as`")),
            }
        }
        if name.is_empty() {
            let message = "this import gives its file no name";
            return Err(Diagnostic::new(self.source, Some(place), message)
                .help("write `#import \"FILE\" as NAME`, or `#import \"FILE\"::{ITEM, ITEM}`")
                .into());
        }
        self.imports.push(Import {
            name,
            file: prefix.file,
            path,
            place,
        });
        Ok(())
    }

    fn text(&self, token: &Token) -> &str {
        &self.code[token.range.clone()]
    }

    fn next_kind(&self) -> Option<Kind> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    fn next_is(&self, mark: char) -> bool {
        self.next_kind() == Some(Kind::Mark(mark))
    }

    /// The next token, if it stands on the line of the one before it.
    fn next_on_line(&self) -> Option<&Token> {
        let next = self.tokens.get(self.at)?;
        let before = &self.tokens[self.at - 1];
        let between = &self.code[before.range.end..next.range.start];
        (!between.contains('\n')).then_some(next)
    }

    /// A mistake at the next token, or at the last one if there is none on its line.
    fn wrong(&self, message: &str) -> Box<Diagnostic> {
        let token = self.next_on_line().unwrap_or(&self.tokens[self.at - 1]);
        let message = format!("this import cannot be read: {message}");
        Diagnostic::new(self.source, Some(token.range.clone()), message)
            .help(EXAMPLE)
            .into()
    }

    fn unknown(&self, word: &str) -> Box<Diagnostic> {
        let end = self
            .next_on_line()
            .map_or(self.tokens[0].range.end, |token| token.range.end);
        let place = Some(self.tokens[0].range.start..end);
        let (message, help) = match word {
            "version" => (
                "`#version` is GLSL: a scene is WGSL".to_owned(),
                "`shaderpipe new NAME.wgsl` writes a first WGSL scene",
            ),
            "define" => (
                "WGSL has no `#define`".to_owned(),
                "write `const NAME = 1.0;`, or a function",
            ),
            "if" | "ifdef" | "ifndef" | "else" | "elif" | "endif" => (
                format!("WGSL has no `#{word}`"),
                "write `if` over a constant or a parameter: what cannot be reached costs nothing",
            ),
            "include" => (
                "WGSL has no `#include`".to_owned(),
                "write `#import \"lib/shapes.wgsl\"::{disc, ring}`: the names that are used",
            ),
            _ if nearest(word, ["import"]).is_some() => (
                format!("there is no directive `#{word}`"),
                "did you mean `#import`?",
            ),
            _ => (format!("there is no directive `#{word}`"), EXAMPLE),
        };
        Diagnostic::new(self.source, place, message)
            .help(help)
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    fn read(text: &str) -> Result<Vec<Import>, Box<Diagnostic>> {
        let source = Source::new("test.wgsl", text);
        directives(&source, text, &tokens(text)).map(|found| found.imports)
    }

    #[test]
    fn every_form_names_what_it_imports() {
        let text = "#import a::b\n#import a::{b as c, d::{e, f},\n g};\n#import x as y, z::w\n\
                    #import \"l/s.wgsl\"::{disc, ring as round,}\n#import \"l/s.wgsl\" as s\n\
                    #import \"l/s.wgsl\"::disc as d2\nfn f() {}\n";
        let found: Vec<_> = read(text)
            .unwrap()
            .into_iter()
            .map(|import| {
                let file = import.file.map(|(file, _)| file).unwrap_or_default();
                (import.name, file, import.path)
            })
            .collect();
        let expected = [
            ("b", "", "a::b"),
            ("c", "", "a::b"),
            ("e", "", "a::d::e"),
            ("f", "", "a::d::f"),
            ("g", "", "a::g"),
            ("y", "", "x"),
            ("w", "", "z::w"),
            ("disc", "l/s.wgsl", "disc"),
            ("round", "l/s.wgsl", "ring"),
            ("s", "l/s.wgsl", ""),
            ("d2", "l/s.wgsl", "disc"),
        ]
        .map(|(name, file, path)| (name.to_owned(), file.to_owned(), path.to_owned()));
        assert_eq!(found, expected);
    }

    #[test]
    fn what_cannot_be_read_is_named_at_its_place() {
        for (text, place, words) in [
            ("#import\nfn f() {}", (1, 2), "names nothing"),
            ("#import a::{b\n", (1, 13), "a `}` is missing"),
            ("#import a::\n", (1, 10), "expected behind `::`"),
            ("#import a b\n", (1, 11), "does not belong"),
            ("#import a as 1\n", (1, 14), "expected behind `as`"),
            ("#import \"a.wgsl\"\n", (1, 9), "gives its file no name"),
            ("#import \"a.wgsl\n", (1, 9), "closing quote"),
            ("x\n  #inport a\n", (2, 3), "did you mean `#import`?"),
            ("import \"a.wgsl\" as a\n", (1, 1), "begins with `#`"),
            ("#define A 1\n", (1, 1), "const NAME"),
            ("#ifdef A\n", (1, 1), "write `if`"),
            ("#version 450\n", (1, 1), "is GLSL"),
            ("#include \"a\"\n", (1, 1), "#import \"lib"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.to_string().contains(words), "{text}: {error}");
            assert_eq!(error.position(), Some(place), "{text}: {error}");
        }
    }
}
