//! Rows as Parquet: nested lists taken apart into columns, a group of rows at a time.
//!
//! Source of the levels: Melnik et al., "Dremel: interactive analysis of web-scale datasets" (2010), section 4.

use std::io;
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{ChunkReader, SerializedFileReader};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::record::reader::RowIter;
use parquet::record::{Field as Cell, Row};
use parquet::schema::types::{Type, TypePtr};
use serde_json::{Map, Number, Value};

use crate::format::hugging_face::fields::{Field, Kind, ROW};

/// How a Parquet file begins and ends.
pub(super) const MAGIC: &[u8] = b"PAR1";

/// A group of rows is written when it has so many rows, or so many bytes of text and levels.
const ROWS: usize = 1000;
const BYTES: usize = 16 << 20;

/// A file in making. What it holds in memory is one group of rows and what the footer says of the others.
pub(in crate::format) struct Writer {
    file: SerializedFileWriter<Vec<u8>>,
    columns: Vec<Column>,
    rows: usize,
}

/// A leaf of the rows not yet written.
struct Column {
    /// For each value or gap, how many of the lists around it are there.
    definitions: Vec<i16>,
    /// For each value or gap, the list that it continues; 0 begins a row.
    repetitions: Vec<i16>,
    values: Values,
}

enum Values {
    Texts(Vec<ByteArray>),
    Integers(Vec<i64>),
    Numbers(Vec<f64>),
}

impl Writer {
    pub fn new() -> io::Result<Self> {
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let file = SerializedFileWriter::new(Vec::new(), schema().map_err(failed)?, Arc::new(properties));
        let mut columns = Vec::new();
        add_columns(ROW, &mut columns);
        Ok(Self { file: file.map_err(failed)?, columns, rows: 0 })
    }

    /// Takes a row, which is JSON as the other form of the format has it; returns the bytes that are ready.
    pub fn put(&mut self, row: &[u8]) -> io::Result<Vec<u8>> {
        let row: Value = serde_json::from_slice(row)?;
        take_apart(&row, ROW, Level::default(), &mut self.columns);
        self.rows += 1;
        let bytes: usize = self.columns.iter().map(Column::bytes).sum();
        if self.rows >= ROWS || bytes >= BYTES {
            self.end_group()?;
        }
        self.ready()
    }

    /// Writes what is left, and the footer.
    pub fn finish(mut self) -> io::Result<Vec<u8>> {
        if self.rows > 0 {
            self.end_group()?;
        }
        self.file.into_inner().map_err(failed)
    }

    fn ready(&mut self) -> io::Result<Vec<u8>> {
        self.file.flush()?;
        Ok(std::mem::take(self.file.inner_mut()))
    }

    fn end_group(&mut self) -> io::Result<()> {
        let mut group = self.file.next_row_group().map_err(failed)?;
        for column in &mut self.columns {
            let Some(mut writer) = group.next_column().map_err(failed)? else { break };
            column.write(&mut writer)?;
            writer.close().map_err(failed)?;
        }
        group.close().map_err(failed)?;
        self.rows = 0;
        Ok(())
    }
}

fn failed(error: parquet::errors::ParquetError) -> io::Error {
    io::Error::other(error)
}

impl Column {
    fn new(values: Values) -> Self {
        Self { definitions: Vec::new(), repetitions: Vec::new(), values }
    }

    fn bytes(&self) -> usize {
        let values = match &self.values {
            Values::Texts(texts) => texts.iter().map(|text| text.len() + size_of::<ByteArray>()).sum(),
            Values::Integers(numbers) => size_of_val(&**numbers),
            Values::Numbers(numbers) => size_of_val(&**numbers),
        };
        values + size_of_val(&*self.definitions) + size_of_val(&*self.repetitions)
    }

    fn put(&mut self, value: &Value, level: Level) {
        let is_there = match &mut self.values {
            Values::Texts(texts) => {
                texts.push(value.as_str().unwrap_or_default().into());
                false
            }
            Values::Integers(numbers) => {
                numbers.push(value.as_i64().unwrap_or_default());
                false
            }
            Values::Numbers(numbers) => {
                numbers.extend(value.as_f64());
                value.is_f64() || value.is_i64() || value.is_u64()
            }
        };
        // A number may be missing, which is one more level.
        self.definitions.push(level.definition + i16::from(is_there));
        self.repetitions.push(level.repetition);
    }

    fn put_gap(&mut self, level: Level) {
        self.definitions.push(level.definition);
        self.repetitions.push(level.repetition);
    }

    fn write(&mut self, writer: &mut SerializedColumnWriter<'_>) -> io::Result<()> {
        let levels = (Some(&*self.definitions), Some(&*self.repetitions));
        let written = match &self.values {
            Values::Texts(texts) => writer.typed::<ByteArrayType>().write_batch(texts, levels.0, levels.1),
            Values::Integers(numbers) => writer.typed::<Int64Type>().write_batch(numbers, levels.0, levels.1),
            Values::Numbers(numbers) => writer.typed::<DoubleType>().write_batch(numbers, levels.0, levels.1),
        };
        written.map_err(failed)?;
        self.definitions.clear();
        self.repetitions.clear();
        match &mut self.values {
            Values::Texts(texts) => texts.clear(),
            Values::Integers(numbers) => numbers.clear(),
            Values::Numbers(numbers) => numbers.clear(),
        }
        Ok(())
    }
}

fn add_columns(fields: &[Field], columns: &mut Vec<Column>) {
    for field in fields {
        match field.kind {
            Kind::Text | Kind::Texts => columns.push(Column::new(Values::Texts(Vec::new()))),
            Kind::Integer => columns.push(Column::new(Values::Integers(Vec::new()))),
            Kind::Number => columns.push(Column::new(Values::Numbers(Vec::new()))),
            Kind::List(inner) => add_columns(inner, columns),
        }
    }
}

