"""The rows of each table as of a moment, told by the world's tables.

A row is `id`, `at` (when it was modified) and columns by their logical names. `ref:<table>:<id>`
is a lookup, `ref:client:<id>` one to whatever a client is, `label:<label>` a choice by its label.
"""

CLIENTS = """
    select
        clients.*,
        given.bulk_email,
        given.email as service_email,
        given.phone as calls,
        greatest(
            clients.created_at,
            case when clients.updated_at <= $moment then clients.updated_at end,
            given.changed_at
        ) as modified
    from clients
    left join (
        select
            client_id,
            last(is_given order by changed_at) filter (
                where channel = 'email' and purpose = 'marketing'
            ) as bulk_email,
            last(is_given order by changed_at) filter (
                where channel = 'email' and purpose = 'service'
            ) as email,
            last(is_given order by changed_at) filter (where channel = 'phone') as phone,
            max(changed_at) as changed_at
        from consents
        where changed_at <= $moment
        group by client_id
    ) as given on clients.client_id = given.client_id
    where clients.unit = 'wholesale' and clients.in_crm and clients.created_at <= $moment
        and coalesce(clients.removed_at > $moment, true)
        and coalesce(clients.merged_at > $moment, true)
"""
CONTACT_DATA = """
    emailaddress1: email, telephone1: phone, address1_country: country, address1_city: city,
    donotbulkemail: not coalesce(bulk_email, true), donotemail: not coalesce(service_email, true),
    donotphone: not coalesce(calls, true), donotpostalmail: false, createdon: created_at
"""

