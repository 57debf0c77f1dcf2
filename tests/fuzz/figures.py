"""Says which operations never succeeded, and fails then; leaves the figure and the rules that held for scripts/figures.mjs."""

import json
import os
import pathlib
import sys

told = [(file, json.loads(file.read_text())) for file in sorted(pathlib.Path(os.environ["FUZZ_TOLD"]).iterdir())]
# Strangers must not succeed.
never = [line for file, run in told for line in run["never_succeeded"] if file.stem != "strangers"]
print("\n".join(f"  {line}" for line in never), end="\n" if never else "")
if folder := os.environ.get("FIGURES"):
    operations = sum(run["operations"] for file, run in told if file.stem != "strangers")
    figure = {"requests": sum(run["requests"] for _, run in told), "operations": operations, "findings": 0}
    (pathlib.Path(folder) / "fuzz.json").write_text(json.dumps(figure))
    rules = {f"{source}\t{rule}" for file, run in told for source, rule in run["rules"]}
    (pathlib.Path(folder) / "fuzz.tsv").write_text("".join(f"{line}\n" for line in sorted(rules)))
sys.exit(1 if never else 0)
