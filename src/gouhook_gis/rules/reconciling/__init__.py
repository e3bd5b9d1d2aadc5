"""数线图对照表: figures, boundaries and the change survey, parcel by parcel."""
