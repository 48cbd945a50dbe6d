//! What the command line asks of the window.

use std::path::PathBuf;

/// How the window is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RendererChoice {
    /// OpenGL.
    Glow,
    /// Vulkan, Metal or DirectX.
    Wgpu,
}

impl RendererChoice {
    /// The choice of this name, as the command line writes it.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "glow" => Some(Self::Glow),
            "wgpu" => Some(Self::Wgpu),
            _ => None,
        }
    }
}

/// What to open, and how to draw it.
#[derive(Clone, Debug, Default)]
pub struct StartOptions {
    /// A workspace, a folder or files; none for `workspace.ron` of the current folder, else the
    /// welcome screen.
    pub paths: Vec<PathBuf>,
    /// The renderer, where one was asked for.
    pub renderer: Option<RendererChoice>,
}

/// The window could not be opened, or ended with a fault; it has been said why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoWindow;
