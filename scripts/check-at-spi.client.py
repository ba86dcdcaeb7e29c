"""Reads the window as a screen reader does, over AT-SPI, and says what holds; scripts/check-at-spi starts it."""

import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

Role, Granularity = Atspi.Role, Atspi.TextGranularity
passed, failed = 0, 0


def enable():
    """Says that a screen reader runs, which makes programs speak."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    for name in ("IsEnabled", "ScreenReaderEnabled"):
        value = GLib.Variant("(ssv)", ("org.a11y.Status", name, GLib.Variant("b", True)))
        call = ("org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set", value)
        bus.call_sync(*call, None, Gio.DBusCallFlags.NONE, -1, None)


def check(what, holds, found=None):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    print(f"{'ok    ' if holds else 'FAILED'} {what}" + ("" if holds or found is None else f": {found!r}"))
    return holds


def wait_for(find, seconds=20.0):
    """Asks until there is an answer; the window answers between its frames."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = find()
            if found:
                return found
        except GLib.Error:
            pass
        context = GLib.MainContext.default()
        while context.pending():
            context.iteration(False)
        time.sleep(0.1)
    return None


def within(node, depth=0):
    yield node
    if depth > 30:
        return
    for number in range(node.get_child_count()):
        child = node.get_child_at_index(number)
        if child is not None:
            yield from within(child, depth + 1)


def application():
    desktop = Atspi.get_desktop(0)
    for number in range(desktop.get_child_count()):
        found = desktop.get_child_at_index(number)
        if found is not None and "hashiya" in (found.get_name() or "").lower():
            return found
    return None


def all_of(root, role):
    return [node for node in within(root) if node.get_role() == role]


def key(*names):
    subprocess.run(["xdotool", "key", "--clearmodifiers", *names], check=True)
    time.sleep(0.4)


def text_of(document):
    return Atspi.Text.get_text(document, 0, Atspi.Text.get_character_count(document))


def at(document, offset, granularity):
    return Atspi.Text.get_string_at_offset(document, offset, granularity)


def read_text(document, source):
    check("the document is named by its file", document.get_name() == "port-project.txt", document.get_name())
    language = Atspi.Text.get_text_attribute_value(document, 0, "language")
    check("its language is told", language == "ar", language)
    text = text_of(document)
    check("its text is the article's, whole", text == source, text[:60])
    start = source.index("قال رئيس")
    letter, word, line = (at(document, start, unit) for unit in (Granularity.CHAR, Granularity.WORD, Granularity.LINE))
    check("a letter is read", letter.content == "ق", letter.content)
    check("a word is read", word.content.strip() == "قال", word.content)
    is_line = line.start_offset == start and source.startswith(line.content, start) and len(line.content) > 20
    check("a line is read", is_line, line.content)
    marked = source.index("مؤكدًا")
    cluster = at(document, marked + 4, Granularity.CHAR)
    check("a mark above a letter is read with it", cluster.content == "دً", cluster.content)
    here, next_ = (
        Atspi.Text.get_range_extents(document, start + at_, start + at_ + 1, Atspi.CoordType.WINDOW) for at_ in (0, 1)
    )
    check("letters go from right to left", 0 < next_.x < here.x, (here.x, next_.x))
    latin = source.index("Blue Harbor")
    b, l = (
        Atspi.Text.get_range_extents(document, latin + at_, latin + at_ + 1, Atspi.CoordType.WINDOW) for at_ in (0, 1)
    )
    check("Latin letters among them go from left to right", b.x < l.x, (b.x, l.x))


def follow_caret(document, source):
    key("ctrl+Home")
    check("the caret is told", Atspi.Text.get_caret_offset(document) == 0, Atspi.Text.get_caret_offset(document))
    key("Left", "Left")
    moved = wait_for(lambda: Atspi.Text.get_caret_offset(document) == 2, 3)
    check("it follows the keys", moved, Atspi.Text.get_caret_offset(document))
    key("ctrl+Home")
    key("ctrl+shift+Left")
    selected = wait_for(lambda: Atspi.Text.get_n_selections(document) == 1, 3)
    check("a selection is told", selected, Atspi.Text.get_n_selections(document))
    if selected:
        part = Atspi.Text.get_selection(document, 0)
        check("with its place", source[part.start_offset : part.end_offset] == "أخبار", (part.start_offset, part.end_offset))


