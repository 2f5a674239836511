"""`decisions`: the one record of what people confirmed, rejected, corrected and coded."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duizhao.align.cli.terminal.console import deliver
from duizhao.align.cli.terminal.options import CorpusFile, Output, one_of
from duizhao.align.cli.terminal.outputs import guarded

if TYPE_CHECKING:
    from duizhao.corpus.decisions.log import Thing

app = typer.Typer(help="What people decided: confirmed, rejected, corrected, coded.", no_args_is_help=True)

VERDICTS: dict[str, tuple[str, ...]] = {
    "link": ("confirmed", "rejected", "withdrawn"),
    "bead": ("confirmed", "rejected", "withdrawn"),
    "finding": ("confirmed", "dismissed", "withdrawn"),
    "reading": (),
    "code": (),
}
"""What can be decided about, and the words for it; none where they are the user's own."""
Kind = Annotated[str | None, typer.Option(help="Only these: link, bead, finding, reading, code, …")]


@app.command("list")
def list_decisions(
    corpus: CorpusFile,
    document: Annotated[str | None, typer.Option(help="Only what has a place in this text.")] = None,
    kind: Kind = None,
    contested: Annotated[bool, typer.Option("--contested", help="Only what two people disagree about.")] = False,
    history: Annotated[bool, typer.Option("--history", help="Every decision ever made, replaced ones too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object a line.")] = False,
) -> None:
    """List what was decided about, where it stands now, and who said what of it."""
    from duizhao.corpus.decisions.log import all_decisions, things
    from duizhao.corpus.exchange.tables.decisions import decision_record
    from duizhao.corpus.store.store import Store

    with Store.open(corpus) as store:
        if history:
            about = [
                decision
                for decision in all_decisions(store, kind=kind)
                if document in (None, *_names(decision.anchors))
            ]
            lines = [json.dumps(decision_record(decision), ensure_ascii=False) for decision in about]
        else:
            listed = [
                thing
                for thing in things(store, kind=kind, document=document)
                if thing.state == "contested" or not contested
            ]
            lines = [_json(thing) if as_json else _line(thing) for thing in listed]
    deliver("".join(f"{line}\n" for line in lines), None)


@app.command("record")
def record_decision(
    corpus: CorpusFile,
    document: Annotated[str, typer.Option(help="The text it is about.")],
    start: Annotated[int, typer.Option(help="Where the passage begins, in characters.")],
    end: Annotated[int, typer.Option(help="Where it ends.")],
    verdict: Annotated[
        str,
        typer.Option(
            help="Of a link or a bead: confirmed, rejected; of a finding: confirmed, dismissed; else your own word. "
            "withdrawn takes it back."
        ),
    ],
    who: Annotated[str, typer.Option("--as", help="Your initials.")],
    kind: Annotated[str, typer.Option(help="What is decided about: link, bead, finding, reading or code.")] = "code",
    subject: Annotated[str, typer.Option(help="Which of several at one place, e.g. the name of a code book.")] = "",
    note: Annotated[str, typer.Option(help="Why.")] = "",
    target: Annotated[str | None, typer.Option(help="The text of the other place, of a link or a bead.")] = None,
    target_start: Annotated[int | None, typer.Option(help="Where the other place begins.")] = None,
    target_end: Annotated[int | None, typer.Option(help="Where it ends.")] = None,
) -> None:
    """Keep a decision about a passage, or about two that belong together."""
    from duizhao.align.decisions import DecisionRequest, decide
    from duizhao.corpus.store.store import Store

    if words := VERDICTS[one_of("--kind", kind, tuple(VERDICTS))]:
        one_of("--verdict", verdict, words, f"of a {kind} is")
    places = [(document, start, end)]
    if target is not None:
        if target_start is None or target_end is None:
            raise typer.BadParameter("--target goes with --target-start and --target-end")
        places.append((target, target_start, target_end))
    with Store.open(corpus) as store:
        decision = decide(store, DecisionRequest(kind, places, verdict, who, subject, note))
    outcome = "replaces an earlier decision" if decision.replaces else "kept"
    sys.stderr.write(f"{decision.id}: {outcome}\n")


@app.command("export")
@guarded
def export_decisions(corpus: CorpusFile, output: Output = None, kind: Kind = None) -> None:
    """Write every decision as JSON Lines, for another person to import. It holds the words that were decided about."""
    from duizhao.corpus.decisions.log import all_decisions
    from duizhao.corpus.exchange.tables.decisions import write_decisions
    from duizhao.corpus.store.store import Store

    with Store.open(corpus) as store:
        decisions = all_decisions(store, kind=kind)
    deliver(write_decisions(decisions), output)


@app.command("import")
def import_decisions(
    file: Annotated[Path, typer.Argument(help="What another person's `decisions export` wrote.")], corpus: CorpusFile
) -> None:
    """Merge another person's decisions into a corpus; what two people disagree about is listed."""
    from duizhao.corpus.decisions.log import keep, things
    from duizhao.corpus.exchange.tables.decisions import read_decisions
    from duizhao.corpus.readers.load import read_text
    from duizhao.corpus.store.store import Store

    given = read_decisions(read_text(file)[0], file.name)
    with Store.open(corpus) as store:
        fresh = keep(store, given)
        kept = things(store)
    contested = [thing for thing in kept if thing.state == "contested"]
    lost = sum(not thing.is_here for thing in kept)
    deliver("".join(f"{_line(thing)}\n" for thing in contested), None)
    sys.stderr.write(
        f"{fresh} decisions imported, {len(given) - fresh} there already; {len(contested)} conflicts"
        + (f"; {lost} are of texts that are not here, or of words that are gone" if lost else "")
        + "\n"
    )


def _names(anchors: tuple[object, ...]) -> list[object]:
    return [getattr(anchor, "document", None) for anchor in anchors]


def _line(thing: Thing) -> str:
    """A thing for a person: state, kind, places, words, who said what."""
    places = ", ".join(_place(thing, at) for at in range(len(thing.documents)))
    words = (
        " = ".join(" ".join(anchor.exact.split()) for anchor in thing.decisions[0].anchors) if thing.decisions else ""
    )
    verdicts = "; ".join(
        f"{decision.who}: {decision.verdict}{f' ({decision.note})' if decision.note else ''}"
        for decision in thing.decisions
    )
    kind = f"{thing.kind} {thing.subject}".strip()
    return "\t".join((thing.state, kind, places, words, verdicts))


def _place(thing: Thing, at: int) -> str:
    """Where one side of a thing stands; of an article, which no corpus holds, where it stood when it was decided."""
    name, span = thing.documents[at], thing.spans[at]
    if span is None and thing.kind == "link" and at and thing.decisions:
        span = thing.decisions[-1].anchors[at].span
    return f"{name} {span.start}–{span.end}" if span else f"{name} (not found)"


def _json(thing: Thing) -> str:
    record = {
        "state": thing.state,
        "kind": thing.kind,
        "subject": thing.subject,
        "verdict": thing.verdict,
        "places": [
            {"document": name, "start": span.start if span else None, "end": span.end if span else None}
            for name, span in zip(thing.documents, thing.spans, strict=True)
        ],
        "decisions": [
            {
                "who": decision.who,
                "verdict": decision.verdict,
                "note": decision.note,
                "made": decision.made,
                "id": decision.id,
            }
            for decision in thing.decisions
        ],
    }
    return json.dumps(record, ensure_ascii=False)
