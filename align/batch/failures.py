"""What is told of single pairs beside the output: failures, as a table that is itself a manifest; and findings."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from duizhao.align.batch.jobs import Task
from duizhao.align.batch.journal import Ledger
from duizhao.align.checks.finding import Finding
from duizhao.corpus.exchange.batches.manifests import ADDED, COLUMNS, METADATA
from duizhao.corpus.exchange.bitext.tables import LINE_SEPARATORS, one_line

HEADER = "\t".join((*ADDED, *COLUMNS, METADATA)) + "\n"


class Failures:
    """`failures.tsv`: the pairs that could not be done, each with its reason."""

    def __init__(self, path: Path, settled: int) -> None:
        self._folder = path.parent
        self._ledger = Ledger(path, HEADER, settled, lambda line: int(line.split("\t", 1)[0]))

    @property
    def count(self) -> int:
        """How many there are."""
        return self._ledger.count

    def put(self, task: Task, reason: str) -> None:
        """Add a row; its files are named as seen from this table's folder, so that it can be given as a manifest."""
        row = task.row
        source = self._seen(row.source, task.source)
        target = self._seen(row.target, task.target) if task.target else ""
        metadata = json.dumps(dict(row.metadata), ensure_ascii=False) if row.metadata else ""
        cells = (str(task.number), reason, source, target, row.name, row.translation, metadata)
        self._ledger.put(["\t".join(map(one_line, cells)) + "\n"])

    def _seen(self, written: str, path: Path) -> str:
        """The file as the manifest has it, if that is absolute or empty; else from the folder of this table."""
        if not written or Path(written).is_absolute():
            return written
        try:
            return Path(os.path.relpath(path, self._folder)).as_posix()
        except ValueError:  # on Windows, of two drives
            return str(path.resolve())


class FindingsLedger:
    """`findings.jsonl`: what the check found in pairs that went into a corpus."""

    def __init__(self, path: Path, settled: int) -> None:
        self._ledger = Ledger(path, "", settled, lambda line: int(json.loads(line)["number"]))

    def put(self, task: Task, findings: Sequence[Finding]) -> None:
        """Add a line for each."""
        self._ledger.put([_line(finding_row(task, finding)) for finding in findings])


def finding_row(task: Task, finding: Finding) -> dict[str, object]:
    """A finding with the pair that it is of; offsets are code points into the two texts."""
    return {
        "number": task.number,
        "document": task.name,
        "translation": task.translation,
        "kind": finding.kind,
        "severity": finding.severity,
        "source_start": finding.source.start if finding.source else None,
        "source_end": finding.source.end if finding.source else None,
        "target_start": finding.target.start if finding.target else None,
        "target_end": finding.target.end if finding.target else None,
        "confidence": finding.confidence,
        "reason": finding.reason,
        "mqm": finding.mqm,
    }


def _line(record: dict[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False).translate(LINE_SEPARATORS) + "\n"
