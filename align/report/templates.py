"""Templates filled into pages that stand alone: style and script inside, nothing fetched, everything escaped."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from duizhao.align.report import captions as wording
from duizhao.corpus.document import Document
from duizhao.corpus.text.normalization import hanzi, language_of
from duizhao.corpus.traces.word_diff import Sort

_SAMPLE = 1000
"""Characters looked at to tell the Chinese scripts apart."""

_TRADITIONAL = 0.05
"""At this share of characters that have another simplified form a text is in the traditional script."""


_SORTS: dict[Sort, str] = {
    "words": "",
    "form": ", another form of the word",
    "spelling": ", another spelling",
    "capital": ", a capital",
    "brackets": ", in brackets",
    "cut": "",
}


def fill(template: str, **values: object) -> str:
    """The page made of one of this package's templates. Each value is untrusted text, and escaped as such."""
    return _environment().get_template(template).render(**values)


def language_tag(text: str) -> str:
    """The tag of `text` for browsers, which choose fonts by it: `en`, `zh-Hans` or `zh-Hant`."""
    return script_tag(text) if language_of(text[:_SAMPLE]) == "zh" else "en"


def script_tag(text: str) -> str:
    """The tag of Chinese text, by the script that most of it is in."""
    sample = text[:_SAMPLE]
    simplified = set(hanzi(sample).text)
    han = [character for character in sample if "㐀" <= character <= "鿿"]
    changed = sum(character not in simplified for character in han)
    return "zh-Hant" if changed > _TRADITIONAL * len(han) else "zh-Hans"


def document_tag(document: Document) -> str:
    """The tag of a document, whose language is known."""
    return script_tag(document.text) if document.language == "zh" else "en"


@cache
def _environment() -> Environment:
    environment = make_environment(PackageLoader("duizhao.align.report", ""))
    style, script = _inline("page.css") + _inline("gloss.css"), _inline("page.js")
    environment.globals.update(
        style=style,
        script=script,
        policy=(
            f"default-src 'none'; style-src {digest(style)}; script-src {digest(script)}; img-src data:; "
            "base-uri 'none'; form-action 'none'"
        ),
        tools=False,
    )
    environment.filters["say"] = str
    return environment


def make_environment(loader: BaseLoader) -> Environment:
    """What fills templates, for reports and for the reader: all values are escaped, a missing one is an error."""
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(shapes=wording.SHAPES, sorts=_SORTS)
    environment.filters.update(exact=_exact, percent=wording.percent, name=wording.shown_name, holding=_holding)
    return environment


def _holding(phrase: str, *parts: Markup) -> Markup:
    """A phrase of this program with parts in the places of {0} and {1}; they are escaped already."""
    return escape(phrase).format(*parts)


def _inline(name: str) -> Markup:
    """One of this package's own files, which is trusted, as it stands in a page."""
    return Markup("\n" + files("duizhao.align.report").joinpath(name).read_text(encoding="utf-8"))


def digest(content: Markup) -> str:
    """The source expression that lets a page's policy allow exactly this content, and no injected one."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _exact(text: str) -> Markup:
    """Text that the browser reads back character for character: a bare carriage return would become a line feed.

    NUL, which no page can hold, is shown as U+FFFD.
    """
    return escape(text).replace("\r", Markup("&#13;")).replace("\0", "\ufffd")
