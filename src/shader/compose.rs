//! Resolves a scene's imports into one naga module, and validates it.

use std::collections::HashMap;
use std::ops::Range;

use naga::valid::{Capabilities, ModuleInfo, ValidationError, ValidationFlags, Validator};
use naga_oil::compose::preprocess::Preprocessor;
use naga_oil::compose::{Composer, ComposerError, ComposerErrorInner, NagaModuleDescriptor};

use super::hints;
use super::imports;
use super::library;
use super::limits;
use super::origin::{MAX_COMPOSED_BYTES, Origin};
use crate::scene::{Diagnostic, Source};

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
    imports::check(source)?;
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
pub(super) fn validate(
    module: &naga::Module,
    origin: &Origin,
) -> Result<ModuleInfo, Box<Diagnostic>> {
    // What the adapter can store is asked when there is one.
    let capabilities = Capabilities::default()
        | Capabilities::STORAGE_TEXTURE_16BIT_NORM_FORMATS
        | Capabilities::MULTISAMPLED_SHADING;
    let mut validator = Validator::new(ValidationFlags::all(), capabilities);
    let error = match validator.validate(module) {
        Ok(info) => return Ok(info),
        Err(error) => error,
    };
    // The outermost error says where, the innermost what.
    let mut causes = Vec::new();
    let mut cause: Option<&dyn std::error::Error> = Some(error.as_inner());
    while let Some(current) = cause {
        causes.push(current.to_string());
        cause = current.source();
    }
    let message = without_handles(&named_call(module, &causes.join(": ")));
    let spans: Vec<_> = error.spans().collect();
    // The label of a span that only names naga's kind of thing is less than one in words: for a call
    // the one is the argument's declaration, the other the call.
    let in_words = |label: &str| !label.starts_with("naga::");
    let mut located: Vec<_> = spans
        .iter()
        .rev()
        .filter(|(span, _)| origin.locate(*span).is_some())
        .collect();
    located.sort_by_key(|(_, label)| !in_words(label));
    let located = located.first();
    let diagnostic = match located {
        Some((span, label)) => {
            let label = if in_words(label) { label } else { "here" };
            origin.diagnostic(*span, &message).label(label)
        }
        None => match error.as_inner() {
            ValidationError::EntryPoint { name, .. } | ValidationError::Function { name, .. } => {
                origin.at_function(super::origin::author_name(name), &message)
            }
            _ => origin.diagnostic(naga::Span::UNDEFINED, &message),
        },
    };
    Err(match hints::way_out(&message) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
    .into())
}

/// `message` with the name of the function that is called, in place of its number.
fn named_call(module: &naga::Module, message: &str) -> String {
    let named = || {
        let (before, rest) = message.split_once("Call to [")?;
        let (number, after) = rest.split_once(']')?;
        let (_, function) = module.functions.iter().nth(number.parse().ok()?)?;
        let name = super::origin::undecorated(function.name.as_deref()?);
        Some(format!("{before}the call of `{name}`{after}"))
    };
    named().unwrap_or_else(|| message.to_owned())
}

/// `message` without naga's numbers of its own things, such as ` Some([3])` and ` [3]`.
fn without_handles(message: &str) -> String {
    let is_handle = |word: &str| {
        let word = word
            .strip_prefix("Some(")
            .map_or(word, |word| word.trim_end_matches(')'));
        let number = word
            .strip_prefix('[')
            .and_then(|word| word.strip_suffix(']'));
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
    if is_past_end(span, origin) {
        let message = "the file ends inside a block: a `}` is missing";
        return origin.at_end(message).into();
    }
    let label = if label == error.message() || label == "see msg" {
        ""
    } else {
        label
    };
    let mut diagnostic = origin
        .diagnostic(span, error.message())
        .label(super::origin::undecorated(label));
    let notes: Vec<&str> = error.notes().collect();
    if let Some(help) = hints::way_out(&super::origin::undecorated(error.message())) {
        diagnostic = diagnostic.help(help);
    } else if !notes.is_empty() {
        diagnostic = diagnostic.help(super::origin::undecorated(&notes.join(" ")));
    }
    diagnostic.into()
}

/// Whether `span` lies in what is added behind a scene that leaves a block open.
fn is_past_end(span: naga::Span, origin: &Origin) -> bool {
    let code = limits::without_comments(origin.source.text());
    let is_open = code.matches('{').count() > code.matches('}').count();
    let is_past = |range: Range<usize>| range.start > code.trim_end().len();
    is_open && origin.locate(span).is_some_and(is_past)
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
        ComposerErrorInner::ImportNotFound(path, at) => imports::not_found(source, &path, at),
        ComposerErrorInner::GlslInvalidVersion(at) => {
            Diagnostic::new(source, Some(at..at + 1), "`#version` is GLSL: a scene is WGSL")
                .help("`shaderpipe new NAME.wgsl` writes a first WGSL scene")
                .into()
        }
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
