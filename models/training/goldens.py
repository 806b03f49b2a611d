"""Features that the studio must reproduce, for inputs anybody can generate.

    python goldens.py        # writes goldens-formula.json beside this file

That file is about a network whose weights come from a formula, so that the
studio can build it without a weight file. `export.py` uses the same inputs for
the trained packs.
"""

import json
from pathlib import Path

import numpy as np
import torch

from model import INPUT_SIZE, StarterResNet
from tensors import from_pack, shapes

# Expressions in y, x, c (all from 0) that mean the same in Python and JavaScript.
INPUTS = {
    "grey-ramp": "2 * x",
    "colour-diagonals": "(x + 2 * y + 40 * c) % 256",
    "checks": "255 * (((x - x % 8) / 8 + (y - y % 8) / 8) % 2)",
    "rings": "((x - 64) * (x - 64) + (y - 64) * (y - 64)) % 256",
    "speckle": "(31 * x * x + 17 * y * y + 7 * x * y + 59 * c * (x + 3)) % 251",
    "black": "0 * x",
}

FORMULA = (
    "Tensors of the three-channel graph, sorted by name (code points); k is the index of a tensor in that order, "
    "i the flat index in its (height, width, in, out) layout, both from 0. "
    "u = frac(sin(12.9898 * (i + 1) + 78.233 * (k + 1)) * 43758.5453) in float64, frac(v) = v - floor(v). "
    "kernel = sqrt(2 / fan_out) * sqrt(3) * (2 * u - 1), fan_out = height * width * out; "
    "gamma = 1 + 0.2 * (u - 0.5); beta = 0.2 * (u - 0.5); mean = 0.2 * (u - 0.5); variance = 0.5 + u; "
    "each rounded to float32."
)


def inputs() -> list[dict[str, str]]:
    return [{"id": key, "formula": f"value(y,x,c) = {text}"} for key, text in INPUTS.items()]


def pictures() -> np.ndarray:
    """The inputs as uint8, (picture, y, x, channel)."""
    y, x, c = np.indices((INPUT_SIZE, INPUT_SIZE, 3))
    values = [eval(text, {}, {"y": y, "x": x, "c": c}) for text in INPUTS.values()]
    out = np.stack(values)
    assert (out == out.astype(np.uint8)).all(), "an input leaves 0..255"
    return out.astype(np.uint8)


def features(net: StarterResNet) -> list[list[float]]:
    """The 448 float32 features of every input, as shortest decimals that read back to the same float32."""
    x = torch.from_numpy(pictures().astype(np.float32) / np.float32(127.5) - np.float32(1))
    with torch.no_grad():
        out = net.features(x.permute(0, 3, 1, 2).contiguous()).numpy()
    return [[float(str(value)) for value in row] for row in out]


def formula_tensors() -> dict[str, np.ndarray]:
    out = {}
    for k, (name, shape) in enumerate(shapes().items()):
        i = np.arange(np.prod(shape), dtype=np.float64)
        v = np.sin(12.9898 * (i + 1) + 78.233 * (k + 1)) * 43758.5453
        u = v - np.floor(v)
        if name.endswith("kernel"):
            value = np.sqrt(2 / (shape[0] * shape[1] * shape[3])) * np.sqrt(3) * (2 * u - 1)
        elif name.endswith("variance"):
            value = 0.5 + u
        else:
            value = 0.2 * (u - 0.5) + (1 if name.endswith("gamma") else 0)
        out[name] = value.reshape(shape).astype(np.float32)
    return out


def main() -> None:
    tensors = formula_tensors()
    out = {
        "description": (
            f"Features (stages 2, 3, 4 pooled: 448) computed by PyTorch {torch.__version__.split('+')[0]} in float32 "
            f"for {INPUT_SIZE} x {INPUT_SIZE} x 3 inputs mapped x / 127.5 - 1. The formula of an input gives uint8 "
            "values for row y, column x, channel c, all from 0; % is the remainder. BatchNorm epsilon is 1e-5."
        ),
        "weights": FORMULA,
        "tensors": [{"name": name, "shape": list(value.shape)} for name, value in tensors.items()],
        "firstValues": {name: [float(v) for v in value.ravel()[:4]] for name, value in tensors.items()},
        "inputs": inputs(),
        "features": features(from_pack(tensors)),
    }
    path = Path(__file__).with_name("goldens-formula.json")
    path.write_text(json.dumps(out) + "\n")


if __name__ == "__main__":
    main()
