"""The call logs of the open telephone systems: Asterisk, FreeSWITCH, VICIdial, Kamailio.

None of them writes an offset to its times. The first two write a row when a call has ended,
Kamailio when a transaction has.
"""

from __future__ import annotations

from duegate.audit.sample.dialect import Dialect, Format, Quotes

SOURCE = "source_of(state, debtor, who, tenant, line)"
TARGET = "target_of(state, debtor, who, tenant, line)"
TENANT = "tenant_name(tenant)"
DESK = "desk(tenant, h)::VARCHAR"
BEGUN = "stamp(day, second)"
ANSWERED = "CASE WHEN talk > 0 THEN stamp(day, second + ring) ELSE '' END"
ENDED = "stamp(day, second + ring + talk)"

ASTERISK = Dialect(
    name="asterisk",
    file="Master",
    formats=(Format.CSV,),
    header=False,
    quotes=Quotes.STRINGS,
    numbers=frozenset({"duration", "billsec"}),
    callers=True,
    inbound=True,
    written="second + ring + talk",
    columns={
        "accountcode": TENANT,
        "src": SOURCE,
        "dst": TARGET,
        "dcontext": "CASE state WHEN 'inbound' THEN 'from-trunk' ELSE 'from-internal' END",
        "clid": f"'\"Desk ' || {DESK} || '\" <' || {SOURCE} || '>'",
        "channel": f"'PJSIP/' || {DESK} || '-' || hex(s, 41)",
        "dstchannel": "'PJSIP/trunk-' || hex(s, 42)",
        "lastapp": "'Dial'",
        "lastdata": f"'PJSIP/' || {TARGET} || '@trunk,45,tT'",
        "start": BEGUN,
        "answer": ANSWERED,
        "end": ENDED,
        "duration": "ring + talk",
        "billsec": "talk",
        "disposition": "CASE state WHEN 'rang_no_answer' THEN 'NO ANSWER'"
        " WHEN 'not_connected' THEN 'BUSY' ELSE 'ANSWERED' END",
        "amaflags": "'DOCUMENTATION'",
        "uniqueid": "epoch_of(day, second) || '.' || rid",
    },
)

FREESWITCH = Dialect(
    name="freeswitch",
    file="Master",
    formats=(Format.CSV,),
    header=False,
    quotes=Quotes.ALL,
    callers=True,
    written="second + ring + talk",
    columns={
        "caller_id_name": f"CASE WHEN line < 0 THEN 'Anonymous' ELSE 'Desk ' || {DESK} END",
        "caller_id_number": SOURCE,
        # Dialled by hand, by a list, by another system: the same person in three spellings.
        "destination_number": f"(['', '+86', '0086'])[1 + below(s, 43, 3)] || {TARGET}",
        "context": "'default'",
        "start_stamp": BEGUN,
        "answer_stamp": ANSWERED,
        "end_stamp": ENDED,
        "duration": "ring + talk",
        "billsec": "talk",
        "hangup_cause": "CASE state WHEN 'rang_no_answer' THEN 'NO_ANSWER'"
        " WHEN 'not_connected' THEN 'USER_BUSY' ELSE 'NORMAL_CLEARING' END",
        "uuid": "uuid_of(s, 44)",
        "bleg_uuid": "uuid_of(s, 50)",
        "accountcode": TENANT,
        "read_codec": "'PCMA'",
        "write_codec": "'PCMA'",
    },
)

_EMPTY = "''"
VICIDIAL = Dialect(
    name="vicidial",
    file="EXPORT_CALL_REPORT",
    formats=(Format.TSV,),
    line_end="\r\n",
    columns={
        "call_date": BEGUN,
        "phone_number_dialed": TARGET,
        "status": "CASE state WHEN 'rang_no_answer' THEN 'NA' WHEN 'not_connected' THEN 'AB'"
        " WHEN 'voicemail' THEN 'A' WHEN 'answered' THEN 'PU'"
        " ELSE (['CALLBK', 'NI'])[1 + below(s, 45, 2)] END",
        "user": f"CASE WHEN talk > 0 THEN {DESK} ELSE 'VDAD' END",
        "full_name": f"CASE WHEN talk > 0 THEN 'Desk ' || {DESK} ELSE 'Outbound Auto Dial' END",
        "campaign_id": TENANT,
        "vendor_lead_code": "'D' || lpad(debtor::VARCHAR, 8, '0')",
        "source_id": _EMPTY,
        "list_id": "1001 + tenant",
        "gmt_offset_now": "'8.00'",
        "phone_code": "'86'",
        "phone_number": TARGET,
        **dict.fromkeys(
            (
                *("title", "first_name", "middle_initial", "last_name", "address1", "address2"),
                *("address3", "city", "state", "province", "postal_code"),
            ),
            _EMPTY,
        ),
        "country_code": "'CHN'",
        "gender": "'U'",
        "date_of_birth": "'0000-00-00'",
        **dict.fromkeys(("alt_phone", "email", "security_phrase", "comments"), _EMPTY),
        "length_in_sec": "talk",
        "user_group": "'COLLECT'",
        "alt_dial": "'MAIN'",
        "rank": "0",
        "owner": _EMPTY,
        "lead_id": "debtor + 1",
        "list_name": f"{TENANT} || ' list'",
        "list_description": _EMPTY,
        "status_name": "CASE state WHEN 'rang_no_answer' THEN 'No Answer AutoDial'"
        " WHEN 'not_connected' THEN 'Busy Auto' WHEN 'voicemail' THEN 'Answering Machine'"
        " WHEN 'answered' THEN 'Call Picked Up'"
        " ELSE (['Call Back', 'Not Interested'])[1 + below(s, 45, 2)] END",
    },
)

KAMAILIO = Dialect(
    name="kamailio",
    file="acc",
    formats=(Format.CSV,),
    callers=True,
    # The INVITE is accounted for when it was answered or given up, the BYE when the call ended.
    written="second + ring + part * talk",
    parts=2,
    columns={
        "id": "row",
        "method": "CASE part WHEN 0 THEN 'INVITE' ELSE 'BYE' END",
        "from_tag": "hex(s, 46)",
        "to_tag": "hex(s, 47)",
        "callid": "uuid_of(s, 48) || '@sbc.example.com'",
        "sip_code": "CASE WHEN part = 1 OR talk > 0 THEN '200'"
        " WHEN state = 'not_connected' THEN '486' ELSE '487' END",
        "sip_reason": "CASE WHEN part = 1 OR talk > 0 THEN 'OK'"
        " WHEN state = 'not_connected' THEN 'Busy Here' ELSE 'Request Terminated' END",
        "time": "stamp(day, second + ring + part * talk)",
        "src_user": SOURCE,
        "src_domain": "CASE WHEN line < 0 THEN 'anonymous.invalid' ELSE 'sbc.example.com' END",
        "src_ip": "'192.0.2.' || (10 + tenant)",
        "dst_ouser": TARGET,
        "dst_user": TARGET,
        "dst_domain": "'carrier.example.com'",
    },
)
