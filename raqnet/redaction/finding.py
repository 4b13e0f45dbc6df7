"""Finding, in a French text, what may tell who somebody is; without a model, in linear time.

It proposes; a person decides. Nothing here knows the web or the database.
"""

from collections.abc import Iterable, Iterator, Sequence

from raqnet.redaction.figures import find_figures
from raqnet.redaction.gazetteer import Gazetteer, find_phrases
from raqnet.redaction.kinds import RANK, Finding, Kind
from raqnet.redaction.names import find_names
from raqnet.redaction.places import find_places
from raqnet.redaction.words import Word, words_of


def find(text: str, gazetteer: Gazetteer) -> list[Finding]:
    """What may identify somebody in `text` (in the form that `text.clean` gives), in its order.

    No two findings overlap: where two kinds would, the more telling one covers both.
    """
    words = words_of(text)
    placed = [
        *find_figures(text),
        *find_places(text, words, gazetteer),
        *find_phrases(text, gazetteer),
    ]
    named = find_names(words, gazetteer, _covered(words, placed))
    return _apart([*placed, *named])


def _covered(words: Sequence[Word], placed: Iterable[Finding]) -> set[int]:
    """The indices of the words that a finding which is no person's name begins or holds."""
    spans = iter(_apart(each for each in placed if each.kind is not Kind.PERSON))
    here, covered = next(spans, None), set()
    for index, word in enumerate(words):
        while here and here.end <= word.start:
            here = next(spans, None)
        if here and here.start < word.end:
            covered.add(index)
    return covered


def _apart(found: Iterable[Finding]) -> list[Finding]:
    return list(_merged(sorted(found)))


def _merged(found: Iterable[Finding]) -> Iterator[Finding]:
    last: Finding | None = None
    for each in found:
        if last is None or each.start >= last.end:
            if last:
                yield last
            last = each
        else:
            kind = min(last.kind, each.kind, key=RANK.__getitem__)
            last = Finding(last.start, max(last.end, each.end), kind)
    if last:
        yield last
