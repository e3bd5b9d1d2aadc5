"""The compiled loops: what two polygons share, from their edges alone, and the official area.

`shares.py` is the door to the first, `../official.py` to the second; they import no compiler.
`ready.py` loads the loops when they pay, `jit.py` keeps them between processes, `formulas.py` is
compiled or run by NumPy, the rest is compiled.
"""
