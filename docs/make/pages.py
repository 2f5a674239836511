"""The parts of the documentation that the program itself knows: commands, figures, rooms, the Python API.

`python docs/make/pages.py` writes them between their markers; `--check` writes nothing, and fails where one is stale.
"""

from __future__ import annotations

import argparse
import inspect
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import duizhao
from duizhao.align.cli.app import commands as command_tree
from duizhao.align.cli.examples import EXAMPLE

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "tests/benchmarks/results.json"
BLOCK = re.compile(r"(<!-- generated: ([a-z ]+) -->\n).*?(<!-- /generated -->)", re.DOTALL)
HEADLINES = {
    "mac-dev": ("sentences of novels aligned", "beads, strict", "f1"),
    "aca": ("sentences of academic prose aligned", "beads, strict", "f1"),
    "bible": ("verses of the Bible aligned", "beads, strict", "f1"),
    "nist02": ("words of news linked", "words", "f1"),
    "quotes-dev": ("English phrases of news led to their Chinese words", "spans", "f1"),
    "links-english": ("quotations traced, the translations at hand", "links", "accuracy"),
    "links-chinese-only": ("quotations traced, the Chinese alone at hand", "links", "accuracy"),
}
"""What the README tells of a set: what it is about, and which value of which score."""


PLACEHOLDERS = {"Path": "PATH", "int": "N", "float": "NUMBER"}
"""What an option's value is called, by its type."""


def commands() -> str:
    """Every command: what it does, how it is called, its arguments and options, as `--help` has them."""
    return "\n\n".join(_command(path, command) for path, command in _leaves(command_tree(), "duizhao"))


