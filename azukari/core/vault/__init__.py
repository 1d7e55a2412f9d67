"""The one room.

`seal` is called by the forms' intake alone; `release` is how anybody reads; `erase` is how data ends.
"""
