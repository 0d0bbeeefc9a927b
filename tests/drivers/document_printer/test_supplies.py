"""Toner and trays as printers tell of them, and what any other bytes in their place do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.document_printer.ipp import Group, GroupTag, attribute
from drivers.document_printer.ipp_values import Tag
from drivers.document_printer.supplies import OutputTray, Supply, supplies_of, trays_of


def group(**attributes):
    tags = {str: Tag.KEYWORD, int: Tag.INTEGER, bytes: Tag.OCTETS}
    return Group(
        GroupTag.PRINTER,
        tuple(attribute(name.replace("_", "-"), tags[type(values[0])], *values) for name, values in attributes.items()),
    )


@pytest.mark.parametrize(
    ("octets", "supplies"),
    [
        # as ippeveprinter 2.4 sends them
        (
            b"index=2;class=supplyThatIsConsumed;type=toner;unit=percent;maxcapacity=100;level=75;colorantname=black;",
            (Supply("toner", 75),),
        ),
        (b"index=1;class=receptacleThatIsFilled;type=wasteToner;maxcapacity=100;level=95;colorantname=unknown;", ()),
        (b"type=tonerCartridge;class=supplyThatIsConsumed;maxcapacity=3000;level=150", (Supply("tonerCartridge", 5),)),
        (b"type=toner;class=supplyThatIsConsumed;maxcapacity=-2;level=-3;", ()),
        (b"type=toner;class=supplyThatIsConsumed;maxcapacity=100;level=101;", ()),
        (b"type=toner;class=supplyThatIsConsumed;maxcapacity=0;level=0;", (Supply("toner", 0),)),
        (b"type=toner;class=supplyThatIsConsumed;maxcapacity=100;level=%s;" % (b"9" * 5000), ()),
        (b"type=toner;class=supplyThatIsConsumed;level=7", ()),
        (b"", ()),
    ],
)
def test_printer_supply(octets, supplies):
    assert supplies_of(group(printer_supply=(octets,))) == supplies


@pytest.mark.parametrize(
    ("types", "levels", "limits", "supplies"),
    [
        (("toner",), (40,), (), (Supply("toner", 40, 10),)),
        (("toner", "waste-toner"), (8, 99), (15, 0), (Supply("toner", 8, 15),)),
        (("toner", "opc"), (-3, 60), (10, 10), (Supply("opc", 60, 10),)),
        (("toner",), (40,), (-1,), (Supply("toner", 40, 10),)),
        (("toner", "toner"), (40,), (), (Supply("toner", 40, 10),)),
    ],
)
def test_markers(types, levels, limits, supplies):
    attributes = {"marker_types": types, "marker_levels": levels}
    if limits:
        attributes["marker_low_levels"] = limits
    assert supplies_of(group(**attributes)) == supplies


@pytest.mark.parametrize(
    ("octets", "trays"),
    [
        (b"type=unRemovableBin;maxcapacity=150;remaining=149;status=0;name=face-down;", (OutputTray(150, 149),)),
        (b"type=unRemovableBin;maxcapacity=150;remaining=0;status=8;name=face-down;", (OutputTray(150, 0),)),
        (b"type=unRemovableBin;maxcapacity=-2;remaining=-2;status=0;name=face-down;", ()),
        (b"type=unRemovableBin;maxcapacity=150;remaining=-3;status=0;name=face-down;", ()),
        (b"type=unRemovableBin;maxcapacity=150;name=face-down;", ()),
    ],
)
def test_printer_output_tray(octets, trays):
    assert trays_of(group(printer_output_tray=(octets,))) == trays


def test_an_empty_tray_is_one_with_all_its_room():
    assert OutputTray(150, 150).empty
    assert not OutputTray(150, 149).empty


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=4))
def test_any_octets_are_survived(octets):
    for supply in supplies_of(group(printer_supply=tuple(octets))):
        assert 0 <= supply.percent <= 100
    for tray in trays_of(group(printer_output_tray=tuple(octets))):
        assert tray.remaining >= 0
