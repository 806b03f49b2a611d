"""Self-supervised training (SimCLR) of a starter backbone on a pile of grey pictures.

    python train.py --data pictures.zip --out runs/radiology-1 --seed 1

No labels are used. Both starters are trained by this script with this
configuration; the pictures are the only difference. A run that was stopped
continues from its last checkpoint exactly as if it had not been.
"""

import argparse
import math
import os
import time
from pathlib import Path

import torch
import torch.nn.functional as F

from augment import view
from model import Projector, StarterResNet
from pictures import load_tiles

BATCH = 128
TEMPERATURE = 0.2
LEARNING_RATE = 2e-3
WEIGHT_DECAY = 0.01
WARM_UP = 0.05  # share of the steps


def nt_xent(z: torch.Tensor) -> torch.Tensor:
    """Each of 2B views must find the other view of its picture; z holds both halves in order."""
    z = F.normalize(z, dim=1)
    count = len(z)
    likeness = z @ z.T / TEMPERATURE
    likeness.fill_diagonal_(float("-inf"))
    partner = torch.arange(count).roll(count // 2)
    return F.cross_entropy(likeness, partner)


def learning_rate(step: int, steps: int) -> float:
    warm = max(1, round(WARM_UP * steps))
    if step < warm:
        return LEARNING_RATE * (step + 1) / warm
    return LEARNING_RATE * (1 + math.cos(math.pi * (step - warm) / (steps - warm))) / 2


def make_optimiser(*modules: torch.nn.Module) -> torch.optim.AdamW:
    weights = [p for m in modules for p in m.parameters()]
    return torch.optim.AdamW(
        [
            {"params": [p for p in weights if p.ndim > 1], "weight_decay": WEIGHT_DECAY},
            {"params": [p for p in weights if p.ndim <= 1], "weight_decay": 0.0},
        ],
        lr=LEARNING_RATE,
        betas=(0.9, 0.999),
    )


class Run:
    """Everything a checkpoint must hold to go on exactly."""

    def __init__(self, images: int, seed: int, steps: int):
        torch.manual_seed(seed)  # initial weights
        self.rng = torch.Generator().manual_seed(seed)  # order of pictures and views
        self.net = StarterResNet().to(memory_format=torch.channels_last)
        self.projector = Projector()
        self.optimiser = make_optimiser(self.net, self.projector)
        self.images, self.seed, self.steps = images, seed, steps
        self.step, self.seconds, self.losses = 0, 0.0, []
        self.order, self.at = torch.empty(0, dtype=torch.long), 0

    def next_batch(self) -> torch.Tensor:
        """The next pictures of this epoch; reshuffles when fewer than a batch are left."""
        if self.at + BATCH > len(self.order):
            self.order, self.at = torch.randperm(self.images, generator=self.rng), 0
        self.at += BATCH
        return self.order[self.at - BATCH : self.at]

    def advance(self, tiles: torch.Tensor) -> None:
        pictures = tiles[self.next_batch()].float() / 255
        views = torch.cat([view(pictures, self.rng), view(pictures, self.rng)])
        loss = nt_xent(self.projector(self.net(views.contiguous(memory_format=torch.channels_last))))
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate(self.step, self.steps)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        self.step += 1
        self.losses.append(loss.item())

    def save(self, path: Path) -> None:
        state = {k: getattr(self, k) for k in ("images", "seed", "steps", "step", "seconds", "losses", "order", "at")}
        state |= {k: getattr(self, k).state_dict() for k in ("net", "projector", "optimiser")}
        state["rng"] = self.rng.get_state()
        torch.save(state, path.with_suffix(".part"))
        os.replace(path.with_suffix(".part"), path)  # never half a checkpoint

    def load(self, path: Path) -> None:
        state = torch.load(path, weights_only=True)
        for key in ("images", "seed", "steps"):
            if state[key] != getattr(self, key):
                raise SystemExit(f"{path} was made with {key} {state[key]}, not {getattr(self, key)}")
        for key in ("step", "seconds", "losses", "order", "at"):
            setattr(self, key, state[key])
        for key in ("net", "projector", "optimiser"):
            getattr(self, key).load_state_dict(state[key])
        self.rng.set_state(state["rng"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder or zip of pictures")
    parser.add_argument("--out", required=True, help="folder for checkpoint.pt")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--steps", type=int, default=2800)
    parser.add_argument("--checkpoint-every", type=int, default=200)
    args = parser.parse_args()

    torch.set_num_threads(1)
    tiles = torch.from_numpy(load_tiles(args.data))[:, None]
    run = Run(len(tiles), args.seed, args.steps)
    path = Path(args.out) / "checkpoint.pt"
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        run.load(path)
    print(f"{len(tiles)} pictures, step {run.step} of {run.steps}", flush=True)
    while run.step < run.steps:
        started = time.monotonic()
        run.advance(tiles)
        run.seconds += time.monotonic() - started
        if run.step % 20 == 0:
            recent = run.losses[-20:]
            speed = run.step * BATCH / run.seconds
            print(f"step {run.step} loss {sum(recent) / len(recent):.3f} {speed:.0f} pictures/s", flush=True)
        if run.step % args.checkpoint_every == 0 or run.step == run.steps:
            run.save(path)


if __name__ == "__main__":
    main()
