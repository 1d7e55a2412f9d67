"""Logos that are taken, and one that is not."""

EVIL = b"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10"
 onload="alert(1)"><script>alert(1)</script><style>.a{fill:url(https://evil.example/x)}</style>
<a href="javascript:alert(1)"><path d="M0 0h9" onclick="alert(1)" style="fill:url(https://evil.example/a)"/></a>
<image xlink:href="https://evil.example/x.png"/><foreignObject><iframe src="https://evil.example"/></foreignObject>
<use href="https://evil.example/y#z"/></svg>"""
PLAIN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path d="M5 13C9 5 19 9 24 19Z"/></svg>'
