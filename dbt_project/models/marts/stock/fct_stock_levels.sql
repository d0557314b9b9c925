with

stock_levels as (
    select * from {{ ref('int_stock_levels_unioned') }}
),

final as (
    select
        level_id,
        product_id,
        warehouse,
        measured_at,
        {{ local_date('measured_at') }} as measured_date,
        quantity,
        source_name
    from stock_levels
)

select * from final
