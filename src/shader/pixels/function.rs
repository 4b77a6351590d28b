//! Goes through the statements of one function, in their order.

use naga::{
    Binding, Block, BuiltIn, Expression, Function, Handle, LocalVariable, Statement, Type,
    TypeInner,
};

use super::{Degrees, MOST_STEPS, Search, Value};

/// A function with what it was given and what its variables hold so far.
pub(super) struct Running<'a> {
    function: &'a Function,
    arguments: Vec<Value>,
    values: Vec<Value>,
    /// Of each component of a vector; in the first, of anything else.
    locals: Vec<[Degrees; 4]>,
    returned: Option<Value>,
}

/// Where what a pointer points to lies.
enum Root {
    Local(Handle<LocalVariable>),
    Argument,
    Elsewhere,
}

/// What an entry point is given as an argument or as a member of one.
pub(super) fn input(module: &naga::Module, binding: Option<&Binding>, ty: Handle<Type>) -> Value {
    let counts = |binding: Option<&Binding>| {
        matches!(
            binding,
            Some(Binding::BuiltIn(
                BuiltIn::Position { .. } | BuiltIn::GlobalInvocationId | BuiltIn::WorkGroupId
            ))
        )
    };
    let counts = match (&module.types[ty].inner, binding) {
        (TypeInner::Struct { members, .. }, None) => {
            members.iter().any(|member| counts(member.binding.as_ref()))
        }
        _ => counts(binding),
    };
    let degrees = if counts {
        Degrees::PIXELS
    } else {
        Degrees::FREE
    };
    degrees.into()
}

/// How many components of a variable are told apart.
fn components(search: &Search<'_>, function: &Function, local: Handle<LocalVariable>) -> usize {
    match search.module.types[function.local_variables[local].ty].inner {
        TypeInner::Vector { size, .. } => size as usize,
        _ => 1,
    }
}

impl<'a> Running<'a> {
    pub(super) fn new(function: &'a Function, arguments: Vec<Value>) -> Self {
        Self {
            function,
            arguments,
            values: vec![Degrees::FREE.into(); function.expressions.len()],
            locals: vec![[Degrees::FREE; 4]; function.local_variables.len()],
            returned: None,
        }
    }

    /// What it returns.
    pub(super) fn run(mut self, search: &mut Search<'_>) -> Value {
        for (handle, expression) in self.function.expressions.iter() {
            if expression.needs_pre_emit() {
                self.values[handle.index()] = self.evaluate(search, handle);
            }
        }
        self.block(search, &self.function.body, false);
        self.returned.unwrap_or(Degrees::FREE.into())
    }

    fn join(&mut self, others: &[[Degrees; 4]]) {
        let others = others.iter().flatten();
        for (own, other) in self.locals.iter_mut().flatten().zip(others) {
            *own = own.or(*other);
        }
    }

    fn block(&mut self, search: &mut Search<'_>, block: &Block, in_loop: bool) {
        for statement in block {
            if search.found.is_some() || search.steps > MOST_STEPS {
                return;
            }
            search.steps += 1;
            self.statement(search, statement, in_loop);
        }
    }

    fn statement(&mut self, search: &mut Search<'_>, statement: &Statement, in_loop: bool) {
        match statement {
            Statement::Emit(range) => {
                for handle in range.clone() {
                    search.steps += 1;
                    self.values[handle.index()] = self.evaluate(search, handle);
                }
            }
            Statement::Block(block) => self.block(search, block, in_loop),
            Statement::If { accept, reject, .. } => {
                let before = self.locals.clone();
                self.block(search, accept, in_loop);
                let accepted = std::mem::replace(&mut self.locals, before);
                self.block(search, reject, in_loop);
                self.join(&accepted);
            }
            Statement::Switch { cases, .. } => {
                for case in cases {
                    let before = self.locals.clone();
                    self.block(search, &case.body, in_loop);
                    self.join(&before);
                }
            }
            Statement::Loop {
                body, continuing, ..
            } => {
                // Again with what the first time left; once within a loop, which is gone through
                // again itself.
                for _ in 0..if in_loop { 1 } else { 2 } {
                    let before = self.locals.clone();
                    self.block(search, body, true);
                    self.block(search, continuing, true);
                    self.join(&before);
                }
            }
            Statement::Return { value: Some(value) } => {
                let value = self.value(*value);
                self.returned = Some(match self.returned {
                    Some(other) => Value {
                        degrees: other.degrees.or(value.degrees),
                        ..other
                    },
                    None => value,
                });
            }
            Statement::Store { pointer, value } => {
                self.store(search, *pointer, self.value(*value).degrees);
            }
            Statement::Call {
                function,
                arguments,
                result,
            } => {
                let given: Vec<Value> = arguments
                    .iter()
                    .map(|argument| self.pointed(search, *argument))
                    .collect();
                let all = given.iter().map(|value| value.degrees);
                let all = all.fold(Degrees::default(), Degrees::or);
                for argument in arguments {
                    // What it may have written through a pointer.
                    if let Root::Local(local) = self.root(*argument) {
                        self.may_hold(local, all);
                    }
                }
                let value = search.call(*function, given);
                if let Some(result) = result {
                    self.values[result.index()] = value;
                }
            }
            _ => {}
        }
    }

    fn value(&self, handle: Handle<Expression>) -> Value {
        self.values[handle.index()]
    }

