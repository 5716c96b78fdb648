"""Views of the items of a handover record: list, add, edit, remove."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.actions.handing_over import add_item, edit_item, remove_item
from agreements.forms.following import ItemEditForm, ItemForm
from agreements.models import Document, DocumentKind, HandoverItem
from agreements.views.finding import find_draft
from core.access import find_visible
from core.forms import answer_form, confirm

FIELDS = ("description", "amount", "unit", "condition", "note")


def _find_handover(request: HttpRequest, reference: str) -> Document:
    document = find_draft(request, reference)
    if document.kind != DocumentKind.BAST:
        raise Http404(_("%(document)s hands nothing over.") % {"document": document})
    return document


def _get_list_url(document: Document) -> str:
    return reverse("agreements:document_items", args=[document.reference])


@require_http_methods(["GET", "HEAD", "POST"])
def document_items(request: HttpRequest, reference: str) -> HttpResponse:
    """List the items, and add one."""
    document = _find_handover(request, reference)
    form = ItemForm(request.POST or None)

    def perform() -> str:
        item = add_item(document=document, by=request.user, **form.values)
        return f"{request.path}#barang-{item.pk}"

    return answer_form(
        request,
        form,
        perform,
        template="agreements/item_list.html",
        context={
            "document": document,
            "handover": document.handover,
            "items": list(document.items.select_related("pledge")),
        },
        message=_("The item is added."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def item_edit(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Edit an item; a conflict shows both versions."""
    document = _find_handover(request, reference)
    item = find_visible(HandoverItem.objects.filter(document=document), pk=pk)
    form = ItemEditForm(
        request.POST or None,
        initial={name: getattr(item, name) for name in (*FIELDS, "revision")}
        | {"amount": item.amount.normalize() if item.amount is not None else None},
    )

    def perform() -> str:
        edit_item(item=item, seen_revision=form.seen_revision, by=request.user, **form.values)
        return f"{_get_list_url(document)}#barang-{item.pk}"

    return answer_form(
        request,
        form,
        perform,
        context={
            "heading": _("What is handed over"),
            "reference": document.reference,
            "submit_label": _("Save"),
            "back_url": _get_list_url(document),
            "back_label": _("What is handed over"),
        },
        message=_("The item is saved."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def item_remove(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Confirm and delete an item."""
    document = _find_handover(request, reference)
    item = find_visible(HandoverItem.objects.filter(document=document), pk=pk)

    def perform() -> str:
        remove_item(item=item, by=request.user)
        return _get_list_url(document)

    return confirm(
        request,
        perform,
        question=_("Remove this item from the record?"),
        consequences=[item.description, _("The contribution itself stays as it is.")],
        label=_("Remove this item"),
        back=_get_list_url(document),
        back_label=_("What is handed over"),
        danger=True,
        reference=document.reference,
        message=_("The item is removed."),
    )
