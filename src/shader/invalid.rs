//! What is wrong with a function whose types do not fit, in WGSL's words.

mod interface;

use naga::common::DiagnosticDisplay;
use naga::front::Typifier;
use naga::proc::{ResolveContext, TypeResolution};
use naga::valid::{
    CallError, ComposeError, EntryPointError, ExpressionError, FunctionError, LocalVariableError,
    ValidationError,
};
use naga::{
    BinaryOperator, Block, Expression, Function, Handle, Module, Statement, Type, TypeInner,
};

use super::origin::author_name;

/// A mistake in words: what is wrong, and the way out.
pub(super) type Words = (String, String);

/// The place of a mistake, where the compiler's own is that of a declaration.
pub(super) fn place(module: &Module, error: &ValidationError) -> Option<naga::Span> {
    let (function, error) = blamed(module, error)?;
    match error {
        FunctionError::InvalidStoreTypes { pointer, value } => {
            store(&function.body, (*pointer, *value))
        }
        _ => None,
    }
}

/// The place of an assignment.
fn store(block: &Block, stored: (Handle<Expression>, Handle<Expression>)) -> Option<naga::Span> {
    block
        .span_iter()
        .find_map(|(statement, span)| match statement {
            Statement::Store { pointer, value } => ((*pointer, *value) == stored).then_some(*span),
            Statement::Block(block) => store(block, stored),
            Statement::If { accept, reject, .. } => {
                store(accept, stored).or_else(|| store(reject, stored))
            }
            Statement::Switch { cases, .. } => {
                cases.iter().find_map(|case| store(&case.body, stored))
            }
            Statement::Loop {
                body, continuing, ..
            } => store(body, stored).or_else(|| store(continuing, stored)),
            _ => None,
        })
}

/// Names of types with type parameters, and the short ones that people write.
const SHORT: [(&str, &str); 3] = [("<f32>", "f"), ("<i32>", "i"), ("<u32>", "u")];

/// An invalid function, and what the compiler says of it.
struct Invalid<'a> {
    module: &'a Module,
    function: &'a Function,
    name: &'a str,
}

/// What `error` says, where it is one of those that people meet; `None` for all others.
pub(super) fn words(module: &Module, error: &ValidationError) -> Option<Words> {
    if let Some(words) = interface::words(module, error) {
        return Some(words);
    }
    let (function, found) = blamed(module, error)?;
    let (ValidationError::Function { name, .. } | ValidationError::EntryPoint { name, .. }) = error
    else {
        return None;
    };
    let invalid = Invalid {
        module,
        function,
        name: author_name(name),
    };
    let (message, help) = invalid.words(found)?;
    Some((message, help.to_owned()))
}

/// The function that is invalid, and why.
fn blamed<'a>(
    module: &'a Module,
    error: &'a ValidationError,
) -> Option<(&'a Function, &'a FunctionError)> {
    match error {
        ValidationError::Function { handle, source, .. } => {
            Some((&module.functions[*handle], source))
        }
        ValidationError::EntryPoint {
            name,
            source: EntryPointError::Function(source),
            ..
        } => {
            let mut entries = module.entry_points.iter();
            let entry = entries.find(|entry| entry.name == *name)?;
            Some((&entry.function, source))
        }
        _ => None,
    }
}

