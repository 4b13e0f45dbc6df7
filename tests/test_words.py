"""Every word that people see passes through gettext, and no page holds what the policy forbids."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from raqnet.config import ROOT
from tests.test_architecture import MODULES, TREES, layer_of, subject_of

TEMPLATES = ROOT / "templates"
FILLED = "\0"
GETTEXT = {"_", "_l", "gettext", "ngettext", "lazy_gettext", "lazy_ngettext"}
NAMES_OF_THINGS = re.compile(
    r"RAQnet|RAQ|Google( Agenda)?|Outlook( \(web\))?|Thunderbird|Apple|iPhone|iPad|Mac|Android"
    r"|iCalendar|\.ics|QR|Français|Nederlands"
)
WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
FRENCH = re.compile(r"[àâçéèêëîïôûùœÀÂÇÉÈÊÎÔÛŒ]|^[A-Z][a-z]+(?: [a-zà-ÿ]|$)")


def templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


FORBIDDEN = {
    "a style in the page": re.compile(r"\sstyle\s*=|<style\b", re.I),
    "a script in the page": re.compile(r"<script\b(?![^>]*\bsrc=)", re.I),
    "a handler in the page": re.compile(r"\son[a-z]+\s*=", re.I),
    "an address that runs": re.compile(r"javascript:|[\"'{\s]js:", re.I),
    "what htmx would evaluate": re.compile(r"\bhx-on\b|hx-on[:-]"),
    "a filter in a trigger": re.compile(r"hx-trigger\s*=\s*(\"[^\"]*\[|'[^']*\[)"),
    "a mail, which is a courriel here": re.compile(r"_\(\"[^\"]*(?<![-\w])mails?\b", re.I),
    # The QR code is a drawing that the server made itself.
    "text that is not escaped": re.compile(r"(?<!\bqr)\|\s*safe\b|autoescape\s+false", re.I),
    "what another host serves": re.compile(
        r"<(?!a\b)[a-z]+[^>]*\s(?:src|href|srcset|data)=[\"'](?:https?:)?//", re.I
    ),
}


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_no_template_holds(rule):
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in templates()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if FORBIDDEN[rule].search(line)
    ]
    assert found == []


class Shown(HTMLParser):
    """Collects what a person reads: text, and the attributes that are read out or shown."""

    READ = {"title", "aria-label", "placeholder", "alt", "aria-description", "data-label"}

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style", "code", "svg")
        given = dict(attrs)
        is_button = tag == "input" and given.get("type") in ("submit", "button", "reset")
        self.words += [
            v for k, v in attrs if v and (k in self.READ or (k == "value" and is_button))
        ]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style", "code", "svg")

    def handle_data(self, data: str) -> None:
        if self._silent <= 0:
            self.words.append(data)


JINJA = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])


def bare_text(source: str) -> list[str]:
    """Visible words of a template that gettext does not see."""
    tree = JINJA.parse(source)
    words = [" ".join(text.split()) for unit in units(tree) for text in visible(unit)]
    translated = {
        id(const)
        for call in tree.find_all(nodes.Call)
        if called(call) in GETTEXT
        for const in call.find_all(nodes.Const)
    }
    words += [
        const.value
        for const in tree.find_all(nodes.Const)
        if isinstance(const.value, str)
        and id(const) not in translated
        and FRENCH.search(const.value)
    ]
    return [word for word in words if WORD.search(NAMES_OF_THINGS.sub("", word))]


def units(tree: nodes.Template) -> list[nodes.Node]:
    """The template itself, and each macro and block, which may stand anywhere in it."""
    return [tree, *tree.find_all((nodes.Macro, nodes.Block))]


def visible(unit: nodes.Node) -> list[str]:
    # A filled-in tag's name is some tag; anything else filled in says nothing of its own.
    markup = "".join(own_text(unit)).replace(f"<{FILLED}", "<x").replace(f"</{FILLED}", "</x")
    markup = markup.replace(FILLED, "")
    if "<" not in markup:  # a class or attributes that stand within a tag elsewhere
        return [markup] if FRENCH.search(markup) else []
    shown = Shown()
    shown.feed(markup)
    return shown.words


def own_text(node: nodes.Node) -> Iterator[str]:
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.TemplateData):
            yield child.data
        elif isinstance(node, nodes.Output):
            yield FILLED
        elif not isinstance(child, nodes.Macro | nodes.Block):
            yield from own_text(child)


def called(call: nodes.Call) -> str:
    return call.node.name if isinstance(call.node, nodes.Name) else ""


def test_every_word_of_a_template_passes_through_gettext():
    bare = {
        str(p.relative_to(ROOT)): words for p in templates() if (words := bare_text(p.read_text()))
    }
    assert bare == {}


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ("<p>{{ _('Bonjour') }}</p>", []),
        ("<p>Bonjour</p>", ["Bonjour"]),
        ("<p>{% trans %}Bonjour{% endtrans %}</p>", []),
        ("<p title='Fermer'>{{ name }}</p>", ["Fermer"]),
        ("<input type='submit' value='Envoyer'>", ["Envoyer"]),
        ("<input type='hidden' value='envoyer'>", []),
        ("{{ button('Évaluer') }}", ["Évaluer"]),
        ("{{ button(_('Évaluer'), icon='check') }}", []),
        ("<p class='{% if a %}wide{% endif %}'>{{ a }} · {{ b }}</p>", []),
        ("{% block wide %}is-wide{% endblock %}", []),
        ("{% block title %}Accueil{% endblock %}", ["Accueil"]),
        ("{% macro go(u) %}href='{{ u }}' hx-get='{{ u }}'{% endmacro %}", []),
        ("<{{ tag }} class='entry'>{{ name }}</{{ tag }}>", []),
        ("{# Un commentaire #}<!-- rien --><h1>RAQnet</h1>", []),
    ],
)
def test_the_reader_of_templates_knows_bare_words(source, bare):
    assert bare_text(source) == bare


def untranslated(name: str) -> list[str]:
    """French strings of a web module that no gettext call holds."""
    tree = TREES[name]
    kept = {
        id(node)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in GETTEXT
        for node in ast.walk(call)
    }
    kept |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and node.value not in ("Français", "Nederlands")
        and isinstance(node.value, str)
        and id(node) not in kept
        and re.search(r"[àâçéèêëîïôûùœÀÂÇÉÈÊÎÔÛŒ]|^[A-Z][a-zà-ÿ]+ [a-zà-ÿ']+", node.value)
    ]


def test_every_word_of_views_and_forms_passes_through_gettext():
    shown = ("views", "forms", "words", "labels")
    bare = {
        n: w
        for n in MODULES
        if subject_of(n) not in (None, "demo") and layer_of(n) in shown and (w := untranslated(n))
    }
    assert bare == {}
