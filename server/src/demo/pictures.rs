//! Pictures for the demo, drawn by rule: portraits of its people, emblems, and a few views.

use std::io::Cursor;

use bytes::Bytes;
use image::{ImageFormat, Rgb, RgbImage};

use crate::{Error, Result};

/// Points across one pixel's side; their mean makes the edges smooth.
const FINE: u32 = 2;

/// A number that a name always gives.
pub(super) fn number(name: &str) -> u32 {
    name.bytes().fold(2_166_136_261, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619))
}

fn pick<T: Copy>(all: &[T], number: u32) -> Option<T> {
    all.get(number as usize % all.len().max(1)).copied()
}

type Colour = [f32; 3];

const GROUNDS: [Colour; 8] = [
    [0.80, 0.87, 0.84],
    [0.91, 0.84, 0.74],
    [0.78, 0.83, 0.92],
    [0.90, 0.78, 0.78],
    [0.84, 0.80, 0.91],
    [0.88, 0.89, 0.74],
    [0.73, 0.86, 0.90],
    [0.93, 0.86, 0.66],
];
const CLOTHES: [Colour; 6] =
    [[0.18, 0.40, 0.42], [0.60, 0.27, 0.22], [0.22, 0.30, 0.52], [0.45, 0.42, 0.20], [0.42, 0.26, 0.46], [0.25, 0.25, 0.28]];
const SKINS: [Colour; 5] = [[0.96, 0.83, 0.73], [0.90, 0.72, 0.58], [0.78, 0.58, 0.43], [0.58, 0.40, 0.28], [0.42, 0.29, 0.21]];
const HAIRS: [Colour; 6] =
    [[0.15, 0.12, 0.10], [0.34, 0.22, 0.13], [0.66, 0.48, 0.25], [0.55, 0.24, 0.13], [0.70, 0.70, 0.70], [0.88, 0.86, 0.82]];

fn inside(x: f32, y: f32, centre: (f32, f32), radii: (f32, f32)) -> bool {
    ((x - centre.0) / radii.0).powi(2) + ((y - centre.1) / radii.1).powi(2) <= 1.0
}

/// Draws a picture point by point; coordinates run from 0 to 1.
fn draw(width: u32, height: u32, colour: impl Fn(f32, f32) -> Colour) -> Result<Bytes> {
    let mut picture = RgbImage::new(width, height);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let mut sum = [0.0_f32; 3];
        for n in 0..FINE * FINE {
            let at = |pixel: u32, part: u32, whole: u32| (pixel as f32 + (part as f32 + 0.5) / FINE as f32) / whole as f32;
            let point = colour(at(x, n % FINE, width), at(y, n / FINE, height));
            sum.iter_mut().zip(point).for_each(|(sum, part)| *sum += part);
        }
        *pixel = Rgb(sum.map(|sum| (sum / (FINE * FINE) as f32 * 255.0).clamp(0.0, 255.0) as u8));
    }
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Png).map_err(Error::internal)?;
    Ok(Bytes::from(file.into_inner()))
}

/// A face that belongs to a name.
pub(super) fn portrait(name: &str) -> Result<Bytes> {
    let n = number(name);
    let ground = pick(&GROUNDS, n).unwrap_or_default();
    let clothes = pick(&CLOTHES, n >> 3).unwrap_or_default();
    let skin = pick(&SKINS, n >> 7).unwrap_or_default();
    let hair = pick(&HAIRS, n >> 11).unwrap_or_default();
    let (long, cap, glasses) = (n >> 15 & 1 == 0, n >> 17 & 3 == 0, n >> 19 & 3 == 0);
    draw(160, 160, move |x, y| {
        let eye = |side: f32| inside(x, y, (0.5 + side * 0.075, 0.43), (0.016, 0.02));
        let ring = |side: f32| {
            let at = (0.5 + side * 0.078, 0.43);
            inside(x, y, at, (0.062, 0.055)) && !inside(x, y, at, (0.05, 0.043))
        };
        if inside(x, y, (0.5, 0.43), (0.185, 0.225)) {
            let fringe = y < 0.30 + (x - 0.5).abs() * 0.25;
            return match () {
                () if cap && y < 0.32 => clothes,
                () if fringe => hair,
                () if eye(-1.0) || eye(1.0) => [0.13, 0.11, 0.10],
                () if glasses && (ring(-1.0) || ring(1.0)) => [0.2, 0.2, 0.24],
                () if inside(x, y, (0.5, 0.545), (0.06, 0.018)) && y > 0.545 => [0.62, 0.30, 0.28],
                () => skin,
            };
        }
        let crown = inside(x, y, (0.5, if long { 0.45 } else { 0.38 }), (0.225, if long { 0.29 } else { 0.22 }));
        match () {
            () if cap && inside(x, y, (0.5, 0.32), (0.26, 0.05)) => clothes,
            () if inside(x, y, (0.5, 1.02), (0.36, 0.30)) => clothes,
            () if (x - 0.5).abs() < 0.075 && (0.55..0.78).contains(&y) => skin.map(|part| part * 0.9),
            () if crown => hair,
            () => ground,
        }
    })
}

