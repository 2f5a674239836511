#!/usr/bin/env bash
# htmldate 1.11.0 finds a page's day of publication in English and in digits, and of a day written in Chinese
# (2023年5月3日, as nearly every Chinese page writes it) only the year, to which it adds a month and a day that the page
# does not state: 2023-01-01, the same for a <meta>, a <time> and a line of the text. A corpus sorted by that day holds
# all articles of a year on its first morning.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check htmldate==1.11.0 2>&1 | grep -v WARNING || true
seen=$(env/bin/python - <<'PYTHON'
import htmldate

print(htmldate.__version__)
for form in (
    "<meta name='pubdate' content='{}'></head><body><p>The bridge is open.</p>",
    "</head><body><time>{}</time><p>The bridge is open.</p>",
    "</head><body><p>{}</p><p>The bridge is open.</p>",
):
    days = ("2023-05-03", "3 May 2023", "2023年5月3日")
    print(*(htmldate.find_date(f"<html><head>{form.format(day)}</body></html>") for day in days))
PYTHON
)
echo "$seen"
diff <(echo "$seen") - <<'EXPECTED'
1.11.0
2023-05-03 2023-05-03 2023-01-01
2023-05-03 2023-05-03 2023-01-01
2023-05-03 2023-05-03 2023-01-01
EXPECTED
echo "as described"
