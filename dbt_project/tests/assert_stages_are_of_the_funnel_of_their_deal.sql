-- a warning, because what no funnel counts is no reason to lose a night: `clientele check` names it
{{ config(severity='warn') }}

with

omissions as (
    select * from {{ ref('fct_funnel_omissions') }}
)

select
    omission_reason,
    stage_id,
    count(*) as omission_count
from omissions
where omission_reason in ('foreign_stage', 'unknown_funnel')
group by omission_reason, stage_id