/// Where in the lists of a row something stands.
#[derive(Clone, Copy, Default)]
struct Level {
    definition: i16,
    repetition: i16,
    /// How many lists there are around.
    depth: i16,
}

impl Level {
    /// Returns the level of the thing with that number in a list that stands here.
    fn inside(self, number: usize) -> Self {
        let depth = self.depth + 1;
        let repetition = if number == 0 { self.repetition } else { depth };
        Self { definition: self.definition + 1, repetition, depth }
    }
}

/// Puts what `value` has for these fields into their columns.
fn take_apart(value: &Value, fields: &[Field], level: Level, columns: &mut [Column]) {
    let mut rest = columns;
    for field in fields {
        let value = &value[field.name];
        let things = value.as_array().map_or(&[][..], Vec::as_slice);
        let (own, behind) = rest.split_at_mut(leaves(&field.kind));
        rest = behind;
        match field.kind {
            Kind::Text | Kind::Integer | Kind::Number => own[0].put(value, level),
            Kind::Texts => {
                things.iter().enumerate().for_each(|(number, thing)| own[0].put(thing, level.inside(number)));
            }
            Kind::List(inner) => {
                for (number, thing) in things.iter().enumerate() {
                    take_apart(thing, inner, level.inside(number), own);
                }
            }
        }
        if things.is_empty() && matches!(field.kind, Kind::Texts | Kind::List(_)) {
            own.iter_mut().for_each(|column| column.put_gap(level));
        }
    }
}

/// Returns how many columns a field takes.
fn leaves(kind: &Kind) -> usize {
    match kind {
        Kind::List(inner) => inner.iter().map(|field| leaves(&field.kind)).sum(),
        _ => 1,
    }
}

type Made<T> = parquet::errors::Result<T>;

fn schema() -> Made<TypePtr> {
    let fields = ROW.iter().map(|field| typed(field.name, &field.kind)).collect::<Made<_>>()?;
    Ok(Arc::new(Type::group_type_builder("row").with_fields(fields).build()?))
}

fn typed(name: &str, kind: &Kind) -> Made<TypePtr> {
    let plain =
        |physical, repetition| Type::primitive_type_builder(name, physical).with_repetition(repetition);
    let made = match kind {
        Kind::Text => plain(Physical::BYTE_ARRAY, Repetition::REQUIRED)
            .with_logical_type(Some(LogicalType::String))
            .with_converted_type(ConvertedType::UTF8)
            .build()?,
        Kind::Integer => plain(Physical::INT64, Repetition::REQUIRED).build()?,
        Kind::Number => plain(Physical::DOUBLE, Repetition::OPTIONAL).build()?,
        Kind::Texts => list(name, typed("element", &Kind::Text)?)?,
        Kind::List(inner) => {
            let fields = inner.iter().map(|field| typed(field.name, &field.kind)).collect::<Made<_>>()?;
            let element = Type::group_type_builder("element")
                .with_repetition(Repetition::REQUIRED)
                .with_fields(fields)
                .build()?;
            list(name, Arc::new(element))?
        }
    };
    Ok(Arc::new(made))
}

/// Returns a list in the three levels that the format's specification asks for.
fn list(name: &str, element: TypePtr) -> Made<Type> {
    let repeated = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![element])
        .build()?;
    Type::group_type_builder(name)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::List))
        .with_converted_type(ConvertedType::LIST)
        .with_fields(vec![Arc::new(repeated)])
        .build()
}

/// The rows of a file as JSON, each with why it couldn't be read where it couldn't. Of each column a page is held.
pub(in crate::format) struct Reader {
    /// `None` behind a row that can't be read: the columns are out of step there.
    rows: Option<RowIter<'static>>,
}

impl Reader {
    /// Begins to read a file.
    ///
    /// # Errors
    ///
    /// Where the file as a whole can't be read.
    pub fn new(file: impl ChunkReader + 'static) -> Result<Self, String> {
        let reader = SerializedFileReader::new(file).map_err(|error| error.to_string())?;
        let rows = RowIter::from_file_into(Box::new(reader));
        Ok(Self { rows: Some(rows) })
    }
}

impl Iterator for Reader {
    type Item = Result<Value, String>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.rows.as_mut()?.next()?;
        if row.is_err() {
            self.rows = None;
        }
        Some(row.map(|row| group(&row)).map_err(|error| error.to_string()))
    }
}

fn group(row: &Row) -> Value {
    let cells = row.get_column_iter().map(|(name, cell)| (name.clone(), json(cell)));
    Value::Object(cells.collect::<Map<_, _>>())
}

fn json(cell: &Cell) -> Value {
    match cell {
        Cell::Str(text) => Value::String(text.clone()),
        Cell::Bytes(bytes) => Value::String(String::from_utf8_lossy(bytes.data()).into_owned()),
        Cell::Bool(flag) => Value::Bool(*flag),
        Cell::Int(number) => (*number).into(),
        Cell::UInt(number) => (*number).into(),
        Cell::Long(number) => (*number).into(),
        Cell::ULong(number) => (*number).into(),
        Cell::Float(number) => Number::from_f64(f64::from(*number)).map_or(Value::Null, Value::Number),
        Cell::Double(number) => Number::from_f64(*number).map_or(Value::Null, Value::Number),
        Cell::Group(row) => group(row),
        Cell::ListInternal(list) => list.elements().iter().map(json).collect(),
        _ => Value::Null,
    }
}
