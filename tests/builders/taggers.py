"""Tiny taggers built on the spot, so small that their scores are known; all return logits."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

Shape = list[int | str]


def save(file: Path, shape: Shape, nodes: list[onnx.NodeProto], constants: dict[str, np.ndarray]) -> Path:
    """Write a model from ``x`` to ``y``."""
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, "labels"])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, file)
    return file


def loudness(file: Path, shape: Shape, thresholds: list[float]) -> Path:
    """A model of waveforms: label i is present where the largest sample exceeds ``thresholds[i]``."""
    nodes = [
        helper.make_node("Abs", ["x"], ["size"]),
        helper.make_node("ReduceMax", ["size"], ["largest"], keepdims=0),
        helper.make_node("Sub", ["largest", "thresholds"], ["above"]),
        helper.make_node("Mul", ["above", "steep"], ["row"]),
        helper.make_node("Unsqueeze", ["row", "first"], ["y"]),
    ]
    constants: dict[str, np.ndarray] = {
        "thresholds": np.array(thresholds, dtype=np.float32),
        "steep": np.array(1000, dtype=np.float32),
        "first": np.array([0], dtype=np.int64),
    }
    return save(file, shape, nodes, constants)


def pitch(file: Path, shape: Shape, mels: list[int]) -> Path:
    """A model of spectrograms: label i is present where mel band ``mels[i]`` is louder than the mean."""
    nodes = [
        helper.make_node("ReduceMean", ["x"], ["over_time"], axes=[-1], keepdims=0),
        helper.make_node("Reshape", ["over_time", "flat"], ["row"]),
        helper.make_node("ReduceMean", ["row"], ["mean"], keepdims=1),
        helper.make_node("Gather", ["row", "mels"], ["chosen"], axis=1),
        helper.make_node("Sub", ["chosen", "mean"], ["above"]),
        helper.make_node("Mul", ["above", "steep"], ["y"]),
    ]
    constants: dict[str, np.ndarray] = {
        "flat": np.array([1, 128], dtype=np.int64),
        "mels": np.array(mels, dtype=np.int64),
        "steep": np.array(100, dtype=np.float32),
    }
    return save(file, shape, nodes, constants)


def rows(file: Path, count: int) -> Path:
    """A model of waveforms that returns its samples as scores, ``count`` a row."""
    nodes = [helper.make_node("Reshape", ["x", "shape"], ["y"])]
    return save(file, ["n"], nodes, {"shape": np.array([-1, count], dtype=np.int64)})


def labels(file: Path, *names: str) -> Path:
    """A table of labels in AudioSet's layout."""
    rows = "".join(f'{index},/m/{index},"{name}"\n' for index, name in enumerate(names))
    file.write_text(f"index,mid,display_name\n{rows}", encoding="utf-8")
    return file
