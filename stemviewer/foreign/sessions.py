"""Sessions from others: looked over, verified and summarised by a limited process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from stemviewer.core.errors import SessionFileError
from stemviewer.foreign.limits import Limits, session_limits
from stemviewer.foreign.parent import Outcome, run_job
from stemviewer.foreign.precheck import check_file
from stemviewer.session.format.files import PART, SUFFIX, existing, first_segment_name, segment_path

if TYPE_CHECKING:
    from stemviewer.session.verifying.verify import VerifyReport


def vet_session(
    path: Path, limits: Limits | None = None, *, outcome: Outcome | None = None
) -> None:
    """Have a session looked over before this process opens it: structure, sizes, all tables.

    Raises
    ------
    SessionFileError
        If it holds what no session of ours holds, or cannot be read within the limits.
    """
    _run("vet", path, limits, outcome)


def verify_session(
    path: Path,
    limits: Limits | None = None,
    *,
    head: str = "",
    key: str = "",
    outcome: Outcome | None = None,
) -> VerifyReport:
    """Return the report of ``session.verify.verify``; the keys this user knows are handed in.

    Parameters
    ----------
    path : Path
        Of any of its files.
    limits : Limits, optional
        Of memory and time; by default from the session's size.
    head, key : str
        As of ``session.verify.verify``.
    outcome : Outcome, optional
        Filled in, for measurements.

    Raises
    ------
    SessionFileError
        If the session is not opened, or reached a limit.
    SigningKeyError
        If the known keys cannot be read.
    """
    from stemviewer.session.signing.known_keys import known_keys
    from stemviewer.session.verifying.verify import ManifestState, Signer, VerifyReport

    # public keys only: the process that reads the session never comes near the user's own
    more = {"head": head, "key": key, "known": known_keys()}
    content = _part(_run("verify", path, limits, outcome, more), "report", path)
    try:
        states = {
            "signer": Signer(content["signer"]),
            "manifest": ManifestState(content["manifest"]),
        }
        return VerifyReport(**{**content, **states})
    except (TypeError, KeyError, ValueError) as error:
        raise _not_agreed(path) from error


def summarise_session(
    path: Path, limits: Limits | None = None, *, outcome: Outcome | None = None
) -> dict[str, Any]:
    """Return what ``session.summary.summarise`` says; raises like :func:`verify_session`."""
    return _part(_run("summary", path, limits, outcome), "summary", path)


def _run(
    job: str,
    path: Path,
    limits: Limits | None,
    outcome: Outcome | None,
    more: dict[str, Any] | None = None,
) -> dict[str, Any]:
    # the one link that is followed is the one that was named
    path = Path(path).resolve()
    files = list(_files(path))
    named = path if path in files else existing(_first(path))
    for file in files:
        check_place(file)
    for file in files:
        check_file(file)
    limits = limits or session_limits(sum(file.stat().st_size for file in files))

    def take(content: dict[str, Any], _stream: IO[bytes]) -> dict[str, Any]:
        return content

    # a session may go on in another folder if this user's own list says so
    from stemviewer.session.reading.locator import list_path, listed_files

    more = {**(more or {}), "listed": [str(p) for p in (list_path(), *listed_files())]}
    return run_job(job, named, limits, take, folder=named.parent, more=more, outcome=outcome)


def _first(path: Path) -> Path:
    return segment_path(path.parent, first_segment_name(path), 1)


def check_place(file: Path) -> None:
    """Refuse a file of a session that is a link to another folder.

    Raises
    ------
    SessionFileError
        If it is.
    """
    if file.is_symlink() and file.resolve().parent != file.parent:
        raise SessionFileError(
            f"{file.name} is a link out of the session's folder.",
            "A session does not go on elsewhere; nothing of it is used.",
            "Put the file itself there, if it belongs to the session.",
        )


def _files(named: Path) -> Iterator[Path]:
    """Yield the session's files: those that bear its name, with any number."""
    stem = first_segment_name(named)
    if not named.parent.is_dir():
        return
    for path in named.parent.iterdir():
        if _is_session(path.name) and first_segment_name(path) == stem:
            yield path


def _is_session(name: str) -> bool:
    return name.removesuffix(PART).endswith(SUFFIX)


def _part(content: dict[str, Any], name: str, path: Path) -> dict[str, Any]:
    part = content.get(name)
    if not isinstance(part, dict):
        raise _not_agreed(path)
    return part


def _not_agreed(path: Path) -> SessionFileError:
    return SessionFileError(f"{path.name} was not read: the answer is not of the agreed form.")
