"""The three notebooks of the documentation: executed, and written as pages of the site.

`python docs/make/notebooks.py` executes them in a kernel and writes their outputs and pages; `--check` executes none,
and fails where a cell has changed since, or a page is stale. They are edited as notebooks: their cells are the source.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
SECONDS = 600
"""That a cell may take."""
MADE_OF = "cells"
"""Where a notebook says, in its metadata, of which cells its outputs are."""


def notebooks() -> list[Path]:
    """The notebooks, in the order of their names."""
    return sorted(FOLDER.glob("*.ipynb"))


def execute(notebook: Any) -> Any:
    """Run every cell in a kernel that starts in an empty folder; the outputs go into the notebook."""
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(notebook, timeout=SECONDS, resources={"metadata": {"path": folder}}).execute()
    for cell in notebook.cells:
        cell.metadata = {}  # when each cell ran is nobody's business
        if cell.cell_type == "code":
            cell.outputs = _kept(cell.outputs)
    notebook.metadata = {
        "kernelspec": notebook.metadata.get("kernelspec", {}),
        "duizhao": {MADE_OF: fingerprint(notebook)},
    }
    return notebook


def _kept(outputs: list[Any]) -> list[Any]:
    """What was shown and printed; not the bars, which tell of this machine."""
    kept: list[Any] = []
    for output in outputs:
        if output.output_type == "stream" and kept and kept[-1].output_type == "stream" and output.name == "stdout":
            kept[-1].text += output.text
        elif output.get("name") != "stderr":
            kept.append(output)
    return kept


def fingerprint(notebook: Any) -> str:
    """Of the cells, without their outputs."""
    cells = "\0".join(f"{cell.cell_type}\0{cell.source}" for cell in notebook.cells)
    return hashlib.sha256(cells.encode()).hexdigest()[:16]


def page_of(notebook: Any, name: str) -> str:
    """The notebook as a page: text, code, and what each cell showed."""
    parts = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source)
            continue
        parts.append(f"```python\n{cell.source}\n```")
        parts += map(_shown, cell.outputs)
    parts.insert(1, f"An executed notebook: [download it]({name}.ipynb), and run it where duizhao is installed.")
    return "\n\n".join(parts) + "\n"


def _shown(output: Any) -> str:
    if output.output_type == "stream":
        return f"```text\n{output.text.rstrip()}\n```"
    if "text/html" in output.data:
        lines = (line.strip() for line in output.data["text/html"].splitlines())
        return f'<div class="output">{"".join(lines)}</div>'
    return f"```text\n{output.data['text/plain']}\n```"


def stale() -> list[str]:
    """What is no longer of the cells as they are, by name."""
    found = []
    for path in notebooks():
        notebook: Any = nbformat.read(path, as_version=4)
        if notebook.metadata.get("duizhao", {}).get(MADE_OF) != fingerprint(notebook):
            found.append(path.name)
        page = path.with_suffix(".md")
        if not page.is_file() or page.read_text(encoding="utf-8") != page_of(notebook, path.stem):
            found.append(page.name)
    return found


def main() -> None:
    """Execute, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        if names := stale():
            sys.exit(f"stale: {', '.join(names)}; run python docs/make/notebooks.py")
        return
    for path in notebooks():
        notebook = execute(nbformat.read(path, as_version=4))
        nbformat.write(notebook, path)
        path.with_suffix(".md").write_text(page_of(notebook, path.stem), encoding="utf-8")
        sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    main()
