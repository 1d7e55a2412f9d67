"""Quorum: how many votes are there in person and by proxy, and whether they are enough. Pure."""

from dataclasses import dataclass

_PARTS = {"none": (0, 1), "third": (1, 3), "half": (1, 2), "two-thirds": (2, 3)}


@dataclass(frozen=True, slots=True)
class MeetingTally:
    """The numbers of a meeting.

    Args:
        votes: of all who have one.
        present: of those who were there.
        proxies: of those who were not, and gave it to the chair.
        comes: who said that they come.
        quorum: which part has to be there; see `models.Quorum`.
    """

    votes: int
    present: int
    proxies: int
    comes: int
    quorum: str

    @property
    def counted(self) -> int:
        return self.present + self.proxies

    @property
    def needed(self) -> int:
        """The fewest that are enough: a half of 7 is 4."""
        part, whole = _PARTS[self.quorum]
        return -(-self.votes * part // whole)

    @property
    def is_enough(self) -> bool:
        return self.counted >= self.needed
