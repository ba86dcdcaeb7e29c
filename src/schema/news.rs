//! The built-in schema for news articles.

use std::sync::OnceLock;

use crate::schema::Schema;

pub(super) const JSON: &str = include_str!("../../assets/schema/news.json");

pub(super) fn schema() -> &'static Schema {
    static NEWS: OnceLock<Schema> = OnceLock::new();
    NEWS.get_or_init(|| Schema::from_json(JSON).expect("a test reads the built-in schema"))
}
