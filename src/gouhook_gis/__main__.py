"""`python -m gouhook_gis` is `gouhook`."""

from gouhook_gis.cli.app import main

main()
