//! The list of everything marked, below the article.

use std::collections::HashMap;
use std::fmt::Write;

use crate::annotation::Id;
use crate::i18n::Place;
use crate::picture::html::{Writer, said};
use crate::picture::xml::Escaped;

impl Writer<'_> {
    /// Lists everything marked, layer by layer, and the relations.
    pub fn all(&mut self) {
        put!(self.html, "<section class=\"all\" id=\"all\">\n<h2>{}</h2>\n", self.count());
        let mut layers: Vec<&str> = Vec::new();
        for shown in &self.shown {
            if !layers.contains(&shown.annotation.layer.as_str()) {
                layers.push(&shown.annotation.layer);
            }
        }
        let layers: Vec<String> = layers.into_iter().map(str::to_owned).collect();
        let text_word = self.word("page-text");
        let label_word = self.word("inspector-label");
        let said_word = self.word("page-details");
        for layer in layers {
            let known = self.open.schema.layer(&layer);
            let name = known.map_or(layer.as_str(), |layer| layer.name.in_language(self.code)).to_owned();
            put!(
                self.html,
                "<h3>{}</h3>\n<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">{text_word}</th>\
                 <th scope=\"col\">{label_word}</th><th scope=\"col\">{said_word}</th></tr></thead>\n<tbody>\n",
                Escaped(&name)
            );
            for index in 0..self.shown.len() {
                if self.shown[index].annotation.layer == layer {
                    self.entry(index);
                }
            }
            self.html.push_str("</tbody>\n</table></div>\n");
        }
        self.relations();
        self.html.push_str("</section>\n");
    }

    fn count(&self) -> String {
        let count = self.words.with("count-annotations", &[("count", Place::Count(self.shown.len()))]);
        Escaped(&count).to_string()
    }

    fn entry(&mut self, index: usize) {
        let shown = &self.shown[index];
        let text = self.open.text_of(shown.annotation);
        let label = shown.title.split_once(" · ").map_or(shown.title.as_str(), |(_, label)| label).to_owned();
        let language = &self.open.set.about().language;
        let words = format!("<bdi lang=\"{}\">{}</bdi>", Escaped(language), Escaped(&text));
        match shown.start {
            Some(_) => {
                put!(self.html, "<tr id=\"r{0}\"><td><a href=\"#m{0}\">{words}</a></td>", shown.number);
            }
            None => {
                put!(self.html, "<tr id=\"r{}\"><td>{words}</td>", shown.number);
            }
        }
        let said = said::of(self.open, shown.annotation, &self.words);
        put!(self.html, "<td>{}</td><td>", Escaped(&label));
        self.list(&said);
        self.html.push_str("</td></tr>\n");
    }

    fn relations(&mut self) {
        let numbers: HashMap<&Id, usize> =
            self.shown.iter().map(|shown| (&shown.annotation.id, shown.number)).collect();
        let mut rows = String::new();
        for relation in self.open.set.relations() {
            let end = |id: &Id| {
                let text =
                    self.open.set.get(id).map_or_else(|| id.to_string(), |found| self.open.text_of(found));
                let words = format!("<bdi>{}</bdi>", Escaped(&text));
                match numbers.get(id) {
                    Some(number) => format!("<a href=\"#m{number}\">{words}</a>"),
                    None => words,
                }
            };
            let kind = self.open.schema.relation(&relation.kind);
            let kind = kind.map_or(relation.kind.as_str(), |kind| kind.name.in_language(self.code));
            put!(
                rows,
                "<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                end(&relation.from),
                Escaped(kind),
                end(&relation.to)
            );
        }
        if !rows.is_empty() {
            put!(
                self.html,
                "<h3>{}</h3>\n<div class=\"wide\" tabindex=\"0\"><table>\n<tbody>\n{rows}</tbody>\n</table></div>\n",
                self.word("panel-relations")
            );
        }
    }

    fn list(&mut self, said: &[said::Said]) {
        if said.is_empty() {
            return;
        }
        self.html.push_str("<dl>\n");
        for said::Said { name, value } in said {
            put!(self.html, "<dt>{}</dt><dd><bdi>{}</bdi></dd>\n", Escaped(name), Escaped(value));
        }
        self.html.push_str("</dl>\n");
    }
}
