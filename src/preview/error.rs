//! Why there is no preview.

use std::io;
use std::path::PathBuf;

use crate::export::ExportError;
use crate::gpu::GpuError;

/// Why there is no preview, or no longer.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// No display server can be reached.
    #[error(
        "no window can be opened: {0} (without a display, `shaderpipe render SCENE -o still.png` and \
         `-o video.mp4` show a scene)"
    )]
    Display(String),
    /// The window cannot be made.
    #[error("the display server refuses a window")]
    Window(#[source] winit::error::OsError),
    /// Nothing can be drawn into the window.
    #[error("{adapter} cannot draw into this window (--adapter chooses another)")]
    Surface {
        /// The adapter.
        adapter: String,
        /// Why not.
        source: wgpu::CreateSurfaceError,
    },
    /// The adapter knows no format that the window has.
    #[error("{adapter} does not draw on this display (--adapter chooses another)")]
    NoSurface {
        /// The adapter.
        adapter: String,
    },
    /// The window takes no more pictures.
    #[error("{adapter} can draw into this window no longer (--adapter chooses another)")]
    Refused {
        /// The adapter.
        adapter: String,
    },
    /// A mistake of the program's own.
    #[error("the window cannot be painted: {0}")]
    Paint(String),
    /// A thread cannot be had.
    #[error("cannot start a thread")]
    Thread(#[source] io::Error),
    /// The device failed.
    #[error(transparent)]
    Gpu(#[from] GpuError),
    /// The scene was to be shown for so many frames, and cannot be drawn.
    #[error("{0}")]
    Scene(String),
    /// The picture at the end cannot be written.
    #[error("no screenshot was written to '{}'", path.display())]
    Screenshot {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: Box<ExportError>,
    },
    /// There was no time for the picture at the end.
    #[error(
        "no screenshot was written to '{}': the device is still drawing the next frame",
        .0.display()
    )]
    Busy(PathBuf),
    /// There was no picture at the end.
    #[error("no screenshot was written to '{}': nothing has been drawn yet", .0.display())]
    NothingDrawn(PathBuf),
}

impl PreviewError {
    pub(super) fn display(error: &winit::error::EventLoopError) -> Self {
        use winit::error::EventLoopError;
        let words = match error {
            // Where in winit's source it was noticed is nothing to the user.
            EventLoopError::Os(_) if cfg!(target_os = "linux") && no_display() => {
                "there is no display server: neither WAYLAND_DISPLAY nor DISPLAY is set".to_owned()
            }
            EventLoopError::Os(_) if cfg!(target_os = "linux") => {
                format!("the display server cannot be reached, or {LIBRARIES}")
            }
            error => error.to_string(),
        };
        Self::Display(words)
    }

    pub(super) fn missing_library() -> Self {
        Self::Display(LIBRARIES.to_owned())
    }
}

/// What a window loads when it is opened, by the names of Debian and Ubuntu.
const LIBRARIES: &str = "a library of its clients is missing (Debian, Ubuntu: libx11-6 libx11-xcb1 \
    libxcursor1 libxi6 libxkbcommon-x11-0)";

fn no_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"]
        .into_iter()
        .any(is_set)
}
