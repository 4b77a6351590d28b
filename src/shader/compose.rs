//! Resolves a scene's imports into one naga module, and validates it.

use std::collections::HashMap;

use naga::valid::{Capabilities, ValidationFlags, Validator};
use naga_oil::compose::preprocess::Preprocessor;
use naga_oil::compose::{Composer, ComposerError, ComposerErrorInner, NagaModuleDescriptor};

use super::library;
use super::origin::{MAX_COMPOSED_BYTES, Origin};
use crate::scene::{Diagnostic, Source, nearest};

/// Declared behind the scene: where its span lies in the composed module tells how many bytes of
/// imported declarations stand before the author's text, which the composer does not say itself.
const END_MARK: &str = "var<private> shaderpipe_end_of_scene: u32;";
const END_NAME: &str = "shaderpipe_end_of_scene";

/// Parses a scene with its imports. Bindings are not checked yet: [`validate`] does when they have
/// been given out.
pub(super) fn compose(source: &Source) -> Result<(naga::Module, Origin), Box<Diagnostic>> {
    // A file without directives is WGSL as it is: it keeps exactly its own places and names.
    let has_directives = source
        .text()
        .lines()
        .any(|line| line.trim_start().starts_with('#'));
    if has_directives {
        with_imports(source)
    } else {
        let origin = Origin::author(source);
        match naga::front::wgsl::parse_str(source.text()) {
            Ok(module) => Ok((module, origin)),
            Err(error) => Err(parse_error(&error, &origin)),
        }
    }
}

fn with_imports(source: &Source) -> Result<(naga::Module, Origin), Box<Diagnostic>> {
    let mut composer = Composer::non_validating();
    library::add_to(&mut composer).map_err(|error| composer_error(*error, source))?;
    let text = format!("{}\n{END_MARK}\n", source.text());
    let preprocessed = Preprocessor::default().preprocess(&text, &HashMap::new());
    let composed = preprocessed.map_or_else(|_| text.clone(), |output| output.preprocessed_source);
    if composed.len() > MAX_COMPOSED_BYTES {
        let message = "with its imports this scene is larger than the compiler can take";
        return Err(Diagnostic::new(source, None, message).into());
    }
    let module = composer
        .make_naga_module(NagaModuleDescriptor {
            source: &text,
            file_path: "scene",
            ..Default::default()
        })
        .map_err(|error| composer_error(error, source))?;
    let header = header_bytes(&module, &composed);
    Ok((module, Origin::composed(source, composed, header)))
}

fn header_bytes(module: &naga::Module, composed: &str) -> usize {
    let mut variables = module.global_variables.iter();
    let mark = variables.find(|(_, variable)| variable.name.as_deref() == Some(END_NAME));
    let start = mark.and_then(|(handle, _)| module.global_variables.get_span(handle).to_range());
    // naga's span of a variable begins at its name or at `var`, from version to version.
    let text_start = composed.rfind(END_MARK);
    match (start, text_start) {
        (Some(span), Some(at)) => {
            let length = span.end - span.start;
            let name_at = if length < END_MARK.len() - 1 {
                END_MARK.find(END_NAME)
            } else {
                Some(0)
            };
            span.start.saturating_sub(at + name_at.unwrap_or(0))
        }
        _ => 0,
    }
}

/// Validates a module whose bindings have been given out.
pub(super) fn validate(module: &naga::Module, origin: &Origin) -> Result<(), Box<Diagnostic>> {
    let mut validator = Validator::new(ValidationFlags::all(), Capabilities::default());
    let Err(error) = validator.validate(module) else {
        return Ok(());
    };
    // The outermost error says where, the innermost what.
    let mut causes = Vec::new();
    let mut cause: Option<&dyn std::error::Error> = Some(error.as_inner());
    while let Some(current) = cause {
        causes.push(current.to_string());
        cause = current.source();
    }
    let message = without_handles(&causes.join(": "));
    let spans: Vec<_> = error.spans().collect();
    let located = spans
        .iter()
        .rev()
        .find(|(span, _)| origin.locate(*span).is_some());
    Err(match located {
        Some((span, label)) => {
            let label = if label.starts_with("naga::") { "here" } else { label };
            origin.diagnostic(*span, &message).label(label)
        }
        None => origin.diagnostic(naga::Span::UNDEFINED, &message),
    }
    .into())
}

