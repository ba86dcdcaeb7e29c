//! A walk over every screen of the window, in both languages and both lights: who painted the text, whether it
//! fits, and whether everything has a name.

mod check;

use std::path::PathBuf;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use hashiya::annotation::Id;
use hashiya::session::{
    Command, Dialog, Entry, EntryStatus, Folder, Menu, Message, Mode, Notice, OpenFailure, Pick, ReadOnly,
    ReviewStep, Saving, Session, update,
};
use hashiya::settings::{Language, ThemeChoice};

use crate::session::{self, select};
use crate::window::{Shell, press, window_of};
use check::faults;

const TEXT: &str = "وكالة الواحة — 12 مارس 2027\n\
    قال هادي سليم، المتحدث باسم شركة Blue Harbor: «لن نوقّع العقد قبل 15 يونيو»، وأضاف أن كلفة المشروع ارتفعت \
    38% منذ عام 2021 بسبب تأخر الشركة المنفذة عن المواعيد التي اتُفق عليها في العقد الأول.\n\
    \n\
    The company said in English: no comment.\n\
    وغادر لسليم مكتبه في الواحة.\n\
    جميع الحقوق محفوظة";

type Window = Harness<'static, Shell>;

/// A place that a person can come to, and what brings them there.
struct Screen {
    name: String,
    session: Session,
    /// What is done in the window once the session is in it.
    act: Box<dyn Fn(&mut Window)>,
}

fn screen(name: impl Into<String>, session: Session) -> Screen {
    Screen { name: name.into(), session, act: Box::new(|_| ()) }
}

fn mark(session: &mut Session, part: &str, layer: &str, label: Option<&str>) -> Id {
    let id = session::mark(session, part, layer, label);
    update(session, Message::LeaveMode);
    id
}

/// What is marked in the article.
struct Marked {
    person: Id,
    company: Id,
    quote: Id,
    claim: Id,
    region: Id,
}

/// An article with something of every layer, in a folder of articles with long names.
pub fn article() -> Session {
    marked().0
}

fn marked() -> (Session, Marked) {
    let mut session = session::session(TEXT);
    let person = mark(&mut session, "هادي سليم", "entity", Some("PERS"));
    let company = mark(&mut session, "Blue Harbor", "entity", Some("ORG"));
    mark(&mut session, "المتحدث باسم شركة Blue Harbor", "entity", Some("OCC"));
    let quote = mark(&mut session, "لن نوقّع العقد قبل 15 يونيو", "quote", None);
    update(&mut session, Message::StartFill { id: quote.clone(), role: "source".into() });
    update(&mut session, Message::Show(person.clone()));
    update(&mut session, Message::StartFill { id: quote.clone(), role: "cue".into() });
    select(&mut session, "قال");
    update(&mut session, Message::SelectionMade);
    update(&mut session, Message::LeaveMode);
    let claim = mark(
        &mut session,
        "كلفة المشروع ارتفعت 38% منذ عام 2021 بسبب تأخر الشركة المنفذة عن المواعيد التي اتُفق عليها",
        "claim",
        None,
    );
    let region = mark(&mut session, "جميع الحقوق محفوظة", "region", Some("boilerplate"));
    let kind = relation(&session);
    update(&mut session, Message::StartRelation { from: claim.clone(), kind });
    update(&mut session, Message::Show(quote.clone()));
    update(&mut session, Message::LeaveMode);
    let note = "راجع البيان الأصلي في موقع blueharbor.example قبل الحكم".to_owned();
    update(&mut session, Message::SetNote { id: quote.clone(), note });
    update(&mut session, Message::Activate(None));
    let entries = (1..=9).map(|number| Entry {
        path: PathBuf::from(format!("/articles/{number}.txt")),
        name: format!("تقارير/{number} خبر طويل العنوان عن مشروع الميناء الجديد في الواحة article.txt"),
        status: [EntryStatus::Untouched, EntryStatus::InProgress, EntryStatus::Done][number % 3],
    });
    session.folder = Some(Folder { path: "/articles".into(), entries: entries.collect() });
    (session, Marked { person, company, quote, claim, region })
}

fn relation(session: &Session) -> String {
    session.open.as_ref().expect("a document is open").schema.relations[0].id.clone()
}

