from halden.chunk.blocks import units


def test_paragraphs_items_and_rows_are_units() -> None:
    body = "One\nstill one.\n\n- a\n  more a\n- b\n1. c\n\n| h |\n|---|\n| r1 |\n| r2 |\nend"
    assert [body[unit.start : unit.end].strip() for unit in units(body)] == [
        "One\nstill one.",
        "- a\n  more a",
        "- b",
        "1. c",
        "| h |\n|---|\n| r1 |",
        "| r2 |",
        "end",
    ]


def test_a_row_knows_its_header_and_a_hash_in_text_is_no_heading() -> None:
    first, second, *rest = units("| h |\n|---|\n| r1 |\n| r2 |\n\n#hashtag\n\n```\n# code\n```\n")
    assert first.header is None
    assert second.header == (0, 12)
    assert not any(unit.section for unit in [first, second, *rest])
