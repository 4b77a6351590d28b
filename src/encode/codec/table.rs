//! The table of encoders: what each stores without a conversion, and the options that suit it.
//!
//! A format stands here only if FFmpeg takes it as it is and the file tells its range, matrix and
//! siting rightly: `mjpeg` takes Y'CbCr of full range only, `qtrle` wants alpha in another order,
//! and FFmpeg writes most raw formats into .mov under the name of another.

use super::{Codec, Crf, Places, Preset, Use};
use crate::encode::settings::Container::{self, Matroska, Mov, Mp4, Webm};
use crate::frame::PixelFormat::{
    self, Gbrapf32le, Gbrp10le, Gray, Nv12, P010le, Rgb24, Rgb48le, Rgba, Rgba64le, Yuv420p,
    Yuv420p10le, Yuv422p, Yuv422p10le, Yuv444p, Yuv444p10le, Yuva444p10le,
};

const X26X_PRESETS: Preset = Preset::Name {
    default: "medium",
    known: "ultrafast, superfast, veryfast, faster, fast, medium, slow, slower, veryslow, placebo",
};
const CPU_USED: &str = "put '-cpu-used N' (0 slow to 8 fast) after --";
const OWN_QUALITY: &str = "put the codec's own quality option after --";
const OWN_SPEED: &str = "put the codec's own speed option after --";

const NO_WEBM: &[Container] = &[Mp4, Matroska, Mov];
const NO_MOV: &[Container] = &[Mp4, Matroska, Webm];
const EDITING: &[Container] = &[Mov, Matroska];

pub(super) const UNKNOWN: Codec = Codec {
    crf: Crf::Unknown,
    preset: Preset::Unknown,
    options: &[],
    places: None,
    format_options: &[],
    even: false,
    uncompressed: false,
    upload: None,
};

/// An encoder with neither `-crf` nor `-preset`.
const PLAIN: Codec = Codec {
    crf: Crf::None {
        instead: OWN_QUALITY,
    },
    preset: Preset::None { instead: OWN_SPEED },
    ..UNKNOWN
};

const X264: Codec = Codec {
    crf: Crf::Scale {
        default: 18.0,
        min: 0,
        max: 51,
    },
    preset: X26X_PRESETS,
    places: Some(&[(
        NO_WEBM,
        &[
            Yuv420p,
            Nv12,
            Yuv422p,
            Yuv444p,
            Gray,
            Yuv420p10le,
            Yuv422p10le,
            Yuv444p10le,
        ],
    )]),
    even: true,
    ..UNKNOWN
};

const X265: Codec = Codec {
    // x265 prints its settings and statistics whatever FFmpeg's log level is.
    options: &["-x265-params", "log-level=warning"],
    places: Some(&[(
        NO_WEBM,
        &[
            Yuv420p,
            Yuv422p,
            Yuv444p,
            Gray,
            Yuv420p10le,
            Yuv422p10le,
            Yuv444p10le,
            Gbrp10le,
        ],
    )]),
    ..X264
};

const VP9: Codec = Codec {
    crf: Crf::Scale {
        default: 24.0,
        min: 0,
        max: 63,
    },
    preset: Preset::None { instead: CPU_USED },
    // A zero bitrate is what makes the quality constant.
    options: &[
        "-b:v",
        "0",
        "-row-mt",
        "1",
        "-deadline",
        "good",
        "-cpu-used",
        "2",
    ],
    places: Some(&[(
        NO_MOV,
        &[
            Yuv420p,
            Yuv422p,
            Yuv444p,
            Yuv420p10le,
            Yuv422p10le,
            Yuv444p10le,
            Gbrp10le,
        ],
    )]),
    ..UNKNOWN
};

const VP8: Codec = Codec {
    crf: Crf::Scale {
        default: 10.0,
        min: 4,
        max: 63,
    },
    // VP8 has no unlimited rate: its quality holds up to this one.
    options: &["-b:v", "50M", "-deadline", "good", "-cpu-used", "2"],
    places: Some(&[(&[Webm, Matroska], &[Yuv420p])]),
    ..VP9
};

const AOM: Codec = Codec {
    options: &["-b:v", "0", "-row-mt", "1", "-cpu-used", "6"],
    places: Some(&[(
        NO_MOV,
        &[
            Yuv420p,
            Yuv422p,
            Yuv444p,
            Gray,
            Yuv420p10le,
            Yuv422p10le,
            Yuv444p10le,
            Gbrp10le,
        ],
    )]),
    // FFmpeg does not hand the siting on, and an .mp4 file tells it nowhere else.
    format_options: &[(
        &[Yuv420p, Yuv420p10le],
        &["-aom-params", "chroma-sample-position=vertical"],
    )],
    ..VP9
};

// FFmpeg 5 hangs instead of refusing a .mov file.
const SVT_AV1: Codec = Codec {
    preset: Preset::Number {
        default: "8",
        max: 13,
        known: "the numbers 0 (slow) to 13 (fast)",
    },
    options: &[],
    places: Some(&[(NO_MOV, &[Yuv420p, Yuv420p10le])]),
    even: true,
    ..VP9
};

const RAV1E: Codec = Codec {
    crf: Crf::None {
        instead: "put '-qp N' (0 to 255) after --",
    },
    preset: Preset::None {
        instead: "put '-speed N' (0 slow to 10 fast) after --",
    },
    places: Some(&[(
        NO_MOV,
        &[
            Yuv420p,
            Yuv422p,
            Yuv444p,
            Yuv420p10le,
            Yuv422p10le,
            Yuv444p10le,
        ],
    )]),
    ..UNKNOWN
};

