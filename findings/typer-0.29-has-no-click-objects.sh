#!/usr/bin/env bash
# typer 0.29.2 no longer depends on click: it carries a copy of its own, in typer._click. What typer.main.get_command
# returns is therefore no click.Command, its parameters are no click.Parameter, and they have no attribute `type`
# (the declared type stands in `type_descriptor.annotation`). Tools that walk a typer program through click's classes
# (references generated from the commands, tests over all options) find nothing, or fail at `.type`.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check typer==0.29.2 2>&1 | grep -v WARNING || true
without=$(env/bin/python -c 'import importlib.util; print(importlib.util.find_spec("click"))')
echo "click beside typer: $without"
env/bin/python -m pip install --quiet --disable-pip-version-check click==8.3.1 2>&1 | grep -v WARNING || true
seen=$(env/bin/python - <<'PYTHON'
from pathlib import Path
import click, typer, typer.main

app = typer.Typer(add_completion=False)

@app.command()
def copy(source: Path, times: int = 1) -> None:
    """One argument and one option."""

command = typer.main.get_command(app)
print("command of click:", isinstance(command, click.Command))
for each in command.params:
    print(each.name, isinstance(each, click.Parameter), hasattr(each, "type"), each.type_descriptor.annotation.__name__)
PYTHON
)
echo "$seen"
[ "$without" = None ]
diff <(echo "$seen") - <<'EXPECTED'
command of click: False
source False False Path
times False False int
EXPECTED
echo "as described"
