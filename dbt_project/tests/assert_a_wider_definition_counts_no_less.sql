-- strict is part of any, any of reached_or_passed, and each entry was in the stage
select
    deal_id,
    stage_id
from {{ ref('fct_deal_funnel_steps') }}
where
    (is_strict and not is_any)
    or (is_any and not is_reached_or_passed)
    or is_any <> (entry_count > 0)
    or (is_snapshot and is_lost_from)
