"""Our own line icons: one stroke, 24 units square, drawn inline so that a page needs no further request.

Each entry is the inside of an ``<svg>``. Icons are decoration: the words beside them carry the meaning.
"""

ICONS: dict[str, str] = {
    # the six rows of a notice, and encryption
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "what": '<path d="M6 3.5h9l4 4v13H6z"/><path d="M15 3.5v4h4M9.5 12h6M9.5 16h6"/>',
    "purpose": '<circle cx="12" cy="12" r="8.5"/><circle cx="12" cy="12" r="4.5"/><circle cx="12" cy="12" r=".6"/>',
    "method": '<path d="M4 6.5h16v12H4z"/><path d="M7.5 10.5h9M7.5 14.5h5"/>',
    "who": '<path d="M4 20.5h16M6 20.5V9l6-5 6 5v11.5M10 20.5v-5h4v5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "people": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c.4-4 3-6 6.5-6s6.1 2 6.5 6"/>'
    '<path d="M15.5 5.2a3.5 3.5 0 0 1 0 6.6M18 14.6c2 .8 3.2 2.6 3.5 5.4"/>',
    "rights": '<path d="M8 12V5.5a1.5 1.5 0 0 1 3 0V11m0-1V4.5a1.5 1.5 0 0 1 3 0V11m0-4.5a1.5 1.5 0 0 1 3 0v8'
    'c0 3.8-2.2 6-5.5 6-3 0-4.3-1.3-6-4.3l-2-3.5c-.9-1.7 1.2-2.9 2.3-1.5L8 14"/>',
    "lock": '<path d="M5.5 10.5h13v10h-13z"/><path d="M8.5 10.5V7.2a3.5 3.5 0 0 1 7 0v3.3M12 14.5v2.5"/>',
    # states
    "check": '<path d="M5 12.5l4.7 4.7L19.5 7"/>',
    "alert": '<path d="M12 4l9 16H3z"/><path d="M12 10v4.5M12 17.2v.1"/>',
    "cross": '<path d="M6 6l12 12M18 6L6 18"/>',
    "unknown": '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.7c.2-3.2 5.2-3 5 .1-.1 1.9-2.5 2-2.5 4M12 16.7v.1"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "seal": '<circle cx="12" cy="9.5" r="6"/><path d="M9.5 9.5l1.9 1.9 3.3-3.6M8.5 14.5L7 21l5-2.5 5 2.5-1.5-6.5"/>',
    # acts
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>',
    "mail": '<path d="M3.5 5.5h17v13h-17z"/><path d="M3.5 7l8.5 6.5L20.5 7"/>',
    "download": '<path d="M12 3.5v12M7 11l5 5 5-5M4.5 20.5h15"/>',
    "upload": '<path d="M12 16V4M7 8.5l5-5 5 5M4.5 20.5h15"/>',
    "trash": '<path d="M4.5 6.5h15M9 6.5V4h6v2.5M6.5 6.5l1 14h9l1-14M10.5 10.5v6M13.5 10.5v6"/>',
    "pen": '<path d="M4 20l1-4.5L16 4.5l3.5 3.5-11 11z"/><path d="M13.5 7l3.5 3.5"/>',
    "eye": '<path d="M2.5 12C5 7.5 8.2 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.7 6.5-9.5 6.5S5 16.5 2.5 12z"/>'
    '<circle cx="12" cy="12" r="2.8"/>',
    "send": '<path d="M20.5 4L3.5 11l6.5 2.8L13 20.5z"/><path d="M20.5 4L10 13.8"/>',
    "undo": '<path d="M8 5L4 9l4 4M4 9h9.5a5.5 5.5 0 0 1 0 11H8"/>',
    "arrow": '<path d="M4.5 12h15M13.5 6l6 6-6 6"/>',
    "back": '<path d="M19.5 12h-15M10.5 6l-6 6 6 6"/>',
    "print": '<path d="M7 8.5v-5h10v5M7 17.5H3.5v-9h17v9H17"/><path d="M7 14h10v6.5H7z"/>',
    # things
    "form": '<path d="M6 4.5h12v16H6zM9.5 3h5v3h-5z"/><path d="M9 11h6M9 15h6"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.5-4.5 3.5-6.5 7.5-6.5s7 2 7.5 6.5"/>',
    "phone": '<path d="M5 4h4l1.5 5-2.3 1.5a12 12 0 0 0 5.3 5.3l1.5-2.3 5 1.5v4c0 1-.8 1.5-1.5 1.5C11 20 4 13 3.5 5.5'
    'C3.5 4.7 4 4 5 4z"/>',
    "calendar": '<path d="M4 5.5h16v15H4zM4 10h16M8.5 3v4M15.5 3v4"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5 5 12 0 17-5-5-5-12 0-17z"/>',
    "key": '<circle cx="8" cy="15.5" r="4.5"/><path d="M11.3 12.3L20 3.5M16 7.5l3 3"/>',
    "book": '<path d="M12 6c-2-1.5-4.7-2-8-2v14.5c3.3 0 6 .5 8 2 2-1.5 4.7-2 8-2V4c-3.3 0-6 .5-8 2zM12 6v14.5"/>',
    "chart": '<path d="M4 4v16.5h16.5M8.5 16.5v-4M12.5 16.5V8M16.5 16.5v-6"/>',
    "trend": '<path d="M4 4v16.5h16.5M7 15l4-4.5 3 2.5 5.5-7"/>',
    "scales": '<path d="M12 4v16.5M8 20.5h8M5 7h14M5 7l-2.5 7h5zM19 7l-2.5 7h5z"/>',
    "lesson": '<path d="M12 5L2.5 9.5 12 14l9.5-4.5zM6.5 11.8v4.7c3 2.3 8 2.3 11 0v-4.7M21.5 9.5V15"/>',
    "agent": '<circle cx="8.5" cy="8" r="4"/><path d="M2 20.5c.4-4.5 3-6.5 6.5-6.5 1.7 0 3.2.5 4.3 1.4"/>'
    '<path d="M14 17.5h7M18 14l3.5 3.5L18 21"/>',
    "chain": '<path d="M10 8H7.5a4 4 0 0 0 0 8H10M14 8h2.5a4 4 0 0 1 0 8H14M8.5 12h7"/>',
}
