"""What a person says of a bead, kept as the reader keeps it."""

from __future__ import annotations

from dataclasses import replace

from duizhao.corpus.bitext import Bead, Bitext
from duizhao.corpus.decisions.confirmed_beads import CONFIRMED, KIND, bead_anchors
from duizhao.corpus.decisions.log import Decision, record
from duizhao.corpus.store.store import Store


def judge_bead(store: Store, bitext: Bitext, bead: Bead, verdict: str, *, who: str) -> Decision:
    """Keep what a person says of a bead of a bitext that is in the store: "confirmed", "rejected", "withdrawn".

    From then on the bead is shown as confirmed, or not, and a confirmed one stays when the texts are aligned anew.
    """
    detail = {"translation": bitext.target.name}
    anchors = bead_anchors(bitext, bead)
    status = CONFIRMED if verdict == CONFIRMED else "aligned"
    beads = [replace(each, status=status) if each == bead else each for each in bitext.beads]
    with store.changing():
        decision = record(store, Decision(KIND, anchors, verdict, who, detail=detail), (bitext.source, bitext.target))
        store.realign(bitext.source.name, bitext.target.name, beads)
    return decision