    fn root(&self, mut pointer: Handle<Expression>) -> Root {
        loop {
            match self.function.expressions[pointer] {
                Expression::Access { base, .. } | Expression::AccessIndex { base, .. } => {
                    pointer = base;
                }
                Expression::LocalVariable(local) => return Root::Local(local),
                Expression::FunctionArgument(_) => return Root::Argument,
                _ => return Root::Elsewhere,
            }
        }
    }

    /// The value itself, or what the variable holds now that it points to.
    fn pointed(&self, search: &Search<'_>, handle: Handle<Expression>) -> Value {
        match (self.component(search, handle), self.root(handle)) {
            (Some((local, component)), _) => self.locals[local.index()][component].into(),
            (None, Root::Local(local)) => {
                let held = &self.locals[local.index()][..components(search, self.function, local)];
                let all = held.iter().copied();
                all.reduce(Degrees::or).unwrap_or(Degrees::FREE).into()
            }
            (None, _) => self.value(handle),
        }
    }

    /// The component of a local vector that a pointer points to.
    fn component(
        &self,
        search: &Search<'_>,
        pointer: Handle<Expression>,
    ) -> Option<(Handle<LocalVariable>, usize)> {
        let Expression::AccessIndex { base, index } = self.function.expressions[pointer] else {
            return None;
        };
        let Expression::LocalVariable(local) = self.function.expressions[base] else {
            return None;
        };
        let ty = self.function.local_variables[local].ty;
        let is_vector = matches!(search.module.types[ty].inner, TypeInner::Vector { .. });
        is_vector.then_some((local, index as usize))
    }

    /// A part of a variable, which one is not known, may hold a value from now on.
    fn may_hold(&mut self, local: Handle<LocalVariable>, degrees: Degrees) {
        for held in &mut self.locals[local.index()] {
            *held = held.or(degrees);
        }
    }

    fn store(&mut self, search: &mut Search<'_>, pointer: Handle<Expression>, degrees: Degrees) {
        if let Some((local, component)) = self.component(search, pointer) {
            self.locals[local.index()][component] = degrees;
            return;
        }
        match (&self.function.expressions[pointer], self.root(pointer)) {
            (Expression::LocalVariable(local), _) => self.locals[local.index()] = [degrees; 4],
            (_, Root::Local(local)) => self.may_hold(local, degrees),
            (_, Root::Argument) => {}
            (_, Root::Elsewhere) => {
                if let Some(variable) = self.value(pointer).variable {
                    let held = search.private.entry(variable).or_insert(Degrees::FREE);
                    *held = held.or(degrees);
                }
            }
        }
    }

    fn evaluate(&self, search: &mut Search<'_>, handle: Handle<Expression>) -> Value {
        let degrees = |handle: &Handle<Expression>| self.value(*handle).degrees;
        let span = self.function.expressions.get_span(handle);
        match &self.function.expressions[handle] {
            Expression::FunctionArgument(number) => {
                let argument = self.arguments.get(*number as usize);
                return argument.copied().unwrap_or(Degrees::FREE.into());
            }
            Expression::GlobalVariable(variable) => return search.variable(*variable),
            Expression::Load { pointer } => return self.pointed(search, *pointer),
            Expression::Access { base, index } => {
                let base = self.value(*base);
                search.read(base, degrees(index), false, span);
                return base;
            }
            Expression::AccessIndex { base, index } => return self.member(search, *base, *index),
            Expression::ImageLoad {
                image, coordinate, ..
            } => search.read(self.value(*image), degrees(coordinate), false, span),
            Expression::ImageSample {
                image, coordinate, ..
            } => search.read(self.value(*image), degrees(coordinate), true, span),
            Expression::Compose { components, .. } => {
                let all = components.iter().map(degrees);
                return all.fold(Degrees::default(), Degrees::or).into();
            }
            Expression::Splat { value: one, .. }
            | Expression::Swizzle { vector: one, .. }
            | Expression::Unary { expr: one, .. }
            | Expression::As { expr: one, .. } => return degrees(one).into(),
            Expression::Binary { op, left, right } => {
                return Degrees::binary(*op, degrees(left), degrees(right)).into();
            }
            Expression::Select { accept, reject, .. } => {
                return degrees(accept).or(degrees(reject)).into();
            }
            Expression::Derivative { expr, .. } => return degrees(expr).derivative().into(),
            Expression::Math {
                fun,
                arg,
                arg1,
                arg2,
                arg3,
            } => {
                let arguments = [Some(*arg), *arg1, *arg2, *arg3];
                let given = arguments.iter().flatten().map(degrees);
                return Degrees::math(*fun, &given.collect::<Vec<_>>()).into();
            }
            _ => {}
        }
        Degrees::FREE.into()
    }

    fn member(&self, search: &Search<'_>, base: Handle<Expression>, index: u32) -> Value {
        let whole = self.value(base);
        if let Some(variable) = whole.variable
            && let Some(member) = search.member(variable, index)
        {
            return member;
        }
        // Of what an entry point is given, only some counts pixels.
        if let Expression::FunctionArgument(number) = self.function.expressions[base]
            && let Some(argument) = self.function.arguments.get(number as usize)
            && let TypeInner::Struct { members, .. } = &search.module.types[argument.ty].inner
            && let Some(member) = members.get(index as usize)
            && member.binding.is_some()
        {
            return input(search.module, member.binding.as_ref(), member.ty);
        }
        whole
    }
}
