//! That imports between Rust files are found, and nothing else is.

use crate::floors;
use crate::graph::{self, Import};
use crate::known;
use crate::modules::Modules;
use crate::routes_rule;

/// The imports between files that are given by name and text.
fn imports(files: &[(&str, &str)]) -> Vec<Import> {
    let owned = files
        .iter()
        .map(|(file, text)| (format!("src/{file}"), (*text).to_owned()));
    let mut sources = vec![("src/lib.rs".to_owned(), String::new())];
    sources.extend(owned);
    Modules::read(&sources).imports()
}

/// Each import as `from:line to`.
fn lines<'a>(imports: impl IntoIterator<Item = &'a Import>) -> Vec<String> {
    let imports = imports.into_iter();
    let line = |it: &Import| format!("{}:{} {}", short(&it.from), it.line, short(&it.to));
    imports.map(line).collect()
}

fn short(file: &str) -> &str {
    file.trim_start_matches("src/").trim_end_matches(".rs")
}

#[test]
fn a_circle_is_found_with_its_lines() {
    let imports = imports(&[
        ("store.rs", "mod a;\nmod b;\nmod c;"),
        ("store/a.rs", "use super::{\n    b::{self, B},\n};"),
        (
            "store/b.rs",
            "fn f() {\n    let x = crate::store::a::A::new();\n}",
        ),
        ("store/c.rs", "use super::a::A;"),
    ]);
    let circles = graph::circles(&imports);
    assert_eq!(circles.len(), 1, "c imports and is not imported");
    assert_eq!(
        lines(circles[0].iter().copied()),
        [
            "store/a:2 store/b",
            "store/a:2 store/b",
            "store/b:2 store/a"
        ]
    );
}

#[test]
fn a_circle_through_others_is_one_circle() {
    let imports = imports(&[
        ("store/a.rs", "use super::b::B;"),
        ("store/b.rs", "use super::c::C;"),
        ("store/c.rs", "use super::a::A;"),
        ("store.rs", ""),
    ]);
    assert_eq!(graph::circles(&imports).len(), 1);
}

#[test]
fn imports_go_down_only() {
    let imports = imports(&[
        ("domain.rs", ""),
        ("sandbox.rs", ""),
        ("session/live.rs", "use crate::store::Store;"),
        ("session.rs", ""),
        (
            "store.rs",
            "use crate::domain::Id;\npub use crate::session::live::Live;",
        ),
        ("trace.rs", "use crate::sandbox::Sandbox;"),
    ]);
    let upward = lines(floors::upward(&imports));
    assert_eq!(upward, ["store:2 session/live", "trace:1 sandbox"]);
}

#[test]
fn folders_of_one_room_may_import_each_other() {
    let imports = imports(&[
        ("main.rs", "use assay::cli::Cli;"),
        ("cli.rs", "pub mod serve;\npub use serve::Cli;"),
        ("cli/serve.rs", ""),
    ]);
    assert_eq!(lines(&imports), ["main:1 cli/serve"]);
    assert!(floors::upward(&imports).is_empty());
}

#[test]
fn a_name_that_a_parent_re_exports_belongs_to_who_defines_it() {
    let imports = imports(&[
        (
            "trace.rs",
            "mod log;\nmod page;\npub(crate) use self::log::{Log as Journal, read};",
        ),
        ("trace/log.rs", "use super::Journal;"),
        ("trace/page.rs", "use super::{Journal, read};"),
        ("session.rs", "use crate::trace::Journal;"),
    ]);
    let found = [
        "trace/page:1 trace/log",
        "trace/page:1 trace/log",
        "session:1 trace/log",
    ];
    assert_eq!(lines(&imports), found);
}

#[test]
fn a_parent_that_imports_its_child_is_imported_by_it() {
    let imports = imports(&[
        ("store.rs", "mod events;\nuse events::Event;\nstruct Store;"),
        ("store/events.rs", "use super::Store;"),
    ]);
    assert_eq!(
        lines(&imports),
        ["store:2 store/events", "store/events:1 store"]
    );
    assert_eq!(graph::circles(&imports).len(), 1);
}

