"""What term bases call the standing of a term, and whether it is to be used: one table for all of them.

TBX 2 and 3 (administrativeStatus, with and without `-admn-sts`; normativeAuthorization), TermWeb, MultiTerm, and the
words that people write into tables of their own.
"""

from __future__ import annotations

import re
from typing import Literal

Standing = Literal["preferred", "admitted", "forbidden"]

STATUS_FIELDS = frozenset(
    {"administrativestatus", "normativeauthorization", "status", "termstatus", "usagestatus", "状态", "狀態"}
)
"""Names of fields that hold it, without case, blanks and signs."""

_WORDS: dict[Standing, str] = {
    "preferred": "preferred standardized standard legal regulated approved recommended mandatory official "
    "首选 首選 推荐 推薦 优选 優選 标准 標準 规范 規範 批准 正式",
    "admitted": "admitted allowed acceptable permitted alternative proposed new provisional unprocessed "
    "允许 允許 许用 許用 可用 备选 備選 认可",
    "forbidden": "forbidden deprecated superseded obsolete obsolescent outdated archaic retired withdrawn rejected "
    "prohibited banned unapproved notallowed notrecommended notpreferred notapproved notadmitted nonpreferred invalid "
    "donotuse nottobeused avoid inactive replaced disallowed unacceptable incorrect wrong "
    "禁用 禁止 禁用词 禁用詞 停用 弃用 棄用 废弃 廢棄 废止 廢止 作废 作廢 过时 過時 淘汰 被取代 已取代 "
    "不推荐 不推薦 不建议 不建議 不允许 不允許 不可用 不用 勿用 拒绝 拒絕 驳回 駁回 错误 錯誤",
}
_STANDINGS = {word: standing for standing, words in _WORDS.items() for word in words.split()}
_SUFFIX = re.compile(r"-(?:admn-sts|norm-auth)\Z", re.IGNORECASE)


def plain(word: str) -> str:
    """A word without case, blanks and signs."""
    return re.sub(r"[\W_]+", "", word).casefold()


def standing(word: str) -> Standing:
    """What a status says; one that says nothing of use forbids nothing.

    >>> [standing(word) for word in ("supersededTerm-admn-sts", "Obsolete", "Not recommended", "legalTerm", "Draft")]
    ['forbidden', 'forbidden', 'forbidden', 'preferred', 'admitted']
    """
    status = plain(_SUFFIX.sub("", word.strip()))
    return _STANDINGS.get(status) or _STANDINGS.get(status.removesuffix("term"), "admitted")
