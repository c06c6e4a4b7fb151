"""Colours that can be read, fonts with figures of one width, and the small widgets."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from stemviewer.core.provenance import Kind
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.skin import Theme, dyed, ink
from stemviewer.ui.theme import apply_theme, set_role
from stemviewer.ui.widgets import Badge, BigNumber, Panel, SegmentedControl, label


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [
        v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4
        for v in (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(first: str, second: str) -> float:
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


GROUNDS = (c.BACKGROUND, c.PANEL, c.FIELD, c.TILE)
WORDS = (c.TEXT, c.SECONDARY, c.GOOD, c.CAUTION, c.STOP_TEXT, *c.KIND_TEXT.values())


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", WORDS)
@pytest.mark.parametrize("theme", [Theme.DARK, Theme.LIGHT])
def test_text_is_legible_on_every_ground(ground: str, ink: str, theme: Theme) -> None:
    assert contrast(dyed(ground, theme), dyed(ink, theme)) >= 4.5


@pytest.mark.parametrize("theme", list(Theme))
def test_words_that_matter_are_legible_and_what_is_chosen_too(theme: Theme) -> None:
    least = 3.0 if theme is Theme.LIGHTS_OUT else 4.5
    for ground in GROUNDS:
        assert contrast(dyed(ground, theme), dyed(c.TEXT, theme)) >= least
    assert contrast(dyed(c.SELECTION, theme), dyed(c.ON_SELECTION, theme)) >= least


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("theme", [Theme.DARK, Theme.LIGHT])
def test_badges_are_legible(kind: Kind, theme: Theme) -> None:
    assert contrast(dyed(c.KIND_FILL[kind], theme), dyed(c.BADGE_TEXT, theme)) >= 4.5


def test_lights_out_is_dim_and_red() -> None:
    for name in (*WORDS, *GROUNDS, "#ffffff", c.NETWORK, c.FILTERED):
        shown = QColor(dyed(name, Theme.LIGHTS_OUT))
        assert shown.red() >= max(shown.green(), shown.blue()) - 3
        assert luminance(shown.name()) < 0.3


def test_kinds_differ_in_every_theme() -> None:
    for theme in Theme:
        assert len({dyed(colour, theme) for colour in c.KIND_COLOUR.values()}) == len(Kind)


def test_a_theme_is_put_on_and_taken_off_with_what_widgets_wear(
    qtbot: QtBot, themed: QApplication
) -> None:
    made = label("words", c.CAUTION)
    qtbot.addWidget(made)
    dark = (themed.styleSheet(), made.styleSheet(), themed.palette().window().color().name())
    apply_theme(themed, Theme.LIGHT)
    try:
        assert dyed(c.CAUTION, Theme.LIGHT) in made.styleSheet()
        assert c.PANEL not in themed.styleSheet()
        assert ink(c.TEXT).name() == dyed(c.TEXT, Theme.LIGHT)
        later = label("made in this theme", c.CAUTION)
        qtbot.addWidget(later)
        assert later.styleSheet() == made.styleSheet()
    finally:
        apply_theme(themed, Theme.DARK)
    window = themed.palette().window().color().name()
    assert (themed.styleSheet(), made.styleSheet(), window) == dark
    assert later.styleSheet() == made.styleSheet()


def test_every_colour_is_painted_through_the_theme() -> None:
    """Only what lies on images, and their ground, is the same in every theme."""
    from pathlib import Path

    import stemviewer.ui

    on_images = {"overlay", "region_mark", "evidence_layer", "content", "dose_overlay", "skin"}
    on_images |= {"marks", "spectrum_view", "pattern_view"}
    for path in Path(stemviewer.ui.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.stem not in on_images:
            assert "QColor(c." not in text, path
        if path.stem != "skin":
            assert ".setStyleSheet(" not in text, path


def test_figures_have_one_width(themed: QApplication) -> None:
    for font in (fonts.sans(), fonts.number(), fonts.mono()):
        assert fonts.has_tabular_figures(font)


def test_panel_and_number_say_what_they_show(qtbot: QtBot, themed: QApplication) -> None:
    panel = Panel("Dose", "calibrated")
    qtbot.addWidget(panel)
    panel.set_note("not calibrated", c.CAUTION)
    assert panel.note == "not calibrated"
    number = BigNumber("e⁻/px", "electrons per pixel")
    panel.body.addWidget(number)
    number.set_value("2.20", "e⁻/px", "counted")
    assert number.text == "2.20"
    assert number.accessibleName() == "electrons per pixel: 2.20 e⁻/px · counted"
    number.set_value(None, "e⁻/px", "")
    assert number.text == "–"
    assert "unknown" in number.accessibleName()


def test_one_segment_is_chosen_by_mouse_or_key(qtbot: QtBot, themed: QApplication) -> None:
    control = SegmentedControl([("a", "One"), ("b", "Two"), ("c", "Three")], "choice")
    qtbot.addWidget(control)
    control.show()
    chosen: list[str] = []
    control.changed.connect(chosen.append)
    qtbot.mouseClick(control.button("b"), Qt.MouseButton.LeftButton)
    assert control.current == "b"
    control.button("c").setFocus()
    qtbot.keyClick(control.button("c"), Qt.Key.Key_Space)
    assert chosen == ["b", "c"]
    control.set_current("a")
    assert chosen == ["b", "c"], "only the operator's choice is announced"
    assert control.current == "a"


def test_badge_and_roles_are_painted(qtbot: QtBot, themed: QApplication) -> None:
    badge = Badge("DENOISED", Kind.DENOISED)
    button = set_role(QPushButton("Record"), "danger")
    for widget, colour in ((badge, c.KIND_FILL[Kind.DENOISED]), (button, c.STOP)):
        qtbot.addWidget(widget)
        image = widget.grab().toImage()
        seen = {image.pixelColor(x, image.height() // 2).name() for x in range(image.width())}
        assert colour in seen


def test_large_numbers_are_not_cut(themed: QApplication) -> None:
    from stemviewer.ui.text import age, length, significant, thousands

    assert thousands(18340) == "18\u2009340"
    assert [significant(v) for v in (2.2, 220.4, 0.00123, 0.0)] == ["2.20", "220", "0.00123", "0"]
    assert significant(-3.5) == "−3.50"
    assert significant(1.2e9) == "1.20×10⁹"
    assert significant(-1.2e-6) == "−1.20×10⁻⁶"
    assert [age(s) for s in (0.041, 3.21, 125, 7200)] == ["41 ms", "3.2 s", "2 min", "2.0 h"]
    steps = [length(v) for v in (5e-10, 1e-9, 2e-8, 1e-6)]
    assert steps == ["5 Å", "1 nm", "20 nm", "1 µm"]
    assert all(a != b for a, b in pairwise(steps))
