with

stock_movements as (
    select * from {{ ref('int_stock_movements_unioned') }}
),

final as (
    select
        movement_id,
        product_id,
        warehouse,
        movement_kind,
        moved_at,
        {{ local_date('moved_at') }} as moved_date,
        quantity,
        source_name
    from stock_movements
)

select * from final
