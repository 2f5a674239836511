"""The words that deny, in Chinese and in English: 不, 没有, not, without, unhappy, careless."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from duizhao.align.checks.name_features import small_words
from duizhao.corpus.document import Span
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


_FORMED = re.compile(r"\b(?:un|in|im|il|ir|dis|non-?|ab)(?P<base>[a-z]{3,})\b", re.IGNORECASE)
_SAYS_OTHERWISE_TEXT = """
under union units unless uncover uncovered uncovering unfold unfolding unfolds unload unloaded unloading unloads
unpacked unpacking unrest inbound inborn inbreeding incite income incomes incoming incorporate incorporates
incorporation incorporator increase indeed indoor indoors infamous infancy infiltration infirm inflammable inflow
inflows influx inform informal informally information informations informative informed informer informing informs
infraction infractions infringe infusion inhabit inheritor inheritors injunction injure injury inking inland inlet
inlets inmate inmates inpatient input inputs inputting insects inside insight insights install installed installing
installs instance instances instead instill insure intake intakes intend intended intending intends intense intension
intent intents inthe intuition intuitions invaluable invent inventing inverse inversion inversions invest invested
investing invoice invoices inward inwards image images imaging immigrant immigrants immigrate immigration impact
impacts impair impaired impairs impart imparts impending imperil implant implantation implanted implants import
importing imports impose imposed imposes imposing imposition imposture impound impress impressed imprint imprinted
imprints improve improved improves improving impulse irradiation irrespective discard discards discharge discharged
discharges discharging disclose disclosed discloses disclosing disclosure disclosures discount discounted discounting
discounts discourse discourses discover discovered discovering discovers disease diseased disembark disembarkation
disembarking disembarks disguise dismal dismay dismiss dismissed dismisses dismissing dismission dispatches
dispatching display displayed displaying displays dispose disposed disposes disposing disposition dispositions
dissection dissolution dissolutions dissolve dissolved dissolves dissolving distilled distract distraction distrained
distribute aboriginal aboriginals about abroad absolved abuse abused abuser abusers abuses abusing nonsense
nonfinancial nonhuman nonprofit
"""
_SAYS_OTHERWISE = frozenset(_SAYS_OTHERWISE_TEXT.split())
"""Words that begin like those that deny, with a word behind it, and do not."""
_DENYING_WORD = re.compile(
    r"\b(?:\w{2,}(?<!un)(?<!nonethe)(?<!neverthe)(?<!regard)less(?:ly|ness)?|lack(?:s|ed|ing)?|fail(?:s|ed|ing|ures?)?|"
    r"refus(?:es?|ed|ing|als?)|den(?:y|ied|ies|ying|ials?)|reject(?:s|ed|ing|ions?)?|declin(?:es?|ed|ing)|"
    r"absen(?:ce|t)|abnormal\w*|hardly|rarely|barely|scarcely|seldom|unable|devoid|forbid\w*|forbade|prohibit\w*|"
    r"bann?(?:s|ed|ing)?|far\sfrom|free\s(?:of|from)|short\sof|impossible|away\sfrom|out\sof)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that denies, and how surely it does; `lead`: how much of the word stands before what denies in it.

    `denies`: one of the weak that denies as a rule, as unhappy and careless do.
    """

    span: Span
    strength: Strength
    word: str
    lead: int = 0
    denies: bool = False


def chinese_cues(text: str) -> list[Cue]:
    """The words of a Chinese text that deny: as words of their own, strong; as parts of others (不仅, 未来), weak."""
    view = hanzi(text)
    lexical = [match.span() for match in _CHINESE_WORDS.finditer(view.text) if match[0] not in _KEPT]
    cues = []
    at = 0
    for word in words(view.text, "zh"):
        for match in _CHINESE.finditer(word):
            start, end = at + match.start(), at + match.end()
            within = any(first <= start < last for first, last in lexical)
            strong = word in _DENYING and not within
            denies = not strong and not within and not match.start() and match[0] in "不没无未非"
            span = view.original(Span(start, end))
            cues.append(Cue(span, "strong" if strong else "weak", word, match.start(), denies))
        at += len(word)
    return cues


def english_cues(text: str) -> list[Cue]:
    """The words of an English text that deny; those that may render a Chinese denial are weak."""
    idioms = [match.span() for match in _IDIOMS.finditer(text)]
    cues = [
        Cue(
            Span(*match.span()),
            "weak" if any(start <= match.start() < end for start, end in idioms) else "strong",
            match[0].casefold(),
        )
        for match in _ENGLISH.finditer(text)
    ]
    denying = {match.span() for match in _DENYING_WORD.finditer(text)} | set(_formed(text))
    weak = {match.span() for match in _ENGLISH_WEAK.finditer(text)} | denying
    return cues + [Cue(Span(*span), "weak", text[slice(*span)], denies=span in denying) for span in sorted(weak)]


def _formed(text: str) -> Iterator[tuple[int, int]]:
    """Words that a syllable makes the contrary of another word: uncommon, impatient, dishonest."""
    for match in _FORMED.finditer(text):
        word = match[0].casefold()
        if match["base"].casefold() in small_words() and word not in _SAYS_OTHERWISE:
            yield match.span()
