"""The workbook of a project to facts, every cell that will not do by its name."""
