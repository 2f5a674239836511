"""A house's own rules: what they find, what is said of a file that cannot be read, and the styles that ship."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from duizhao.align.checks.finding import Finding
from duizhao.align.checks.linked_pair import Direction
from duizhao.align.checks.rules.check_rules import check_rules
from duizhao.align.checks.rules.read_rules import read_all_rules, style_names
from duizhao.align.checks.rules.rule import Rule
from duizhao.align.errors import RequestError
from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.readers.load import document_of

CASES = Path(__file__).parents[2] / "cases" / "house_styles.tsv"
with CASES.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


def bitext(*rows: tuple[str, str]) -> Bitext:
    chinese = document_of("".join(f"{row[0]}\n" for row in rows), "zh", name="a", presplit=True)
    english = document_of("".join(f"{row[1]}\n" for row in rows), "en", name="b", presplit=True)
    beads = [Bead((at,) if row[0] else (), (at,) if row[1] else ()) for at, row in enumerate(rows)]
    empty = [Bead((at,), ()) for at, row in enumerate(rows) if not row[0]]
    empty += [Bead((), (at,)) for at, row in enumerate(rows) if not row[1]]
    return Bitext(chinese, english, (*beads, *empty))


def found(
    path: Path, rules: str, *rows: tuple[str, str], name: str = "rules.toml", direction: Direction = "zh-en"
) -> list[Finding]:
    file = path / name
    file.write_text(rules, encoding="utf-8")
    return list(check_rules(bitext(*rows), read_all_rules([file], [], direction), direction))


def words(found: list[Finding], *rows: tuple[str, str]) -> list[tuple[str | None, str | None]]:
    both = bitext(*rows)
    return [
        (each.source and each.source.of(both.source.text), each.target and each.target.of(both.target.text))
        for each in found
    ]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}/{row[1]}: {row[2]}")
def test_a_style_that_ships(row: list[str]) -> None:
    style, rule, flagged, expected, alone, put_right = row
    side = 0 if style == "gbt15834" else 1
    direction: Direction = "zh-en" if side else "en-zh"
    rules = [each for each in read_all_rules([], [style], direction) if each.name == f"{style}/{rule}"]

    def matched(text: str) -> list[str | None]:
        segment = ("他", text) if side else (text, "he")
        return [each[side] for each in words(list(check_rules(bitext(segment), rules, "zh-en")), segment)]

    assert matched(flagged)[:1] == [expected]
    assert matched(alone) == []
    assert fixed(("他", flagged) if side else (flagged, "he"), rules, direction) == put_right


def fixed(segment: tuple[str, str], rules: Sequence[Rule], direction: Direction) -> str:
    """The translation with what the first finding proposes, or '' where that is nothing."""
    both = bitext(segment)
    fix = next(check_rules(both, rules, direction)).fix
    text = segment[0 if direction == "en-zh" else 1]
    return text[: fix.span.start] + fix.text + text[fix.span.end :] if fix else ""


def test_every_rule_of_the_styles_has_a_case() -> None:
    named = {rule.name for style in style_names() for rule in read_all_rules([], [style], "zh-en")}
    assert named == {f"{row[0]}/{row[1]}" for row in ROWS}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("source = '元'", [("元", None), ("元", None)]),
        ("target = 'dollar'", [(None, "dollar")]),
        ("source = '元'\ntarget = 'dollar'", [("元", "dollar")]),
        ("source = '元'\nnot_target = 'yuan'", [("元", None)]),
        ("not_source = '元'\ntarget = 'yuan'", []),
        ("not_source = '美'\nnot_target = 'dollar'", [("五元。", "Five yuan."), ("他走了。", "He left.")]),
        ("source = '(.)元'\nnot_target = '@1'\nignore_case = true", [("五元", None), ("三元", None)]),
        ("zh = '^.'\nen = 'yuan'", [("五", "yuan")]),
        ("source = '\\p{Han}{3}'\ntarget = 'left'", [("他走了", "left")]),
        ("target = 'YUAN'\nignore_case = true", [(None, "yuan")]),
        ("target = 'e'\nwhole_words = true", []),
        ("target = '^(?!.*(yuan|left))'", [(None, "Three dollars.")]),
        ("target = 'dol*s'\nmode = 'wildcards'", [(None, "dollars")]),
        ("target = 'yuan.'\nmode = 'text'", [(None, "yuan.")]),
    ],
)
def test_what_a_rule_finds(tmp_path: Path, rule: str, expected: list[tuple[str | None, str | None]]) -> None:
    rows = ("五元。", "Five yuan."), ("他走了。", "He left."), ("三元。", "Three dollars.")
    assert words(found(tmp_path, f"[[rule]]\nmessage = 'no'\n{rule}\n", *rows), *rows) == expected


def test_forbidden_words_and_words_that_stay(tmp_path: Path) -> None:
    rules = 'forbidden = ["utiliz*"]\ndo_not_translate = ["WTO", "华为"]\n'
    rows = ("WTO说华为。", "The WTO utilized Huawei."), ("加入WTO。", "It joined.")
    every = found(tmp_path, rules, *rows)
    assert words(every, *rows) == [(None, "utilized"), ("WTO", None), ("华为", None)]
    assert {each.kind for each in every} == {"term"}
    told = found(tmp_path, '[forbidden]\n"utilize" = "use"\n', ("他", "We utilize it."))
    assert [each.reason for each in told] == ["“utilize” is not to be used: write “use”"]


def test_source_is_the_original(tmp_path: Path) -> None:
    rules = "[[rule]]\nsource = 'left'\nnot_target = '走'\nmessage = 'no'\n"
    rows = ("他来了。", "He left."), ("他走了。", "He left.")
    assert words(found(tmp_path, rules, *rows, direction="en-zh"), *rows) == [(None, "left")]


def test_a_segment_on_one_side_alone(tmp_path: Path) -> None:
    rules = 'forbidden = ["foo"]\n[[rule]]\nmessage = "no"\nsource = "他"\nnot_target = "he"\n'
    assert words(found(tmp_path, rules, ("", "A foo."), ("他", "")), ("", "A foo."), ("他", "")) == [(None, "foo")]


def test_a_checklist_as_a_table(tmp_path: Path) -> None:
    rules = (
        "\ufeffName;Category;Source;Target;Search Mode;Case Sensitive;PowerSearch;Severity;Description;Active\r\n"
        'Yuan;money;(\\d+)=1元;"-""@1""";Regular Expressions;yes;yes;error;the number is lost;yes\r\n'
        "Plain;;;He (left).;Simple;no;no;critical;;yes\r\n"
        "Off;;;left;Simple;no;no;;;no\r\n"
        'Either;;;"""dollars"" or ""euros""";Simple;no;yes;warning;;yes\r\n'
    )
    rows = ("5元。", "Five yuan."), ("他走了。", "he (LEFT)."), ("6元。", "6 Dollars.")
    every = found(tmp_path, rules, *rows, name="list.csv")
    assert words(every, *rows) == [("5元", None), (None, "he (LEFT)."), (None, "Dollars")]
    assert [each.severity for each in every] == ["major", "critical", "minor"]
    assert [each.reason for each in every] == ["Yuan: the number is lost", "Plain", "Either"]


