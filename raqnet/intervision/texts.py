"""What is said of a case, sealed with a key of its own; and the small sealed texts of a person."""

import json
from dataclasses import asdict, dataclass

from raqnet import vault
from raqnet.intervision.models import ActionLine, Case, Seat

MOST_TITLE, MOST_KNOT, MOST_SYNTHESIS, MOST_LINE = 200, 1000, 2000, 250
MOST_SAID = 1000  # in each part of the evaluation
ABOUT = 400  # bytes that the words of a case take besides their letters


@dataclass(frozen=True)
class CaseText:
    """The words of a case: its line on the flipchart, its knot, what its owner leaves with."""

    title: str = ""
    knot: str = ""
    synthesis: str = ""

    def __len__(self) -> int:
        return len(self.title) + len(self.knot) + len(self.synthesis) + ABOUT


def read_case(case: Case) -> CaseText | None:
    """The words of a case; None when they were erased. Errors: VaultError."""
    if case.wrapped_key is None or case.sealed is None:
        return None
    plain = vault.unseal_under(case.wrapped_key, case.sealed, _case(case))
    return CaseText(**json.loads(plain))


def write_case(case: Case, text: CaseText) -> None:
    """Seal the words of a case; the first ones bring its key."""
    if case.wrapped_key is None:
        case.wrapped_key = vault.new_key(_case(case))
    case.sealed = vault.seal_under(case.wrapped_key, _pack(asdict(text)), _case(case))


def erase_case(case: Case) -> None:
    """Make the words of a case unreadable for good: its key goes."""
    case.wrapped_key = case.sealed = None


def _case(case: Case) -> str:
    return f"case:{case.intervision_id}:{case.key}"


def read_line(line: ActionLine) -> str:
    """What its owner will do. Errors: VaultError."""
    return vault.unseal(line.sealed, f"action-line:{line.key}").decode()


def write_line(line: ActionLine, text: str) -> None:
    """Seal what its owner will do."""
    line.sealed = vault.seal(text.encode(), f"action-line:{line.key}")


def read_meta(seat: Seat) -> str:
    """What a person takes home, in their words; nothing when they wrote none."""
    return vault.unseal(seat.meta, f"meta:{seat.id}").decode() if seat.meta else ""


def write_meta(seat: Seat, text: str) -> None:
    """Seal what a person takes home."""
    seat.meta = vault.seal(text.encode(), f"meta:{seat.id}") if text else None


def read_ballot(seat: Seat) -> dict[str, int]:
    """The crosses of a person by case key, while the vote is open."""
    if seat.ballot is None:
        return {}
    ballot: dict[str, int] = json.loads(vault.unseal(seat.ballot, f"ballot:{seat.id}"))
    return ballot


def write_ballot(seat: Seat, ballot: dict[str, int]) -> None:
    """Seal the crosses of a person; the seal's length tells nothing of them."""
    seat.ballot = vault.seal(_pack(ballot).ljust(BALLOT_BYTES), f"ballot:{seat.id}")


BALLOT_BYTES = 512


def _pack(words: object) -> bytes:
    return json.dumps(words, ensure_ascii=False).encode()
