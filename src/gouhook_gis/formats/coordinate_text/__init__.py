"""The 勘测定界 coordinate text (界址点坐标交换格式): read in all its dialects, written in one."""