/// The dialogs, one after the other. A new one has to be put in here: each arm names the next.
fn dialog_after(dialog: Option<&Dialog>) -> Option<Dialog> {
    let failure = |encoding: Option<&str>, words| {
        Dialog::Failure(OpenFailure {
            path: "/مقالات/2027/خبر طويل العنوان عن مشروع الميناء الجديد.txt".into(),
            what: "The file could not be read".into(),
            hint: "Check it".into(),
            encoding: encoding.map(str::to_owned),
            words,
        })
    };
    match dialog {
        None => Some(Dialog::TypePath { pick: Pick::File, unanswered: false }),
        Some(Dialog::TypePath { pick: Pick::File, unanswered: false }) => {
            Some(Dialog::TypePath { pick: Pick::File, unanswered: true })
        }
        Some(Dialog::TypePath { pick: Pick::File | Pick::Folder, unanswered: true | false }) => {
            Some(Dialog::TypePath { pick: Pick::CopyTo, unanswered: true })
        }
        Some(Dialog::TypePath { pick: Pick::CopyTo, .. }) => {
            Some(Dialog::TypePath { pick: Pick::ExportTo, unanswered: true })
        }
        Some(Dialog::TypePath { pick: Pick::ExportTo, .. }) => {
            Some(Dialog::TypePath { pick: Pick::ImportFiles, unanswered: false })
        }
        Some(Dialog::TypePath { pick: Pick::ImportFiles, .. }) => {
            Some(Dialog::TypePath { pick: Pick::ImportFolder, unanswered: false })
        }
        Some(Dialog::TypePath { pick: Pick::ImportFolder, .. }) => {
            Some(Dialog::TypePath { pick: Pick::ImportTo, unanswered: false })
        }
        Some(Dialog::TypePath { pick: Pick::ImportTo, .. }) => {
            Some(failure(Some("windows-1256"), "failure-not-utf8"))
        }
        Some(Dialog::Failure(OpenFailure { encoding: Some(_), .. })) => {
            Some(failure(None, "failure-unreadable"))
        }
        Some(Dialog::Failure(_)) => Some(Dialog::Problems),
        Some(Dialog::Problems) => Some(Dialog::Palette),
        Some(Dialog::Palette) => Some(Dialog::Help),
        Some(Dialog::Help) => Some(Dialog::Settings),
        Some(Dialog::Settings) => Some(Dialog::Export),
        Some(Dialog::Export) => Some(Dialog::Import),
        Some(Dialog::Import) => Some(Dialog::Unsaved),
        Some(Dialog::Unsaved) => None,
    }
}

fn dialogs() -> Vec<Dialog> {
    std::iter::successors(dialog_after(None), |dialog| dialog_after(Some(dialog))).collect()
}

/// The modes that have a strip of their own. A new one has to be put in here.
fn modes(session: &Session, marked: &Marked) -> Vec<Mode> {
    let mode_after = |mode: &Mode| match mode {
        Mode::Read => Some(Mode::Label { layer: "entity".into(), target: target() }),
        Mode::Label { layer, .. } if layer == "entity" => {
            Some(Mode::Label { layer: "claim".into(), target: target() })
        }
        Mode::Label { .. } => Some(Mode::Fill { id: marked.quote.clone(), role: "addressee".into() }),
        Mode::Fill { .. } => Some(Mode::Relate { from: marked.claim.clone(), kind: relation(session) }),
        Mode::Relate { .. } => None,
    };
    let target = session.open.as_ref().map(|open| open.mode.clone());
    assert_eq!(target, Some(Mode::Read));
    std::iter::successors(mode_after(&Mode::Read), mode_after).collect()
}

fn target() -> hashiya::session::Target {
    let place = hashiya::annotation::Fragments::one(hashiya::text::Span::new(0, 10));
    hashiya::session::Target::New(place.expect("it is a place"))
}

/// The ids of everything that a notice can say.
fn notice_words() -> Vec<&'static str> {
    let words = include_str!("../../../assets/i18n/en/window.ftl").lines();
    words
        .filter_map(|line| line.strip_suffix('=').or(line.split(" =").next()))
        .filter(|id| id.starts_with("notice-"))
        .collect()
}

fn notice(number: usize, words: &'static str) -> Notice {
    let detail = "/مقالات/خبر طويل العنوان عن مشروع الميناء الجديد في الواحة.txt.ann.json";
    let mut notice = match number % 3 {
        0 => Notice::info(words, detail),
        1 => Notice::warning(words, detail).offering(Command::Settings),
        _ => Notice::error(words, detail),
    };
    notice.counts = ["kept", "moved", "doubtful", "lost", "count"].map(|name| (name, number + 2)).into();
    notice
}

