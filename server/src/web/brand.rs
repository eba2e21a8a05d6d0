//! The brand's colours: from one accent, every step that a page needs, readable in light and in dark.
//!
//! Colours are computed in OKLCH (even steps of lightness look even) and written as sRGB, so that the contrast that was
//! checked here is the contrast that a browser paints.

/// The darkest light surface and the lightest dark surface that a theme may use: text is checked against these.
const LIGHT_SURFACE: [f64; 3] = [0.918, 0.900, 0.870];
const DARK_SURFACE: [f64; 3] = [0.190, 0.178, 0.165];
const WHITE: [f64; 3] = [1.0, 1.0, 1.0];
/// Text on a bright accent in dark mode.
const INK: [f64; 3] = [0.075, 0.070, 0.062];
/// WCAG AA for text, with a little air for rounding.
const ENOUGH: f64 = 4.55;
/// Used when the accent that was typed is not a colour.
pub const DEFAULT_ACCENT: &str = "#2f6f62";

type Rgb = [f64; 3];

#[derive(Debug, Clone, Copy)]
struct Oklch {
    l: f64,
    c: f64,
    h: f64,
}

/// Whether `text` is a colour as `<input type="color">` sends it.
pub fn is_accent(text: &str) -> bool {
    parse(text).is_some()
}

/// The style sheet of one instance's brand: the accent and all that follows from it, for both schemes.
pub fn brand_css(accent: &str) -> String {
    let rgb = parse(accent)
        .or_else(|| parse(DEFAULT_ACCENT))
        .unwrap_or([0.18, 0.43, 0.38]);
    let base = to_oklch(rgb);
    let light = light_steps(base);
    let dark = dark_steps(base);
    format!(
        ":root{{color-scheme:light;{light}}}\n\
         @media (prefers-color-scheme:dark){{:root:not([data-scheme=light]){{color-scheme:dark;{dark}}}}}\n\
         :root[data-scheme=dark]{{color-scheme:dark;{dark}}}\n"
    )
}

fn light_steps(base: Oklch) -> String {
    let readable = |l: f64| {
        let color = in_gamut(Oklch { l, ..base });
        contrast(color, LIGHT_SURFACE) >= ENOUGH && contrast(color, WHITE) >= ENOUGH
    };
    let l = darken_until(base.l.min(0.62), readable);
    let soft = Oklch {
        l: 0.945,
        c: base.c.min(0.018),
        h: base.h,
    };
    let border = Oklch {
        l: 0.80,
        c: base.c.min(0.05),
        h: base.h,
    };
    let on_soft = darken_until(l, |l| {
        contrast(in_gamut(Oklch { l, ..base }), in_gamut(soft)) >= ENOUGH
    });
    steps(&[
        ("accent", Oklch { l, ..base }),
        (
            "accent-hover",
            Oklch {
                l: (l - 0.06).max(0.12),
                ..base
            },
        ),
        (
            "accent-text",
            Oklch {
                l: on_soft.min(l),
                ..base
            },
        ),
        ("accent-soft", soft),
        ("accent-border", border),
    ]) + "--on-accent:#ffffff;"
}

fn dark_steps(base: Oklch) -> String {
    let base = Oklch {
        c: base.c.min(0.13),
        ..base
    };
    let readable = |l: f64| {
        let color = in_gamut(Oklch { l, ..base });
        contrast(color, DARK_SURFACE) >= ENOUGH && contrast(color, INK) >= ENOUGH
    };
    let l = lighten_until(base.l.max(0.70), readable);
    let soft = Oklch {
        l: 0.28,
        c: base.c.min(0.025),
        h: base.h,
    };
    let border = Oklch {
        l: 0.44,
        c: base.c.min(0.06),
        h: base.h,
    };
    let on_soft = lighten_until(l, |l| {
        contrast(in_gamut(Oklch { l, ..base }), in_gamut(soft)) >= ENOUGH
    });
    steps(&[
        ("accent", Oklch { l, ..base }),
        (
            "accent-hover",
            Oklch {
                l: (l + 0.06).min(0.95),
                ..base
            },
        ),
        (
            "accent-text",
            Oklch {
                l: on_soft.max(l),
                ..base
            },
        ),
        ("accent-soft", soft),
        ("accent-border", border),
    ]) + &format!("--on-accent:{};", hex(INK))
}

fn steps(colors: &[(&str, Oklch)]) -> String {
    colors
        .iter()
        .map(|(name, color)| format!("--{name}:{};", hex(in_gamut(*color))))
        .collect()
}

fn darken_until(start: f64, enough: impl Fn(f64) -> bool) -> f64 {
    walk(start, -0.005, enough)
}

fn lighten_until(start: f64, enough: impl Fn(f64) -> bool) -> f64 {
    walk(start, 0.005, enough)
}

