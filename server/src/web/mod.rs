//! The web: routes, handlers, themes and static files.

pub mod assets;
pub mod brand;
pub mod theme;