@pytest.mark.parametrize(
    ("name", "rules", "said"),
    [
        ("r.toml", '[[rule]]\nen = "a"\n\n[[rule]]\nsource = "("\n', "r.toml, line 5: '(' is no regular expression"),
        ("r.toml", '[[rule]]\nsource = "a"\nmesage = "b"\n', "r.toml, line 3: mesage is unknown: a rule has source"),
        ("r.toml", '[[rule]]\nsource = "a"\nseverity = "bad"\n', "r.toml, line 3: severity 'bad' is none of minor"),
        ("r.toml", '[[rule]]\nsource = "a"\nkind = "style"\n', "r.toml, line 3: kind 'style' is none of omission"),
        ("r.toml", "[[rule]]\nsource = 3\n", "r.toml, line 2: source is a text in quotation marks"),
        ("r.toml", '[[rule]]\nname = "a"\n', "r.toml, line 1: give a pattern: source, target"),
        ("r.toml", '[[rule]]\nsource = "a"\ntarget = "@1"\nzh = "b"\n', "r.toml, line 1: source and target are zh"),
        ("r.toml", '[[rule]]\ntarget = "@1"\n', "r.toml, line 2: @1 repeats a group"),
        ("r.toml", '[rule]\nsource = "a"\n', "r.toml: write each rule under a line [[rule]]"),
        ("r.toml", '\n[[rules]]\nsource = "a"\n', "r.toml, line 2: rules is unknown: a file of rules has rule"),
        ("r.toml", "a = \n", "r.toml is no TOML: Invalid value (at line 1"),
        ("r.toml", "forbidden = [1]\n", "r.toml, line 1: forbidden is a list of words"),
        ("r.toml", 'do_not_translate = [""]\n', "r.toml, line 1: do_not_translate holds an empty word"),
        ("r.toml", 'forbidden = [""]\n', "r.toml, line 1: forbidden holds an empty word"),
        ("r.toml", 'skip = ["x"]\n', "skip names 'x'"),
        ("r.csv", "Source,Target\na,\n(,b\n", "r.csv, line 3: '(' is no regular expression"),
        ("r.csv", "what,else\na,b\n", "r.csv is no list of rules"),
        ("r.csv", "Source,Severity\na,bad\n", "r.csv, line 2: severity 'bad' is none of"),
        ("r.csv", "Source,Search Mode\na,fuzzy\n", "r.csv, line 2: the search mode 'fuzzy' is none of regex"),
        ("r.csv", "Source,Active\na,maybe\n", "r.csv, line 2: enabled is yes or no"),
        ("r.csv", 'Source,PowerSearch\n"""a"" ""b""",1\n', "r.csv, line 2: both of two terms at once"),
    ],
)
def test_what_is_said_of_a_bad_file(tmp_path: Path, name: str, rules: str, said: str) -> None:
    with pytest.raises(RequestError) as raised:
        found(tmp_path, rules, ("他", "he"), name=name)
    assert str(raised.value).startswith(said)


