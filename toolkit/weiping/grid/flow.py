"""Who goes where at the least cost, every group within its bounds: a flow of least cost, solved by OR-tools.

A household sends one to one of its candidates; a group keeps its lower bound and may pass on as much as lies between its
bounds to a common sink. Such a flow has a whole solution (Ahuja, Magnanti and Orlin 1993, Network Flows, ch. 9), so that
nobody is divided. Bounded clusters by flows: P. S. Bradley, K. P. Bennett and A. Demiriz, Constrained k-means clustering,
Microsoft Research MSR-TR-2000-65.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from .households import Floats, Whole

FINEST = 0.01
"""m²: costs are whole multiples of this, or of more where they would be too large for the solver's 64 bits."""


def assigned(
    homes: Whole, groups: Whole, costs: Floats, lower: Whole, upper: Whole, own: NDArray[np.bool_] | None = None
) -> tuple[Whole, int] | None:
    """The group of each household 0, 1, … n - 1 and what it costs; None where the bounds cannot be met.

    Household `homes[i]` may go to `groups[i]` at `costs[i]` (m², not below 0); `own` marks pairs that win a tie. Raises
    InputError where OR-tools is not installed.
    """
    count, many = int(homes.max()) + 1, len(lower)
    nodes = count + many + 1
    if not lower.sum() <= count <= upper.sum():
        return None
    whole = _whole(costs, nodes)
    whole = 2 * whole if own is None else 2 * whole + ~own
    flow = _solver().SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(homes, count + groups, np.ones(len(homes), np.int64), whole)
    sink = np.full(many, count + many)
    flow.add_arcs_with_capacity_and_unit_cost(count + np.arange(many), sink, upper - lower, np.zeros(many, np.int64))
    supplies = np.concatenate([np.ones(count, np.int64), -lower, [int(lower.sum()) - count]])
    flow.set_nodes_supplies(np.arange(nodes), supplies)
    status = flow.solve()
    if status == flow.INFEASIBLE:
        return None
    if status != flow.OPTIMAL:
        raise RuntimeError(f"OR-tools could not divide {count} households into {many} groups: {status}")
    used = flow.flows(arcs) > 0
    found = np.empty(count, np.int64)
    found[homes[used]] = groups[used]
    return found, int(whole[used].sum())


def _whole(costs: Floats, nodes: int) -> Whole:
    """Costs as integers whose largest times the square of the nodes, which bounds all potentials, fits into 62 bits."""
    unit = max(FINEST, float(costs.max()) * nodes * nodes / 2.0**60)
    found: Whole = np.rint(costs / unit).astype(np.int64)
    return found


def _solver() -> Any:
    try:
        from ortools.graph.python import min_cost_flow
    except ImportError as error:
        raise InputError(
            "Dividing scattered houses needs OR-tools, which is not installed. Install it: pip install {package}",
            package="weiping[grid]",
        ) from error
    return min_cost_flow
