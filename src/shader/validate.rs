//! Validates modules, and tells what is wrong with one in the author's words and places.

use naga::valid::{Capabilities, ModuleInfo, ValidationError, ValidationFlags, Validator};

use super::hints::Told;
use super::invalid;
use super::origin::{Origin, author_name};
use crate::scene::Diagnostic;

/// What to do where nothing better is known: the compiler does not say.
pub(super) const ANY_WAY_OUT: &str = "this is WGSL's own rule: see https://www.w3.org/TR/WGSL";

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
    let words = invalid::words(module, error.as_inner());
    // The outermost error says where, the innermost what.
    let mut causes = Vec::new();
    let mut cause = outer(error.as_inner());
    while let Some(current) = cause {
        causes.push(current.to_string());
        cause = current.source();
    }
    let message = match &words {
        Some((message, _)) => message.clone(),
        None => without_handles(&named_call(module, &causes.join(": "))),
    };
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
    let place = invalid::place(module, error.as_inner());
    let diagnostic = match located.first() {
        _ if place.is_some() => origin.diagnostic(place.unwrap_or_default(), &message),
        Some((span, label)) => {
            let label = if in_words(label) { label } else { "here" };
            let label = if words.is_some() { "" } else { label };
            origin.diagnostic(*span, &message).label(label)
        }
        None => match error.as_inner() {
            ValidationError::EntryPoint { name, .. } | ValidationError::Function { name, .. } => {
                origin.at_function(name, &message)
            }
            _ => origin.diagnostic(naga::Span::UNDEFINED, &message),
        },
    };
    let help = match words {
        Some((_, help)) => help,
        None => Told::message(&message)
            .way_out()
            .unwrap_or_else(|| ANY_WAY_OUT.to_owned()),
    };
    Err(diagnostic.help(help).into())
}

/// The error without the compiler's words around it, where those only say which function it is in.
fn outer(error: &ValidationError) -> Option<&(dyn std::error::Error + 'static)> {
    match error {
        ValidationError::Function { source, .. } => Some(source),
        ValidationError::EntryPoint { source, .. } => Some(source),
        error => Some(error),
    }
}

/// `message` with the name of the function that is called, in place of its number.
fn named_call(module: &naga::Module, message: &str) -> String {
    let named = || {
        let (before, rest) = message.split_once("Call to [")?;
        let (number, after) = rest.split_once(']')?;
        let (_, function) = module.functions.iter().nth(number.parse().ok()?)?;
        let name = author_name(function.name.as_deref()?);
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
