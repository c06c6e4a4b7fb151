"""Language and size of type: chosen here, kept, and in force from the next start on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stemviewer.ui.fonts import TypeSize, type_size
from stemviewer.ui.language.load import KEPT, Language, present_language
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.actions import Actions
from stemviewer.ui.live.kept_type import TYPE
from stemviewer.ui.live.link import Link
from stemviewer.ui.live.part import WindowPart
from stemviewer.ui.live.reading_actions import action_of_language, action_of_type
from stemviewer.ui.live.store import Store


class ReadingCommands(WindowPart):
    """Keeps the choices and says when they come.

    Parameters
    ----------
    store : Store
        Keeps them.
    actions : Actions
        Choose them, and show which are kept.
    link : Link
        Tells the operator.
    """

    def __init__(self, store: Store, actions: Actions, link: Link) -> None:
        self._store, self._actions, self._link = store, actions, link
        self._language, self._type = present_language(), type_size()
        self._mark()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out each action."""
        languages = {
            action_of_language(one): lambda one=one: self._choose_language(one) for one in Language
        }
        sizes = {action_of_type(one): lambda one=one: self._choose_type(one) for one in TypeSize}
        return languages | sizes

    def _choose_language(self, language: Language) -> None:
        self._language = language
        self._store.set_text(KEPT, language.value)
        self._tell(changed=language is not present_language())

    def _choose_type(self, size: TypeSize) -> None:
        self._type = size
        self._store.set_text(TYPE, size.value)
        self._tell(changed=size is not type_size())

    def _tell(self, *, changed: bool) -> None:
        self._store.flush()
        self._mark()
        if changed:
            self._link.say(tr("This comes with the next start of the program."))

    def _mark(self) -> None:
        for language in Language:
            self._actions[action_of_language(language)].setChecked(language is self._language)
        for size in TypeSize:
            self._actions[action_of_type(size)].setChecked(size is self._type)
