"""A HubSpot and a Salesforce on this machine, as strict as their documentation says, for what writes scores to them.

One HTTP server answers both: HubSpot's batch endpoints of properties and records, Salesforce's Tooling API for fields
and its sObject collections. It knows the records it is given and the fields that were created; everything else it
refuses as the originals do: a HubSpot batch as a whole or with 207 for records that are not there, a Salesforce
collection record by record.
"""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HUBSPOT_BATCH = 100
SALESFORCE_BATCH = 200
HUBSPOT_TEXT = 65_536
PAIRS = {
    ("number", "number"),
    ("string", "text"),
    ("enumeration", "select"),
    ("bool", "booleancheckbox"),
    ("date", "date"),
}
# Written by HubSpot, by reverse ETL never: a move backwards is ignored without a word.
FORBIDDEN_PROPERTY = "lifecyclestage"


class Refused(Exception):
    """The whole request is refused, with a status and what the original would say."""

    def __init__(self, status: int, body: object):
        super().__init__(str(body))
        self.status, self.body = status, body


def hubspot_refusal(code: str, message: str, status: int = 400) -> Refused:
    return Refused(status, {"status": "error", "category": "VALIDATION_ERROR", "message": f"{code}: {message}"})


def salesforce_refusal(code: str, message: str, status: int = 400) -> Refused:
    return Refused(status, [{"errorCode": code, "message": message}])


