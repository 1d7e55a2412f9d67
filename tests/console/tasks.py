"""How many actions (a click, a key that sends, a choice) each daily task of the desk takes at most; typing is free.

The browser tests that do them count (`test_daily_tasks`, `test_search_in_a_browser`, `test_reply_in_a_browser`).
"""

MOST = {
    "A caller's record opened": 2,
    "A caller's record opened by a number": 2,
    "A submission answered, from the list": 2,
    "A payment recorded for a caller": 4,
    "A paper application entered, once it is typed": 1,
    "An erasure asked for by telephone, to its answer": 10,
    "A sealed list read by name": 1,
    "An applicant admitted, from the list": 3,
    "A caller's data corrected": 5,
    "A registration ended for a caller": 4,
    "Two messages taken over at once": 4,
}
