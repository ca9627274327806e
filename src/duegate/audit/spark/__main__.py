"""Runs the job: `python -m duegate.audit.spark --in DIR --out DIR`."""

from __future__ import annotations

import sys

from duegate.audit.spark.job import main

sys.exit(main())
