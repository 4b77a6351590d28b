//! Makes fragment functions draw a part of their target: what they are told of their position is
//! that in the whole.

use naga::{
    AddressSpace, BinaryOperator, Binding, Block, BuiltIn, Expression, Function, FunctionArgument,
    GlobalVariable, Handle, Module, ResourceBinding, ShaderStage, Span, Statement, StructMember,
    Type, TypeInner, VectorSize,
};

/// The group of the uniform `vec4f` that is added to positions. A program's own resources are all in
/// the one before.
pub const OFFSET_GROUP: u32 = 1;

/// `module` with an offset added to `@builtin(position)` in the fragment functions called `entries`:
/// each is called by a new entry point of its name.
pub fn offset_positions(module: &Module, entries: &[&str]) -> Module {
    let mut module = module.clone();
    let vec4f = module.types.insert(
        Type {
            name: None,
            inner: TypeInner::Vector {
                size: VectorSize::Quad,
                scalar: naga::Scalar::F32,
            },
        },
        Span::UNDEFINED,
    );
    let offset = GlobalVariable {
        name: Some("shaderpipe_offset".to_owned()),
        space: AddressSpace::Uniform,
        binding: Some(ResourceBinding {
            group: OFFSET_GROUP,
            binding: 0,
        }),
        ty: vec4f,
        init: None,
        memory_decorations: naga::MemoryDecorations::empty(),
    };
    let offset = module.global_variables.append(offset, Span::UNDEFINED);
    for entry in 0..module.entry_points.len() {
        let point = &module.entry_points[entry];
        if point.stage == ShaderStage::Fragment && entries.contains(&point.name.as_str()) {
            wrap(&mut module, entry, offset);
        }
    }
    module
}

fn wrap(module: &mut Module, entry: usize, offset: Handle<GlobalVariable>) {
    let outer = Function {
        name: Some(module.entry_points[entry].name.clone()),
        arguments: module.entry_points[entry].function.arguments.clone(),
        result: module.entry_points[entry].function.result.clone(),
        ..Function::default()
    };
    let mut inner = std::mem::replace(&mut module.entry_points[entry].function, outer);
    for argument in &mut inner.arguments {
        argument.binding = None;
    }
    if let Some(result) = &mut inner.result {
        result.binding = None;
    }
    let has_result = inner.result.is_some();
    let inner = module.functions.append(inner, Span::UNDEFINED);

    let function = &mut module.entry_points[entry].function;
    let arguments = function.arguments.clone();
    let mut caller = Caller {
        function,
        offset,
        position: None,
    };
    let places = (0..).zip(&arguments);
    let given: Vec<_> = places
        .map(|(place, argument)| caller.argument(&module.types, place, argument))
        .collect();
    let expressions = &mut function.expressions;
    let result =
        has_result.then(|| expressions.append(Expression::CallResult(inner), Span::UNDEFINED));
    let call = Statement::Call {
        function: inner,
        arguments: given,
        result,
    };
    function.body.push(call, Span::UNDEFINED);
    let end = Statement::Return { value: result };
    function.body.push(end, Span::UNDEFINED);
}

/// The body of an entry point that calls another function.
struct Caller<'a> {
    function: &'a mut Function,
    offset: Handle<GlobalVariable>,
    /// The offset, loaded.
    position: Option<Handle<Expression>>,
}

impl Caller<'_> {
    /// What is handed on for an argument.
    fn argument(
        &mut self,
        types: &naga::UniqueArena<Type>,
        place: u32,
        argument: &FunctionArgument,
    ) -> Handle<Expression> {
        let given = self.bare(Expression::FunctionArgument(place));
        match &types[argument.ty].inner {
            TypeInner::Struct { members, .. } if argument.binding.is_none() => {
                self.structure(given, argument.ty, members)
            }
            _ if is_position(argument.binding.as_ref()) => self.moved(given),
            _ => given,
        }
    }

    fn structure(
        &mut self,
        given: Handle<Expression>,
        ty: Handle<Type>,
        members: &[StructMember],
    ) -> Handle<Expression> {
        if !members
            .iter()
            .any(|member| is_position(member.binding.as_ref()))
        {
            return given;
        }
        let components = (0..)
            .zip(members)
            .map(|(index, member)| {
                let value = self.emitted(Expression::AccessIndex { base: given, index });
                match is_position(member.binding.as_ref()) {
                    true => self.moved(value),
                    false => value,
                }
            })
            .collect();
        self.emitted(Expression::Compose { ty, components })
    }

    fn moved(&mut self, position: Handle<Expression>) -> Handle<Expression> {
        let offset = match self.position {
            Some(offset) => offset,
            None => {
                let pointer = self.bare(Expression::GlobalVariable(self.offset));
                self.emitted(Expression::Load { pointer })
            }
        };
        self.position = Some(offset);
        self.emitted(Expression::Binary {
            op: BinaryOperator::Add,
            left: position,
            right: offset,
        })
    }

    /// An expression that is there from the start.
    fn bare(&mut self, expression: Expression) -> Handle<Expression> {
        let expressions = &mut self.function.expressions;
        expressions.append(expression, Span::UNDEFINED)
    }

    /// An expression that is evaluated here.
    fn emitted(&mut self, expression: Expression) -> Handle<Expression> {
        let before = self.function.expressions.len();
        let handle = self.bare(expression);
        let range = self.function.expressions.range_from(before);
        let body: &mut Block = &mut self.function.body;
        body.push(Statement::Emit(range), Span::UNDEFINED);
        handle
    }
}

fn is_position(binding: Option<&Binding>) -> bool {
    matches!(binding, Some(Binding::BuiltIn(BuiltIn::Position { .. })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use naga::valid::{Capabilities, ValidationFlags, Validator};

    const TEXT: &str = "
struct Given { @builtin(front_facing) front: bool, @builtin(position) at: vec4f }
struct Made { @location(0) color: vec4f }
var<private> seen: f32;
@fragment fn plain(@builtin(position) position: vec4f) -> @location(0) vec4f {
    if position.x < 3.0 { discard; }
    return dpdx(position);
}
@fragment fn structured(given: Given, @builtin(sample_index) sample: u32) -> Made {
    seen = given.at.x + f32(sample);
    return Made(given.at + select(0.0, seen, given.front));
}
@fragment fn none() -> @location(0) vec4f { return vec4f(1.0); }
@fragment fn other(@builtin(position) position: vec4f) -> @location(0) vec4f { return position; }
";

    #[test]
    fn functions_of_every_form_stay_valid() {
        let module = naga::front::wgsl::parse_str(TEXT).unwrap();
        let moved = offset_positions(&module, &["plain", "structured", "none"]);
        let mut validator = Validator::new(ValidationFlags::all(), Capabilities::all());
        validator.validate(&moved).unwrap();
        assert_eq!(moved.functions.len(), module.functions.len() + 3);
        let names = |module: &Module| -> Vec<String> {
            let points = module.entry_points.iter();
            points.map(|point| point.name.clone()).collect()
        };
        assert_eq!(names(&moved), names(&module));
    }
}
