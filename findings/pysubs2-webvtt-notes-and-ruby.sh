#!/usr/bin/env bash
# pysubs2 1.8.0 reads a WebVTT comment block (NOTE …, which a player never shows) as text of the cue before it, and of
# <ruby>漢<rt>kan</rt></ruby> it takes the tags away but leaves the reading inside the word: 漢kan. A text that is read
# with it for alignment holds notes of the subtitler as if they were spoken, and words that stand in no dictionary.
# The file below is valid WebVTT (W3C, sections "Comments" and "Ruby").
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pysubs2==1.8.0 2>&1 | grep -v WARNING || true
seen=$(env/bin/python - <<'PYTHON'
import pysubs2

film = """WEBVTT

00:01.000 --> 00:02.000
<v Ann>the <ruby>漢<rt>kan</rt></ruby> river

NOTE the translator is not sure of this

00:03.000 --> 00:04.000
the boat
"""
for cue in pysubs2.SSAFile.from_string(film, format_="vtt"):
    print(repr(cue.plaintext))
PYTHON
)
echo "$seen"
diff <(echo "$seen") - <<'EXPECTED'
'the 漢kan river\n\nNOTE the translator is not sure of this'
'the boat'
EXPECTED
echo "as described"
