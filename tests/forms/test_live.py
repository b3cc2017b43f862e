"""The live face, driven as a browser drives it: by messages, without one."""

import json

import pytest
from form_cast import ANN, TEAM

from plcnb.forms import record_form
from plcnb.forms.live import NOT_LIVE, FormFace
from plcnb.model import ActionStep, Reflection


@pytest.fixture
def form(records):
    return record_form(records, ActionStep, TEAM, by=ANN)


@pytest.fixture
def sent(form, monkeypatch) -> list:
    """What the face sends to the page, beside what it shows."""
    messages: list = []
    monkeypatch.setattr(form.face, "send", lambda content, buffers=None: messages.append(content))
    return messages


def from_page(form, content) -> None:
    """Deliver a message as ipywidgets delivers one."""
    form.face._handle_custom_msg(content, [])


def test_what_is_typed_is_saved_and_answered_with_the_number_of_the_message(form, sent, records):
    from_page(form, {"type": "words", "fields": {"what": "Reteach"}, "now": True, "seq": 7, "client": "abc"})

    assert records.list(ActionStep, TEAM)[0].what == "Reteach"
    assert form.face.view["fields"]["what"] == "Reteach"
    assert form.face.view["saved_at"]
    assert sent == [{"type": "ack", "seq": 7, "client": "abc"}]


@pytest.mark.parametrize(
    "content", [None, 3, [], "words", {"seq": "1"}, {"seq": 2**70, "client": ["x"]}, {"client": "x" * 999}]
)
def test_a_message_that_is_none_is_answered(form, sent, content):
    from_page(form, content)

    assert sent[0]["type"] == "ack"
    assert sent[0]["client"] == ""
    assert "no message" in form.face.view["notice"]


def test_a_page_cannot_change_what_is_asked_or_shown(form):
    before = json.dumps([form.face.plan, form.face.view])
    form.face._handle_msg(
        {
            "content": {
                "data": {
                    "method": "update",
                    "state": {"plan": {"title": "Yours"}, "view": {}},
                    "buffer_paths": [],
                }
            },
            "buffers": [],
        }
    )

    assert json.dumps([form.face.plan, form.face.view]) == before


def test_where_nothing_is_live_a_sheet_is_shown_that_holds_nobodys_words(records):
    form = record_form(records, Reflection, TEAM, by=ANN)
    form.session.handle({"type": "words", "fields": {"tried": "Bars, and it failed"}, "now": True})
    bundle = form._repr_mimebundle_()

    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert NOT_LIVE in bundle["text/html"]
    assert "What did I try?" in bundle["text/html"]
    assert bundle["text/plain"] == "Form: Reflection"
    assert "failed" not in json.dumps(bundle)
    assert "Ann" not in json.dumps(bundle)


def test_text_of_others_reaches_the_page_as_data_only():
    """What is typed goes into textContent and value; nothing of it is ever read as HTML."""
    script = FormFace._esm

    assert "innerHTML" not in script
    assert "insertAdjacentHTML" not in script
    assert "document.write" not in script
    assert "eval(" not in script


def test_a_form_asks_no_network(form):
    assert "http" not in FormFace._esm.replace("https://www.w3.org", "")
    assert "url(" not in FormFace._css
    assert "@import" not in FormFace._css
