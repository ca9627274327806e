"""Every dialect as its system writes it, read without a mapping file."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from tests.audit.reading.reads import CHINA, reads

from duegate.audit.reading import ColumnMissing, How, ZoneNeeded, dialect_names, load_mapping
from duegate.audit.reading.mapping import shipped
from duegate.model.contact import Channel
from duegate.model.outcome import POSSIBLE, OutcomeState

ASTERISK = (
    '"","1001","13800138000","from-internal","""Li, Agent"" <1001>","PJSIP/1001-00000001",'
    '"PJSIP/trunk-00000002","Dial","PJSIP/13800138000@trunk,60","2026-10-01 07:59:59",'
    '"2026-10-01 08:00:09","2026-10-01 08:01:09",70,60,"ANSWERED","DOCUMENTATION"{}\n'
    '"","1001","13800138000","from-internal","x","PJSIP/1001-00000003","","Dial","a,b",'
    '"2026-10-01 08:10:00","","2026-10-01 08:10:30",30,0,"NO ANSWER","DOCUMENTATION"{}\n'
    '"","1001","13900139000","from-internal","x","PJSIP/1001-00000003","","Dial","a,b",'
    '"2026-10-01 08:12:00","","2026-10-01 08:12:01",1,0,"BUSY","DOCUMENTATION"{}\n'
    '"","13700137000","s","from-trunk","x","PJSIP/trunk-1","PJSIP/1001-1","Dial","a,b",'
    '"2026-10-01 09:00:00","2026-10-01 09:00:05","2026-10-01 09:01:00",60,55,"ANSWERED",'
    '"DOCUMENTATION"{}\n'
    '"","1001","13900139000","from-internal","x","PJSIP/1001-00000003","","VoiceMail","1001",'
    '"2026-10-01 08:12:00","","2026-10-01 08:12:01",1,0,"ANSWERED","DOCUMENTATION"{}\n'
)


@pytest.mark.parametrize("more", ["", ',"1790812799.12"', ',"1790812799.12","note"'])
def test_asterisk_master_csv(tmp_path: Path, more: str) -> None:
    """16, 17 and 18 columns, no header; what came to us is inbound and of the one who called."""
    found = reads(tmp_path / "Master.csv", ASTERISK.replace("{}", more))
    assert found.source.dialect == "asterisk"
    assert found.source.zone == CHINA
    assert found.column("at")[:2] == ["2026-09-30T23:59:59+00:00", "2026-10-01T00:10:00+00:00"]
    assert found.column("state") == [
        "answered",
        "rang_no_answer",
        "not_connected",
        "inbound",
        "voicemail",
    ]
    assert found.column("number")[3] == "13700137000"
    assert found.column("duration_s") == [60, 0, 0, 55, 0]
    assert found.column("caller") == [None, None, None, "s", None]
    assert found.column("channel") == ["call"] * 5
    assert [found.source.rows, found.source.read, found.refused] == [5, 5, []]


def test_asterisk_rows_that_grew_in_the_middle(tmp_path: Path) -> None:
    """A server set to log more from some day on writes wider rows; all of them are read."""
    content = ASTERISK.replace("{}", "") * 70 + ASTERISK.replace("{}", ',"1790812799.12","x\ny"')
    found = reads(tmp_path / "Master.csv", content)
    assert [found.source.rows, found.source.read, found.source.refused] == [355, 355, 0]


def test_an_extension_is_no_number(tmp_path: Path) -> None:
    """A call into the dialplan reached nobody that can be counted."""
    row = ASTERISK.replace("{}", "").splitlines()[0].replace('"13800138000"', '"h"')
    assert reads(tmp_path / "Master.csv", row + "\n").reasons() == {1: "number_invalid"}


