"""Pico, cut to what the pages use: `python -m tests.cut_pico < the package's file > ours`.

Rules go whose every selector asks for what no page has; then the properties that no rule reads any
more, and those of the theme that our own sheet says anew. Nothing that stays is changed.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from raqnet.files import STATIC

# What no page has, as a selector asks for it: how a page would write it; "" where our own sheet
# undoes what Pico does, so that nobody would see it.
UNUSED = {
    r":host": "shadowroot",
    r"\[dir=rtl\]": r"dir\W{1,5}rtl",
    r"\[data-tooltip\]": "data-tooltip",
    r"\[role=group\]": r"role\W{1,5}group\b",
    r"\[role=switch\]": r"role\W{1,5}switch\b",
    r"\[role=link\]": r"role\W{1,5}link\b",
    r"\[role=search\].*(button|\[type=(submit|button|reset)\]|select|:has)": "",
    r"\[type=range\]": r"type\W{1,5}range\b",
    r"\[type=color\]": r"type\W{1,5}color\b",
    r"\[type=reset\]": r"type\W{1,5}reset\b",
    r"\bhgroup\b": "<hgroup",
    r"breadcrumb": "breadcrumb",
    r"\.striped": "striped",
    r"^(ins|del|sub|sup|pre|code|samp)\b": "<(ins|del|sub|sup|pre|code|samp)[ >]",
    r"\biframe\b": "<iframe",
    r"dialog>article.*\[rel=prev\]": "",  # our dialogs close with a word
    r"::before.*aria-busy|\[aria-busy=true\].*::before": "",  # our sheet draws none
    r"\[aria-invalid=false\]": 'aria-invalid="?false',
    r"::-ms-|::-moz-list-bullet|^@keyframes tooltip": "",
}
_NEEDS = [re.compile(each) for each in UNUSED]
_NEGATED = re.compile(r":not\((?:[^()]|\([^()]*\))*\)")
_READ = re.compile(r"var\((--pico-[\w-]+)")
_SAID = re.compile(r"\s(--pico-[\w-]+):")
_OF_THEME = re.compile(r"^(:root|\[data-theme)[^ ]*$")
OUR_SHEETS = ("raqnet", "room", "recorder", "review")


@dataclass
class Rule:
    """Selectors with their declarations, or a condition with the rules that it holds."""

    head: str
    body: str = ""
    rules: list["Rule"] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.head}{{{''.join(map(str, self.rules)) or self.body}}}"

    def all(self) -> Iterator["Rule"]:
        """This rule and those that it holds."""
        yield self
        for each in self.rules:
            yield from each.all()


def read(text: str) -> list[Rule]:
    """The rules of a sheet that is written without comments."""
    rules, start, depth = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter == "{") - (letter == "}")
        if letter == "}" and depth == 0:
            head, body = text[start:at].split("{", 1)
            inner = read(body) if head.startswith(("@media", "@supports")) else []
            rules.append(Rule(head.strip(), body, inner))
            start = at + 1
    return rules


def split(text: str, mark: str = ",") -> list[str]:
    """The parts of a list; marks in brackets and quotes part nothing."""
    parts, depth, quote = [""], 0, ""
    for letter in text:
        if quote or letter in "\"'":
            quote = "" if letter == quote else quote or letter
        depth += 0 if quote else (letter in "({") - (letter in ")}")
        if letter == mark and not (depth or quote):
            parts.append("")
        else:
            parts[-1] += letter
    return [each for each in parts if each]


def _is_used(selector: str) -> bool:
    bare = _NEGATED.sub("", selector)
    while bare != (bare := re.sub(r":(is|where)\(([^()]*)\)", _first_used, bare)):
        pass
    return not any(need.search(bare) for need in _NEEDS)


def _first_used(found: re.Match[str]) -> str:
    """Of a choice, one that a page has: what stands in the brackets is not changed for all that."""
    return next(filter(_is_used, found[2].split(",")), found[2].split(",")[0])


def _without_unused(rule: Rule) -> Rule | None:
    if rule.head.startswith("@"):
        inner = [kept for each in rule.rules if (kept := _without_unused(each))]
        return Rule(rule.head, rule.body, inner) if inner or _stands(rule) else None
    selectors = [each for each in split(rule.head) if _is_used(each)]
    return Rule(",".join(selectors), rule.body) if selectors else None


def _stands(rule: Rule) -> bool:
    return not rule.rules and _is_used(rule.head)


def _without_unread(rule: Rule, read_names: set[str], said_anew: set[str]) -> Rule | None:
    if rule.rules:
        done = [_without_unread(each, read_names, said_anew) for each in rule.rules]
        inner = [each for each in done if each]
        return Rule(rule.head, rule.body, inner) if inner else None
    themed = all(_OF_THEME.match(each) for each in split(rule.head))
    kept = [
        each
        for each in split(rule.body, ";")
        if not (name := each.split(":", 1)[0]).startswith("--pico-")
        or (name in read_names and not (themed and name in said_anew))
    ]
    return Rule(rule.head, ";".join(kept)) if kept else None


def cut(text: str, ours: str) -> str:
    """Pico's text without what no page uses; `ours` are our sheets, which come after it."""
    licence = re.findall(r"/\*!.*?\*/", text, re.DOTALL)
    plain = re.sub(r"@charset[^;]*;|/\*.*?\*/", "", text, flags=re.DOTALL)
    rules = [kept for each in read(plain) if (kept := _without_unused(each))]
    said_anew = set(_SAID.findall(re.findall(r":root:root \{(.*?)\n\}", ours, re.DOTALL)[0]))
    before = ""
    while before != (before := "".join(map(str, rules))):
        names = set(_READ.findall(before + ours))
        trim = partial(_without_unread, read_names=names, said_anew=said_anew)
        rules = [kept for each in rules if (kept := trim(each))]
    return "".join([*licence, before, "\n"])


def our_sheets() -> str:
    """Ours, which read Pico's properties too."""
    return "\n".join((STATIC / f"css/{name}.css").read_text() for name in OUR_SHEETS)


if __name__ == "__main__":
    sys.stdout.write(cut(sys.stdin.read(), our_sheets()))