fn screens() -> Vec<Screen> {
    let mut screens = vec![screen("welcome", Session::default())];
    let mut recent = Session::default();
    recent.settings.recent = vec![
        "/home/مقالات/خبر طويل العنوان عن مشروع الميناء الجديد في الواحة وما قاله رئيس المجلس.txt".into(),
        "/home/articles/article.txt".into(),
    ];
    screens.push(screen("welcome, with articles opened lately", recent));
    screens.push(screen("article", article()));
    let mut bare = session::session(TEXT);
    bare.settings.list_open = true;
    screens.push(screen("article, nothing marked", bare));

    let (_, marked_ids) = marked();
    let layers = [
        ("person", &marked_ids.person),
        ("company", &marked_ids.company),
        ("quote", &marked_ids.quote),
        ("claim", &marked_ids.claim),
        ("region", &marked_ids.region),
    ];
    for (name, id) in layers {
        let (mut session, _) = marked();
        update(&mut session, Message::Show(id.clone()));
        screens.push(Screen { name: format!("chosen: {name}"), session, act: Box::new(open_every_choice) });
    }
    let (mut session, _) = marked();
    let relation = session.open.as_ref().and_then(|open| open.set.relations().next().map(|it| it.id.clone()));
    update(&mut session, Message::Activate(Some(relation.expect("one was made"))));
    screens.push(screen("chosen: relation", session));

    for menu in Menu::ALL {
        let act = move |window: &mut Window| open_menu(window, menu);
        screens.push(Screen { name: format!("menu {menu:?}"), session: article(), act: Box::new(act) });
    }
    for (mode, number) in modes(&article(), &marked_ids).into_iter().zip(1..) {
        let (mut session, _) = marked();
        let kind = match &mode {
            Mode::Read => "read",
            Mode::Label { .. } => "label",
            Mode::Fill { .. } => "fill",
            Mode::Relate { .. } => "relate",
        };
        session.open.as_mut().expect("a document is open").mode = mode;
        let act = |window: &mut Window| hover_every(window, Role::Button);
        screens.push(Screen { name: format!("mode {number}: {kind}"), session, act: Box::new(act) });
    }
    for (dialog, number) in dialogs().into_iter().zip(1..) {
        let mut session = with_problems();
        session.open.as_mut().expect("a document is open").saving =
            Saving::Failed("تعذّرت الكتابة: No space left on device".into());
        let name = format!("dialog {number}: {}", name_of(&dialog));
        let typed = dialog == Dialog::Palette;
        update(&mut session, Message::OpenDialog(dialog));
        let act = move |window: &mut Window| {
            open_every_choice(window);
            if typed {
                window.event(egui::Event::Text("ا".into()));
                step(window, 2);
            }
        };
        screens.push(Screen { name, session, act: Box::new(act) });
    }
    screens.push(screen("dialog over the welcome: settings", {
        let mut session = Session::default();
        update(&mut session, Message::OpenDialog(Dialog::Settings));
        session
    }));
    for (name, session) in reviews() {
        screens.push(screen(format!("review: {name}"), session));
    }
    for (words, number) in notice_words().chunks(3).zip(1..) {
        let mut session = article();
        session.notices = words.iter().enumerate().map(|(at, words)| notice(at, words)).collect();
        screens.push(screen(format!("notices {number}: {}", words.join(", ")), session));
    }
    for reason in [
        ReadOnly::NewerRecord(9),
        ReadOnly::TextDiffers,
        ReadOnly::Damaged,
        ReadOnly::Outside,
        ReadOnly::Held("سارة على laptop-7".into()),
    ] {
        let mut session = with_problems();
        let name = format!("read only: {reason:?}").replace("سارة على laptop-7", "somebody");
        session.open.as_mut().expect("a document is open").read_only = Some(reason);
        update(&mut session, Message::OpenDialog(Dialog::Problems));
        screens.push(screen(name, session));
    }
    for saving in [Saving::Saved, Saving::Pending, Saving::Failed("تعذّرت الكتابة".into())] {
        let mut session = article();
        let name = format!("saving: {saving:?}").split('(').next().unwrap_or_default().to_owned();
        session.open.as_mut().expect("a document is open").saving = saving;
        let act = |window: &mut Window| hover_every(window, Role::Button);
        screens.push(Screen { name, session, act: Box::new(act) });
    }
    for (name, role) in [("list", Role::ListItem), ("cards", Role::Note)] {
        let act = move |window: &mut Window| hover_every(window, role);
        screens.push(Screen { name: format!("tooltips: {name}"), session: article(), act: Box::new(act) });
    }
    let mut narrow = article();
    narrow.settings.list_open = false;
    narrow.settings.inspector_open = false;
    screens.push(screen("article, without panels", narrow));
    screens
}

