//! The front end's types are those of the service.

#[test]
fn the_front_end_has_the_current_types() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/web/src/api/types.ts");
    let found = std::fs::read_to_string(file).expect("the front end's types are in the repository");
    assert!(
        found == assay::routes::typescript::types(),
        "run `cargo run --release -- types`"
    );
}
