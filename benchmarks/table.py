"""One table on the terminal, columns as wide as they need to be."""

from collections.abc import Sequence


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; the first column leans left, numbers lean right."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    print(f"\n{title}")
    for at, row in enumerate(cells):
        first, *others = row
        numbers = [f"{cell:>{width}}" for cell, width in zip(others, widths[1:], strict=True)]
        print("  ".join([f"{first:<{widths[0]}}", *numbers]))
        if at == 0:
            print("  ".join("-" * width for width in widths))