@pytest.mark.parametrize("pattern", ["(a|aa)+$", "(.*a){30}[bc]"])
def test_a_pattern_that_would_never_end(tmp_path: Path, pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duizhao.align.checks.rules.check_rules.SECONDS", 0.02)
    began = time.monotonic()
    with pytest.raises(RequestError, match=r"^rules\.toml, line 2: .* takes too long on “aaa"):
        found(tmp_path, f"[[rule]]\ntarget = '{pattern}'\n", ("他", "a" * 60 + "!"))
    assert time.monotonic() - began < 2


def test_a_rule_of_a_style_is_skipped(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('skip = ["chicago/per-cent"]\n', encoding="utf-8")
    assert {rule.name for rule in read_all_rules([], ["Chicago"], "zh-en")} - {
        rule.name for rule in read_all_rules([file], ["chicago"], "zh-en")
    } == {"chicago/per-cent"}
    with pytest.raises(RequestError, match="no style is called 'mla': there are chicago, gbt15834, un"):
        read_all_rules([], ["mla"], "zh-en")
    assert read_all_rules([], ["GB/T 15834"], "zh-en") == read_all_rules([], ["gbt15834"], "zh-en")


@pytest.mark.parametrize(
    ("rules", "english", "put_right"),
    [
        ("[forbidden]\n'utiliz*' = 'use'", "They utilize it.", "They use it."),
        ("[forbidden]\n'utiliz*' = 'use'", "Utilize it.", "Use it."),
        ("[forbidden]\n'utiliz*' = 'use'", "They utilized it.", ""),  # used: the form is not told
        ("[forbidden]\n'sports' = 'athletics'", "For sports alone.", "For athletics alone."),
        ("[forbidden]\n'state' = 'authority'", "It is a state.", ""),  # an authority
        ("[forbidden]\n'comrade' = ''", "The comrade left.", ""),
        ("[[rule]]\ntarget = 'colou?r'\nuse = 'color'\nignore_case = true", "COLOUR alone.", "COLOR alone."),
        ("[[rule]]\ntarget = 'w(e)b'\nreplace = 'W\\1b'", "The web.", "The Web."),
        ("[[rule]]\ntarget = '[,;]{2}'\nreplace = { ',,' = ',' }", "One,, two.", "One, two."),
        ("[[rule]]\ntarget = '[,;]{2}'\nreplace = { ',,' = ',' }", "One;; two.", ""),
        ("[[rule]]\ntarget = '\\d{5}'\nrewrite = 'thousands'", "Of 12345.", "Of 12,345."),
        ("[[rule]]\ntarget = '\\d+(?:st|nd|rd|th)'\nrewrite = 'words'", "On the 22nd.", "On the twenty-second ."),
        ("[[rule]]\nsource = '元'\nnot_target = 'yuan'\nuse = 'yuan'", "Five dollars.", ""),
        ("[[rule]]\nsource = '(元)'\ntarget = '@1'\nuse = 'yuan'", "Five 元.", "Five yuan."),
    ],
)
def test_what_a_rule_proposes(tmp_path: Path, rules: str, english: str, put_right: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(rules, encoding="utf-8")
    assert fixed(("五元。", english), read_all_rules([file], [], "zh-en"), "zh-en") == put_right


def test_the_original_is_not_put_right() -> None:
    rules = read_all_rules([], ["gbt15834"], "zh-en")
    assert [finding.fix for finding in check_rules(bitext(("他来了,我走了。", "He came.")), rules, "zh-en")] == [None]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("target = 'a(b)'\nreplace = '\\2'", "rules.toml, line 3: the pattern has no group 2: put it in brackets"),
        ("target = 'ab'\nreplace = '\\g<x>'", "rules.toml, line 3: the pattern has no group x: put it in brackets"),
        ("source = '元'\nreplace = 'x'", "rules.toml, line 3: replace goes with a pattern of the translation"),
        ("target = 'ab'\nrewrite = 'upper'", "rules.toml, line 3: rewrite 'upper' is none of thousands, words, lower"),
        ("target = 'ab'\nreplace = 3", "rules.toml, line 3: replace is a text in quotation marks"),
    ],
)
def test_a_replacement_that_cannot_be_made_is_told(tmp_path: Path, rule: str, said: str) -> None:
    with pytest.raises(RequestError, match=f"^{re.escape(said)}"):
        found(tmp_path, f"[[rule]]\n{rule}", ("他", "He"))
