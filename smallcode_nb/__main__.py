"""`python -m smallcode_nb`: the same as `smallcode-nb`."""

import sys

from .cli import main

sys.exit(main())
