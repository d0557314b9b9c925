with

stays as (
    select * from {{ ref('int_deal_stays_sequenced') }}
),

deals as (
    select * from {{ ref('fct_deals') }}
),

labels as (
    select * from {{ ref('stg_mapped__funnel_stages') }}
),

-- a sale and a loss end the way: nobody works on a deal while it is there
final as (
    select
        stays.deal_id,
        stays.stay_number,
        stays.funnel_id,
        stays.stage_id,
        stays.stage_rank,
        labels.stage_label,
        stays.is_won,
        stays.is_lost,
        stays.entry_number,
        stays.entered_at,
        stays.entered_date,
        stays.left_at,
        stays.left_date,
        stays.employee_id,
        case
            when not stays.is_won and not stays.is_lost
                then {{ days_elapsed(
                    'stays.entered_at', 'coalesce(stays.left_at, ' ~ cutoff_at() ~ ')'
                ) }}
        end as stay_days,
        stays.is_in_window,
        deals.is_in_funnel
    from stays
    inner join deals
        on stays.deal_id = deals.deal_id
    inner join labels
        on
            stays.funnel_id = labels.funnel_id
            and stays.stage_id = labels.stage_id
            and {{ is_in_use('labels', 'stays.entered_date') }}
)

select * from final
