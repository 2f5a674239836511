#!/usr/bin/env bash
# pypdfium2 5.15.2 (PDFium) counts a character beyond the basic plane as two: count_chars() and every index that goes in
# or comes out (get_charbox, search, FPDFText_GetUnicode, which gives the halves of a surrogate pair) are UTF-16 units,
# while the string of get_text_range() is Python's and has one character for it. Places that are found by an index into
# the string are off by one behind each such character: rare names in Chinese papers (𠮷, 𡈽) shift all boxes after them.
# The page below is a valid PDF of one line whose second letter is said to be U+20BB7 by its ToUnicode map (PDF 32000-1,
# section 9.10.3, which writes such characters in UTF-16BE).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pypdfium2==5.15.2 2>&1 | grep -v WARNING || true
seen=$(env/bin/python - <<'PYTHON'
from importlib.metadata import version

import pypdfium2

MAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
1 begincodespacerange <00> <FF> endcodespacerange
3 beginbfchar <41> <7532> <42> <D842DFB7> <43> <4E59> endbfchar
endcmap end end"""
LINE = "BT /F 24 Tf 20 40 Td (ABC) Tj ET"
objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
    f"<< /Length {len(LINE)} >>\nstream\n{LINE}\nendstream",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /ToUnicode 6 0 R >>",
    f"<< /Length {len(MAP)} >>\nstream\n{MAP}\nendstream",
]
data, places = b"%PDF-1.7\n", []
for number, text in enumerate(objects, start=1):
    places.append(len(data))
    data += f"{number} 0 obj\n{text}\nendobj\n".encode()
table = "".join(f"{place:010} 00000 n \n" for place in places)
data += f"xref\n0 7\n0000000000 65535 f \n{table}trailer << /Size 7 /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n".encode()
page = pypdfium2.PdfDocument(data)[0].get_textpage()
text = page.get_text_range()
print("pypdfium2", version("pypdfium2"))
print("text", text, "of", len(text), "characters; count_chars", page.count_chars())
print("乙: at", text.index("乙"), "in the text, found at", page.search("乙").get_next()[0])
PYTHON
)
echo "$seen"
diff <(echo "$seen") - <<'EXPECTED'
pypdfium2 5.15.2
text 甲𠮷乙 of 3 characters; count_chars 4
乙: at 2 in the text, found at 3
EXPECTED
echo "as described"
