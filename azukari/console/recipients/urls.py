"""Addresses of recipients, transfers and cases, below ``/console/recipients/``."""

from django.urls import path

from azukari.console.recipients import case, contact, contract, page, preview, supervision, token, transfer

urlpatterns = [
    path("", page.show_all, name="console-recipients"),
    path("authority/", contact.authority, name="console-authority"),
    path("guidelines/", supervision.guidelines, name="console-guidelines"),
    path("transfers/<uuid:transfer_id>/", transfer.show, name="console-transfer"),
    path("transfers/<uuid:transfer_id>/approve/", transfer.say_yes, name="console-transfer-approve"),
    path("transfers/<uuid:transfer_id>/decline/", transfer.say_no, name="console-transfer-decline"),
    path("transfers/<uuid:transfer_id>/file/", transfer.take, name="console-transfer-file"),
    path("previews/<uuid:preview_id>/", preview.foresee, name="console-transfer-preview"),
    path("previews/<uuid:preview_id>/ask/", preview.ask, name="console-transfer-ask"),
    path("tokens/<uuid:token_id>/revoke/", token.revoke_one, name="console-recipient-token-revoke"),
    path("cases/<uuid:case_id>/", case.show, name="console-case"),
    path("cases/<uuid:case_id>/document/", case.document, name="console-case-document"),
    path("cases/<uuid:case_id>/scope/", case.scope, name="console-case-scope"),
    path("cases/<uuid:case_id>/inform/", case.inform, name="console-case-inform"),
    path("cases/<uuid:case_id>/approve/", case.approve, name="console-case-approve"),
    path("cases/<uuid:case_id>/close/", case.close, name="console-case-close"),
    path("cases/<uuid:case_id>/letter/", case.letter, name="console-case-letter"),
    path("contracts/<uuid:contract_id>/", contract.describe, name="console-contract"),
    path("contracts/<uuid:contract_id>/sign/", contract.sign, name="console-contract-sign"),
    path("contracts/<uuid:contract_id>/force/", contract.force, name="console-contract-force"),
    path("contracts/<uuid:contract_id>/suspend/", contract.suspend, name="console-contract-suspend"),
    path("contracts/<uuid:contract_id>/end/", contract.end, name="console-contract-end"),
    path("contracts/<uuid:contract_id>/review/", supervision.review, name="console-contract-review"),
    path("instructions/<uuid:instruction_id>/", supervision.confirm, name="console-instruction"),
    path("<slug:slug>/", page.show, name="console-recipient"),
    path("<slug:slug>/reach/", contact.contact, name="console-recipient-reach"),
    path("<slug:slug>/token/", token.make_one, name="console-recipient-token"),
    path("<slug:slug>/ask/<str:sort>/", supervision.ask, name="console-recipient-ask"),
    path("<slug:slug>/accept/", supervision.accept, name="console-recipient-accept"),
    path("<slug:slug>/transfer/", preview.begin, name="console-transfer-begin"),
    path("<slug:slug>/case/", case.begin, name="console-case-begin"),
]
