"""Regular expressions whose time grows faster than the text that they are given.

patterns.py   every regular expression of the program
attack.py     texts that are hostile to one regular expression, made from its structure
growth.py     how the time of a call grows with the length of its text
measured.py   the growth of each of them
parsers.py    parsers of libraries, and loops of our own, with their growth
"""
