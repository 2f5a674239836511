"""From what a user asks of `batch` to what is said in the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from duizhao.align.batch.estimate import Estimate, SampleMeasures, estimated, forecast, measured
from duizhao.align.batch.job import Settings
from duizhao.align.batch.jobs import Listing
from duizhao.align.batch.scheduler import Place, Pool, Report, RunResult, Work, processes, run
from duizhao.align.batch.spool import ESTIMATE, Spool
from duizhao.align.errors import RequestError
from duizhao.corpus.files.atomic import check_place
from duizhao.corpus.files.platform import cores


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What the command line says."""

    manifest: Path
    corpus: Path | None
    output: Path | None
    failures: Path | None
    checked: bool
    presplit: bool
    model: str | None
    device: str
    processes: int | None
    ray: str | None

    @property
    def place(self) -> Place:
        """Where the output goes."""
        return Place(self.corpus, self.output, self.failures)

    @property
    def settings(self) -> Settings:
        """What is done with every pair."""
        return Settings(self.model, self.presplit, self.corpus is not None, self.checked, device=self.device)

    @property
    def workers(self) -> int:
        """How many processes."""
        return self.processes or cores()


def do_batch(request: BatchRequest, report: Report) -> Iterator[str]:
    """Do all that is left to do; what is said of it in the end."""
    place = request.place
    check_place(request.corpus)
    check_place(request.failures)
    if request.output is not None and request.output.is_file():
        raise RequestError(f"{request.output.name} is a file: -o names a folder")
    expected = Estimate.of(Spool(place.work_folder).noted(ESTIMATE))
    listing = Listing(request.manifest, model=request.model)
    done = run(Work(listing, place, request.settings), pool_of(request), report)
    return _result_lines(request, listing.count, done, expected)


def expect_batch(request: BatchRequest) -> Iterator[str]:
    """What is to be expected; kept beside the output, to be compared afterwards. Nothing else is written."""
    place = request.place
    listing = Listing(request.manifest, model=request.model)
    sample: SampleMeasures = measured(listing, request.settings)
    expected = estimated(listing.count, sample, request.workers)
    spool = Spool(place.work_folder)
    spool.expect(expected.record())
    return forecast(expected, sample, request.workers)


def pool_of(request: BatchRequest) -> Pool:
    """The workers that the user wants."""
    if request.ray is None:
        return processes(request.workers)
    from duizhao.align.batch.ray_pool import run_on_ray

    return partial(run_on_ray, request.ray, request.processes)


def _result_lines(request: BatchRequest, count: int, done: RunResult, expected: Estimate | None) -> Iterator[str]:
    totals, place = done.totals, request.place
    parts = [f"{totals.done:,} done"]
    parts += [f"{totals.there:,} there already"] if totals.there else []
    parts += [f"{totals.failed:,} failed, see {place.failures_file.name}"] if totals.failed else []
    where = (request.corpus or request.output or Path()).name
    yield f"{where}: {count:,} pairs: {', '.join(parts)}"
    actual = Estimate(count - totals.failed, totals.sentences, done.seconds, done.size)
    yield actual.summary
    if expected is not None and totals.done:
        yield f"the dry run expected {expected.summary}: {expected.off(actual)}"
