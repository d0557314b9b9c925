with

gaps as (
    select
        as_of_date,
        client_id,
        {{ days_between(
            'lag(visit_date) over (partition by as_of_date, client_id order by visit_date)',
            'visit_date'
        ) }} as gap_days
    from {{ ref('int_client_days_snapshotted') }}
    where is_visit
),

company_gaps as (
    select
        as_of_date,
        cast({{ percentile('gap_days', 0.9) }} as decimal(18, 1)) as company_p90_gap_days
    from gaps
    group by as_of_date
),

-- one gap is an accident: a habit needs two
client_gaps as (
    select
        as_of_date,
        client_id,
        case
            when count(gap_days) >= 2 then cast(avg(gap_days) as decimal(18, 1))
        end as average_gap_days,
        case
            when count(gap_days) >= 2
                then cast({{ percentile('gap_days', 0.9) }} as decimal(18, 1))
        end as p90_gap_days
    from gaps
    group by as_of_date, client_id
),

final as (
    select
        client_gaps.as_of_date,
        client_gaps.client_id,
        client_gaps.average_gap_days,
        client_gaps.p90_gap_days,
        coalesce(company_gaps.company_p90_gap_days, {{ var('default_gap_days') }})
            as company_p90_gap_days
    from client_gaps
    inner join company_gaps
        on client_gaps.as_of_date = company_gaps.as_of_date
)

select * from final
