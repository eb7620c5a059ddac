"""A contract described as fully as essential data ask for."""

from domain.contract.terms import (
    Description,
    Execution,
    GeneralClauses,
    Nature,
    Place,
    PlaceKind,
    PriceForm,
    PriceType,
    Procedure,
    Technique,
)

WHOLE = Description(
    nature=Nature.PUBLIC_CONTRACT,
    procedure=Procedure.OPEN,
    cpv="77310000-6",
    techniques=(Technique.NONE,),
    execution=(Execution.ORDERS,),
    innovative=False,
    general_clauses=GeneralClauses.SUPPLIES_AND_SERVICES,
    place=Place(code="49007", kind=PlaceKind.MUNICIPALITY),
    price_form=PriceForm.UNIT,
    price_types=(PriceType.REVISABLE,),
)
