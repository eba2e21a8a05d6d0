//! Makes a machine ready for the tests: packages of the distribution, and packages of npm.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::console::{Step, find_program, root, say};

/// The oldest Node.js that the browser driver runs on.
const NODE: u32 = 20;

/// What a suite needs from the machine beyond Rust and a C compiler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Postgres,
    Browser,
    Peer,
}

/// Installs whatever of `needs` is missing; says what to do when it is not allowed to.
pub(crate) fn prepare(needs: &[Need]) -> Result<()> {
    if find_program(&["cc", "gcc", "clang"]).is_none() {
        bail!(
            "there is no C compiler, which the bundled libraries need: install the package build-essential"
        );
    }
    packages(&missing_packages(needs))?;
    for (need, dir) in [(Need::Browser, "tests/e2e"), (Need::Peer, "tests/interop")] {
        if needs.contains(&need) {
            node()?;
            npm(&root().join(dir))?;
        }
    }
    Ok(())
}

/// The directory with the server programs of the newest PostgreSQL here.
pub(crate) fn postgres_programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let debian = versions
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse::<u32>().ok()?,
                entry.path().join("bin"),
            ))
        })
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .max()
        .map(|(_, bin)| bin);
    debian.or_else(|| find_program(&["initdb"])?.parent().map(Path::to_owned))
}

pub(crate) fn is_root() -> bool {
    Step::new("id")
        .args(["-u"])
        .read()
        .is_ok_and(|id| id.trim() == "0")
}

fn missing_packages(needs: &[Need]) -> Vec<&'static str> {
    let mut missing = Vec::new();
    if needs.contains(&Need::Postgres) && postgres_programs().is_none() {
        missing.push("postgresql");
    }
    if needs.contains(&Need::Browser) {
        let chosen = std::env::var_os("CHROMIUM").is_some();
        if !chosen && find_program(&["chromium", "chromium-browser"]).is_none() {
            missing.push("chromium");
        }
        // Without any font a browser shows boxes, and measures of text mean nothing.
        if !Path::new("/usr/share/fonts").is_dir() || !has_fonts(Path::new("/usr/share/fonts"), 4) {
            missing.push("fonts-liberation");
        }
    }
    missing
}

fn has_fonts(dir: &Path, depth: u32) -> bool {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .any(|path| match path.extension().and_then(|e| e.to_str()) {
            Some("ttf" | "otf" | "pfb" | "woff2") => true,
            _ => depth > 0 && path.is_dir() && has_fonts(&path, depth - 1),
        })
}

fn packages(missing: &[&str]) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    if find_program(&["apt-get"]).is_none() {
        bail!(
            "this machine lacks: {list}. It has no apt-get, so install them in its own way and run this again"
        );
    }
    if !is_root() {
        bail!(
            "this machine lacks: {list}. Only root may install them: sudo apt-get install {list}"
        );
    }
    say(&format!("This machine lacks {list}; installing."));
    let apt = |arguments: &[&str]| {
        Step::new("apt-get")
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .run()
    };
    apt(&["update", "--quiet", "--quiet"]).context("the package lists could not be fetched")?;
    let install = [
        "install",
        "--yes",
        "--quiet",
        "--quiet",
        "--no-install-recommends",
    ];
    apt(&[install.as_slice(), missing].concat())
        .with_context(|| format!("could not install {list}"))
}

fn node() -> Result<()> {
    let version = Step::new("node")
        .args(["--version"])
        .read()
        .context("Node.js is missing: install version 20 or newer, with npm")?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major >= NODE => Ok(()),
        _ => bail!(
            "Node.js here is {}, but the browser tests need {NODE} or newer",
            version.trim()
        ),
    }
}

/// Installs exactly what the lock file names, unless that has been done for this very lock file.
fn npm(dir: &Path) -> Result<()> {
    let lock = dir.join("package-lock.json");
    let wanted = std::fs::read_to_string(&lock)
        .with_context(|| format!("{} cannot be read", lock.display()))?;
    let installed = dir.join("node_modules/.installed-lock.json");
    if std::fs::read_to_string(&installed).is_ok_and(|there| there == wanted) {
        return Ok(());
    }
    // The foreign server brings its own Node.js, because it needs a newer one than the browser driver does.
    Step::new("npm")
        .args(["ci", "--no-fund", "--no-audit", "--loglevel=error"])
        .dir(dir)
        .run()
        .with_context(|| {
            format!(
                "the npm packages of {} could not be installed",
                dir.display()
            )
        })?;
    std::fs::write(&installed, wanted)?;
    Ok(())
}
