#!/usr/bin/env bash
# A SentencePiece model with the usual normalisation (nmt_nfkc, so XLM-R's, T5's, mBART's) reads a letter and the marks
# that stand apart behind it as the composed letter, however many they are. tokenizers 0.23.3, given the very table that
# the model carries, as transformers converts it, keeps the first mark and drops the rest: decomposed ǜ becomes ü, ễ
# becomes ê. Pinyin with tones and Vietnamese names, as macOS spells them in file names and PDFs often hold them, lose
# their tones without a word, and the ids are not those that the model was trained on.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check tokenizers==0.23.3 sentencepiece==0.2.3 protobuf==7.36.2 \
    2>&1 | grep -v WARNING || true
seen=$(env/bin/python - <<'PYTHON'
import unicodedata
from importlib.metadata import version

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers.normalizers import Precompiled

lines = [f"the river runs past house {number} and under the bridge" for number in range(200)]
with open("lines.txt", "w", encoding="utf-8") as file:
    file.write("\n".join(lines))
sentencepiece.SentencePieceTrainer.train(
    input="lines.txt", model_prefix="toy", vocab_size=40, normalization_rule_name="nmt_nfkc", minloglevel=2
)
table = sentencepiece_model_pb2.ModelProto()
table.ParseFromString(open("toy.model", "rb").read())
ours = Precompiled(table.normalizer_spec.precompiled_charsmap)
theirs = sentencepiece.SentencePieceNormalizer(rule_name="nmt_nfkc")
print("tokenizers", version("tokenizers"), "sentencepiece", version("sentencepiece"))
for word in ("é", "ǜ", "ễ"):
    apart = unicodedata.normalize("NFD", word)
    print(word, "sentencepiece", theirs.normalize(apart).lstrip("▁"), "tokenizers", ours.normalize_str(apart))
PYTHON
)
echo "$seen"
diff <(echo "$seen") - <<'EXPECTED'
tokenizers 0.23.3 sentencepiece 0.2.3
é sentencepiece é tokenizers é
ǜ sentencepiece ǜ tokenizers ü
ễ sentencepiece ễ tokenizers ê
EXPECTED
echo "as described"
