//! ClaimReview: fact-checks as schema.org describes them, for the pages on which they are published.
//!
//! Source: <https://schema.org/ClaimReview>, and Google's guide to structured data for fact checks, which needs
//! `claimReviewed`, `reviewRating` with `alternateName`, and `url`.

use serde_json::{Map, Value, json};

use crate::annotation::{Anchor, Annotation, EntityRecord, Id};
use crate::format::prepare::loss;
use crate::format::{Exported, File, Loss, Pseudonyms, Source};
use crate::schema::AttributeKind;

/// The layer whose annotations are fact-checked.
const LAYER: &str = "claim";
/// The attributes of a claim that have a place in a ClaimReview.
const CARRIED: [&str; 6] =
    ["normalized_text", "claim_date", "topics", "verdict", "evidence", "fact_check_urls"];
/// The labels that say wholly true and wholly false, in scales whose other labels have no order.
const TRUE: [&str; 3] = ["true", "supported", "supports"];
const FALSE: [&str; 3] = ["false", "refuted", "refutes"];
/// Labels of the scale of truth, from the worst to the best.
const TRUTH: [&str; 5] = ["false", "mostly_false", "half_true", "mostly_true", "true"];

pub(super) fn write(source: &Source<'_>) -> Exported {
    let mut exported = Exported::default();
    let mut reviews = Vec::new();
    for annotation in source.set.iter() {
        match review(source, annotation) {
            Ok(review) => {
                reviews.push(review);
                exported.losses.extend(partly(source, annotation));
            }
            Err(what) => exported.losses.push(loss(&annotation.id, what)),
        }
    }
    if !reviews.is_empty() {
        let whole = json!({ "@context": "https://schema.org", "@graph": reviews });
        // A page holds it in a script element, which nothing in it may end.
        let text = format!("{whole:#}\n").replace('<', "\\u003c");
        let name = format!("{}.jsonld", source.name);
        exported.files.push(File { name, bytes: text.into_bytes() });
    }
    exported
}

/// Tells whether the annotation is a fact-check that can be published.
pub(super) fn carries(source: &Source<'_>, annotation: &Annotation) -> bool {
    review(source, annotation).is_ok()
}

/// Tells whether an attribute of a claim has a place.
pub(super) fn carries_attribute(name: &str) -> bool {
    CARRIED.contains(&name)
}

/// Returns what of a published claim has no place.
fn partly(source: &Source<'_>, annotation: &Annotation) -> Vec<Loss> {
    let mut losses = Vec::new();
    for (role, anchors) in annotation.roles.iter().skip(1) {
        let has_place = role == "claimant" && claimant(source, annotation).is_some();
        if !has_place || anchors.len() > 1 {
            losses.push(loss(&annotation.id, format!("{role}: roles other than the claim and one claimant")));
        }
    }
    if urls(annotation).len() > 1 {
        losses.push(loss(&annotation.id, "the addresses of further fact-checks"));
    }
    losses
}

