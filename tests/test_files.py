"""Static files: as small as they get, and still what was written."""

import gzip
import re

import brotli
import pytest

from raqnet.files import STATIC, lean

OURS = sorted(
    str(path.relative_to(STATIC))
    for folder in ("css", "js")
    for path in (STATIC / folder).rglob("*.*")
)
SCRIPTS = [name for name in OURS if name.endswith(".js")]
SHEET = "css/raqnet.css"
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


def fetch(client, name, encoding="br", **headers):
    return client.get(f"/static/{name}", headers={"Accept-Encoding": encoding, **headers})


@pytest.mark.parametrize("encoding", UNPACK)
@pytest.mark.parametrize("name", [SHEET, "js/raqnet.js", "vendor/htmx.min.js", "vendor/lucide.svg"])
def test_a_text_goes_out_packed_and_unpacks_to_itself(client, name, encoding):
    answer = fetch(client, name, encoding)
    assert answer.headers["Content-Encoding"] == encoding
    assert UNPACK[encoding](answer.data).decode() == lean(name)


def test_a_browser_that_prefers_nothing_gets_the_smallest(client):
    assert fetch(client, SHEET, "gzip, deflate, br").headers["Content-Encoding"] == "br"


def test_whoever_unpacks_nothing_gets_the_file_as_it_is(client):
    answer = client.get(f"/static/{SHEET}")
    assert "Content-Encoding" not in answer.headers
    assert answer.data == (STATIC / SHEET).read_bytes()


def test_a_file_that_did_not_change_is_not_sent_again(client):
    mark = fetch(client, SHEET).headers["ETag"]
    again = fetch(client, SHEET, **{"If-None-Match": mark})
    assert (again.status_code, again.data) == (304, b"")
    assert fetch(client, SHEET, "gzip", **{"If-None-Match": mark}).status_code == 200


@pytest.mark.parametrize("name", [SHEET, "vendor/atkinson-hyperlegible-400.woff2"])
def test_a_file_is_kept_for_a_year_whatever_becomes_of_the_cookie(client, name):
    client.sign_in(None)
    answer = fetch(client, name)
    assert answer.cache_control.max_age == 365 * 24 * 3600
    assert "cookie" not in {each.lower() for each in answer.vary}


@pytest.mark.parametrize("path", ["../raqnet/auth.py", "css/../../raqnet/auth.py", "css", "x.js"])
def test_only_files_of_the_folder_go_out(client, path):
    assert fetch(client, path).status_code == 404


@pytest.mark.parametrize("name", OURS)
def test_comments_stay_at_home(name):
    text = lean(name)
    assert "/* 1 " not in text and not re.search(r"^\s*(//|/\*)", text, re.MULTILINE)


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_text_of_a_script_goes_over_lines_where_a_comment_would_be_looked_for(name):
    assert all(line.count("`") % 2 == 0 for line in (STATIC / name).read_text().splitlines())


def test_what_a_sheet_quotes_is_left_alone(monkeypatch, tmp_path):
    monkeypatch.setattr("raqnet.files.STATIC", tmp_path)
    (tmp_path / "a.css").write_text(
        'a { content: "/* no  comment */"; }  /* one */\n\nb { top: 0; }'
    )
    assert lean("a.css") == 'a { content: "/* no  comment */"; } b { top: 0; }'


def test_what_a_script_does_is_left_alone(monkeypatch, tmp_path):
    monkeypatch.setattr("raqnet.files.STATIC", tmp_path)
    (tmp_path / "a.js").write_text(
        '/* What it\n   does. */\n  // why\n  const a = "http://x // y"; // said\n'
        '  f(/* none */ "/*", a);\n'
    )
    assert lean("a.js") == 'const a = "http://x // y";\nf(/* none */ "/*", a);\n'
