with

client_months as (
    select * from {{ ref('int_client_months_indexed') }}
),

months as (
    select distinct month_start from {{ ref('dim_dates') }}
    where calendar_date <= {{ as_of_date() }}
),

counted_months as (
    select
        cohort_month,
        month_index,
        count(*) as active_client_count,
        count(case when is_last_month then 1 end) as leaving_client_count
    from client_months
    group by cohort_month, month_index
),

-- every month since the first has a cell, also one in which nobody came
cells as (
    select
        counted_months.cohort_month,
        {{ months_between('counted_months.cohort_month', 'months.month_start') }} as month_index,
        counted_months.active_client_count as cohort_size,
        {{ month_end('months.month_start') }} > {{ as_of_date() }} as is_open_month
    from counted_months
    inner join months
        on counted_months.cohort_month <= months.month_start
    where counted_months.month_index = 0
),

filled_cells as (
    select
        cells.*,
        coalesce(counted_months.active_client_count, 0) as active_client_count,
        {{ whole('sum(coalesce(counted_months.leaving_client_count, 0)) over (
            partition by cells.cohort_month
            order by cells.month_index desc
        )') }} as active_or_later_client_count
    from cells
    left join counted_months
        on
            cells.cohort_month = counted_months.cohort_month
            and cells.month_index = counted_months.month_index
),

final as (
    select
        cohort_month,
        month_index,
        cohort_size,
        active_client_count,
        active_or_later_client_count,
        {{ pct('active_client_count', 'cohort_size') }} as retention_pct,
        {{ pct('active_or_later_client_count', 'cohort_size') }} as retention_or_later_pct,
        is_open_month
    from filled_cells
)

select * from final
