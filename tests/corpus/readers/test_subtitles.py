"""Subtitles of every kind: what is spoken, once, in sentences; what cannot be read is refused in one line."""

from __future__ import annotations

import pytest
from places import CASES

from duizhao.corpus.errors import ReadError
from duizhao.corpus.readers.base.contents import Contents
from duizhao.corpus.readers.bilingual import taken_apart
from duizhao.corpus.readers.confined import contents_of
from duizhao.corpus.readers.subtitles.cue import MOST_CUES


def clock(time: float) -> str:
    return f"00:{int(time) // 60:02}:{int(time) % 60:02},{round(time * 1000) % 1000:03}"


def srt(*cues: tuple[float, float, str]) -> bytes:
    blocks = [f"{at}\n{clock(start)} --> {clock(end)}\n{words}\n" for at, (start, end, words) in enumerate(cues, 1)]
    return "\n".join(blocks).encode()


def spoken(data: bytes | str, name: str = "film") -> list[str]:
    return contents_of(data.encode() if isinstance(data, str) else data, name).text.splitlines()


def marked(contents: Contents, kind: str) -> list[str]:
    return [mark.span.of(contents.text) for mark in contents.marks if mark.kind == kind]


@pytest.mark.parametrize(
    ("cues", "sentences"),
    [
        pytest.param(*line.split("\t")[1:], id=line.split("\t")[0])
        for line in (CASES / "subtitles.tsv").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ],
)
def test_cues_to_sentences(cues: str, sentences: str) -> None:
    data = srt(*((3.0 * at, 3.0 * at + 2, words.replace("/", "\n")) for at, words in enumerate(cues.split("|"))))
    assert spoken(data) == sentences.split("|")


def test_a_long_pause_ends_a_sentence() -> None:
    assert spoken(srt((0, 1, "We waited for"), (9, 10, "the boat"))) == ["We waited for", "the boat"]


def test_both_languages_come_apart_with_their_times() -> None:
    sides = taken_apart(contents_of(srt((1, 2, "天黑了\nNight fell"), (3, 4, "他走了\nHe left")), "film.srt"))
    assert sides is not None
    assert [side.text for side in sides] == ["天黑了\n他走了\n", "Night fell\nHe left\n"]
    assert [marked(side, "cue") for side in sides] == [["天黑了", "他走了"], ["Night fell", "He left"]]
    assert [mark.value for mark in sides[1].marks if mark.kind == "cue"] == ["1.000 2.000", "3.000 4.000"]


ROLLING = """WEBVTT

00:00.000 --> 00:02.000
so<00:00.480><c> today</c>

00:02.000 --> 00:02.010
so today

00:02.010 --> 00:04.000
so today
we<00:02.480><c> will</c>

00:04.000 --> 00:04.010
we will

00:04.010 --> 00:06.000
we will
go home
"""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (srt((1, 4, "one fine"), (3, 6, "one fine\nday in"), (5, 8, "day in\nmay")), "one fine day in may"),
        (ROLLING.encode(), "so today we will go home"),
        (srt((1, 2, "I"), (2, 3, "I am"), (3, 4, "I am here"), (4, 5, "I am here now")), "I am here now"),
        (srt((1, 2, "天"), (2, 3, "天黑"), (3, 4, "天黑了"), (4, 5, "天黑了\n他走了")), "天黑了 他走了"),
        (srt((1, 4, "天黑了"), (1, 4, "天黑了"), (1, 4, "天黑了")), "天黑了"),
    ],
)
def test_what_rolls_is_said_once(data: bytes, words: str) -> None:
    assert " ".join(spoken(data)) == words


def test_what_is_said_twice_stays() -> None:
    assert spoken(srt((1, 2, "No."), (2, 3, "No."), (3, 4, "Why?"), (5, 6, "Go."))) == ["No.", "No.", "Why?", "Go."]


def test_text_after_a_blank_line_is_kept() -> None:
    data = srt((1, 2, "First.\n\nSecond."), (3, 4, "Third.\n\n1945"), (9, 10, "End."))
    assert " ".join(spoken(data)) == "First. Second. Third. 1945 End."