/// A sign that belongs to a community.
pub(super) fn emblem(name: &str) -> Result<Bytes> {
    let n = number(name);
    let (ground, sign) = (pick(&CLOTHES, n >> 16).unwrap_or_default(), pick(&GROUNDS, n >> 5).unwrap_or_default());
    let (petals, inner) = (3 + (n >> 9) % 5, 0.13 + (n >> 13 & 3) as f32 * 0.03);
    draw(160, 160, move |x, y| {
        let (dx, dy) = (x - 0.5, y - 0.5);
        let (distance, angle) = (dx.hypot(dy), dy.atan2(dx));
        let edge = 0.30 + 0.09 * (angle * petals as f32).cos();
        if distance < edge && distance > inner { sign } else { ground }
    })
}

/// Something to look at: `tram`, `sea` or `map`.
pub(super) fn view(motif: &str) -> Result<Bytes> {
    match motif {
        "tram" => draw(640, 360, tram),
        "map" => draw(640, 360, map),
        _ => draw(640, 360, sea),
    }
}

fn tram(x: f32, y: f32) -> Colour {
    let body = (0.16..0.84).contains(&x) && (0.34..0.74).contains(&y);
    let window = (0.42..0.56).contains(&y) && (x * 12.0).fract() > 0.14 && (0.19..0.81).contains(&x);
    let wheel = |at: f32| inside(x, y, (at, 0.76), (0.03, 0.053));
    let wire = (y - 0.14).abs() < 0.003 || ((x - 0.5 - (0.34 - y) * 0.3).abs() < 0.003 && (0.14..0.34).contains(&y));
    match () {
        () if wheel(0.28) || wheel(0.36) || wheel(0.64) || wheel(0.72) => [0.16, 0.17, 0.18],
        () if body && window => [0.77, 0.88, 0.92],
        () if body && (0.60..0.64).contains(&y) => [0.96, 0.93, 0.84],
        () if body => [0.18, 0.44, 0.38],
        () if wire => [0.25, 0.25, 0.27],
        () if y > 0.82 => [0.46, 0.45, 0.42],
        () if y > 0.78 + 0.02 * (x * 9.0).sin().abs() => [0.60, 0.62, 0.48],
        () if y > 0.66 - 0.16 * ((x * 17.0).floor() * 0.7).sin().abs() => [0.80, 0.77, 0.72],
        () => [0.90 - y * 0.06, 0.92 - y * 0.05, 0.90],
    }
}

fn sea(x: f32, y: f32) -> Colour {
    let sail = |at: f32, size: f32| {
        let (dx, dy) = ((x - at) / size, (y - 0.60) / size);
        (dy < 0.0 && dy > -1.0 && dx.abs() < (1.0 + dy) * 0.42 && dx.abs() > 0.02, (0.0..0.12).contains(&dy) && dx.abs() < 0.42 - dy)
    };
    let (far, near) = (sail(0.68, 0.16), sail(0.34, 0.34));
    let wave = |height: f32, pace: f32| y > height + 0.012 * (x * pace).sin();
    match () {
        () if near.1 => [0.48, 0.20, 0.16],
        () if near.0 => [0.97, 0.95, 0.90],
        () if far.1 => [0.20, 0.26, 0.36],
        () if far.0 => [0.90, 0.72, 0.45],
        () if wave(0.86, 23.0) => [0.11, 0.27, 0.42],
        () if wave(0.76, 31.0) => [0.15, 0.34, 0.50],
        () if wave(0.66, 41.0) => [0.20, 0.42, 0.57],
        () if y > 0.58 => [0.28, 0.50, 0.63],
        () if inside(x, y, (0.82, 0.30), (0.055, 0.098)) => [0.98, 0.88, 0.62],
        () => [0.80 + y * 0.2, 0.86 + y * 0.06, 0.92 - y * 0.1],
    }
}

fn map(x: f32, y: f32) -> Colour {
    const LINES: [(f32, f32, Colour); 4] =
        [(0.28, 0.10, [0.78, 0.24, 0.20]), (0.46, -0.16, [0.16, 0.42, 0.62]), (0.62, 0.07, [0.20, 0.50, 0.36]), (0.80, -0.05, [0.82, 0.58, 0.16])];
    for (height, bend, colour) in LINES {
        let at = height + bend * ((x - 0.5) * 3.2).tanh();
        let stop = ((x * 9.0).fract() - 0.5) / 9.0;
        if stop.hypot((y - at) * 0.56) < 0.011 {
            return [0.99, 0.99, 0.97];
        }
        if (y - at).abs() < 0.014 {
            return colour;
        }
    }
    let river = 0.5 + 0.2 * (y * 4.0).sin() * 0.4;
    if (x - river).abs() < 0.035 { [0.78, 0.87, 0.92] } else { [0.95, 0.94, 0.90] }
}
