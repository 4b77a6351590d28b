//! Where places of the composed module lie in the author's text.

use std::ops::Range;

use naga_oil::compose::Composer;
use naga_oil::compose::tokenizer::Tokenizer;

use super::{library, limits};
use crate::scene::{Diagnostic, Source};

/// naga_oil keeps the module's number in a span's bits above these: 0 is the scene itself.
const SPAN_BITS: u32 = 21;

/// The largest text that fits below [`SPAN_BITS`], with room for the header of its imports.
pub(super) const MAX_COMPOSED_BYTES: usize = (1 << SPAN_BITS) - (1 << 19);

/// Maps places of the text that was compiled to places of the author's text. They differ where an
/// imported name stands: the composer writes the name it knows the item by in its place.
pub(super) struct Origin {
    pub(super) source: Source,
    /// The text that naga parsed, if it is not the author's own.
    composed: Option<String>,
    /// Bytes of declarations before it.
    header: usize,
}

impl Origin {
    /// Of a text that was compiled as it is.
    pub(super) fn author(source: &Source) -> Self {
        Self {
            source: source.clone(),
            composed: None,
            header: 0,
        }
    }

    /// Of a text that was compiled as `composed`, after `header` bytes of declarations.
    pub(super) fn composed(source: &Source, composed: String, header: usize) -> Self {
        Self {
            source: source.clone(),
            composed: Some(composed),
            header,
        }
    }

    /// The bytes of the author's text that `span` stands for; `None` outside it.
    pub(super) fn locate(&self, span: naga::Span) -> Option<Range<usize>> {
        let range = span.to_range()?;
        let Some(composed) = &self.composed else {
            return Some(range);
        };
        if range.start >> SPAN_BITS != 0 {
            return None;
        }
        let start = range.start.checked_sub(self.header)?;
        let end = range.end.saturating_sub(self.header);
        let at = |offset| self.author_offset(composed, offset);
        (start < composed.len()).then(|| at(start)..at(end))
    }

    fn author_offset(&self, composed: &str, offset: usize) -> usize {
        let before = &composed[..composed.floor_char_boundary(offset)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line_index = before.matches('\n').count();
        let composed_line = composed[line_start..].lines().next().unwrap_or_default();
        let author_span = self.source.line_span(line_index);
        let author_line = &self.source.text()[author_span.clone()];
        author_span.start + author_column(composed_line, author_line, before.len() - line_start)
    }

    /// A mistake at `span`.
    pub(super) fn diagnostic(&self, span: naga::Span, message: &str) -> Diagnostic {
        Diagnostic::new(&self.source, self.locate(span), undecorated(message))
    }

    /// A mistake at the field `name` of the struct at `structure`, or at the struct as a whole.
    pub(super) fn at_field(&self, structure: naga::Span, name: &str, message: &str) -> Diagnostic {
        let code = limits::without_comments(self.source.text());
        let field = self.locate(structure).and_then(|range| {
            let body = code.get(range.clone())?;
            let mut places = body.match_indices(name).map(|(at, _)| at);
            let at = places.find(|at| {
                let after = body[at + name.len()..].trim_start();
                !body[..*at].ends_with(is_name) && after.starts_with(':')
            })?;
            Some(range.start + at..range.start + at + name.len())
        });
        match field {
            Some(span) => Diagnostic::new(&self.source, Some(span), message),
            None => self.diagnostic(structure, message),
        }
    }

    /// A mistake at the last line of code.
    pub(super) fn at_end(&self, message: &str) -> Diagnostic {
        let end = self.source.text().trim_end().len();
        Diagnostic::new(&self.source, Some(end.saturating_sub(1)..end), message)
    }

    /// A mistake at the declaration of the function `name`.
    pub(super) fn at_function(&self, name: &str, message: &str) -> Diagnostic {
        let code = limits::without_comments(self.source.text());
        let declared = format!("fn {name}");
        let ends_there = |at: &usize| !code[at + declared.len()..].starts_with(is_name);
        let span = code
            .match_indices(&declared)
            .map(|(at, _)| at)
            .find(ends_there)
            .map(|at| at + 3..at + declared.len());
        Diagnostic::new(&self.source, span, message)
    }
}

/// Substitution turns one token into one token: the place within the line follows from its number.
fn author_column(composed: &str, author: &str, column: usize) -> usize {
    if composed == author {
        return column;
    }
    let mut tokens = Tokenizer::new(composed, true)
        .zip(Tokenizer::new(author, true))
        .peekable();
    while let Some((composed_token, author_token)) = tokens.next() {
        let (start, author_start) = (composed_token.pos(), author_token.pos());
        let next = tokens
            .peek()
            .map(|(next, author_next)| (next.pos(), author_next.pos()));
        let (end, author_end) = next.unwrap_or((composed.len(), author.len()));
        if column < end {
            return (author_start + (column - start)).min(author_end);
        }
    }
    author.len()
}

fn is_name(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// `text` with the composer's names of imported items as the author knows them.
pub(super) fn undecorated(text: &str) -> String {
    let mut text = text.to_owned();
    for module in &library::MODULES {
        let decoration = Composer::decorated_name(Some(module.path), "");
        while let Some(end) = text.find(&decoration) {
            let start = text[..end].trim_end_matches(is_name).len();
            let item = text[start..end].to_owned();
            let path = format!("{}::{item}", module.path);
            text.replace_range(start..end + decoration.len(), &path);
        }
    }
    text
}

/// The name an author gave to what the module calls `name`.
pub(super) fn author_name(name: &str) -> &str {
    name.split_once("X_naga_oil_mod_X")
        .map_or(name, |(item, _)| item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_behind_imported_names_are_the_authors() {
        let author = "    let a = noise::fbm(p) + frame.time * oops;";
        let fbm = Composer::decorated_name(Some("shaderpipe::noise"), "fbm");
        let frame = Composer::decorated_name(Some("shaderpipe"), "frame");
        let composed = format!("    let a = {fbm}(p) + {frame}.time * oops;");
        for word in ["let", "(p)", "time", "oops"] {
            let column = author_column(&composed, author, composed.find(word).unwrap());
            assert_eq!(Some(column), author.find(word), "{word}");
        }
        assert_eq!(
            author_column(&composed, author, composed.find(&fbm).unwrap()),
            12
        );
        assert_eq!(
            author_column(&composed, author, composed.len()),
            author.len()
        );
    }

    #[test]
    fn imported_names_read_as_paths() {
        let name = Composer::decorated_name(Some("shaderpipe"), "frmae");
        let text = undecorated(&format!("no definition in scope for identifier: `{name}`"));
        assert_eq!(
            text,
            "no definition in scope for identifier: `shaderpipe::frmae`"
        );
        assert_eq!(author_name(&name), "frmae");
    }
}
