"""数线图对照表 as people read it: one row a parcel, its patches, a drawing where they differ."""
