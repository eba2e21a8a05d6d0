//! The web: routes, handlers, themes and static files.

pub mod assets;
pub mod brand;
pub mod cookies;
pub mod csrf;
pub mod ctx;
pub mod flash;
pub mod forms;
pub mod theme;
