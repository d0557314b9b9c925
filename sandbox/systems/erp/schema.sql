-- The warehouse keeper's database.
create table if not exists suppliers (
    id bigint primary key,
    name text not null,
    lead_time_days int,
    email text
);

create table if not exists purchase_orders (
    id bigint primary key,
    supplier_id bigint,
    product_id bigint,
    qty bigint,
    unit_cost numeric(14, 2),
    ordered_at timestamptz not null,
    expected_at timestamptz,
    received_at timestamptz
);

create table if not exists stock_levels (
    id text primary key,
    product_id bigint not null,
    measured_at timestamptz not null,
    qty bigint not null
);

create table if not exists stock_movements (
    id bigint primary key,
    product_id bigint not null,
    moved_at timestamptz not null,
    kind text not null,
    qty bigint not null
);