@dataclass
class StandIn:
    """What the two CRMs hold: fields by kind of record, records by kind and id, and every call."""

    groups: set[tuple[str, str]] = field(default_factory=set)
    properties: dict[str, dict[str, dict]] = field(default_factory=dict)
    custom_fields: dict[str, dict[str, dict]] = field(default_factory=dict)
    records: dict[str, dict[str, dict]] = field(default_factory=dict)
    converted: set[str] = field(default_factory=set)
    calls: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        handler = type("Handler", (Handler,), {"crm": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    # ---------------------------------------------------------------- HubSpot

    def create_group(self, kind: str, body: dict) -> tuple[int, object]:
        self.groups.add((kind, body["name"]))
        return 201, body | {"archived": False, "displayOrder": 0}

    def create_properties(self, kind: str, body: dict) -> tuple[int, object]:
        known = self.properties.setdefault(kind, {})
        self._hubspot_size(body)
        for wanted in body["inputs"]:
            name = wanted["name"]
            if not re.fullmatch(r"[a-z][a-z0-9_]{0,99}", name) or name in known:
                raise hubspot_refusal("INVALID_PROPERTY_NAME", name)
            if (kind, wanted["groupName"]) not in self.groups:
                raise hubspot_refusal("PROPERTY_GROUP_DOESNT_EXIST", wanted["groupName"])
            if (wanted["type"], wanted["fieldType"]) not in PAIRS or not wanted["label"]:
                raise hubspot_refusal("INVALID_TYPE", name)
            options = wanted.get("options") or []
            values, labels = [o["value"] for o in options], [o["label"] for o in options]
            needs_options = wanted["type"] in ("enumeration", "bool")
            if bool(options) != needs_options or len(set(values)) != len(values) or len(set(labels)) != len(labels):
                raise hubspot_refusal("INVALID_OPTIONS", name)
            if "" in values + labels:
                raise hubspot_refusal("BLANK_OPTION", name)
            known[name] = wanted
        return 201, {"status": "COMPLETE", **TIMES, "results": [w | {"archived": False} for w in body["inputs"]]}

    def update_objects(self, kind: str, body: dict) -> tuple[int, object]:
        self._hubspot_size(body)
        ids = [one["id"] for one in body["inputs"]]
        if len(set(ids)) != len(ids):
            raise hubspot_refusal("DUPLICATE_ID", "an id stands twice in the batch")
        for one in body["inputs"]:
            if not isinstance(one["id"], str) or one.get("idProperty") not in (None, "hs_object_id"):
                raise hubspot_refusal("INVALID_ID_PROPERTY", f"{one.get('idProperty')} is not unique")
            for name, value in one["properties"].items():
                self._check_property(kind, name, value)
        found, missing = [], []
        for one in body["inputs"]:
            (found if one["id"] in self.records.get(kind, {}) else missing).append(one)
        results = []
        for one in found:
            self.records[kind][one["id"]] |= one["properties"]
            results.append({"id": one["id"], "properties": one["properties"], "archived": False, **RECORD_TIMES})
        answer = {"status": "COMPLETE", **TIMES, "results": results}
        if not missing:
            return 200, answer
        error = {
            "status": "error",
            "category": "OBJECT_NOT_FOUND",
            "message": "Could not get some objects, they may be deleted or not exist",
            "context": {"ids": [one["id"] for one in missing]},
            "errors": [],
            "links": {},
        }
        return 207, answer | {"numErrors": 1, "errors": [error]}

    def _hubspot_size(self, body: dict) -> None:
        if not 0 < len(body["inputs"]) <= HUBSPOT_BATCH:
            raise hubspot_refusal("TOO_MANY_INPUTS", f"{len(body['inputs'])} of at most {HUBSPOT_BATCH}")

    def _check_property(self, kind: str, name: str, value: object) -> None:
        if name == FORBIDDEN_PROPERTY:
            raise hubspot_refusal("LIFECYCLE", "no score is mapped to lifecyclestage")
        definition = self.properties.get(kind, {}).get(name)
        if definition is None:
            raise hubspot_refusal("PROPERTY_DOESNT_EXIST", name)
        if not isinstance(value, str):
            raise hubspot_refusal("INVALID_VALUE", f"{name} is no text: {value!r}")
        if value == "":
            return  # empties the property
        kind_of_value = definition["type"]
        if kind_of_value in ("enumeration", "bool") and value not in [o["value"] for o in definition["options"]]:
            raise hubspot_refusal("INVALID_OPTION", f"{name}: {value}")
        if kind_of_value == "number" and not re.fullmatch(r"-?\d+(\.\d+)?", value):
            raise hubspot_refusal("INVALID_NUMBER", f"{name}: {value}")
        if kind_of_value == "date" and not is_date(value):
            raise hubspot_refusal("INVALID_DATE", f"{name}: {value}")
        if kind_of_value == "string" and len(value) > HUBSPOT_TEXT:
            raise hubspot_refusal("TOO_LONG", name)

    # ---------------------------------------------------------------- Salesforce

    def create_field(self, body: dict) -> tuple[int, object]:
        kind, name = body["FullName"].split(".")
        metadata = body["Metadata"]
        known = self.custom_fields.setdefault(kind, {})
        if not re.fullmatch(r"[A-Za-z](?!.*__.*__c)[A-Za-z0-9_]{0,39}__c", name) or name in known:
            raise salesforce_refusal("INVALID_FULL_NAME", name)
        if not 0 < len(metadata["label"]) <= 40 or len(metadata.get("description", "")) > 1000:
            raise salesforce_refusal("FIELD_INTEGRITY_EXCEPTION", f"label or description of {name}")
        required = {"Number": ["precision", "scale"], "Text": ["length"], "Checkbox": ["defaultValue"], "Date": []}
        if any(setting not in metadata for setting in required.get(metadata["type"], ["valueSet"])):
            raise salesforce_refusal("FIELD_INTEGRITY_EXCEPTION", name)
        if metadata["type"] == "Text" and metadata["length"] > 255:
            raise salesforce_refusal("FIELD_INTEGRITY_EXCEPTION", f"{name} is longer than 255")
        known[name] = metadata
        return 201, {"id": f"00N{len(known):015}", "success": True, "errors": [], "warnings": [], "infos": []}

    def update_collection(self, body: dict) -> tuple[int, object]:
        records = body["records"]
        if not 0 < len(records) <= SALESFORCE_BATCH:
            raise salesforce_refusal("EXCEEDED_ID_LIMIT", f"{len(records)} of at most {SALESFORCE_BATCH}")
        if body.get("allOrNone") is not False:
            raise salesforce_refusal("ALL_OR_NONE", "one bad record would take back the others")
        ids = [record["id"][:15] for record in records]
        if len(set(ids)) != len(ids):
            raise salesforce_refusal("DUPLICATE_VALUE", "an id stands twice in the collection")
        for record in records:
            kind = record["attributes"]["type"]
            unknown = set(record) - {"attributes", "id"} - set(self.custom_fields.get(kind, {}))
            if unknown:
                raise salesforce_refusal("INVALID_FIELD", f"No such column {sorted(unknown)} on {kind}")
        return 200, [self._update_one(record) for record in records]

    def _update_one(self, record: dict) -> dict:
        kind, record_id = record["attributes"]["type"], record["id"]
        values = {name: value for name, value in record.items() if name not in ("attributes", "id")}
        if record_id not in self.records.get(kind, {}):
            return failure(record_id, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", [])
        if record_id in self.converted:
            return failure(record_id, "CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead", [])
        for name, value in values.items():
            problem = field_problem(self.custom_fields[kind][name], value)
            if problem:
                return failure(record_id, problem, f"{name}: {value!r}", [name])
        self.records[kind][record_id] |= values
        return {"id": record_id, "success": True, "errors": []}


def is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def field_problem(metadata: dict, value: object) -> str | None:
    """Return the code with which Salesforce refuses a value; None is stored."""
    kind = metadata["type"]
    if kind == "Checkbox":
        return None if isinstance(value, bool) else "INVALID_TYPE_ON_FIELD_IN_RECORD"
    if value is None or value == "":
        return None
    if kind == "Number":
        fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10 ** metadata["precision"]
        return None if fits else "NUMBER_OUTSIDE_VALID_RANGE"
    if kind == "Date":
        return None if is_date(value) else "INVALID_TYPE_ON_FIELD_IN_RECORD"
    if not isinstance(value, str):
        return "INVALID_TYPE_ON_FIELD_IN_RECORD"
    if kind == "Text":
        return None if len(value) <= metadata["length"] else "STRING_TOO_LONG"
    codes = [one["fullName"] for one in metadata["valueSet"]["valueSetDefinition"]["value"]]
    return None if value in codes else "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"


def failure(record_id: str, code: str, message: str, fields: list[str]) -> dict:
    return {"id": record_id, "success": False, "errors": [{"statusCode": code, "message": message, "fields": fields}]}


NOW = "2026-06-30T06:00:00.000Z"
TIMES = {"startedAt": NOW, "completedAt": NOW}
RECORD_TIMES = {"createdAt": NOW, "updatedAt": NOW}


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the stand-in."""

    crm: StandIn
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def answer(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
        path = urlsplit(self.path).path
        try:
            if not (self.headers.get("Authorization") or "").startswith("Bearer "):
                raise Refused(401, {"status": "error", "category": "INVALID_AUTHENTICATION", "message": "who is it?"})
            status, content = self.route(path, body)
        except Refused as refused:
            status, content = refused.status, refused.body
        self.crm.calls.append((f"{self.command} {path}", status))
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def route(self, path: str, body: dict) -> tuple[int, object]:
        crm = self.crm
        routes = [
            ("POST", r"/crm/(?:v3/)?properties/(?:[0-9-]+/)?(\w+)/groups", crm.create_group),
            ("POST", r"/crm/(?:v3/)?properties/(?:[0-9-]+/)?(\w+)/batch/create", crm.create_properties),
            ("POST", r"/crm/(?:v3/)?objects/(?:[0-9-]+/)?(\w+)/batch/update", crm.update_objects),
            ("POST", r"/services/data/v[0-9.]+/tooling/sobjects/CustomField", crm.create_field),
            ("PATCH", r"/services/data/v[0-9.]+/composite/sobjects", crm.update_collection),
        ]
        for method, pattern, action in routes:
            match = re.fullmatch(pattern, path.rstrip("/"))
            if match and method == self.command:
                return action(*match.groups(), body)
        raise Refused(404, {"status": "error", "message": f"{self.command} {path}"})

    do_POST = do_PATCH = do_GET = answer