def _leaves(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        yield path, command
        return
    for name, part in command.commands.items():
        yield from _leaves(part, f"{path} {name}")


def _command(path: str, command: Any) -> str:
    shown = [parameter for parameter in command.params if not getattr(parameter, "hidden", False)]
    arguments = [parameter for parameter in shown if parameter.param_type_name == "argument"]
    usage = " ".join([path, "[OPTIONS]", *(_placeholder(argument) for argument in arguments)])
    rows = [f"| {_names(parameter)} | {_said(parameter)} |" for parameter in shown]
    table = ["", "| | |", "| --- | --- |", *rows] if rows else []
    return "\n".join(
        [
            f"## {path}",
            "",
            _one_line(command.help),
            "",
            "```text",
            usage,
            "```",
            *table,
            "",
            f"Example: `{command.epilog.removeprefix(EXAMPLE)}`",
        ]
    )


def _placeholder(argument: Any) -> str:
    name = (argument.metavar or argument.name).strip("[]{}.").upper()
    name = f"{name}…" if argument.nargs != 1 else name
    return name if argument.required else f"[{name}]"


def _names(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{_placeholder(parameter)}`"
    names = ", ".join(f"`{name}`" for name in [*parameter.opts, *parameter.secondary_opts])
    return names if parameter.is_flag else f"{names} `{_kind(parameter)}`"


def _kind(parameter: Any) -> str:
    kind = str(parameter.type_descriptor.annotation)
    return next(
        (shown for name, shown in (("Path", "PATH"), ("int", "N"), ("float", "NUMBER")) if name in kind), "TEXT"
    )


def _said(parameter: Any) -> str:
    told = _one_line(parameter.help or "").replace("|", r"\|")
    default = parameter.default
    plain = isinstance(default, str | int | float) and not isinstance(default, bool) and default != ""
    notes = ["needed"] if parameter.required and parameter.param_type_name == "option" else []
    notes += [f"default: {default}"] if plain and f"default: {default}" not in told else []
    notes += ["may be given several times"] if "list" in str(parameter.type_descriptor.annotation) else []
    return f"{told} ({'; '.join(notes)})" if notes else told


def _one_line(text: str) -> str:
    return re.sub(r"([*<])", r"\\\1", " ".join(text.split()))


def figures() -> str:
    """Every figure of the benchmark, with what it cost."""
    sys.path.insert(0, str(RESULTS.parent))
    from quality import table

    return table(_results()).rstrip()


def headlines() -> str:
    """The README's table: one figure a set."""
    rows = ["| what | measure | figure | of |", "| --- | --- | ---: | --- |"]
    for name, (what, score, measure) in HEADLINES.items():
        result = _results()[name]
        value = next(each["values"][measure] for each in result["scores"] if each["name"] == score)
        rows.append(f"| {what} | {measure.replace('f1', 'F1')} | {value:.3f} | {result['amount']} |")
    return "\n".join(rows)


def _results() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return loaded


def rooms(container: str) -> str:
    """The rooms of a package, the heart first, as the contract on imports orders them; each says what it is for."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(each["layers"] for each in contracts if each.get("containers") == [f"duizhao.{container}"])
    rows = ["| step | room | what is in it |", "| ---: | --- | --- |"]
    for step, layer in enumerate(reversed(layers), 1):
        for room in layer.split(" | "):
            about = _summary(import_module(f"duizhao.{container}.{room}")).replace("|", r"\|")
            rows.append(f"| {step} | `{room}` | {about} |")
    return "\n".join(rows)


def api() -> str:
    """Every public name: how it is called, and its docstring."""
    names = [name for name in duizhao.__all__ if name != "__version__"]
    functions = [name for name in names if inspect.isfunction(getattr(duizhao, name))]
    errors = [name for name in names if isinstance(getattr(duizhao, name), type) and name.endswith("Error")]
    types = [name for name in names if name not in functions and name not in errors]
    parts = ["## Functions", *map(_entry, functions), "## Types", *map(_entry, types), "## Errors", _error_tree(errors)]
    version = "### `__version__`\n\nThe version of the program, as a string."
    return "\n\n".join([*parts, "## Version", version])


def _entry(name: str) -> str:
    value = getattr(duizhao, name)
    signature = _signature(name, value)
    parts = [f"### `{name}`", f"```python\n{signature}\n```" if signature else "", _doc(value)]
    if isinstance(value, type):
        members = [
            f"`{key}`\n:   {_summary(member)}"
            for key, member in vars(value).items()
            if not key.startswith("_") and (inspect.isfunction(member) or isinstance(member, property))
        ]
        parts.append("\n\n".join(members))
    return "\n\n".join(part for part in parts if part)


def _signature(name: str, value: Any) -> str:
    if getattr(value, "_is_protocol", False):
        return ""
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return ""
    parameters = [re.sub(r": '([^']*)'", r": \1", str(each)) for each in signature.parameters.values()]
    kinds = [each.kind for each in signature.parameters.values()]
    if inspect.Parameter.KEYWORD_ONLY in kinds:
        parameters.insert(kinds.index(inspect.Parameter.KEYWORD_ONLY), "*")
    shown = [re.sub(r"<(?:function )?(\w+).*>", r"\1", parameter).replace("factory", "{}") for parameter in parameters]
    answer = f" -> {signature.return_annotation}" if inspect.isfunction(value) else ""
    short = f"{name}({', '.join(shown)}){answer}"
    return short if len(short) <= 80 else "\n".join([f"{name}(", *(f"    {part}," for part in shown), f"){answer}"])


def _error_tree(errors: list[str]) -> str:
    def below(parent: type, depth: int) -> Iterator[str]:
        for name in errors:
            error = getattr(duizhao, name)
            if error.__base__ is parent:
                yield f"{'    ' * depth}- `{name}`: {_summary(error)}"
                yield from below(error, depth + 1)

    root = duizhao.DuizhaoError
    return "\n".join([f"`{root.__name__}`: {_doc(root)}", "", *below(root, 0)])


def _doc(value: Any) -> str:
    doc = inspect.getdoc(value) or ""
    prose, _, example = doc.partition(">>>")
    return f"{prose.rstrip()}\n\n```pycon\n>>>{example}\n```" if example else prose


def _summary(value: Any) -> str:
    return " ".join((inspect.getdoc(value) or "").split("\n\n")[0].split())


BLOCKS: dict[str, tuple[str, Callable[[], str]]] = {
    "commands": ("docs/commands.md", commands),
    "figures": ("docs/figures.md", figures),
    "headlines": ("README.md", headlines),
    "rooms of corpus": ("docs/architecture.md", lambda: rooms("corpus")),
    "rooms of align": ("docs/architecture.md", lambda: rooms("align")),
    "api": ("docs/api.md", api),
}
"""Where each generated part stands, and what makes it."""


def renewed(page: str) -> tuple[str, str]:
    """A page as it is, and as it should be."""
    text = (ROOT / page).read_text(encoding="utf-8")

    def block(found: re.Match[str]) -> str:
        return f"{found[1]}\n{BLOCKS[found[2]][1]()}\n\n{found[3]}"

    return text, BLOCK.sub(block, text)


def main() -> None:
    """Write the generated parts, or with `--check` say which pages are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit status 1 if a page is stale")
    check = parser.parse_args().check
    stale = []
    for page in sorted({page for page, _ in BLOCKS.values()}):
        text, new = renewed(page)
        if text != new:
            stale.append(page)
            if not check:
                (ROOT / page).write_text(new, encoding="utf-8")
    if stale and check:
        sys.exit(f"stale: {', '.join(stale)}; run: python docs/make/pages.py")


if __name__ == "__main__":
    main()
