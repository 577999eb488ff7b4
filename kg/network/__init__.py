"""The graph as a network, and what a network can tell that no single statement says.

`network` gives things and relations as a multigraph, `project` the simple graphs that measures are
taken of, and each measure an `Analysis`: a table that says what went into it. Nothing here prints.
"""

from kg.network.analysis import Analysis, Basis
from kg.network.growth import growth, snapshots
from kg.network.measures import brokers, central, core, groups, mixing
from kg.network.multigraph import network
from kg.network.prediction import predict
from kg.network.projections import PROJECTIONS, project
from kg.network.trust import chains

__all__ = [
    "PROJECTIONS",
    "Analysis",
    "Basis",
    "brokers",
    "central",
    "chains",
    "core",
    "groups",
    "growth",
    "mixing",
    "network",
    "predict",
    "project",
    "snapshots",
]