impl Invalid<'_> {
    fn words(&self, error: &FunctionError) -> Option<(String, &'static str)> {
        let name = self.name;
        Some(match error {
            FunctionError::InvalidReturnType {
                expression: None, ..
            } => (
                format!("`{name}` does not return a value on every path"),
                "end it with `return …;`",
            ),
            FunctionError::InvalidReturnType {
                expression: Some(value),
                expected_ty,
            } => {
                let found = self.type_of(*value)?;
                match expected_ty {
                    Some(ty) => (
                        format!(
                            "`{name}` returns {found}, and declares {}",
                            self.name_of(*ty)
                        ),
                        "return what is declared, or declare what is returned",
                    ),
                    None => (
                        format!("`{name}` returns {found}, and declares nothing"),
                        "write the type behind `->`",
                    ),
                }
            }
            FunctionError::InvalidCall { function, error } => self.call(*function, error)?,
            FunctionError::InvalidStoreTypes { pointer, value } => {
                let (found, wanted) = (self.type_of(*value)?, self.pointed(*pointer)?);
                (
                    format!("{found} cannot be stored in a variable of {wanted}"),
                    "convert it: as in `f32(x)`, `vec3f(x)` or `v.xyz`",
                )
            }
            FunctionError::InvalidIfType(condition) => (
                format!(
                    "a condition must be bool, not {}",
                    self.type_of(*condition)?
                ),
                "compare it: as in `x != 0`",
            ),
            FunctionError::InvalidSwitchType(value) => (
                format!("`switch` takes i32 or u32, not {}", self.type_of(*value)?),
                "convert it: `i32(x)`",
            ),
            FunctionError::LocalVariable {
                name,
                source: LocalVariableError::InitializerType,
                ..
            } => (
                format!("the value of `{name}` is not of the type that it declares"),
                "convert it, or leave the type out",
            ),
            FunctionError::Expression { source, .. } => self.expression(source)?,
            _ => return None,
        })
    }

    fn call(
        &self,
        function: Handle<Function>,
        error: &CallError,
    ) -> Option<(String, &'static str)> {
        let called = &self.module.functions[function];
        let name = author_name(called.name.as_deref().unwrap_or_default());
        match error {
            CallError::ArgumentCount { required, seen } => Some((
                format!("`{name}` takes {required} arguments, and gets {seen}"),
                "give it what it declares",
            )),
            CallError::ArgumentType {
                index,
                required,
                seen_expression,
            } => {
                let found = self.type_of(*seen_expression)?;
                let wanted = self.name_of(*required);
                let argument = called.arguments.get(*index)?;
                let argument = author_name(argument.name.as_deref().unwrap_or("?"));
                Some((
                    format!("`{name}` takes {wanted} as `{argument}`, and gets {found}"),
                    "convert it: as in `f32(x)`, `i32(x)`, `vec3f(x)` or `v.xy`",
                ))
            }
            _ => None,
        }
    }

    fn expression(&self, error: &ExpressionError) -> Option<(String, &'static str)> {
        const CONVERT: &str = "convert one of them: as in `f32(x)`, `vec3f(x)` or `v.xyz`";
        Some(match error {
            ExpressionError::InvalidBinaryOperandTypes {
                op,
                lhs_type,
                rhs_type,
                ..
            } => (
                format!(
                    "`{}` does not work with {} and {}",
                    operator(*op),
                    self.name_of_inner(lhs_type),
                    self.name_of_inner(rhs_type)
                ),
                CONVERT,
            ),
            ExpressionError::Compose(ComposeError::ComponentCount { given, expected }) => (
                format!("{expected} numbers are expected here, and {given} are given"),
                "a vector counts as many as it has: `vec4f(v.xyz, 1.0)`",
            ),
            ExpressionError::Compose(ComposeError::ComponentType { index }) => (
                format!(
                    "argument {} is not of the type that is expected here",
                    index + 1
                ),
                CONVERT,
            ),
            ExpressionError::InvalidUnaryOperandType(_, value) => (
                format!("this operator does not work with {}", self.type_of(*value)?),
                "convert it: as in `f32(x)`, or `!b` for bool",
            ),
            ExpressionError::SelectValuesTypeMismatch { accept, reject } => (
                format!(
                    "`select` takes two values of one type, and gets {} and {}",
                    self.name_of_inner(reject),
                    self.name_of_inner(accept)
                ),
                CONVERT,
            ),
            ExpressionError::SelectConditionNotABool { actual } => (
                format!(
                    "the condition of `select` must be bool, not {}",
                    self.name_of_inner(actual)
                ),
                "it is the last argument: `select(if_false, if_true, condition)`",
            ),
            ExpressionError::InvalidImageCoordinateType(_, value) => (
                format!("{} is no place in this texture", self.type_of(*value)?),
                "`textureLoad` takes whole numbers of texels, `textureSample` vec2f from 0 to 1",
            ),
            ExpressionError::InvalidArgumentType(function, index, value) => {
                let function = format!("{function:?}");
                let initial = function.chars().next()?.to_lowercase();
                (
                    format!(
                        "argument {} of `{}{}` cannot be {}",
                        index + 1,
                        initial,
                        &function[1..],
                        self.type_of(*value)?
                    ),
                    "give all its arguments one type that it takes",
                )
            }
            _ => return None,
        })
    }

    fn name_of(&self, ty: Handle<Type>) -> String {
        name_of(self.module, ty)
    }

    fn name_of_inner(&self, inner: &TypeInner) -> String {
        name_of_inner(self.module, inner)
    }

    /// The type of an expression in words.
    fn type_of(&self, expression: Handle<Expression>) -> Option<String> {
        let typifier = self.typifier(expression)?;
        let resolution = &typifier[expression];
        Some(short(
            &DiagnosticDisplay((resolution, self.module.to_ctx())).to_string(),
        ))
    }

    /// The type of what a pointer points to.
    fn pointed(&self, pointer: Handle<Expression>) -> Option<String> {
        let typifier = self.typifier(pointer)?;
        match typifier.get(pointer, &self.module.types) {
            TypeInner::Pointer { base, .. } => Some(self.name_of(*base)),
            TypeInner::ValuePointer { size, scalar, .. } => {
                let scalar = *scalar;
                Some(self.name_of_inner(&match size {
                    Some(size) => TypeInner::Vector {
                        size: *size,
                        scalar,
                    },
                    None => TypeInner::Scalar(scalar),
                }))
            }
            _ => None,
        }
    }

    fn typifier(&self, expression: Handle<Expression>) -> Option<Typifier> {
        let Function {
            arguments,
            local_variables,
            expressions,
            ..
        } = self.function;
        let context = ResolveContext::with_locals(self.module, local_variables, arguments);
        let mut typifier = Typifier::new();
        typifier.grow(expression, expressions, &context).ok()?;
        Some(typifier)
    }
}

