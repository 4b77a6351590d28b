//! Mistakes in a scene file, shown at their place in the author's own text.

use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::Source;

/// One mistake in a scene file: where it is, what is wrong, and what to do.
///
/// Displays as `FILE:LINE:COLUMN` with the line of source and a caret.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    source: Source,
    span: Option<Range<usize>>,
    message: String,
    label: String,
    help: Option<String>,
}

impl Diagnostic {
    /// A mistake at the bytes `span` of `source` (`None`: in the file as a whole).
    pub fn new(source: &Source, span: Option<Range<usize>>, message: impl Into<String>) -> Self {
        Self {
            source: source.clone(),
            span,
            message: message.into(),
            label: String::new(),
            help: None,
        }
    }

    /// Adds words beside the caret.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds the way out.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What is wrong, in a line.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The file it is in.
    pub fn path(&self) -> &Path {
        self.source.path()
    }

    /// Words beside its place; may be empty.
    pub fn label_text(&self) -> &str {
        &self.label
    }

    /// The way out, if one is known.
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Whether `other` is the same mistake at the same place.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let of = |one: &Self| (one.path().to_owned(), one.span.clone(), one.message.clone());
        of(self) == of(other)
    }

    /// The line and column, counted from 1, where it has a place.
    pub fn position(&self) -> Option<(usize, usize)> {
        let span = self.clamped_span()?;
        Some(self.source.position(span.start))
    }

    /// The line and column behind its last character.
    pub fn end(&self) -> Option<(usize, usize)> {
        let span = self.clamped_span()?;
        Some(self.source.position(span.end))
    }

    fn clamped_span(&self) -> Option<Range<usize>> {
        let text = self.source.text();
        let span = self.span.as_ref()?;
        let start = text.floor_char_boundary(span.start.min(text.len()));
        // A caret under the rest of the file says nothing: the first line of it does.
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = text.ceil_char_boundary(span.end.clamp(start, line_end));
        Some(start..end)
    }
}

impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = printable(&self.source.path().display().to_string());
        let message = printable(&self.message);
        let Some(span) = self.clamped_span() else {
            write!(f, "{path}: {message}")?;
            return match &self.help {
                Some(help) => write!(f, "\n = help: {}", printable(help)),
                None => Ok(()),
            };
        };
        let text = printable(self.source.text());
        let label = printable(&self.label);
        let annotation = AnnotationKind::Primary
            .span(span)
            .label((!label.is_empty()).then_some(label));
        let snippet = Snippet::source(text).path(path).annotation(annotation);
        let mut group = Level::ERROR.primary_title(message).element(snippet);
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(printable(help)));
        }
        f.write_str(&Renderer::plain().render(&[group]))
    }
}

impl std::error::Error for Diagnostic {}

/// `text` with every control character (but line ends and tabs) replaced by a visible one of the
/// same length in bytes: a scene file must not steer the terminal that shows its errors.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|char| match char {
            '\n' | '\t' => char,
            '\0'..='\x1f' | '\x7f' => '?',
            '\u{80}'..='\u{9f}' => '¿',
            _ => char,
        })
        .collect()
}

/// The name in `known` that `name` was probably meant to be.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (likeness(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

/// How like two names are: 0 to 1.
fn likeness(name: &str, other: &str) -> f64 {
    let likeness = strsim::jaro_winkler(name, other);
    // Of two that differ in case alone from others, the one that is written so is the likest.
    let (name, other) = (name.to_lowercase(), other.to_lowercase());
    let in_any_case = 0.99 * strsim::jaro_winkler(&name, &other);
    // Two letters in each other's place are a slip, which that measure does not see in short names.
    let is_swapped = strsim::osa_distance(&name, &other) == 1
        && name.chars().count() == other.chars().count()
        && strsim::levenshtein(&name, &other) == 2;
    let swapped = if is_swapped { 0.9 } else { 0.0 };
    likeness.max(in_any_case).max(swapped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_file_line_column_and_caret() {
        let source = Source::new("dir/a.wgsl", "fn f() {\n    foo();\n}\n");
        let at = source.text().find("foo").unwrap();
        let shown = Diagnostic::new(&source, Some(at..at + 3), "no such function")
            .label("not found")
            .help("declare it")
            .to_string();
        assert_eq!(
            shown,
            "error: no such function\n \
             --> dir/a.wgsl:2:5\n  |\n\
             2 |     foo();\n  |     ^^^ not found\n  |\n  \
             = help: declare it"
        );
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let source = Source::new("a\x1b[2J.wgsl", "let \x1b[31mx\u{9b}1m = 1;\n");
        let shown = Diagnostic::new(&source, Some(4..5), "bad \x07 name").to_string();
        assert!(
            !shown.chars().any(|char| char.is_control() && char != '\n'),
            "{shown:?}"
        );
    }

    #[test]
    fn spans_out_of_bounds_are_clamped() {
        let source = Source::new("a.wgsl", "é");
        for span in [0..99, 1..1, 99..100, 0..0] {
            assert!(
                Diagnostic::new(&source, Some(span), "x")
                    .to_string()
                    .contains("a.wgsl:1:")
            );
        }
    }

    #[test]
    fn suggests_only_what_is_near() {
        assert_eq!(nearest("duraton", ["duration", "size"]), Some("duration"));
        assert_eq!(nearest("zzz", ["duration", "size"]), None);
    }

    #[test]
    fn the_nearest_name_is_that_of_a_slip_or_another_case() {
        let known = ["fps", "size", "title", "duration"];
        for (name, near) in [
            ("fsp", Some("fps")),
            ("FPS", Some("fps")),
            ("Size", Some("size")),
            ("tilte", Some("title")),
            ("fov", None),
            ("x", None),
        ] {
            assert_eq!(nearest(name, known), near, "{name}");
        }
    }
}