FREESWITCH = (
    '"Agent 7","02161234567","0013800138000","default","2026-10-01 08:00:00",'
    '"2026-10-01 08:00:09","2026-10-01 08:01:09","69","60","NORMAL_CLEARING",'
    '"a5c9f6c0-e752-11e3-8bfb-65b6c3cdac7d","","acme","PCMA","PCMA"\n'
    '"Agent 7","02161234567","+8613800138000","default","2026-10-01 08:05:00","",'
    '"2026-10-01 08:05:30","30","0","NO_ANSWER","a5c9f6c0-e752-11e3-8bfb-65b6c3cdac7e","","acme",'
    '"PCMA","PCMA"\n'
    '"Agent 7","anonymous","13800138000","default","2026-10-01 08:06:00","",'
    '"2026-10-01 08:06:01","1","0","USER_BUSY","a5c9f6c0-e752-11e3-8bfb-65b6c3cdac7f","","acme",'
    '"",""\n'
    '"Agent 7","02161234567","13800138000","default","2026-10-01 08:07:00","",'
    '"2026-10-01 08:07:31","31","0","NORMAL_CLEARING","a5c9f6c0-e752-11e3-8bfb-65b6c3cdac80","",'
    '"acme","",""\n'
)


def test_freeswitch_example_template(tmp_path: Path) -> None:
    """The default template; a clearing without an answer rang, a hidden caller is withheld."""
    found = reads(tmp_path / "Master.csv", FREESWITCH)
    assert found.source.dialect == "freeswitch"
    assert found.column("number")[:2] == ["0013800138000", "+8613800138000"]
    assert found.column("state") == [
        "answered",
        "rang_no_answer",
        "not_connected",
        "rang_no_answer",
    ]
    assert found.column("withheld") == [False, False, True, False]
    assert found.column("caller")[2] is None
    assert found.column("agent") == ["acme"] * 4


def test_freeswitch_asterisk_template(tmp_path: Path) -> None:
    """The template that has the columns of Asterisk, and causes of its own."""
    row = (
        '"acme","02161234567","13800138000","default","""x"" <021>","sofia/internal/7","",'
        '"bridge","sofia/gateway/x","2026-10-01 08:00:00","","2026-10-01 08:00:30","30","0",'
        '"CALL_REJECTED","DOCUMENTATION","a5c9f6c0-e752-11e3-8bfb-65b6c3cdac7d",""\n'
    )
    found = reads(tmp_path / "Master.csv", row * 3)
    assert found.source.dialect == "freeswitch-asterisk"
    assert found.column("state") == ["rang_no_answer"] * 3


def test_freeswitch_with_a_field_list(tmp_path: Path) -> None:
    """An edited template is read by its own list of columns."""
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        'base = "freeswitch"\n'
        'fields = ["uuid", "start_stamp", "destination_number", "caller_id_number", "billsec",'
        ' "hangup_cause"]\n'
    )
    row = "a5c9,2026-10-01 08:00:00,13800138000,021,0,USER_BUSY\n"
    how = How(zone=CHINA, mapping=load_mapping(mapping))
    found = reads(tmp_path / "cdr.csv", row, how)
    assert found.column("state") == ["not_connected"]
    assert found.column("number") == ["13800138000"]


VICIDIAL_HEAD = (
    "call_date\tphone_number_dialed\tstatus\tuser\tfull_name\tcampaign_id\tvendor_lead_code\t"
    "source_id\tlist_id\tgmt_offset_now\tphone_code\tphone_number\ttitle\tfirst_name\t"
    "length_in_sec\tuser_group\tlead_id\tlist_name\tlist_description\tstatus_name\r\n"
)
VICIDIAL_ROW = (
    "2026-10-01 08:00:00\t2125550123\t{}\t6666\tAnn\tCOLL\tD-1\t\t101\t{}\t1\t2125550123\t\t"
    'Jo "JJ\t42\tADMIN\t7\tTest "x\t\tAgent\r\n'
)