fn name_of(dialog: &Dialog) -> &'static str {
    match dialog {
        Dialog::TypePath { .. } => "path",
        Dialog::Failure(_) => "failure",
        Dialog::Problems => "problems",
        Dialog::Palette => "palette",
        Dialog::Help => "help",
        Dialog::Settings => "settings",
        Dialog::Export => "export",
        Dialog::Import => "import",
        Dialog::Unsaved => "unsaved",
    }
}

fn with_problems() -> Session {
    let mut session = article();
    let open = session.open.as_mut().expect("a document is open");
    let all = hashiya::annotation::ProblemCode::ALL;
    let id = open.set.iter().next().map(|annotation| annotation.id.clone());
    open.problems = all
        .iter()
        .map(|code| hashiya::annotation::Problem {
            code: *code,
            item: id.clone(),
            span: None,
            detail: "role الموضع $.annotations[3] «لن نوقّع العقد»".into(),
        })
        .collect();
    session
}

/// What a person decides: a doubtful place with candidates, a lost one, conflicts, and the end.
fn reviews() -> Vec<(String, Session)> {
    let mut reviews = Vec::new();
    let (mut session, _) = crate::review::changed();
    update(&mut session, Message::Do(Command::Review));
    for number in 1..5 {
        let open = session.open.as_ref().expect("a document is open");
        let Some(review) = &open.review else { break };
        let is_over = review.case().is_none();
        let mut copy = crate::review::changed().0;
        update(&mut copy, Message::Do(Command::Review));
        for _ in 1..number {
            update(&mut copy, Message::Review(ReviewStep::Skip));
        }
        reviews.push((if is_over { "ended".to_owned() } else { format!("place {number}") }, copy));
        if is_over {
            break;
        }
        update(&mut session, Message::Review(ReviewStep::Skip));
    }
    for number in 1..=2 {
        let (mut session, _) = crate::review::in_conflict();
        update(&mut session, Message::Do(Command::Review));
        for _ in 1..number {
            update(&mut session, Message::Review(ReviewStep::Skip));
        }
        reviews.push((format!("conflict {number}"), session));
    }
    reviews
}

fn open_menu(window: &mut Window, menu: Menu) {
    let place = Menu::ALL.iter().position(|other| *other == menu).expect("it is one of them");
    let mut toolbar: Vec<_> = window.get_all_by_role(Role::Button).collect();
    toolbar.retain(|button| button.rect().top() < 45.0);
    let is_rtl = window.state().session.settings.language == Some(Language::Arabic);
    toolbar.sort_by(|one, other| one.rect().left().total_cmp(&other.rect().left()));
    if is_rtl {
        toolbar.reverse();
    }
    toolbar[place].click();
    step(window, 4);
    assert!(window.get_all_by_role(Role::MenuItem).count() > 3, "the menu is open");
}

/// Opens each list to choose from, one after the other.
fn open_every_choice(window: &mut Window) {
    let count = window.query_all_by_role(Role::ComboBox).count();
    for number in 0..count {
        let Some(choice) = window.query_all_by_role(Role::ComboBox).nth(number) else { break };
        choice.focus();
        step(window, 2);
        window.key_press(Key::Enter);
        step(window, 4);
        assert!(window.query_all_by_role(Role::ListBoxOption).count() > 0, "the list is open");
        window.key_press(Key::Escape);
        step(window, 3);
    }
}

/// Lets the pointer rest on each widget of a role.
fn hover_every(window: &mut Window, role: Role) {
    let places: Vec<egui::Pos2> = window.query_all_by_role(role).map(|node| node.rect().center()).collect();
    for place in places.into_iter().take(12) {
        window.hover_at(place);
        step(window, 40);
    }
    window.remove_cursor();
    step(window, 2);
}

