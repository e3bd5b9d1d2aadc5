"""Writers of one `domain.report.Report`: JSON, HTML, XLSX, GeoPackage, shapefile, terminal."""