def test_vicidial_export(tmp_path: Path) -> None:
    """Tabs and loose quotes; the lead's offset is its zone, the country code goes before."""
    rows = [("NA", "-5.00"), ("PROMISE", "5.50"), ("B", "-4.00"), ("A", "1.25")]
    content = VICIDIAL_HEAD + "".join(VICIDIAL_ROW.format(*row) for row in rows)
    found = reads(tmp_path / "EXPORT_CALL_REPORT.txt", content, How(zone="America/New_York"))
    assert found.source.dialect == "vicidial"
    assert found.column("at") == ["2026-10-01T12:00:00+00:00"] * 4
    assert found.column("number") == ["+12125550123"] * 4
    assert found.column("zone") == ["Etc/GMT+5", "Asia/Kolkata", "Etc/GMT+4", None]
    assert found.column("state") == ["rang_no_answer", None, "not_connected", "voicemail"]
    assert found.remarks == [("state", "PROMISE", 1)]
    assert found.column("debtor") == ["D-1"] * 4
    assert found.source.refused == 0


def test_vicidial_alternate_header(tmp_path: Path) -> None:
    """The header with pipes has no agent and no offset."""
    content = (
        "call_date|phone_number_dialed|status|campaign_id|vendor_lead_code|source_id|first_name|"
        "last_name|length_in_sec|caller_code|\r\n"
        "2026-10-01 08:00:00|2125550123|AA|COLL|D-1||Jo|Doe|12|V1|\r\n"
    )
    found = reads(tmp_path / "x.txt", content)
    assert found.source.dialect == "vicidial-alternate"
    assert found.column("state") == ["voicemail"]


def test_kamailio_acc_is_paired(tmp_path: Path) -> None:
    """A BYE ends its INVITE, whichever side sent it; a second INVITE is no second call."""
    content = (
        "id,method,from_tag,to_tag,callid,sip_code,sip_reason,time,src_user,dst_ouser,dst_user\n"
        "1,INVITE,a,b,c1,200,OK,2026-10-01 08:00:00,021,13800138000,13800138000\n"
        "2,INVITE,a,b,c1,200,OK,2026-10-01 08:00:30,021,13800138000,13800138000\n"
        "3,BYE,b,a,c1,200,OK,2026-10-01 08:01:00,13800138000,021,021\n"
        "4,INVITE,d,,c2,486,Busy,2026-10-01 08:02:00,021,13900139000,13900139000\n"
        "5,INVITE,e,,c3,407,Auth,2026-10-01 08:03:00,021,13900139000,13900139000\n"
        "6,INVITE,e,f,c3,487,Gone,2026-10-01 08:03:09,021,,13900139000\n"
    )
    found = reads(tmp_path / "acc.csv", content)
    assert found.source.dialect == "kamailio"
    assert found.column("line") == [2, 5, 7]
    assert found.column("state") == ["answered", "not_connected", "rang_no_answer"]
    assert found.column("duration_s") == [60, None, None]
    assert found.column("number") == ["13800138000", "13900139000", "13900139000"]
    assert [found.source.rows, found.source.read, found.source.passed_over] == [6, 3, 3]


def test_kamailio_without_numbers_says_what_to_set(tmp_path: Path) -> None:
    """The table as it is by default records no numbers."""
    content = (
        "id,method,from_tag,to_tag,callid,sip_code,sip_reason,time\n"
        "1,INVITE,a,b,c1,200,OK,2026-10-01 08:00:00\n"
    )
    with pytest.raises(ColumnMissing, match=r"whom it reached; acc records .*db_extra"):
        reads(tmp_path / "acc.csv", content)


TWILIO = {
    "sid": "CA" + "0" * 32,
    "account_sid": "AC1",
    "from": "+12125550100",
    "to": "+12125550123",
    "direction": "outbound-api",
    "status": "no-answer",
    "start_time": "Thu, 01 Oct 2026 12:00:00 +0000",
    "duration": "0",
    "subresource_uris": {"recordings": "/x"},
    "answered_by": None,
}


