//! What threads carry beside their text: tags of their community, content warnings, and the same thread elsewhere.

mod labels;
mod several;
mod warnings;
