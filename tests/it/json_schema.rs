//! The published JSON Schema: what is saved follows it, and what doesn't is refused.

use std::fs;
use std::path::Path;

use hashiya::store::record::{JSON_SCHEMA, write};
use jsonschema::Validator;
use proptest::prelude::{ProptestConfig, prop_assert, proptest};
use serde_json::{Value, json};

use crate::generate;
use crate::record::fixtures;

fn validator() -> Validator {
    let schema: Value = serde_json::from_str(JSON_SCHEMA).expect("the schema is JSON");
    jsonschema::meta::validate(&schema).expect("the schema is a schema");
    jsonschema::draft202012::new(&schema).expect("the schema is of draft 2020-12")
}

fn faults(validator: &Validator, record: &Value) -> Vec<String> {
    validator.iter_errors(record).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn fixtures_and_the_sample_follow_it() {
    let validator = validator();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples");
    let mut count = 0;
    for folder in [fixtures(), samples] {
        for entry in fs::read_dir(folder).expect("there") {
            let path = entry.expect("readable").path();
            if path.extension().is_some_and(|ending| ending == "json") {
                let record = serde_json::from_slice(&fs::read(&path).expect("there")).expect("JSON");
                assert_eq!(faults(&validator, &record), Vec::<String>::new(), "{}", path.display());
                count += 1;
            }
        }
    }
    assert!(count >= 4, "the records were found");
}

#[test]
fn what_is_wrong_is_refused() {
    let validator = validator();
    let bytes = fs::read(fixtures().join("quotes.txt.ann.json")).expect("there");
    let record: Value = serde_json::from_slice(&bytes).expect("JSON");
    let spoils: [(&str, Value); 10] = [
        ("/format", json!("other")),
        ("/offset_unit", json!("utf16")),
        ("/text", Value::Null),
        ("/document/newline", json!("vt")),
        ("/document/text_sha256", json!("12")),
        ("/annotations/0/id", json!("")),
        ("/annotations/0/roles/area", json!([{"fragments": []}])),
        ("/annotations/0/roles/area/0/fragments/0/start", json!(-1)),
        ("/annotations/0/provenance/confidence", json!(2)),
        ("/relations/0/from", json!(1)),
    ];
    for (place, value) in spoils {
        let mut spoilt = record.clone();
        *spoilt.pointer_mut(place).expect("there") = value;
        assert!(!validator.is_valid(&spoilt), "{place} went through");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn random_sets_follow_it((document, set, header) in generate::record()) {
        let bytes = write(&set.snapshot(), &header, &document);
        let record: Value = serde_json::from_slice(&bytes).expect("JSON");
        let faults = faults(&validator(), &record);
        prop_assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