#[test]
fn a_parent_that_uses_what_it_re_exports_imports_it() {
    let imports = imports(&[
        (
            "store.rs",
            "mod a;\nmod b;\nmod c;\npub use a::A;\npub use b::b;\npub use c::C;\n\
                fn f(it: A) {\n    it.b(b());\n}",
        ),
        ("store/a.rs", ""),
        ("store/b.rs", ""),
        ("store/c.rs", ""),
    ]);
    assert_eq!(lines(&imports), ["store:7 store/a", "store:8 store/b"]);
}

#[test]
fn what_a_parent_imports_from_elsewhere_is_imported_from_the_parent() {
    let imports = imports(&[
        ("domain.rs", ""),
        ("store.rs", "mod a;\npub use crate::domain::Id;\nuse a::A;"),
        ("store/a.rs", "use super::Id;\nuse super::*;"),
    ]);
    let found = [
        "store:2 domain",
        "store:3 store/a",
        "store/a:1 store",
        "store/a:2 store",
    ];
    assert_eq!(lines(&imports), found);
}

#[test]
fn a_path_through_an_imported_module_is_followed() {
    let imports = imports(&[
        ("store.rs", "pub mod deep;"),
        ("store/deep.rs", "pub mod er;"),
        ("store/deep/er.rs", ""),
        (
            "trace.rs",
            "use crate::store::deep as d;\nuse d::er::X;\n\
                fn f() {\n    d::one();\n    d::er::two();\n}",
        ),
    ]);
    let found = [
        "trace:1 store/deep",
        "trace:2 store/deep/er",
        "trace:5 store/deep/er",
    ];
    assert_eq!(lines(&imports), found);
}

#[test]
fn modules_with_a_body_belong_to_their_file() {
    let imports = imports(&[
        (
            "store.rs",
            "mod a;\nmod inside {\n    use super::a::A;\n    use super::own;\n}\nuse inside::x;",
        ),
        ("store/a.rs", "use super::inside::x;"),
    ]);
    assert_eq!(lines(&imports), ["store:3 store/a", "store/a:1 store"]);
}

#[test]
fn a_room_that_is_a_crate_is_read_like_any_other() {
    let imports = imports(&[
        ("domain/lib.rs", "pub mod ids;"),
        ("domain/ids.rs", ""),
        (
            "trace/lib.rs",
            "use assay_domain as domain;\nmod log;\nmod entry;",
        ),
        (
            "trace/log.rs",
            "use crate::domain::ids::Id;\nuse crate::entry::Entry;\nfn f() { assay_domain::ids::f() }",
        ),
        ("trace/entry.rs", "use crate::log::Log;"),
        ("session.rs", "use crate::trace::log::Log;"),
    ]);
    assert_eq!(
        lines(&imports),
        [
            "trace/lib:1 domain/lib",
            "trace/log:1 domain/ids",
            "trace/log:2 trace/entry",
            "trace/log:3 domain/ids",
            "trace/entry:1 trace/log",
            "session:1 trace/log",
        ]
    );
    assert_eq!(graph::circles(&imports).len(), 1);
}

#[test]
fn what_is_for_tests_only_is_not_read() {
    let file = "#[cfg(test)]\nuse crate::session::A;\n\
        #[cfg(test)]\n#[path = \"fake.rs\"]\nmod fake;\n\
        #[tokio::test]\nasync fn f() -> [u8; 2] { crate::session::f(); }\n\
        struct S { #[cfg(test)] x: crate::session::X, y: crate::domain::Y }\n\
        #[cfg(test)]\nmod tests { use crate::session::B; }\n\
        use crate::domain::Z;";
    let imports = imports(&[
        ("domain.rs", ""),
        ("session.rs", ""),
        ("store.rs", file),
        ("store/fake.rs", "use crate::session::A;"),
        ("store/fake/more.rs", "use crate::session::A;"),
        ("store/tests.rs", "use crate::session::A;"),
        ("store/tests/more.rs", "use crate::session::A;"),
        ("store/a_tests.rs", "use crate::session::A;"),
    ]);
    assert_eq!(lines(&imports), ["store:8 domain", "store:11 domain"]);
}

