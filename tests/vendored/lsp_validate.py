"""Check what a language server sent against the LSP meta model and the protocol's rules.

    session = Session(Model(METAMODEL), strict=True)
    for number, (direction, message) in enumerate(trace):      # "c2s" or "s2c"
        (session.c2s if direction == "c2s" else session.s2c)(number, message)
    session.finish()
    session.issues                                             # severity, message number, where, what

Types: every server message against the meta model (3.17 or 3.18: all structures, enumerations, unions,
mixins); with ``strict``, properties that the model does not know are errors too.
Rules, from the specification's text: the envelope; one answer per request id; answers to unknown ids;
unanswered requests (cancelled ones included); nothing but log, show and telemetry before the initialize
answer; requests and edits that the client never said it supports; a positionEncoding that the client
offered; progress begun, reported and ended in order, with known tokens; ranges ordered, inside the document
and off the middle of surrogate pairs; overlapping edits; stale versions.

See README.md beside this file for where it comes from.
"""

import json
import re


# ------------------------------------------------------------------ meta model
class Model:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            m = json.load(file)
        self.s = {x["name"]: x for x in m["structures"]}
        self.e = {x["name"]: x for x in m["enumerations"]}
        self.a = {x["name"]: x for x in m["typeAliases"]}
        self.req = {x["method"]: x for x in m["requests"]}
        self.note = {x["method"]: x for x in m["notifications"]}
        self._p = {}

    def props(self, name):
        if name not in self._p:
            s, out = self.s[name], {}
            for b in s.get("extends", []) + s.get("mixins", []):
                out.update(self.props(b["name"]))
            for p in s["properties"]:
                out[p["name"]] = p
            self._p[name] = out
        return self._p[name]

    def check(self, v, t, path, strict=False):
        """list of (path, problem)"""
        k = t["kind"]
        if k == "base":
            n = t["name"]
            ok = {
                "string": isinstance(v, str),
                "URI": isinstance(v, str),
                "DocumentUri": isinstance(v, str),
                "RegExp": isinstance(v, str),
                "boolean": isinstance(v, bool),
                "null": v is None,
                "integer": type(v) is int and -(2**31) <= v < 2**31,
                "uinteger": type(v) is int and 0 <= v < 2**31,
                "decimal": type(v) in (int, float),
            }[n]
            if ok and n in ("URI", "DocumentUri") and not re.match(r"^[A-Za-z][A-Za-z0-9+.-]*:", v):
                ok = False
            return [] if ok else [(path, f"expected {n}, got {json.dumps(v)[:80]}")]
        if k == "reference":
            n = t["name"]
            if n in ("LSPAny", "LSPObject", "LSPArray"):
                return (
                    []
                    if n == "LSPAny" or isinstance(v, dict if n == "LSPObject" else list)
                    else [(path, f"expected {n}")]
                )
            if n in self.a:
                return self.check(v, self.a[n]["type"], path, strict)
            if n in self.e:
                e = self.e[n]
                if v in [x["value"] for x in e["values"]] and type(v) is type(e["values"][0]["value"]):
                    return []
                if e.get("supportsCustomValues"):
                    return self.check(v, e["type"], path)
                return [(path, f"{json.dumps(v)[:40]} is no {n}")]
            return self.obj(v, self.props(n), path, strict, n)
        if k == "literal":
            return self.obj(v, {p["name"]: p for p in t["value"]["properties"]}, path, strict, "literal")
        if k == "stringLiteral":
            return [] if v == t["value"] else [(path, f"expected {t['value']!r}, got {json.dumps(v)[:40]}")]
        if k == "array":
            if not isinstance(v, list):
                return [(path, f"expected array, got {type(v).__name__}")]
            return [e for i, x in enumerate(v) for e in self.check(x, t["element"], f"{path}[{i}]", strict)][
                :20
            ]
        if k == "map":
            if not isinstance(v, dict):
                return [(path, "expected object")]
            return [e for kk, x in v.items() for e in self.check(x, t["value"], f"{path}.{kk}", strict)]
        if k == "tuple":
            if not isinstance(v, list) or len(v) != len(t["items"]):
                return [(path, f"expected {len(t['items'])}-tuple")]
            return [
                e
                for i, (x, y) in enumerate(zip(v, t["items"]))
                for e in self.check(x, y, f"{path}[{i}]", strict)
            ]
        if k == "and":
            return [e for x in t["items"] for e in self.check(v, x, path, False)]
        if k == "or":
            best = None
            for x in t["items"]:
                r = self.check(v, x, path, strict)
                if not r:
                    return []
                depth = max(p.count(".") + p.count("[") for p, _ in r)
                if best is None or (depth, -len(r)) > best[0]:
                    best = ((depth, -len(r)), r)
            return best[1]
        return [(path, f"unhandled kind {k}")]

    def obj(self, v, props, path, strict, what):
        if not isinstance(v, dict):
            return [(path, f"expected {what}, got {json.dumps(v)[:60]}")]
        out = []
        for n, p in props.items():
            if n not in v:
                if not p.get("optional"):
                    out.append((f"{path}.{n}", f"missing (required in {what})"))
            else:
                out += self.check(v[n], p["type"], f"{path}.{n}", strict)
        if strict:
            out += [(f"{path}.{n}", f"not a property of {what}") for n in v if n not in props]
        return out


