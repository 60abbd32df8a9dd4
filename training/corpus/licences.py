"""What the licence of a recording allows: one table for every recipe."""

from __future__ import annotations

import re
from collections.abc import Iterable

from training.corpus.index import Clip, CorpusError

PERMISSIVE = "permissive"  # whatever learns from it may go under any licence; attribution at most
COPYLEFT = "copyleft"
ALL = "all"
CHOICES = (ALL, PERMISSIVE)
OWN = "own recording"

# Lower case, without "-only", "-or-later" and "+". Anything with NC or ND, or without a licence, is not to be added.
LICENCES = (
    (r"cc0(-1(\.0)?)?|public[ -]domain", PERMISSIVE),
    (r"cc-by(-[1-4](\.[05])?)?", PERMISSIVE),
    (r"mit|expat|isc|zlib|apache-2(\.0)?|bsd(-[234](-clause)?|-like)?", PERMISSIVE),
    (rf"{OWN}|rendered", PERMISSIVE),
    (r"cc-by-sa(-[1-4](\.[05])?)?", COPYLEFT),
    (r"[al]?gpl(-[123](\.[01])?)?", COPYLEFT),
    (r"free art|fal(-1\.3)?", COPYLEFT),
)
KNOWN = "CC0-1.0, public-domain, CC-BY-4.0, MIT, Expat, ISC, BSD-3, Apache-2.0, CC-BY-SA-4.0, GPL-2+, LGPL-2.1, FAL-1.3"


def kind_of(licence: str) -> str:
    """Say whether a licence is PERMISSIVE or COPYLEFT.

    "A or B" is as free as the freer of the two, "A and B" as the other; a remark in brackets counts for nothing.

    Raises:
        CorpusError: no licence, or one that is not in the table.
    """
    plain = re.sub(r"\s*\(.*?\)", "", licence).strip().casefold()
    choices = plain.split(" or ")
    if len(choices) > 1:
        return PERMISSIVE if PERMISSIVE in {kind_of(one) for one in choices} else COPYLEFT
    parts = plain.split(" and ")
    if len(parts) > 1:
        return COPYLEFT if COPYLEFT in {kind_of(one) for one in parts} else PERMISSIVE
    name = re.sub(r"(-only|-or-later|\+)$", "", plain)
    for pattern, kind in LICENCES:
        if re.fullmatch(pattern, name):
            return kind
    raise CorpusError(
        f"licence '{licence}' is not in the table, so nobody knows what may be done with a model that learned from it. "
        f"Known are, in any version, {KNOWN}, and '{OWN}'. NC, ND and no licence at all cannot be used; another free "
        "licence is added in training/corpus/licences.py"
    )


def chosen(clips: Iterable[Clip], licences: str) -> list[Clip]:
    """Keep the clips that a model with such licences may learn from.

    Args:
        licences: ALL or PERMISSIVE.

    Raises:
        CorpusError: another word, or a clip whose licence nobody knows.
    """
    if licences not in CHOICES:
        raise CorpusError(f"licences = '{licences}': there are {', '.join(CHOICES)}")
    return [clip for clip in clips if licences == ALL or kind_of(clip.licence) == PERMISSIVE]
