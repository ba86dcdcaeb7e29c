//! Layout for each code point, beside bare parley and bare shaping by harfrust: what it costs at least.

mod support;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use harfrust::{FontRef, ShapeOptions, ShapePlan, ShaperData, UnicodeBuffer};
use hashiya::text::Document;
use hashiya::typeset::{BUNDLED_FONTS, Column, FontBook, ParagraphSource, TextStyle, Typesetter};
use parley::{FontContext, FontFamily, FontFamilyName, Layout, LayoutContext, LineHeight};

use support::{CpuTime, criterion, grow, measure};

const WIDTH: f32 = 620.0;
const SIZE: f32 = 20.0;
const LINE_HEIGHT: f32 = 40.0;
const FAMILY: &str = "Noto Naskh Arabic";

fn layout(criterion: &mut Criterion<CpuTime>) {
    for characters in [10_000, 100_000, 1_000_000] {
        let document = Document::new(grow::text(characters));
        let style = TextStyle { family: FAMILY.into(), size: SIZE, line_height: LINE_HEIGHT, bold: false };
        let sources = document.paragraphs().iter().map(|paragraph| ParagraphSource {
            span: paragraph.span,
            direction: paragraph.direction,
            scale: 1.0,
            bold: false,
        });
        let sources: Vec<ParagraphSource> = sources.collect();
        let column = || Column::new(sources.clone(), style.clone(), WIDTH, 16.0);
        let mut typesetter = Typesetter::new(FontBook::bundled());
        measure(criterion, "layout/ours", characters, |bencher| {
            bencher.iter(|| {
                let mut column = column();
                for index in 0..sources.len() {
                    column.ensure(index..index + 1, document.text(), &mut typesetter);
                    column.evict(index..index, 4 << 20);
                }
                black_box(column.height())
            });
        });
        measure(criterion, "layout/ours, heights alone", characters, |bencher| {
            bencher.iter(|| {
                let mut column = column();
                for job in column.unmeasured_from(0, usize::MAX) {
                    let measured = job.measure(document.text(), &mut typesetter);
                    column.accept(&job, measured);
                }
                black_box(column.height())
            });
        });
        let texts =
            || sources.iter().map(|source| document.slice(source.span)).filter(|text| !text.is_empty());
        let (mut fonts, mut context, mut layout) = (fonts(), LayoutContext::<()>::new(), Layout::new());
        measure(criterion, "layout/parley", characters, |bencher| {
            bencher.iter(|| {
                for text in texts() {
                    let mut builder = context.ranged_builder(&mut fonts, text, 1.0, false);
                    builder.push_default(FontFamily::List(families().into()));
                    builder.push_default(parley::StyleProperty::FontSize(SIZE));
                    builder
                        .push_default(parley::StyleProperty::LineHeight(LineHeight::Absolute(LINE_HEIGHT)));
                    builder.build_into(&mut layout, text);
                    layout.break_all_lines(Some(WIDTH));
                    black_box(layout.height());
                }
            });
        });
        let font = BUNDLED_FONTS.iter().find(|font| font.family == FAMILY).expect("it is bundled");
        let font = FontRef::new(font.data).expect("it is a font");
        let data = ShaperData::new(&font);
        let shaper = data.shaper(&font).build();
        let mut plans: Vec<((harfrust::Direction, harfrust::Script), ShapePlan)> = Vec::new();
        measure(criterion, "layout/harfrust", characters, |bencher| {
            bencher.iter(|| {
                let mut buffer = UnicodeBuffer::new();
                for text in texts() {
                    buffer.push_str(text);
                    buffer.guess_segment_properties();
                    let key = (buffer.direction(), buffer.script());
                    let plan = plans.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
                        plans.push((key, ShapePlan::new(&shaper, key.0, Some(key.1), None, &[])));
                        plans.len() - 1
                    });
                    let glyphs = shaper.shape(buffer, ShapeOptions::new().plan(Some(&plans[plan].1)));
                    black_box(glyphs.len());
                    buffer = glyphs.clear();
                }
            });
        });
    }
}

/// Every bundled family, as the typesetter has them behind the preferred one.
fn families() -> Vec<FontFamilyName<'static>> {
    let names = [FAMILY, "Noto Serif", "Noto Sans Hebrew", "Vazirmatn", "Noto Sans"];
    names.into_iter().map(|name| FontFamilyName::Named(name.into())).collect()
}

fn fonts() -> FontContext {
    let mut fonts = FontContext::new();
    for font in BUNDLED_FONTS {
        fonts.collection.register_fonts(parley::fontique::Blob::new(std::sync::Arc::new(font.data)), None);
    }
    fonts
}

criterion_group! {
    name = benches;
    config = criterion();
    targets = layout
}
criterion_main!(benches);
