//! Reads folkmoot.toml and, over it, the environment; says in one line what does not fit.

use std::path::{Path, PathBuf};

use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};

use super::value::SettingValue;
use super::{Config, settings};

pub const ENV_PREFIX: &str = "FOLKMOOT_";
const DEFAULT_FILE: &str = "folkmoot.toml";

/// One line: the file or variable, the key, the value, and what is allowed.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

impl Config {
    /// Reads the given file, else `folkmoot.toml` where there is one, and the environment over it.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let path = match file {
            Some(path) if path.is_file() => Some(path.to_owned()),
            Some(path) => {
                return Err(ConfigError(format!(
                    "{}: there is no such file",
                    path.display()
                )));
            }
            None => Some(PathBuf::from(DEFAULT_FILE)).filter(|path| path.is_file()),
        };
        let mut figment = Figment::new();
        if let Some(path) = &path {
            figment = figment.merge(Toml::file_exact(path));
        }
        let source = Source {
            figment: figment.merge(Environment::from_variables(environment)?),
            file: path,
        };
        source.check_keys()?;
        let config = Self::read(&source)?;
        if !config.public_url_fits() {
            return Err(source.refuse(
                "server",
                "public_url",
                "https:// and a host name without a path; http or a port only for localhost and for hosts in federation.development",
                config.server.public_url.as_str(),
            ));
        }
        Ok(config)
    }
}

/// The merged settings, each still knowing where it came from.
pub(super) struct Source {
    figment: Figment,
    file: Option<PathBuf>,
}

impl Source {
    /// One setting, when it is set.
    pub(super) fn read<T: SettingValue>(
        &self,
        section: &str,
        key: &str,
        allowed: &str,
        check: fn(&T) -> bool,
    ) -> Result<Option<T>, ConfigError> {
        let Ok(value) = self.figment.find_value(&format!("{section}.{key}")) else {
            return Ok(None);
        };
        match T::from_value(&value) {
            Some(setting) if check(&setting) => Ok(Some(setting)),
            _ => {
                let shown = if T::HIDDEN {
                    "(hidden)".to_owned()
                } else {
                    show(&value)
                };
                Err(self.refuse(section, key, allowed, &shown))
            }
        }
    }

    fn refuse(&self, section: &str, key: &str, allowed: &str, shown: &str) -> ConfigError {
        let place = self.place(section, key);
        let shown = if shown.starts_with(['"', '[', '{', '(']) {
            shown.to_owned()
        } else {
            format!("{shown:?}")
        };
        ConfigError(format!(
            "{place}: {section}.{key} cannot be {shown}; allowed: {allowed}"
        ))
    }

    /// The file or the variable that a key was set in.
    fn place(&self, section: &str, key: &str) -> String {
        let from_environment = self
            .figment
            .find_metadata(&format!("{section}.{key}"))
            .is_some_and(|metadata| metadata.name == ENVIRONMENT);
        if from_environment {
            variable(section, key)
        } else {
            self.file_name()
        }
    }

    fn file_name(&self) -> String {
        self.file.as_ref().map_or_else(
            || DEFAULT_FILE.to_owned(),
            |path| path.display().to_string(),
        )
    }

    /// A misspelt key would be a setting that silently does nothing.
    fn check_keys(&self) -> Result<(), ConfigError> {
        let data = self.figment.data().map_err(|error| {
            let text = error.kind.to_string();
            let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            ConfigError(format!("{}: this is not TOML: {line}", self.file_name()))
        })?;
        let known = settings();
        for (section, value) in data.get(&Profile::Default).into_iter().flatten() {
            let keys = match value {
                Value::Dict(_, keys) if known.iter().any(|one| one.section == section) => keys,
                Value::Dict(..) => {
                    return Err(self.unknown(section, None));
                }
                other => {
                    return Err(ConfigError(format!(
                        "{}: {section} = {} stands outside of a section; allowed: {}",
                        self.file_name(),
                        show(other),
                        section_names()
                    )));
                }
            };
            for key in keys.keys() {
                if !known
                    .iter()
                    .any(|one| one.section == section && one.key == key)
                {
                    return Err(self.unknown(section, Some(key)));
                }
            }
        }
        Ok(())
    }

