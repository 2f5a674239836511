"""Negation lost or put in, and a duty made a permission: 不得 as "may", 应当 as "can", 全部 as "some"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from duizhao.align.checks.classifier import probability
from duizhao.align.checks.finding import Finding, Severity
from duizhao.align.checks.linked_pair import Pair
from duizhao.corpus.document import Language, Span
from duizhao.corpus.message import Message
from duizhao.corpus.text.normalization import hanzi
from duizhao.corpus.text.tokenization import words

Strength = Literal["strong", "weak"]
_CHINESE = re.compile(r"不|没|无|未|非|勿|否|别|莫|免|禁|毋|拒绝|缺乏|难以|避免|停止|除|失|反|少|防|解|杜绝|以外|例外")
_DENYING_TEXT = """
不 没 没有 未 未能 勿 毋 不得 不能 不能够 不会 不可 不可以 不应 不应该 不应当 不许 不准
不是 不再 不要 不必 不需 不需要 不用 并不 并不是 并非 从未 尚未 毋须 无须 无需 不予 不在 未经
不曾 不愿 不想 没法 无法 无权 从来不 决不 绝不 不让 不敢 不肯 未曾 不受 不属 不至于 不存在 毫不
毫无 不含 不包括 并未 仍未 还没 不宜 不享有 不适用 不构成 不知道 不知 不了 不到 不该 不值得 不合 不符合
不符
"""
_DENYING = frozenset(_DENYING_TEXT.split())
_CHINESE_WORDS = re.compile(
    r"不得?(?:逾|超过|超出|高于|低于|少于|多于|大于|小于|晚于|早于|迟于)|不(?:仅|但|断|同|过|少|管|论|久|禁|已|乏|妨|惜|愧|懈|时|满|动产|良|锈|止|只|光|单|必说|用说|得了|是吗|等|外乎|二|朽|亚于|约而同|谋而合|一|"
    r"了情|知道多少|经意|由|由得|由自主|觉|料|解|慎|法|当|幸|安|便|利|公|明|详|力|足|适|孕|懂事)|不得不|不可或缺|不可分割|不可避免|无不|无非|莫不|不能不|不会不|"
    r"未来|未必|未雨|未婚|未成年|非常|非洲|非法|非凡|非物质|无论|无线|无人|无疑|无数|无限|无比|无偿|无私|无辜|无偏|无症状|无家|无锡|无形|无期|无罪|无效|没收|没落|没准|淹没|沉没|沈没|出没|没有了|"
    r"特别|区别|分别|级别|性别|个别|类别|告别|别墅|别人|识别|差别|派别|国别|是不是|是否|能否|否则|与否|可否|能不能|会不会|要不要|有没有|愿不愿|"
    r"莫斯科|莫迪|莫尔|莫里|莫桑|阿布扎比|禁区|免费|减免|免税|罢免|任免|难免|免疫|避免|莫过于|莫大|要不是|不得已|非要|非得|非\w+不可|越来越不|除非|数不胜数|层出不穷|"
    r"源源不断|供不应求|毫不|永不|从不|绝不|决不|并不|才不|也不|都不|就不|却不|若不|如不|而不|或不|亦不"
)
_FLAT_TEXT = """
不得 不能 不会 没有 不是 不可 不应 不准 不许 不再 并非 不予 不要 尚未 从未 不需 不在 not cannot n't n’t
"""
_FLAT = frozenset(_FLAT_TEXT.split())
_KEPT = {
    "毫不",
    "永不",
    "从不",
    "绝不",
    "决不",
    "并不",
    "才不",
    "也不",
    "都不",
    "就不",
    "却不",
    "若不",
    "如不",
    "而不",
    "或不",
    "亦不",
}
_ENGLISH = re.compile(
    r"\b(?:not|cannot|never|no|none|nobody|nothing|nowhere|neither|nor|without)\b|n['’]t\b", re.IGNORECASE
)
_ENGLISH_WEAK = re.compile(
    r"\b(?:in\w{3,}(?:able|ible|ility)|under\w*|gone|still|eliminat\w*|outside|un(?!it|ion|ique|i[fv]|de?r|til|cle)\w{3,}|non-?\w+|im(?:possible|proper|perfect|mature|moral|polite)\w*|in(?:ability|able|accur|adequa|appropriate"
    r"|attent|capab|complet|compet|consist|correct|decent|definite|depend|direct|effect|efficien|equal|evitab|expens|experien|explic|fertil|flexib|justic|secur|sensit|significan|stab|suffic|tolera"
    r"|valid|visib|voluntar)\w*|il(?:legal|licit|logical|literat)\w*|ir(?:regular|respons|relevan|reversib|rational)\w*|dis(?:agree|allow|appear|approv|continu|honest|honou?r|like|miss|obey|regard|satisf|trust|qualif|advantag|abled|abilit)\w*|"
    r"lack\w*|absen\w*|fail\w*|refus\w*|reject\w*|den(?:y|ied|ies|ying|ial)|unless|except\w*|exempt\w*|prohibit\w*|forbid\w*|forbad\w*|ban(?:s|ned|ning)?|bar(?:red|s)|hardly|rarely|barely|scarcely|seldom|few|fewer|little|less|lest|"
    r"avoid\w*|prevent\w*|refrain\w*|stop\w*|ceas\w*|rather|instead|but|only|free|\w+less|\w+-free|miss(?:es|ed|ing)?|short\w*|beyond|out|far|away|rid|loss|lost|los[ei]\w*|wrong|other|different\w*|against|exclu\w*|remov\w*|cancel\w*|"
    r"null|void|decline\w*|neglect\w*|ignor\w*|insist\w*|yet|waiv\w*|revo[kc]\w*|terminat\w*|resist\w*|oppos\w*|anti\w*|otherwise|over\w*|more|under|below|too|difficult\w*|hard|impossible|any\w*|minor\w*|default\w*|contrary|violat\w*|breach\w*)\b",
    re.IGNORECASE,
)
_IDIOMS = re.compile(
    r"\bnot\s+(?:only|just|merely|simply|least|to\s+mention|until|unlike|uncommon|surprising\w*)\b|\bno\s+(?:matter|doubt|wonder)|\bno\.\s*\d|\bwhether\s+or\s+not\b"
    r"|\bif\s+not\b|\bwhy\s+not\b|\bor\s+not\b|\bmay\s+or\s+may\s+not\b|\b(?:can|could)(?:\s*not|n['’]t)\s+(?:but|help)\b|\bnot\s+(?:more|less|fewer|later|earlier|exceed\w*|hesitate)\b|n['’]t\s+hesitate\b|\bnothing\s+but\b|\bno\s+(?:more|less|fewer|later|earlier|sooner)\s+than\b|\bnon-\w+\b|\bno-\w+\b",
    re.IGNORECASE,
)


class NegationFeatures(NamedTuple):
    """What says that the other side has no denial for a cue: links are probabilities, counts are of cues."""

    linked_strong: float
    linked_weak: float
    linked: float
    surplus: float
    no_strong: float
    no_cue: float
    weak_count: float
    linked_elsewhere: float
    one_letter: float
    lacking: float
    flat: float


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that denies, and how surely it does; `lead`: how much of the word stands before what denies in it."""

    span: Span
    strength: Strength
    word: str
    lead: int = 0


