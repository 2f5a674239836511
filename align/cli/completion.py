"""`completion`: what a Tab offers on the command line. No text is read for it, and nothing heavy is loaded.

The words are not handed to typer's own parser: to read one path it loads what takes longer than all of this.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from duizhao.align.cli.choices import Choices, Kept, choices_of
from duizhao.align.cli.terminal.command_line import Typed, read_bash, typed_words
from duizhao.align.cli.terminal.console import deliver
from duizhao.align.cli.terminal.options import one_of
from duizhao.align.cli.terminal.shells import SCRIPTS, VARIABLE

if TYPE_CHECKING:
    from duizhao.corpus.store.glance import Glance

HELP_WIDTH = 70


def completion(
    shell: Annotated[str, typer.Argument(help="bash, zsh, fish or powershell.")],
) -> None:
    """Print the script that makes a Tab complete commands, options, and names of the corpus; its head says where to."""
    deliver(SCRIPTS[one_of("SHELL", shell, tuple(SCRIPTS))], None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may stand there, and what it is."""

    value: str
    help: str = ""


def answer(shell: str, arguments: Sequence[str], commands: Callable[[str | None], Any]) -> None:
    """Write the candidates that `shell` asks for by `arguments`, as it takes them."""
    if shell == "bash":
        line = read_bash(*arguments[:2])
        breaks = os.environ.get("_DUIZHAO_BREAKS", "")
        shown = [line.reply(found.value, breaks) for found in candidates(line.typed, commands)]
    else:
        typed = typed_words(arguments)
        shown = [_described(found, typed.current, shell) for found in candidates(typed, commands)]
    sys.stdout.write("".join(f"{line}\n" for line in shown))


def _described(found: Candidate, current: str, shell: str) -> str:
    """Zsh has taken `--format=` off already; it parts value and help by a colon, the others by a tab."""
    if shell == "zsh":
        value = found.value.partition("=")[2] if current.startswith("--") and "=" in current else found.value
        return value.replace("\\", "\\\\").replace(":", "\\:") + (f":{found.help}" if found.help else "")
    return f"{found.value}\t{found.help}" if found.help else found.value


def candidates(typed: Typed, commands: Callable[[str | None], Any]) -> Iterator[Candidate]:
    """All that may stand where the cursor is and begins as what is typed there.

    `commands`: makes the command that is named alone, or all of them.
    """
    words, current = list(typed.before), typed.current
    command = commands(words[0] if words else None)
    path: list[str] = []
    while words and words[0] in getattr(command, "commands", {}):
        path.append(words.pop(0))
        command = command.commands[path[-1]]
    if hasattr(command, "commands"):
        if not words:
            yield from _beginning(current, _commands(command))
        return
    option, given = _waiting(command, words)
    if option is None and current.startswith("-") and "=" in current:
        name, _, current = current.partition("=")
        values = choices_of(" ".join(path), name)
        yield from (
            Candidate(f"{name}={found.value}", found.help) for found in _beginning(current, _values(values, typed))
        )
    elif option is None and current.startswith("-"):
        yield from _beginning(current, _options(command, words))
    else:
        name = option or _argument(command, given)
        yield from _beginning(current, _values(choices_of(" ".join(path), name), typed))


def _beginning(typed: str, found: Iterator[Candidate]) -> Iterator[Candidate]:
    return (candidate for candidate in found if candidate.value.startswith(typed))


def _commands(group: Any) -> Iterator[Candidate]:
    for name, command in group.commands.items():
        if not command.hidden:
            yield Candidate(name, _short(command.help))


def _options(command: Any, words: Sequence[str]) -> Iterator[Candidate]:
    """Those that were not given yet, or that may be given again."""
    for option in _declared(command):
        names = [name for name in (*option.opts, *option.secondary_opts) if name.startswith("--")]
        if not option.hidden and (option.multiple or not {*option.opts, *option.secondary_opts} & {*words}):
            yield from (Candidate(name, _short(option.help)) for name in names)
    yield Candidate("--help", "Show this message and exit.")


def _waiting(command: Any, words: Sequence[str]) -> tuple[str | None, int]:
    """The option whose value comes next, if one does; and how many arguments stand before that."""
    takes = {name: not option.is_flag for option in _declared(command) for name in option.opts}
    full = {name: option.opts[0] for option in _declared(command) for name in option.opts}
    waiting, given = None, 0
    for word in words:
        if waiting is not None:
            waiting = None
        elif takes.get(word):
            waiting = full[word]
        else:
            given += not word.startswith("-") or word == "-"
    return waiting, given


def _argument(command: Any, given: int) -> str:
    """The name of the argument that comes after so many; the last may take several."""
    arguments = [parameter for parameter in command.params if not hasattr(parameter, "is_flag")]
    if given < len(arguments):
        return str(arguments[given].name)
    return str(arguments[-1].name) if arguments and arguments[-1].nargs == -1 else ""


def _declared(command: Any) -> list[Any]:
    return [parameter for parameter in command.params if hasattr(parameter, "is_flag")]


def _values(choices: Choices, typed: Typed) -> Iterator[Candidate]:
    for choice in choices:
        if isinstance(choice, str):
            yield Candidate(choice)
        elif choice is Kept.MODELS:
            from duizhao.models.registry import known_models

            yield from map(Candidate, known_models())
        elif typed.corpus is not None:
            from duizhao.corpus.store.glance import glance

            yield from map(Candidate, _kept(choice, glance(typed.corpus)))


def _kept(choice: Kept, held: Glance) -> Sequence[str]:
    if choice is Kept.KEYS_TO_FILL:
        return [f"{key}=" for key in held.keys]
    return {Kept.TEXTS: held.texts, Kept.ORIGINALS: held.originals, Kept.KEYS: held.keys}[choice]


def _short(text: str | None) -> str:
    """The first sentence of a help text, on one line."""
    line = " ".join((text or "").split())
    line = line.split(". ")[0].split("; ")[0].split(": ")[0]
    return line if len(line) <= HELP_WIDTH else f"{line[: HELP_WIDTH - 1]}…"


def asking_shell() -> str | None:
    """The shell that asks for candidates; None where the program is called to work."""
    shell = os.environ.get(VARIABLE)
    return shell if shell in SCRIPTS else None
