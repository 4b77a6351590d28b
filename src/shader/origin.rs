//! Where places of the text that was compiled lie in the author's files.

use std::collections::HashMap;
use std::ops::Range;

use super::limits;
use crate::scene::{Diagnostic, Source};

/// Stands between a name and the number of its file, where the name is not the scene's own. Part of a
/// word by Unicode's rules, as WGSL wants it, and on no keyboard.
pub(super) const MARK: char = 'ꞏ';

/// A part of the text that was compiled.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Where it begins; it ends where the next does.
    pub(super) start: usize,
    /// The file it comes from.
    pub(super) module: usize,
    /// The bytes there: as many, or a name in place of another.
    pub(super) author: Range<usize>,
}

/// A file or module of the library that takes part.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) source: Source,
    /// Its path, if it is of the library.
    pub(super) library: Option<&'static str>,
}

/// Maps places of the compiled text to places of the author's files.
pub(super) struct Origin {
    /// The scene's own file.
    pub(super) source: Source,
    /// All files, the scene first.
    parts: Vec<Part>,
    pieces: Vec<Piece>,
    /// The place of each declaration's name, by the name in the compiled text.
    names: HashMap<String, (usize, Range<usize>)>,
}

/// Bytes of one of the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    module: usize,
    range: Range<usize>,
}

impl Origin {
    pub(super) fn new(
        parts: Vec<Part>,
        pieces: Vec<Piece>,
        names: HashMap<String, (usize, Range<usize>)>,
    ) -> Self {
        Self {
            source: parts[0].source.clone(),
            parts,
            pieces,
            names,
        }
    }

    /// Of a file that was compiled as it is.
    pub(super) fn alone(part: Part) -> Self {
        let piece = Piece {
            start: 0,
            module: 0,
            author: 0..part.source.text().len(),
        };
        Self::new(vec![part], vec![piece], HashMap::new())
    }

    /// The place that `span` stands for; `None` for none.
    pub(super) fn locate(&self, span: naga::Span) -> Option<Place> {
        let range = span.to_range()?;
        let first = self.piece(range.start)?;
        let start = self.author_offset(first, range.start);
        // The last byte, as the end may be the start of another file.
        let last = self.piece(range.end.saturating_sub(1).max(range.start))?;
        let end = match last.module == first.module {
            true => self.author_end(last, range.end),
            false => first.author.end,
        };
        Some(Place {
            module: first.module,
            range: start..end.max(start),
        })
    }

    fn piece(&self, offset: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.start <= offset);
        // Of several that begin there, all but the last are empty.
        self.pieces[..after].last()
    }

    fn author_offset(&self, piece: &Piece, offset: usize) -> usize {
        (piece.author.start + (offset - piece.start)).min(piece.author.end)
    }

    /// Where what ends at `offset` ends: with a name, where the name stands in place of another.
    fn author_end(&self, piece: &Piece, offset: usize) -> usize {
        let next = self
            .pieces
            .partition_point(|other| other.start <= piece.start);
        let is_whole = self
            .pieces
            .get(next)
            .is_some_and(|next| next.start <= offset);
        match is_whole {
            true => piece.author.end,
            false => self.author_offset(piece, offset),
        }
    }

    /// A mistake at `span`.
    pub(super) fn diagnostic(&self, span: naga::Span, message: &str) -> Diagnostic {
        self.mistake(self.locate(span), message)
    }

    /// A mistake at `place`, or in the scene as a whole.
    pub(super) fn mistake(&self, place: Option<Place>, message: &str) -> Diagnostic {
        let message = self.undecorated(message);
        match place {
            Some(Place { module, range }) => {
                Diagnostic::new(&self.parts[module].source, Some(range), message)
            }
            None => Diagnostic::new(&self.source, None, message),
        }
    }

    /// `file:line:column` of a span.
    pub(super) fn named(&self, span: naga::Span) -> Option<String> {
        let Place { module, range } = self.locate(span)?;
        let Part { source, library } = &self.parts[module];
        if let Some(path) = library {
            return Some((*path).to_owned());
        }
        let (line, column) = source.position(range.start);
        Some(format!("{}:{line}:{column}", source.path().display()))
    }

    /// What the author wrote at `span`, and before it on its line; empty for no place.
    pub(super) fn written(&self, span: naga::Span) -> (&str, &str) {
        let Some(Place { module, range }) = self.locate(span) else {
            return ("", "");
        };
        let text = self.parts[module].source.text();
        let before = text.get(..range.start).unwrap_or_default();
        let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
        (text.get(range).unwrap_or_default(), line)
    }

    /// Whether `span` lies behind the last code of its file.
    pub(super) fn is_past_end(&self, span: naga::Span) -> bool {
        self.locate(span).is_some_and(|place| {
            let code = limits::without_comments(self.parts[place.module].source.text());
            place.range.start >= code.trim_end().len()
        })
    }

    /// A mistake at the field `name` of the struct at `structure`, or at the struct as a whole.
    pub(super) fn at_field(&self, structure: naga::Span, name: &str, message: &str) -> Diagnostic {
        let place = self.locate(structure);
        let field = place.clone().and_then(|Place { module, range }| {
            let code = limits::without_comments(self.parts[module].source.text());
            let body = code.get(range.clone())?;
            let mut places = body.match_indices(name).map(|(at, _)| at);
            let at = places.find(|at| {
                let after = body[at + name.len()..].trim_start();
                !body[..*at].ends_with(is_name) && after.starts_with(':')
            })?;
            let range = range.start + at..range.start + at + name.len();
            Some(Place { module, range })
        });
        self.mistake(field.or(place), message)
    }

    /// A mistake at the last line of code.
    pub(super) fn at_end(&self, message: &str) -> Diagnostic {
        let end = self.source.text().trim_end().len();
        Diagnostic::new(&self.source, Some(end.saturating_sub(1)..end), message)
    }

    /// A mistake at the declaration that the compiled text calls `name`.
    pub(super) fn at_function(&self, name: &str, message: &str) -> Diagnostic {
        let place = self.names.get(name).map(|(module, range)| Place {
            module: *module,
            range: range.clone(),
        });
        self.mistake(place, message)
    }

    /// Where the scene's own file declares the function `name`.
    pub(super) fn own_function(&self, name: &str) -> Option<Range<usize>> {
        let (module, range) = self.names.get(name)?;
        (*module == 0).then(|| range.clone())
    }

    /// `text` with the names of imported items as the author knows them.
    pub(super) fn undecorated(&self, text: &str) -> String {
        let mut words = String::with_capacity(text.len());
        let mut parts = text.split(MARK);
        words.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let digits = part.find(|char: char| !char.is_ascii_digit());
            let (number, rest) = part.split_at(digits.unwrap_or(part.len()));
            let module = number
                .parse()
                .ok()
                .and_then(|number: usize| self.parts.get(number));
            if let Some(path) = module.and_then(|module| module.library) {
                let name = words.trim_end_matches(is_name).len();
                words.insert_str(name, &format!("{path}::"));
            }
            words.push_str(rest);
        }
        words
    }
}

fn is_name(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// The name an author gave to what the compiled text calls `name`.
pub(super) fn author_name(name: &str) -> &str {
    name.split_once(MARK).map_or(name, |(item, _)| item)
}
