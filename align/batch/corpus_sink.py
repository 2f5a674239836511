"""Results put into a corpus, in the order of the manifest; how far that has come is kept in the corpus itself."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from duizhao.align.batch.jobs import Task
from duizhao.align.batch.results import Result, Status, Totals
from duizhao.align.errors import RequestError
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Document
from duizhao.corpus.errors import StoreError
from duizhao.corpus.store.documents import has_document, source_sha256, translation_sha256
from duizhao.corpus.store.store import Store

KEY = "batch"
"""Under this key the corpus says which work is being done, and how many of its pairs are settled."""


class IntoCorpus:
    """An open corpus that pairs are put into, each in a transaction that also counts it: once, whatever happens."""

    def __init__(self, path: Path, work: str, model: str) -> None:
        """`work`: what tells this manifest and these settings from others. Raises StoreError."""
        self.store = Store.open(path, create=True)
        try:
            if self.store.model not in (None, model):
                raise StoreError(
                    f"this corpus was made with the model {self.store.model}, not {model}: give that one with --model, "
                    "or bring the corpus to this one with `duizhao reencode`"
                )
            self._model = model
            self._work = work
            kept = json.loads(self.store.about(KEY) or "{}")
            self.totals = Totals(**kept["totals"]) if kept.get("work") == work else Totals()
        except BaseException:
            self.store.close()
            raise

    def ask(self, task: Task) -> tuple[str | None, str | None]:
        """The sha256 of the files of the two texts that the corpus has under the task's names."""
        source = source_sha256(self.store, task.name)
        target = translation_sha256(self.store, task.name, task.translation) if source and task.target else None
        return source, target

    def put(self, task: Task, result: Result) -> str:
        """Put in a result; why it could not be, or ''. The pair is settled either way."""
        totals = self.totals.and_one("done", result.sentences)
        try:
            with self.store.changing():
                self._put(task, result)
                self._count(totals)
        except RequestError as error:
            self.skip(task, "failed", str(error))
            return str(error)
        self.totals = totals
        return ""

    def skip(self, task: Task, status: Status, reason: str = "") -> None:
        """Settle a pair of which nothing goes into the corpus."""
        totals = self.totals.and_one(status)
        with self.store.changing():
            self._count(totals)
        self.totals = totals

    def finish(self) -> None:
        """All is done: the corpus holds texts alone again."""
        with self.store.changing():
            self.store.set_about(KEY, None)

    def close(self) -> None:
        """Let go of the file."""
        self.store.close()

    def _count(self, totals: Totals) -> None:
        self.store.set_about(KEY, json.dumps({"work": self._work, "totals": asdict(totals)}))

    def _put(self, task: Task, result: Result) -> None:
        source, target = result.source, result.target
        assert source is not None
        bitexts = [Bitext(source, target, result.beads)] if target else []
        if not has_document(self.store, source.name):
            self._check_free(target)
            self.store.add(source, bitexts=bitexts, vectors=result.vectors, model=self._model)
        else:
            self._check_same(source)
            self._check_free(target)
            if target is None:
                return
            self.store.add_translation(bitexts[0], vectors=result.vectors, model=self._model)
        if task.row.metadata:
            self.store.set_metadata(target.name if target else source.name, task.row.metadata)

    def _check_same(self, source: Document) -> None:
        """Refuse a name that means another text."""
        is_original = self.store.entry_of(source.name) == source.name
        text = self.store.source(source.name) if is_original else None
        if text is None or (text.text, text.sentences) != (source.text, source.sentences):
            raise RequestError(
                f"{source.name!r} is in the corpus already, with another text: "
                "remove it there, or give this one a name of its own in a column `name`"
            )

    def _check_free(self, target: Document | None) -> None:
        if target and has_document(self.store, target.name):
            raise RequestError(
                f"{target.name!r} is in the corpus already: remove it there, "
                "or give this one a name of its own in a column `translation`"
            )
