with

payments_in as (
    select
        count(*) as payment_count,
        sum(amount) as amount
    from {{ ref('int_payments_unioned') }}
),

payments_out as (
    select
        count(*) as payment_count,
        sum(amount) as amount
    from {{ ref('fct_payments') }}
)

select * from payments_in
except
select * from payments_out
