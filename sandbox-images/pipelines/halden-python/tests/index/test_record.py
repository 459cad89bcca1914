from samples import record


def test_point_ids_depend_on_document_place_and_text_and_nothing_else() -> None:
    point = record("policy/a", "text", 1).point_id
    assert point == record("policy/a", "text", 1, title="Another").point_id
    others = [
        record("policy/b", "text", 1),
        record("policy/a", "text", 2),
        record("policy/a", "other", 1),
    ]
    assert point not in {other.point_id for other in others}
