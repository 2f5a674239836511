#!/usr/bin/env bash
# pypinyin 0.55.0 reads characters with several readings by a dictionary of 47,111 phrases, and says that it has "simple
# support" for traditional characters. All but some hundred of the phrases are in simplified ones, so that of the same word
# in the other script only the commonest reading of each character is left: 重庆银行 is chóng qìng yín háng, 重慶銀行 zhòng
# qìng yín xíng; 音乐 is yīn yuè, 音樂 yīn lè. No warning is given: names and titles of Taiwan and Hong Kong are read wrong.
# Here a text is turned into simplified characters one for one before its words are looked up.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pypinyin==0.55.0 2>&1 | grep -v WARNING || true
seen=$(env/bin/python - <<'PYTHON'
from pypinyin import Style, lazy_pinyin

for simplified, traditional in (("重庆银行", "重慶銀行"), ("音乐", "音樂"), ("长大", "長大"), ("行业", "行業")):
    print(*(" ".join(lazy_pinyin(word, style=Style.TONE)) for word in (simplified, traditional)), sep=" | ")
PYTHON
)
echo "$seen"
diff <(echo "$seen") - <<'EXPECTED'
chóng qìng yín háng | zhòng qìng yín xíng
yīn yuè | yīn lè
zhǎng dà | zhǎng dà
háng yè | xíng yè
EXPECTED
echo "as described"
