"""Bitexts of the corpus for a page: the texts are held for a while, the beads are read each time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from duizhao.align.errors import RequestError
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.document import Document
from duizhao.corpus.errors import StoreError
from duizhao.corpus.message import Message
from duizhao.corpus.store.beads import select_beads
from duizhao.corpus.store.store import Store, Text
from duizhao.corpus.text.locators import Places

HELD = 12
"""Texts that are held at once."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An original and one of its translations, as they stand in the corpus; `others`: all of its translations."""

    source: Text
    target: Text
    others: tuple[Text, ...]
    bitext: Bitext


class BitextCache:
    """The texts that were shown last, for all threads. A text of a corpus never changes under its id and digest."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[int, str, str], Document] = OrderedDict()
        self._places: OrderedDict[int, tuple[Document, Places]] = OrderedDict()
        self._lock = threading.Lock()

    def document(self, store: Store, text: Text) -> Document:
        """The document of a text."""
        key = (text.id, text.digest, text.name)
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        document = store.document(text.id)
        with self._lock:
            self._held[key] = document
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        return document

    def places(self, document: Document) -> Places:
        """The parts of a text, found once while it is held; of a long one that takes some tenths of a second."""
        with self._lock:
            if id(document) in self._places:  # no other has its id, since it is held itself
                self._places.move_to_end(id(document))
                return self._places[id(document)][1]
        places = Places(document)
        with self._lock:
            self._places[id(document)] = document, places
            while len(self._places) > HELD:
                self._places.popitem(last=False)
        return places

    def pair(self, store: Store, name: str, translation: str | None) -> Pair:
        """An original with the translation of that name, or its first. Raises for what is not there."""
        own = [text for text in store.texts() if text.entry == name]
        if not own:
            raise StoreError(Message("the corpus holds no document {name!r}", name=name))
        others = tuple(text for text in own if text.translation is not None)
        if not others:
            raise RequestError(Message("{name!r} has no translation yet: add one under Documents", name=name))
        matching = [text for text in others if translation in (None, "", text.name)]
        if not matching:
            raise StoreError(
                Message(
                    "the corpus holds no translation {translation!r} of {name!r}", translation=translation, name=name
                )
            )
        target = matching[0]
        assert target.translation is not None
        bitext = Bitext(
            self.document(store, own[0]),
            self.document(store, target),
            select_beads(store, target.translation),
        )
        return Pair(own[0], target, others, bitext)


def bead_key(bead: Bead) -> str:
    """What a page calls a bead: its sentences, `3.4:5`."""
    return ":".join(".".join(map(str, side)) for side in (bead.source, bead.target))


def find_bead(bitext: Bitext, key: str) -> Bead | None:
    """The bead of exactly these sentences, if there still is one."""
    try:
        source, target = (tuple(map(int, side.split("."))) if side else () for side in key.split(":"))
    except ValueError:
        return None
    return next((bead for bead in bitext.beads if (bead.source, bead.target) == (source, target)), None)