def chinese_cues(text: str) -> list[Cue]:
    """The words of a Chinese text that deny: as words of their own, strong; as parts of others (不仅, 未来), weak."""
    view = hanzi(text)
    lexical = [match.span() for match in _CHINESE_WORDS.finditer(view.text) if match[0] not in _KEPT]
    found = []
    at = 0
    for word in words(view.text, "zh"):
        for match in _CHINESE.finditer(word):
            start, end = at + match.start(), at + match.end()
            within = any(first <= start < last for first, last in lexical)
            strong = word in _DENYING and not within
            found.append(Cue(view.original(Span(start, end)), "strong" if strong else "weak", word, match.start()))
        at += len(word)
    return found


def english_cues(text: str) -> list[Cue]:
    """The words of an English text that deny; those that may render a Chinese denial are weak."""
    idioms = [match.span() for match in _IDIOMS.finditer(text)]
    found = [
        Cue(
            Span(*match.span()),
            "weak" if any(start <= match.start() < end for start, end in idioms) else "strong",
            match[0].casefold(),
        )
        for match in _ENGLISH.finditer(text)
    ]
    return found + [Cue(Span(*match.span()), "weak", match[0]) for match in _ENGLISH_WEAK.finditer(text)]


def denials(pair: Pair, language: Language) -> Iterator[tuple[Cue, NegationFeatures]]:
    """Each strong cue of one side, with what says that the other side does not have it."""
    cues = chinese_cues(pair.source), english_cues(pair.target)
    mine, theirs = cues if language == "zh" else cues[::-1]
    strong = [each for each in theirs if each.strength == "strong"]
    weak = [each for each in theirs if each.strength == "weak"]
    count = sum(each.strength == "strong" for each in mine)
    for cue in mine:
        if cue.strength != "strong":
            continue
        linked = [_best(pair, cue, each, language) for each in (strong, weak)]
        anything = pair.best(cue.span, "source" if language == "zh" else "target")
        yield (
            cue,
            NegationFeatures(
                linked_strong=linked[0],
                linked_weak=linked[1],
                linked=anything,
                surplus=min(3.0, max(-3.0, count - len(strong))),
                no_strong=float(not strong),
                no_cue=float(not strong and not weak),
                weak_count=min(4.0, len(weak)),
                linked_elsewhere=anything - max(linked),
                one_letter=float(len(cue.word) == 1),
                lacking=float(cue.word[0] in "没无未" or cue.word in ("no", "without", "none")),
                flat=float(cue.word in _FLAT),
            ),
        )


