"""Results written as Parquet shards, in the order of the manifest; a shard is there whole or not at all."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from duizhao.align.batch.failures import finding_row
from duizhao.align.batch.jobs import Task
from duizhao.align.batch.results import Result, Status, Totals
from duizhao.align.errors import RequestError
from duizhao.corpus.bitext import Bitext
from duizhao.corpus.errors import WriteError
from duizhao.corpus.exchange.tables import parquet
from duizhao.corpus.exchange.tables.parquet import BEADS, DOCUMENTS, FINDINGS, Row
from duizhao.corpus.files.durable import make_folder

PAIRS_A_SHARD = 500
SENTENCES_A_SHARD = 50_000
"""A shard ends with the pair that reaches either: so it depends on the manifest alone, and fits the memory."""
WORK, TOTALS = "duizhao.work", "duizhao.totals"
"""In the metadata of `documents`: which work it is of, and what is settled when it is written."""


class IntoParquet:
    """A folder of shards: `documents/`, `beads/`, and, if there was a check, `findings/`.

    The file in `documents` is written last: with it the shard counts, without it the shard is made anew.
    """

    def __init__(self, folder: Path, work: str, model: str) -> None:
        """Raises WriteError, FormatError; RequestError where the folder holds other work."""
        parquet.require()
        self._folder = folder
        self._work = work
        self._model = model
        self._rows: dict[str, list[Row]] = {DOCUMENTS: [], BEADS: [], FINDINGS: []}
        self._sentences = 0
        try:
            for name in (DOCUMENTS, BEADS):
                make_folder(folder / name)
        except OSError as error:
            reason = (error.strerror or "refused").lower()
            raise WriteError(f"{folder.name!r} cannot be written ({reason}): choose another place for -o") from error
        shards = sorted((folder / DOCUMENTS).glob("part-*.parquet"))
        self._shard = len(shards)
        about = parquet.read_about(shards[-1]) if shards else {WORK: work, TOTALS: "{}"}
        if about.get(WORK) != work:
            raise RequestError(
                f"{folder.name!r} holds the output of another manifest, model or setting: choose another folder for -o"
            )
        self.totals = Totals(**json.loads(about[TOTALS]))
        self._totals = self.totals

    def ask(self, task: Task) -> tuple[str | None, str | None]:
        """Nothing is known of texts from elsewhere."""
        return None, None

    def put(self, task: Task, result: Result) -> str:
        """Add a result to the shard."""
        target = result.target
        if target is not None and result.source is not None:
            self._rows[BEADS] += parquet.bead_rows(task.number, Bitext(result.source, target, result.beads))
        self._rows[FINDINGS] += [finding_row(task, finding) for finding in result.findings or ()]
        findings = None if result.findings is None else len(result.findings)
        self._add(task, result, (len(result.beads) if target else None, findings))
        return ""

    def skip(self, task: Task, status: Status, reason: str = "") -> None:
        """Add a failure to the shard."""
        self._add(task, Result(task.number, status, reason), (None, None))

    def _add(self, task: Task, result: Result, counts: tuple[int | None, int | None]) -> None:
        row = {
            "number": task.number,
            "status": result.status,
            "reason": result.reason or None,
            "document": task.name,
            "translation": task.translation if task.target else None,
            **parquet.text_columns(result.source, result.target),
            "beads": counts[0],
            "findings": counts[1],
            "metadata": list(task.row.metadata.items()),
            "model": self._model,
        }
        self._rows[DOCUMENTS].append(row)
        self._sentences += result.sentences
        self._totals = self._totals.and_one(result.status, result.sentences)
        if len(self._rows[DOCUMENTS]) >= PAIRS_A_SHARD or self._sentences >= SENTENCES_A_SHARD:
            self._write()

    def _write(self) -> None:
        about = {WORK: self._work, TOTALS: json.dumps(asdict(self._totals))}
        if self._rows[FINDINGS]:
            make_folder(self._folder / FINDINGS)
        for table in (BEADS, FINDINGS, DOCUMENTS):
            if self._rows[table] or table == DOCUMENTS:
                path = self._folder / table / f"part-{self._shard:05}.parquet"
                parquet.write_rows(path, table, self._rows[table], about)
        self._rows = {DOCUMENTS: [], BEADS: [], FINDINGS: []}
        self._sentences = 0
        self._shard += 1
        self.totals = self._totals

    def finish(self) -> None:
        """Write the last shard."""
        if self._rows[DOCUMENTS]:
            self._write()

    def close(self) -> None:
        """Let go of what was not written: it is made again from the results that wait."""
        self._rows = {DOCUMENTS: [], BEADS: [], FINDINGS: []}
