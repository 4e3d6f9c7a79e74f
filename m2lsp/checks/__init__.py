"""The project's own check command, run on a copy of the workspace with an edit in it.

The command runs only where the user trusts the folder (``m2lsp.app.checking`` decides that), never on the
workspace itself, and for a set time at the most.  What it finds is told only as far as it is new.
"""

from m2lsp.checks.checker import Checker, Plan, Verdict
from m2lsp.checks.findings import Finding, findings
from m2lsp.checks.news import news

__all__ = ["Checker", "Finding", "Plan", "Verdict", "findings", "news"]
