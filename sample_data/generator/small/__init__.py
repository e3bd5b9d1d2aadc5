"""Small projects, one a profile: a handful of whole-metre rectangles and a few layers each."""
