#!/usr/bin/env bash
# setuptools' package-dir may map packages to folders of other names. Installed editable, such a package imports well,
# because setuptools puts a finder on sys.meta_path; but grimp (and so import-linter), like pkgutil, looks only into the
# folder of the root package. It builds a graph without the mapped packages and says nothing of it: a contract of
# optional layers, or of independence, is "KEPT" although a module in a mapped folder breaks it.
# Seen with setuptools 83.0.0, grimp 3.20, import-linter 2.5, CPython 3.11.
# What helps: a folder of symbolic links that has the installed shape, on PYTHONPATH.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir face upper lower
touch face/__init__.py upper/__init__.py lower/__init__.py
echo "import toy.upper" >lower/breaks_it.py
cat >pyproject.toml <<'TOML'
[build-system]
requires = ["setuptools==83.0.0"]
build-backend = "setuptools.build_meta"

[project]
name = "toy"
version = "1"

[tool.setuptools]
package-dir = { "toy" = "face", "toy.upper" = "upper", "toy.lower" = "lower" }
packages = ["toy", "toy.upper", "toy.lower"]

[tool.importlinter]
root_package = "toy"

[[tool.importlinter.contracts]]
name = "upper may import lower, never the other way"
type = "layers"
containers = ["toy"]
layers = ["(upper)", "(lower)"]
TOML
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check --editable . import-linter==2.5 grimp==3.20 2>&1 | grep -v WARNING || true

seen=$(env/bin/python - <<'PYTHON'
import grimp, toy.lower.breaks_it
print("imported:", toy.lower.breaks_it.__name__)
print("graph:", sorted(grimp.build_graph("toy", cache_dir=None).modules))
PYTHON
)
echo "$seen"
editable=$(env/bin/lint-imports --no-cache 2>&1) || true
grep -q "1 kept, 0 broken" <<<"$editable" && echo "editable: kept"

mkdir -p tree/toy
cp face/__init__.py tree/toy/
ln -s "$work/upper" "$work/lower" tree/toy/
linked=$(PYTHONPATH=tree env/bin/lint-imports --no-cache 2>&1) || true
grep -q "0 kept, 1 broken" <<<"$linked" && echo "links: broken"

grep -q "imported: toy.lower.breaks_it" <<<"$seen"
grep -q "graph: \['toy'\]" <<<"$seen"
grep -q "1 kept, 0 broken" <<<"$editable"
grep -q "0 kept, 1 broken" <<<"$linked"
echo "as described"
