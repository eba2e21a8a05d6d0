//! What happens to pictures on their way in.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;

const LIMITS: Limits = Limits {
    bytes: 1024 * 1024,
    pixels: 1_000_000,
};

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image
        .write_to(&mut bytes, format)
        .expect("an encoded image");
    bytes.into_inner()
}

fn photograph() -> DynamicImage {
    DynamicImage::from(RgbImage::from_fn(60, 40, |x, _| {
        if x < 30 {
            Rgb([200, 0, 0])
        } else {
            Rgb([0, 0, 200])
        }
    }))
}

/// A JPEG whose notes say: held sideways, and taken at a secret place.
fn jpeg_with_notes() -> Vec<u8> {
    let plain = encoded(&photograph(), ImageFormat::Jpeg);
    let mut notes = b"Exif\0\0II*\0\x08\0\0\0\x01\0".to_vec();
    // Orientation (0x0112), a short, one of them: 6 is a quarter turn.
    notes.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0SECRET-PLACE");
    let length = u16::try_from(notes.len() + 2).expect("short notes");
    let mut bytes = plain[..2].to_vec();
    bytes.extend([0xFF, 0xE1]);
    bytes.extend(length.to_be_bytes());
    bytes.extend(&notes);
    bytes.extend(&plain[2..]);
    bytes
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[test]
fn notes_go_and_the_turn_stays() {
    let upload = jpeg_with_notes();
    assert!(contains(&upload, b"SECRET-PLACE"));
    let picture = remake(&upload, LIMITS).expect("a picture");
    assert_eq!(picture.content_type, "image/jpeg");
    assert_eq!((picture.width, picture.height), (40, 60), "turned upright");
    assert!(!contains(&picture.bytes, b"SECRET-PLACE"));
    assert!(!contains(&picture.bytes, b"Exif"));
}

#[test]
fn what_hides_behind_a_picture_goes() {
    let mut upload = encoded(&photograph(), ImageFormat::Png);
    upload.extend(b"<script>alert(1)</script>");
    let picture = remake(&upload, LIMITS).expect("a picture");
    assert_eq!(picture.content_type, "image/png");
    assert!(!contains(&picture.bytes, b"script"));
}

#[test]
fn transparency_stays_and_animations_stand_still() {
    let clear = DynamicImage::from(RgbaImage::from_pixel(8, 8, Rgba([1, 2, 3, 0])));
    let picture = remake(&encoded(&clear, ImageFormat::WebP), LIMITS).expect("a picture");
    assert_eq!(picture.content_type, "image/png");
    let again = image::load_from_memory(&picture.bytes).expect("a png");
    assert_eq!(again.to_rgba8().get_pixel(0, 0).0[3], 0);

    let mut gif = Vec::new();
    let frame = || Frame::new(RgbaImage::from_pixel(8, 8, Rgba([9, 9, 9, 255])));
    GifEncoder::new(&mut gif)
        .encode_frames([frame(), frame()])
        .expect("an animation");
    let picture = remake(&gif, LIMITS).expect("a picture");
    assert_eq!(picture.content_type, "image/png");
}

#[test]
fn large_ones_are_scaled_down() {
    let wide = DynamicImage::from(RgbImage::new(5_120, 100));
    let picture = remake(&encoded(&wide, ImageFormat::Png), LIMITS).expect("a picture");
    assert_eq!((picture.width, picture.height), (2_560, 50));
}

#[test]
fn refuses_what_is_too_much_or_no_picture() {
    let status = |upload: &[u8], limits| remake(upload, limits).expect_err("refused").status();
    let few = Limits {
        pixels: 2_399,
        ..LIMITS
    };
    let png = encoded(&photograph(), ImageFormat::Png);
    assert_eq!(status(&png, few), 413, "pixels");
    assert_eq!(
        status(
            &png,
            Limits {
                bytes: 10,
                ..LIMITS
            }
        ),
        413,
        "bytes"
    );
    assert_eq!(
        status(b"<svg xmlns='http://www.w3.org/2000/svg'/>", LIMITS),
        415
    );
    assert_eq!(
        status(b"BM__________________________", LIMITS),
        415,
        "a bitmap"
    );
    assert_eq!(status(b"", LIMITS), 415);
    assert_eq!(status(&png[..png.len() / 2], LIMITS), 422, "half a file");
    // A header that promises a huge picture must not be believed with memory.
    let mut bomb = png;
    bomb[16..24].copy_from_slice(&[0, 0, 0x4E, 0x20, 0, 0, 0x4E, 0x20]);
    assert!(matches!(status(&bomb, LIMITS), 413 | 422));
}

#[tokio::test]
async fn keeps_and_opens_by_content() {
    let dir = std::env::temp_dir().join(format!("folkmoot-media-{:032x}", rand::random::<u128>()));
    let media = Media::on_disk(&dir, &config::Limits::default()).expect("a store");
    let upload = Bytes::from(encoded(&photograph(), ImageFormat::Png));
    let kept = media.keep(upload.clone()).await.expect("kept");
    assert_eq!(media.keep(upload).await.expect("kept again"), kept);
    let opened = media.open(&kept.key).await.expect("opened");
    assert_eq!(opened.content_type, "image/png");
    assert_eq!(opened.bytes.len() as u64, kept.bytes);
    for bad in [
        "",
        "x",
        "../../etc/passwd",
        "..png",
        &kept.key.replace(".png", ".svg"),
        &kept.key.to_uppercase(),
    ] {
        assert_eq!(media.open(bad).await.expect_err(bad).status(), 404);
    }
    media.drop_file(&kept.key).await.expect("dropped");
    media.drop_file(&kept.key).await.expect("still fine");
    assert_eq!(media.open(&kept.key).await.expect_err("gone").status(), 404);
    std::fs::remove_dir_all(&dir).expect("a removed directory");
}