/// Draws so many passes, and looks at each.
fn step(window: &mut Window, count: usize) {
    for _ in 0..count {
        window.step();
        let faults = faults(window);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

#[test]
fn every_screen_is_right_in_both_languages_and_lights() {
    let mut walked: Vec<String> = Vec::new();
    let mut count = 0;
    for language in Language::ALL {
        for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
            let mut window = window_of(Session::default(), language);
            let light = if theme == ThemeChoice::Light { egui::Theme::Light } else { egui::Theme::Dark };
            window.ctx.set_theme(light);
            for Screen { name, mut session, act } in screens() {
                session.settings.language = Some(language);
                session.settings.theme = theme;
                window.state_mut().session = session;
                window.ctx.memory_mut(|memory| memory.stop_text_input());
                let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    step(&mut window, 5);
                    act(&mut window);
                    step(&mut window, 2);
                }));
                if let Err(fault) = result {
                    let words = fault.downcast_ref::<String>().cloned().unwrap_or_default();
                    panic!("{name}, {language:?}, {theme:?}:\n{words}");
                }
                assert_eq!(window.ctx.theme(), light);
                press(&mut window, Modifiers::NONE, Key::Escape);
                count += 1;
                if !walked.contains(&name) {
                    walked.push(name);
                }
            }
        }
    }
    assert_eq!(count, walked.len() * 4);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    let list = format!("{} screens, each in 2 languages and 2 lights\n{}", walked.len(), walked.join("\n"));
    settings.bind(|| insta::assert_snapshot!("screens", list));
}

#[test]
fn the_smallest_window_is_right_too() {
    for language in Language::ALL {
        let mut window = window_of(Session::default(), language);
        window.set_size(egui::vec2(720.0, 480.0));
        for Screen { name, mut session, .. } in screens() {
            session.settings.language = Some(language);
            window.state_mut().session = session;
            window.run_steps(4);
            let faults = faults(&window);
            assert!(faults.is_empty(), "{name}, {language:?}:\n{}", faults.join("\n"));
        }
    }
}

#[test]
fn what_is_cut_ends_in_an_ellipsis_where_its_reading_ends() {
    use hashiya::text::Direction;
    use hashiya::ui::text::{Voice, line};
    let mut seen = 0;
    let mut window = window_of(Session::default(), Language::English);
    window.run_steps(1);
    for (text, direction) in [
        ("أعلن رئيس مجلس المدينة أمس الثلاثاء تأجيل مشروع الميناء", Direction::RightToLeft),
        ("أعلن Blue Harbor تأجيل مشروع الميناء إلى 2027", Direction::RightToLeft),
        ("The council put off the harbour project", Direction::LeftToRight),
        ("The council (مجلس المدينة الجديد) put it off", Direction::LeftToRight),
    ] {
        for width in [60.0, 90.0, 120.0] {
            let layout = line(&window.ctx, text, &Voice::Body.style(), Some(width));
            let end = layout.clusters.iter().max_by_key(|cluster| cluster.end).expect("it has letters");
            let (left, right) = (layout.lines[0].left, layout.lines[0].right);
            let at_end = match direction {
                Direction::RightToLeft => (end.left - left).abs() < 0.5,
                Direction::LeftToRight => (end.right - right).abs() < 0.5,
            };
            assert!(at_end && right - left <= width, "{text} at {width}: {end:?} in {left}..{right}");
            seen += 1;
        }
    }
    assert_eq!(seen, 12);
}

#[test]
fn the_toolkits_own_text_is_used_nowhere() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/ui");
    let mut folders = vec![root];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the sources are there") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).expect("a source is text");
            files += 1;
            for word in [
                "ui.label(",
                "ui.button(",
                "ui.heading(",
                "ui.weak(",
                "ui.small(",
                "ui.checkbox(",
                "ui.radio",
                "ui.selectable",
                "ui.text_edit",
                "ui.link(",
                "ui.hyperlink",
                "ui.menu_button(",
                "ui.collapsing(",
                "egui::Label",
                "egui::Button",
                "egui::TextEdit",
                "RichText",
                "WidgetText",
                "on_hover_text",
                "on_disabled_hover_text",
                "painter.text(",
                "painter().text(",
                "ComboBox::",
                "egui::Window",
                "layout_no_wrap",
                "FontId",
            ] {
                let path = path.display();
                assert!(!source.contains(word), "{path} uses {word}, which sets right-to-left text wrong");
            }
        }
    }
    assert!(files > 40);
}
