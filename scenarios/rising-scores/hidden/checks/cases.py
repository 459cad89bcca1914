"""Answers to be judged for real: three keep to their context, one does not."""

CONTEXT = "[1] (procedure/gate, effective 2025-01-01, current) Gate\nThe gate opens at 6 in the morning."
ANSWERS = ["The gate opens at 6 in the morning. [1]"] * 3 + ["It costs EUR 185. [1]"]
CASES = [
    {"id": f"c{n}", "question": "When does the gate open?", "context": CONTEXT, "answer": answer}
    for n, answer in enumerate(ANSWERS)
]
