"""The pages of figures, for whoever may read them."""

from tests import factories as make


def test_the_page_of_figures_is_there_for_research(client):
    client.sign_in(make.user(role="research"))
    assert client.get("/recherche").status_code == 200
    assert client.get("/recherche/figures/actions-par-commune?du=2021-09-01").status_code == 200
