"""What the operator is told of a kind of feed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeedKind:
    """A kind of feed, for the connect dialog and the help.

    Parameters
    ----------
    title : str
        As the operator knows it.
    scheme : str
        What its address begins with.
    example : str
        An address to begin with.
    controls : str
        What can be changed from here.
    hint : str
        What has to be stated or running.
    """

    title: str
    scheme: str
    example: str
    controls: str
    hint: str