fn name_of(module: &Module, ty: Handle<Type>) -> String {
    short(&DiagnosticDisplay((ty, module.to_ctx())).to_string())
}

fn name_of_inner(module: &Module, inner: &TypeInner) -> String {
    // A struct has its name in the module only.
    let mut types = module.types.iter();
    if let Some((handle, _)) = types.find(|(_, ty)| ty.inner == *inner) {
        return name_of(module, handle);
    }
    let resolution = TypeResolution::Value(inner.clone());
    short(&DiagnosticDisplay((&resolution, module.to_ctx())).to_string())
}

/// `name` with the short names that people write.
pub(super) fn short(name: &str) -> String {
    let mut name = name.to_owned();
    for (long, letter) in SHORT {
        for generic in ["vec2", "vec3", "vec4"] {
            name = name.replace(&format!("{generic}{long}"), &format!("{generic}{letter}"));
        }
    }
    name
}

fn operator(operator: BinaryOperator) -> &'static str {
    match operator {
        BinaryOperator::Add => "+",
        BinaryOperator::Subtract => "-",
        BinaryOperator::Multiply => "*",
        BinaryOperator::Divide => "/",
        BinaryOperator::Modulo => "%",
        BinaryOperator::Equal => "==",
        BinaryOperator::NotEqual => "!=",
        BinaryOperator::Less => "<",
        BinaryOperator::LessEqual => "<=",
        BinaryOperator::Greater => ">",
        BinaryOperator::GreaterEqual => ">=",
        BinaryOperator::And => "&",
        BinaryOperator::ExclusiveOr => "^",
        BinaryOperator::InclusiveOr => "|",
        BinaryOperator::LogicalAnd => "&&",
        BinaryOperator::LogicalOr => "||",
        BinaryOperator::ShiftLeft => "<<",
        BinaryOperator::ShiftRight => ">>",
    }
}
