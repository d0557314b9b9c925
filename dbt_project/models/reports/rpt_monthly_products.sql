with

product_months as (
    select
        *,
        {{ money('sum(sale_amount) over (partition by month_start)') }} as company_sale_amount,
        row_number() over (
            partition by month_start
            order by sale_amount desc, product_id asc
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
        product_months.sale_amount,
        product_months.company_sale_amount,
        {{ pct('product_months.sale_amount', 'product_months.company_sale_amount') }} as share_pct
    from product_months
    left join products
        on product_months.product_id = products.product_id
    where product_months.rank <= {{ var('top_product_count') }}
)

select * from final
