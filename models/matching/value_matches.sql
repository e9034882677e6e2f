-- One row per value of the dictionary and condition that it meets.
-- Every operator but is_not_set fails on a missing value.

{{ match_values('known_values') }}
