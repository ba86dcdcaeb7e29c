//! The commands: one table is the menu, the palette, the keymap and the help.

use crate::session::{Chord, Key, Mode, Open, Session};

/// Everything that can be done without saying more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    OpenFile,
    OpenFolder,
    TypePath,
    Reload,
    Save,
    SaveCopy,
    Import,
    Export,
    Quit,
    Undo,
    Redo,
    CopyText,
    SelectAll,
    Delete,
    Relabel,
    AddFragment,
    Relate,
    EndLeft,
    EndRight,
    StartLeft,
    StartRight,
    EndWordLeft,
    EndWordRight,
    StartWordLeft,
    StartWordRight,
    NextAnnotation,
    PreviousAnnotation,
    NextDocument,
    PreviousDocument,
    NextProblem,
    Review,
    MergeCopy,
    MarkDone,
    FlipParagraph,
    LargerText,
    SmallerText,
    NormalText,
    ToggleTheme,
    ToggleLanguage,
    ToggleList,
    ToggleInspector,
    NextPane,
    PreviousPane,
    Settings,
    Problems,
    Palette,
    Help,
}

/// The menus of the window, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Menu {
    File,
    Edit,
    Annotate,
    View,
}

impl Menu {
    pub const ALL: [Self; 4] = [Self::File, Self::Edit, Self::Annotate, Self::View];

    /// Returns the id of the menu's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::File => "menu-file",
            Self::Edit => "menu-edit",
            Self::Annotate => "menu-annotate",
            Self::View => "menu-view",
        }
    }
}

impl Command {
    /// Every command, in the order of the menus.
    pub const ALL: &[Self] = &[
        Self::OpenFile,
        Self::OpenFolder,
        Self::TypePath,
        Self::Reload,
        Self::Save,
        Self::SaveCopy,
        Self::Import,
        Self::Export,
        Self::Quit,
        Self::Undo,
        Self::Redo,
        Self::CopyText,
        Self::SelectAll,
        Self::Delete,
        Self::Relabel,
        Self::AddFragment,
        Self::Relate,
        Self::EndLeft,
        Self::EndRight,
        Self::StartLeft,
        Self::StartRight,
        Self::EndWordLeft,
        Self::EndWordRight,
        Self::StartWordLeft,
        Self::StartWordRight,
        Self::NextAnnotation,
        Self::PreviousAnnotation,
        Self::NextDocument,
        Self::PreviousDocument,
        Self::NextProblem,
        Self::Review,
        Self::MergeCopy,
        Self::MarkDone,
        Self::FlipParagraph,
        Self::LargerText,
        Self::SmallerText,
        Self::NormalText,
        Self::ToggleTheme,
        Self::ToggleLanguage,
        Self::ToggleList,
        Self::ToggleInspector,
        Self::NextPane,
        Self::PreviousPane,
        Self::Settings,
        Self::Problems,
        Self::Palette,
        Self::Help,
    ];

