//! Draws the pictures of docs/faithful.md: text that other tools show wrongly, as it is drawn here.

#![allow(clippy::disallowed_methods, reason = "an example writes the pictures that it draws")]

use std::path::PathBuf;

use clap::Parser;
use hashiya::annotation::Id;
use hashiya::picture::{Options, png};
use hashiya::schema::Schema;
use hashiya::session::Open;
use hashiya::settings::Language;
use hashiya::typeset::FontBook;

#[path = "../tests/it/marked.rs"]
#[allow(dead_code, reason = "the tests' notation; a picture needs its reader alone")]
mod marked;

#[derive(Parser)]
#[command(about = "Draws the pictures of docs/faithful.md")]
struct Arguments {
    /// The folder that the pictures are put in
    #[arg(default_value = "docs/images")]
    folder: PathBuf,
}

struct Picture {
    name: &'static str,
    family: &'static str,
    width: f32,
    /// The annotation that is chosen.
    active: Option<&'static str>,
    article: &'static str,
}

const NASKH: &str = "Noto Naskh Arabic";
const NASTALIQ: &str = "Noto Nastaliq Urdu";

const PICTURES: &[Picture] = &[
    Picture {
        name: "mixed",
        family: NASKH,
        width: 640.0,
        active: None,
        article: "دفعت شركة Blue [a1 ORG|Harbor للتجارة] 38% من الثمن في (2020-[a2 DATE|2022]).\n\
            به گفتهٔ Page[a3 ORG|Turn و کتابخانه] در ۱۴۰۴، سهم هر شهر [a4 DATE|65%] بود.\n\
            לפי חברת Blue [a5 ORG|Harbor והעירייה], ב־[a6 DATE|2026] שולמו 38% מן הסכום.",
    },
    Picture {
        name: "mixed-urdu",
        family: NASTALIQ,
        width: 640.0,
        active: None,
        article: "ادارے Blue [a1 ORG|Harbor اور شہر] نے [a2 DATE|٢٠٢٦] میں 38% رقم (12) چھوٹی بستیوں کو دی۔",
    },
    Picture {
        name: "letters",
        family: NASKH,
        width: 640.0,
        active: None,
        article: "س[a1 PERS|ل]ام، الإس[a2 PERS|ل]ام، لآ[a3 PERS|ل]ئ، ب[a4 LOC|الواحة] ول[a5 ORG|لشركة]، «[a6 PERS|يبيب]» (ييي)\n\
            می\u{200C}خواهند، [a7 PERS|نارستان]\u{200C}ها، ک[a8 PERS|ل]اس، \u{200F}\u{2067}[a9 LOC|شهر]\u{2069}\n\
            ב[b1 LOC|עין גל], ה[b2 PERS|שָּׁלוֹם], מנכ\"[b3 PERS|ל]ית",
    },
    Picture {
        name: "letters-urdu",
        family: NASTALIQ,
        width: 640.0,
        active: None,
        article: "اس[a1 PERS|ل]ام، ع[a2 PERS|ل]اقہ، [a3 LOC|بستی]وں، «[a4 PERS|چھوٹی]» پٹپٹ",
    },
    Picture {
        name: "quote",
        family: NASKH,
        width: 900.0,
        active: Some("a1"),
        article: "[a1.cue|وأضافت] [a1.source|شركة Blue Harbor (فرع 12)]: «[a1 direct|لن نبيع الشاطئ قبل عام 2030، ولن نرفع الأسعار بأكثر من 38%، \
            كما قال بيان PageTurn، وسنبني 12 بيتا جديدا لأهل القرية، ثم ننظر في ما بقي من المشروع]».\n\
            [a2 numerical|ارتفعت الأسعار 38%] في سنة واحدة.",
    },
    Picture {
        name: "quote-parts",
        family: NASKH,
        width: 640.0,
        active: Some("a1"),
        article: "[a1.cue|قالت] [a1.source|رئيسة المجلس هالة النجار] يوم الأحد، في مؤتمر صحفي عقدته في قاعة البلدية القديمة، \
            [a1.addressee|لسكان الحي الشرقي] إن الأعمال ستبدأ في الربيع، وأضافت: «[a1 direct|لن نبيع الشاطئ قبل عام 2030، ولن نرفع الأسعار]»، \
            وذلك [a1.via|بحسب صحيفة PageTurn] المحلية.",
    },
    Picture {
        name: "relation",
        family: NASKH,
        width: 640.0,
        active: Some("a1"),
        article: "أعلن المجلس أن [a1 numerical|المدينة دفعت 45 مليونا لقاء المرفأ القديم]، كما جاء في \
            بيان نشر أمس على موقع www.example.org، وذكر البيان 12 قرية على الخليج.\n\n\
            ثم تبين بعد أيام أن [a2 prediction|المبلغ سيبلغ 60 مليونا] قبل نهاية السنة. وقال المكتب إن \
            [a3 numerical|38% من المبلغ قد دفع] فعلا.\n\n\
            لكن تقريرا آخر جاء فيه أن [a4 numerical|المدينة لم تدفع شيئا].\n---\nr1 a2 supports a1\nr2 a3 supports a1\nr3 a4 contradicts a1",
    },
    Picture {
        name: "claim-urdu",
        family: NASTALIQ,
        width: 640.0,
        active: Some("a1"),
        article: "[a1.claimant|شہر کی انجمن] نے کہا کہ [a1 numerical|دریا کے پل پر 45 لاکھ خرچ ہوئے]، اور یہ رقم پچھلے سال کی ہے۔ \
            [a2 ORG|سرکاری رپورٹ Blue Harbor] میں بھی یہی لکھا ہے۔\n\
            [a3 NORP|چھوٹی بستیوں کے لوگ] بھی یہی کہتے ہیں۔\n---\na1.evidence=a2\na1.evidence=a3",
    },
    Picture {
        name: "relation-english",
        family: NASKH,
        width: 640.0,
        active: Some("a1"),
        article: "The council said that [a1 numerical|the town had paid 45 million for الواحة harbour], as a \
            statement put it that stood on its page yesterday.\n\n\
            Days later it turned out that [a2 prediction|the sum would reach 60 million] by the end of the year.\n---\nr1 a2 supports a1",
    },
    Picture {
        name: "directions",
        family: NASKH,
        width: 640.0,
        active: None,
        article: "فقرة عربية فيها [a1 ORG|Blue Harbor] وسنة 2026.\n\
            A paragraph in English with [a2 LOC|الواحة] in it, and 2026.\n\
            פסקה בעברית ובה [a3 ORG|PageTurn].",
    },
];

fn main() {
    if let Err(error) = run(&Arguments::parse()) {
        eprintln!("Error: {error}");
        std::process::exit(1);
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let book = FontBook::bundled();
    for picture in PICTURES {
        let read = marked::parse(picture.article);
        let mut open = Open::new("article.txt".into(), read.document, Schema::news().clone(), read.set);
        open.active = picture.active.map(Id::new);
        let options = Options {
            width: picture.width,
            scale: 1.5,
            family: picture.family.to_owned(),
            language: Language::English,
            ..Options::default()
        };
        let bytes = png(&open, &options, &book).map_err(|error| error.to_string())?;
        let path = arguments.folder.join(format!("faithful-{}.png", picture.name));
        std::fs::write(&path, bytes)
            .map_err(|error| format!("Cannot write the picture: {error}\nFile: {}", path.display()))?;
        eprintln!("Drawn: {}", path.display());
    }
    Ok(())
}