#[test]
fn comments_strings_and_other_crates_are_no_imports() {
    let file = "//! [`crate::session::A`]\n/* use /* crate::session::A */ crate::session::B; */\n\
        const A: &str = \"\\\" crate::session::A\";\n\
        const B: &str = r#\"\" crate::session::A\"#;\n\
        fn f<'a>(x: &'a char) -> bool { *x == '\"' || *x == '\\'' }\n\
        use ::session::A;\nuse anyhow::anyhow;\npub(in crate::session) fn g() {}\n\
        fn h(x: Vec<u8>) -> impl Fn() + use<> { x.session::<u8>(); anyhow::session::f() }\n\
        use crate::domain::Z;";
    let imports = imports(&[("domain.rs", ""), ("session.rs", ""), ("store.rs", file)]);
    assert_eq!(lines(&imports), ["store:10 domain"]);
}

#[test]
fn a_route_that_reaches_the_store_or_the_trace_is_found() {
    let route = "use crate::people::People;\nuse crate::store::sessions::Row;\n\
        fn f() { crate::trace::Log::open(); }\n\
        #[cfg(test)]\nmod tests { use crate::store::Store; fn f() { state.store; } }";
    let imports = imports(&[
        ("people.rs", "use crate::store::Store;"),
        ("routes.rs", ""),
        ("routes/sessions.rs", route),
        ("store.rs", "pub mod sessions;"),
        ("store/sessions.rs", ""),
        ("trace.rs", ""),
    ]);
    let found = lines(routes_rule::imports(&imports));
    assert_eq!(
        found,
        [
            "routes/sessions:2 store/sessions",
            "routes/sessions:3 trace"
        ]
    );
}

#[test]
fn a_route_that_reaches_them_through_a_field_is_found() {
    let route = "async fn f(state: State) {\n    state.store.sessions().await;\n\
        conductor\n        .parts()\n        .docker;\n    running.trace.limited();\n\
        replay.store();\n    sqlx::query(\"\");\n    // state.store\n    \".store\";\n\
        flag.store(true, Relaxed);\n    state.stored();\n}\n\
        #[cfg(test)]\nmod tests { fn f() { state.store; } }";
    let owned = |file: &str| (file.to_owned(), route.to_owned());
    let sources = ["src/routes/one.rs", "src/routes/tests.rs", "src/people.rs"].map(owned);
    let modules = Modules::read(&sources);
    let found = [
        "src/routes/one.rs:2: .store",
        "src/routes/one.rs:4: .parts",
        "src/routes/one.rs:6: .trace",
        "src/routes/one.rs:7: .store",
        "src/routes/one.rs:8: sqlx::",
    ];
    assert_eq!(routes_rule::reached(&sources, &modules.files()), found);
}

#[test]
fn the_list_of_known_violations_is_neither_too_short_nor_too_long() {
    let import = |from: &str, to: &str| Import {
        from: from.to_owned(),
        line: 7,
        to: to.to_owned(),
        name: "x".to_owned(),
    };
    let (old, new) = (import("a.rs", "b.rs"), import("a.rs", "c.rs"));
    let known = ["up: a.rs -> b.rs", "circle: d.rs -> e.rs"];
    assert_eq!(known::problems("up", &[vec![&old]], &known), "");
    let more = known::problems("up", &[vec![&old, &new]], &known);
    assert!(more.contains("a.rs:7: x -> c.rs"), "{more}");
    let repaired = known::problems("up", &[vec![]], &known);
    assert!(repaired.contains("up: a.rs -> b.rs"), "{repaired}");
}
