"""The call records of cloud platforms: Twilio, Huawei Cloud CEC, Volcengine, Aliyun.

Twilio's bulk export tells UTC; Volcengine counts milliseconds, Aliyun seconds; Huawei writes the
clock of the tenant.
"""

from __future__ import annotations

from duegate.audit.sample.dialect import Dialect, Format
from duegate.audit.sample.switches import ANSWERED, BEGUN, DESK, ENDED, SOURCE, TARGET, TENANT

E164_SOURCE = (
    "CASE WHEN line < 0 THEN 'anonymous' WHEN state = 'inbound'"
    " THEN '+86' || person_number(debtor, who) ELSE '+86755' || line_number(tenant, line) END"
)
E164_TARGET = (
    "CASE WHEN state = 'inbound' THEN '+86755' || line_number(tenant, line)"
    " ELSE '+86' || person_number(debtor, who) END"
)
_SID = "hex(s, 51) || hex(s, 52) || hex(s, 53) || hex(s, 54)"
_ACCOUNT = "repeat(printf('%08x', (tenant + 1)::BIGINT), 4)"

TWILIO = Dialect(
    name="twilio",
    file="calls",
    formats=(Format.NDJSON, Format.CSV),
    callers=True,
    inbound=True,
    columns={
        "sid": f"'CA' || {_SID}",
        "date_created": "utc(day, second)",
        "date_updated": "utc(day, second + ring + talk)",
        "parent_call_sid": "NULL",
        "account_sid": f"'AC' || {_ACCOUNT}",
        "to": E164_TARGET,
        "from": E164_SOURCE,
        "status": "CASE state WHEN 'rang_no_answer' THEN 'no-answer'"
        " WHEN 'not_connected' THEN 'busy' ELSE 'completed' END",
        "start_time": "utc(day, second)",
        "end_time": "utc(day, second + ring + talk)",
        "duration": "talk::VARCHAR",
        "direction": "CASE state WHEN 'inbound' THEN 'inbound' ELSE 'outbound-api' END",
        "answered_by": "CASE state WHEN 'voicemail' THEN 'machine_start'"
        " WHEN 'conversation' THEN 'human' WHEN 'answered' THEN 'human' END",
        "forwarded_from": "NULL",
        "caller_name": "NULL",
    },
)

HUAWEI_CEC = Dialect(
    name="huawei-cec",
    file="20260701000000000123_call_0",
    formats=(Format.CSV,),
    header=False,
    inbound=True,
    columns={
        "developer": "'dev-01'",
        "account_id": TENANT,
        "cc_id": "1",
        "agent_id": DESK,
        "call_id": "epoch_of(day, second) || '-' || rid",
        "caller_no": SOURCE,
        "callee_no": TARGET,
        "wait_begin": BEGUN,
        "wait_end": BEGUN,
        "ack_begin": BEGUN,
        "ack_end": "stamp(day, second + ring)",
        "call_begin": ANSWERED,
        "call_end": ENDED,
        "device_type": "2",
        "device_no": DESK,
        "call_type": "CASE state WHEN 'inbound' THEN 0 ELSE 7 END",
        "release_cause": "CASE state WHEN 'rang_no_answer' THEN 8"
        " WHEN 'not_connected' THEN 47 ELSE 0 END",
        "call_id_num": "-1",
        "vdn_id": "1 + tenant",
        "pre_device_type": "''",
        "pre_device_no": "''",
        "pre_device_in": "''",
        "cur_skill_id": "1",
        "leave_reason": "0",
        "media_type": "5",
        **dict.fromkeys(
            (
                *("sub_media_type", "user_level", "enter_reason"),
                *("user_wanted_skill_id", "current_skill_id"),
            ),
            "''",
        ),
    },
)

VOLCENGINE = Dialect(
    name="volcengine",
    file="volcengine-calls",
    formats=(Format.CSV, Format.NDJSON, Format.TSV, Format.XLSX, Format.PARQUET),
    columns={
        "accountId": "(1 + tenant)::VARCHAR",
        "callId": "'NM' || upper(hex(s, 51) || hex(s, 52) || hex(s, 53))",
        "serviceType": "100",
        "subServiceType": "101",
        "numberPoolNo": "'NP' || lpad((1 + tenant)::VARCHAR, 6, '0')",
        "caller": SOURCE,
        "callee": TARGET,
        "beginCallTime": "epoch_of(day, second) * 1000",
        "ringTime": "CASE WHEN ring > 0 THEN epoch_of(day, second + 2) * 1000 END",
        "startTime": "CASE WHEN talk > 0 THEN epoch_of(day, second + ring) * 1000 END",
        "endTime": "epoch_of(day, second + ring + talk) * 1000",
        "releaseType": "1 + below(s, 55, 2)",
        "callDuration": "talk",
        "callResult": "CASE state WHEN 'rang_no_answer' THEN 7 WHEN 'not_connected' THEN 8"
        " ELSE 1 END",
        "audioRecordFlag": "1",
        "cdrCreateTime": "epoch_of(day, second + ring + talk + 1) * 1000",
        "userData": "''",
    },
)

ALIYUN = Dialect(
    name="aliyun",
    file="aliyun-ob-cdr",
    formats=(Format.CSV, Format.NDJSON, Format.TSV, Format.XLSX, Format.PARQUET),
    columns={
        "UniqueId": "'sample-' || epoch_of(day, second) || '.' || rid",
        "CustomerNumber": TARGET,
        "Clid": SOURCE,
        "DisplayNumber": SOURCE,
        "Cno": DESK,
        "AgentName": f"'Desk ' || {DESK}",
        "CallType": "'预览外呼'",
        "StartTime": "epoch_of(day, second)",
        "AnswerTime": "CASE WHEN talk > 0 THEN epoch_of(day, second + ring) END",
        "EndTime": "epoch_of(day, second + ring + talk)",
        "BridgeDuration": "talk",
        "TotalDuration": "ring + talk",
        "Status": "CASE WHEN talk > 0 THEN '双方接听' ELSE '座席接听，客户未接听' END",
        "StatusCode": "CASE WHEN talk > 0 THEN '33' ELSE '32' END",
        "EndReason": "CASE WHEN talk > 0 THEN (['1000', '1001'])[1 + below(s, 55, 2)] ELSE '' END",
        "SipCause": "CASE WHEN talk > 0 THEN '200' WHEN state = 'not_connected' THEN '486'"
        " ELSE '480' END",
    },
)
