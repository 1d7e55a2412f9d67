"""Addresses of recipients, transfers and cases, below ``/console/recipients/``."""

from django.urls import path

from azukari.supervision.desk import case, contact, contract, overseeing, page, preview, reading, token, transfer

urlpatterns = [
    path("reading/", reading.show, name="console-reading"),
    path("reading/<uuid:id>/", reading.looked, name="console-reading-looked"),
    path("recipients/", page.show_all, name="console-recipients"),
    path("recipients/authority/", contact.authority, name="console-authority"),
    path("recipients/guidelines/", overseeing.guidelines, name="console-guidelines"),
    path("recipients/transfers/<uuid:transfer_id>/", transfer.show, name="console-transfer"),
    path("recipients/transfers/<uuid:transfer_id>/approve/", transfer.say_yes, name="console-transfer-approve"),
    path("recipients/transfers/<uuid:transfer_id>/decline/", transfer.say_no, name="console-transfer-decline"),
    path("recipients/transfers/<uuid:transfer_id>/file/", transfer.take, name="console-transfer-file"),
    path("recipients/previews/<uuid:preview_id>/", preview.foresee, name="console-transfer-preview"),
    path("recipients/previews/<uuid:preview_id>/ask/", preview.ask, name="console-transfer-ask"),
    path("recipients/tokens/<uuid:token_id>/revoke/", token.revoke_one, name="console-recipient-token-revoke"),
    path("recipients/cases/<uuid:case_id>/", case.show, name="console-case"),
    path("recipients/cases/<uuid:case_id>/document/", case.document, name="console-case-document"),
    path("recipients/cases/<uuid:case_id>/scope/", case.scope, name="console-case-scope"),
    path("recipients/cases/<uuid:case_id>/inform/", case.inform, name="console-case-inform"),
    path("recipients/cases/<uuid:case_id>/approve/", case.approve, name="console-case-approve"),
    path("recipients/cases/<uuid:case_id>/close/", case.close, name="console-case-close"),
    path("recipients/cases/<uuid:case_id>/letter/", case.letter, name="console-case-letter"),
    path("recipients/contracts/<uuid:contract_id>/", contract.describe, name="console-contract"),
    path("recipients/contracts/<uuid:contract_id>/sign/", contract.sign, name="console-contract-sign"),
    path("recipients/contracts/<uuid:contract_id>/force/", contract.force, name="console-contract-force"),
    path("recipients/contracts/<uuid:contract_id>/suspend/", contract.suspend, name="console-contract-suspend"),
    path("recipients/contracts/<uuid:contract_id>/end/", contract.end, name="console-contract-end"),
    path("recipients/contracts/<uuid:contract_id>/review/", overseeing.review, name="console-contract-review"),
    path("recipients/instructions/<uuid:instruction_id>/", overseeing.confirm, name="console-instruction"),
    path("recipients/<slug:slug>/", page.show, name="console-recipient"),
    path("recipients/<slug:slug>/reach/", contact.contact, name="console-recipient-reach"),
    path("recipients/<slug:slug>/token/", token.make_one, name="console-recipient-token"),
    path("recipients/<slug:slug>/ask/<str:sort>/", overseeing.ask, name="console-recipient-ask"),
    path("recipients/<slug:slug>/accept/", overseeing.accept, name="console-recipient-accept"),
    path("recipients/<slug:slug>/transfer/", preview.begin, name="console-transfer-begin"),
    path("recipients/<slug:slug>/case/", case.begin, name="console-case-begin"),
]
