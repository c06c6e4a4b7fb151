"""Puts a language in force: before the first window is made."""

from __future__ import annotations

import locale
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from stemviewer.core.resources import resource_path

FOLDER = "languages"

_PROPERTY = "stemviewer_language"

KEPT = "language"
"""Under which the language is kept."""


class Language(StrEnum):
    """The languages of the windows."""

    ENGLISH = "en"
    GERMAN = "de"

    @property
    def title(self) -> str:  # type: ignore[override]
        """Name in the language itself: whoever is lost in another one can read it."""
        return {Language.ENGLISH: "English", Language.GERMAN: "Deutsch"}[self]


def language_of(name: str) -> Language:
    """Return a language by name; an empty one is that of the system, if it is there."""
    wanted = name or (locale.getlocale()[0] or "")[:2].lower()
    return Language(wanted) if wanted in list(Language) else Language.ENGLISH


def present_language() -> Language:
    """Return the language in force."""
    application = QApplication.instance()
    name = None if application is None else application.property(_PROPERTY)
    return Language(name) if name else Language.ENGLISH


def use_language(application: QApplication, language: Language) -> None:
    """Show windows made from now on in a language; Qt's own texts, too.

    Raises
    ------
    StemviewerError
        If the translation is missing from this installation.
    """
    application.setProperty(_PROPERTY, language.value)
    for old in application.findChildren(QTranslator):
        application.removeTranslator(old)
        old.deleteLater()
    if language is Language.ENGLISH:
        return
    # numbers stay as they are in logs and papers: with a point
    QLocale.setDefault(QLocale.c())
    own = resource_path(FOLDER, f"stemviewer_{language.value}.qm")
    qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for file in (qt / f"qtbase_{language.value}.qm", own):
        translator = QTranslator(application)
        if translator.load(str(file)):
            application.installTranslator(translator)