ROWS = {
    "systemusers": """
        select employee_id as id, cast(hired_on as timestamp) as at,
            fullname: full_name, internalemailaddress: email, title: role,
            employeeid: cast(employee_id as varchar),
            isdisabled: coalesce(left_on <= cast($moment as date), false),
            createdon: cast(hired_on as timestamp)
        from employees where hired_on <= cast($moment as date)
    """,
    "accounts": f"""
        select client_id as id, modified as at, "name": name,
            accountnumber: cast(client_id as varchar), {CONTACT_DATA}
        from ({CLIENTS}) where kind = 'company'
    """,
    "contacts": f"""
        select client_id as id, modified as at, fullname: name,
            firstname: first_name, lastname: last_name,
            cr_clientnumber: cast(client_id as varchar),
            parentcustomerid: 'ref:client:' || parent_client_id, {CONTACT_DATA}
        from ({CLIENTS}) where kind = 'person'
    """,
    "leads": """
        select lead_id as id,
            greatest(created_at, case when lost_at <= $moment then lost_at end) as at,
            fullname: contact_name, emailaddress1: contact_email, telephone1: contact_phone,
            websiteurl: landing_page, leadsourcecode: 'label:' || channel_id,
            ownerid: 'ref:systemuser:' || employee_id,
            client: 'ref:client:' || client_id,
            statecode: case when lost_at <= $moment then 2 else 0 end,
            statuscode: case
                when lost_at <= $moment then 'label:' || coalesce(lost_reason, 'Lost')
                else 'label:New'
            end,
            createdon: created_at
        from leads where unit = 'wholesale' and created_at <= $moment
    """,
    "opportunities": """
        with moves as (
            select deal_id, last(stage order by moved_at, move_id) as stage,
                last(stage order by moved_at, move_id) filter (
                    where stage not in ('won', 'lost')
                ) as step,
                max(moved_at) as moved_at
            from deal_moves where moved_at <= $moment group by deal_id
        )
        select deals.deal_id as id, greatest(deals.created_at, moves.moved_at) as at,
            "name": title, estimatedvalue: amount,
            actualvalue: case when stage = 'won' then amount end,
            stepname: case step
                when 'qualified' then '2-Qualified' when 'proposal' then '3-Proposal'
                when 'contract' then '4-Contract' else '1-New'
            end,
            statecode: case stage when 'won' then 1 when 'lost' then 2 else 0 end,
            statuscode: case stage
                when 'won' then 'label:Won'
                when 'lost' then 'label:' || coalesce(lost_reason, 'Canceled')
                else 'label:In Progress'
            end,
            actualclosedate: case when stage in ('won', 'lost') then moved_at end,
            customerid: 'ref:client:' || client_id, originatingleadid: 'ref:lead:' || lead_id,
            ownerid: 'ref:systemuser:' || employee_id, createdon: created_at
        from deals left join moves on deals.deal_id = moves.deal_id
        where unit = 'wholesale' and created_at <= $moment
            and coalesce(removed_at > $moment, true)
    """,
    "salesorders": """
        select orders.order_id as id,
            greatest(
                created_at, entered_at, case when done_at <= $moment then done_at end,
                case when void_at <= $moment then void_at end
            ) as at,
            "name": 'Order ' || orders.order_id, ordernumber: cast(orders.order_id as varchar),
            totalamount: lines.total, customerid: 'ref:client:' || client_id,
            opportunityid: 'ref:opportunity:' || deal_id,
            ownerid: 'ref:systemuser:' || employee_id,
            statecode: case
                when void_at <= $moment then 2 when done_at <= $moment then 3 else 1
            end,
            statuscode: case
                when void_at <= $moment then 4 when done_at <= $moment then 100001 else 3
            end,
            submitdate: created_at, createdon: created_at,
            datefulfilled: case when done_at <= $moment then done_at end
        from orders
        left join (
            select order_id, sum(quantity * price) as total from order_lines group by order_id
        ) as lines on orders.order_id = lines.order_id
        where unit = 'wholesale' and entered_at <= $moment and coalesce(removed_at > $moment, true)
    """,
    "salesorderdetails": """
        select line_id as id, orders.entered_at as at, quantity: quantity, priceperunit: price,
            extendedamount: quantity * price, productnumber: cast(product_id as varchar),
            salesorderid: 'ref:salesorder:' || orders.order_id, createdon: orders.created_at
        from order_lines inner join orders on order_lines.order_id = orders.order_id
        where orders.unit = 'wholesale' and orders.entered_at <= $moment
            and coalesce(orders.removed_at > $moment, true)
    """,
    "invoices": """
        select invoice_id as id,
            greatest(issued_at, case when paid_at <= $moment then paid_at end) as at,
            "name": number, invoicenumber: number, totalamount: amount, duedate: due_on,
            statecode: case when paid_at <= $moment then 2 else 0 end,
            statuscode: case when paid_at <= $moment then 100001 else 1 end,
            customerid: 'ref:client:' || client_id, salesorderid: 'ref:salesorder:' || order_id,
            createdon: issued_at
        from invoices where unit = 'wholesale' and issued_at <= $moment
    """,
    "phonecalls": """
        select call_id as id, ended_at as at, subject: 'Call ' || call_id, phonenumber: phone,
            directioncode: direction = 'out', leftvoicemail: outcome = 'voicemail',
            statecode: case outcome when 'missed' then 2 else 1 end,
            statuscode: case
                when outcome = 'missed' then 3 when direction = 'out' then 2 else 4
            end,
            actualstart: started_at, actualend: ended_at,
            actualdurationminutes: cast(ceil(talked_seconds / 60) as integer),
            client: 'ref:client:' || client_id, ownerid: 'ref:systemuser:' || employee_id,
            createdon: started_at
        from calls where system = 'dynamics365' and ended_at <= $moment
    """,
    "incidents": """
        select request_id as id,
            greatest(created_at, case when resolved_at <= $moment then resolved_at end) as at,
            ticketnumber: 'CAS-' || lpad(cast(request_id as varchar), 6, '0'), title: subject,
            description: text, casetypecode: 'label:Request',
            prioritycode: 'label:' || upper(priority[1]) || priority[2:],
            statecode: case when resolved_at <= $moment then 1 else 0 end,
            statuscode: case when resolved_at <= $moment then 5 else 1 end,
            customerid: 'ref:client:' || client_id, ownerid: 'ref:systemuser:' || employee_id,
            createdon: created_at
        from requests where unit = 'wholesale' and created_at <= $moment
    """,
}
