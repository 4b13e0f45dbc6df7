"""Pico is cut to what the pages use: they must go on using nothing else."""

import re

import pytest

from raqnet.config import ROOT
from raqnet.files import STATIC
from tests.cut_pico import UNUSED, cut, our_sheets

PICO = (STATIC / "vendor/pico.min.css").read_text()
OURS = our_sheets()
WRITTEN = {
    str(path.relative_to(ROOT)): path.read_text()
    for pattern in ("templates/**/*.html", "static/js/**/*.js", "static/vendor/*.js")
    for path in ROOT.glob(pattern)
}


def test_what_is_served_holds_nothing_more_to_cut():
    """Else: `python -m tests.cut_pico < static/vendor/pico.min.css`, and its sum in the README."""
    assert cut(PICO, OURS) == PICO


@pytest.mark.parametrize("written", sorted(filter(None, UNUSED.values())))
def test_no_page_holds_what_was_cut(written):
    """Else: take it out of `UNUSED`, and cut the package's own file again."""
    assert [name for name, text in WRITTEN.items() if re.search(written, text)] == []


def test_every_property_of_pico_that_is_read_is_said_somewhere():
    read = set(re.findall(r"var\((--pico-[\w-]+)\)", PICO + OURS))
    said = set(re.findall(r"(--pico-[\w-]+):", PICO + OURS))
    assert read - said == set()


OUR_SHEET = ":root:root {\n  --pico-a: red;\n}\np { color: var(--pico-b); }"


@pytest.mark.parametrize(
    ("theirs", "stays"),
    [
        ("p{margin:0}", "p{margin:0}"),
        ("p,[dir=rtl] p{margin:0}", "p{margin:0}"),
        ("[dir=rtl] p{margin:0}", ""),
        ("p:not([type=range],b){margin:0}", "p:not([type=range],b){margin:0}"),
        (":is(button,[type=reset]){top:0}", ":is(button,[type=reset]){top:0}"),
        (":is([type=range],[type=color]){top:0}", ""),
        (":root{--pico-a:blue;--pico-b:blue;--pico-c:blue;top:0}", ":root{--pico-b:blue;top:0}"),
        ("i{--pico-a:blue;left:var(--pico-a)}", "i{--pico-a:blue;left:var(--pico-a)}"),
        ("@media print{[dir=rtl]{top:0}}", ""),
        ("@media print{i{top:0}[dir=rtl]{top:0}}", "@media print{i{top:0}}"),
        ('i{content:"a;b"}', 'i{content:"a;b"}'),
        ("i{top:calc((1px + 2px) * 3)}", "i{top:calc((1px + 2px) * 3)}"),
    ],
)  # fmt: skip
def test_only_what_nobody_uses_goes(theirs, stays):
    assert cut(theirs, OUR_SHEET) == f"{stays}\n"
