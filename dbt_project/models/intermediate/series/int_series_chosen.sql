with

days as (
    select * from {{ ref('int_series_days_summed') }}
),

employees as (
    select * from {{ ref('dim_employees') }}
),

members as (
    select
        series_kind,
        member,
        sum(case
            when series_date > {{ add_days(as_of_date(), -365) }} then net_revenue else 0
        end) as year_revenue,
        -- the only member of its kind is the company itself
        count(*) over (partition by series_kind) > 1 as has_others
    from days
    group by series_kind, member
    having sum(order_count) > 0
),

ranked_members as (
    select
        *,
        row_number() over (
            partition by series_kind
            order by year_revenue desc, member asc
        ) as rank
    from members
    where member <> '' and has_others and year_revenue > 0
),

final as (
    select
        ranked_members.series_kind || ':' || ranked_members.member as series_id,
        ranked_members.series_kind,
        case
            when ranked_members.series_kind = 'employee' then employees.employee_name
            else ranked_members.member
        end as series_name,
        ranked_members.member
    from ranked_members
    left join employees
        on ranked_members.member = employees.employee_id
    where ranked_members.rank <= {{ var('series_per_kind') }}
)

select * from final