def test_notes_and_names_of_cues_in_webvtt() -> None:
    data = (
        "WEBVTT - Boats\n\nREGION\nid:a\n\nNOTE x\ny\n\nintro\n00:01.000 --> 00:02.000 line:0\n"
        "<v.loud Ann>Hi <c.red>there</c> <00:01.500>you.</v>\n\nNOTE\nz\n\nend\n00:03.000 --> 00:04.000\n"
        "<lang en>Bye</lang> &amp; <b>go</b>.\n"
    )
    contents = contents_of(data.encode(), "film.vtt")
    assert contents.text == "Hi there you.\nBye & go.\n"
    assert contents.metadata == {"title": "Boats"}


ASS = """[Script Info]
; made by hand

[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,a remark
Dialogue: 0,0:00:09.00,0:00:10.00,Default,,0,0,0,,{\\i1}天黑了{\\i0}，他走了\\NNight fell, and he left
Dialogue: 0,0:00:01.00,0:00:02.50,Default,Ann,0,0,0,,你好\\h吗\\N{\\fs20}Hello
Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\pos(1,2)}北京站\\NBeijing
Dialogue: 0,0:00:03.00,0:00:04.00,OP-Romaji,,0,0,0,,{\\k20}la {\\k30}la
Dialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0 100 100{\\p0}
"""


def test_ass() -> None:
    contents = contents_of(ASS.encode("utf-16"), "film.ass")
    assert contents.text.splitlines() == [
        "你好 吗",
        "Hello",
        "北京站",
        "Beijing",
        "la la",
        "天黑了，他走了",
        "Night fell, and he left",
    ]
    assert (marked(contents, "sign"), marked(contents, "song")) == (["北京站", "Beijing"], ["la la"])
    ssa = ASS.replace("V4+", "V4").replace("Layer", "Marked").replace("Dialogue: 0", "Dialogue: Marked=0")
    assert contents_of(ssa.encode(), "film.ssa") == contents


TTML = """<?xml version="1.0"?>
<!-- broadcast -->
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:p="http://www.w3.org/ns/ttml#parameter" p:frameRate="25" p:tickRate="10"
 xmlns:s="http://www.w3.org/ns/ttml#styling"><head><metadata><x>no</x></metadata></head><body><div begin="10s">
<p begin="00:00:01:05" end="00:00:02.5">Night <span s:color="red">fell</span><br/>
  slowly &lt;3.</p><p begin="30t" dur="1500ms">漢<span s:ruby="text">kan</span>字。</p></div></body></tt>"""


@pytest.mark.parametrize("form", [TTML, TTML.replace("ns/ttml", "2006/10/ttaf1")])
def test_timed_text(form: str) -> None:
    contents = contents_of(form.encode(), "film.dfxp")
    assert contents.text == "Night fell slowly <3.\n漢字。\n"
    assert [mark.value for mark in contents.marks if mark.kind == "cue"] == ["11.200 12.500", "13.000 14.500"]


def test_sbv() -> None:
    assert spoken("0:00:01.000,0:00:03.000\nHello\nthere.\n\n0:00:03.500,0:00:04.000\nBye.\n") == [
        "Hello there.",
        "Bye.",
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (srt((1, 2, "A")).replace(b"00:00:02", b"00:0x:02"), "line 2"),
        (srt((1, 2, "A"), (3, 4, "B")).replace(b"00:00:03,000 -->", b"00:00:03,000 ->"), "line 6"),
        (ASS.encode() + b"Dialogue: 0,0:00:0", "line 16"),
        (ASS[:60].encode(), r"no \[Events\]"),
        (ASS[: ASS.index("Comment")].encode(), "holds none"),
        (TTML[:-20].encode(), "not sound XML"),
        (TTML.replace("30t", "soon").encode(), "'soon' is no time"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "holds none"),
        (ASS.encode() + b"Dialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,a\n" * MOST_CUES, "more than 200,000 cues"),
    ],
)
def test_what_is_damaged_is_refused_in_one_line(data: bytes, says: str) -> None:
    with pytest.raises(ReadError, match=says) as refused:
        contents_of(data, "film")
    assert "\n" not in str(refused.value)
