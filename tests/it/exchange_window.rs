//! The dialogs of export and import, with the real work behind them.

use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use hashiya::app::Exchanges;
use hashiya::exchange::{Import, Stop};
use hashiya::schema::Schema;
use hashiya::session::{Dialog, Effect, Ending, Entry, Folder, Message, Pick, Session, Work, update};
use hashiya::settings::Language;
use hashiya::store;
use hashiya::text::Direction;
use hashiya::typeset::FontBook;
use hashiya::ui::{Window, text};
use tempfile::TempDir;

struct Shell {
    session: Session,
    window: Window,
    exchanges: Option<Exchanges>,
    answers: Receiver<Message>,
    effects: Vec<Effect>,
}

impl Shell {
    fn take(&mut self, message: Message) {
        for effect in update(&mut self.session, message) {
            let exchanges = self.exchanges.as_mut().expect("made in the first pass");
            match effect {
                Effect::SampleExport { number, request } => exchanges.sample_export(number, request),
                Effect::SampleImport { number, request } => exchanges.sample_import(number, request),
                Effect::StopLooking => exchanges.stop_looking(),
                Effect::RunExport(request) => exchanges.run_export(request),
                Effect::RunImport(request) => exchanges.run_import(request),
                Effect::StopExchange(way) => exchanges.stop(way),
                other => self.effects.push(other),
            }
        }
    }
}

/// A folder `articles` with two documents that have records: a mark inside a word, nesting, relations.
fn corpus() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let hard = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats/brat/hard");
    let import = Import {
        paths: vec![hard.clone(), hard],
        from: None,
        output: folder.path().join("articles"),
        annotator: "sara".to_owned(),
    };
    let report = import.run(&Stop::default(), &mut |_| ()).expect("writable");
    assert_eq!(report.documents, 2);
    folder
}

fn window(folder: &Path, language: Language) -> Harness<'static, Shell> {
    let mut session = crate::session::session("نص");
    let articles = folder.join("articles");
    let opened = store::open(&articles.join("article.txt"), None, None).expect("sound");
    let open = hashiya::session::Open::new(
        opened.path,
        opened.document,
        std::sync::Arc::unwrap_or_clone(opened.schema),
        opened.set,
    );
    session.open = Some(open);
    let listed = store::walk(&articles).documents.into_iter();
    let entries =
        listed.map(|listed| Entry { path: listed.path, name: listed.name, status: Default::default() });
    session.folder = Some(Folder { path: articles, entries: entries.collect() });
    session.settings.language = Some(language);
    let (sender, answers) = channel();
    let shell =
        Shell { session, window: Window::new(language), exchanges: None, answers, effects: Vec::new() };
    let mut harness = Harness::builder()
        .with_size([1440.0, 900.0])
        .with_step_dt(1.0 / 60.0)
        .with_context_setup(|ctx| text::install(ctx, FontBook::bundled(), Direction::RightToLeft))
        .build_ui_state(
            move |ui, shell: &mut Shell| {
                shell.exchanges.get_or_insert_with(|| Exchanges::new(ui.ctx(), sender.clone()));
                for message in shell.answers.try_iter().collect::<Vec<_>>() {
                    shell.take(message);
                }
                while let Some(messages) = shell.window.take_key(ui.ctx(), &shell.session) {
                    messages.into_iter().for_each(|message| shell.take(message));
                }
                for message in shell.window.show(ui, &shell.session) {
                    shell.take(message);
                }
            },
            shell,
        );
    harness.run_steps(4);
    harness
}

/// Runs passes until something holds that work on another thread brings about.
fn wait(harness: &mut Harness<'static, Shell>, what: &str, holds: impl Fn(&Session) -> bool) {
    let started = Instant::now();
    while !holds(&harness.state().session) {
        assert!(started.elapsed() < Duration::from_secs(30), "{what} never came");
        std::thread::sleep(Duration::from_millis(5));
        harness.run_steps(1);
    }
    harness.run_steps(3);
}

fn wait_for_sample(harness: &mut Harness<'static, Shell>) {
    wait(harness, "the sample", |session| {
        let export = session.exchange.export.as_ref();
        let import = session.exchange.import.as_ref();
        export.is_some_and(|task| task.sample.is_some() && !task.is_looking)
            || import.is_some_and(|task| task.sample.is_some() && !task.is_looking)
    });
}

