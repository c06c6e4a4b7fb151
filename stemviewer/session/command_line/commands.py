"""The commands ``verify``, ``recover`` and ``key``: their arguments, and what runs them."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from stemviewer.core.errors import SessionFileError


def add_verify_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``stemviewer verify``."""
    add = parser.add_argument
    add("session", type=Path, help="session file (.nxs)")
    add("--head", default="", metavar="HEX", help="head kept elsewhere, to be compared")
    add("--key", default="", metavar="HEX", help="key or fingerprint that must have signed it")
    add("--json", action="store_true", help="print JSON")


def add_recover_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``stemviewer recover``."""
    add = parser.add_argument
    add("session", type=Path, nargs="?", help="session file (.nxs or .nxs.part)")
    add("--find", type=Path, metavar="FOLDER", help="only list the sessions that were cut off")
    add("--out", type=Path, metavar="FOLDER", help="where the new session goes; beside the old")
    add("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_recover)


def add_key_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``stemviewer key``."""
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--new", action="store_true", help="make a new key; the old stays known")
    action.add_argument("--list", action="store_true", help="list the keys of others you trust")
    action.add_argument("--trust", nargs=2, metavar=("HEX", "NAME"), help="trust a public key")
    action.add_argument("--distrust", metavar="HEX", help="take a key off the list")
    parser.set_defaults(run=_key)


def _recover(options: argparse.Namespace) -> int:
    if options.find is not None:
        return _list_unclean(options.find, as_json=options.json)
    if options.session is None:
        raise SessionFileError("No session was named.", "", "Give its file, or --find FOLDER.")
    from stemviewer.session.recovering.recover import recover

    report = recover(options.session, options.out)
    print(json.dumps(asdict(report), indent=2, default=str) if options.json else report.text())
    return 0


def _list_unclean(folder: Path, *, as_json: bool) -> int:
    from stemviewer.session.recovering import unclean

    found = unclean.find_unclean(folder)
    if as_json:
        print(unclean.as_json(found))
        return 0
    for session in found:
        print(session.notice)
    if not found:
        print(f"No session in {folder} was cut off.")
    return 0


def _key(options: argparse.Namespace) -> int:
    from stemviewer.session.signing import key_store, known_keys
    from stemviewer.session.signing.keys import SigningKey, key_id, spaced

    if options.trust:
        known_keys.trust(*options.trust)
    elif options.distrust:
        print(f"No longer trusted: {known_keys.distrust(options.distrust)}")
        return 0
    elif options.new:
        old = key_store.load_key()
        if old is not None:
            known_keys.trust(old.public, "this user, former key")
        key_store.store_key(SigningKey.new(), replace=True)
    if options.list or options.trust:
        for public, name in sorted(known_keys.listed_keys().items(), key=lambda item: item[1]):
            print(f"{public}  {spaced(key_id(public))}  {name}")
        return 0
    key = key_store.load_or_make_key()
    print(f"Public key   {key.public}")
    print(f"Fingerprint  {spaced(key_id(key.public))}")
    print(f"Kept in      {key_store.where_kept()}")
    return 0
