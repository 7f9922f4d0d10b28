"""The door: compose files, Kubernetes manifests and OpenAPI documents → what they speak for."""

from advisor.prefill.findings import Inference, Name, Note, Prefill, Problem, Reason, Strength
from advisor.prefill.inferring import infer
from advisor.prefill.reading import MOST_BYTES, MOST_FILES, File

__all__ = [
    "MOST_BYTES",
    "MOST_FILES",
    "File",
    "Inference",
    "Name",
    "Note",
    "Prefill",
    "Problem",
    "Reason",
    "Strength",
    "infer",
]