fn click(harness: &mut Harness<'static, Shell>, role: Role, name: &str) {
    // As assistive technology does it: where a form is longer than its dialog, no scrolling comes first.
    harness.get_by_role_and_label(role, name).click_accesskit();
    harness.run_steps(3);
}

fn press(harness: &mut Harness<'static, Shell>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(3);
}

/// The words of the interface, with what fills them isolated.
fn filled(words: &str, value: &str) -> String {
    words.replace("{}", &format!("\u{2068}{value}\u{2069}"))
}

#[test]
fn a_folder_is_exported_with_its_losses_seen_before() {
    let words = |language| match language {
        Language::English => [
            "Format",
            "Not carried: ",
            "Split the word",
            "Export",
            "Write nothing if something would be lost",
            "Nothing was written: something would be lost.",
            "Back",
            "Exported",
            "Show in folder",
        ],
        Language::Arabic => [
            "الصيغة",
            "ما لا تحمله الصيغة: ",
            "تُقسم الكلمة",
            "تصدير",
            "لا يُكتب شيء إن كان شيء سيُفقد",
            "لم يُكتب شيء، لأن التصدير كان سيُفقد شيئًا.",
            "رجوع",
            "تم التصدير",
            "إظهار في المجلد",
        ],
    };
    for language in Language::ALL {
        let folder = corpus();
        let mut harness = window(folder.path(), language);
        let [format, not_carried, split, export, strict, refused, back, done, reveal] = words(language);
        press(&mut harness, Modifiers::CTRL, Key::E);
        wait_for_sample(&mut harness);
        // The first document as Hugging Face gets it, then as CoNLL does.
        harness.get_by_label_contains("\"annotations\":[");
        click(&mut harness, Role::ComboBox, format);
        click(&mut harness, Role::ListBoxOption, "CoNLL (IOB2)");
        for layer in &Schema::news().layers[1..] {
            click(&mut harness, Role::CheckBox, layer.name.in_language(language.code()));
        }
        wait_for_sample(&mut harness);
        harness.get_by_label_contains("\nلسليم B-PERS\n");
        harness.get_by_label_contains(not_carried);
        // What an option changes is seen at once.
        let sample = |harness: &Harness<'static, Shell>| {
            let task = harness.state().session.exchange.export.as_ref().expect("open");
            task.sample.clone().expect("there").expect("sound").first.expect("a document").files
        };
        let before = sample(&harness);
        click(&mut harness, Role::RadioButton, split);
        wait_for_sample(&mut harness);
        assert_ne!(sample(&harness)[0].text, before[0].text);
        harness.get_by_label_contains("\nل O\nسليم B-PERS\n");
        // Strict, nothing is written.
        click(&mut harness, Role::CheckBox, strict);
        click(&mut harness, Role::Button, export);
        let ended = |session: &Session| {
            let task = session.exchange.export.as_ref();
            task.is_some_and(|task| matches!(task.work, Work::Ended(_)))
        };
        wait(&mut harness, "the end", ended);
        harness.get_by_label(refused);
        let out = folder.path().join("articles-conll");
        assert!(!out.exists());
        click(&mut harness, Role::Button, back);
        click(&mut harness, Role::CheckBox, strict);
        click(&mut harness, Role::Button, export);
        wait(&mut harness, "the end", ended);
        harness.get_by_label(done);
        for name in ["article.conll", "article-2.conll"] {
            assert_eq!(Some(fs::read_to_string(out.join(name)).expect("written")), sample(&harness)[0].text);
        }
        click(&mut harness, Role::Button, reveal);
        assert_eq!(harness.state().effects.last(), Some(&Effect::ShowInFolder { path: out }));
        press(&mut harness, Modifiers::NONE, Key::Escape);
        assert_eq!(harness.state().session.dialog, None);
    }
}

