with

product_months as (
    select
        *,
        {{ money('sum(revenue_amount) over (partition by month_start)') }} as all_products_amount,
        row_number() over (
            partition by month_start
            order by revenue_amount desc, product_id asc
        ) as rank
    from {{ ref('int_product_months_summed') }}
),

products as (
    select * from {{ ref('dim_products') }}
),

final as (
    select
        product_months.month_start,
        product_months.rank,
        product_months.product_id,
        coalesce(products.product_name, product_months.product_id) as product_name,
        product_months.order_count,
        product_months.quantity,
        product_months.revenue_amount,
        product_months.all_products_amount,
        {{ pct('product_months.revenue_amount', 'product_months.all_products_amount') }}
            as share_pct
    from product_months
    left join products
        on product_months.product_id = products.product_id
    where product_months.rank <= {{ var('top_product_count') }}
)

select * from final
