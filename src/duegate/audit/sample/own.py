"""The files that tell most: duegate's own export, and the sheet a Chinese call centre keeps."""

from __future__ import annotations

from duegate.audit.sample.dialect import Dialect, Format
from duegate.audit.sample.switches import ANSWERED, BEGUN, DESK, ENDED, TARGET, TENANT
from duegate.rulebook.records import Column

_TOLD: dict[Column, str] = {
    Column.TENANT: TENANT,
    Column.AGENT: f"CASE WHEN channel IN ('call', 'visit', 'letter') THEN {DESK} END",
    Column.CHANNEL: "channel",
    Column.NUMBER: "CASE WHEN channel IN ('call', 'sms', 'app')"
    " THEN '+86' || person_number(debtor, who) END",
    Column.ADDRESS: "CASE WHEN channel = 'email' THEN 'd' || debtor || '-' || who || '@example.com'"
    " WHEN channel IN ('letter', 'postcard', 'visit', 'social')"
    " THEN debtor || '-' || who || ' Example Road' END",
    Column.CALLER: "CASE WHEN channel IN ('call', 'sms') AND line >= 0"
    " THEN '+86755' || line_number(tenant, line) END",
    Column.WITHHELD: "line < 0",
    Column.ROLE: "role",
    Column.BASIS: "CASE WHEN role = 'guarantor' AND lacking IS DISTINCT FROM 'basis'"
    " THEN 'guarantee contract G' || debtor END",
    Column.PURPOSE: "purpose",
    Column.STATE: "state",
    Column.DURATION: "talk",
    Column.DEBTOR: "'D' || lpad(debtor::VARCHAR, 8, '0')",
    Column.STUDENT: "student",
    Column.DEBT: "'L' || lpad(debtor::VARCHAR, 8, '0')",
    Column.DEBT_KIND: "(['online_loan', 'card', 'consumer_loan'])[1 + below(h, 15, 3)]",
    Column.AMOUNT: "amount",
    Column.CURRENCY: "'CNY'",
    Column.DEBTOR_REGION: "'CN-GD'",
    Column.ZONE: "'Asia/Shanghai'",
    Column.PLACE: "place",
    Column.AUTOMATED: "channel IN ('sms', 'email', 'app')",
    Column.AUDIENCE: "CASE WHEN channel = 'social' THEN 'public'"
    " WHEN channel IN ('sms', 'email', 'app') THEN 'private' END",
    Column.SOURCE: "source",
    Column.CONTAINS: "CASE WHEN lacking = 'identity' THEN ['amount']"
    " WHEN lacking = 'no_debt' THEN ['identity']"
    " WHEN role NOT IN ('debtor', 'guarantor') THEN ['identity', 'no_debt']"
    " WHEN channel = 'sms' THEN ['identity', 'amount', 'opt_out']"
    " WHEN channel = 'letter' THEN ['identity', 'amount', 'legal_basis', 'rights',"
    " 'how_to_query', 'how_to_object', 'call_back', 'seal']"
    " ELSE ['identity', 'amount'] END",
    Column.ARRANGEMENTS: "CASE WHEN channel = 'call'"
    " THEN CASE WHEN lacking = 'recorded' THEN ['explained'] ELSE ['recorded'] END"
    " WHEN channel <> 'visit' THEN []::VARCHAR[]"
    " WHEN lacking = 'paired' THEN ['recorded', 'identified', 'entry_consent']"
    " WHEN lacking = 'entry_consent' THEN ['recorded', 'paired', 'identified']"
    " ELSE ['recorded', 'paired', 'identified', 'entry_consent'] END",
}

DUEGATE = Dialect(
    name="duegate",
    file="records",
    formats=(Format.CSV, Format.PARQUET, Format.NDJSON, Format.TSV, Format.XLSX),
    columns={"at": "to_timestamp(epoch_of(day, second))"}
    | {column.value: told for column, told in _TOLD.items()},
    numbers=frozenset({"duration_s", "amount"}),
    whole=True,
    callers=True,
    inbound=True,
)

GENERIC_ZH = Dialect(
    name="generic-zh",
    file="通话记录",
    formats=(Format.XLSX, Format.CSV, Format.TSV, Format.NDJSON, Format.PARQUET),
    callers=True,
    inbound=True,
    columns={
        "主叫号码": "CASE WHEN line < 0 THEN '匿名'"
        " ELSE source_of(state, debtor, who, tenant, line) END",
        "被叫号码": TARGET,
        "呼叫方向": "CASE state WHEN 'inbound' THEN '呼入' ELSE '呼出' END",
        "开始时间": BEGUN,
        "接通时间": ANSWERED,
        "结束时间": ENDED,
        "通话时长": "talk",
        "呼叫结果": "CASE state WHEN 'rang_no_answer' THEN '未接听'"
        " WHEN 'not_connected' THEN '用户忙' WHEN 'voicemail' THEN '语音信箱' ELSE '已接通' END",
        "坐席工号": DESK,
        "所属机构": TENANT,
    },
)
