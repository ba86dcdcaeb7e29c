//! The fonts: the bundled families, the system's behind them, and a number for each face in use.

use std::sync::{Arc, RwLock};

use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, GenericFamily, SourceCache};
use parley::{FontContext, FontData};
use swash::{FontRef, StringId};

/// A face in use; the number is an index into the font book that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FontId(pub u16);

/// A font file that is compiled into the program.
#[derive(Clone, Copy, Debug)]
pub struct BundledFont {
    pub family: &'static str,
    /// The path from the root of the repository.
    pub file: &'static str,
    pub data: &'static [u8],
}

macro_rules! bundled {
    ($($family:literal: $file:literal),* $(,)?) => {
        &[$(BundledFont {
            family: $family,
            file: concat!("fonts/", $file),
            data: include_bytes!(concat!("../../fonts/", $file)),
        }),*]
    };
}

/// The bundled fonts, each family's regular face first.
pub const BUNDLED_FONTS: &[BundledFont] = bundled![
    "Noto Naskh Arabic": "noto-naskh-arabic/NotoNaskhArabic-Regular.ttf",
    "Noto Naskh Arabic": "noto-naskh-arabic/NotoNaskhArabic-Bold.ttf",
    "Vazirmatn": "vazirmatn/Vazirmatn-Regular.ttf",
    "Vazirmatn": "vazirmatn/Vazirmatn-Medium.ttf",
    "Vazirmatn": "vazirmatn/Vazirmatn-Bold.ttf",
    "Amiri": "amiri/Amiri-Regular.ttf",
    "Amiri": "amiri/Amiri-Bold.ttf",
    "Noto Nastaliq Urdu": "noto-nastaliq-urdu/NotoNastaliqUrdu-Regular.ttf",
    "Noto Sans Hebrew": "noto-sans-hebrew/NotoSansHebrew-Regular.ttf",
    "Noto Sans Hebrew": "noto-sans-hebrew/NotoSansHebrew-Bold.ttf",
    "Noto Serif": "noto-serif/NotoSerif-Regular.ttf",
    "Noto Serif": "noto-serif/NotoSerif-Bold.ttf",
    "Noto Sans": "noto-sans/NotoSans-Regular.ttf",
    "Noto Sans": "noto-sans/NotoSans-Bold.ttf",
];

/// Behind a text face: Naskh for Arabic letters, a serif for Latin ones.
///
/// The serif stands before the Hebrew face because that one has sans-serif Latin letters.
const TEXT_STACK: &[&str] =
    &["Noto Naskh Arabic", "Noto Serif", "Noto Sans Hebrew", "Vazirmatn", "Noto Sans"];

/// Behind an interface face: the same scripts without serifs.
const INTERFACE_STACK: &[&str] =
    &["Vazirmatn", "Noto Sans", "Noto Sans Hebrew", "Noto Naskh Arabic", "Noto Serif"];

/// Returns the families that text in `family` is set in, in order of preference, without the
/// system's.
pub fn family_stack(family: &str) -> Vec<&str> {
    let behind = match family {
        "Vazirmatn" | "Noto Sans" | "Noto Sans Hebrew" => INTERFACE_STACK,
        _ => TEXT_STACK,
    };
    let mut stack = vec![family];
    stack.extend(behind.iter().copied().filter(|name| *name != family));
    stack
}

/// A face's data, cheap to clone.
#[derive(Clone, Debug)]
pub struct Face {
    /// The font file.
    pub data: Blob<u8>,
    /// The face's index in the file, 0 unless it is a collection.
    pub index: u32,
    pub family: Arc<str>,
}

/// The fonts that text may be set in, shared by all threads.
///
/// It also numbers the faces that layouts use. A number, once given, stays.
pub struct FontBook {
    fonts: FontContext,
    faces: RwLock<Vec<Face>>,
}

impl FontBook {
    /// Makes a book of the bundled fonts alone, for layouts that are the same on every machine.
    pub fn bundled() -> Arc<Self> {
        Self::with_options(false)
    }

