//! Builds again when a theme file is added or removed: the themes are part of the binary.

fn main() {
    println!("cargo::rerun-if-changed=../themes");
}