const FFV1: &[PixelFormat] = &[
    Yuv420p,
    Yuv422p,
    Yuv444p,
    Gray,
    Yuv420p10le,
    Yuv422p10le,
    Yuv444p10le,
    Gbrp10le,
    Rgb48le,
    // What is first among those with alpha is fed to keep a scene's alpha.
    Yuva444p10le,
    Rgba64le,
];

const FFVHUFF: &[PixelFormat] = &[
    Yuv420p,
    Yuv422p,
    Yuv444p,
    Rgb24,
    Gray,
    Yuv420p10le,
    Yuv422p10le,
    Yuv444p10le,
    Gbrp10le,
    Yuva444p10le,
];

const TIFF: &[PixelFormat] = &[
    Rgb24, Rgba, Rgb48le, Rgba64le, Gray, Yuv420p, Yuv422p, Yuv444p,
];

/// An intermediate codec of .mov and .mkv files.
const fn uncompressed(places: Places) -> Codec {
    Codec {
        uncompressed: true,
        ..editing(places)
    }
}

const fn editing(places: Places) -> Codec {
    Codec {
        places: Some(places),
        ..PLAIN
    }
}

const PRORES: Codec = Codec {
    // 3 is ProRes 422 HQ, 4 is ProRes 4444. One of FFmpeg's ProRes encoders knows no names.
    format_options: &[
        (&[Yuv422p10le], &["-profile:v", "3"]),
        (&[Yuv444p10le, Yuva444p10le], &["-profile:v", "4"]),
    ],
    ..editing(&[(EDITING, &[Yuv422p10le, Yuv444p10le, Yuva444p10le])])
};

const DNXHD: Codec = Codec {
    // DNxHD proper has a fixed list of sizes and rates; DNxHR takes any.
    format_options: &[
        (&[Yuv422p], &["-profile:v", "dnxhr_hq"]),
        (&[Yuv422p10le], &["-profile:v", "dnxhr_hqx"]),
        (&[Yuv444p10le, Gbrp10le], &["-profile:v", "dnxhr_444"]),
    ],
    ..editing(&[(EDITING, &[Yuv422p10le, Yuv422p, Yuv444p10le, Gbrp10le])])
};

/// An encoder in hardware: nv12 first, as all of them take it and none has to repack it.
const fn hardware(places: Places) -> Codec {
    Codec {
        places: Some(places),
        even: true,
        ..UNKNOWN
    }
}

const fn vaapi(places: Places) -> Codec {
    Codec {
        upload: Some("vaapi"),
        ..hardware(places)
    }
}

/// Every encoder known, under FFmpeg's names; what is offered in messages comes first.
pub(super) const TABLE: &[Use] = &[
    Use(&["libx264"], X264),
    Use(
        &["libx264rgb"],
        Codec {
            places: Some(&[(NO_WEBM, &[Rgb24])]),
            ..X264
        },
    ),
    Use(&["libx265"], X265),
    Use(&["libvpx-vp9"], VP9),
    Use(&["libsvtav1"], SVT_AV1),
    Use(&["libaom-av1"], AOM),
    Use(&["ffv1"], editing(&[(EDITING, FFV1)])),
    Use(&["prores_ks", "prores", "prores_aw"], PRORES),
    Use(&["png"], editing(&[(NO_WEBM, &[Rgb24, Rgba, Gray])])),
    Use(&["exr"], uncompressed(&[(EDITING, &[Gbrapf32le])])),
    Use(&["tiff"], uncompressed(&[(EDITING, TIFF)])),
    Use(&["dnxhd"], DNXHD),
    Use(
        &["utvideo"],
        editing(&[(EDITING, &[Yuv420p, Yuv422p, Yuv444p])]),
    ),
    Use(&["huffyuv"], editing(&[(EDITING, &[Rgb24, Yuv422p])])),
    Use(&["ffvhuff"], editing(&[(EDITING, FFVHUFF)])),
    Use(&["qtrle"], editing(&[(&[Mov], &[Rgb24])])),
    Use(
        &["rawvideo"],
        uncompressed(&[
            (&[Matroska], &[Yuv420p, Yuv422p, Nv12, Gray, Rgba]),
            (&[Mov], &[Rgb24, Rgba]),
        ]),
    ),
    Use(&["cfhd"], editing(&[(EDITING, &[Yuv422p10le])])),
    Use(&["mpeg4"], editing(&[(NO_WEBM, &[Yuv420p])])),
    Use(&["mjpeg"], editing(&[])),
    Use(&["librav1e"], RAV1E),
    Use(&["libvpx"], VP8),
    Use(
        &["hevc_nvenc", "hevc_videotoolbox", "hevc_amf"],
        hardware(&[(NO_WEBM, &[Nv12, Yuv420p, P010le])]),
    ),
    Use(&["hevc_qsv"], hardware(&[(NO_WEBM, &[Nv12, P010le])])),
    Use(&["hevc_vaapi"], vaapi(&[(NO_WEBM, &[Nv12, P010le])])),
    Use(
        &["av1_nvenc", "av1_amf"],
        hardware(&[(NO_MOV, &[Nv12, Yuv420p, P010le])]),
    ),
    Use(
        &["av1_qsv", "vp9_qsv"],
        hardware(&[(NO_MOV, &[Nv12, P010le])]),
    ),
    Use(
        &["av1_vaapi", "vp9_vaapi"],
        vaapi(&[(NO_MOV, &[Nv12, P010le])]),
    ),
    // Hardware has no H.264 of 10 bits.
    Use(
        &["h264_nvenc", "h264_videotoolbox", "h264_amf", "h264_mf"],
        hardware(&[(NO_WEBM, &[Nv12, Yuv420p])]),
    ),
    Use(&["h264_qsv"], hardware(&[(NO_WEBM, &[Nv12])])),
    Use(&["h264_vaapi"], vaapi(&[(NO_WEBM, &[Nv12])])),
];