def _best(pair: Pair, cue: Cue, others: list[Cue], language: Language) -> float:
    spans = ((cue.span, each.span) if language == "zh" else (each.span, cue.span) for each in others)
    return max((pair.linked(*each) for each in spans), default=0.0)


def check_negation(pair: Pair) -> Iterator[Finding]:
    """Denials of one side that the other lacks, and duties and permissions that changed places."""
    for language in ("zh", "en"):
        for cue, features in denials(pair, language):
            sure = probability(f"negation-{language}", features)
            if language == "zh":
                reason = Message("{word} denies; no word of the English is found that does", word=cue.word)
                there = pair.counterpart(_around(cue.span, pair.source), "source")
                start = cue.span.start - cue.lead
                here = Span(start, min(len(pair.source), start + len(cue.word)))
                yield Finding("negation", "critical", here, there, sure, reason, "accuracy/mistranslation")
            else:
                reason = Message(
                    "“{word}” denies; no word of the Chinese is found that does", word=cue.span.of(pair.target)
                )
                there = pair.counterpart(_around(cue.span, pair.target), "target")
                yield Finding("negation", "critical", there, cue.span, sure, reason, "accuracy/mistranslation")
    yield from _modality(pair)
    yield from _quantifiers(pair)


def _around(span: Span, text: str, letters: int = 6) -> Span:
    return Span(max(0, span.start - letters), min(len(text), span.end + letters))


_DUTY = re.compile(r"应当|應當|应该|應該|必须|必須|务必|應|应(?![用对急邀聘变答付有运酬声景])|須|须")
_LEAVE = re.compile(r"可以|得以|可|能够|能夠|能|得(?!到|知|出|了|益|失|力|主|分|以|意|住|罪)|允许|允許|准许|許可|會|会")
_MAY = re.compile(r"\b(?:may|might|can|could)\b(?!\s*not\b)", re.IGNORECASE)
_OUGHT = re.compile(r"\b(?:shall|must|should|ought|has\s+to|have\s+to|need(?:s|ed)?|required?)\b", re.IGNORECASE)


def _modality(pair: Pair) -> Iterator[Finding]:
    """A permission where the source has a duty, by the words that are linked."""
    duties = [Span(*match.span()) for match in _DUTY.finditer(pair.source)]
    leaves = [Span(*match.span()) for match in _LEAVE.finditer(pair.source)]
    mays = [Span(*match.span()) for match in _MAY.finditer(pair.target)]
    oughts = list(_OUGHT.finditer(pair.target))
    too_many = len(mays) > len(leaves) and len(duties) > len(oughts)
    for may in mays:
        duty = max(duties, key=lambda each: pair.linked(each, may), default=None)
        if duty is None:
            continue
        linked = pair.linked(duty, may)
        leave = max((pair.linked(each, may) for each in leaves), default=0.0)
        if leave < 0.5 * linked and (linked >= 0.6 or (linked >= 0.1 and too_many)):
            sure = min(0.95, 0.55 + 0.2 * too_many + 0.3 * linked)
            reason = Message(
                "{duty} is a duty, “{may}” a permission", duty=duty.of(pair.source), may=may.of(pair.target)
            )
            yield Finding("negation", "critical", duty, may, sure, reason, "accuracy/mistranslation")


_ALL = re.compile(r"全部|所有|一切|全体|全體|任何|每[个個一]")
_SOME = re.compile(r"\b(?:some|several|certain|part\s+of|a\s+few)\b", re.IGNORECASE)
_PART = re.compile(r"部分|有些|一些|某些|若干|少数|少數")
_WHOLE = re.compile(r"\b(?:all|every|entire|whole|each)\b", re.IGNORECASE)


def _quantifiers(pair: Pair) -> Iterator[Finding]:
    """全部 as "some", 部分 as "all", where these words are linked to one another."""
    for mine, theirs in ((_ALL, _SOME), (_PART, _WHOLE)):
        for here in mine.finditer(pair.source):
            for there in theirs.finditer(pair.target):
                linked = pair.linked(Span(*here.span()), Span(*there.span()))
                if linked >= 0.6:
                    severity: Severity = "major"
                    reason = Message("{chinese} is rendered “{english}”", chinese=here[0], english=there[0])
                    spans = Span(*here.span()), Span(*there.span())
                    yield Finding("negation", severity, *spans, linked, reason, "accuracy/mistranslation")
