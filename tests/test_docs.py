"""The documentation: short at the front, true, fresh, whole, and said once."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown.extensions.toc import slugify

import duizhao

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PAGES = sorted((ROOT / "docs").rglob("*.md"))
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
ELSEWHERE = re.compile(r"(?:src|href)=[\"']?(?:https?:)?//[^\"'\s>]+")
MOST_LINES = 200
MOST_BYTES = 2_000_000
LONG = 8
"""Words of a sentence that may stand in one place only."""


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose(page: Path) -> str:
    return FENCE.sub("", text_of(page))


def sentences(page: Path) -> Iterator[str]:
    """Long sentences, table cells among them, without marks or links."""
    bare = re.sub(r"\]\([^)]*\)|[*`\[\]]", "", prose(page))
    for block in re.split(r"\n\s*\n|\n(?=[-|#])|\|", bare):
        for sentence in re.split(r"(?<=[.!?:;])\s+", " ".join(block.split())):
            words = re.findall(r"\w+", sentence.lower())
            if len(words) >= LONG:
                yield " ".join(words)


def run(*command: object, folder: Path = ROOT) -> str:
    """All that a Python command that must succeed prints."""
    ran = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=folder,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=600,
    )
    assert ran.returncode == 0, ran.stdout
    return ran.stdout


def test_the_readme_is_read_in_five_minutes() -> None:
    assert len(text_of(README).splitlines()) <= MOST_LINES


@pytest.mark.parametrize("command", ["make demo", "make test", "duizhao link", "duizhao check", "duizhao terms show"])
def test_the_readme_names(command: str) -> None:
    assert command in text_of(README)


EXAMPLES = [code for language, code in FENCE.findall(text_of(README)) if language == "python"]


def test_the_readme_has_three_examples() -> None:
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize("code", EXAMPLES, ids=range(len(EXAMPLES)))
def test_examples_print_what_they_say(code: str, tmp_path: Path) -> None:
    (tmp_path / "example.py").write_text(code, encoding="utf-8")
    said = [line.removeprefix("# ") for line in code.splitlines() if line.startswith("# ")]
    assert run("example.py", folder=tmp_path).splitlines() == said


def test_generated_pages_are_fresh() -> None:
    run("docs/make/pages.py", "--check")


def test_the_api_page_lists_what_the_package_gives() -> None:
    page = text_of(ROOT / "docs/api.md")
    named = re.findall(r"^### `(\w+)`$", page, re.MULTILINE)
    errors = re.findall(r"^(?: *- )?`(\w+Error)`:", page, re.MULTILINE)
    assert sorted(named + errors) == sorted(duizhao.__all__)


@pytest.mark.parametrize("page", [README, *PAGES], ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(prose(page)):
        if link.startswith(("http://", "https://")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.is_file(), link
        if anchor:
            heads = re.findall(r"^#+ (.+)$", prose(target), re.MULTILINE)
            assert anchor in {slugify(head.replace("`", ""), "-") for head in heads}, link


def test_nothing_is_said_twice() -> None:
    front = set(sentences(README))
    twice = {page.name: front & set(sentences(page)) for page in PAGES}
    assert not {name: said for name, said in twice.items() if said}


def test_paths_that_are_named_exist() -> None:
    named = r"`((?:align|corpus|models|tests|docs)/[\w./-]+)`"
    for page in [README, *PAGES]:
        for path in re.findall(named, prose(page)):
            assert (ROOT / path).exists() or "build/" in path, (page.name, path)


def test_pictures_are_small_and_shown() -> None:
    pictures = sorted((ROOT / "docs/images").glob("*.png"))
    assert sum(picture.stat().st_size for picture in pictures) < MOST_BYTES
    pages = "".join(map(text_of, PAGES))
    assert [picture.name for picture in pictures if picture.name not in pages] == []


def test_the_site_builds_strictly_and_asks_for_nothing(tmp_path: Path) -> None:
    run("-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", tmp_path)
    for page in tmp_path.rglob("*.html"):
        fetched = re.findall(r"<(?:script|img|link|iframe)\b[^>]*>", text_of(page))
        assert [tag for tag in fetched if ELSEWHERE.search(tag)] == [], page


def test_what_is_cited_is_in_the_literature() -> None:
    said, literature = prose(ROOT / "docs/how-it-works.md").split("## Literature")
    works = {
        (name, year)
        for line in literature.split("\n- ")
        for year in re.findall(r"\((\d{4})\)", line)[:1]
        for name in re.findall(r"\w+", line.split(f"({year})")[0])
    }
    code = "".join(text_of(file) for room in ("align", "corpus", "models") for file in (ROOT / room).rglob("*.py"))
    cited = re.findall(r"(\w+) (?:et al\.?,? |& (\w+) )\(?((?:19|20)\d\d)", said + code)
    assert cited
    assert {(first, year) for first, _, year in cited if (first, year) not in works} == set()


def steps(session: str) -> Iterator[tuple[list[str], list[str]]]:
    """Commands of a session in the terminal, each with the lines that it prints."""
    for step in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
        command, *lines = step.splitlines()
        yield shlex.split(command, comments=True), lines


def shown(lines: list[str]) -> list[str]:
    """Without blanks at the ends, and without confidences, which another processor computes a little otherwise."""
    return [re.sub(r"[<>]?\d+%", "%", line).rstrip() for line in lines if line.strip()]


SESSIONS = [code for language, code in FENCE.findall(text_of(README)) if language == "console" and "$ cat" in code]


@pytest.mark.parametrize("session", SESSIONS, ids=["reporter", "translator"])
def test_commands_print_what_the_readme_shows(session: str, tmp_path: Path) -> None:
    for sample in (ROOT / "corpus/samples").glob("*.txt"):
        if sample.name != "article.txt":
            shutil.copy(sample, tmp_path)
    for (program, *arguments), lines in steps(session):
        if program == "cat":  # the files themselves, with as many lines each
            size = len(lines) // len(arguments)
            for at, name in enumerate(arguments):
                (tmp_path / name).write_text("\n".join(lines[at * size :][:size]) + "\n", encoding="utf-8")
        else:
            assert shown(run("-m", program, *arguments, folder=tmp_path).splitlines()) == shown(lines)