    /// Makes a book of the bundled fonts with the system's behind them: emoji, other scripts, and
    /// families that the reader prefers.
    pub fn with_system() -> Arc<Self> {
        Self::with_options(true)
    }

    fn with_options(system_fonts: bool) -> Arc<Self> {
        let mut collection = Collection::new(CollectionOptions { shared: true, system_fonts });
        let mut faces = Vec::new();
        for font in BUNDLED_FONTS {
            let data = Blob::new(Arc::new(font.data));
            let name = FontInfoOverride { family_name: Some(font.family), ..Default::default() };
            collection.register_fonts(data.clone(), Some(name));
            faces.push(Face { data, index: 0, family: font.family.into() });
        }
        for (generic, family) in [
            (GenericFamily::Serif, "Noto Serif"),
            (GenericFamily::SansSerif, "Noto Sans"),
            (GenericFamily::SystemUi, "Vazirmatn"),
        ] {
            let id = collection.family_id(family);
            collection.set_generic_families(generic, id.into_iter());
        }
        let fonts = FontContext { collection, source_cache: SourceCache::new_shared() };
        Arc::new(Self { fonts, faces: RwLock::new(faces) })
    }

    /// Returns the face with this number.
    ///
    /// # Panics
    ///
    /// Panics where the number is from another book.
    pub fn face(&self, id: FontId) -> Face {
        let faces = self.faces.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        faces[usize::from(id.0)].clone()
    }

    /// Returns the names of all families, the bundled ones first, the rest in alphabetical order.
    pub fn families(&self) -> Vec<String> {
        let mut families: Vec<String> = Vec::new();
        for font in BUNDLED_FONTS {
            if families.last().is_none_or(|last| last != font.family) {
                families.push(font.family.to_owned());
            }
        }
        let bundled = families.len();
        let mut collection = self.fonts.collection.clone();
        let system: Vec<&str> = collection.family_names().collect();
        families.extend(system.into_iter().map(str::to_owned));
        families[bundled..].sort();
        let (known, rest) = families.split_at(bundled);
        let mut rest: Vec<String> = rest.iter().filter(|name| !known.contains(name)).cloned().collect();
        rest.dedup();
        families.truncate(bundled);
        families.append(&mut rest);
        families
    }

    /// Returns a thread's own view of the fonts, for parley.
    pub(super) fn context(&self) -> FontContext {
        self.fonts.clone()
    }

    /// Returns the number of the face that parley chose, giving it one if it is new.
    ///
    /// The book keeps the face's data, so that the cache of font files never loads it again under
    /// another identity.
    pub(super) fn number(&self, font: &FontData) -> FontId {
        let find = |faces: &[Face]| {
            let same = |face: &Face| face.data.id() == font.data.id() && face.index == font.index;
            faces.iter().position(same)
        };
        let known = find(&self.faces.read().unwrap_or_else(|poisoned| poisoned.into_inner()));
        let number = known.unwrap_or_else(|| {
            let mut faces = self.faces.write().unwrap_or_else(|poisoned| poisoned.into_inner());
            // Another thread may have been here between the two locks.
            find(&faces).unwrap_or_else(|| {
                let family = family_name(font).into();
                faces.push(Face { data: font.data.clone(), index: font.index, family });
                faces.len() - 1
            })
        });
        FontId(u16::try_from(number).expect("a system has fewer than 65536 faces"))
    }
}

impl std::fmt::Debug for FontBook {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("FontBook").finish_non_exhaustive()
    }
}

/// Returns the family name that a font file states, empty where it states none.
fn family_name(font: &FontData) -> String {
    let index = usize::try_from(font.index).unwrap_or_default();
    let Some(face) = FontRef::from_index(font.data.as_ref(), index) else {
        return String::new();
    };
    let strings = face.localized_strings();
    [StringId::TypographicFamily, StringId::Family]
        .into_iter()
        .find_map(|id| strings.find_by_id(id, Some("en")).or_else(|| strings.find_by_id(id, None)))
        .map(|name| name.chars().collect())
        .unwrap_or_default()
}
