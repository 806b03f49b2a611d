"""AUROC, and paired bootstrap intervals over patients of differences between networks."""

import numpy as np

from sets import LabelledSet

MAIN_SETS = ["head-ct", "kermany", "busi", "hannover", "pneumoniamnist"]
BESIDE = "ct-contrast"  # reported, but in no mean that a claim rests on
DRAWS = 2000


def wins(scores: np.ndarray, positive: np.ndarray) -> np.ndarray:
    """(positive, negative): 1 where the positive scores higher, 1/2 for ties, averaged over split seeds."""
    p, n = scores[:, positive, None], scores[:, None, ~positive]
    return ((p > n) + 0.5 * (p == n)).mean(axis=0)


class Bootstrap:
    """Draws of patients within each set, the same for every network."""

    def __init__(self, sets: list[LabelledSet], seed: int = 0):
        rng = np.random.default_rng(seed)
        self.sets = sets
        self.weights = {}
        for data in sets:
            count = data.group.max() + 1
            draws = np.empty((DRAWS, len(data.group)))
            for d in range(DRAWS):
                while True:  # a draw without one of the classes has no AUROC
                    w = np.bincount(rng.integers(count, size=count), minlength=count)[data.group]
                    if w[data.positive].any() and w[~data.positive].any():
                        break
                draws[d] = w
            self.weights[data.name] = draws
        self.rng = rng

    def auroc(self, scores: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """By set: the AUROC as measured, then that of every draw."""
        out = {}
        for data in self.sets:
            m = wins(scores[data.name], data.positive)
            w = np.vstack([np.ones(len(data.positive)), self.weights[data.name]])
            p, n = w[:, data.positive], w[:, ~data.positive]
            out[data.name] = ((p @ m) * n).sum(axis=1) / (p.sum(axis=1) * n.sum(axis=1))
        return out

    def mean_of(self, networks: list[dict[str, np.ndarray]], resample: bool) -> dict[str, np.ndarray]:
        """Average over networks; with `resample`, each draw takes networks with replacement too."""
        count = len(networks)
        picks = np.ones((DRAWS + 1, count)) / count
        if resample:
            picks[1:] = self.rng.multinomial(count, np.ones(count) / count, DRAWS) / count
        return {
            data.name: sum(picks[:, i] * networks[i][data.name] for i in range(count)) for data in self.sets
        }


def interval(draws: np.ndarray) -> dict[str, float]:
    low, high = np.percentile(draws[1:], [2.5, 97.5])
    return {"difference": round(float(draws[0]), 4), "low": round(float(low), 4), "high": round(float(high), 4)}


def compare(a: dict[str, np.ndarray], b: dict[str, np.ndarray]) -> dict:
    difference = {name: a[name] - b[name] for name in a}
    return {
        "fiveSets": interval(np.mean([difference[n] for n in MAIN_SETS], axis=0)),
        "sixSets": interval(np.mean([difference[n] for n in (*MAIN_SETS, BESIDE)], axis=0)),
        "bySet": {name: interval(d) for name, d in difference.items()},
    }
