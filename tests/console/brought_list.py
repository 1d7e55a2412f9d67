"""A list that staff bring, with one row that cannot be taken."""

from tests.console import desks

LIST = (
    "メールアドレス,お名前,購読開始\n"
    + "".join(f"{desks.MARK.lower()}{n}@example.org,{desks.MARK} {n},2024-05-0{n}\n" for n in range(1, 6))
    + f"nobody,{desks.MARK} 6,2024-05-06\n"
)
