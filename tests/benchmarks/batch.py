"""How fast `duizhao batch` is with one process, with two, and through Ray; what a kill costs; how much memory it takes.

`python tests/benchmarks/batch.py --laws tw-laws.tsv`: a table of articles (law, article, Chinese, English). All figures
come from one run; the outputs of all ways are compared byte for byte.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from processes import below, peak, processor_seconds

PROGRAM = [sys.executable, "-c", "from duizhao.align.cli.app import main; main()", "batch"]


@dataclass(frozen=True)
class Ran:
    """One run: seconds, seconds of processors, what it said, and the peak memory in MiB of the program and of its
    largest worker."""

    seconds: float
    processor: float
    said: str
    own: float
    worker: float


def main() -> None:
    """Print the figures as a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--laws", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=60)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--without-ray", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), options)


def say(line: str) -> None:
    """A line of the table, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def measure(work: Path, options: argparse.Namespace) -> None:
    """Everything, in order."""
    manifest = write_laws(options.laws, work, options.pairs)
    single = manifest.with_name("one.tsv")
    single.write_text("".join(manifest.read_text(encoding="utf-8").splitlines(keepends=True)[:2]), encoding="utf-8")
    ways = {"1 process": ["--processes", "1"], "2 processes": ["--processes", "2"]}
    if not options.without_ray:
        ways["Ray, 2 actors"] = ["--ray", "local", "--processes", "2"]
    say(f"load average at the beginning: {os.getloadavg()[0]:.1f}")
    say("| way | pairs | sentences | seconds | to begin | pairs/s | sentences/s | CPU s a pair | MiB, own | worker |")
    outputs = {}
    for way, chosen in ways.items():
        begun = run([str(single), "-o", str(work / f"{way}-one"), *chosen])
        ran = run([str(manifest), "-o", str(work / way), *chosen])
        outputs[way] = contents(work / way)
        pairs, sentences = figures(ran.said)
        pace = max(ran.seconds - begun.seconds, 1e-9)
        each = (ran.processor - begun.processor) / max(pairs - 1, 1)
        say(
            f"| {way} | {pairs} | {sentences} | {ran.seconds:.1f} | {begun.seconds:.1f} | {(pairs - 1) / pace:.2f} "
            f"| {sentences * (pairs - 1) / pairs / pace:.0f} | {each:.2f} | {ran.own:.0f} | {ran.worker:.0f} |"
        )
    say(f"load average: {os.getloadavg()[0]:.1f}")
    same = len({tuple(sorted(each.items())) for each in outputs.values()}) == 1
    say(f"outputs: {'the same bytes' if same else 'DIFFERENT'}")
    memory(manifest, work)
    kills(manifest, work, options.kills, outputs["2 processes"])


def memory(manifest: Path, work: Path) -> None:
    """Peak memory against the size of the corpus."""
    lines = manifest.read_text(encoding="utf-8").splitlines(keepends=True)
    say("| pairs | corpus, MB | MiB, program | MiB, a worker |")
    for share in (4, 2, 1):
        part = manifest.with_name(f"part{share}.tsv")
        part.write_text("".join(lines[: 1 + (len(lines) - 1) // share]), encoding="utf-8")
        corpus = work / f"part{share}.duizhao"
        ran = run([str(part), "--corpus", str(corpus), "--processes", "2"])
        say(f"| {figures(ran.said)[0]} | {corpus.stat().st_size / 1e6:.1f} | {ran.own:.0f} | {ran.worker:.0f} |")


def kills(manifest: Path, work: Path, count: int, whole: dict[str, bytes]) -> None:
    """Kill -9 at random moments; what is left is finished, and compared."""
    chance = random.Random(7)
    goes = [*PROGRAM, str(manifest), "-o", str(work / "killed"), "--processes", "2"]
    done = 0
    lost = []
    while done < count:
        begun = subprocess.Popen(goes, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, 60))
        if begun.poll() is not None:
            break
        begun.kill()
        begun.wait()
        done += 1
        folder = work / "killed/.batch"
        last = max((path.stat().st_mtime for path in folder.glob("*.result")), default=0) if folder.exists() else 0
        if last:
            lost.append(time.time() - last)
    run(goes[len(PROGRAM) :])
    same = contents(work / "killed") == whole
    mean = sum(lost) / max(len(lost), 1)
    say(
        f"{done} kills: {'the same bytes' if same else 'DIFFERENT'}; from the last result kept to the kill {mean:.1f} s"
    )


def run(arguments: Sequence[str]) -> Ran:
    """Run the command, and look at its memory meanwhile."""
    began = time.monotonic()
    process = subprocess.Popen([*PROGRAM, *arguments], stderr=subprocess.PIPE, text=True)
    peaks = [0.0, 0.0]
    spent: dict[int, float] = {}

    def watch() -> None:
        while process.poll() is None:
            its = below(process.pid)
            peaks[0] = max(peaks[0], peak(process.pid))
            peaks[1] = max([peaks[1], *(peak(each) for each in its)])
            for each in (process.pid, *its):
                spent[each] = max(spent.get(each, 0.0), processor_seconds(each))
            time.sleep(0.2)

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, said = process.communicate()
    watcher.join()
    if process.returncode:
        raise SystemExit(said)
    return Ran(time.monotonic() - began, sum(spent.values()), said, *peaks)


def figures(said: str) -> tuple[int, int]:
    """Pairs and sentences, of the line that says so in the end."""
    line = next(each for each in reversed(said.splitlines()) if " sentences, " in each)
    pairs, sentences = line.split(" pairs, ")[0], line.split(" pairs, ")[1].split(" sentences")[0]
    return int(pairs.replace(",", "")), int(sentences.replace(",", ""))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of an output."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write_laws(table: Path, work: Path, count: int) -> Path:
    """A manifest of so many short laws, five to twenty articles each, as files."""
    laws: dict[str, list[tuple[str, str]]] = {}
    for line in table.read_text(encoding="utf-8").splitlines():
        law, _, chinese, english = line.split("\t")[:4]
        laws.setdefault(law, []).append((chinese, english))
    chosen = [law for law, articles in laws.items() if 5 <= len(articles) <= 20][:count]
    rows = ["source\ttarget\n"]
    for law in chosen:
        for ending, side in (("zh", 0), ("en", 1)):
            text = "".join(f"{article[side]}\n" for article in laws[law])
            (work / f"{law}.{ending}").write_text(text, encoding="utf-8")
        rows.append(f"{law}.zh\t{law}.en\n")
    manifest = work / "manifest.tsv"
    manifest.write_text("".join(rows), encoding="utf-8")
    return manifest


if __name__ == "__main__":
    main()
