"""The composition root: the one file that knows every part and puts them together."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from stemviewer.core.errors import ModelError, SettingsError, StemviewerError
from stemviewer.core.provenance import Parameter
from stemviewer.denoise.base import Method
from stemviewer.denoise.network.catalogue import FILE_PREFIX
from stemviewer.denoise.registry import method, methods
from stemviewer.feeds.base import Feed
from stemviewer.foreign.limits import AS_USUAL, Most
from stemviewer.live.pipeline import LivePipeline
from stemviewer.live.state import ChainSettings

NETWORK_ALIASES = frozenset(["live", "network"])
"""Names that stand for the network that comes with the program."""


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """What ``stemviewer live`` was asked to do; see its ``--help``."""

    feed: str = ""
    method: str = "none"
    channel: str = ""
    record: Path | None = None
    record_processed: bool = True
    denoised: str = "float32"
    headless: bool = False
    history_mib: int | None = None
    seconds: float | None = None
    json: Path | None = None
    screenshot: Path | None = None
    size: tuple[int, int] = (1920, 1080)
    model: Path | None = None
    unverified: bool = False
    average: int = 0
    language: str = ""
    large: bool = False


def feed_opener(where: str) -> Callable[[], Feed]:
    """Return what opens a feed: ``simulator``, an address, or an image file.

    Raises
    ------
    SettingsError
        If ``where`` is none of these; the sentence says what is missing.
    """
    from stemviewer.feeds import catalogue
    from stemviewer.foreign.stacks import open_stack

    return catalogue.feed_opener(where, open_stack)


def resolve_method(name: str) -> Method | None:
    """Return the method of that name; ``None`` for ``none``.

    Raises
    ------
    SettingsError
        If there is no such method; the sentence lists those there are.
    """
    if name == "none":
        return None
    if name in NETWORK_ALIASES:
        networks = [entry for entry in methods() if entry.network]
        if networks:
            return networks[0]
    return method(name)


def live_chain(options: LiveOptions) -> ChainSettings:
    """Return the processing that was asked for on the command line.

    Raises
    ------
    SettingsError
        If there is no such method.
    ModelError
        If a model file is named without the operator's word that it may be used.
    """
    if options.model is None:
        found = resolve_method(options.method)
        return ChainSettings(found.name if found is not None else "none", {}, options.average)
    if not options.unverified:
        raise ModelError(
            f"The network in {options.model.name} is not one of this program's.",
            "Nobody here has tested what it adds to a picture, so it was not loaded.",
            "Add --unverified to use it all the same; every picture will say so.",
        )
    name = f"{FILE_PREFIX}{options.model.resolve()}"
    return ChainSettings(name, {"unverified": True}, options.average)


def make_pipeline(
    where: str,
    *,
    chain: str | ChainSettings = "none",
    ledger_file: Path | None = None,
) -> LivePipeline:
    """Put a live path together; nothing runs until it is started."""
    if isinstance(chain, str):
        chain = live_chain(LiveOptions(method=chain))
    return LivePipeline(feed_opener(where), where, chain, ledger_file)


def ledger_file(where: str) -> Path:
    """Return where the dose ledger of a feed is kept over restarts of the program."""
    import platformdirs

    name = hashlib.sha256(where.encode()).hexdigest()[:16]
    return Path(platformdirs.user_data_dir("stemviewer")) / "dose" / f"{name}.npz"


def run_live(options: LiveOptions) -> int:
    """Open the live window (off screen when headless) and return its exit code."""
    from stemviewer.ui.main import WindowOptions, run_live_window

    chain = live_chain(options)

    def connect(where: str) -> LivePipeline:
        kept = None if options.headless else ledger_file(where)
        pipeline = make_pipeline(where, chain=chain, ledger_file=kept)
        if options.channel:
            pipeline.set_channel(options.channel)
        return pipeline

    return run_live_window(
        connect,
        WindowOptions(
            feed=options.feed,
            record=options.record,
            record_processed=options.record_processed,
            denoised=options.denoised,
            headless=options.headless,
            history_mib=options.history_mib,
            seconds=options.seconds,
            report=options.json,
            screenshot=options.screenshot,
            size=options.size,
            language=options.language,
            large=options.large,
        ),
    )


def parse_parameters(found: Method, texts: Sequence[str]) -> dict[str, Parameter]:
    """Turn ``NAME=VALUE`` texts into parameters within the bounds the method states.

    Raises
    ------
    SettingsError
        On an unknown name, or a value that is no number or out of bounds.
    """
    specs = {spec.name: spec for spec in found.parameters}
    values: dict[str, Parameter] = {}
    for text in texts:
        name, _, number = text.partition("=")
        spec = specs.get(name)
        if spec is None:
            known = ", ".join(specs) or "none"
            raise SettingsError(f"{found.name} has no parameter {name!r}.", f"It has: {known}.")
        try:
            value = float(number)
        except ValueError:
            raise SettingsError(f"{name}={number!r} is not a number.") from None
        if not spec.low <= value <= spec.high:
            raise SettingsError(
                f"{name}={number} is out of range.", "", f"Give {spec.low} to {spec.high}."
            )
        values[name] = int(value) if isinstance(spec.default, int) else value
    return values


def denoise_files(
    images: Sequence[Path],
    folder: Path,
    name: str,
    parameters: Sequence[str],
    *,
    file_format: str,
    estimate: bool,
    most: Most = AS_USUAL,
) -> int:
    """Denoise image files into ``folder``, each with its provenance beside it."""
    from stemviewer.denoise.files import denoise_stack, save_picture
    from stemviewer.foreign.stacks import open_stack

    found = resolve_method(name)
    if found is None:
        raise SettingsError("'none' changes nothing.", "", "Name a method.")
    denoiser = found.make(parse_parameters(found, parameters))
    folder.mkdir(parents=True, exist_ok=True)
    failures = 0
    for path in images:
        try:
            stack = open_stack(path, most=most)
            for index, picture in enumerate(denoise_stack(stack, denoiser, estimate)):
                saved = save_picture(picture, folder, f"{path.stem}_{index:04d}", file_format)
                print(f"{path} [{index}] -> {saved} ({picture.provenance.label()})")
        except StemviewerError as error:
            failures += 1
            print(f"stemviewer: {error}", file=sys.stderr)
    return 1 if failures else 0


def print_info(path: Path, *, as_json: bool) -> int:
    """Print what a session holds."""
    from stemviewer.foreign.sessions import summarise_session
    from stemviewer.session.reading.summary import summary_text

    found = summarise_session(path)
    print(json.dumps(found, indent=2, default=str) if as_json else summary_text(found))
    return 0


def export_models(names: list[str], folder: Path, *, check: bool = False) -> int:
    """Write shipped networks, all if none is named, as a model repository; return the exit code.

    With ``check`` each is run by onnxruntime too: 1 if it is not torch's picture.

    Raises
    ------
    StemviewerError
        If there is no such network, it cannot be written, or a package is missing.
    """
    from stemviewer.denoise.remote.onnx_export import MOST_APART, export_triton

    good = True
    for exported in export_triton(names, folder, check=check):
        print(exported.line)
        good = good and (exported.apart is None or exported.apart <= MOST_APART)
    return 0 if good else 1
