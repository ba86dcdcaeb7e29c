//! Shows every text widget in one window: `cargo run --example widgets`, with `ltr` for English
//! and `dark` for the dark theme.

use eframe::egui;
use hashiya::schema::Tone;
use hashiya::text::Direction;
use hashiya::typeset::FontBook;
use hashiya::ui::text::{self, Button, Label, MenuItem, TextInput, Voice};
use hashiya::ui::theme::Theme;

struct Widgets {
    name: String,
    claim: String,
    source: String,
    empty: String,
    kind: usize,
    worth: usize,
    quote: Option<usize>,
    excluded: bool,
}

fn main() -> eframe::Result {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| words.iter().any(|given| given == word);
    let direction = if has("ltr") { Direction::LeftToRight } else { Direction::RightToLeft };
    let theme = if has("dark") { egui::Theme::Dark } else { egui::Theme::Light };
    let viewport = egui::ViewportBuilder::default().with_inner_size([1000.0, 700.0]);
    let options = eframe::NativeOptions { viewport, ..Default::default() };
    eframe::run_native(
        "Widgets",
        options,
        Box::new(move |creation| {
            text::install(&creation.egui_ctx, FontBook::with_system(), direction);
            creation.egui_ctx.set_theme(theme);
            Ok(Box::new(Widgets {
                name: "هادي سليم".to_owned(),
                claim: "ارتفعت كلفة مشروع ميناء الواحة 38% من 2021 إلى 2024".to_owned(),
                source: "https://budget.example.org/2024".to_owned(),
                empty: String::new(),
                kind: 0,
                worth: 4,
                quote: None,
                excluded: true,
            }))
        }),
    )
}

impl eframe::App for Widgets {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let margin = egui::Frame::new().inner_margin(8).fill(Theme::of(ui).background);
        egui::Panel::top("bar").frame(margin).show(ui, |ui| {
            text::row(ui, |ui| {
                text::heading(ui, "حاشية");
                for (name, key) in [("كيان", "E"), ("اقتباس", "Q"), ("ادعاء", "C")] {
                    ui.add(Button::new(name).key(key));
                }
                ui.add(Button::new("علاقة").key("R").selected(true));
                ui.add_enabled(false, Button::new("استبعاد").key("X"));
                ui.add(Button::new("الأوامر").key("Ctrl K"));
                ui.add(Button::new("بلا إطار").quiet());
            });
        });
        egui::Panel::left("properties").exact_size(280.0).frame(margin).show(ui, |ui| {
            text::column(ui, |ui| self.properties(ui));
        });
        egui::CentralPanel::default().frame(margin.fill(Theme::of(ui).paper)).show(ui, |ui| {
            text::column(ui, |ui| self.samples(ui));
        });
    }
}

impl Widgets {
    fn properties(&mut self, ui: &mut egui::Ui) {
        text::heading(ui, "ادعاء");
        text::weak(ui, "«كلفة المشروع ارتفعت بنسبة 38%…»");
        text::caption(ui, "الصياغة المعيارية");
        TextInput::area("الصياغة المعيارية", &mut self.claim, 2).show(ui);
        text::caption(ui, "صاحب الادعاء");
        TextInput::line("صاحب الادعاء", &mut self.name).show(ui);
        text::caption(ui, "النوع");
        let kinds = ["رقمي", "حدث", "سببي", "موقف"];
        self.kind = text::segmented(ui, "النوع", Some(self.kind), &kinds).unwrap_or(self.kind);
        text::caption(ui, "الجدارة بالتحقق");
        let grades = ["0", "1", "2", "3", "4"];
        self.worth = text::segmented(ui, "الجدارة", Some(self.worth), &grades).unwrap_or(self.worth);
        text::caption(ui, "الاقتباس");
        let quotes = ["مباشر", "غير مباشر", "مختلط", "حر غير مباشر", "منقول"];
        self.quote = text::combo(ui, "الاقتباس", "بلا", self.quote, &quotes).or(self.quote);
        text::caption(ui, "الأدلة");
        TextInput::line("الأدلة", &mut self.source).show(ui);
        TextInput::line("بحث", &mut self.empty).placeholder("بحث في النص").show(ui);
        text::checkbox(ui, &mut self.excluded, "استبعاد من العد والقياس");
    }

    fn samples(&mut self, ui: &mut egui::Ui) {
        ui.set_max_width(420.0);
        text::label(
            ui,
            "أعلن رئيس مجلس مدينة الواحة هادي سليم أمس الثلاثاء تأجيل مشروع الميناء \
            الجديد، وقال في مؤتمر صحفي: «لن نوقّع عقدًا لا نعرف كلفته الحقيقية» (Blue Harbor).",
        );
        text::label(ui, "English label in the same column, wrapping at the same width as others do.");
        ui.add(Label::new("سطر واحد طويل يُقطع عند نهايته المنطقية بثلاث نقاط ولا يلتف أبدًا").one_line());
        text::strong(ui, "کیفیت متن فارسی با نیم‌فاصله: می‌خواهم");
        text::label(ui, "עברית עם English ומספרים 2024, וגם سطر");
        ui.add(Label::new("اُردو میں خبر").voice(Voice::Body));
        text::label(ui, "رموز: 👍 ✓ → 12% — ١٢٣");
        for tone in Tone::ALL {
            let colours = Theme::of(ui).tone(tone);
            text::card(ui, colours.line, |ui| {
                ui.set_width(180.0);
                text::strong(ui, "اقتباس · مباشر");
                ui.add(Label::new("المصدر: هادي سليم ← قال").voice(Voice::Small).weak());
            });
            if tone == Tone::Blue {
                break;
            }
        }
        ui.scope(|ui| {
            ui.set_width(220.0);
            ui.add(MenuItem::new("بحث في النص").key("Ctrl F"));
            ui.add(MenuItem::new("مجلس المدينة يؤجل المشروع").chosen(true).mark(Theme::of(ui).waiting));
            ui.add(MenuItem::new("حفظ").key("Ctrl S"));
        });
        text::row(ui, |ui| {
            ui.add(Button::new("حفظ").main());
            text::button(ui, "إلغاء");
        });
    }
}
