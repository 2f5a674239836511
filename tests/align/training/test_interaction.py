"""The networks that read: which half they learn from, and that they learn."""

from __future__ import annotations

import numpy as np
import pytest

from duizhao.align.quotations.interaction import LAYERS, interaction_of
from duizhao.align.training import interaction as training
from duizhao.align.training.interaction import REDUCED, RivalList, fit, half_of
from duizhao.align.vectors.arrays import Floats


def test_a_sentence_is_in_one_half_in_either_script() -> None:
    sentences = [f"第{number}条 国家保护环境。" for number in range(200)]
    halves = [half_of(sentence) for sentence in sentences]
    assert 60 < sum(halves) < 140
    assert half_of("國家保護環境") == half_of("国家保护环境")


@pytest.mark.slow
def test_a_network_learns_to_tell_a_translation_from_its_rivals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made-up tokens: a phrase is a part of its source's, with noise."""
    monkeypatch.setattr(training, "EPOCHS", 4)
    generator = np.random.default_rng(1)

    def unit(made: Floats) -> Floats:
        out: Floats = (made / np.linalg.norm(made, axis=-1, keepdims=True)).astype(np.float32)
        return out

    vectors: dict[str, Floats] = {}
    for at in range(240):
        source = unit(generator.normal(size=(9, len(LAYERS), REDUCED)))
        vectors[f"源{at}"] = source
        vectors[f"phrase {at}"] = unit(source[2:6] + 0.08 * generator.normal(size=(4, len(LAYERS), REDUCED)))
    lists = []
    for at in range(240):
        others = [f"源{other}" for other in generator.permutation(240)[:16] if other != at]
        lists.append(RivalList(f"phrase {at}", f"源{at}", at % 4 > 0, tuple(others)))
    network = fit(lists[:200], vectors, seed=1)
    empty = np.zeros((2, len(LAYERS), 1), np.float32)
    interaction = interaction_of(
        {f"0.{name}": array for name, array in network.items()} | {"means": empty, "directions": empty}
    )
    first = [
        interaction.scores(vectors[one.phrase], [vectors[text] for text in (one.source, *one.retrieved)]).argmax()
        for one in lists[200:]
    ]
    assert np.mean(np.array(first) == 0) > 0.9
