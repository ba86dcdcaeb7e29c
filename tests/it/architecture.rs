//! Holds the source against what `ARCHITECTURE.md` says of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns every file below `folder` with one of the endings, in order.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("readable").path();
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            if path.is_dir() {
                folders.push(path);
            } else if endings.contains(&ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn name(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// Returns the source without the lines that are comments.
fn code(path: &Path) -> String {
    read(path).lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Reads the table: which modules each module may import, in the table's order.
fn table(markdown: &str) -> Vec<(String, BTreeSet<String>)> {
    let rows: Vec<(String, String)> = markdown
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            (cells[0].trim_matches('`').to_owned(), cells[cells.len() - 1].to_owned())
        })
        .collect();
    let modules: Vec<String> = rows.iter().map(|(module, _)| module.clone()).collect();
    let place = |module: &str| {
        modules.iter().position(|known| known == module).unwrap_or_else(|| panic!("no row for {module}"))
    };
    let read = |(row, (module, words)): (usize, &(String, String))| {
        let (words, without) = words.split_once(" but ").unwrap_or((words, ""));
        let mut allowed: BTreeSet<String> = match words {
            "–" => BTreeSet::new(),
            "all" => modules.iter().cloned().collect(),
            "all above" | "all below" => modules[..row].iter().cloned().collect(),
            _ => match words.strip_suffix(" and below") {
                Some(top) => modules[..=place(top)].iter().cloned().collect(),
                None => words.split_whitespace().map(|word| modules[place(word)].clone()).collect(),
            },
        };
        without.split_whitespace().for_each(|module| {
            assert!(allowed.remove(module), "{module} was not there to take away");
        });
        allowed.insert(module.clone());
        (module.clone(), allowed)
    };
    rows.iter().enumerate().map(read).collect()
}

/// Returns the modules that a source names by `crate::`.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        let group = rest.strip_prefix('{').map(|rest| top_level(rest));
        for item in group.unwrap_or_else(|| vec![rest]) {
            let item = item.trim_start();
            let end = item.find(|end: char| !end.is_alphanumeric() && end != '_').unwrap_or(item.len());
            found.insert(item[..end].to_owned());
        }
    }
    found
}

