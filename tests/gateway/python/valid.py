"""Reads lines of {"schema", "answer"} and says which answers a full validator refuses."""

import json
import sys

from jsonschema import Draft202012Validator

count = 0
for line in sys.stdin:
    case = json.loads(line)
    Draft202012Validator.check_schema(case["schema"])
    errors = list(Draft202012Validator(case["schema"]).iter_errors(case["answer"]))
    if errors:
        print(json.dumps(case["schema"]), json.dumps(case["answer"]), errors[0].message)
        sys.exit(1)
    count += 1
print(f"valid: {count}")
