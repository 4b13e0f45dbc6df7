"""The rows that a figure's link leads to, read as a person does: page after page."""

import html
import re

MOST_PAGES = 20
_DATE = re.compile(r'class="entry-title"><a href="/calendrier/dates/(\d+)"')
_NEXT = re.compile(r'rel="next"[^>]*href="([^"]+)"')


def dates(client, url: str) -> set[str]:
    """The dates that the calendar's list shows, and its next pages."""
    found: set[str] = set()
    for _page in range(MOST_PAGES):
        page = client.get(url).text
        found |= set(_DATE.findall(page))
        later = _NEXT.search(page)
        if later is None:
            return found
        url = html.unescape(later[1])
    raise AssertionError("the list never ends")


def assert_reached(client, figure) -> None:
    """Every row that has a link leads to as many dates as it counts."""
    for row in figure.rows:
        if row.url:
            assert len(dates(client, row.url)) == row.values[0], (figure.name, row.name)
