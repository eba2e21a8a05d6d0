//! `config.example.toml`, written from the declarations.

use std::fmt::Write as _;

use super::load::variable;
use super::{SECTIONS, settings};

const WIDTH: usize = 96;

/// The whole example file.
#[must_use]
pub fn example() -> String {
    let mut text = String::from(
        "# Every setting of Folkmoot, with its default. Nothing needs to be set to try it out;\n\
         # with a real domain, set server.public_url.\n\
         #\n\
         # Folkmoot reads folkmoot.toml in the directory that it is started in, or the file named by\n\
         # --config or FOLKMOOT_CONFIG. A variable FOLKMOOT_<SECTION>__<KEY> in the environment is over it.\n\
         # This file is written by `folkmoot example-config`.\n",
    );
    let settings = settings();
    for (section, doc) in SECTIONS {
        // Writing to a String cannot fail, here and below.
        let _ = write!(text, "\n#{doc}\n[{section}]\n");
        for setting in settings.iter().filter(|one| one.section == *section) {
            let doc: Vec<&str> = setting.doc.iter().map(|line| line.trim()).collect();
            text.push('\n');
            wrap(&mut text, &doc.join(" "));
            wrap(&mut text, &format!("Takes: {}.", setting.allowed));
            wrap(&mut text, &variable(setting.section, setting.key));
            let _ = writeln!(text, "#{} = {}", setting.key, setting.default);
        }
    }
    text
}

fn wrap(text: &mut String, words: &str) {
    let mut width = WIDTH;
    for word in words.split_whitespace() {
        let length = word.chars().count() + 1;
        if width + length > WIDTH {
            if !text.ends_with('\n') {
                text.push('\n');
            }
            text.push('#');
            width = 1;
        }
        text.push(' ');
        text.push_str(word);
        width += length;
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_file_in_the_repository_is_up_to_date() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../config.example.toml");
        let found = std::fs::read_to_string(file).expect("config.example.toml");
        assert!(
            found == example(),
            "config.example.toml is out of date: folkmoot example-config > config.example.toml"
        );
    }

    #[test]
    fn every_default_reads_back_as_itself() {
        let toml: String = example()
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(setting) if !setting.starts_with(' ') && setting.contains(" = ") => setting,
                _ => line,
            })
            .collect::<Vec<_>>()
            .join("\n");
        let name = format!("folkmoot-example-{:032x}.toml", rand::random::<u128>());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, &toml).expect("a written file");
        let config = Config::load(Some(&path), []);
        std::fs::remove_file(&path).expect("a removed file");
        let config = config.expect("the example is allowed");
        assert_eq!(format!("{config:?}"), format!("{:?}", Config::default()));
        assert!(toml.contains("\nbind = "), "the test uncomments settings");
    }
}
