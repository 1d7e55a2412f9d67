"""The page on which a person has us never write to them again, or lets us."""

from django.http import HttpResponse

from azukari.shells.self_service.do_not_contact import addresses, is_off, resume_contact, stop_contact
from azukari.shells.self_service.guard import Visit, own_page


@own_page("GET", "HEAD", "POST")
def page(visit: Visit) -> HttpResponse:
    """Say what it means; on POST, do it or take it back."""
    data = visit.own_data()
    if visit.request.method != "POST":
        return visit.render("own/quiet.html", {"quiet": is_off(data), "addresses": sorted(addresses(data))})
    if visit.request.POST.get("wish") == "write":
        resume_contact(visit.person, data, actor=visit.actor, now=visit.now)
        return visit.back(done="audible")
    stop_contact(visit.person, data, actor=visit.actor, now=visit.now)
    return visit.back(done="quiet")
