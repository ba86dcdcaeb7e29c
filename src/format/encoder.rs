//! The one file that the documents of a split share, in making.

use std::io;

use crate::format::hugging_face::ParquetWriter;
use crate::format::{Format, Shape};

/// Takes the pieces of documents, gives the bytes of their file as soon as they are ready. What it holds doesn't
/// grow with the corpus.
pub struct Encoder {
    made: Made,
}

enum Made {
    Text { between: &'static str, tail: &'static str, is_first: bool },
    Parquet(Box<ParquetWriter>),
}

impl Encoder {
    /// Begins a file; returns its first bytes too. `None` for a format that has no such file.
    ///
    /// # Errors
    ///
    /// None that are known; Parquet's writer allows for some.
    pub fn begin(format: Format) -> io::Result<Option<(Self, Vec<u8>)>> {
        let Shape::Shared { head, between, tail } = format.shape() else { return Ok(None) };
        let made = match format {
            Format::HuggingFace => Made::Parquet(Box::new(ParquetWriter::new()?)),
            _ => Made::Text { between, tail, is_first: true },
        };
        Ok(Some((Self { made }, head.as_bytes().to_vec())))
    }

    /// Takes a document's piece; returns the bytes that are ready.
    ///
    /// # Errors
    ///
    /// Where the piece is not one of this format.
    pub fn put(&mut self, piece: Vec<u8>) -> io::Result<Vec<u8>> {
        match &mut self.made {
            Made::Parquet(writer) => writer.put(&piece),
            Made::Text { between, is_first, .. } => {
                let is_first = std::mem::take(is_first);
                Ok(if is_first { piece } else { [between.as_bytes(), &piece].concat() })
            }
        }
    }

    /// Returns the last bytes.
    ///
    /// # Errors
    ///
    /// As [`Encoder::put`].
    pub fn finish(self) -> io::Result<Vec<u8>> {
        match self.made {
            Made::Text { tail, .. } => Ok(tail.as_bytes().to_vec()),
            Made::Parquet(writer) => writer.finish(),
        }
    }
}
