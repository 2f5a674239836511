"""`check`: what a careful reviser would question in a translation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duizhao.align.cli.check_scores import ScoringOptions, scoring_of
from duizhao.align.cli.terminal.console import deliver, say, track
from duizhao.align.cli.terminal.options import Changes, Corpus, Model, Output, Password, Presplit, one_of, read_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duizhao.align.checks.finding import Kind, Severity
    from duizhao.align.checks.linked_pair import Direction
    from duizhao.align.checks.result import CheckResult
    from duizhao.align.checks.service import CheckOptions, CheckRequest
    from duizhao.align.checks.thresholds import Profile
    from duizhao.corpus.readers.base.contents import ReadOptions

FORMATS = "table, jsonl, html, xlsx (to fill in), xliff (with notes) or docx (the English Word file with comments)"
TABLE, WORD = "table", "docx"
DIRECTIONS: tuple[Direction, ...] = ("zh-en", "en-zh")


def check(
    source: Annotated[Path | None, typer.Argument(metavar="ZH", help="The Chinese file.")] = None,
    target: Annotated[Path | None, typer.Argument(metavar="EN", help="The English file.")] = None,
    corpus: Corpus = None,
    name: Annotated[str | None, typer.Option(help="With --corpus: only this document.")] = None,
    presplit: Presplit = False,
    direction: Annotated[str, typer.Option(help="zh-en, or en-zh where the English is the original.")] = "zh-en",
    strict: Annotated[bool, typer.Option("--strict", help="Show more, with more false alarms.")] = False,
    draft: Annotated[bool, typer.Option("--draft", help="Show only what is nearly sure.")] = False,
    without: Annotated[
        list[str] | None,
        typer.Option(help="A kind not to look for: omission, addition, number, date, name, negation, …; repeatable."),
    ] = None,
    only_changed: Annotated[
        Path | None, typer.Option(help="The translation as it was: only what was changed since is shown.")
    ] = None,
    reference: Annotated[
        Path | None, typer.Option(help="A TMX or other file of pairs, or a corpus: terms and titles must be as there.")
    ] = None,
    rules: Annotated[
        list[Path] | None,
        typer.Option(help="Your own rules: TOML, or a checklist as CSV (docs/checking.md); repeatable."),
    ] = None,
    style: Annotated[
        list[str] | None,
        typer.Option(help="A house style that ships: chicago, un (English), gbt15834 (Chinese); repeatable."),
    ] = None,
    rules_only: Annotated[
        bool, typer.Option("--rules-only", help="With --rules or --style: look for nothing else.")
    ] = False,
    score: Annotated[
        bool, typer.Option("--score", help="Scores after MQM: of each file, each translator; table, json, csv or html.")
    ] = False,
    weights: Annotated[
        str | None, typer.Option(help="With --score: points of a finding; default: minor=1,major=5,critical=25.")
    ] = None,
    pass_mark: Annotated[
        float | None,
        typer.Option(min=0.0, max=100.0, help="With --score: the least that passes (98); exit status 3 below it."),
    ] = None,
    tracked: Annotated[
        bool,
        typer.Option("--tracked", help="With -o FILE.docx: proposals as tracked changes in a copy of the translation."),
    ] = False,
    earlier: Annotated[
        list[Path] | None,
        typer.Option(help="With --score: an earlier draft of the translation, oldest first; repeatable; also as svg."),
    ] = None,
    drafts: Annotated[
        str | None,
        typer.Option(help="With --corpus --score: over its drafts, by this metadata (draft, date), or as added."),
    ] = None,
    decisions: Annotated[
        Path | None, typer.Option(help="A corpus that keeps which findings were dismissed; default: --corpus.")
    ] = None,
    dismiss: Annotated[int | None, typer.Option(help="The number of a finding that is none: it stays away.")] = None,
    take: Annotated[int | None, typer.Option(help="The number of a finding whose proposal is taken.")] = None,
    taken: Annotated[
        bool, typer.Option("--taken", help="Only what was taken, here or in the reader; with --tracked, into Word.")
    ] = False,
    who: Annotated[str | None, typer.Option("--as", help="With --dismiss or --take: your initials.")] = None,
    note: Annotated[str, typer.Option(help="With --dismiss or --take: why.")] = "",
    fail_on: Annotated[
        str | None, typer.Option(help="minor, major or critical: exit status 3 if anything as grave is found.")
    ] = None,
    format: Annotated[str | None, typer.Option(help=f"{FORMATS}; default: by -o's suffix, or table.")] = None,
    output: Output = None,
    changes: Changes = "accepted",
    password: Password = False,
    model: Model = None,
) -> None:
    """List what a careful reviser would question in a translation: what is left out, added, or slipped."""
    from duizhao.align.checks import service

    reading = read_options(changes, password)
    request = service.CheckRequest(source, target, presplit, corpus, name, reading)
    if (corpus is None) == (source is None) or (source is None) != (target is None):
        raise typer.BadParameter("give either ZH EN or --corpus")
    if rules_only and not (rules or style):
        raise typer.BadParameter("--rules-only goes with --rules FILE or --style NAME")
    grave = _severity(fail_on)
    options = replace(
        _options(direction, strict, draft, without or [], only_changed, reference, decisions, model),
        rules=rules or [],
        styles=style or [],
        rules_only=rules_only,
        taken=taken,
    )
    latest = target if options.direction == "zh-en" else source
    names = [draft.name for draft in [*earlier, latest] if draft is not None] if earlier else []
    stored = drafts if corpus is not None and options.direction == "zh-en" else None
    if drafts != stored:
        raise typer.BadParameter("--drafts goes with --corpus and --score, of English translations")
    scoring = scoring_of(score, ScoringOptions(weights, pass_mark, names, drafts))
    if dismiss is not None or take is not None:
        _judge(request, options, dismiss, take, who, note)
        return
    if tracked and (score or format not in (None, WORD) or output is None):
        raise typer.BadParameter("--tracked goes with -o FILE.docx")
    chosen = WORD if tracked else scoring.form(format, output) if scoring else _chosen(format, output)
    word = _word_file(request, chosen, options.direction if tracked else "zh-en")
    results = service.check_drafts(request, earlier or [], options, track)
    failed = False
    if scoring:
        failed = scoring.write(results, chosen, output)
    elif tracked and word is not None:
        _deliver_tracked(results[0], word, options.direction, reading, output)
    else:
        _deliver(results, chosen, output, word)
    last = results[-1:] if earlier else results
    if failed or (grave and any(result.reaches(grave) for result in last)):
        raise typer.Exit(3)


def _severity(fail_on: str | None) -> Severity | None:
    from duizhao.align.checks.finding import SEVERITIES

    return None if fail_on is None else one_of("--fail-on", fail_on, SEVERITIES)


def _options(
    direction: str,
    strict: bool,
    draft: bool,
    without: list[str],
    old: Path | None,
    reference: Path | None,
    decisions: Path | None,
    model: str | None,
) -> CheckOptions:
    from duizhao.align.checks.finding import KINDS
    from duizhao.align.checks.service import CheckOptions

    way = one_of("--direction", direction, DIRECTIONS)
    if strict and draft:
        raise typer.BadParameter("give --strict or --draft, not both")
    named = [kind.strip() for given in without for kind in given.split(",")]
    kinds: list[Kind] = [kind for kind in KINDS if kind in named]
    if unknown := set(named) - set(KINDS):
        raise typer.BadParameter(f"no kind is called {min(unknown)}: choose from {', '.join(KINDS)}")
    profile: Profile = "strict" if strict else "draft" if draft else "default"
    return CheckOptions(way, profile, kinds, old, reference, decisions, model)


def _judge(
    request: CheckRequest, options: CheckOptions, dismiss: int | None, take: int | None, who: str | None, note: str
) -> None:
    from duizhao.align.checks import service
    from duizhao.align.checks.result import DISMISSED, TAKEN

    kept = options.decisions or request.corpus
    if kept is None or not who or (dismiss is None) == (take is None):
        option = "--dismiss" if take is None else "--take"
        raise typer.BadParameter(f"{option} goes with --as INITIALS, and with --decisions FILE (or --corpus)")
    number, verdict = (dismiss, DISMISSED) if dismiss is not None else (take or 0, TAKEN)
    results = service.check(request, options, track)
    decision = service.judge(results, number, kept, service.Judgement(verdict, who, note))
    say(f"{decision.id}: finding {number} ({decision.subject}) is {decision.verdict}")


def _chosen(named: str | None, output: Path | None) -> str:
    from duizhao.align.errors import RequestError
    from duizhao.align.report.findings_formats import FORMATS as WRITERS

    suffixes = {"htm": "html", "xlf": "xliff", "json": "jsonl", "txt": TABLE}
    known = (TABLE, *WRITERS, WORD)
    if named is None and output is not None and output.suffix:
        suffix = output.suffix[1:].lower()
        named = suffixes.get(suffix, suffix)
        if named not in known:
            raise RequestError(f"{output.name}: no format ends in {output.suffix}; say --format {'|'.join(known)}")
    named = named or TABLE
    if named not in known:
        raise RequestError(f"no format is called {named}; choose {', '.join(known)}")
    return named


def _word_file(request: CheckRequest, chosen: str, direction: Direction) -> bytes | None:
    """The translation's file itself, where it is to be given back with comments or changes."""
    from duizhao.align.errors import RequestError
    from duizhao.corpus.readers.base.sniff import kind_of
    from duizhao.corpus.readers.load import read_bytes

    if chosen != WORD:
        return None
    file = request.target if direction == "zh-en" else request.source
    data = read_bytes(file) if file else b""
    if file is None or kind_of(data) != "word":
        shown = file.name if file else "a corpus"
        raise RequestError(f"{shown} is no Word file (.docx): choose html or another format")
    return data