/// Returns the fact-check of a claim, or why there is none to publish.
fn review(source: &Source<'_>, annotation: &Annotation) -> Result<Value, &'static str> {
    if annotation.layer != LAYER {
        return Err("it is no claim");
    }
    let verdict = annotation.attributes.get("verdict").and_then(Value::as_object);
    let Some((verdict, label)) = verdict.and_then(|verdict| Some((verdict, text(verdict, "label")?))) else {
        return Err("it has no verdict");
    };
    let Some(url) = urls(annotation).first().copied() else {
        return Err("it has no address of a published fact-check (fact_check_urls, beginning with https://)");
    };
    let language = &source.set.about().language;
    let words = words_of(source, annotation);
    let mut claim = Map::new();
    claim.insert("@type".to_owned(), json!("Claim"));
    claim.insert("text".to_owned(), json!(words));
    if let Some(author) = claimant(source, annotation) {
        claim.insert("author".to_owned(), author);
    }
    put(&mut claim, "datePublished", annotation.attributes.get("claim_date").and_then(Value::as_str));
    claim.insert("appearance".to_owned(), appearance(source));
    let mut review = Map::new();
    review.insert("@type".to_owned(), json!("ClaimReview"));
    review.insert("url".to_owned(), json!(url));
    let normalized = text(&annotation.attributes, "normalized_text");
    review.insert("claimReviewed".to_owned(), json!(normalized.unwrap_or(&words)));
    review.insert("inLanguage".to_owned(), json!(language));
    review.insert("author".to_owned(), publisher(verdict, url));
    put(&mut review, "datePublished", text(verdict, "date"));
    review.insert("reviewRating".to_owned(), rating(source, annotation, verdict, label));
    review.insert("itemReviewed".to_owned(), Value::Object(claim));
    let evidence = annotation.attributes.get("evidence").and_then(Value::as_array).into_iter().flatten();
    let citations: Vec<Value> = evidence.filter_map(|one| citation(one.as_object()?)).collect();
    if !citations.is_empty() {
        review.insert("citation".to_owned(), Value::Array(citations));
    }
    let topics = annotation.attributes.get("topics").and_then(Value::as_array).into_iter().flatten();
    let topics: Vec<&str> = topics.filter_map(Value::as_str).collect();
    if !topics.is_empty() {
        review.insert("keywords".to_owned(), json!(topics.join(", ")));
    }
    Ok(Value::Object(review))
}

fn text<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    map.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

fn put(map: &mut Map<String, Value>, key: &str, value: Option<&str>) {
    if let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) {
        map.insert(key.to_owned(), json!(value));
    }
}

/// Returns the addresses of published fact-checks.
fn urls(annotation: &Annotation) -> Vec<&str> {
    let urls = annotation.attributes.get("fact_check_urls").and_then(Value::as_array).into_iter().flatten();
    urls.filter_map(Value::as_str).map(str::trim).filter(|url| host(url).is_some()).collect()
}

/// Returns the scheme and the host of an address of the web.
fn host(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_clean =
        !host.is_empty() && !url.contains(|one: char| one.is_whitespace() || one == '"' || one == '<');
    (matches!(scheme, "http" | "https") && is_clean).then_some((scheme, host))
}

/// Returns the words of the claim, its fragments joined.
fn words_of(source: &Source<'_>, annotation: &Annotation) -> String {
    let main = annotation.roles.values().flatten().find_map(Anchor::fragments);
    let spans = main.map_or(&[][..], |fragments| fragments.spans());
    spans.iter().map(|span| source.document.slice(*span)).collect::<Vec<_>>().join(" … ")
}

/// Returns who publishes the check: the verdict's rater, or the site where it stands.
fn publisher(verdict: &Map<String, Value>, url: &str) -> Value {
    let (scheme, host) = host(url).unwrap_or_default();
    let rater = text(verdict, "rater").filter(|rater| !Pseudonyms::is_one(rater));
    json!({ "@type": "Organization", "name": rater.unwrap_or(host), "url": format!("{scheme}://{host}/") })
}

/// Returns who made the claim, where that is known.
fn claimant(source: &Source<'_>, annotation: &Annotation) -> Option<Value> {
    let anchor = annotation.role("claimant").first()?;
    let target = anchor.target().and_then(|id| source.set.get(id));
    let name = match (anchor.fragments(), target) {
        (Some(fragments), _) => {
            let parts = fragments.spans().iter().map(|span| source.document.slice(*span));
            parts.collect::<Vec<_>>().join(" … ")
        }
        (None, Some(target)) => words_of(source, target),
        (None, None) => return None,
    };
    let record = target.and_then(|target| text(&target.attributes, "record"));
    let record: Option<&EntityRecord> =
        record.and_then(|id| source.set.entity(&Id::new(id))).map(AsRef::as_ref);
    let is_body = target.is_some_and(|target| matches!(target.label.as_str(), "ORG" | "GPE" | "NORP"));
    let mut author = Map::new();
    author.insert("@type".to_owned(), json!(if is_body { "Organization" } else { "Person" }));
    let full = record.map(|record| record.name.as_str()).filter(|name| !name.trim().is_empty());
    author.insert("name".to_owned(), json!(full.unwrap_or(&name)));
    let item = record.and_then(|record| record.wikidata.as_deref()).filter(|item| item.starts_with('Q'));
    if let Some(item) = item {
        author.insert("sameAs".to_owned(), json!(format!("https://www.wikidata.org/wiki/{item}")));
    }
    Some(Value::Object(author))
}

