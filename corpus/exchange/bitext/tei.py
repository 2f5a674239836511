"""TEI P5: each text in its own file, its sentences with identities, and the links between them in a third."""

from __future__ import annotations

from duizhao.corpus.bitext import Bitext
from duizhao.corpus.document import Document
from duizhao.corpus.search.provenance import Provenance
from duizhao.corpus.text.xml_text import xml_text

SPACE = "http://www.tei-c.org/ns/1.0"
_OPENING = f'<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="{SPACE}">\n'


def write_tei_text(document: Document, tag: str, made: Provenance) -> str:
    """A text: every character of it, its sentences as `<s xml:id="s0">`, what stands between them outside them.

    `tag`: the language's. What is said of the text stands in the header.
    """
    lines = [_OPENING + _header(document.name, made, dict(document.metadata))]
    lines.append(f'<text xml:lang="{xml_text(tag)}"><body><ab xml:space="preserve">')
    at = 0
    for index, span in enumerate(document.sentences):
        words = span.trimmed(document.text)
        between = document.text[at : words.start]
        if len(words):
            lines.append(f'{xml_text(between)}<s xml:id="s{index}">{xml_text(words.of(document.text))}</s>')
            at = words.end
    lines.append(f"{xml_text(document.text[at:])}</ab></body></text>\n</TEI>\n")
    return "".join(lines)


def write_tei_links(bitext: Bitext, source: str, target: str, made: Provenance) -> str:
    """The beads as links between the files called `source` and `target`; an omission or addition has one side.

    `cert` is the bead's confidence.
    """
    lines = [_OPENING + _header(f"{bitext.source.name} – {bitext.target.name}", made, {})]
    lines.append('<standOff>\n<linkGrp type="alignment">\n')
    for bead in bitext.beads:
        ends = [
            f"{file}#s{index}"
            for file, document, side in (
                (source, bitext.source, bead.source),
                (target, bitext.target, bead.target),
            )
            for index in side
            if document.sentence(index)
        ]
        kind = "omission" if not bead.target else "addition" if not bead.source else "moved" if bead.moved else "bead"
        tag = "link" if len(ends) > 1 else "ptr"
        if ends:
            lines.append(f'<{tag} type="{kind}" target="{xml_text(" ".join(ends))}" cert="{bead.confidence:.4f}"/>\n')
    lines.append("</linkGrp>\n</standOff>\n</TEI>\n")
    return "".join(lines)


def _header(title: str, made: Provenance, metadata: dict[str, str]) -> str:
    notes = "".join(f'<note type="{xml_text(key)}">{xml_text(value)}</note>' for key, value in metadata.items())
    about = "".join(f'<item n="{key}">{xml_text(value)}</item>' for key, value in made.record().items())
    described = f"<notesStmt>{notes}</notesStmt>" if notes else ""
    return (
        f"<teiHeader><fileDesc><titleStmt><title>{xml_text(title)}</title></titleStmt>"
        f"<publicationStmt><p>Not published.</p></publicationStmt>{described}"
        f"<sourceDesc><p>A text of a corpus.</p></sourceDesc></fileDesc>"
        f'<encodingDesc><appInfo><application ident="duizhao" version="{xml_text(made.program.split()[-1])}">'
        f"<desc><list>{about}</list></desc></application></appInfo></encodingDesc></teiHeader>\n"
    )
