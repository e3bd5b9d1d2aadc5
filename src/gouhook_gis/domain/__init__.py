"""The words of the house: plain typed models, no GIS library, no file, no web."""
