"""Evidence: what students did. Imported, checked, and never edited afterwards."""
