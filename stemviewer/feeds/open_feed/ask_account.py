"""Ask a served simulator for its own account of electrons, over a link of one's own."""

from __future__ import annotations

from websockets.sync.client import connect

from stemviewer.core.errors import FeedError
from stemviewer.feeds.accounting import ServedAccount
from stemviewer.feeds.open_feed.dose_messages import ACCOUNT, AccountMessage, AccountRequest
from stemviewer.feeds.open_feed.limits import MAX_BLOCK_BYTES, VERSIONS
from stemviewer.feeds.open_feed.messages import (
    ClientHello,
    ErrorMessage,
    ServerHello,
    encode,
    parse_server,
)

_ID = 1


def ask_account(
    address: str, area: int = 0, cell: float = 1.0, *, token: str | None = None, wait: float = 20.0
) -> ServedAccount:
    """Return the account of the simulator that is served at ``address``.

    Parameters
    ----------
    address : str
        ``ws://host:port``.
    area : int
        Area of the map, from 1; 0 for the present one.
    cell : float
        Finest sampling wanted [Å].
    token : str, optional
        What the server asks for.
    wait : float
        Longest time without an answer [s].

    Raises
    ------
    FeedError
        If what is served there keeps no account, or does not answer.
    """
    hello = ClientHello(versions=list(VERSIONS), client="account", token=token)
    with connect(address, compression=None, max_size=2 * MAX_BLOCK_BYTES, proxy=None) as link:
        link.send(encode(hello).decode())
        while True:
            try:
                message = link.recv(wait)
            except TimeoutError:
                raise FeedError(f"{address} did not give its account.") from None
            if isinstance(message, bytes):
                continue
            said = parse_server(message.encode())
            if isinstance(said, ServerHello):
                if ACCOUNT not in said.offers:
                    raise FeedError(f"What is served at {address} keeps no account of electrons.")
                link.send(encode(AccountRequest(id=_ID, area=area, cell=cell)).decode())
            elif isinstance(said, AccountMessage):
                return said.core()
            elif isinstance(said, ErrorMessage):
                raise FeedError(f"{address} gave no account: {said.message}")
