"""Any Hugging Face folder is an encoder: tokens with their characters, vectors that do not depend on their company."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from encoders import PAIRS, bert_like, cosine, only, roberta_like
from loopback import call
from safetensors.torch import load_file, save_file

from duizhao.models.errors import ModelError
from duizhao.models.registry import SHIPPED, model_folder
from duizhao.models.transformer.checkpoint import Checkpoint

MAKERS = {"bert": bert_like, "roberta": roberta_like}
CUT = {
    "教育培训": {"教育", "培训"},
    "國家尊重和保障人權。": {"國家", "尊重", "。"},
    "ＡＢＣ１２３％": {"ＡＢＣ"},
    "她说👍🏽，家庭👩‍👩‍👧也说好": {"👍", "家庭", "好"},
    "He said: good  morning\tto you": {"He", "said", "good", "morning", "you"},
    "\ufeff你好": {"你好"},
    "𠮷野家在東京": {"𠮷", "家"},
    "全角　空格": {"全", "角", "空"},
}
"""Texts, and some of the tokens that must be cut from them."""
ODD = [*CUT, "cafe\u0301 naïve", "㈱½…①㎏ ﬁ", "ㄅㄆㄇ", "\u200b\u200b", "a\r\nb", "مرحبا", "…… —— 「」", "1,234.50元"]


@pytest.fixture(scope="module", params=MAKERS)
def tiny(request, tmp_path_factory) -> Path:
    return MAKERS[request.param](tmp_path_factory.mktemp("models") / f"tiny-{request.param}")


def refusal(folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        Checkpoint(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert folder.name in message
    return message


class TestShipped:
    @pytest.mark.parametrize("text", CUT)
    def test_spans_cut_the_tokens_characters(self, shipped, text) -> None:
        encoded = only(shipped, text)
        assert {text[start:end] for start, end in encoded.spans.tolist()} >= CUT[text]

    @pytest.mark.parametrize("text", CUT)
    def test_spans_do_not_overlap(self, shipped, text) -> None:
        spans = only(shipped, text).spans
        assert (spans[1:, 0] >= spans[:-1, 1]).all()

    @pytest.mark.parametrize("text", ODD)
    def test_spans_lie_in_the_text_in_order_without_white_space(self, shipped, text) -> None:
        encoded = only(shipped, text)
        assert encoded.spans.dtype == np.int32
        assert (np.diff(encoded.spans[:, 0]) >= 0).all()
        for start, end in encoded.spans.tolist():
            assert 0 <= start < end <= len(text)
            assert text[start:end].strip() == text[start:end]

    def test_only_marks_and_blanks_are_left_uncovered(self, shipped) -> None:
        text = " ".join(sentence for pair in PAIRS for sentence in pair)
        covered = {at for start, end in only(shipped, text).spans.tolist() for at in range(start, end)}
        assert {text[at] for at in range(len(text)) if at not in covered} <= {" "}

    @pytest.mark.parametrize("text", ["", " ", "\t\n\u3000"])
    def test_empty_text_has_no_tokens_and_a_zero_total(self, shipped, text) -> None:
        encoded = only(shipped, text)
        assert encoded.spans.shape == (0, 2)
        assert encoded.words.shape == (0, len(encoded.total))
        assert not encoded.total.any()

    def test_word_vectors_are_units(self, shipped) -> None:
        for encoded in shipped.encode([PAIRS[0][0], PAIRS[0][1]]):
            assert encoded.words.dtype == np.float32
            assert np.linalg.norm(encoded.words, axis=1) == pytest.approx(1, abs=1e-3)

    def test_order_is_kept_and_company_does_not_matter(self, shipped) -> None:
        texts = [PAIRS[0][0], "", PAIRS[1][1] * 6, "桥", PAIRS[2][0], PAIRS[1][1]]
        together = list(shipped.encode(texts))
        assert len(together) == len(texts)
        for text, encoded in zip(texts, together, strict=True):
            alone = only(shipped, text)
            assert encoded.spans.tolist() == alone.spans.tolist()
            assert (encoded.words * alone.words).sum(axis=1) == pytest.approx(1, abs=0.02)
            assert cosine(encoded.total, alone.total) == pytest.approx(1 if text else 0, abs=0.01)

    def test_layers_that_are_asked_for(self, shipped) -> None:
        texts = [PAIRS[0][0], "", PAIRS[1][1] * 60]
        for plain, encoded in zip(shipped.encode(texts), shipped.encode(texts, [12, 7]), strict=True):
            assert plain.layers.shape == (0, *plain.words.shape)
            assert encoded.layers.shape == (2, *plain.words.shape)
            assert encoded.layers.dtype == np.float16
            assert (encoded.words == plain.words).all()
            assert encoded.layers[1] == pytest.approx(plain.words, abs=1e-3)
            assert np.linalg.norm(encoded.layers.astype(np.float32), axis=2) == pytest.approx(1, abs=2e-3)

    @pytest.mark.parametrize("layer", [0, 13, -1])
    def test_a_layer_that_is_not_there_cannot_be_asked_for(self, shipped, layer) -> None:
        with pytest.raises(ValueError, match=f"layers \\[{layer}\\] of a model with 12 layers"):
            shipped.encode([], [7, layer])

    def test_encoding_can_be_left_before_its_end(self, shipped) -> None:
        encoding = shipped.encode([PAIRS[0][0]] * 2500)
        next(encoding)
        encoding.close()
        assert only(shipped, PAIRS[0][0]).words.size

    def test_encoding_waits_for_its_texts(self, shipped) -> None:
        assert next(shipped.encode(iter([PAIRS[0][0]]))).words.size
        assert list(shipped.encode([])) == []

    def test_translations_are_nearer_than_other_sentences(self, shipped) -> None:
        chinese = [encoded.total for encoded in shipped.encode(zh for zh, _ in PAIRS)]
        english = [encoded.total for encoded in shipped.encode(en for _, en in PAIRS)]
        table = np.array([[cosine(left, right) for right in english] for left in chinese])
        assert (table.argmax(axis=1) == np.arange(len(PAIRS))).all()
        assert (table.argmax(axis=0) == np.arange(len(PAIRS))).all()

    def test_words_meet_their_translations(self, shipped) -> None:
        source, target = only(shipped, "图书馆星期天不开门。"), only(shipped, "The library is closed on Sundays.")
        start, _ = target.spans[(source.words @ target.words.T)[0].argmax()]
        assert "library" in "The library is closed on Sundays."[start:]
        assert start >= 4

    def test_a_line_of_200000_characters(self, shipped) -> None:
        sentence = "河水冲走了桥。"
        text = (sentence + " " * 493) * 400
        assert len(text) == 200_000
        encoded = only(shipped, text)
        assert encoded.spans[-1].tolist() == [199_506, 199_507]
        assert encoded.words.shape == (len(encoded.spans), len(encoded.total))
        assert len(encoded.spans) == 400 * len(only(shipped, sentence).spans)


class TestTiny:
    def test_loads_through_the_same_door(self, tiny) -> None:
        encoded = only(Checkpoint(tiny), "河水冲走了桥。 The river swept the bridge away.")
        assert encoded.words.shape == (len(encoded.spans), 32)
        assert np.linalg.norm(encoded.words, axis=1) == pytest.approx(1, abs=1e-3)

    def test_cuts_characters_and_words(self, tiny) -> None:
        text = "河水冲走了桥。 The  river swept"
        cut = [text[start:end] for start, end in only(Checkpoint(tiny), text).spans.tolist()]
        assert cut == [*"河水冲走了桥。", "The", "river", "swept"]

    def test_a_long_text_goes_in_several_windows(self, tiny) -> None:
        text = "花园里有很多鸟。" * 100
        encoded = only(Checkpoint(tiny), text)
        assert encoded.spans.tolist() == [[at, at + 1] for at in range(800)]

    def test_company_does_not_matter(self, tiny) -> None:
        encoder = Checkpoint(tiny)
        texts = [sentence for pair in PAIRS for sentence in pair]
        for text, encoded in zip(texts, encoder.encode(texts), strict=True):
            assert (encoded.words * only(encoder, text).words).sum(axis=1) == pytest.approx(1, abs=0.02)

    def test_more_texts_than_are_read_ahead(self, tiny) -> None:
        texts = [str(number % 7) * (number % 5) for number in range(1500)]
        sizes = [len(encoded.spans) > 0 for encoded in Checkpoint(tiny).encode(texts)]
        assert sizes == [bool(text) for text in texts]

    def test_signature_names_the_weights(self, tiny, tmp_path) -> None:
        copy = tmp_path / tiny.name
        shutil.copytree(tiny, copy)
        assert Checkpoint(copy).signature == Checkpoint(tiny).signature
        assert Checkpoint(copy).signature.startswith(tiny.name)
        assert Checkpoint(copy, layer=1).signature != Checkpoint(copy, layer=2).signature
        weights = load_file(copy / "model.safetensors")
        first = next(iter(weights))
        save_file(weights | {first: weights[first] + 1}, copy / "model.safetensors", metadata={"format": "pt"})
        assert Checkpoint(copy).signature != Checkpoint(tiny).signature

    def test_the_program_takes_the_folder(self, tiny, tmp_path) -> None:
        (tmp_path / "pairs.txt").write_text("河水 桥 ||| river bridge\n", encoding="utf-8")
        status, output, errors = call(["words", str(tmp_path / "pairs.txt"), "--model", str(tiny)])
        assert (status, errors) == (0, "")
        assert output.count("\n") == 1

    def test_measured_centres_are_of_each_layer(self, tiny) -> None:
        text = PAIRS[0][0]
        lower, upper = (only(Checkpoint(tiny, layer=layer), text).words for layer in (1, 2))
        (encoded,) = Checkpoint(tiny).encode([text], [1, 2])
        assert encoded.layers[0] == pytest.approx(lower, abs=1e-3)
        assert encoded.layers[1] == pytest.approx(upper, abs=1e-3)

    def test_another_architecture(self, tiny, tmp_path) -> None:
        other = tmp_path / "other"
        shutil.copytree(tiny, other)
        config = json.loads((other / "config.json").read_text(encoding="utf-8"))
        (other / "config.json").write_text(json.dumps(config | {"hidden_act": "relu"}), encoding="utf-8")
        texts = [sentence for pair in PAIRS for sentence in pair]
        encoder = Checkpoint(other)
        for text, encoded in zip(texts, encoder.encode(texts, [1]), strict=True):
            assert (encoded.words * only(encoder, text).words).sum(axis=1) == pytest.approx(1, abs=0.02)
            assert encoded.layers.shape == (1, *encoded.words.shape)

    def test_a_layer_that_is_not_there(self, tiny) -> None:
        with pytest.raises(ModelError, match="layer 3 of a model with 2 layers: choose 1 to 2"):
            Checkpoint(tiny, layer=3)


class TestRefused:
    @pytest.fixture
    def copy(self, tmp_path) -> Path:
        return bert_like(tmp_path / "broken")

    def test_pickled_weights(self, copy) -> None:
        torch.save(load_file(copy / "model.safetensors"), copy / "pytorch_model.bin")
        (copy / "model.safetensors").unlink()
        assert "safetensors" in refusal(copy)

    def test_damaged_weights(self, copy) -> None:
        (copy / "model.safetensors").write_bytes(b"no weights")
        refusal(copy)

    @pytest.mark.parametrize("config", ["{", "{}", '{"model_type": "nosuchmodel"}'])
    def test_a_damaged_config(self, copy, config) -> None:
        (copy / "config.json").write_text(config)
        refusal(copy)

    def test_a_config_that_is_no_object(self, copy) -> None:
        (copy / "config.json").write_text("[]")
        refusal(copy)

    def test_a_damaged_centre(self, copy) -> None:
        (copy / "centre.safetensors").write_bytes(b"no centre")
        refusal(copy)

    def test_no_tokenizer(self, copy) -> None:
        for name in ("vocab.txt", "tokenizer.json", "tokenizer_config.json"):
            (copy / name).unlink(missing_ok=True)
        refusal(copy)

    def test_no_path_is_told(self, copy) -> None:
        (copy / "config.json").write_text("{}")
        assert str(copy.parent) not in refusal(copy)
        shutil.rmtree(copy)
        bert_like(copy)
        (copy / "model.safetensors").unlink()
        assert str(copy.parent) not in refusal(copy)


class TestNamed:
    def test_the_model_that_ships(self) -> None:
        assert model_folder(None) == model_folder("zhen-small") == SHIPPED

    def test_a_folder_without_config(self, tmp_path) -> None:
        with pytest.raises(ModelError, match=r"no config\.json in this folder"):
            model_folder(str(tmp_path))

    @pytest.mark.parametrize("name", ["nobody/never-fetched", "never-fetched", "a/b/c", "no such name!"])
    def test_a_name_that_was_never_fetched(self, name) -> None:
        with pytest.raises(ModelError, match="duizhao models get") as caught:
            model_folder(name)
        assert "\n" not in str(caught.value)

    def test_a_missing_folder_is_named_without_its_path(self, tmp_path) -> None:
        with pytest.raises(ModelError) as caught:
            model_folder(str(tmp_path / "gone"))
        assert str(tmp_path) not in str(caught.value)
