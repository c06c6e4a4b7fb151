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


CPU_INFO = Path("/proc/cpuinfo")


def has_fast_bfloat16(device: torch.device, cpu_info: Path = CPU_INFO) -> bool:
    """Return whether bfloat16 is faster than float32 there, by what the processor says.

    A CPU without AVX512-BF16 or AMX emulates bfloat16, slower than float32. Where the flags
    cannot be read (not Linux), float32 is the safe choice.
    """
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type != "cpu":
        return False
    return _processor_has(("avx512_bf16", "amx_bf16"), cpu_info)


def has_fast_int8(device: torch.device, cpu_info: Path = CPU_INFO) -> bool:
    """Return whether 8-bit convolutions are exact and fast there.

    Without VNNI the products of u8 and s8 are summed in pairs in 16 bit, which can overflow
    (Intel, oneDNN developer guide, "Nuances of int8 computations").
    """
    from stemviewer.denoise.network.int8.convolution import available

    if device.type != "cpu" or not available():
        return False
    return _processor_has(("avx512_vnni", "avx_vnni", "amx_int8"), cpu_info)


def _processor_has(flags: tuple[str, ...], cpu_info: Path) -> bool:
    try:
        text = cpu_info.read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return any(flag in text for flag in flags)
