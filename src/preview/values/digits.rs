//! Numbers as text: as many digits as a field has room for, and none that the shader's type has not.

use super::Number;

/// Digits behind the point that small numbers have at least, so that they do not jump.
const LEAST: usize = 2;
/// Where they would say more than there is.
const LARGE: f64 = 10_000.0;

/// All of a number: the shortest text that the shader reads as the same value.
pub(in crate::preview) fn exact(number: Number, value: f64) -> String {
    if number.is_whole {
        return format!("{value:.0}");
    }
    let single = value as f32;
    let (plain, scientific) = (single.to_string(), format!("{single:e}"));
    // `0.001` rather than `1e-3`, but not thirty zeros.
    match plain.len() <= scientific.len() + 4 {
        true => plain,
        false => scientific,
    }
}

/// A number in `room` characters, or in as few as can be: where it has a slider, with the digits that
/// the slider can tell apart.
pub(in crate::preview) fn fitted(number: Number, value: f64, room: usize) -> String {
    if number.is_whole {
        let plain = format!("{value:.0}");
        return match plain.len() <= room {
            true => plain,
            false => scientific(value, room),
        };
    }
    let value = f64::from(grained(number, value) as f32);
    let shortest = (value as f32).to_string();
    let digits = shortest
        .split_once('.')
        .map_or(0, |(_, digits)| digits.len());
    let least = match number.step {
        step if step > 0.0 => number.places().min(LEAST),
        _ if number.is_slider() => number.places().min(LEAST),
        _ => LEAST,
    };
    let least = if value.abs() < LARGE { least } else { 0 };
    let plain = match digits {
        0 if least == 0 => shortest,
        digits => {
            let all = digits.max(least);
            let text = |places: usize| match places >= digits {
                true => padded(&shortest, places),
                false => format!("{value:.places$}"),
            };
            let fits = (0..=all).rev().map(text).find(|text| text.len() <= room);
            fits.unwrap_or_else(|| text(0))
        }
    };
    let short = scientific(value, room);
    let miss = |text: &str| (text.parse().unwrap_or(f64::INFINITY) - value).abs();
    let is_plain = match (plain.len() <= room, short.len() <= room) {
        (true, true) => miss(&plain) <= miss(&short),
        (false, false) => plain.len() <= short.len(),
        (fits, _) => fits,
    };
    if is_plain { plain } else { short }
}

/// What a slider can tell apart of a value.
fn grained(number: Number, value: f64) -> f64 {
    if number.step > 0.0 || !number.is_slider() {
        return value;
    }
    let grain = 10_f64.powf((number.max - number.min).log10().floor() - 3.0);
    let whole = (value / grain).round() * grain;
    if whole.is_finite() { whole } else { value }
}

/// A text with so many digits behind its point.
fn padded(text: &str, places: usize) -> String {
    let (whole, digits) = text.split_once('.').unwrap_or((text, ""));
    match places {
        0 => whole.to_owned(),
        places => format!("{whole}.{digits:0<places$}"),
    }
}

/// A number with a power of ten.
fn scientific(value: f64, room: usize) -> String {
    let all = format!("{:e}", value as f32);
    if all.len() <= room {
        return all;
    }
    let texts = (0..=8).rev().map(|places| format!("{value:.places$e}"));
    let fits = texts.into_iter().find(|text| text.len() <= room);
    fits.unwrap_or_else(|| format!("{value:.0e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FREE: Number = Number {
        min: f64::NEG_INFINITY,
        max: f64::INFINITY,
        step: 0.0,
        is_whole: false,
    };

    fn slider(min: f64, max: f64) -> Number {
        Number { min, max, ..FREE }
    }

    #[test]
    fn a_number_shows_what_it_is_in_the_room_there_is() {
        let cases = [
            (FREE, 0.0, "0.00"),
            (FREE, 0.5, "0.50"),
            (FREE, f64::from(0.3_f32), "0.30"),
            (FREE, 5e-8, "5e-8"),
            (FREE, -5e-8, "-5e-8"),
            (FREE, 1.0 / 3.0, "0.333333"),
            (FREE, 123_456.789, "123456.8"),
            (FREE, 123_456_789.123_456, "1.2346e8"),
            (FREE, 0.000_012_345, "1.234e-5"),
            (FREE, 1e30, "1e30"),
            (FREE, 12_345.0, "12345"),
            (slider(0.0, 1.0), 1.0 / 3.0, "0.333"),
            (slider(0.0, 4.0), 1.0, "1.00"),
            (slider(0.0, 1e-7), 5e-8, "5e-8"),
            (slider(0.0, 1e-7), 0.0, "0.00"),
            (slider(-1e30, 1e30), 5e29, "5e29"),
            (slider(0.0, 1e-20), 2.5e-21, "2.5e-21"),
        ];
        for (number, value, text) in cases {
            assert_eq!(fitted(number, value, 8), text, "{value}");
        }
        let stepped = Number {
            step: 0.05,
            ..slider(0.0, 1.0)
        };
        assert_eq!(fitted(stepped, 0.15, 8), "0.15");
        let ones = Number {
            step: 1.0,
            ..slider(0.0, 4.0)
        };
        assert_eq!(fitted(ones, 3.0, 8), "3");
        let whole = Number {
            is_whole: true,
            ..FREE
        };
        assert_eq!(fitted(whole, -2_147_483_648.0, 8), "-2.147e9");
        assert_eq!(fitted(whole, 12.0, 8), "12");
    }

    #[test]
    fn what_is_typed_over_is_all_of_it() {
        for value in [
            0.1,
            1.0 / 3.0,
            5e-8,
            1e30,
            123_456_789.123_456,
            -0.25,
            0.001,
        ] {
            let text = exact(FREE, value);
            assert_eq!(text.parse::<f32>().unwrap(), value as f32, "{text}");
            assert!(text.len() <= 13, "{text}");
        }
        assert_eq!(exact(FREE, 123_456_789.123_456), "123456790");
    }
}
