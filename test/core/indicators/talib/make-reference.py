"""Makes reference.json: what TA-Lib answers to the cases that print-cases.ts prints. See README.md."""
import json
import sys

import numpy as np
import talib

given = json.load(sys.stdin)
columns = {name: np.array(values, dtype=float) for name, values in given["columns"].items()}
cases = []
for call in given["cases"]:
    answer = eval(call, {"t": talib, **columns})
    if isinstance(answer, np.ndarray):
        answer = [answer]
    kept = []
    for column in answer:
        begin = int(np.argmax(~np.isnan(column)))
        assert not np.isnan(column[begin:]).any(), call
        kept.append(
            {
                "begin": begin,
                "absolute": float(f"{np.sum(np.abs(column[begin:])):.14g}"),
                "weighted": float(f"{np.sum(column[begin:] * (1 + np.arange(begin, len(column)) % 31)):.14g}"),
                "every": [float(f"{value:.14g}") for value in column[begin :: given["stride"]]],
            }
        )
    cases.append({"call": call, "columns": kept})
print(json.dumps({"talib": talib.__ta_version__.decode(), "wheel": talib.__version__, "cases": cases}, separators=(",", ":")))
