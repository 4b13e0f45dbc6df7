"""LibreOffice opens the files, and finds in them what the figure holds."""

from pathlib import Path

import pytest

from raqnet.access import Role
from tests import factories as make
from tests.research import office, shapes

pytestmark = pytest.mark.slow
ONE = "/recherche/figures"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("shape", ["kinds", "long"])
def test_libreoffice_opens_a_table_and_runs_nothing_in_it(
    client, monkeypatch, tmp_path: Path, ending, shape
):
    figure = getattr(shapes, shape)()
    shapes.enter(monkeypatch, figure)
    answer = client.sign_in(make.user(Role.RESEARCH)).get(f"{ONE}/{figure.name}.{ending}")
    path = tmp_path / f"file.{ending}"
    path.write_bytes(answer.data)
    rows = office.cells(office.opened(path, tmp_path))
    keys = [row[0] for row in rows]
    assert keys[-1] == "total"
    first = rows[keys.index(figure.rows[0].key)]
    assert [float(cell.replace(",", ".")) for cell in first[-len(figure.columns) :]] == list(
        figure.rows[0].values
    )
    assert not any(cell.startswith(("=", "#NAME", "Err:")) for row in rows for cell in row)
    if shape == "long":
        assert "=HYPERLINK" in " ".join(cell for row in rows for cell in row)