#[test]
fn files_are_imported_as_what_they_are_and_opened() {
    for (language, recognised, import, open) in [
        (Language::English, "Recognised: {}", "Import", "Open what was imported"),
        (Language::Arabic, "الصيغة المعروفة: {}", "استيراد", "فتح ما استُورد"),
    ] {
        let folder = corpus();
        let brat = folder.path().join("brat");
        fs::create_dir(&brat).expect("made");
        fs::write(brat.join("n.txt"), "قال هادي سليم: «لن نوقّع».\n").expect("written");
        fs::write(brat.join("n.ann"), "T1\tPERS 4 13\tهادي سليم\nT2\tPERS 90 95\tبعيد\n").expect("written");
        let mut harness = window(folder.path(), language);
        press(&mut harness, Modifiers::CTRL, Key::I);
        assert_eq!(harness.state().session.dialog, Some(Dialog::Import));
        // As the file dialog answers.
        harness.state_mut().take(Message::Picked { pick: Pick::ImportFolder, path: brat });
        wait_for_sample(&mut harness);
        harness.get_by_label(&filled(recognised, "brat"));
        harness.get_by_label_contains("قال هادي سليم: «لن نوقّع».");
        harness.get_by_label_contains("90-95");
        click(&mut harness, Role::Button, import);
        wait(&mut harness, "the end", |session| {
            let task = session.exchange.import.as_ref();
            task.is_some_and(|task| matches!(task.work, Work::Ended(_)))
        });
        let task = harness.state().session.exchange.import.as_ref().expect("open");
        let Work::Ended(outcome) = &task.work else { panic!("it ended") };
        assert_eq!((outcome.ending, outcome.documents, outcome.annotations), (Ending::Done, 1, 1));
        assert_eq!((outcome.left_out, outcome.listed[0].line), (1, 2));
        let out = folder.path().join("brat-articles");
        assert!(out.join("n.txt.ann.json").is_file());
        click(&mut harness, Role::Button, open);
        assert_eq!(harness.state().effects.last(), Some(&Effect::List { folder: out }));
        assert_eq!(harness.state().session.dialog, None);
    }
}

#[test]
fn a_narrow_window_holds_the_whole_dialog() {
    let folder = corpus();
    for language in Language::ALL {
        let mut harness = window(folder.path(), language);
        harness.set_size(egui::vec2(720.0, 480.0));
        harness.run_steps(4);
        press(&mut harness, Modifiers::CTRL, Key::E);
        wait_for_sample(&mut harness);
        let name = if language == Language::English { "Export" } else { "تصدير" };
        let rect = harness.get_by_role_and_label(Role::Button, name).rect();
        assert!(rect.bottom() < 480.0 && rect.left() > 0.0 && rect.right() < 720.0, "{rect:?}");
        press(&mut harness, Modifiers::NONE, Key::Escape);
        assert_eq!(harness.state().session.dialog, None);
    }
}

#[test]
fn keys_alone_reach_everything_and_are_not_the_articles() {
    let folder = corpus();
    let mut harness = window(folder.path(), Language::English);
    // The article has the keys, and Tab is its own, until a dialog is there.
    press(&mut harness, Modifiers::NONE, Key::Tab);
    let chosen = |harness: &Harness<'static, Shell>| {
        harness.state().session.open.as_ref().expect("open").active.clone()
    };
    let before = chosen(&harness);
    press(&mut harness, Modifiers::CTRL, Key::E);
    wait_for_sample(&mut harness);
    assert!(harness.get_by_role_and_label(Role::Button, "Export").is_focused());
    press(&mut harness, Modifiers::NONE, Key::Tab);
    assert!(harness.get_by_role_and_label(Role::Button, "Close").is_focused());
    // Round to the beginning, and on to the box that divides.
    let divide = "Divide into training, development and test";
    for _ in 0..40 {
        if harness.get_by_role_and_label(Role::CheckBox, divide).is_focused() {
            break;
        }
        press(&mut harness, Modifiers::NONE, Key::Tab);
    }
    press(&mut harness, Modifiers::NONE, Key::Space);
    assert!(harness.state().session.exchange.export.as_ref().expect("open").form.is_split);
    for _ in 0..40 {
        if harness.get_by_role_and_label(Role::Button, "Export").is_focused() {
            break;
        }
        press(&mut harness, Modifiers::NONE, Key::Tab);
    }
    press(&mut harness, Modifiers::NONE, Key::Enter);
    wait(&mut harness, "the end", |session| {
        let task = session.exchange.export.as_ref();
        task.is_some_and(|task| matches!(task.work, Work::Ended(_)))
    });
    assert!(folder.path().join("articles-hf-jsonl/data/train.jsonl").is_file());
    assert!(harness.get_by_role_and_label(Role::Button, "Show in folder").is_focused());
    assert_eq!(chosen(&harness), before);
}
