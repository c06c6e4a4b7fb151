"""What may be searched for, in words; without the libraries that the search needs."""

from __future__ import annotations

HELP = (
    "Words are looked for in name, sample, operator, notes and models. Conditions: "
    "sample:…  operator:…  model:…  date:2026-11-20..2026-11-22  dose:100..500 (e⁻/Å² of a frame)  "
    "total:..20000  frames:>100  has:denoised|filtered|averaged|notes  "
    "evidence:better|no-better|worse|contradicted  is:starred|open|recovered|unreadable|lost  "
    "mark:keep|reject"
)
