-- One row per opportunity and stage that it is known to have entered: first, present and last.
with

named as (
    select
        opportunityid,
        employee_id,
        createdon,
        modifiedon,
        actualclosedate,
        statecode,
        coalesce(
            $stages[stepname], lower(trim(regexp_replace(stepname, '^\s*\d+\s*[-.]', '')))
        ) as step
    from deals
),

steps as (
    select
        opportunityid,
        employee_id,
        $first_stage as stage,
        createdon as entered_at
    from named
    union all
    -- a step says not since when; an open opportunity was in it at the latest when it was modified
    select
        opportunityid,
        employee_id,
        step as stage,
        modifiedon as entered_at
    from named
    where statecode = '0' and step != $first_stage
    union all
    select
        opportunityid,
        employee_id,
        case statecode when '1' then $won_stage else $lost_stage end as stage,
        coalesce(actualclosedate, modifiedon) as entered_at
    from named
    where statecode in ('1', '2')
),

final as (
    select
        *,
        opportunityid || '-' || stage as event_id
    from steps
)

select * from final
