from tests import factories as make


def test_smoke(app, client):
    w = make.worker()
    make.action(workers=[w])
    client.sign_in(w.user)
    for url in ("/calendrier", "/calendrier/semaine", "/calendrier/liste", "/calendrier/agenda"):
        r = client.get(url)
        assert r.status_code == 200, r.text[:2000]
        r = client.get(url, htmx=True)
        assert r.status_code == 200
    print(client.get("/calendrier").text)
