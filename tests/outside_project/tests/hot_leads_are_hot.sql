-- Everybody who is handed to sales has the score that we agreed on.
select * from {{ ref('hot_leads') }} where score < 50
