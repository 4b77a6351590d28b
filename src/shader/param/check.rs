//! The front matter of parameters against the types that the WGSL declares.

use std::ops::Range;

use naga::StructMember;

use super::{Param, ParamKey, ParamType};
use crate::scene::{
    Diagnostic, Easing, Key, ParamSpec, ParamValue, Placed, Scene, Source, Widget, nearest,
};
use crate::shader::origin::Origin;

/// The parameters that the members of `params` declare, with what the front matter says of each.
pub(in crate::shader) fn params(
    module: &naga::Module,
    members: &[StructMember],
    structure: naga::Span,
    origin: &Origin,
    scene: &Scene,
) -> Result<Vec<Param>, Box<Diagnostic>> {
    members
        .iter()
        .map(|member| {
            let name = member.name.clone().unwrap_or_default();
            let Some(ty) = ParamType::of(&module.types[member.ty].inner) else {
                let message = format!("the parameter `{name}` has a type that none can have");
                return Err(origin
                    .at_field(structure, &name, &message)
                    .help("the types are f32, i32, u32, vec2f, vec3f and vec4f")
                    .into());
            };
            let spec = scene.params.get(&name).cloned().unwrap_or_default();
            param(name, ty, member.offset, spec, scene)
        })
        .collect()
}

fn param(
    name: String,
    ty: ParamType,
    offset: u32,
    spec: ParamSpec,
    scene: &Scene,
) -> Result<Param, Box<Diagnostic>> {
    check_widget(&name, ty, &spec, &scene.source)?;
    let bounds = bounds(&name, ty, &spec, &scene.source)?;
    let mut param = Param {
        // The value nearest to zero.
        default: bounds
            .iter()
            .map(|(min, max)| 0.0_f64.max(*min).min(*max))
            .collect(),
        name,
        ty,
        offset,
        bounds,
        keys: Vec::new(),
        spring: spec.spring.as_ref().map(|spring| spring.value),
        spec,
        color: scene.color,
    };
    if let Some(Placed { value, span }) = &param.spec.default {
        let place = ("the default", "default");
        param.default = param
            .value_of(value)
            .map_err(|misfit| param.mistake(&scene.source, span.clone(), place, &misfit))?;
    }
    let keys = param.spec.keys.iter().map(|spec| key(&param, spec, scene));
    param.keys = keys.collect::<Result<_, _>>()?;
    Ok(param)
}

fn check_widget(
    name: &str,
    ty: ParamType,
    spec: &ParamSpec,
    source: &Source,
) -> Result<(), Box<Diagnostic>> {
    let Some(widget) = &spec.widget else {
        return Ok(());
    };
    let word = widget.value.name();
    let types: &[&str] = match widget.value {
        Widget::Slider => return Ok(()),
        Widget::Color => &["vec3f", "vec4f"],
        Widget::Point => &["vec2f"],
        Widget::Menu => &["u32", "i32"],
        Widget::Checkbox | Widget::Event => &["u32", "i32", "f32"],
    };
    if !types.contains(&ty.name()) {
        let found = ty.name();
        let message = format!("`{name}` is {found}: it cannot have the widget \"{word}\"");
        let help = format!(
            "declare it as {}, or choose another widget",
            types.join(" or ")
        );
        return Err(mistake(source, &widget.span, &message).help(help).into());
    }
    match &spec.spring {
        Some(spring) if widget.value.is_choice() => {
            let message = format!(
                "the widget \"{word}\" cannot follow a spring: nothing is between its values"
            );
            Err(mistake(source, &spring.span, &message)
                .help("leave `spring` out")
                .into())
        }
        _ => Ok(()),
    }
}

fn bounds(
    name: &str,
    ty: ParamType,
    spec: &ParamSpec,
    source: &Source,
) -> Result<Vec<(f64, f64)>, Box<Diagnostic>> {
    let count = ty.components();
    let choices = match spec.widget() {
        Some(Widget::Menu) => Some(spec.options.len() as f64 - 1.0),
        Some(Widget::Checkbox | Widget::Event) => Some(1.0),
        _ => None,
    };
    if let Some(last) = choices {
        return Ok(vec![(0.0, last); count]);
    }
    let side = |bound: &Option<Placed<ParamValue>>, none: f64| match bound {
        None => Ok(vec![none; count]),
        Some(bound) if bound.value.len() == 1 => Ok(vec![bound.value[0]; count]),
        Some(bound) if bound.value.len() == count => Ok(bound.value.clone()),
        Some(bound) => {
            let message = format!(
                "`{name}` is {}: this bound has {} numbers",
                ty.name(),
                bound.value.len()
            );
            let help = "write one number for all components, or one for each";
            Err(Box::new(mistake(source, &bound.span, &message).help(help)))
        }
    };
    let min = side(&spec.min, f64::NEG_INFINITY)?;
    let max = side(&spec.max, f64::INFINITY)?;
    Ok(min.into_iter().zip(max).collect())
}

fn key(param: &Param, spec: &Key, scene: &Scene) -> Result<ParamKey, Box<Diagnostic>> {
    let Placed { value, span } = &spec.value;
    let value = param.value_of(value).map_err(|misfit| {
        param.mistake(
            &scene.source,
            span.clone(),
            ("this key's value", "value"),
            &misfit,
        )
    })?;
    let choice = param.widget().filter(|widget| widget.is_choice());
    let easing = match (&spec.easing, choice) {
        (Some(easing), Some(widget)) if easing.value != Easing::Step => {
            let message = format!(
                "the widget \"{}\" can only jump from key to key",
                widget.name()
            );
            return Err(mistake(&scene.source, &easing.span, &message)
                .help("leave `easing` out, or write \"step\"")
                .into());
        }
        (_, Some(_)) => Easing::Step,
        (easing, None) => easing
            .as_ref()
            .map(|easing| easing.value)
            .unwrap_or_default(),
    };
    Ok(ParamKey {
        time: spec.time,
        value,
        easing,
    })
}

fn mistake(source: &Source, span: &Range<usize>, message: &str) -> Diagnostic {
    Diagnostic::new(source, Some(span.clone()), message)
}

/// Refuses front matter for a parameter that the WGSL does not declare.
pub(in crate::shader) fn check_specs(
    params: &[Param],
    scene: &Scene,
) -> Result<(), Box<Diagnostic>> {
    let declared = |name: &String| params.iter().any(|param| param.name == *name);
    let Some((name, spec)) = scene.params.iter().find(|(name, _)| !declared(name)) else {
        return Ok(());
    };
    let names: Vec<&str> = params.iter().map(|param| param.name.as_str()).collect();
    let help = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "declare it: `struct Params {{ {name}: f32 }}` and `var<uniform> params: Params;`"
        ),
    };
    let message = format!("the WGSL declares no parameter `{name}`");
    Err(
        Diagnostic::new(&scene.source, Some(spec.span.clone()), message)
            .help(help)
            .into(),
    )
}