def test_twilio_calls_in_every_wrapping(tmp_path: Path) -> None:
    """One object a line, a list, the answer of the service, packed or not."""
    iso = TWILIO | {"start_time": "2026-10-01T12:00:00Z", "status": "completed", "duration": "9"}
    inbound = TWILIO | {"direction": "inbound", "status": "completed"}
    calls = [TWILIO, iso, inbound, iso | {"answered_by": "machine_start"}]
    lines = "".join(json.dumps(each) + "\n" for each in calls)
    wrapped = json.dumps({"page": 0, "calls": calls}, indent=2)
    wrappings = [lines.encode(), json.dumps(calls).encode(), wrapped.encode()]
    for content in [*wrappings, gzip.compress(lines.encode())]:
        found = reads(tmp_path / "calls", content, How())
        assert found.source.dialect == "twilio"
        assert found.column("at") == ["2026-10-01T12:00:00+00:00"] * 4
        assert found.column("state") == ["rang_no_answer", "answered", "inbound", "voicemail"]
        assert found.column("number") == ["+12125550123"] * 2 + ["+12125550100", "+12125550123"]
        assert found.source.zone is None


def test_twilio_as_csv_and_messages(tmp_path: Path) -> None:
    """The same columns as a table; messages are known by their body."""
    head = "Sid,From,To,Direction,Status,StartTime,Duration,AccountSid\n"
    row = f"CA{'0' * 32},+12125550100,+12125550123,outbound-api,busy,2026-10-01 12:00:00,0,AC1\n"
    found = reads(tmp_path / "calls.csv", head + row, How())
    assert (found.source.dialect, found.column("state")) == ("twilio", ["not_connected"])
    assert found.column("at") == ["2026-10-01T12:00:00+00:00"]
    message = {
        "sid": "SM" + "0" * 32,
        "body": "pay\nnow",
        "from": "+12125550100",
        "to": "+12125550123",
        "direction": "outbound-api",
        "status": "delivered",
        "date_sent": "2026-10-01T12:00:00Z",
    }
    texts = reads(tmp_path / "messages.json", json.dumps(message) + "\n", How())
    assert texts.source.dialect == "twilio-messages"
    assert (texts.column("channel"), texts.column("state")) == (["sms"], ["delivered"])


def test_didww_states_its_zone_in_the_header(tmp_path: Path) -> None:
    """UTC in the header is taken, and nobody is asked."""
    content = (
        "Date/Time Start (UTC),Date/Time Connect (UTC),Date/Time End (UTC),CLI,Destination,"
        "Duration (sec),Disconnect Code\n"
        "2026-10-01 12:00:00,,2026-10-01 12:00:20,12125550100,12125550123,0,486\n"
    )
    found = reads(tmp_path / "cdr.csv.gz", gzip.compress(content.encode()), How())
    assert (found.source.dialect, found.source.zone) == ("didww-outbound", "UTC")
    assert found.column("at") == ["2026-10-01T12:00:00+00:00"]
    assert found.column("state") == ["not_connected"]


def test_huawei_calls_and_records(tmp_path: Path) -> None:
    """Fixed columns without a header; of a call's rows the last one counts."""
    times = "2026-10-01 08:00:00,2026-10-01 08:00:05,2026-10-01 08:00:05,2026-10-01 08:00:09"
    talk = "2026-10-01 08:00:09,2026-10-01 08:01:00"
    rest = "10,0,0,1,-1,0,5,1,0,0,101,101"
    rows = (
        f"dev,acme,cc,101,c1,0755123456,13800138000,{times},{talk},3,9,7,0,1,{rest}\n"
        f"dev,acme,cc,101,c1,0755123456,13800138000,{times},{talk},2,101,7,0,-1,{rest}\n"
        f"dev,acme,cc,101,c2,0755123456,13900139000,{times},,,2,101,43,0,-1,{rest}\n"
        f"dev,acme,cc,101,c3,13700137000,0755123456,{times},{talk},2,101,0,0,-1,{rest}\n"
    )
    found = reads(tmp_path / "x_call_0.csv", rows)
    assert found.source.dialect == "huawei-cec-call"
    assert found.column("state") == ["answered", None, "inbound"]
    assert found.column("number") == ["13800138000", "13900139000", "13700137000"]
    assert found.source.passed_over == 1
    record = (
        f"dev,acme,cc,101,c1,0755123456,13800138000,{talk},/10/1/a.wav,1,success,X:\\17\\a.V3,1,"
        "呼出,5,101,101\n"
    )
    kept = reads(tmp_path / "x_record_0.csv", record)
    assert (kept.source.dialect, kept.column("state")) == ("huawei-cec-record", ["answered"])