    fn unknown(&self, section: &str, key: Option<&str>) -> ConfigError {
        let Some(key) = key else {
            let place = self.file_name();
            return ConfigError(format!(
                "{place}: there is no section {section}; allowed: {}",
                section_names()
            ));
        };
        let place = self.place(section, key);
        let keys: Vec<&str> = settings()
            .iter()
            .filter(|one| one.section == section)
            .map(|one| one.key)
            .collect();
        ConfigError(format!(
            "{place}: there is no setting {section}.{key}; allowed in [{section}]: {}",
            keys.join(", ")
        ))
    }
}

fn section_names() -> String {
    let names: Vec<&str> = super::SECTIONS.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

pub(super) fn variable(section: &str, key: &str) -> String {
    format!(
        "{ENV_PREFIX}{}__{}",
        section.to_uppercase(),
        key.to_uppercase()
    )
}

/// A value as its writer would know it again, on one line.
fn show(value: &Value) -> String {
    match value {
        Value::String(_, text) => format!("{text:?}"),
        Value::Char(_, letter) => format!("{:?}", letter.to_string()),
        Value::Bool(_, flag) => format!("({flag})"),
        Value::Num(_, number) => {
            let text = number
                .to_i128()
                .map(|n| n.to_string())
                .or_else(|| number.to_u128().map(|n| n.to_string()))
                .or_else(|| number.to_f64().map(|n| n.to_string()));
            format!("({})", text.unwrap_or_default())
        }
        Value::Empty(..) => "(nothing)".to_owned(),
        Value::Dict(..) => "{...}".to_owned(),
        Value::Array(_, items) => {
            let items: Vec<String> = items.iter().map(show).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

const ENVIRONMENT: &str = "environment";

/// Variables `FOLKMOOT_<SECTION>__<KEY>`, kept as text: the setting's own type reads them, so that
/// a password of digits stays a password.
struct Environment(Map<String, Dict>);

impl Environment {
    fn from_variables(
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let known = settings();
        let mut sections: Map<String, Dict> = Map::new();
        for (name, text) in variables {
            let Some(path) = name.strip_prefix(ENV_PREFIX) else {
                continue;
            };
            let found = known
                .iter()
                .find(|one| variable(one.section, one.key) == name);
            match found {
                Some(setting) => {
                    sections
                        .entry(setting.section.to_owned())
                        .or_default()
                        .insert(setting.key.to_owned(), Value::from(text));
                }
                None => check_stranger(&name, path)?,
            }
        }
        Ok(Self(sections))
    }
}

/// Other programs may use the prefix too, but what looks like a setting of ours must be one.
fn check_stranger(name: &str, path: &str) -> Result<(), ConfigError> {
    let flat = |text: &str| text.to_lowercase().replace('_', "");
    let near = settings()
        .iter()
        .map(|one| variable(one.section, one.key))
        .find(|variable| flat(variable) == flat(name));
    match near {
        Some(right) => Err(ConfigError(format!(
            "{name}: there is no such setting; did you mean {right}?"
        ))),
        None if path.contains("__") => Err(ConfigError(format!(
            "{name}: there is no such setting; config.example.toml lists all"
        ))),
        None => Ok(()),
    }
}

impl Provider for Environment {
    fn metadata(&self) -> Metadata {
        Metadata::named(ENVIRONMENT)
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let dict: Dict = self
            .0
            .iter()
            .map(|(section, keys)| (section.clone(), Value::from(keys.clone())))
            .collect();
        Ok(Profile::Default.collect(dict))
    }
}

#[cfg(test)]
mod tests;
