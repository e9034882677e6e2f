-- One row per activity value of the dictionary and condition that it meets.
-- The same operators as in value_matches, by the same macro.

{{ match_values('known_activity_values') }}
