"""`python -m halden`, for those who have the sources on their path."""

import sys

from halden.cli import main

if __name__ == "__main__":
    sys.exit(main())
