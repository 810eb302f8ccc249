"""What the loop's stages hand one another: frozen values, no behaviour beyond small views.

The one place to import them from; knows nothing about models, kernels or notebooks.
"""

from __future__ import annotations

from .asked import (
    Column,
    Failure,
    Mention,
    Namespace,
    Plan,
    PublicTest,
    Request,
    Snippet,
    Spec,
    SpecKind,
    Variable,
    VariableKind,
)
from .judged import Candidate, Job, Origin, Output, Portrait, Probe, Run, RunError, RunStatus, Verdict
from .prompted import Chunk, Message, ModelCard, Prompt, PromptStyle, Sampling, Section
from .settled import Budget, Evidence, Label, LoopSettings, Outcome, Usage

__all__ = [
    "Budget",
    "Candidate",
    "Chunk",
    "Column",
    "Evidence",
    "Failure",
    "Job",
    "Label",
    "LoopSettings",
    "Mention",
    "Message",
    "ModelCard",
    "Namespace",
    "Origin",
    "Outcome",
    "Output",
    "Plan",
    "Portrait",
    "Probe",
    "Prompt",
    "PromptStyle",
    "PublicTest",
    "Request",
    "Run",
    "RunError",
    "RunStatus",
    "Sampling",
    "Section",
    "Snippet",
    "Spec",
    "SpecKind",
    "Usage",
    "Variable",
    "VariableKind",
    "Verdict",
]