/// Splits the inside of a brace at its own commas.
fn top_level(inside: &str) -> Vec<&str> {
    let (mut depth, mut start, mut items) = (0, 0, Vec::new());
    for (at, character) in inside.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => {
                items.push(&inside[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(&inside[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    items.retain(|item| !item.trim().is_empty());
    items
}

#[test]
fn the_reader_of_imports_reads_imports() {
    let code =
        "use crate::text::{self, Span};\nuse crate::{edit::Act, store::{a, b}};\ncrate::ui::x(); my_crate::y";
    let found: Vec<_> = imports(code).into_iter().collect();
    assert_eq!(found, ["edit", "store", "text", "ui"]);
}

#[test]
fn imports_follow_the_table() {
    let table = table(&read(&root().join("ARCHITECTURE.md")));
    let allowed: BTreeMap<_, _> = table.into_iter().collect();
    assert!(allowed["session"].contains("suggest") && !allowed["session"].contains("store"));
    assert!(allowed["app"].contains("ui") && !allowed["app"].contains("cli"));
    let mut faults = Vec::new();
    for entry in fs::read_dir(root().join("src")).expect("there") {
        let folder = entry.expect("readable").path();
        if !folder.is_dir() {
            continue;
        }
        let module = folder.file_name().expect("named").to_string_lossy().into_owned();
        let Some(allowed) = allowed.get(&module) else {
            faults.push(format!("src/{module} has no row in the table"));
            continue;
        };
        for file in files(&folder, &["rs"]) {
            let foreign = imports(&code(&file)).into_iter().filter(|import| !allowed.contains(import));
            faults.extend(foreign.map(|import| format!("{} imports {import}", name(&file))));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_are_short() {
    let long: Vec<_> = ["src", "tests", "examples", "benches"]
        .iter()
        .flat_map(|folder| files(Path::new(folder), &["rs"]))
        .filter_map(|file| {
            let lines = read(&file).lines().count();
            (lines > 600).then(|| format!("{} has {lines} lines", name(&file)))
        })
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn only_the_store_touches_the_disk() {
    let words = ["std::fs", "File::open", "File::create", "OpenOptions", "fs::read", "fs::write"];
    let faults: Vec<_> = files(Path::new("src"), &["rs"])
        .into_iter()
        .filter(|file| !name(file).starts_with("src/store/"))
        .filter(|file| words.iter().any(|word| code(file).contains(word)))
        .map(|file| name(&file))
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
}

/// Tells whether a source names a colour: a constant other than the invisible one, or numbers for one.
fn names_a_colour(code: &str) -> bool {
    let after = |word: &'static str| code.match_indices(word).map(move |(at, word)| &code[at + word.len()..]);
    let constant = after("Color32::").any(|rest| {
        rest.starts_with(|first: char| first.is_ascii_uppercase()) && !rest.starts_with("TRANSPARENT")
    });
    let makers =
        ["from_rgb(", "from_rgba_unmultiplied(", "from_rgba_premultiplied(", "from_rgba8(", "from_gray("];
    let numbers = makers.iter().any(|maker| {
        after(maker).any(|rest| rest.trim_start().starts_with(|first: char| first.is_ascii_digit()))
    });
    let hexadecimal = after("\"#").any(|rest| {
        let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
        [3, 6, 8].contains(&digits) && rest[digits..].starts_with('"')
    });
    constant || numbers || hexadecimal || code.contains("hex_color!")
}

#[test]
fn the_finder_of_colours_finds_colours() {
    let colours =
        ["Color32::RED", "Color32::from_rgb(1, 2, 3)", "f(\"#fffdf8\")", "from_rgba8(\n 7, 7, 7, 255)"];
    assert!(colours.iter().all(|code| names_a_colour(code)));
    let none =
        ["Color32::TRANSPARENT", "Color32::from_rgba_premultiplied(pixel[0], x)", "\"#main\"", "Color32"];
    assert!(!none.iter().any(|code| names_a_colour(code)));
}

#[test]
fn only_the_palettes_name_colours() {
    let palettes = ["src/page/palette.rs", "src/ui/theme.rs"];
    let faults: Vec<_> = files(Path::new("src"), &["rs"])
        .into_iter()
        .filter(|file| !palettes.contains(&name(file).as_str()))
        // Tests may need a colour to paint with.
        .filter(|file| !name(file).ends_with("_tests.rs"))
        .filter(|file| names_a_colour(code(file).split("#[cfg(test)]").next().unwrap_or_default()))
        .map(|file| name(&file))
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn raw_bidi_controls_stand_nowhere() {
    let mut all: Vec<PathBuf> = ["src", "tests", "examples", "benches", "assets", "docs"]
        .iter()
        .flat_map(|folder| files(Path::new(folder), &["rs", "ftl", "toml", "md"]))
        .collect();
    all.extend(
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "Cargo.toml"].map(|file| root().join(file)),
    );
    all.retain(|file| file.is_file());
    assert!(all.len() > 30, "the source was found");
    let faults: Vec<_> = all
        .iter()
        .filter(|file| read(file).chars().any(hashiya::text::segment::is_bidi_control))
        .map(|file| name(file))
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn no_test_file_is_forgotten() {
    let main = read(&root().join("tests/it/main.rs"));
    let forgotten: Vec<_> = files(Path::new("tests/it"), &["rs"])
        .iter()
        .filter_map(|file| {
            let inside = file.strip_prefix(root().join("tests/it")).expect("below").to_owned();
            let module = inside.components().next()?.as_os_str().to_string_lossy().replace(".rs", "");
            let listed = module == "main" || main.contains(&format!("mod {module};"));
            (!listed).then(|| name(file))
        })
        .collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
}

#[test]
fn nothing_that_is_built_speaks_to_the_network_or_starts_programs() {
    // Clients and servers of HTTP, sockets, TLS, and what opens links in a browser. Not `open`: the window shows
    // folders with it, in one file. Not `mio`: `notify` waits
    // with it for what the system tells of files, and builds it without its sockets.
    const BARRED: [&str; 21] = [
        "async-net",
        "attohttpc",
        "curl",
        "h2",
        "hyper",
        "isahc",
        "native-tls",
        "opener",
        "openssl",
        "quinn",
        "reqwest",
        "rustls",
        "socket2",
        "surf",
        "tungstenite",
        "ureq",
        "webbrowser",
        "websocket",
        "trust-dns-resolver",
        "hickory-resolver",
        "zmq",
    ];
    let lock = read(&root().join("Cargo.lock"));
    let names: BTreeSet<&str> =
        lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    assert!(names.contains("serde_json"), "the list was read");
    let found: Vec<_> = BARRED.into_iter().filter(|name| names.contains(name)).collect();
    assert!(found.is_empty(), "{found:?}");
    let words = ["std::net", "TcpStream", "UdpSocket", "process::Command", "Command::new", "libc::exec"];
    let faults: Vec<_> = files(Path::new("src"), &["rs"])
        .into_iter()
        .filter(|file| {
            words
                .iter()
                .any(|word| code(file).split("#[cfg(test)]").next().unwrap_or_default().contains(word))
        })
        .map(|file| name(&file))
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
    // One file asks for a program, the system's file manager, and for nothing but a folder.
    let asks = |file: &PathBuf| {
        ["open::that", "open::with", "open::commands", "opener::"]
            .iter()
            .any(|word| code(file).contains(word))
    };
    let asking: Vec<_> =
        files(Path::new("src"), &["rs"]).into_iter().filter(asks).map(|file| name(&file)).collect();
    assert_eq!(asking, ["src/app/reveal.rs"]);
    let reveal = code(&root().join("src/app/reveal.rs"));
    assert_eq!(reveal.matches("open::").count(), 1);
    assert!(reveal.contains("true => open::that(&folder)") && reveal.contains("match folder.is_dir()"));
}
