"""Every text of the windows is in every language, with the same placeholders."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest
from PySide6.QtCore import QTranslator

from stemviewer.ui.language import extract
from stemviewer.ui.language.load import Language, language_of
from stemviewer.ui.language.sheet import Sheet, read_sheet, write_sheet
from stemviewer.ui.language.words import CONTEXT, mark, plural, tr

TRANSLATIONS = sorted(extract.sheets().items())
UNITS = re.compile(r"\b(?:nm|px|pA|e⁻|Å|MiB|GB|SHA-256)\b")


def fields(text: str) -> list[str]:
    """Return the placeholders of a text with their formats, in order of their numbers."""
    return sorted(
        f"{name}!{turn}:{spec}" for _, name, spec, turn in Formatter().parse(text) if name
    )


def test_every_language_but_english_has_its_file() -> None:
    names = {language.value for language in Language} - {"en"}
    assert {name for name, _ in TRANSLATIONS} == names


@pytest.mark.parametrize(("language", "path"), TRANSLATIONS)
def test_no_text_is_missing_and_none_is_left_over(language: str, path: Path) -> None:
    sheet, wanted = read_sheet(path), extract.texts()
    assert len(wanted) > 900
    assert sheet.language == language
    lacking = extract.missing(sheet, wanted)
    assert not lacking, f"run python -m stemviewer.ui.language.extract --update: {lacking}"
    assert not set(sheet.texts) - wanted, "texts that no window shows any more: run --update"


@pytest.mark.parametrize(("language", "path"), TRANSLATIONS)
def test_placeholders_spaces_and_units_are_those_of_the_english_text(
    language: str, path: Path
) -> None:
    for english, said in read_sheet(path).texts.items():
        assert fields(english) == fields(said), (language, english, said)
        assert (
            english[: len(english) - len(english.lstrip())]
            == (said[: len(said) - len(said.lstrip())])
        ), (language, english)
        assert english.endswith(" ") == said.endswith(" "), (language, english)
        assert sorted(UNITS.findall(english)) == sorted(UNITS.findall(said)), (language, english)


@pytest.mark.parametrize(("language", "path"), TRANSLATIONS)
def test_what_qt_reads_is_what_the_sheet_says(language: str, path: Path) -> None:
    translator = QTranslator()
    assert translator.load(str(path.with_suffix(".qm")))
    for english, said in read_sheet(path).texts.items():
        assert translator.translate(CONTEXT, english) == said, (language, english)


def test_extraction_finds_words_tables_and_choices(tmp_path: Path) -> None:
    (tmp_path / "some.py").write_text(
        'tr("A word {0}", x)\nmark("In a table")\nplural(n, "{0} thing", "{0} things", n)\n'
        'tr("one" if x else "other")\nActionSpec("name", "&Text", (), M, "A tip.")\n'
        'label("not taken")\ntr(variable)\nParameterSpec("a", "Width", 1, 0, 9, 1, "px")\n',
        "utf-8",
    )
    assert extract.texts(tmp_path) == {
        "A word {0}", "In a table", "{0} thing", "{0} things", "one", "other", "&Text", "A tip.",
        "Width",
    }  # fmt: skip


def test_sheets_come_back_as_written_and_a_missing_text_is_named(tmp_path: Path) -> None:
    sheet = Sheet("de", {"a < b & c": "„a“ < b\n", "open": ""})
    write_sheet(tmp_path / "one.ts", sheet)
    assert read_sheet(tmp_path / "one.ts") == sheet
    assert extract.missing(sheet, frozenset(["open", "a < b & c", "new"])) == ["new", "open"]
    (tmp_path / "bad.ts").write_text("<TS")
    with pytest.raises(ValueError, match="not a translation"):
        read_sheet(tmp_path / "bad.ts")


def test_words_without_a_translation_stay_as_they_are() -> None:
    assert tr("Nobody translated {0}", 3) == "Nobody translated 3"
    assert tr("braces {stay}") == "braces {stay}"
    assert tr("") == ""
    assert plural(1, "{0} x", "{0} xs", 1) == "1 x"
    assert plural(0, "{0} x", "{0} xs", 0) == "0 xs"
    assert mark("word") == "word"
    assert language_of("xx") is Language.ENGLISH


SHOWN = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from stemviewer.denoise.registry import methods
from stemviewer.ui.dressing import dress_program
from stemviewer.ui.fonts import sans
from stemviewer.ui.live.store import Store
from stemviewer.ui.live.window import LiveWindow
from stemviewer.ui.window_options import WindowOptions

app = QApplication([])
store = Store(Path(sys.argv[1]) / "kept.ini")
store.set_text("language", "de")
store.set_text("type", "large")
dress_program(app, store, WindowOptions())
window = LiveWindow(None, None, store, Path(sys.argv[1]), methods())
window.show()
print(window.dose_dock.windowTitle(), "|", window.actions_["record"].text(), "|",
      window.start_page.findChild(type(window.start_page)) is None, "|",
      window.processing_dock.summary.text(), "|", sans().pixelSize(), "|",
      window.strip.findChildren(object) != [])
window.close()
"""


def test_window_started_in_german_shows_german_in_large_type(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SHOWN, str(tmp_path)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    parts = [part.strip() for part in done.stdout.split("|")]
    assert parts[0] == "Dosis"
    assert parts[1] == "Au&fzeichnen"
    assert parts[3] == "Nur roh: nichts wird gerechnet."
    assert parts[4] == "16"
