"""Sentences of the lower layers in the language of the program, where the operator reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from stemviewer.core.errors import StemviewerError
from stemviewer.core.resources import resource_path
from stemviewer.ui.language.load import FOLDER, Language, present_language
from stemviewer.ui.language.sheet import read_sheet
from stemviewer.ui.language.words import tr

LEAST = 9
"""Letters that a sentence with holes must have, or it would be found in others."""

BEGIN = 4
"""So many in front of the first hole do as well."""

_HOLE = re.compile(r"\{(\d+)\}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence with holes, how it is recognised, and its translation."""

    shape: re.Pattern[str]
    holes: tuple[int, ...]
    said: str

    def read(self, text: str) -> str | None:
        """Return the translation of a text made from it; ``None`` of another one."""
        found = self.shape.fullmatch(text)
        if found is None:
            return None
        values = dict(zip(self.holes, found.groups(), strict=True))
        return _HOLE.sub(lambda hole: values[int(hole[1])], self.said)


def pattern(english: str, said: str) -> Pattern:
    """Return what recognises a sentence by what stands between its holes.

    Parameters
    ----------
    english : str
        With ``{0}`` and on for its values.
    said : str
        The same in another language; the values may stand in another order.
    """
    parts = _HOLE.split(english)
    shape = "(.+?)".join(re.escape(part) for part in parts[::2])
    return Pattern(re.compile(shape, re.DOTALL), tuple(map(int, parts[1::2])), said)


def patterns(texts: Mapping[str, str]) -> tuple[Pattern, ...]:
    """Return the patterns of all translated sentences, those that say most first."""
    known = [english for english, said in texts.items() if said and distinct(english)]
    ordered = sorted(known, key=lambda text: (-len(_HOLE.sub("", text)), text))
    return tuple(pattern(english, texts[english]) for english in ordered)


def distinct(english: str) -> bool:
    """Whether a sentence is known by what stands between its holes."""
    parts = [sum(sign.isalpha() for sign in part) for part in _HOLE.split(english)[::2]]
    return len(parts) == 1 or parts[0] >= BEGIN or sum(parts) >= LEAST


def error_words(error: Exception) -> str:
    """Return the sentences of an error as running text, in the language of the program."""
    if not isinstance(error, StemviewerError):
        return f"{type(error).__name__}: {error}"
    return " ".join(told(part) for part in (error.what, error.meaning, error.action) if part)


@lru_cache(maxsize=4)
def _patterns_of(language: Language) -> tuple[Pattern, ...]:
    try:
        path = resource_path(FOLDER, f"sentences_{language.value}.ts")
    except StemviewerError:
        return ()  # English is understood as well; the windows' own texts are elsewhere
    return patterns(read_sheet(path).texts)


def told(text: str) -> str:
    """Return a sentence of an error or a notice in the language of the program.

    One that is not translated stays English.
    """
    language = present_language()
    if language is Language.ENGLISH or not text:
        return text
    for one in _patterns_of(language):
        said = one.read(text)
        if said is not None:
            return said
    return tr(text)