    /// Returns the menu, the id of the words, and the keys.
    fn row(self) -> (Menu, &'static str, &'static [Chord]) {
        use Key::{Char, Delete, Down, Function, Left, Right, Tab, Up};
        use Menu::{Annotate, Edit, File, View};
        match self {
            Self::OpenFile => (File, "command-open-file", const { &[Chord::ctrl(Char('O'))] }),
            Self::OpenFolder => (File, "command-open-folder", const { &[Chord::ctrl(Char('O')).shift()] }),
            Self::TypePath => (File, "command-type-path", const { &[Chord::ctrl(Char('L'))] }),
            Self::Reload => (File, "command-reload", const { &[Chord::plain(Function(5))] }),
            Self::Save => (File, "command-save", const { &[Chord::ctrl(Char('S'))] }),
            Self::SaveCopy => (File, "command-save-copy", const { &[Chord::ctrl(Char('S')).shift()] }),
            Self::Import => (File, "command-import", const { &[Chord::ctrl(Char('I'))] }),
            Self::Export => (File, "command-export", const { &[Chord::ctrl(Char('E'))] }),
            Self::Quit => (File, "command-quit", const { &[Chord::ctrl(Char('Q'))] }),
            Self::Undo => (Edit, "command-undo", const { &[Chord::ctrl(Char('Z'))] }),
            Self::Redo => {
                (Edit, "command-redo", const { &[Chord::ctrl(Char('Z')).shift(), Chord::ctrl(Char('Y'))] })
            }
            Self::CopyText => (Edit, "command-copy", const { &[Chord::ctrl(Char('C'))] }),
            Self::SelectAll => (Edit, "command-select-all", const { &[Chord::ctrl(Char('A'))] }),
            Self::Delete => {
                (Edit, "command-delete", const { &[Chord::plain(Delete), Chord::plain(Key::Backspace)] })
            }
            Self::Relabel => (Annotate, "command-relabel", const { &[Chord::plain(Char('L'))] }),
            Self::AddFragment => (Annotate, "command-add-fragment", const { &[Chord::plain(Char('F'))] }),
            Self::Relate => (Annotate, "command-relate", const { &[Chord::plain(Char('R'))] }),
            Self::EndLeft => {
                (Annotate, "command-end-left", const { &[Chord::plain(Char('J')), Chord::alt(Left)] })
            }
            Self::EndRight => {
                (Annotate, "command-end-right", const { &[Chord::plain(Char('K')), Chord::alt(Right)] })
            }
            Self::StartLeft => (
                Annotate,
                "command-start-left",
                const { &[Chord::plain(Char('J')).shift(), Chord::alt(Left).shift()] },
            ),
            Self::StartRight => (
                Annotate,
                "command-start-right",
                const { &[Chord::plain(Char('K')).shift(), Chord::alt(Right).shift()] },
            ),
            Self::EndWordLeft => (
                Annotate,
                "command-end-word-left",
                const { &[Chord::alt(Char('J')), Chord::alt(Left).with_ctrl()] },
            ),
            Self::EndWordRight => (
                Annotate,
                "command-end-word-right",
                const { &[Chord::alt(Char('K')), Chord::alt(Right).with_ctrl()] },
            ),
            Self::StartWordLeft => (
                Annotate,
                "command-start-word-left",
                const { &[Chord::alt(Char('J')).shift(), Chord::alt(Left).with_ctrl().shift()] },
            ),
            Self::StartWordRight => (
                Annotate,
                "command-start-word-right",
                const { &[Chord::alt(Char('K')).shift(), Chord::alt(Right).with_ctrl().shift()] },
            ),
            Self::NextAnnotation => (Annotate, "command-next-annotation", const { &[Chord::plain(Tab)] }),
            Self::PreviousAnnotation => {
                (Annotate, "command-previous-annotation", const { &[Chord::plain(Tab).shift()] })
            }
            Self::NextDocument => (File, "command-next-document", const { &[Chord::alt(Down)] }),
            Self::PreviousDocument => (File, "command-previous-document", const { &[Chord::alt(Up)] }),
            Self::NextProblem => (Annotate, "command-next-problem", const { &[Chord::plain(Function(8))] }),
            Self::Review => (Annotate, "command-review", const { &[Chord::plain(Function(9))] }),
            Self::MergeCopy => (File, "command-merge-copy", const { &[Chord::plain(Function(9)).shift()] }),
            Self::MarkDone => (Annotate, "command-mark-done", const { &[Chord::ctrl(Char('D'))] }),
            Self::FlipParagraph => {
                (View, "command-flip-paragraph", const { &[Chord::ctrl(Char('R')).shift()] })
            }
            Self::LargerText => {
                (View, "command-larger-text", const { &[Chord::ctrl(Char('+')), Chord::ctrl(Char('='))] })
            }
            Self::SmallerText => (View, "command-smaller-text", const { &[Chord::ctrl(Char('-'))] }),
            Self::NormalText => (View, "command-normal-text", const { &[Chord::ctrl(Char('0'))] }),
            Self::ToggleTheme => (View, "command-toggle-theme", const { &[Chord::ctrl(Char('T')).shift()] }),
            Self::ToggleLanguage => {
                (View, "command-toggle-language", const { &[Chord::ctrl(Char('L')).shift()] })
            }
            Self::ToggleList => (View, "command-toggle-list", const { &[Chord::plain(Function(6))] }),
            Self::ToggleInspector => {
                (View, "command-toggle-inspector", const { &[Chord::plain(Function(7))] })
            }
            Self::NextPane => (
                View,
                "command-next-pane",
                const { &[Chord::plain(Function(6)).with_ctrl(), Chord::ctrl(Tab)] },
            ),
            Self::PreviousPane => (
                View,
                "command-previous-pane",
                const { &[Chord::plain(Function(6)).with_ctrl().shift(), Chord::ctrl(Tab).shift()] },
            ),
            Self::Settings => (View, "command-settings", const { &[Chord::ctrl(Char(','))] }),
            Self::Problems => (View, "command-problems", const { &[Chord::plain(Function(8)).shift()] }),
            Self::Palette => (View, "command-palette", const { &[Chord::ctrl(Char('K'))] }),
            Self::Help => (View, "command-help", const { &[Chord::plain(Function(1))] }),
        }
    }

    pub fn menu(self) -> Menu {
        self.row().0
    }

    /// Returns the id of the command's words.
    pub fn words(self) -> &'static str {
        self.row().1
    }

    /// Returns the keys that stand for the command; the first is shown.
    pub fn chords(self) -> &'static [Chord] {
        self.row().2
    }

    /// Tells whether the command would do something now.
    pub fn is_enabled(self, session: &Session) -> bool {
        let open = session.open.as_ref();
        let writable = session.writable().is_some();
        let active = open.is_some_and(|open| open.active.is_some());
        match self {
            Self::Undo => writable && open.is_some_and(|open| open.history.next_undo().is_some()),
            Self::Redo => writable && open.is_some_and(|open| open.history.next_redo().is_some()),
            Self::CopyText => open.is_some_and(|open| !open.selection.is_empty() || open.active.is_some()),
            Self::Delete
            | Self::Relabel
            | Self::AddFragment
            | Self::Relate
            | Self::EndLeft
            | Self::EndRight
            | Self::StartLeft
            | Self::StartRight
            | Self::EndWordLeft
            | Self::EndWordRight
            | Self::StartWordLeft
            | Self::StartWordRight => writable && active,
            Self::Save | Self::FlipParagraph | Self::MarkDone => writable,
            Self::Export => open.is_some() || session.folder.is_some(),
            Self::SelectAll | Self::Reload | Self::SaveCopy => open.is_some(),
            Self::NextAnnotation | Self::PreviousAnnotation => {
                open.is_some_and(|open| !open.set.is_empty() || open.mode != Mode::Read)
            }
            Self::Review => writable && open.is_some_and(Open::has_undecided),
            Self::MergeCopy => writable && open.is_some_and(|open| !open.copies.is_empty()),
            Self::NextProblem | Self::Problems => open.is_some_and(|open| !open.problems.is_empty()),
            Self::NextDocument | Self::PreviousDocument => {
                session.folder.as_ref().is_some_and(|folder| folder.entries.len() > 1)
            }
            _ => true,
        }
    }
}
