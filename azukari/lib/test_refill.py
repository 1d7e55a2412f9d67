"""A page with what was typed put back into its form."""

from azukari.lib.refill import refill

PAGE = (
    '<!DOCTYPE html><main><form action="/search"><input name="q" value="a"></form><details class="x"><summary>'
    'S &amp; T</summary><form method="post"><input type="hidden" name="token" value="new">'
    '<input type="hidden" name="version" value="2">'
    '<input name="title" value="stored"><textarea name="text">\nstored &lt;b&gt;</textarea>'
    '<select name="of"><option value="1" selected>One</option><option value="2">Two</option></select>'
    '<input type="radio" name="yes" value="yes" checked><input type="radio" name="yes" value="no">'
    '<input type="checkbox" name="day" value="mon" checked><input type="checkbox" name="day" value="tue">'
    '<button name="step" value="done">Go</button></form></details>'
    "<script>if (1 < 2) { a && b }</script><p>1 &lt; 2&nbsp;&#12354;</p></main>"
)
TYPED = {
    "token": ["old"],
    "version": ["1"],
    "title": ['mine "quoted"'],
    "text": ["mine </textarea><script>"],
    "of": ["2"],
    "yes": ["no"],
    "day": ["tue"],
    "step": ["done"],
    "gone": ["no place"],
}


def _filled() -> str:
    found = refill(PAGE, TYPED, page="/edit", to="/edit?x=1", fixed=frozenset({"token"}))
    assert found
    assert found.without_place == {"gone"}
    return found.html


def test_each_kind_of_input_says_what_was_typed():
    html = _filled()
    for piece in (
        '<input name="title" value="mine &quot;quoted&quot;">',
        '<textarea name="text">\nmine &lt;/textarea&gt;&lt;script&gt;</textarea>',
        '<option value="1">One</option><option value="2" selected>',
        '<input type="radio" name="yes" value="yes"><input type="radio" name="yes" value="no" checked>',
        '<input type="checkbox" name="day" value="mon"><input type="checkbox" name="day" value="tue" checked>',
        '<input type="hidden" name="version" value="1">',
        '<input type="hidden" name="token" value="new">',
        '<details class="x" open>',
        "<script>if (1 < 2) { a && b }</script><p>1 &lt; 2&nbsp;&#12354;</p>",
        "S &amp; T",
    ):
        assert piece in html
    assert "stored" not in html


def test_other_forms_stay_as_they_are():
    assert '<form action="/search"><input name="q" value="a"></form>' in _filled()


def test_addresses_are_those_of_the_page_wherever_it_is_shown():
    assert '<form method="post" action="/edit">' in _filled()
    page = '<a href="?page=2">2</a><a href="#top">up</a><form action="?x=2"><input name="title"></form>'
    found = refill(page, {"title": ["a"]}, page="/list?x=1", to="/list", fixed=frozenset())
    assert found
    assert found.html.startswith('<a href="/list?page=2">2</a><a href="#top">up</a><form action="/list?x=2">')


def test_a_page_without_the_form():
    assert refill(PAGE, TYPED, page="/edit", to="/elsewhere", fixed=frozenset()) is None