def test_volcengine_and_aliyun(tmp_path: Path) -> None:
    """Epochs in milliseconds and in seconds; a call torn down was answered."""
    volcengine = {
        "accountId": "a",
        "callId": "c",
        "caller": "0755123456",
        "callee": "13800138000",
        "beginCallTime": 1790812800000,
        "callDuration": 20,
        "callResult": 1,
    }
    found = reads(tmp_path / "v.json", json.dumps(volcengine) + "\n", How())
    assert found.source.dialect == "volcengine"
    assert found.column("at") == ["2026-10-01T00:00:00+00:00"]
    assert (found.column("state"), found.column("duration_s")) == (["answered"], [20])
    aliyun = {
        "UniqueId": "u",
        "CustomerNumber": "13800138000",
        "Clid": "02138276106",
        "StartTime": "1790812800",
        "AnswerTime": "",
        "SipCause": "200",
        "EndReason": "1002",
    }
    torn = reads(tmp_path / "a.json", json.dumps({"Data": {"List": [aliyun]}}), How())
    assert torn.source.dialect == "aliyun-outbound"
    assert torn.column("state") == ["answered"]
    assert torn.column("at") == ["2026-10-01T00:00:00+00:00"]


def test_duegate_reads_its_own_export(tmp_path: Path) -> None:
    """Every column by its own name, times with their offset."""
    content = (
        "at,tenant,channel,number,role,state,duration_s,debtor,amount,due,automated,contains\n"
        "2026-10-01T08:00:00+08:00,acme,call,+8613800138000,guarantor,conversation,61,D-1,"
        "1234.5,2026-09-30,true,identity amount\n"
    )
    found = reads(tmp_path / "export.csv", content, How())
    assert found.source.dialect == "duegate"
    row = found.rows[0]
    assert row["at"] == "2026-10-01T00:00:00+00:00"
    assert [row[name] for name in ("role", "state", "duration_s")] == [
        "guarantor",
        "conversation",
        61,
    ]
    assert str(row["amount"]) == "1234.5000"
    assert row["due"] == 739889
    assert row["contains"] == ["identity", "amount"]
    assert row["automated"] is True


def test_local_times_need_a_zone(tmp_path: Path) -> None:
    """Without one the reading stops before it begins, and says what to give."""
    with pytest.raises(ZoneNeeded, match='such as "2026-10-01 07:59:59", have no offset') as asked:
        reads(tmp_path / "Master.csv", ASTERISK.replace("{}", ""), How())
    assert asked.value.column == "start"


@pytest.mark.parametrize("name", dialect_names())
def test_a_dialect_says_only_what_can_be(name: str) -> None:
    """Its states are possible on its channel, and it says where the format is written down."""
    dialect = shipped(name)
    channel = Channel(dialect.values.get("channel", "call"))
    possible = POSSIBLE[channel] | {OutcomeState.NOT_SENT, OutcomeState.INBOUND}
    told = {state for test in dialect.state for state in test.words.values()}
    told |= {test.filled for test in dialect.state if test.filled is not None}
    assert {OutcomeState(state) for state in told} <= possible
    assert dialect.name == name
    assert dialect.note or dialect.advice
    assert dialect.cite or name == "duegate"
