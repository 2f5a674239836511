import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.corpus.document import Span
from duizhao.corpus.text.normalization import View, han_share, hanzi, language_of, wording

TEXT = st.one_of(st.text(max_size=40), st.text(alphabet="aB ﬁ\u00ad“’—…Ａ，體体 \n\u3000e\u0301½", max_size=40))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“It’s  the ﬁrst—time”", '"it\'s the first-time"'),
        ("co\u00adoperate\n\tnow", "cooperate now"),
        ("ＡＢＣ １２", "abc 12"),
        ("Straße", "strasse"),
        ("cafe\u0301", "caf\u00e9"),
        ("so …", "so ..."),
    ],
)
def test_wording(text, expected):
    assert wording(text).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("教育體制", "教育体制"),
        ("教 育\n體　制", "教育体制"),
        ("第 3 條，ＡＢ c", "第3条,AB c"),
        ("乾 燥", "干燥"),
    ],
)
def test_hanzi(text, expected):
    assert hanzi(text).text == expected


@pytest.mark.parametrize("view_of", [wording, hanzi])
@given(text=TEXT)
@settings(deadline=None, max_examples=150)
def test_offsets_lead_back_into_the_text_in_order(view_of, text):
    view = view_of(text)
    assert all(offset.end <= len(text) and len(offset) for offset in view.offsets)
    assert all(a == b or a.end <= b.start for a, b in zip(view.offsets, view.offsets[1:], strict=False))
    assert "  " not in view.text
    kept = {at for offset in view.offsets for at in range(offset.start, offset.end)}
    assert all(view_of(text[at]).text in ("", " ") or at in kept for at in range(len(text)))


def test_a_span_of_the_view_leads_back():
    text = "He said “co\u00adop—ﬁne”."
    view = wording(text)
    start = view.text.index("coop")
    assert view.original(Span(start, start + 9)).of(text) == "co\u00adop—ﬁne"
    assert view.original(Span(start, start)) == Span(9, 9)
    assert view.original(Span(len(view.text), len(view.text))) == Span(len(text), len(text))
    assert wording("").original(Span(0, 0)) == Span(0, 0)


def test_views_refuse_what_does_not_fit():
    with pytest.raises(ValueError, match="offsets"):
        View("ab", (Span(0, 1),))
    with pytest.raises(ValueError, match="outside"):
        wording("ab").original(Span(0, 3))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("他来自 New York，住在上海。", "zh"),
        ("The word 和 means harmony, and it is used very often in the speeches of that year.", "en"),
        ("Harmony", "en"),
        ("これはとても長いひらがなのぶんしょうです", None),
        ("Это русский текст", None),
        ("12 — 34", None),
        ("", None),
        (
            "Le chat dort sous une table pendant que les enfants jouent dans le jardin avec leurs amis "
            "et mangent des pommes rouges avant de rentrer.",
            None,
        ),
    ],
)
def test_language(text, language):
    assert language_of(text) == language


def test_han_share():
    assert han_share("中文ab") == 0.5
    assert han_share("12。") == 0.0