def set_selection(document, source):
    place = source.index("المرحلة الأولى")
    Atspi.Text.set_caret_offset(document, place)
    there = wait_for(lambda: Atspi.Text.get_caret_offset(document) == place, 3)
    check("the caret can be set", there, Atspi.Text.get_caret_offset(document))
    words = "شركة \"Blue Harbor\" بموجب عقد"
    start = source.index(words)
    if Atspi.Text.get_n_selections(document) == 0:
        Atspi.Text.add_selection(document, start, start + 1)
    Atspi.Text.set_selection(document, 0, start, start + len(words))

    def selected():
        part = Atspi.Text.get_selection(document, 0)
        return source[part.start_offset : part.end_offset] == words

    check("a selection in two directions can be set", wait_for(selected, 3))
    last = source.index("جميع الحقوق")
    Atspi.Text.set_caret_offset(document, last)
    there = wait_for(lambda: Atspi.Text.get_caret_offset(document) == last, 3)
    extents = Atspi.Text.get_range_extents(document, last, last + 1, Atspi.CoordType.WINDOW)
    check("a caret beyond the window brings its line into sight", there and 0 < extents.y < 900, extents.y)


def read_marks(window, document):
    marks = [node for node in within(document) if node.get_role() == Role.STATIC and node.get_description()]
    check("marks are there", len(marks) > 20, len(marks))
    quotes = [mark for mark in marks if mark.get_description().startswith("اقتباس")]
    check("a quote's mark tells its source", any("المصدر" in mark.get_description() for mark in quotes))
    check("and its outermost words", all("من «" in mark.get_description() or "الكلمة" in mark.get_description() for mark in quotes))
    person = next((mark for mark in marks if mark.get_name().endswith("— شخص")), None)
    if check("a person's mark is named by its words and label", person is not None):
        print("       ", person.get_name(), "|", person.get_description().replace("\u2068", "").replace("\u2069", ""))
        Atspi.Action.do_action(person, 0)
        chosen = wait_for(lambda: person.get_state_set().contains(Atspi.StateType.SELECTED), 3)
        check("it can be chosen", chosen)
        check("and has the focus then", wait_for(lambda: person.get_state_set().contains(Atspi.StateType.FOCUSED), 3))
    cards = all_of(window, Role.COMMENT)
    check("cards are notes", len(cards) > 0 and all(card.get_name() for card in cards), len(cards))


def read_window(window):
    rows = [node for node in all_of(window, Role.LIST_ITEM) if node.get_attributes().get("setsize")]
    check("rows of lists tell their place", len(rows) > 3, len(rows))
    key("ctrl+comma")
    dialog = wait_for(lambda: next(iter(all_of(window, Role.DIALOG)), None), 4)
    check("a dialog is named", dialog is not None and dialog.get_name() == "الإعدادات", dialog and dialog.get_name())
    inside = dialog is not None and any(
        node.get_state_set().contains(Atspi.StateType.FOCUSED) for node in within(dialog)
    )
    check("the keys are in it", inside)
    key("Escape")
    nameless = [
        node.get_role_name()
        for node in within(window)
        if node.get_state_set().contains(Atspi.StateType.FOCUSABLE) and not node.get_name()
    ]
    check("everything that can have the keys has a name", not nameless, nameless)


def main(path):
    with open(path, encoding="utf-8") as file:
        source = file.read()
    application_ = wait_for(application, 30)
    if application_ is None:
        print("The window did not appear on the accessibility bus.", file=sys.stderr)
        return 2
    document = wait_for(lambda: next(iter(all_of(application_, Role.DOCUMENT_FRAME)), None), 30)
    if document is None:
        print("The window has no document.", file=sys.stderr)
        return 2
    wait_for(lambda: text_of(document) == source, 10)
    subprocess.run("xdotool windowfocus $(xdotool search --onlyvisible --name port-project | head -n 1)", shell=True)
    time.sleep(1)
    window = application_
    read_text(document, source)
    follow_caret(document, source)
    set_selection(document, source)
    read_marks(window, document)
    read_window(window)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--enable"]:
        enable()
    else:
        sys.exit(main(sys.argv[1]))
