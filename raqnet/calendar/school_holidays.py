"""When schools of the Federation Wallonia-Brussels are closed, by the year in which they begin.

Both days are included. The first year stands as its schools published it; the second follows the
same pattern and is to be compared with the official calendar, as the page says. The coordination
may change all.
"""

from datetime import date

Holiday = tuple[str, date, date]


def _day(name: str, year: int, month: int, day: int) -> Holiday:
    return name, date(year, month, day), date(year, month, day)


BY_YEAR: dict[int, tuple[Holiday, ...]] = {
    2025: (
        ("Congé d'automne", date(2025, 10, 20), date(2025, 11, 2)),
        _day("Armistice", 2025, 11, 11),
        ("Vacances d'hiver", date(2025, 12, 22), date(2026, 1, 4)),
        ("Congé de détente", date(2026, 2, 16), date(2026, 3, 1)),
        _day("Lundi de Pâques", 2026, 4, 6),
        ("Vacances de printemps", date(2026, 4, 27), date(2026, 5, 10)),
        _day("Ascension", 2026, 5, 14),
        _day("Lundi de Pentecôte", 2026, 5, 25),
        ("Vacances d'été", date(2026, 7, 4), date(2026, 8, 23)),
    ),
    2026: (
        ("Congé d'automne", date(2026, 10, 19), date(2026, 11, 1)),
        _day("Armistice", 2026, 11, 11),
        ("Vacances d'hiver", date(2026, 12, 21), date(2027, 1, 3)),
        ("Congé de détente", date(2027, 2, 22), date(2027, 3, 7)),
        _day("Lundi de Pâques", 2027, 3, 29),
        ("Vacances de printemps", date(2027, 4, 26), date(2027, 5, 9)),
        _day("Lundi de Pentecôte", 2027, 5, 17),
        ("Vacances d'été", date(2027, 7, 3), date(2027, 8, 29)),
    ),
}


def around(today: date) -> list[Holiday]:
    """Those of the present school year and of the next, as far as they are known."""
    year = today.year if today.month >= 8 else today.year - 1
    return [each for which in (year, year + 1) for each in BY_YEAR.get(which, ())]
