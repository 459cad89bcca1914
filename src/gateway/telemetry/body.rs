//! An export's body, unpacked. The unpacked size is bounded, however small the packed body is.

use std::io::Read;

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use flate2::read::{GzDecoder, ZlibDecoder};

use super::super::error::ApiError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Plain,
    Gzip,
    Deflate,
}

impl Encoding {
    pub fn of(headers: &HeaderMap) -> Result<Self, ApiError> {
        let said = headers.get(header::CONTENT_ENCODING);
        match said.map_or(Ok(""), |said| said.to_str()) {
            Ok("" | "identity") => Ok(Self::Plain),
            Ok("gzip") => Ok(Self::Gzip),
            Ok("deflate") => Ok(Self::Deflate),
            _ => Err(ApiError::media_type(
                "Telemetry is taken plain or compressed with gzip or deflate: set \
                 OTEL_EXPORTER_OTLP_COMPRESSION to gzip or none.",
            )),
        }
    }
}

/// The unpacked body; fails if it exceeds `limit` bytes.
pub(super) fn unpacked(body: Bytes, encoding: Encoding, limit: usize) -> Result<Bytes, ApiError> {
    match encoding {
        Encoding::Plain => Ok(body),
        Encoding::Gzip => read(GzDecoder::new(&body[..]), limit),
        Encoding::Deflate => read(ZlibDecoder::new(&body[..]), limit),
    }
}

fn read(packed: impl Read, limit: usize) -> Result<Bytes, ApiError> {
    let mut plain = Vec::new();
    let mut bounded = packed.take(limit as u64 + 1);
    bounded
        .read_to_end(&mut plain)
        .map_err(|error| ApiError::invalid("", format!("The body cannot be unpacked: {error}.")))?;
    if plain.len() > limit {
        return Err(ApiError::too_large(limit));
    }
    Ok(plain.into())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};

    use super::*;

    #[test]
    fn what_is_packed_comes_out_and_a_bomb_does_not() {
        let text = b"spans ".repeat(100);
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(&text).unwrap();
        let gzip = Bytes::from(gzip.finish().unwrap());
        let mut deflate = ZlibEncoder::new(Vec::new(), Compression::default());
        deflate.write_all(&text).unwrap();
        let deflate = Bytes::from(deflate.finish().unwrap());
        for (body, encoding) in [(&gzip, Encoding::Gzip), (&deflate, Encoding::Deflate)] {
            let plain = unpacked(body.clone(), encoding, text.len()).unwrap();
            assert_eq!(plain, text);
            let refused = unpacked(body.clone(), encoding, text.len() - 1).unwrap_err();
            assert_eq!(refused.code, "request_too_large");
            let cut = unpacked(body.slice(..body.len() / 2), encoding, 999).unwrap_err();
            assert_eq!(cut.code, "invalid_value");
        }
    }
}
