import pytest
@pytest.mark.parametrize("lang", ["en","ja"])
def test_pages(own, hanako, lang):
    own.lang = lang
    html = own.get("")
    open(f"/tmp/me-{lang}.html","w").write(html)
    own.get("/archive"); own.get("/erase"); own.get("/withdraw/magazine"); own.get("/erase/membership")
    own.get(f"/notice/{hanako.submission.id}")
    import re
    for v in set(re.findall(r"/me/value/([0-9a-f-]{36})", html)): own.get(f"/value/{v}")
    r = own.post("/archive.json"); assert r.status_code == 200
    import json; json.loads(r.content)
    r = own.post("/withdraw/magazine"); assert r.status_code == 200, r.content
    r = own.post("/erase/membership"); assert r.status_code == 303, r.content
    assert own.client.get(r["Location"]).status_code == 200
    r = own.post("/erase"); assert r.status_code == 303, r.content
    c = own.client.get(r["Location"]); assert c.status_code == 200
    open(f"/tmp/cert-{lang}.html","w").write(c.content.decode())
    assert own.client.get(r["Location"]+".json").status_code == 200
    assert own.client.get(f"/{lang}/me").status_code == 200