/// `message` without naga's numbers of its own things, such as ` Some([3])` and ` [3]`.
fn without_handles(message: &str) -> String {
    let is_handle = |word: &str| {
        let word = word.strip_prefix("Some(").map_or(word, |word| word.trim_end_matches(')'));
        let number = word.strip_prefix('[').and_then(|word| word.strip_suffix(']'));
        number.is_some_and(|number| number.chars().all(|char| char.is_ascii_digit()))
    };
    let words: Vec<&str> = message.split(' ').filter(|word| !is_handle(word)).collect();
    words.join(" ")
}

fn parse_error(error: &naga::front::wgsl::ParseError, origin: &Origin) -> Box<Diagnostic> {
    let located = error
        .labels()
        .find(|(span, _)| origin.locate(*span).is_some());
    let (span, label) = located.unwrap_or((naga::Span::UNDEFINED, ""));
    let label = if label == error.message() { "" } else { label };
    let mut diagnostic = origin
        .diagnostic(span, error.message())
        .label(super::origin::undecorated(label));
    let notes: Vec<&str> = error.notes().collect();
    if let Some(help) = missing_item(error.message()) {
        diagnostic = diagnostic.help(help);
    } else if !notes.is_empty() {
        diagnostic = diagnostic.help(super::origin::undecorated(&notes.join("; ")));
    }
    diagnostic.into()
}

/// What the library has instead of an item that it has not.
fn missing_item(message: &str) -> Option<String> {
    let message = super::origin::undecorated(message);
    let path = message.split('`').nth(1)?;
    let (module, item) = path.rsplit_once("::")?;
    let items = library::items(module);
    match nearest(item, items.iter().copied()) {
        _ if items.is_empty() => None,
        Some(near) => Some(format!("did you mean `{module}::{near}`?")),
        None => Some(format!("`{module}` has: {}", items.join(", "))),
    }
}

fn composer_error(error: ComposerError, source: &Source) -> Box<Diagnostic> {
    let offset = error.source.offset();
    let composed = match error.source {
        naga_oil::compose::error::ErrSource::Constructing { source, .. } => source,
        naga_oil::compose::error::ErrSource::Module { .. } => source.text().to_owned(),
    };
    match error.inner {
        ComposerErrorInner::WgslParseError(error) => {
            parse_error(&error, &Origin::composed(source, composed, offset))
        }
        ComposerErrorInner::ImportNotFound(path, at) => import_not_found(source, &path, at),
        ComposerErrorInner::ImportParseError(message, at) => Diagnostic::new(
            source,
            Some(at..at + 1),
            format!("this import cannot be read: {message}"),
        )
        .help(
            "write it as `#import shaderpipe::frame` or `#import shaderpipe::noise::{value_2d, fbm_2d}`",
        )
        .into(),
        other => {
            let span = directive_position(&other).map(|at| at..at + 1);
            Diagnostic::new(source, span, other.to_string()).into()
        }
    }
}

fn directive_position(error: &ComposerErrorInner) -> Option<usize> {
    match error {
        ComposerErrorInner::NotEnoughEndIfs(at)
        | ComposerErrorInner::TooManyEndIfs(at)
        | ComposerErrorInner::ElseWithoutCondition(at)
        | ComposerErrorInner::UnknownShaderDef { pos: at, .. }
        | ComposerErrorInner::UnknownShaderDefOperator { pos: at, .. }
        | ComposerErrorInner::InvalidShaderDefComparisonValue { pos: at, .. }
        | ComposerErrorInner::InvalidShaderDefDefinitionValue { pos: at, .. }
        | ComposerErrorInner::DefineInModule(at) => Some(*at),
        _ => None,
    }
}

fn import_not_found(source: &Source, path: &str, at: usize) -> Box<Diagnostic> {
    let span = match source.text().find(path) {
        Some(start) => start..start + path.len(),
        None => at..at + 1,
    };
    let known = || library::MODULES.iter().map(|module| module.path);
    let help = match nearest(path, known()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "the modules are: {}",
            known().collect::<Vec<_>>().join(", ")
        ),
    };
    let message = format!("there is no module `{path}` to import from");
    Diagnostic::new(source, Some(span), message)
        .help(help)
        .into()
}
