"""Sentences of errors and notices in German, by the pattern they were made from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from stemviewer.core.errors import StemviewerError
from stemviewer.live.state import Notice, Severity
from stemviewer.ui.language import extract
from stemviewer.ui.language.load import Language, use_language
from stemviewer.ui.language.lower import templates
from stemviewer.ui.language.sheet import read_sheet
from stemviewer.ui.language.told import error_words, patterns, told
from stemviewer.ui.live.notices import sentences

SHEET = extract.LANGUAGES / "sentences_de.ts"
COMPLETE = ("core", "live", "app.py")
"""Layers of which every sentence is translated."""


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    use_language(qapp, Language.GERMAN)
    yield
    use_language(qapp, Language.ENGLISH)


def test_no_sentence_of_the_live_path_is_missing_and_none_is_left_over() -> None:
    said = read_sheet(SHEET).texts
    wanted = templates(extract.PACKAGE)
    assert {text for text in said if said[text]} <= wanted, "run the extraction with --update"
    nearest = templates(extract.PACKAGE, COMPLETE)
    assert [text for text in sorted(nearest) if not said.get(text)] == []


def test_every_hole_of_a_sentence_is_in_its_translation() -> None:
    for english, german in read_sheet(SHEET).texts.items():
        if german:
            holes = {f"{{{n}}}" for n in range(6)}
            assert {h for h in holes if h in english} == {h for h in holes if h in german}, english


def test_values_stay_and_unknown_sentences_stay_english(german) -> None:
    assert told("The folder /data/a b cannot be read (denied).") == (
        "Der Ordner /data/a b ist nicht lesbar (denied)."
    )
    assert told("Recording to C:\\{0}\\x.nxs.") == "Aufzeichnung in C:\\{0}\\x.nxs."
    assert told("Nobody has said this.") == "Nobody has said this."
    assert told("") == ""
    error = StemviewerError("Nothing can be written to /x: full.", "", "Choose another folder.")
    assert error_words(error) == (
        "In /x lässt sich nichts schreiben: full. Einen anderen Ordner wählen."
    )


def test_a_notice_is_read_in_the_language_and_kept_in_english(german) -> None:
    notice = Notice(1, Severity.WARNING, "The recorder writes again.", "", "Connect one.")
    assert sentences(notice) == "Der Schreiber schreibt wieder. Eine Quelle verbinden."
    assert notice.what == "The recorder writes again."


def test_english_is_left_alone(qapp: QApplication) -> None:
    assert told("The recorder writes again.") == "The recorder writes again."


def test_sentences_that_fit_anything_are_left_out_and_the_closest_comes_first() -> None:
    made = patterns(
        {"{0}: {1} is {2}.": "x", "The file {0} is bad.": "a {0}", "The {0} is bad.": "b {0}"}
    )
    assert [one.said for one in made] == ["a {0}"]


def test_only_sentences_are_taken_from_the_source(tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "some.py").write_text(
        'raise FeedError(f"It has {n} of {m}.", "word", meaning="It is gone.")\n'
        'warn("Too late.")\nValue("Not taken.")\n',
        "utf-8",
    )
    found = templates(tmp_path, ("core",))
    assert found == {"It has {0} of {1}.", "It is gone.", "Too late."}