/// Returns the article in which the claim was made.
fn appearance(source: &Source<'_>) -> Value {
    let about = source.set.about();
    let mut article = Map::new();
    article.insert("@type".to_owned(), json!("NewsArticle"));
    put(&mut article, "url", text(&about.metadata, "url").filter(|url| host(url).is_some()));
    put(&mut article, "headline", text(&about.metadata, "title"));
    put(&mut article, "datePublished", text(&about.metadata, "published"));
    put(&mut article, "inLanguage", Some(&about.language));
    put(&mut article, "archivedAt", text(&about.metadata, "archived_url").filter(|url| host(url).is_some()));
    if let Some(publisher) = text(&about.metadata, "publisher") {
        article.insert("publisher".to_owned(), json!({ "@type": "Organization", "name": publisher }));
    }
    Value::Object(article)
}

fn citation(evidence: &Map<String, Value>) -> Option<Value> {
    let mut work = Map::new();
    work.insert("@type".to_owned(), json!("CreativeWork"));
    put(&mut work, "url", text(evidence, "url").filter(|url| host(url).is_some()));
    put(&mut work, "name", text(evidence, "title"));
    put(&mut work, "text", text(evidence, "quote"));
    put(&mut work, "archivedAt", text(evidence, "archived_url").filter(|url| host(url).is_some()));
    (work.len() > 1).then_some(Value::Object(work))
}

/// Returns the verdict as a rating: its words, and a number from 1 to 5 where its label stands on the way from false
/// to true.
fn rating(source: &Source<'_>, annotation: &Annotation, verdict: &Map<String, Value>, label: &str) -> Value {
    let scale = text(verdict, "scale").unwrap_or_default();
    let value = match scale {
        "truth5" => TRUTH.iter().position(|one| *one == label).map(|place| place + 1),
        "averitec" | "fever" | "arabic" if TRUE.contains(&label) => Some(5),
        "averitec" | "fever" | "arabic" if FALSE.contains(&label) => Some(1),
        _ => None,
    };
    let mut rating = Map::new();
    rating.insert("@type".to_owned(), json!("Rating"));
    if let Some(value) = value {
        rating.insert("ratingValue".to_owned(), json!(value));
        rating.insert("bestRating".to_owned(), json!(5));
        rating.insert("worstRating".to_owned(), json!(1));
    }
    let own = text(verdict, "original_label").map(str::to_owned);
    let name = own.unwrap_or_else(|| label_name(source, annotation, scale, label));
    rating.insert("alternateName".to_owned(), json!(name));
    put(&mut rating, "ratingExplanation", text(verdict, "justification"));
    Value::Object(rating)
}

/// Returns the name of a verdict's label in the article's language, or the label where the schema lists none.
fn label_name(source: &Source<'_>, annotation: &Annotation, scale: &str, label: &str) -> String {
    let attribute = source.schema.layer(&annotation.layer).and_then(|layer| layer.attribute("verdict"));
    let Some(AttributeKind::Object { fields }) = attribute.map(|attribute| &attribute.kind) else {
        return label.to_owned();
    };
    let scales = fields.iter().filter_map(|field| match &field.kind {
        AttributeKind::Choice { options } => Some(options),
        _ => None,
    });
    let mut labels = scales.flatten().filter(|option| option.id == scale).flat_map(|option| &option.labels);
    let found = labels.find(|option| option.id == label);
    found.map_or(label, |option| option.name.in_language(&source.set.about().language)).to_owned()
}
