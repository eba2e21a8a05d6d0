//! Makes an uploaded picture anew, so that nothing but its pixels goes on.

use std::io::Cursor;

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits as DecoderLimits,
};

use crate::config;
use crate::error::{Error, Result};

/// The longest side that is kept.
const LONGEST: u32 = 2_560;
const JPEG_QUALITY: u8 = 86;
/// No format that we take needs a longer side; it also keeps width times height from wrapping.
const LONGEST_UPLOADED: u32 = 20_000;

#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub bytes: u64,
    pub pixels: u64,
}

impl From<&config::Limits> for Limits {
    fn from(config: &config::Limits) -> Self {
        Self {
            bytes: config.upload_mib * 1024 * 1024,
            pixels: config.upload_megapixels * 1_000_000,
        }
    }
}

/// A picture of our own making.
#[derive(Debug, Clone)]
pub struct Picture {
    pub bytes: Bytes,
    pub content_type: &'static str,
    pub extension: &'static str,
    pub width: u32,
    pub height: u32,
}

/// Decodes PNG, JPEG, WebP or GIF, whatever the file is called, and encodes it again.
pub fn remake(upload: &[u8], limits: Limits) -> Result<Picture> {
    if upload.len() as u64 > limits.bytes {
        return Err(Error::TooLarge);
    }
    let format = image::guess_format(upload).map_err(refuse)?;
    if !matches!(
        format,
        ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP | ImageFormat::Gif
    ) {
        return Err(Error::UnsupportedType);
    }
    let mut reader = ImageReader::with_format(Cursor::new(upload), format);
    reader.limits(decoder_limits(limits));
    let mut decoder = reader.into_decoder().map_err(refuse)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(Error::TooLarge);
    }
    // How the camera was held is a note beside the pixels, and goes the way of all such notes.
    let orientation = decoder.orientation().map_err(refuse)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(refuse)?;
    image.apply_orientation(orientation);
    if image.width() > LONGEST || image.height() > LONGEST {
        image = image.thumbnail(LONGEST, LONGEST);
    }
    let photograph = matches!(format, ImageFormat::Jpeg | ImageFormat::WebP) && is_opaque(&image);
    if photograph {
        encode_jpeg(&image)
    } else {
        encode_png(image)
    }
}

fn decoder_limits(limits: Limits) -> DecoderLimits {
    let mut decoder = DecoderLimits::default();
    decoder.max_image_width = Some(LONGEST_UPLOADED);
    decoder.max_image_height = Some(LONGEST_UPLOADED);
    // Eight bytes a pixel is the deepest that the four formats go, and decoders need a copy.
    decoder.max_alloc = Some(limits.pixels.saturating_mul(16));
    decoder
}

fn is_opaque(image: &DynamicImage) -> bool {
    if !image.color().has_alpha() {
        return true;
    }
    match image {
        DynamicImage::ImageRgba8(pixels) => pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX),
        _ => false,
    }
}

fn encode_jpeg(image: &DynamicImage) -> Result<Picture> {
    let mut bytes = Vec::new();
    let pixels = image.to_rgb8();
    JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY)
        .encode_image(&pixels)
        .map_err(Error::internal)?;
    Ok(Picture {
        bytes: bytes.into(),
        content_type: "image/jpeg",
        extension: "jpg",
        width: pixels.width(),
        height: pixels.height(),
    })
}

fn encode_png(image: DynamicImage) -> Result<Picture> {
    // Sixteen bits a channel double the file for nothing that a page shows.
    let image = if image.color().has_alpha() {
        DynamicImage::from(image.into_rgba8())
    } else {
        DynamicImage::from(image.into_rgb8())
    };
    let mut bytes = Vec::new();
    let encoder =
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
    image.write_with_encoder(encoder).map_err(Error::internal)?;
    Ok(Picture {
        bytes: bytes.into(),
        content_type: "image/png",
        extension: "png",
        width: image.width(),
        height: image.height(),
    })
}

/// A broken file is its sender's fault, and so is one of a type that we do not take.
fn refuse(error: ImageError) -> Error {
    match error {
        ImageError::Limits(_) => Error::TooLarge,
        ImageError::Unsupported(_) => Error::UnsupportedType,
        _ => Error::field("file", "upload-broken"),
    }
}
