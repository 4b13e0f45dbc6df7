"""LibreOffice, which opens files as the people do who take them."""

import csv
import io
import shutil
import subprocess
import warnings
from pathlib import Path

import pytest

from tests.conftest import REQUIRE_ALL

PATIENCE_SECONDS = 180  # a first start makes a profile


# Semicolons, double quotes, UTF-8: as its dialogue of import proposes it here.
TABLE = "Text - txt - csv (StarCalc):59,34,76"


def opened(path: Path, folder: Path, form: str = f"csv:{TABLE}") -> str:
    """What it reads in a file, as text: tables by semicolons, UTF-8."""
    program = shutil.which("soffice") or _missing()
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    read_as = [f"--infilter={TABLE}"] if path.suffix == ".csv" else []
    out = folder / "out"
    done = subprocess.run(
        [program, profile, "--headless", *read_as, "--convert-to", form, "--outdir", out, path],
        capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip
    made = out / f"{path.stem}.{form.split(':')[0]}"
    assert made.exists(), done.stdout + done.stderr
    return made.read_text(encoding="utf-8-sig")


def cells(text: str) -> list[list[str]]:
    """The rows of such a text."""
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def _missing() -> str:
    if REQUIRE_ALL:
        pytest.fail("LibreOffice (soffice) is required here")
    warnings.warn("LibreOffice (soffice) not found: its tests are SKIPPED", stacklevel=2)
    return pytest.skip("LibreOffice (soffice) not found")
