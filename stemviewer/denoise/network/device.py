"""Where a network runs, and in which number format."""

from __future__ import annotations

from pathlib import Path

import torch

from stemviewer.core.errors import ModelError

DEVICES = ("auto", "cpu", "cuda", "mps")


def choose_device(name: str) -> torch.device:
    """Return the device of this name; ``auto`` takes CUDA, then MPS, then the CPU.

    Raises
    ------
    ModelError
        If the name is not known or this machine has no such device.
    """
    available = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if name == "auto":
        name = next(key for key, there in available.items() if there)
    if not available.get(name, False):
        raise ModelError(
            f"This machine has no device {name!r} for networks.",
            "The network cannot run there.",
            f"Choose one of {', '.join(key for key, there in available.items() if there)}.",
        )
    return torch.device(name)


def has_fast_bfloat16(device: torch.device, cpu_info: Path = Path("/proc/cpuinfo")) -> bool:
    """Return whether bfloat16 is faster than float32 there, by what the processor says.

    A CPU without AVX512-BF16 or AMX emulates bfloat16, slower than float32. Where the flags
    cannot be read (not Linux), float32 is the safe choice.
    """
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type != "cpu":
        return False
    try:
        text = cpu_info.read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return any(flag in text for flag in ("avx512_bf16", "amx_bf16"))
