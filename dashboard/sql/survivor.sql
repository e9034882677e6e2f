-- One row when this contact was merged into another one.
select survivor_id
from contact_survivors
where contact_id = $contact_id
    and survivor_id <> $contact_id
