//! What is offered to who chooses an encoder by hand: the table, for one kind of file.

use super::table::TABLE;
use super::{Crf, Preset, Use, usual_codec};
use crate::encode::settings::Container;
use crate::frame::PixelFormat;

/// An encoder that can be chosen for a kind of file.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// FFmpeg's name of it.
    pub codec: &'static str,
    /// What it stores as it is, the one it is fed by default first; never empty.
    pub formats: Vec<PixelFormat>,
    /// Its constant quality unless another is asked for, and the best and the worst there are; `None`
    /// where it has none, or none that is known.
    pub crf: Option<(f64, [u32; 2])>,
    /// Its preset unless another is asked for.
    pub preset: Option<&'static str>,
    /// The presets it has, slow ones and fast ones in the order of the codec.
    pub presets: Vec<String>,
}

/// The encoders of which it is known that they fill files of this kind, the usual ones first. Which of
/// them an FFmpeg has is its own affair.
pub fn offers(container: Container) -> Vec<Offer> {
    let offer = |Use(names, codec): &Use| {
        let formats = codec.formats(container).filter(|it| !it.is_empty())?;
        let crf = match codec.crf {
            Crf::Scale { default, min, max } => Some((default, [min, max])),
            Crf::Unknown | Crf::None { .. } => None,
        };
        let (preset, presets) = match codec.preset {
            Preset::Name { default, known } => {
                let known = known.split(", ").map(str::to_owned);
                (Some(default), known.collect())
            }
            Preset::Number { default, max, .. } => (
                Some(default),
                (0..=max).map(|number| number.to_string()).collect(),
            ),
            Preset::Unknown | Preset::None { .. } => (None, Vec::new()),
        };
        let of_name = move |codec: &&'static str| Offer {
            codec,
            formats: formats.clone(),
            crf,
            preset,
            presets: presets.clone(),
        };
        Some(names.iter().map(of_name).collect::<Vec<_>>())
    };
    TABLE.iter().filter_map(offer).flatten().collect()
}

/// The encoder that fills files of this kind with frames of `format` where none is named.
pub fn usual(container: Container, format: PixelFormat) -> Option<&'static str> {
    usual_codec(container, format)
}
