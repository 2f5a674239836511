"""Every occurrence is found, in either script and any width, at its place in the text; and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from bitexts import lines
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.corpus.document import Document, Language, Span
from duizhao.corpus.errors import FormatError
from duizhao.corpus.search.patterns import phrase_pattern, regular_pattern
from duizhao.corpus.search.search import Search
from duizhao.corpus.store.index import fold, tokens
from duizhao.corpus.store.store import Store
from duizhao.corpus.text.normalization import folded

ZH = (
    "國家發展社會主義的教育事業。",
    "学习，学習，學 习。",
    "ＷＴＯ规则和 wto 規則；１９９２年。",
    "教育培训和职业教育。",
    "工人、民主。人民的教 育。",
    "𠮷野家；a人b。",
)
EN = (
    "The State shall provide training and vocational education.",
    "Education, educational; EDUCATION’S “end”.",
    "Free-\ndom of speech; freedom  of\n the press.",
    "The eﬀect of edu\u00adcation on cafe\u0301s.",
    "It's a well-known right: rights.",
)


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Search:
    store = Store.open(tmp_path_factory.mktemp("search") / "c", create=True)
    store.add(lines("zh", *ZH), vectors={}, model="m")
    store.add(lines("en", *EN, language="en"), vectors={}, model="m")
    return Search(store)


def found(search: Search, phrase: str, language: Language = "zh", *, regular: bool = False) -> list[str]:
    pattern = regular_pattern(phrase) if regular else phrase_pattern(phrase)
    return [hit.span.of(search.document(hit.text.id).text) for hit in search.hits(pattern, language)]


@pytest.mark.parametrize(
    ("phrase", "there"),
    [
        ("学习", ["学习", "学習", "學 习"]),
        ("學習", ["学习", "学習", "學 习"]),
        ("教育", ["教育", "教育", "教育", "教 育"]),
        ("社会主义", ["社會主義"]),
        ("WTO规则", ["ＷＴＯ规则", "wto 規則"]),
        ("wto 规则", ["ＷＴＯ规则", "wto 規則"]),
        ("1992", ["１９９２"]),
        ("199?", ["１９９２"]),
        ("人", ["人", "人", "人"]),
        ("𠮷", ["𠮷"]),
        ("人、民", ["人、民"]),
        ("a人b", ["a人b"]),
        ("教育 <1> 教育", []),
        ("教育 <4> 教育", ["教育培训和职业教育"]),
        ("发展 * * * * 的", ["發展社會主義的"]),
        ("教*训", []),
        ("教育 * 训", ["教育培训"]),
        ("农业", []),
        ("习学", []),
    ],
)
def test_chinese(search: Search, phrase: str, there: list[str]) -> None:
    assert found(search, phrase) == there


@pytest.mark.parametrize(
    ("phrase", "there"),
    [
        ("education", ["education", "Education", "EDUCATION", "edu\u00adcation"]),
        ("Education's", ["EDUCATION’S"]),
        ("educat*", ["education", "Education", "educational", "EDUCATION", "edu\u00adcation"]),
        ("*ation*", ["vocational", "education", "Education", "educational", "EDUCATION", "edu\u00adcation"]),
        ("educat", []),
        ("freedom of the press", ["freedom  of\n the press"]),
        ("provide <2> education", []),
        ("provide <3> education", ["provide training and vocational education"]),
        ("provide * and", ["provide training and"]),
        ("effect", ["eﬀect"]),
        ("cafés", ["cafe\u0301s"]),
        ("right", ["right"]),
        ("right?", ["rights"]),
        ("well-known", ["well-known"]),
        ("it's", ["It's"]),
        ("“end”", ["“end”"]),
        ('"end"', ["“end”"]),
    ],
)
def test_english(search: Search, phrase: str, there: list[str]) -> None:
    assert found(search, phrase, "en") == there


@pytest.mark.parametrize(
    ("expression", "language", "there"),
    [
        ("學[习習]", "zh", ["学习", "学習", "學 习"]),
        ("(?:职业|成人)教育", "zh", ["职业教育"]),
        ("教育(?!培训)", "zh", ["教育", "教育", "教 育"]),
        (r"\d{4}年", "zh", ["１９９２年"]),
        (r"\beduc\w+al\b", "en", ["educational"]),
        (r"x*", "zh", []),
    ],
)
def test_regular_expressions(search: Search, expression: str, language: Language, there: list[str]) -> None:
    assert found(search, expression, language, regular=True) == there


@pytest.mark.parametrize("expression", ["(", "[a", "(?P<n>a)(?P<n>b)", "a{2,1}"])
def test_no_regular_expression(expression: str) -> None:
    with pytest.raises(FormatError, match="no regular expression"):
        regular_pattern(expression)


@pytest.mark.parametrize("phrase", ["", "  ", "。", "*", "<3>", "?"])
def test_nothing_to_look_for(phrase: str) -> None:
    with pytest.raises(FormatError):
        phrase_pattern(phrase)


def test_an_identity_survives_all_but_another_text(tmp_path: Path) -> None:
    with Store.open(tmp_path / "c", create=True) as store:
        store.add(lines("a", *ZH), vectors={}, model="m")
        search = Search(store)
        before = [search.identity(hit) for hit in search.hits(phrase_pattern("教育"), "zh")]
        store.add(lines("twice", *ZH), vectors={}, model="m")
        store.rename("a", "b")
        search = Search(store)
        after = [search.identity(hit) for hit in search.hits(phrase_pattern("教育"), "zh")]
    assert after[:4] == before
    assert len(set(after)) == 8


def test_a_corpus_of_an_older_index_is_brought_up(tmp_path: Path) -> None:
    with Store.open(tmp_path / "c", create=True) as store:
        store.add(lines("a", *ZH), vectors={}, model="m")
        store.connection.execute("UPDATE about SET value = 'old' WHERE key = 'index'")
        store.add(lines("b", "教育。"), vectors={}, model="m")
        assert len(found(Search(store), "教育")) == 5
        store.remove("a")
        assert len(found(Search(store), "教育")) == 1


def test_sizes(search: Search) -> None:
    assert search.sizes("zh") == 52
    assert search.sizes("en") > 25


LETTERS = st.text("学習习國国 ab Ａ，。é\u0301\u00ad\n", max_size=14)


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(LETTERS, min_size=1, max_size=6), wanted=st.text("学習习國国ab", min_size=1, max_size=3))
@pytest.mark.slow
def test_the_index_misses_nothing(texts: list[str], wanted: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    text = "|".join(texts) + "|"
    ends = [0]
    for each in texts:
        ends.append(ends[-1] + len(each) + 1)
    spans = tuple(Span(start, end) for start, end in zip(ends, ends[1:], strict=False))
    with Store.open(tmp_path_factory.mktemp("any") / "c", create=True) as store:
        store.add(Document("d", "zh", text, spans, "ab"), vectors={}, model="m")
        search = Search(store)
        pattern = phrase_pattern(wanted)
        hits = {(hit.sentence, hit.span.start) for hit in search.hits(pattern, "zh")}
        every = {
            (at, fold(whole.of(text)).original(each).shift(whole.start).start)
            for at, span in enumerate(spans)
            for whole in [span.trimmed(text)]
            for each in pattern.spans(fold(whole.of(text)).text)
        }
    assert hits == every


@settings(max_examples=200, deadline=None)
@given(text=LETTERS)
def test_the_quick_fold_is_the_slow_one(text: str) -> None:
    quick, slow = fold(text), folded(text)
    assert quick.text == slow.text
    for at in range(len(slow.text)):
        assert quick.original(Span(at, at + 1)) == slow.original(Span(at, at + 1))


def test_tokens() -> None:
    assert tokens("加入wto,学习了") == "加入 入 wto 学习 习了 了"


@given(
    st.lists(st.text("学习教育了wto12 ，.", min_size=1, max_size=8), min_size=1, max_size=6),
    st.text("学习教育", min_size=1, max_size=3) | st.from_regex(r"[wto12]{1,2}\*?", fullmatch=True),
)
@settings(max_examples=60, deadline=None)
def test_where_the_index_alone_tells(sentences: list[str], phrase: str) -> None:
    pattern = phrase_pattern(phrase)
    assert pattern.exact
    assert pattern.lookup
    with Store.of([lines("a", *sentences)]) as store:
        search = Search(store)
        looked_up = list(search.sentences_with(pattern.lookup, "zh"))
        assert looked_up == sorted({(hit.text.id, hit.sentence) for hit in search.hits(pattern, "zh")})
