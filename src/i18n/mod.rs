//! The words of the interface, in Arabic and English.

mod fault;
mod loss;
mod told;

use std::borrow::Cow;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::settings::Language;

pub use fault::fault_words;
pub use loss::loss_words;

/// The words of one language. What fills a place in them is isolated (FSI … PDI), so that a path or a
/// number never disturbs the words around it.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Words").field(&self.language).finish()
    }
}

const ARABIC: &[&str] = &[
    include_str!("../../assets/i18n/ar/commands.ftl"),
    include_str!("../../assets/i18n/ar/exchange.ftl"),
    include_str!("../../assets/i18n/ar/faults.ftl"),
    include_str!("../../assets/i18n/ar/window.ftl"),
    include_str!("../../assets/i18n/ar/problems.ftl"),
    include_str!("../../assets/i18n/ar/speech.ftl"),
    include_str!("../../assets/i18n/ar/stats.ftl"),
];
const ENGLISH: &[&str] = &[
    include_str!("../../assets/i18n/en/commands.ftl"),
    include_str!("../../assets/i18n/en/exchange.ftl"),
    include_str!("../../assets/i18n/en/faults.ftl"),
    include_str!("../../assets/i18n/en/window.ftl"),
    include_str!("../../assets/i18n/en/problems.ftl"),
    include_str!("../../assets/i18n/en/speech.ftl"),
    include_str!("../../assets/i18n/en/stats.ftl"),
];

impl Words {
    pub fn new(language: Language) -> Self {
        let identifier: LanguageIdentifier = language.code().parse().expect("both codes are well formed");
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        for source in sources(language) {
            let resource = FluentResource::try_new((*source).to_owned());
            let resource = resource.expect("a test parses the words of both languages");
            bundle.add_resource(resource).expect("a test finds ids that stand twice");
        }
        Self { language, bundle }
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// Returns the words with that id; an id without words stands for itself, so that it is seen.
    pub fn get(&self, id: &str) -> Cow<'_, str> {
        self.format(id, None)
    }

    /// Returns the words with that id, their places filled.
    pub fn with(&self, id: &str, places: &[(&str, Place<'_>)]) -> String {
        let mut arguments = FluentArgs::with_capacity(places.len());
        for (name, place) in places {
            let value = match place {
                Place::Text(text) => FluentValue::from(*text),
                Place::Count(count) => FluentValue::from(*count),
            };
            arguments.set(*name, value);
        }
        self.format(id, Some(&arguments)).into_owned()
    }

    fn format(&self, id: &str, arguments: Option<&FluentArgs<'_>>) -> Cow<'_, str> {
        let pattern = self.bundle.get_message(id).and_then(|message| message.value());
        let Some(pattern) = pattern else { return Cow::Owned(id.to_owned()) };
        let mut errors = Vec::new();
        Cow::Owned(self.bundle.format_pattern(pattern, arguments, &mut errors).into_owned())
    }
}

/// What fills a place in words.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    Text(&'a str),
    /// A number; the words choose their plural by it.
    Count(usize),
}

fn sources(language: Language) -> &'static [&'static str] {
    match language {
        Language::Arabic => ARABIC,
        Language::English => ENGLISH,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fluent_bundle::FluentResource;

    use super::{Place, Words, sources};
    use crate::annotation::ProblemCode;
    use crate::edit::Act;
    use crate::format::Format;
    use crate::session::{Command, Menu};
    use crate::settings::Language;

    fn ids(language: Language) -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        for source in sources(language) {
            let resource = FluentResource::try_new((*source).to_owned()).expect("the words parse");
            for entry in resource.entries() {
                if let fluent_syntax::ast::Entry::Message(message) = entry {
                    assert!(ids.insert(message.id.name.to_owned()), "{} stands twice", message.id.name);
                }
            }
        }
        ids
    }

    #[test]
    fn both_languages_have_the_same_ids() {
        assert_eq!(ids(Language::Arabic), ids(Language::English));
    }

    #[test]
    fn every_command_menu_act_problem_and_format_has_words() {
        let there = ids(Language::Arabic);
        let commands = Command::ALL.iter().map(|command| command.words().to_owned());
        let menus = Menu::ALL.iter().map(|menu| menu.words().to_owned());
        let acts = Act::ALL.iter().map(|act| format!("act-{}", act.as_str()));
        let problems = ProblemCode::ALL.iter().map(|code| format!("problem-{}", code.as_str()));
        let formats = Format::ALL.iter().flat_map(|format| {
            let name = format!("format-{}", format.name());
            [format!("{name}-for"), name]
        });
        for id in commands.chain(menus).chain(acts).chain(problems).chain(formats) {
            assert!(there.contains(&id), "{id} has no words");
        }
    }

    #[test]
    fn plurals_follow_the_language() {
        let arabic = Words::new(Language::Arabic);
        let counted = |count| arabic.with("count-annotations", &[("count", Place::Count(count))]);
        let forms: BTreeSet<String> = [0, 1, 2, 3, 11, 100].into_iter().map(counted).collect();
        assert_eq!(forms.len(), 6, "{forms:?}");
        let english = Words::new(Language::English);
        assert_eq!(
            english.with("count-annotations", &[("count", Place::Count(1))]),
            "1 annotation".replace('1', "\u{2068}1\u{2069}")
        );
    }

    #[test]
    fn what_fills_a_place_is_isolated() {
        let words = Words::new(Language::English).with("card-source", &[("source", Place::Text("سليم"))]);
        assert_eq!(words, "Source: \u{2068}سليم\u{2069}");
        let words = Words::new(Language::English).with("card-cue", &[("cue", Place::Text("قال"))]);
        assert_eq!(words, "“\u{2068}قال\u{2069}”");
    }
}
