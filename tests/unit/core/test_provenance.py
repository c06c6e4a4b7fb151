from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemviewer.core.provenance import (
    Flag,
    Kind,
    Provenance,
    Step,
    flags_from_names,
    provenance_from_json,
)

HASH = "ab" * 32
NETWORK = Step("live-0.1", "1", {"tile": 0}, Flag.NETWORK, HASH, "cpu", "float32")
GAUSSIAN = Step("gaussian", "1", {"sigma": 1.5}, Flag.FILTERED)
SUM = Step("accumulate", "1", {"frames": 8}, Flag.ACCUMULATED | Flag.DRIFT_ALIGNED)

parameters = st.dictionaries(
    st.text(max_size=10),
    st.one_of(st.integers(-(2**53), 2**53), st.booleans(), st.none(), st.text(max_size=10)),
    max_size=4,
)


def test_a_network_step_must_name_its_weights() -> None:
    with pytest.raises(ValueError, match="weights"):
        Step("live-0.1", "1", {}, Flag.NETWORK)


def test_nothing_done_is_no_provenance() -> None:
    with pytest.raises(ValueError, match="at least one step"):
        Provenance(())


@pytest.mark.parametrize(
    ("steps", "kind", "label"),
    [
        ((GAUSSIAN,), Kind.FILTERED, "FILTERED gaussian"),
        ((SUM,), Kind.AVERAGED, "AVG 8"),
        ((SUM, NETWORK), Kind.DENOISED, "DENOISED live-0.1 AVG 8"),
        ((SUM, GAUSSIAN), Kind.AVERAGED, "AVG 8 gaussian"),
        ((NETWORK, GAUSSIAN), Kind.DENOISED, "DENOISED live-0.1"),
    ],
)
def test_kind_and_badge(steps: tuple[Step, ...], kind: Kind, label: str) -> None:
    provenance = Provenance(steps)
    assert provenance.kind is kind
    assert provenance.label() == label


def test_flags_are_those_of_all_steps_and_of_the_input() -> None:
    provenance = Provenance((SUM, NETWORK), Flag.SIMULATED)
    assert provenance.flags.names() == ("NETWORK", "ACCUMULATED", "DRIFT_ALIGNED", "SIMULATED")
    assert provenance.weights_sha256 == HASH


@given(given=parameters, flags=st.sampled_from(list(Flag)))
def test_json_round_trip_keeps_the_digest(given: dict[str, object], flags: Flag) -> None:
    once = Provenance((Step("m", "2", given, flags & ~Flag.NETWORK), NETWORK), Flag.REPLAYED)  # type: ignore[arg-type]
    again = provenance_from_json(once.canonical_json())
    assert again == once
    assert again.digest() == once.digest()


def test_the_order_of_parameters_does_not_change_the_digest() -> None:
    one = Provenance((Step("m", "1", {"a": 1, "b": 2}),))
    other = Provenance((Step("m", "1", {"b": 2, "a": 1}),))
    assert one.digest() == other.digest()


def test_any_edit_changes_the_digest() -> None:
    text = Provenance((NETWORK,)).canonical_json()
    content = json.loads(text)
    content["steps"][0]["flags"] = []
    edited = provenance_from_json(json.dumps(content))
    assert edited.digest() != Provenance((NETWORK,)).digest()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"steps":1,"extra_flags":[]}', "null"])
def test_what_is_no_provenance_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a provenance"):
        provenance_from_json(text)


def test_unknown_flags_are_refused() -> None:
    with pytest.raises(ValueError, match="PRETTY"):
        flags_from_names(["NETWORK", "PRETTY"])


def test_parameters_cannot_be_changed_afterwards() -> None:
    given = {"sigma": 1.0}
    step = Step("gaussian", "1", given)
    given["sigma"] = 9.0
    assert step.parameters["sigma"] == 1.0
    with pytest.raises(TypeError):
        step.parameters["sigma"] = 9.0  # type: ignore[index]
