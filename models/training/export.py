"""Turn a training checkpoint into a pack that the studio loads.

    python export.py --arm radiology --checkpoint runs/radiology-1/checkpoint.pt --out ../starter-radiology

Writes weights.safetensors (kernels in float16), goldens.json and pack.json. With
--results results.json the measured scores are put into pack.json as well.
ATTRIBUTION.md in the pack folder is written by hand.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save

import goldens
from model import FEATURES, INPUT_SIZE, StarterResNet
from tensors import from_pack, rounded, to_pack

ARMS = {
    "radiology": {
        "id": "starter-radiology",
        "name": "Radiology starter",
        "pretrainedOn": "MedNIST (6,138 images, self-supervised)",
        "licence": "CC-BY-SA-4.0",
        "cite": "MedNIST, made available by Dr. Bradley J. Erickson, Department of Radiology, Mayo Clinic, under "
        "CC BY-SA 4.0; compiled from TCIA, the RSNA Bone Age Challenge and the NIH Chest X-ray data set.",
    },
    "natural": {
        "id": "starter-natural",
        "name": "Natural-picture starter",
        "pretrainedOn": "Caltech-101 in grey (6,138 images, self-supervised)",
        "licence": "CC-BY-4.0",
        "cite": "Li, Andreeto, Ranzato, Perona. Caltech 101. CaltechDATA, 2022. doi:10.22002/D1.20086. "
        "Fei-Fei, Fergus, Perona. Learning generative visual models from few training examples. CVPR-W, 2004.",
    },
}
OBJECTIVE = "SimCLR (NT-Xent, temperature 0.2), batches of 128 pictures, 64 x 64 grey, no labels"


def load(checkpoint: str | Path) -> tuple[StarterResNet, dict]:
    """The network of a checkpoint and the checkpoint itself."""
    state = torch.load(checkpoint, weights_only=True)
    net = StarterResNet()
    net.load_state_dict(state["net"])
    return net.eval(), state


def check_rounding(tensors: dict[str, np.ndarray]) -> None:
    """A kernel must lie within float16's range."""
    for name, value in rounded(tensors).items():
        if not np.isfinite(value).all():
            raise SystemExit(f"{name} does not fit float16")


def training_record(state: dict) -> dict:
    last = state["losses"][-50:]
    return {
        "seed": state["seed"],
        "steps": state["step"],
        "stepsPlanned": state["steps"],
        "objective": OBJECTIVE,
        "images": state["images"],
        "epochs": round(state["step"] * 128 / state["images"], 1),
        "ntXentAtEnd": round(sum(last) / len(last), 3),
        "secondsOneThread": round(state["seconds"]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arm", choices=ARMS, required=True)
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--results", help="results.json of evaluate.py")
    args = parser.parse_args()

    net, state = load(args.checkpoint)
    tensors = to_pack(net)
    check_rounding(tensors)
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)

    weights = save(rounded(tensors))
    (out / "weights.safetensors").write_bytes(weights)
    features = {
        "float16": goldens.features(from_pack(rounded(tensors))),
        "float32": goldens.features(from_pack(tensors)),
    }
    (out / "goldens.json").write_text(json.dumps({"inputs": goldens.inputs(), "features": features}) + "\n")

    reached = None
    if args.results:
        reached = json.loads(Path(args.results).read_text())["packs"][args.arm]
    pack = {
        "schema": 1,
        **{key: ARMS[args.arm][key] for key in ("id", "name")},
        "architecture": "starter-resnet",
        "variant": "torch",
        **{key: ARMS[args.arm][key] for key in ("pretrainedOn", "licence", "cite")},
        "weights": [
            {"path": "weights.safetensors", "bytes": len(weights), "hash": hashlib.sha256(weights).hexdigest()}
        ],
        "taps": [{"name": "stages2-4", "length": FEATURES}],
        "preprocess": "grey-unit@1",
        "input": {"size": INPUT_SIZE},
        "goldens": "goldens.json",
        "training": training_record(state),
        "reached": reached,
    }
    (out / "pack.json").write_text(json.dumps(pack, indent=2, ensure_ascii=False) + "\n")
    difference = np.abs(np.subtract(features["float16"], features["float32"])).max()
    variance = min(v.min() for k, v in tensors.items() if k.endswith("variance"))
    print(f"{out}: {len(weights)} bytes, step {state['step']}; rounding moves a golden feature by {difference:.4f} at most")
    print(f"smallest variance {variance:.2g}")


if __name__ == "__main__":
    main()
