//! Builds again when a theme file is added or removed: the themes are part of the binary.
    clippy::print_stdout,
    reason = "a build script speaks to cargo on standard output"
)]

fn main() {
    println!("cargo::rerun-if-changed=../themes");
}
