"""Reports for people and programs: as JSON, CSV, a chart, or a page with both."""
