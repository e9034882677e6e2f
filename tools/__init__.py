"""Command-line tools around the dbt project; the Make targets are thin lines over them."""
