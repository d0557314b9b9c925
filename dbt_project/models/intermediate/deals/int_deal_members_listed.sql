with

deals as (
    select * from {{ ref('fct_deals') }}
    where is_in_funnel
),

channels as (
    select * from {{ ref('dim_channels') }}
),

employees as (
    select * from {{ ref('dim_employees') }}
),

final as (
    select
        deal_id,
        'company' as dimension_kind,
        'company' as member_id,
        'company' as member_name
    from deals
    union all
    select
        deals.deal_id,
        'channel' as dimension_kind,
        deals.channel_id as member_id,
        channels.channel_name as member_name
    from deals
    inner join channels
        on deals.channel_id = channels.channel_id
    union all
    select
        deals.deal_id,
        'employee' as dimension_kind,
        deals.employee_id as member_id,
        employees.employee_name as member_name
    from deals
    inner join employees
        on deals.employee_id = employees.employee_id
    union all
    select
        deal_id,
        'landing_page' as dimension_kind,
        coalesce(landing_page, 'unknown') as member_id,
        coalesce(landing_page, 'unknown') as member_name
    from deals
)

select * from final