def _deliver_tracked(
    result: CheckResult, word: bytes, direction: Direction, reading: ReadOptions, output: Path | None
) -> None:
    """The Word file with the proposals in it; what could not be put into it is said."""
    from duizhao.align.report.captions import count
    from duizhao.align.report.findings_formats import summary, write_tracked

    name = (result.bitext.target if direction == "zh-en" else result.bitext.source).name
    written, tracked, left_out = write_tracked(result, word, name, reading.changes)
    deliver(written, output)
    rest = f"; {left_out} not, in a drawing, a formula, or another's change" if left_out else ""
    say(summary(result))
    say(f"{count(tracked, 'proposal')} as tracked changes{rest}")


def _deliver(results: Sequence[CheckResult], chosen: str, output: Path | None, word: bytes | None) -> None:
    import sys

    from duizhao.align.report.findings_formats import FORMATS as WRITERS
    from duizhao.align.report.findings_formats import shown_table, summary, write_commented

    if chosen == TABLE:
        deliver(shown_table(results, plain=output is not None or not sys.stdout.isatty()), output)
        return
    if word is not None:
        deliver(write_commented(results[0], word, results[0].bitext.target.name), output)
    else:
        deliver(WRITERS[chosen](results), output)
    for result in results:
        say(summary(result))