# ------------------------------------------------------------------ protocol rules
def get(o, path):
    for k in path.split("."):
        if not isinstance(o, dict) or k not in o:
            return None
        o = o[k]
    return o


SERVER_REQ_NEEDS = {
    "workspace/applyEdit": "workspace.applyEdit",
    "workspace/configuration": "workspace.configuration",
    "workspace/workspaceFolders": "workspace.workspaceFolders",
    "window/workDoneProgress/create": "window.workDoneProgress",
    "window/showDocument": "window.showDocument.support",
    "workspace/codeLens/refresh": "workspace.codeLens.refreshSupport",
    "workspace/diagnostic/refresh": "workspace.diagnostics.refreshSupport",
    "workspace/semanticTokens/refresh": "workspace.semanticTokens.refreshSupport",
    "workspace/inlayHint/refresh": "workspace.inlayHint.refreshSupport",
    "workspace/inlineValue/refresh": "workspace.inlineValue.refreshSupport",
    "workspace/textDocumentContent/refresh": "workspace.textDocumentContent",
}
BEFORE_INIT = {
    "window/logMessage",
    "window/showMessage",
    "window/showMessageRequest",
    "telemetry/event",
    "$/progress",
    "$/logTrace",
}


class Session:
    def __init__(self, model, strict):
        self.m, self.strict, self.issues = model, strict, []
        self.open_req, self.srv_req, self.seen_ids = {}, {}, set()
        self.caps, self.docs, self.inited, self.enc = {}, {}, False, "utf-16"
        self.tokens, self.cancelled, self.count = {}, set(), {}
        self.exited = False

    def bad(self, sev, i, where, what):
        self.issues.append({"severity": sev, "message": i, "where": where, "what": what})

    def types(self, i, where, v, t):
        for p, w in self.m.check(v, t, "", self.strict):
            self.bad("error", i, where + p, w)

    # -- client side only feeds state
    def c2s(self, i, m):
        me, p = m.get("method"), m.get("params") or {}
        if me and "id" in m:
            if m["id"] in self.open_req:
                self.bad("note", i, me, "client reused an open id")
            self.open_req[m["id"]] = (me, i, p)
            for k in ("workDoneToken", "partialResultToken"):
                if isinstance(p, dict) and k in p:
                    self.tokens[p[k]] = "given" if k == "workDoneToken" else "partial"
            if me == "initialize":
                self.caps = p.get("capabilities") or {}
        elif me == "$/cancelRequest":
            self.cancelled.add(p.get("id"))
        elif me == "exit":
            self.exited = True
        elif me == "textDocument/didOpen":
            d = p["textDocument"]
            self.docs[d["uri"]] = [d["text"], d.get("version")]
        elif me == "textDocument/didClose":
            self.docs.pop(p["textDocument"]["uri"], None)
        elif me == "textDocument/didChange":
            d = self.docs.get(p["textDocument"]["uri"])
            if d:
                for c in p["contentChanges"]:
                    if "range" in c:
                        a, b = self.off(d[0], c["range"]["start"]), self.off(d[0], c["range"]["end"])
                        d[0] = d[0][:a] + c["text"] + d[0][b:]
                    else:
                        d[0] = c["text"]
                d[1] = p["textDocument"].get("version")
        elif me is None and "id" in m:
            if (
                m["id"] in self.srv_req
                and self.srv_req[m["id"]][0] == "window/workDoneProgress/create"
                and "error" not in m
            ):
                self.tokens[self.srv_req[m["id"]][1].get("token")] = "given"
            self.srv_req.pop(m["id"], None)

    def units(self, s):
        return {"utf-8": len(s.encode()), "utf-32": len(s)}.get(self.enc, len(s.encode("utf-16-le")) // 2)

    def off(self, text, pos):
        ls = re.split(r"\r\n|\n|\r", text)
        starts, k = [0], 0
        for x in re.finditer(r"\r\n|\n|\r", text):
            starts.append(x.end())
        if pos["line"] >= len(starts):
            return len(text)
        l, n = ls[pos["line"]], 0
        for j, ch in enumerate(l):
            if n >= pos["character"]:
                return starts[pos["line"]] + j
            n += self.units(ch)
        return starts[pos["line"]] + len(l)

    def pos(self, i, where, text, p):
        ls = re.split(r"\r\n|\n|\r", text)
        if p["line"] > len(ls):
            return self.bad("error", i, where, f"line {p['line']} past the end ({len(ls)} lines)")
        l = ls[p["line"]] if p["line"] < len(ls) else ""
        n = 0
        for ch in l:
            if n == p["character"]:
                return
            if n > p["character"]:
                return self.bad(
                    "error", i, where, f"character {p['character']} is inside a {self.enc} unit sequence"
                )
            n += self.units(ch)
        if p["character"] < n:
            return self.bad("error", i, where, f"character {p['character']} is inside a {self.enc} unit sequence")
        if p["character"] > n:
            self.bad("warning", i, where, f"character {p['character']} past line end ({n}, {self.enc})")

    def range(self, i, where, uri, r):
        try:
            a, b = (r["start"]["line"], r["start"]["character"]), (r["end"]["line"], r["end"]["character"])
        except (KeyError, TypeError):
            return
        if a > b:
            self.bad("error", i, where, "range ends before it starts")
        if uri in self.docs:
            self.pos(i, where + ".start", self.docs[uri][0], r["start"])
            self.pos(i, where + ".end", self.docs[uri][0], r["end"])

    def edits(self, i, where, uri, es):
        rs = []
        for n, e in enumerate(es or []):
            if not isinstance(e, dict) or not isinstance(e.get("range"), dict):
                continue
            self.range(i, f"{where}[{n}]", uri, e["range"])
            try:
                rs.append(
                    tuple((e["range"][k]["line"], e["range"][k]["character"]) for k in ("start", "end"))
                )
            except (KeyError, TypeError):
                pass
        rs.sort()
        for x, y in zip(rs, rs[1:]):
            if y[0] < x[1]:
                self.bad("error", i, where, f"edits overlap: {x} and {y}")

    def wsedit(self, i, where, w):
        if not isinstance(w, dict):
            return
        if "documentChanges" in w and not get(self.caps, "workspace.workspaceEdit.documentChanges"):
            self.bad(
                "error",
                i,
                where,
                "documentChanges, but the client lacks workspace.workspaceEdit.documentChanges",
            )
        for uri, es in (w.get("changes") or {}).items():
            self.edits(i, f"{where}.changes", uri, es)
        for n, d in enumerate(w.get("documentChanges") or []):
            if "kind" in d:
                if d["kind"] not in (get(self.caps, "workspace.workspaceEdit.resourceOperations") or []):
                    self.bad(
                        "error",
                        i,
                        f"{where}.documentChanges[{n}]",
                        f"resource operation {d['kind']} not supported by the client",
                    )
                continue
            t = d.get("textDocument", {})
            v = t.get("version")
            if t.get("uri") in self.docs and v is not None and v != self.docs[t["uri"]][1]:
                self.bad(
                    "error",
                    i,
                    f"{where}.documentChanges[{n}]",
                    f"version {v}, document is at {self.docs[t['uri']][1]}",
                )
            self.edits(i, f"{where}.documentChanges[{n}]", t.get("uri"), d.get("edits"))
            if "changeAnnotations" not in w and any("annotationId" in e for e in d.get("edits", [])):
                self.bad(
                    "error", i, f"{where}.documentChanges[{n}]", "annotationId without changeAnnotations"
                )

    def result(self, i, me, params, r):
        uri = get(params, "textDocument.uri")
        C = self.caps
        W = f"{me} result"
        if me == "initialize":
            pe = get(r, "capabilities.positionEncoding")
            offered = get(C, "general.positionEncodings") or ["utf-16"]
            if pe and pe not in offered:
                self.bad("error", i, W, f"positionEncoding {pe} not among the client's {offered}")
            self.enc = pe or "utf-16"
            self.inited = True
        if r is None:
            return
        if me in ("textDocument/completion", "completionItem/resolve", "textDocument/inlineCompletion"):
            items = r if isinstance(r, list) else r.get("items", [r])
            for n, it in enumerate(items):
                w = f"{W}[{n}]"
                if it.get("insertTextFormat") == 2 and not get(
                    C, "textDocument.completion.completionItem.snippetSupport"
                ):
                    self.bad("error", i, w, "snippet, but the client lacks snippetSupport")
                if me == "textDocument/inlineCompletion" and "range" in it:
                    self.range(i, w + ".range", uri, it["range"])
                te = it.get("textEdit")
                if isinstance(te, dict):
                    if "insert" in te and not get(
                        C, "textDocument.completion.completionItem.insertReplaceSupport"
                    ):
                        self.bad(
                            "error", i, w, "InsertReplaceEdit, but the client lacks insertReplaceSupport"
                        )
                    for k in ("range", "insert", "replace"):
                        if k in te:
                            self.range(i, f"{w}.textEdit.{k}", uri, te[k])
                            p = get(params, "position")
                            if (
                                p
                                and me == "textDocument/completion"
                                and not (
                                    te[k]["start"]["line"] == te[k]["end"]["line"] == p["line"]
                                    and te[k]["start"]["character"]
                                    <= p["character"]
                                    <= te[k]["end"]["character"]
                                )
                            ):
                                self.bad(
                                    "error",
                                    i,
                                    f"{w}.textEdit.{k}",
                                    "range must be on the request's line and contain its position",
                                )
                self.edits(i, w + ".additionalTextEdits", uri, it.get("additionalTextEdits"))
        if me in ("textDocument/codeAction", "codeAction/resolve"):
            for n, a in enumerate(r if isinstance(r, list) else [r]):
                literal = not isinstance(a.get("command"), str)
                if (
                    literal
                    and me == "textDocument/codeAction"
                    and not get(C, "textDocument.codeAction.codeActionLiteralSupport")
                ):
                    self.bad(
                        "error", i, f"{W}[{n}]", "CodeAction literal, but the client only takes Commands"
                    )
                if (
                    a.get("data") is not None
                    and me == "textDocument/codeAction"
                    and not get(C, "textDocument.codeAction.dataSupport")
                ):
                    self.bad("warning", i, f"{W}[{n}]", "data, but the client lacks codeAction.dataSupport")
                if "disabled" in a and not get(C, "textDocument.codeAction.disabledSupport"):
                    self.bad("warning", i, f"{W}[{n}]", "disabled, but the client lacks disabledSupport")
                if "edit" in a:
                    self.wsedit(i, f"{W}[{n}].edit", a["edit"])
                only = get(params, "context.only")
                if (
                    only
                    and a.get("kind")
                    and not any(a["kind"] == o or a["kind"].startswith(o + ".") for o in only)
                ):
                    self.bad("warning", i, f"{W}[{n}]", f"kind {a['kind']} outside the request's only={only}")
        if me in ("textDocument/formatting", "textDocument/rangeFormatting", "textDocument/onTypeFormatting"):
            self.edits(i, W, uri, r)
        if me == "textDocument/rename":
            self.wsedit(i, W, r)
        if me == "textDocument/documentSymbol" and isinstance(r, list):
            st = [(x, f"{W}[{n}]") for n, x in enumerate(r)]
            while st:
                x, w = st.pop()
                if "selectionRange" in x:
                    k = lambda q: (q["line"], q["character"])
                    if not (
                        k(x["range"]["start"]) <= k(x["selectionRange"]["start"])
                        and k(x["selectionRange"]["end"]) <= k(x["range"]["end"])
                    ):
                        self.bad("error", i, w, "selectionRange outside range")
                    st += [(c, w + ".children") for c in x.get("children") or []]
                    if x.get("children") and not get(
                        C, "textDocument.documentSymbol.hierarchicalDocumentSymbolSupport"
                    ):
                        self.bad("warning", i, w, "hierarchical symbols, but the client lacks support")

    def s2c(self, i, m):
        if "!invalid" in m or "!broken" in m:
            return self.bad("error", i, "frame", str(m)[:200])
        if m.get("jsonrpc") != "2.0":
            self.bad("error", i, "envelope", 'jsonrpc is not "2.0"')
        me, p = m.get("method"), m.get("params")
        self.count[me or "response"] = self.count.get(me or "response", 0) + 1
        if self.exited:
            self.bad("warning", i, me or "response", "sent after exit")
        if me is None:
            if "id" not in m:
                return self.bad("error", i, "envelope", "neither method nor id")
            if ("result" in m) == ("error" in m):
                self.bad("error", i, "envelope", "a response has exactly one of result and error")
            if m["id"] not in self.open_req:
                if m["id"] is None and "error" in m:
                    return self.bad("warning", i, "response", f"error without id: {str(m['error'])[:80]}")
                return self.bad(
                    "error",
                    i,
                    "response",
                    f"answers id {m['id']!r}, "
                    + ("answered before" if m["id"] in self.seen_ids else "never asked"),
                )
            rm, ri, rp = self.open_req.pop(m["id"])
            self.seen_ids.add(m["id"])
            if "error" in m:
                e = m["error"]
                if (
                    not isinstance(e, dict)
                    or type(e.get("code")) is not int
                    or not isinstance(e.get("message"), str)
                ):
                    self.bad("error", i, rm + " error", f"malformed error object {str(e)[:80]}")
                elif e["code"] == -32800 and m["id"] not in self.cancelled:
                    self.bad("warning", i, rm, "RequestCancelled without a cancel")
                elif -32099 <= e["code"] <= -32000 and e["code"] not in (-32001, -32002):
                    self.bad("warning", i, rm, f"code {e['code']} in the JSON-RPC reserved range")
                return
            if rm in self.m.req:
                self.types(i, rm + " result", m.get("result"), self.m.req[rm]["result"])
            try:
                self.result(i, rm, rp, m.get("result"))
            except (AttributeError, KeyError, TypeError, IndexError) as e:
                self.bad("error", i, rm + " result", f"rule check failed on malformed data: {e!r}")
            return
        if not self.inited and me not in BEFORE_INIT:
            self.bad("error", i, me, "sent before the initialize answer")
        if "id" in m:
            if type(m["id"]) not in (int, str):
                self.bad("error", i, me, "request id is neither integer nor string")
            if m["id"] in self.srv_req:
                self.bad("error", i, me, f"id {m['id']!r} is still open")
            self.srv_req[m["id"]] = (me, p if isinstance(p, dict) else {})
            need = SERVER_REQ_NEEDS.get(me)
            if need and not get(self.caps, need):
                self.bad("error", i, me, f"client lacks {need}")
            if me == "client/registerCapability":
                for r in (p or {}).get("registrations", []):
                    k = r.get("method", "").split("/")
                    k = {"textDocument": "textDocument." + k[-1], "workspace": "workspace." + k[-1]}.get(
                        k[0], ""
                    )
                    if k and get(self.caps, k + ".dynamicRegistration") is False:
                        self.bad("warning", i, me, f"{r['method']}: dynamicRegistration is false")
            if me == "workspace/applyEdit":
                self.wsedit(i, me + ".edit", (p or {}).get("edit"))
        known = (self.m.req if "id" in m else self.m.note).get(me)
        if known is None:
            other = (self.m.note if "id" in m else self.m.req).get(me)
            if other is not None:
                self.bad(
                    "error",
                    i,
                    me,
                    "request sent as notification" if "id" not in m else "notification sent with an id",
                )
            elif not me.startswith("$/"):
                self.bad("note", i, me, "not in the protocol (custom method)")
            return
        if known.get("messageDirection") == "clientToServer":
            self.bad("error", i, me, "only clients send this")
        if "params" in known:
            self.types(i, me + " params", p, known["params"])
        if me == "$/progress" and isinstance(p, dict):
            tk, st = p.get("token"), self.tokens.get(p.get("token"))
            k = get(p, "value.kind")
            if st is None:
                self.bad("error", i, me, f"unknown token {tk!r}")
            elif st != "partial":
                want = {"begin": ("given",), "report": ("begun",), "end": ("begun",)}.get(k)
                if want is None:
                    self.bad("error", i, me, f"kind {k!r}")
                elif st not in want:
                    self.bad("error", i, me, f"{k} while the token is {st}")
                self.tokens[tk] = {"begin": "begun", "report": "begun", "end": "ended"}.get(k, st)
        if me == "textDocument/publishDiagnostics" and isinstance(p, dict):
            u = p.get("uri")
            v = p.get("version")
            if u in self.docs and v is not None and v != self.docs[u][1]:
                self.bad("note", i, me, f"diagnostics for version {v}, document is at {self.docs[u][1]}")
            elif u in self.docs:
                for n, d in enumerate(p.get("diagnostics", [])):
                    self.range(i, f"{me}[{n}]", u, d.get("range", {}))

    def finish(self):
        for k, (me, i, _) in self.open_req.items():
            self.bad(
                "error",
                i,
                me,
                f"request {k!r} never answered"
                + (" (cancelled requests need an answer too)" if k in self.cancelled else ""),
            )
        for t, s in self.tokens.items():
            if s == "begun":
                self.bad("warning", -1, "$/progress", f"token {t!r} never ended")
