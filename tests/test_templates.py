"""What a template takes from others: what it calls, and nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path

from raqnet.config import ROOT

TEMPLATES = ROOT / "templates"
NOTE = re.compile(r"\{#.*?#\}", re.DOTALL)
TAKES = re.compile(r"""\{%-? *from *"[^"]+" *import (.*?)(?: with context)? *-?%\}""")
MAKES = re.compile(r"\{%-? *(?:macro|set|for) +(\w+)")
TOP = re.compile(r"^\{%-? *set +(\w+)", re.MULTILINE)
TAG = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
CALLS = re.compile(r"(?<![\w.])(\w+)\(|\bcall +(?:\(.*?\) *)?(\w+)")


def texts() -> Iterator[tuple[Path, str]]:
    for path in sorted(TEMPLATES.rglob("*.*")):
        yield path.relative_to(TEMPLATES), NOTE.sub("", path.read_text())


def taken(text: str) -> set[str]:
    """The names that a template takes from others, as it calls them."""
    return {name.split(" as ")[-1].strip() for found in TAKES.findall(text)
            for name in found.split(",")}  # fmt: skip


def unused(text: str) -> set[str]:
    return taken(text) - set(re.findall(r"\w+", TAKES.sub("", text)))


def called(text: str) -> set[str]:
    pairs = (pair for tag in TAG.findall(text) for pair in CALLS.findall(tag))
    return {name for pair in pairs for name in pair if name}


def test_a_template_takes_nothing_that_it_does_not_use():
    assert {str(path): found for path, text in texts() if (found := unused(text))} == {}


def test_a_fragment_takes_what_it_calls_itself_and_not_from_the_page_around_it():
    known = {name for _path, text in texts() for name in taken(text)}
    missing = {
        str(path): found
        for path, text in texts()
        if (found := (called(text) & known) - taken(text) - set(MAKES.findall(text)))
    }
    assert missing == {}


def test_the_reader_of_templates_sees_what_is_taken_and_called():
    text = '{% from "a.html" import one, two as deux with context %}{{ one() }}{# deux #}'
    assert unused(NOTE.sub("", text)) == {"deux"} and called(text) == {"one"}


def test_a_page_keeps_a_name_that_it_gives_for_itself():
    """What both set above their blocks, the page around sets last: it holds in the blocks."""
    around = set(TOP.findall(NOTE.sub("", (TEMPLATES / "base.html").read_text())))
    taken_over = {
        str(path): found
        for path, text in texts()
        if '{% extends "base.html" %}' in text and (found := set(TOP.findall(text)) & around)
    }
    assert around and taken_over == {}