fn walk(start: f64, step: f64, enough: impl Fn(f64) -> bool) -> f64 {
    let mut l = start;
    // 200 steps cross the whole range of lightness, so the end is always reached.
    for _ in 0..200 {
        if enough(l) {
            break;
        }
        l = (l + step).clamp(0.0, 1.0);
    }
    l
}

fn parse(text: &str) -> Option<Rgb> {
    let digits = text.trim().strip_prefix('#')?;
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let channel = |at: usize| {
        u8::from_str_radix(digits.get(at..at + 2)?, 16)
            .ok()
            .map(|v| f64::from(v) / 255.0)
    };
    Some([channel(0)?, channel(2)?, channel(4)?])
}

fn hex(rgb: Rgb) -> String {
    // Clamped first, so the cast loses nothing but the fraction that rounding removed.
    let [r, g, b] = rgb.map(|v| (v.clamp(0.0, 1.0) * 255.0).round() as u8);
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn linear(v: f64) -> f64 {
    if v <= 0.040_45 {
        v / 12.92
    } else {
        ((v + 0.055) / 1.055).powf(2.4)
    }
}

fn gamma(v: f64) -> f64 {
    if v <= 0.003_130_8 {
        v * 12.92
    } else {
        1.055 * v.powf(1.0 / 2.4) - 0.055
    }
}

fn luminance(rgb: Rgb) -> f64 {
    let [r, g, b] = rgb.map(linear);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The contrast of two colours as WCAG 2 defines it, from 1 to 21.
fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn to_oklch(rgb: Rgb) -> Oklch {
    let [r, g, b] = rgb.map(linear);
    let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
    let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
    let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
    let lightness = 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s;
    let a = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
    let b = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
    Oklch {
        l: lightness,
        c: a.hypot(b),
        h: b.atan2(a),
    }
}

fn to_rgb(color: Oklch) -> Rgb {
    let (a, b) = (color.c * color.h.cos(), color.c * color.h.sin());
    let l = (color.l + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (color.l - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (color.l - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        gamma(4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s),
        gamma(-1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s),
        gamma(-0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s),
    ]
}

/// The nearest colour of the same lightness and hue that a screen can show.
fn in_gamut(color: Oklch) -> Rgb {
    let mut c = color.c;
    for _ in 0..60 {
        let rgb = to_rgb(Oklch { c, ..color });
        if rgb.iter().all(|v| (-0.0005..=1.0005).contains(v)) {
            return rgb.map(|v| v.clamp(0.0, 1.0));
        }
        c *= 0.94;
    }
    to_rgb(Oklch { c: 0.0, ..color }).map(|v| v.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(css: &str, name: &str) -> Rgb {
        let at = css.find(&format!("--{name}:")).unwrap() + name.len() + 3;
        parse(&css[at..at + 7]).unwrap()
    }

    #[test]
    fn any_accent_is_readable_in_both_schemes() {
        let mut tried = 0;
        for r in (0..=255).step_by(51) {
            for g in (0..=255).step_by(51) {
                for b in (0..=255).step_by(51) {
                    let css = brand_css(&format!("#{r:02x}{g:02x}{b:02x}"));
                    let (light, dark) = css.split_once('\n').unwrap();
                    for (css, surface) in [(light, LIGHT_SURFACE), (dark, DARK_SURFACE)] {
                        let accent = value(css, "accent");
                        assert!(contrast(accent, surface) >= 4.5, "accent on paper: {css}");
                        assert!(
                            contrast(accent, value(css, "on-accent")) >= 4.5,
                            "text on accent: {css}"
                        );
                        assert!(
                            contrast(value(css, "accent-hover"), value(css, "on-accent")) >= 4.5,
                            "hover: {css}"
                        );
                        assert!(
                            contrast(value(css, "accent-text"), value(css, "accent-soft")) >= 4.5,
                            "soft: {css}"
                        );
                    }
                    tried += 1;
                }
            }
        }
        assert_eq!(tried, 216);
    }

    #[test]
    fn a_good_accent_stays_itself() {
        let css = brand_css("#1d4f8c");
        let accent = value(&css, "accent");
        let given = parse("#1d4f8c").unwrap();
        assert!(
            accent.iter().zip(given).all(|(a, b)| (a - b).abs() < 0.02),
            "{css}"
        );
    }

    #[test]
    fn nonsense_gets_the_default() {
        for bad in ["", "red", "#12", "#gggggg", "#1234567", "#ÄÄÄ"] {
            assert!(!is_accent(bad));
            assert_eq!(brand_css(bad), brand_css(DEFAULT_ACCENT));
        }
    }

    #[test]
    fn oklch_round_trips() {
        for text in [
            "#2f6f62", "#ff0000", "#00ff00", "#0000ff", "#ffffff", "#000000", "#808080",
        ] {
            assert_eq!(hex(in_gamut(to_oklch(parse(text).unwrap()))), text);
        }
    }
}
