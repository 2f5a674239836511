"""Words that say who speaks: verbs of saying, and what names a phrase or a title; English and Chinese."""

from __future__ import annotations

import re

_VERBS = (
    "sa(?:ys?|id)|wr(?:ites?|ote)|adds?|added|t(?:ells?|old)|states?|stated|asks?|asked|explains?|explained|notes?|noted|"
    "argues?|argued|warns?|warned|reads?|repl(?:y|ies|ied)|declares?|declared|insists?|insisted|go(?:es)? on|went on|"
    "continues?|continued|reported|urges?|urged|calls?|called|recalls?|recalled|announces?|announced|puts? it|"
    "conceded|concedes|claims?|claimed|observes?|observed|remarks?|remarked|responds?|responded|answers?|answered|"
    "concludes?|concluded|admits?|admitted|suggests?|suggested|stress(?:es|ed)|emphasi[sz]e[sd]?|instructs?|instructed|"
    "ordered|vows?|vowed|promises?|promised|predicts?|predicted|acknowledges?|acknowledged|asserts?|asserted|"
    "cautions?|cautioned|complains?|complained|laments?|lamented|proclaims?|proclaimed|quotes?|quoted|shouts?|shouted|"
    "whispers?|whispered|exclaims?|exclaimed|thinks?|thought|testifie[sd]|mentions?|mentioned|points? out|pointed out|"
    "advises?|advised|confess(?:es|ed)|demands?|demanded|maintains?|maintained|reveals?|revealed|exhorts?|exhorted|"
    "describes?|described|refers? to|"
    "referred to|sp(?:eaks?|oke) of|pledges?|pledged|directs?|directed|decrees?|decreed|"
    "denounces?|denounced|praises?|praised|requires?|required|shows?|showed|records?|recorded|labell?ed|brands?|branded"
)
"""Finite verbs with which a speaker is named."""

SAYING = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|w(?:rote|rites?|riting|ritten)|continu\w+|add(?:s|ed|ing)?|t(?:old|ells?|elling)|"
    r"stat(?:es?|ed|ing)|ask(?:s|ed|ing)?|expla\w+|not(?:es?|ed|ing)|argu(?:es?|ed|ing)|warn(?:s|ed|ing)?|reads?|"
    r"repl(?:y|ied|ies)|declar\w+|insist\w*|go(?:es)? on|went on|going on|according|report(?:s|ed)?|urg(?:es?|ed|ing)|"
    r"call(?:s|ed)?|recall\w*|announc\w+|put it|puts it|conced\w+|claim(?:s|ed)?|observ\w+|remark\w*|"
    r"respond(?:s|ed)?|answer(?:s|ed)?|conclud\w+|admit\w*|suggest\w*|stress\w*|emphasi\w+|instruct\w*|order(?:s|ed)|"
    r"vow(?:s|ed)?|promis\w+|predict\w*|acknowledg\w+|assert\w*|caution\w*|complain\w*|lament\w*|proclaim\w*|quot\w+|"
    r"shout(?:s|ed)?|whisper\w*|exclaim\w*|thought|thinks|testif\w+|"
    r"shouted|mention\w*|point(?:s|ed) out|advis\w+|confess\w*|demand\w*|maintain\w*|reveal\w*)\b"
    r"|[说說]|表示|指出|强调|強調|写道|寫道|[声聲]?[称稱]|[问問]道?|回答|[补補]充",
    re.IGNORECASE,
)
"""Whether what stands between two passages may be an attribution; looser than what names a speaker."""

CUE = re.compile(rf"(?<!\bto )\b(?:{_VERBS})\b(?:\s+for\b)?", re.IGNORECASE)
"""A verb after which, or before which, a speaker's words stand."""

CHINESE_CUE = re.compile(
    "(?:说|說|表示|指出|强调|強調|写道|寫道|写到|认为|認為|要求|提出|声称|聲稱|宣称|宣稱|坦言|回答|回应|回應|补充|補充|呼吁|呼籲|提到|"
    "透露|告诉记者|告訴記者|警告|承认|承認|规定|規定|明确|载明|載明|(?<![名简俗职])[称稱](?!为|呼|作))道?"
)
"""The same in Chinese."""

PHRASE = re.compile(
    r"\b(?:phrases?|words?|wording|slogans?|passages?|sentences?|lines?|quotations?|quotes?|statements?|remarks?|motto|"
    r"instructions?|according)\b",
    re.IGNORECASE,
)
"""Nouns that hold a passage up as somebody's words."""

_NO_NAME = (
    "The|An?|One|Some|Many|Several|Two|Three|In|On|At|By|For|From|But|And|Or|So|If|When|While|After|Before|As|According|"
    "During|With|Under|Over|Since|Although|Though|Because|Through|Without|Within|Among|Between|Despite|Following|However|"
    "Until|About|Even|Both|Only|Also|All|Now|"
    "What|Where|Who|How|Why|His|Her|Its|Their|Our|This|That|These|Those|Another|Each|Not|No|Yet|Later|Then|There|Here|"
    "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Last|Next|January|February|March|April|May|June|July|August|September|"
    "October|November|December"
)
_NAME = rf"(?!(?:{_NO_NAME})\b)[A-Z][\w-]*(?:[’'](?!s\b)[\w-]+)?\.?"
_PERSON = (
    r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Gen|Gov|Sen|Rep|Lt|Col|Capt|Sgt)\.\s+)?"
    rf"\b{_NAME}(?:\s+(?:of\s+|the\s+|bin\s+|al\s+|de\s+|von\s+)?{_NAME}){{0,5}}(?![’'])"
)
_THING = (
    r"(?:\b(?:[Tt]he|[Aa]n?|[Oo]ne|[Ss]ome|[Mm]any|[Ss]everal|[Tt]wo|[Tt]hree|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur|[Tt]hese|"
    r"[Tt]hose|[Tt]his|[Tt]hat|[Aa]nother|[Ee]ach)\s+(?:(?!and\b|or\b|but\b|who\b|that\b|which\b|to\b)[\w’'-]+\s+){0,5}?"
    r"(?!and\b|or\b|but\b|who\b|that\b|which\b|to\b)[\w’'-]+)"
)
_ROLE = (
    r"(?:(?!(?:in|on|at|to|that|by|during|of|for|from|after|before|last|about|with|as|it|he|she|the|a|an)\b)"
    r"[a-z][\w-]+\s+){0,3}"
)
_PLURAL = r"\b[A-Z]?[a-z]+s"
_PRONOUN = r"\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Ww]e|I|[Oo]fficials|[Pp]eople|[Pp]olice)"
_BETWEEN = r"(?:(?:has|have|had|was|were|is|are|also|then|later|once|always|never|\w+ly)\s+)*"

SUBJECT = re.compile(
    rf"(?P<speaker>{_PRONOUN}|{_PERSON}|{_THING}|{_PLURAL})\s+{_BETWEEN}(?P<cue>(?:{_VERBS})\b(?: for\b)?)"
)
"""A speaker, and the verb that makes one of them."""

INVERTED = re.compile(
    rf"\s*[,，—–-]*\s*(?P<cue>{_VERBS}|according to)\s+(?P<speaker>{_ROLE}{_PERSON}|{_PRONOUN}\b|{_THING}|{_PLURAL}\b)"
)
"""The verb first: “…,” said the mayor."""

OPENING = re.compile(rf"\s*(?P<speaker>{_PRONOUN}\b|{_PERSON}(?=,|\s+[a-z])|{_THING}(?=,))")
"""Who or what a sentence begins with: the subject of its later verbs too."""
