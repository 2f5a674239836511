#!/usr/bin/env bash
# A workbook writes characters that XML has no room for as _xHHHH_ (ECMA-376, ST_Xstring): Excel stores a line end typed
# in another program as _x000D_, and a real "_x000D_" as _x005F_x000D_. openpyxl 3.1.5 decodes no escape when it reads,
# but takes "x005F_" out wherever it stands: so a line end and the seven characters _x000D_ come out the same, and a
# part number that happens to hold x005F_ loses six characters.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check openpyxl==3.1.5 XlsxWriter==3.2.9 2>&1 |
    grep -v WARNING || true
seen=$(env/bin/python - <<'PYTHON'
import openpyxl
import xlsxwriter

print(openpyxl.__version__)
texts = ["one\rtwo", "one_x000D_two", "box005F_1"]
with xlsxwriter.Workbook("a.xlsx") as book:  # which escapes as the format says
    sheet = book.add_worksheet()
    for at, text in enumerate(texts):
        sheet.write_string(at, 0, text)
for (cell,) in openpyxl.load_workbook("a.xlsx").active.iter_rows(values_only=True):
    print(repr(cell))
PYTHON
)
echo "$seen"
diff <(echo "$seen") - <<'EXPECTED'
3.1.5
'one_x000D_two'
'one_x000D_two'
'bo1'
EXPECTED
echo "as described"
